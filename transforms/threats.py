"""Threats in the words of a warning: "any attack would draw a response, he warned"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transforms.clauses import (
    agent_of,
    children,
    grammatical_subject,
    is_passive,
    logical_subject,
    prep_objects,
)
from transforms.codebook import words
from transforms.judging import Finding
from transforms.modality import Status, is_negated, status
from transforms.parties import Party
from transforms.slots import Slots, all_pairs, others

if TYPE_CHECKING:
    from spacy.tokens import Token

THREAT, THREAT_OF_FORCE = "130", "138"
#: Auxiliaries of what would come of it.
OUTCOME = frozenset({"will", "would", "'ll", "shall", "could", "may", "might", "must"})
#: Verbs of what befalls: "would face", "will pay", "would be met with".
BEFALLING = words("befalling")
#: What befalls: "consequences", "a heavy price".
CONSEQUENCES = words("consequences")
#: "Would be hit": nobody has to say by whom.
FORCE_VERBS = words("force_verbs")


def threatened(verb: Token, slots: Slots) -> Finding | None:
    """Code what a speaker says would befall another party."""
    code = _outcome(verb)
    if code is None or is_negated(verb):
        return None
    state = status(verb)
    speakers = slots.speakers(state, verb)
    if not speakers:
        return None
    targets = _those_concerned(verb, speakers, slots)
    pairs = all_pairs(speakers, targets)
    if not pairs:
        return None
    return Finding(code, pairs, "threat", Status(speech=state.speech), frozenset({"stated"}))


def _outcome(verb: Token) -> str | None:
    """Return the code of the threat that a clause is: consequences, or force to be used."""
    auxiliaries = {c.lower_ for c in children(verb, "aux")}
    ahead = bool(auxiliaries & OUTCOME) or (
        verb.dep_ == "xcomp" and any(c.lower_ in OUTCOME for c in children(verb.head, "aux"))
    )
    if not ahead:
        return None
    things = {noun.lemma_.casefold() for noun in children(verb, "dobj", "attr", "oprd")}
    things |= {noun.lemma_.casefold() for _, noun in prep_objects(verb)}
    if verb.lemma_ in BEFALLING and (things & CONSEQUENCES or verb.lemma_ == "regret"):
        return THREAT
    if is_passive(verb) and agent_of(verb) is None and verb.lemma_ in FORCE_VERBS:
        return THREAT_OF_FORCE
    return None


def _those_concerned(verb: Token, speakers: list[Party], slots: Slots) -> list[Party]:
    """Return whom it would befall: the subject's side, else who must not do what it says."""
    subject = grammatical_subject(verb)
    found = others(slots.s.parties(subject), speakers) if subject is not None else []
    if found or (subject is not None and any(w.pos_ == "PROPN" for w in subject.subtree)):
        return found
    for clause in children(verb, "advcl"):
        doer = logical_subject(clause)
        found = others(slots.s.parties(doer), speakers) if doer is not None else []
        if found:
            return found
    return slots.other_side(speakers)
