"""What is left out before parsing."""

import json
from pathlib import Path

import pytest

from transforms.gate import off_topic

GOLD = Path(__file__).parents[1] / "gold" / "topics.jsonl"
#: Recall a topic; just below what is measured (docs/accuracy.md).
FLOORS = {
    "sport": 0.65,
    "obituary": 0.85,
    "markets": 0.85,
    "weather": 0.4,
    "culture": 0.85,
    "history": 0.75,
}

MATCH = (
    "Spain beat Russia 2-1 in the Davis Cup Finals after Nadal won the decisive doubles match. "
    "The team played the tournament's first tie at a packed stadium; fans cheered every set, and "
    "the coach praised the players before the semi-final against Croatia."
)
TALKS = (
    "The foreign ministers of Spain and Russia held talks in Madrid on Tuesday and signed an "
    "agreement on trade. Both sides praised the progress of the past year and agreed to meet again."
)


@pytest.mark.parametrize(
    ("text", "topic"),
    [pytest.param(MATCH, "sport", id="a match"), pytest.param(TALKS, None, id="talks")],
)
def test_reports_of_sport_are_left_out_and_reports_of_talks_are_not(text, topic):
    assert off_topic(text, None) == topic


def articles() -> list[dict[str, str]]:
    """Return the gold articles; `topic` is empty where states do something."""
    return [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]


@pytest.mark.parametrize(("topic", "floor"), FLOORS.items())
def test_most_articles_of_a_topic_are_left_out(topic, floor):
    of_topic = [a for a in articles() if a["topic"] == topic]
    out = sum(off_topic(a["text"], a["title"]) is not None for a in of_topic)
    assert out / len(of_topic) >= floor, f"{topic}: {out} of {len(of_topic)}"


def test_hardly_any_news_is_left_out():
    out = [a for a in articles() if off_topic(a["text"], a["title"])]
    lost = [a["id"] for a in out if not a["topic"]]
    assert len(lost) <= 0.05 * len(out), lost


@pytest.mark.parametrize(
    ("title", "text"),
    [
        pytest.param(
            "Shelling kills family",
            "Three people have died in Kherson when the Russian army shelled a funeral on Monday. "
            "The victims were a woman aged 34, a boy aged 12 and a man who died in hospital at the "
            "age of 71. Ukraine accused Russia of aiming at mourners. Poland condemned the attack.",
            id="the dead of a war",
        ),
        pytest.param(
            "Russia returns archives to France",
            "Russia handed archives looted in 1940 and 1945 back to France on Tuesday. Historians "
            "in Paris welcomed the return. Moscow demanded money for their storage.",
            id="history handed back",
        ),
        pytest.param(
            "Storm ends ferry row",
            "Morocco sent two planes with tents to Spain on Friday after a storm with winds of 140 "
            "km/h and rain caused floods in Valencia. Spain thanked Morocco. Temperatures fell; "
            "the forecast is better. Algeria offered aid.",
            id="help after a storm",
        ),
        pytest.param(
            "Wine war: China lifts duties",
            "China lifted its duties on Australian wine on Thursday. Australia thanked China and "
            "agreed to withdraw its complaint. Cooks, researchers and the market in Shanghai "
            "cheered; a chef offered lunch and glasses of shiraz.",
            id="wine and duties",
        ),
    ],
)
def test_what_states_do_keeps_an_article_in(title, text):
    assert off_topic(text, title) is None
