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


def codes(text: str, surface: str) -> list[str]:
    return [
        f"{e.code}{e.agent} {e.start} {e.end}"
        for e in petrarch.actors(text, "a.txt")
        if e.surface == surface
    ]


@pytest.mark.parametrize(
    ("limits", "first", "last"),
    [
        pytest.param("", "1800-01-01", "2100-12-31", id="none"),
        pytest.param(" <920305", "1800-01-01", "1992-03-04", id="before, two digits"),
        pytest.param(" <19920305", "1800-01-01", "1992-03-04", id="before, four digits"),
        pytest.param(" >19990101", "1999-01-01", "2100-12-31", id="from, four digits"),
        pytest.param(" >990101", "1999-01-01", "2100-12-31", id="from, two digits"),
        pytest.param(" >150101", "2015-01-01", "2100-12-31", id="of this century"),
        pytest.param(" >450508", "1945-05-08", "2100-12-31", id="of the last century"),
        pytest.param(" 820701-821231", "1982-07-01", "1982-12-31", id="a span"),
        pytest.param(" 19820701-821231", "1982-07-01", "1982-12-31", id="a span of both kinds"),
        pytest.param(" 991231-000101", "1999-12-31", "2000-01-01", id="over the turn"),
        pytest.param("\t820701 - 821231 ", "1982-07-01", "1982-12-31", id="blanks and a tab"),
        pytest.param("<920305", "1800-01-01", "1992-03-04", id="no blank"),
    ],
)
def test_days_of_a_code(limits, first, last):
    assert codes(f"FREEDONIA_ [FRE{limits}]\n", "FREEDONIA") == [f"FRE {first} {last}"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("FREE_DONIA_ [FREGOV]\n+OLD_FREE_DONIA_\n", id="plain"),
        pytest.param("\ufeffFREE_DONIA_ [FREGOV]\r\n+OLD_FREE_DONIA_\r\n", id="windows"),
        pytest.param(
            "\n\n  \t\nFREE_DONIA_\t[FREGOV]\n\n+OLD_FREE_DONIA_\n\n", id="blank lines, tab"
        ),
        pytest.param("FREE_DONIA_\n\t[FREGOV]\n+OLD_FREE_DONIA_", id="the code on its own line"),
        pytest.param(
            "FREE_DONIA_\n+OLD_FREE_DONIA_\n\t[FREGOV]\n", id="the code after the synonyms"
        ),
        pytest.param(
            "# a\n; b\nFREE_DONIA_ [FREGOV] # c ; d\n+OLD_FREE_DONIA_ ; e\n", id="comments"
        ),
        pytest.param(
            "<!-- a\nB_ [XXX]\n-->\nFREE_DONIA_ [FREGOV]\n+OLD_FREE_DONIA_\n", id="old comment"
        ),
        pytest.param("FREE DONIA [FREGOV]\n+OLD FREE DONIA\n", id="blanks for underscores"),
    ],
)
def test_ways_to_write_a_name_and_its_synonym(text):
    for surface in ("FREE DONIA", "OLD FREE DONIA"):
        assert codes(text, surface) == ["FREGOV 1800-01-01 2100-12-31"]


def test_a_synonym_may_have_a_code_of_its_own_and_then_keeps_to_it():
    text = "FREEDONIA_ [FRE >19990101]\n+REBELS_ [FREREB 820701-821231] [FREOPP]\n"
    assert codes(text, "REBELS") == [
        "FREREB 1982-07-01 1982-12-31",
        "FREOPP 1800-01-01 2100-12-31",
    ]


def test_nobody_is_a_code():
    text = "FREEDONIA_ [FRE]\nTURKEY_SHOOT_ [---]\nSYLVANIA_ [<920305]\n"
    assert {e.surface for e in petrarch.actors(text, "a.txt")} == {"FREEDONIA"}


def test_letters_of_latin_1_are_letters_and_break_no_line():
    text = "S\xc3O_TOM\xc9_ [STP]\nCAF\xc9\x85_ [FRE]\n".encode("latin-1").decode("latin-1")
    assert {e.surface for e in petrarch.actors(text, "a.txt")} == {"S\xc3O TOM\xc9", "CAF\xc9"}


@pytest.mark.parametrize(
    ("line", "forms"),
    [
        pytest.param("MINISTER_ {MINISTERS_} [~GOV]", {"minister", "ministers"}, id="plural given"),
        pytest.param("MINISTER_ [~GOV]", {"minister", "ministers"}, id="regular"),
        pytest.param("DEPUTY_ [~GOV]", {"deputy", "deputies"}, id="regular, y"),
        pytest.param("BOSS_ [~GOV]", {"boss", "bosses"}, id="regular, s"),
        pytest.param("CHAIRMAN_ {CHAIRMEN_} [~GOV]", {"chairman", "chairmen"}, id="irregular"),
        pytest.param("INFANTRY_ {} [~GOV]", {"infantry"}, id="no plural"),
        pytest.param("MINISTER_ [GOV]", {"minister", "ministers"}, id="no tilde"),
        pytest.param("MINISTER_\t{MINISTERS_}\t[~GOV]\t; x", {"minister", "ministers"}, id="tabs"),
        pytest.param("WAR_!MAN! [~GOV]", {"war man", "war men"}, id="a set, apart"),
        pytest.param("POLICE!MAN! [~GOV]", {"policeman", "policemen"}, id="a set, in one word"),
        pytest.param(
            "!OLD!_!MAN! [~GOV]", {"old man", "old men", "aged man", "aged men"}, id="two"
        ),
    ],
)
def test_forms_of_an_agent(line, forms):
    text = f"!MAN! = MAN_ {{MEN_}}\n!OLD! = OLD_ {{}}, AGED_ {{}}\n{line}\r\n"
    assert petrarch.roles(petrarch.agents(text, "g.txt")) == dict.fromkeys(forms, ("GOV", "person"))


@pytest.mark.parametrize(
    ("read", "line", "what"),
    [
        pytest.param(petrarch.actors, "X_ []", "three-letter", id="an empty code"),
        pytest.param(petrarch.actors, "X_ [FRE] [GOV", "unclosed bracket", id="a second bracket"),
        pytest.param(petrarch.actors, "X_ [fre]", "three-letter", id="small letters"),
        pytest.param(petrarch.actors, "X_ [FRE 820701]", "date limit", id="a day alone"),
        pytest.param(petrarch.actors, "X_ [FRE 821231-820701]", "backwards", id="backwards"),
        pytest.param(petrarch.actors, "X_ [FRE <1992]", "is no date", id="a year"),
        pytest.param(petrarch.agents, "X_ {Y_ [~GOV]", "unclosed brace", id="a brace"),
        pytest.param(petrarch.agents, "X_ {Y_}", "no agent code", id="no code"),
        pytest.param(petrarch.agents, "X_ [~GO]", "no agent code", id="half a code"),
        pytest.param(petrarch.agents, "X!NO! [~GOV]", "unknown set !NO!", id="no such set"),
    ],
)
def test_what_cannot_be_read_is_named_by_file_and_line(read, line, what):
    with pytest.raises(CodebookError, match=what) as error:
        read(f"A_ [FRE]\r\n\r\n{line}\r\n", "mine.txt")
    assert "mine.txt:3" in str(error.value)


@pytest.mark.parametrize("read", [petrarch.actors, petrarch.agents])
@pytest.mark.parametrize("text", ["", "; nothing\n"])
def test_a_dictionary_without_a_row_is_refused(read, text):
    with pytest.raises(CodebookError, match="in the dictionary"):
        read(text, "mine.txt")
