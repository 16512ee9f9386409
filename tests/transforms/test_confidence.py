"""Confidence is a probability: bounded, lowered by what is inferred, calibrated on the gold."""

from dataclasses import replace

import pytest

from tests.gold.calibrate import (
    ARTICLES,
    CUTS,
    cross_validated,
    ece,
    matrix,
    predict,
    truth,
    units,
)
from transforms.codebook import toml
from transforms.confidence import (
    FAR,
    GROUNDS,
    HIGHEST,
    INFERRED,
    LOWERING,
    LOWEST,
    finding_grounds,
    party_grounds,
    probability,
    weights,
)
from transforms.parties import Party

NAMED = Party("FRA", "GOV", 0, 6, 0, "name", "name")
PLAIN = frozenset({"root_04", "main_clause", "past"})
#: The goal for articles and for all sets.
MOST_OFF = 0.10


@pytest.fixture(scope="module")
def found():
    return units()[0]


@pytest.fixture(scope="module")
def chances(found):
    return cross_validated(found), truth(found)


def news(found):
    return [unit.set in ARTICLES for unit in found]


def test_each_ground_has_a_weight_and_each_weight_a_ground():
    assert set(toml("confidence")) == {"base", "weights", "second", "alone"}
    assert list(toml("confidence")["weights"]) == list(GROUNDS), "run tests.gold.calibrate --update"


def test_what_lowers_never_raises():
    assert [ground for ground in sorted(LOWERING) if weights()[ground] > 0] == []


@pytest.mark.parametrize("side", ["source", "target"])
@pytest.mark.parametrize("basis", INFERRED)
def test_an_inferred_party_is_no_surer_than_a_named_one(side, basis):
    parties = {"source": NAMED, "target": NAMED}
    parties[side] = replace(NAMED, basis=basis)
    grounds = party_grounds(**parties, trigger=2)
    assert grounds == {f"{side}_{basis}"}
    assert probability(PLAIN | grounds) <= probability(PLAIN)


@pytest.mark.parametrize(
    ("grounds", "expected"),
    [
        pytest.param(party_grounds(NAMED, NAMED, FAR), set(), id="names near by are no ground"),
        pytest.param(
            party_grounds(NAMED, replace(NAMED, token=40), 5), {"target_far"}, id="a far party"
        ),
        pytest.param(
            finding_grounds(frozenset({"weak", "place"}), "04:meet", 2), {"weak"}, id="a weak row"
        ),
        pytest.param(
            finding_grounds(frozenset(), "operators:urge", 6),
            {"method_operators", "several"},
            id="an operator over a list",
        ),
    ],
)
def test_grounds(grounds, expected):
    assert grounds == expected


def test_probabilities_stay_within_bounds():
    lifting = [ground for ground in GROUNDS if weights()[ground] > 0]
    sinking = [ground for ground in GROUNDS if weights()[ground] < 0]
    assert probability(lifting * 9) == HIGHEST
    assert probability(sinking * 9) == LOWEST
    assert LOWEST < probability(PLAIN) < HIGHEST


def test_a_ground_that_nobody_weighed_is_an_error():
    with pytest.raises(KeyError):
        probability({"hunch"})


def test_the_calibration_error_on_unseen_texts_is_within_the_goal(found, chances):
    p, right = chances
    articles = news(found)
    assert ece(p, right) <= MOST_OFF
    assert ece(p, right, mass=False) <= MOST_OFF
    assert ece(p[articles], right[articles]) <= MOST_OFF
    assert ece(p[articles], right[articles], mass=False) <= MOST_OFF


def test_a_higher_cut_keeps_better_events(found, chances):
    p, right = chances
    kept = [right[p >= cut].mean() for cut in (0.0, 0.7, 0.8, 0.9)]
    assert kept == sorted(kept), f"precision at rising cuts: {kept}"
    assert max(CUTS) < HIGHEST


def test_the_codebook_has_the_weights_that_were_fitted(found):
    """The coder's own sum is that of the fit, unit by unit."""
    order = [weights()["base"], *(weights()[ground] for ground in GROUNDS)]
    fitted = predict(matrix(found), order)
    assert fitted == pytest.approx([probability(unit.grounds) for unit in found], abs=0.006)
