"""Whether an act happened: negation, intent, condition, request, allegation, by syntax.

Walks from a word up to the root of its sentence. What a verb does to its complement is data
(`codebook/operators.csv`); auxiliaries, negation and conditional clauses are grammar.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from transforms.clauses import children, is_verbal
from transforms.codebook import table, words

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Labels under which a word is what its head is about.
COMPLEMENT = frozenset({"xcomp", "ccomp", "dobj", "pobj", "pcomp", "acomp", "oprd", "prep", "attr"})
FUTURE = frozenset({"will", "shall", "'ll", "wo"})
POSSIBLE = frozenset({"may", "might", "could", "can", "ca"})
ADVICE = frozenset({"should", "must", "ought"})
CONDITIONS = frozenset({"if", "unless", "whether", "lest", "until", "before", "once"})
ENDING_VERBS = words("ending_verbs")
#: "At no point", "in no way".
OCCASION_NOUNS = frozenset({"point", "time", "stage", "way", "circumstance", "moment", "case"})
#: Verbs whose negation asserts what they govern: "did not hesitate to".
DOUBLY_NEGATIVE = frozenset({"hesitate", "fail", "forget", "neglect"})
UNREAL = words("unreal")


@dataclass(frozen=True, slots=True)
class Status:
    """How a word stands in its sentence.

    mode: actual | intent | requested | hypothetical | alleged | negated | unwilling | refused |
        advice | purpose.
    operator: index of the verb that made it so (-1: an auxiliary or nothing).
    speech: index of the nearest verb of speech whose content it is, -1 if none.
    """

    mode: str = "actual"
    operator: int = -1
    speech: int = -1


@cache
def operators() -> dict[tuple[str, str], dict[str, str]]:
    """Return what each operator does to its complement, by lemma (with particle) and tag.

    Rows without a part of speech (particle verbs) stand under the tag "".
    """
    return {
        (row["lemma"], pos): row
        for row in table("operators").iter_rows(named=True)
        for pos in row["pos"].split("|")
    }


def operator_of(token: Token) -> dict[str, str] | None:
    """Return the operator row of a verb, noun or adjective, or None."""
    rows = operators()
    for child in token.children:
        if child.dep_ in {"prt", "advmod", "acomp", "prep"}:
            row = rows.get((f"{token.lemma_} {child.lower_}", ""))
            if row:
                return row
    return rows.get((token.lemma_, token.pos_)) or rows.get((token.lemma_, ""))


def is_negated(token: Token) -> bool:
    """Say whether a word carries a negation of its own (not, never, no, without)."""
    for child in token.children:
        if child.dep_ == "neg" or child.lower_ in {"never", "nobody", "neither"}:
            return True
        if child.dep_ in {"det", "preconj"} and child.lower_ in {"no", "neither"}:
            return True
        if child.lower_ == "longer" and any(c.lower_ == "no" for c in child.children):
            return True
        if (
            child.dep_ == "prep"
            and child.i < token.i
            and child.lower_ in {"at", "in", "under", "on"}
        ):
            nouns = children(child, "pobj")
            if any(
                n.lemma_ in OCCASION_NOUNS and any(c.lower_ == "no" for c in n.children)
                for n in nouns
            ):
                return True
        if child.dep_ in {"dobj", "nsubj", "nsubjpass"} and is_verbal(token):
            if any(c.lower_ in {"no", "neither"} for c in child.children) or {"not", "single"} <= {
                c.lower_ for c in child.children
            }:
                return True
            if child.lower_ in {"nothing", "nobody", "none"}:
                return True
    return token.dep_ == "pcomp" and token.head.lower_ == "without"


def status(token: Token) -> Status:
    """Return how a word stands: the state of the words above it, changed by its own clause."""
    chain = [token]
    while chain[-1].head.i != chain[-1].i and len(chain) < 60:
        chain.append(chain[-1].head)
    state = Status()
    above: Token | None = None
    for word in reversed(chain):
        if above is not None:
            state = _step(state, above, word)
        state = _own(state, word)
        above = word
    if state.speech < 0:
        said = _aside(chain)
        if said is not None:
            state = replace(state, speech=said.i)
    return state


def _aside(chain: list[Token]) -> Token | None:
    """Return the verb of speech set beside the clause: "X struck Y, Z said"."""
    for word in chain:
        for child in word.children:
            marked = any(c.dep_ == "mark" or c.dep_ == "aux" for c in child.children)
            if child.dep_ == "parataxis" or (
                child.dep_ == "advcl" and child.tag_ in {"VBD", "VBZ"} and not marked
            ):
                row = operator_of(child) if is_verbal(child) else None
                if row is not None and row["effect"] == "speech" and child not in chain:
                    return child
    return None


def _step(state: Status, head: Token, word: Token) -> Status:
    """Return the state that `word` takes over from its head."""
    says_what = any(c.tag_ == "TO" or c.dep_ == "mark" for c in word.children)
    if word.dep_ in {"acl", "ccomp", "relcl"} and head.pos_ == "NOUN" and says_what:
        row = operator_of(head)
        if row is not None and (state.mode == "actual" or row["effect"] == "alleged"):
            return replace(state, mode=_effect(row), operator=head.i)
    if head.lemma_ == "be" and word.dep_ == "xcomp" and any(c.tag_ == "TO" for c in word.children):
        return replace(state, mode="intent", operator=-1) if state.mode == "actual" else state
    if (
        head.lower_ == "going"
        and word.dep_ == "xcomp"
        and any(c.tag_ == "TO" for c in word.children)
        and state.mode == "actual"
    ):
        return replace(state, mode="intent", operator=-1)
    if word.dep_ in {"dobj", "nsubjpass"} and head.lemma_ in ENDING_VERBS and not is_verbal(word):
        return replace(state, mode="negated", operator=head.i)
    if word.dep_ in {"relcl", "acl", "appos", "poss", "amod", "compound", "nsubj", "nsubjpass"}:
        # what is presupposed stays so whatever happens to the clause above
        return replace(state, mode="actual", operator=-1) if state.mode != "hypothetical" else state
    if word.dep_ == "advcl" and is_verbal(head):
        marks = {c.lower_ for c in word.children if c.dep_ in {"mark", "advmod"}}
        if marks & CONDITIONS:
            return replace(state, mode="hypothetical", operator=-1)
        is_purpose = any(c.tag_ == "TO" for c in word.children)
        if is_purpose:
            return state if state.mode != "actual" else replace(state, mode="purpose")
        return replace(state, mode="actual", operator=-1) if state.mode == "negated" else state
    if word.dep_ == "conj" and word.tag_ in {"VB", "VBP"} and head.tag_ in {"VBZ", "VBD"}:
        # "is willing to send aid and help rebuild": a bare form belongs to the clause with "to"
        for governor in [*children(head, "acomp"), head]:
            row = operator_of(governor)
            if row is not None and row["code"] and state.mode == "actual":
                return replace(state, mode=_effect(row), operator=governor.i)
    if word.dep_ == "conj":
        links = {c.lower_ for c in head.children if c.dep_ == "cc" and c.i < word.i}
        both = state.mode == "negated" and "or" in links and word.tag_ == head.tag_
        if "nor" in links or "than" in links or both:
            return replace(state, mode="negated", operator=head.i)
        return replace(state, mode="actual", operator=-1) if state.mode == "negated" else state
    if word.dep_ == "ccomp" and word.i < head.i:
        between = {t.text for t in head.doc[word.i : head.i]}
        if ";" in between:
            return Status()
    if word.dep_ in COMPLEMENT:
        row = operator_of(head)
        if word.dep_ == "prep" and row is not None and not row["prep"]:
            return state
        if row is not None:
            if word.dep_ == "prep" and word.lower_ not in row["prep"].split("|"):
                return state
            effect = _effect(row)
            if effect == "speech":
                return replace(state, speech=head.i) if word.dep_ in {"ccomp", "xcomp"} else state
            if effect == "transparent":
                return state
            if row["complement"] and word.dep_ not in row["complement"].split("|"):
                return state
            if (
                effect in {"negated", "hypothetical"}
                and state.mode == "negated"
                and (head.lemma_ in DOUBLY_NEGATIVE and state.operator == head.i)
            ):
                return replace(state, mode="actual", operator=-1)
            claimed = effect == "alleged" and head.pos_ == "NOUN"  # "denied charges of shelling"
            if state.mode == "actual" or claimed or effect in {"hypothetical", "negated"}:
                return replace(state, mode=effect, operator=head.i)
            return state
        if word.dep_ == "ccomp" and head.lemma_ in {"wish", "hope"}:
            return replace(state, mode="hypothetical", operator=head.i)
    if word.dep_ in {"pobj", "pcomp"} and head.lower_ in {
        "ahead",
        "before",
        "without",
        "until",
    }:
        return replace(state, mode="negated" if head.lower_ == "without" else "hypothetical")
    return state


def _effect(row: dict[str, str]) -> str:
    return "hypothetical" if row["effect"] == "wish" else row["effect"]


def _own(state: Status, word: Token) -> Status:
    """Return the state after a word's own auxiliaries, negation and adjectives."""
    if is_verbal(word) or word.pos_ == "ADJ":
        around = {c.lower_ for c in word.children if c.dep_ in {"aux", "mark", "advmod"}}
        if is_negated(word):
            unwilling = state.mode == "actual" and around & (FUTURE | {"would"})
            return replace(state, mode="unwilling" if unwilling else "negated", operator=word.i)
        if word.dep_ == "pcomp" and word.head.lower_ in {"before", "without", "instead"}:
            return replace(state, mode="hypothetical")
        if around & POSSIBLE or (around & {"if", "unless", "whether"}):
            return replace(state, mode="hypothetical", operator=-1)
        if word.dep_ == "advcl" and any(
            c.lower_ == "should" and c.i < word.i for c in word.children
        ):
            inverted = not any(c.dep_ in {"mark", "advmod"} for c in word.children)
            if inverted:
                return replace(state, mode="hypothetical", operator=-1)
        if around & ADVICE and state.mode == "actual":
            return replace(state, mode="advice", operator=word.i)
        if around & FUTURE and state.mode == "actual":
            return replace(state, mode="intent", operator=-1)
        if "would" in around and state.mode == "actual":
            conditional = any(
                c.lower_ in {"if", "unless"} for a in children(word, "advcl") for c in a.children
            )
            threat = state.speech >= 0 and word.doc[state.speech].lemma_ == "warn"
            stated = state.speech >= 0 and (threat or not conditional)
            mode = "intent" if stated else "hypothetical"
            return replace(state, mode=mode, operator=-1)
        if (
            word.tag_ == "VB"
            and (word.dep_ == "ROOT" or (word.dep_ == "relcl" and word.head.dep_ == "nsubj"))
            and any(c.tag_ == "TO" for c in word.children)
            and state.mode == "actual"
        ):
            return replace(state, mode="intent", operator=-1)
        return state
    if word.pos_ in {"NOUN", "PROPN"}:
        modifiers = {c.lower_ for c in word.children if c.dep_ in {"amod", "det"}}
        if modifiers & UNREAL:
            return replace(state, mode="hypothetical", operator=-1)
        if "no" in modifiers:
            return replace(state, mode="negated", operator=word.i)
    return state
