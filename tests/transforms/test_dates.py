"""When an act happened, relative to the day of publication."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.coding_helpers import days
from transforms.dates import WEEKDAYS, expressions, last_weekday

WEDNESDAY = date(2024, 6, 12)


def first(text: str, *, future: bool = False) -> str:
    (when,) = expressions(text, WEDNESDAY, future=future)
    return f"{when.day} {when.precision}"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("on Wednesday", "2024-06-12 day", id="same weekday means today"),
        pytest.param("on Monday", "2024-06-10 day", id="earlier this week"),
        pytest.param("on Friday", "2024-06-07 day", id="never the future"),
        pytest.param("last Wednesday", "2024-06-05 day", id="last is a week back"),
        pytest.param("yesterday", "2024-06-11 day", id="yesterday"),
        pytest.param("on June 3", "2024-06-03 day", id="month and day"),
        pytest.param("on 3 June", "2024-06-03 day", id="day and month"),
        pytest.param("on Dec. 3", "2023-12-03 day", id="a month ahead is last year's"),
        pytest.param("on Dec. 3, 2022", "2022-12-03 day", id="with a year"),
        pytest.param("Last month", "2024-05-01 month", id="last month, at the start"),
        pytest.param("last year", "2023-01-01 year", id="last year"),
        pytest.param("in May 2021", "2021-05-01 month", id="month and year"),
        pytest.param("two weeks ago", "2024-05-29 week", id="ago"),
        pytest.param("in 1999", "1999-01-01 year", id="a year"),
    ],
)
def test_an_expression_is_resolved_against_publication(words, expected):
    assert first(f"China protested {words}.") == expected


def test_a_weekday_in_a_plan_lies_ahead():
    assert first("Xi will visit on Friday.", future=True) == "2024-06-14 day"


def test_the_month_may_is_not_the_verb_may():
    assert list(expressions("Japan may send ships.", WEDNESDAY)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Russia shelled Ukraine on Monday.", {"2024-06-10 day"}, id="its own clause"),
        pytest.param("Russia shelled Ukraine.", {"2024-06-12 day"}, id="none: publication"),
        pytest.param(
            "On Monday Xi Jinping met Hun Sen. China praised Cambodia.",
            {"2024-06-10 day"},
            id="none: the day of the lead",
        ),
        pytest.param(
            "China on Tuesday said it opposes Japan's plan.",
            {"2024-06-11 day"},
            id="the day of speech",
        ),
    ],
)
def test_an_act_has_the_day_its_clause_gives(text, expected):
    assert days(text) == expected


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.sampled_from(WEEKDAYS))
def test_a_bare_weekday_is_at_most_six_days_back(published, word):
    back = (published - last_weekday(word, published)).days
    assert 0 <= back <= 6


@given(st.text(max_size=200), st.dates(date(1900, 1, 1), date(2099, 1, 1)))
def test_no_text_breaks_the_clock(text, published):
    for when in expressions(text, published):
        assert 0 <= when.start < when.end <= len(text)
