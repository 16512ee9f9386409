"""What is left out before parsing."""

import pytest

from transforms.gate import off_topic

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
