"""Texts in capitals are set anew as an editor would have set them, without a character moving."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.coding_helpers import coder, events
from transforms.capitals import Restorer, in_capitals


@cache
def restorer() -> Restorer:
    return Restorer(coder().dictionary)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("US TO SEND TROOPS TO HAITI", True, id="a headline"),
        pytest.param("US BOMBS IRAQ", True, id="a short headline"),
        pytest.param("NATO, UN and EU officials met US and UK envoys", False, id="acronyms"),
        pytest.param("NATO AND", False, id="two words are no headline"),
        pytest.param("China condemned Japan.", False, id="a sentence"),
        pytest.param("12 345", False, id="digits"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_a_text_in_capitals_is_told_from_acronyms(text, expected):
    assert in_capitals(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("US TO SEND TROOPS TO HAITI", "US to send troops to Haiti", id="names"),
        pytest.param(
            "CHINESE PRESIDENT XI JINPING MET HUN MANET",
            "Chinese president Xi Jinping met Hun Manet",
            id="persons",
        ),
        pytest.param("CHINA'S NAVY SAILED", "China's navy sailed", id="a name with an ending"),
        pytest.param(
            "SPOKESMAN WANG WENBIN SAID SO", "Spokesman Wang Wenbin said so",
            id="no English word, so a name",
        ),
        pytest.param("TALKS IN MAY MAY FAIL", "Talks in May may fail", id="the month and the verb"),
        pytest.param("ON MAY 5 HE LEFT", "On May 5 he left", id="a month before its day"),
        pytest.param("THE MAN WHO SAID IT", "The man who said it", id="a word that is a name too"),
        pytest.param("U.S.-LED FORCES LEFT", "U.S.-led forces left", id="dots and hyphens"),
        pytest.param("ΕΛΛΑΔΑ 2024 ẞ İ", "Ελλαδα 2024 ẞ İ", id="letters that would change length"),
    ],
)  # fmt: skip
def test_names_get_their_spelling_back_and_words_become_small(text, expected):
    assert restorer().restored(text, [(0, len(text))]) == expected


def test_only_the_stretches_named_are_set_anew():
    text = "CHINA LEFT. CHINA STAYED. CHINA LEFT."
    assert restorer().restored(text, [(12, 25)]) == "CHINA LEFT. China stayed. CHINA LEFT."


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ABİßŉΣ.'’- 5\u0301\u200dUS", max_size=60))
def test_nothing_changes_its_length(text):
    assert len(restorer().restored(text, [(0, len(text))])) == len(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("US CONDEMNS IRAN OVER TANKER", {"USA>IRN 11 actual"}, id="a headline"),
        pytest.param(
            "MOSCOW, JUNE 11 (REUTERS) - THE SOVIET UNION ON TUESDAY CONDEMNED CHINA OVER THE "
            "BORDER CLASHES. FOREIGN MINISTER ANDREI GROMYKO MET INDIAN PRIME MINISTER INDIRA "
            "GANDHI IN MOSCOW ON MONDAY.",
            {"SUN>CHN 11 actual", "SUN>IND 04 actual", "IND>SUN 04 actual"},
            id="an old wire",
        ),
    ],
)  # fmt: skip
def test_a_text_in_capitals_is_coded(text, expected):
    from datetime import date

    on = date(1969, 6, 11) if "SOVIET" in text else date(2024, 6, 12)
    assert events(text, on) == expected
