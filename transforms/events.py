"""Acts in one parsed sentence: which pattern matches, who does it to whom, how it stands.

A sentence gives `Act`s, kept and dropped ones: what cannot be coded is dropped with a reason,
never given a default code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from transforms.clauses import children, logical_object, prep_objects
from transforms.disputes import disputed
from transforms.fitting import conditions_hold, part_of_speech, rows_of
from transforms.governing import advised, governed
from transforms.judging import Act, Finding, judge
from transforms.modality import is_negated, operator_of, status
from transforms.parties import Sentence
from transforms.patterns import Pattern
from transforms.praise import evaluated
from transforms.slots import Slots
from transforms.threats import threatened

if TYPE_CHECKING:
    from spacy.tokens import Token


#: How a word stands that tells of something to come.
AHEAD = frozenset({"intent", "purpose", "advice"})


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A word that a pattern knows, in a sentence where the pattern's parties are not found."""

    trigger: int
    method: str
    reason: str


def acts(sentence: Sentence) -> tuple[list[Act], list[NearMiss]]:
    """Find the acts of a sentence, in the order of their triggers, and what came near.

    Pronouns need the subjects that came before them, so words are visited from left to right;
    a word taken by one pattern is not used by another.
    """
    slots = Slots(sentence)
    found: list[Act] = []
    near: list[NearMiss] = []
    taken: set[int] = set()
    for token in sentence.doc:
        if token.dep_ in {"nsubj", "nsubjpass"}:
            subjects = sentence.parties(token, owner=False)
            if subjects and subjects[0].basis not in {"pronoun", "pair"}:
                sentence.remember(subjects, plural=token.tag_ in {"NNS", "NNPS"})
        if token.i not in taken:
            finding = find(token, slots, near)
            if finding is not None:
                taken.update(finding.taken)
                told = judge(finding, token, slots)
                found += told
                sentence.dyads += [(a.source, a.target) for a in told if not a.dropped_because]
        if token.dep_ in {"nsubj", "nsubjpass", "pobj", "dobj"}:
            sentence.note_pair(token)
        if token.dep_ in {"dobj", "pobj"} and token.tag_ not in {"PRP", "PRP$"}:
            sentence.note_several(token)
    sentence.note_countries()
    found = disputed(found, slots)
    if len(sentence.doc) and sentence.doc[-1].text == "?":
        found = [replace(a, dropped_because=a.dropped_because or "asked, not told") for a in found]
    return found, near


def find(token: Token, slots: Slots, near: list[NearMiss]) -> Finding | None:
    """Return what a word tells: an operator first, then praise or blame, then a pattern."""
    part = part_of_speech(token)
    if part == "v" and operator_of(token) is not None and not children(token, "xcomp", "ccomp"):
        # "requested weapons from Germany": a row that names the object knows better
        finding = _matched(token, part, slots, [], at_least=1)
        if finding is not None:
            return finding
    finding = governed(token, slots)
    if finding is not None:
        return finding
    if part is None:
        return None
    if part == "v":
        finding = advised(token, slots)
        if finding is not None:
            return finding
        finding = threatened(token, slots)
        if finding is not None:
            return finding
        finding = evaluated(token, slots)
        if finding is not None and finding.code == "112":
            done = _matched(token, part, slots, [])
            if done is not None and done.code[:2] in {"15", "17", "18", "19", "20"}:
                return done
        if finding is not None:
            return finding
    return _matched(token, part, slots, near)


def _matched(
    token: Token, part: str, slots: Slots, near: list[NearMiss], *, at_least: int = 0
) -> Finding | None:
    """Try the rows of a word; the first whose conditions hold and whose parties are there."""
    missing: NearMiss | None = None
    fitting = [
        row
        for row in rows_of(token, part)
        if row.conditions >= at_least and conditions_hold(row, token)
    ]
    refusals = [row for row in fitting if "refusal" in row.flags]
    others = [row for row in fitting if "refusal" not in row.flags]
    fitting = refusals + others if is_negated(token) else others
    implying = [row for row in fitting if "pair" in row.source or "pair" in row.target]
    for row, implied in [*((row, False) for row in fitting), *((row, True) for row in implying)]:
        pairs, why = slots.pairs_of(row, token, implied=implied)
        if pairs and "intent" in row.flags and status(token).mode not in AHEAD:
            pairs, why = [], "a state of affairs, no act"
        if pairs and "done" in row.flags and token.tag_ in {"VBZ", "VBP"}:
            pairs, why = [], "only planned"
        if pairs:
            taken = tuple(_objects(row, token)) if part == "v" else ()
            flags = row.flags | {"nominal"} if part == "n" else row.flags
            state = replace(status(token), mode="actual") if "refusal" in flags else status(token)
            return Finding(row.code, pairs, row.key, state, flags, taken)
        if why == "no target" and part == "v" and missing is None:
            slots.note_deed(row, token)
        missing = missing or NearMiss(token.i, row.key, why)
    if missing is not None:
        near.append(missing)
    return None


def _objects(row: Pattern, verb: Token) -> Iterator[int]:
    """Yield the nouns that a row's conditions have used up."""
    noun = logical_object(verb) if row.objects else None
    if noun is not None:
        yield noun.i
    for prep, lemmas in row.preps:
        for word, noun in prep_objects(verb):
            if word == prep and noun.lemma_.casefold() in lemmas:
                yield noun.i
