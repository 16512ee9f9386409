"""Praise and blame in plain words: "called the raid cowardly", "said Iran was a problem"."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from transforms.clauses import (
    children,
    grammatical_subject,
    is_passive,
    logical_object,
    prep_objects,
)
from transforms.codebook import table, words
from transforms.judging import Finding
from transforms.modality import Status, is_negated, status
from transforms.parties import Party
from transforms.slots import Slots, all_pairs, others

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Verbs that give a thing a name: what the name is worth makes them praise or blame.
NAMING_VERBS = words("naming_verbs")
PRAISE, BLAME, ACCUSE = "051", "111", "112"
FINITE = frozenset({"VBD", "VBN", "VBG", "VBZ", "VBP"})


@cache
def evaluations() -> dict[tuple[str, str], int]:
    """Return the polarity of words of praise and blame, by lemma and part of speech."""
    return {
        (row["lemma"], row["pos"]): int(row["polarity"])
        for row in table("evaluations").iter_rows(named=True)
    }


def evaluated(verb: Token, slots: Slots) -> Finding | None:
    """Code what a speaker says another party is, or wrongly does."""
    state = status(verb)
    if state.mode != "actual":
        return None
    if verb.lemma_ in NAMING_VERBS:
        return _named(verb, state, slots)
    speakers = slots.speakers(state, verb)
    subject = grammatical_subject(verb)
    if not speakers or subject is None or is_passive(verb):
        return None
    targets = others(slots.s.parties(subject), speakers)
    if not targets or any(t.basis == "pronoun" for t in targets):
        return None
    if verb.lemma_ == "be":
        polarity = sum(polarity_of(w) for w in children(verb, "attr", "acomp"))
        code = PRAISE if polarity > 0 else BLAME
    else:
        polarity = evaluations().get((verb.lemma_, "VERB"), 0) if verb.tag_ in FINITE else 0
        code = ACCUSE
    if not polarity:
        return None
    return Finding(code, all_pairs(speakers, targets), "evaluation", Status(speech=state.speech))


def _named(verb: Token, state: Status, slots: Slots) -> Finding | None:
    """Code "called the attack an act of war", "described it as a mistake"."""
    sources = slots.subject_of(verb)
    given = children(verb, "oprd", "attr", "acomp", "ccomp", "xcomp")
    given += [w for prep, w in prep_objects(verb) if prep == "as"]
    given += [c for p in children(verb, "prep") if p.lower_ == "as" for c in p.children]
    polarity = sum(polarity_of(w) for w in given)
    if not sources or not polarity:
        return None
    targets: list[Party] = []
    for noun in [logical_object(verb), *(c for w in given for c in children(w, "nsubj"))]:
        if noun is not None and not targets:
            targets = others(slots.s.parties(noun), sources)
    pairs = all_pairs(sources, targets)
    if not pairs:
        return None
    return Finding(PRAISE if polarity > 0 else BLAME, pairs, "evaluation", state)


def polarity_of(word: Token) -> int:
    """Return 1, 0 or -1: the sign of a phrase's head, its conjuncts and its adjectives."""
    around = [word, *children(word, "amod", "conj", "acomp", "attr", "advmod")]
    total = 0
    for item in around:
        tag = "NOUN" if item.pos_ == "PROPN" else item.pos_
        total += evaluations().get((item.lemma_.casefold(), tag), 0)
    total = -total if is_negated(word) else total
    return (total > 0) - (total < 0)
