"""What a name means on a day."""

from datetime import date

import pytest

from tests.transforms.coding_helpers import coder
from transforms.cleaning import parse_view


def codes(text: str, on: date) -> list[str]:
    found = coder().names(parse_view(text), on)
    return [m.code + (f" {m.entry.agent}" if m.entry.agent else "") for m in found if m.code]


@pytest.mark.parametrize(
    ("text", "on", "expected"),
    [
        pytest.param("Hun Sen spoke.", date(2010, 1, 1), ["KHM GOV"], id="in office as premier"),
        pytest.param("Hun Sen spoke.", date(2024, 12, 3), ["KHM LEG"], id="now heads the senate"),
        pytest.param("Moscow said no.", date(1985, 1, 1), ["SUN"], id="Soviet capital"),
        pytest.param("Moscow said no.", date(2005, 1, 1), ["RUS"], id="Russian capital"),
        pytest.param("Burma agreed.", date(2005, 1, 1), ["MMR"], id="an old name, today's code"),
        pytest.param(
            "the Republic of China", date(2005, 1, 1), ["TWN"], id="longest match: Taiwan"
        ),
        pytest.param(
            "the People's Republic of China", date(2005, 1, 1), ["CHN"], id="longest match: China"
        ),
        pytest.param(
            "ships in the South China Sea", date(2024, 1, 1), [], id="a sea is no country"
        ),
        pytest.param("Michael Jordan scored", date(1995, 1, 1), [], id="a person, not the kingdom"),
        pytest.param("Jordan signed", date(1995, 1, 1), ["JOR"], id="the kingdom"),
        pytest.param("said the Washington Post", date(2024, 1, 1), [], id="a newspaper's name"),
        pytest.param("polish the table", date(2024, 1, 1), [], id="case matters"),
        pytest.param("Putin said", date(2024, 1, 1), ["RUS GOV"], id="a surname known to all"),
        pytest.param("Li said", date(2024, 1, 1), [], id="a common surname needs its full name"),
        pytest.param(
            "Li Qiang met them. Li said",
            date(2024, 1, 1),
            ["CHN GOV", "CHN GOV"],
            id="then the surname alone is enough",
        ),
    ],
)
def test_a_name_means_what_it_meant_on_the_day(text, on, expected):
    assert codes(text, on) == expected


def test_a_title_is_part_of_the_name():
    text = "Talks with Ukrainian President Volodymyr Zelenskyy began."
    (mention,) = coder().names(text, date(2024, 1, 1))
    assert mention.text == "Ukrainian President Volodymyr Zelenskyy"


def test_a_stranger_gets_country_and_role_from_the_words_before_and_keeps_them():
    text = "Laotian Deputy Minister Bounmy Vongxay arrived. On Tuesday Vongxay left."
    first, second = coder().names(text, date(2024, 1, 1))
    assert (first.code, first.entry.agent) == ("LAO", "GOV")
    assert (second.code, second.text) == ("LAO", "Vongxay")


def test_lookup_gives_the_meaning_of_the_day_first():
    found = coder().dictionary.lookup("Hun Sen", date(2024, 12, 3))
    assert found[0].agent == "LEG"
    assert {e.agent for e in found} >= {"LEG", "GOV"}
