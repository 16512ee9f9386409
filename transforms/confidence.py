"""How sure an act is: a probability from the grounds it rests on, fitted to the gold sets.

A ground is a short word for something seen at coding time ("target_pronoun", "weak"). What each
weighs is data (`codebook/confidence.toml`, written by `python -m tests.gold.calibrate --update`);
the probability is logistic in their sum. What the model reads there is weighed in by its log odds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from math import exp, log
from typing import TYPE_CHECKING

from transforms.codebook import toml

if TYPE_CHECKING:
    from spacy.tokens import Token

    from transforms.actors import ActorMention
    from transforms.parties import Party

#: How a party can be known other than by its name; each takes confidence off.
INFERRED = ("role", "appositive", "owner", "learned", "definite", "pronoun", "pair")
#: Flags of a pattern's row that say something about how sure it is.
FLAGS = ("weak", "nominal", "recip")
#: Ways to find an act other than a pattern, by the start of `Finding.method`.
METHODS = ("operators", "evaluation", "threat", "modal")
#: Kinds of names that are right more or less often than names of states.
KINDS = ("organisation", "person", "adjective")
#: Where the trigger stands, by its label, and its form, by its tag.
CLAUSES = {"ROOT": "main_clause", "relcl": "relative_clause"}
FORMS = {"VBD": "past", "VBN": "participle"}
#: CAMEO roots, which differ in how well they are told.
ROOTS = tuple(f"{number:02d}" for number in range(1, 21))
#: A party so many words from the trigger is far from it.
FAR = 12
#: More pairs than those of two parties: a list.
FEW_PAIRS = 2
#: So many countries and organisations in a sentence are a crowd, out of which to pick two.
CROWD = 3
#: Grounds that never raise the confidence, whatever a fit on few cases says.
LOWERING = frozenset(
    {f"{side}_{basis}" for side in ("source", "target") for basis in INFERRED}
    | {"source_far", "target_far", "weak", "purpose", "several", "crowd"}
)
#: All grounds there are.
GROUNDS = tuple(
    sorted(
        LOWERING
        | {f"method_{name}" for name in METHODS}
        | {f"root_{root}" for root in ROOTS}
        | {f"{side}_{kind}" for side in ("source", "target") for kind in KINDS}
        | {*FLAGS, *CLAUSES.values(), *FORMS.values()}
        | {"intent", "reported", "told_by_another"}
    )
)
LOWEST, HIGHEST = 0.05, 0.99
#: No share of the model's counts as nearer to 0 or 1 than this.
SURE = 0.001


def party_grounds(source: Party, target: Party, trigger: int) -> set[str]:
    """Return how source and target are known, and whether they stand far from the trigger."""
    grounds = set()
    for side, party in (("source", source), ("target", target)):
        if party.basis in INFERRED:
            grounds.add(f"{side}_{party.basis}")
        if party.kind in KINDS:
            grounds.add(f"{side}_{party.kind}")
        if abs(party.token - trigger) > FAR:
            grounds.add(f"{side}_far")
    return grounds


def word_grounds(token: Token, names: Mapping[int, ActorMention], *, reported: bool) -> set[str]:
    """Return where the trigger stands, in what company, and whether somebody's words tell of it."""
    grounds = set()
    if token.dep_ in CLAUSES:
        grounds.add(CLAUSES[token.dep_])
    if token.tag_ in FORMS:
        grounds.add(FORMS[token.tag_])
    if is_crowd(names):
        grounds.add("crowd")
    if reported:
        grounds.add("reported")
    return grounds


def is_crowd(names: Mapping[int, ActorMention]) -> bool:
    """Say whether so many countries and organisations are named that two have to be picked."""
    return len({mention.code for mention in names.values()}) >= CROWD


def finding_grounds(flags: frozenset[str], method: str, n_pairs: int) -> set[str]:
    """Return what is the same for all pairs of a finding: flags, method, how many."""
    kind = method.partition(":")[0]
    grounds = set(flags.intersection(FLAGS))
    if kind in METHODS:
        grounds.add(f"method_{kind}")
    if n_pairs > FEW_PAIRS:
        grounds.add("several")
    return grounds


@cache
def weights() -> dict[str, float]:
    """Return what each ground weighs, in log odds, and the `base` of an act without any."""
    table = toml("confidence")
    return {"base": float(table["base"]), **{k: float(v) for k, v in table["weights"].items()}}


def probability(grounds: Iterable[str]) -> float:
    """Return the probability that an act on these grounds is right, from .05 to .99.

    Raises:
        KeyError: a ground that `confidence.toml` does not weigh.
    """
    weigh = weights()
    odds = weigh["base"] + sum(weigh[ground] for ground in sorted(grounds))
    return _bounded(odds)


def second(patterns: float, share: float) -> float:
    """Return the probability that an act is right that patterns find and the model has read.

    Args:
        patterns: what `probability` gives.
        share: the probability that the model gives to the act's type.
    """
    weigh = toml("confidence")["second"]
    odds = weigh["base"] + weigh["patterns"] * log_odds(patterns)
    return _bounded(odds + weigh["model"] * log_odds(share))


def alone(share: float, *, crowd: bool) -> float:
    """Return the probability that an act is right that only the model finds.

    Args:
        share: the probability that the model gives to its type.
        crowd: whether `CROWD` or more countries and organisations stand in the sentence.
    """
    weigh = toml("confidence")["alone"]
    return _bounded(weigh["base"] + weigh["model"] * log_odds(share) + weigh["crowd"] * crowd)


def log_odds(share: float) -> float:
    """Return the log odds of a probability, which is kept from 0 and 1 by a thousandth."""
    kept = min(max(share, SURE), 1 - SURE)
    return log(kept / (1 - kept))


def _bounded(odds: float) -> float:
    return round(min(max(1 / (1 + exp(-odds)), LOWEST), HIGHEST), 2)
