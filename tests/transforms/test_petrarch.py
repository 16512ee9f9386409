"""Other people's dictionaries."""

from datetime import date

import pytest

from transforms import petrarch
from transforms.coding import distinct_events, petrarch_coder
from transforms.errors import CodebookError
from transforms.explain import article_frame

ACTORS = """\
; a comment
CAMBODIA_ [KHM] # another
+KAMPUCHEA_
+KHMER_REPUBLIC_ [KHM 701009-750417]
HUN_SEN_
+SAMDECH_HUN_SEN_
    [KHMGOV >19850114]
    [KHMELI <850114]
CHINA_ [CHN]
+CHINESE_
"""
AGENTS = """\
MINISTER_ {MINISTERS_} [~GOV]
!PERSON! = MAN_, WOMAN_
POLICE_!PERSON! [~COP]
"""


def entries(surface: str) -> list[tuple[str, date, date]]:
    return [
        (e.code + e.agent, e.start, e.end)
        for e in petrarch.actors(ACTORS, "a.txt")
        if e.surface == surface
    ]


def test_a_synonym_takes_the_codes_of_its_name():
    assert [code for code, *_ in entries("KAMPUCHEA")] == ["KHM"]
    assert {code for code, *_ in entries("SAMDECH HUN SEN")} == {"KHMGOV", "KHMELI"}


def test_limits_are_read_with_two_and_four_digits():
    assert entries("KHMER REPUBLIC") == [("KHM", date(1970, 10, 9), date(1975, 4, 17))]
    found = {code: (start, end) for code, start, end in entries("HUN SEN")}
    assert found["KHMGOV"][0] == date(1985, 1, 14)
    assert found["KHMELI"][1] == date(1985, 1, 13)


def test_agents_have_plurals_and_sets():
    roles = petrarch.roles(petrarch.agents(AGENTS, "g.txt"))
    assert roles["ministers"][0] == "GOV"
    assert roles["police man"][0] == "COP"


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        pytest.param("CHINA_ [CHN\n", 1, "unclosed bracket", id="bracket"),
        pytest.param("CHINA_ [CHN]\nX_ [CHN <991399]\n", 2, "is no date", id="month 13"),
        pytest.param("CHINA_ [CHN]\nX_ [CHN <22010101]\n", 2, "outside", id="year 2201"),
        pytest.param("X_ [CHINA1]\n", 1, "three-letter", id="code"),
        pytest.param("+X_ [CHN]\n", 1, "synonym before", id="synonym first"),
    ],
)
def test_an_error_names_file_and_line(text, line, what):
    with pytest.raises(CodebookError, match=what) as error:
        petrarch.actors(text, "mine.txt")
    assert f"mine.txt:{line}" in str(error.value)


def test_whole_codes_stand_in_source_and_target():
    coder = petrarch_coder([("a.txt", ACTORS)], [("g.txt", AGENTS)])
    frame = article_frame("Hun Sen met the Chinese minister on Monday.", date(2024, 6, 12))
    found = distinct_events(coder.code(frame).mentions)
    pairs = set(found.select("source", "target").iter_rows())
    assert pairs == {("KHMGOV", "CHNGOV"), ("CHNGOV", "KHMGOV")}
