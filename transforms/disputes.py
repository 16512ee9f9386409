"""What is alleged and denied: acts that a denial in the same sentence keeps apart.

"Tokyo said Russian planes violated its airspace, which Moscow denies." A denial neither makes nor
erases an event: what it denies stays among the dropped mentions, with mode `disputed`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from transforms.clauses import (
    children,
    grammatical_subject,
    is_passive,
    is_verbal,
    logical_subject,
    prep_objects,
)
from transforms.codebook import words
from transforms.fitting import conditions_hold, part_of_speech, rows_of
from transforms.judging import Act, Finding, judge
from transforms.modality import FUTURE, POSSIBLE, Status, is_negated, operator_of, status
from transforms.parties import Party
from transforms.patterns import word_sets
from transforms.slots import Slots, others

if TYPE_CHECKING:
    from spacy.tokens import Token

DENYING = words("denying")
#: Verbs that deny where their object is a claim: "rejected the charge".
DISMISSING = words("dismissing")
#: What a denial is about that is told elsewhere: "denied it", "denied any role".
POINTERS = words("denied_pointers")
ALLEGED = words("alleged_adjectives")
RELATIVE = frozenset({"which", "that"})
#: Effects of operators below which there is no deed that somebody denies: "denied planning to".
NO_DEED = frozenset({"intent", "wish", "hypothetical", "requested", "demanded", "refused"})
#: Root of statements, denials among them.
STATEMENTS = "01"
#: Roots of agreements and meetings: one side's denial is about both directions.
MUTUAL = frozenset({"04", "05", "06"})
#: From this root on an act harms somebody, and who complains of it is the one harmed.
HOSTILE = "13"


@dataclass(frozen=True, slots=True)
class Denial:
    """A denial: who denies, the words of what is denied, and whether it points elsewhere.

    antecedent: what ", which Moscow denies" is about, None for other denials.
    """

    word: Token
    by: tuple[Party, ...]
    content: frozenset[int]
    points: bool
    antecedent: Token | None = None

    @property
    def codes(self) -> frozenset[str]:
        """The countries that deny."""
        return frozenset(party.code for party in self.by)


def disputed(found: Sequence[Act], slots: Slots) -> list[Act]:
    """Return a sentence's acts, those that somebody denies having done as `disputed`."""
    acts = list(found)
    for denial in _denials(slots):
        acts += _unseen(denial, acts, slots)
        hit = {a.trigger for a in acts if a.source.code in denial.codes and _denied(a, denial)}
        acts = [_mark(a, denial) if _is_meant(a, hit, denial) else a for a in acts]
    return acts


def _is_meant(act: Act, hit: set[int], denial: Denial) -> bool:
    mutual = act.code[:2] in MUTUAL and act.target.code in denial.codes
    return act.trigger in hit and (act.source.code in denial.codes or mutual)


def _mark(act: Act, denial: Denial) -> Act:
    names = " and ".join(sorted(denial.codes))
    return replace(act, mode="disputed", dropped_because=f"denied by {names}")


def _denials(slots: Slots) -> Iterator[Denial]:
    for token in slots.s.doc:
        lemma = token.lemma_.casefold()
        if is_verbal(token) and lemma in DENYING | DISMISSING:
            denial = _by_verb(token, lemma, slots)
        elif token.pos_ == "NOUN" and lemma == "denial":
            denial = _by_noun(token, slots)
        else:
            denial = None
        if denial is not None and denial.by:
            yield denial


def _by_verb(verb: Token, lemma: str, slots: Slots) -> Denial | None:
    antecedent = _antecedent(verb)
    if children(verb, "dative") or not _is_told(verb, antecedent):
        return None
    by = tuple(slots.subject_of(verb))
    objects = children(verb, "dobj", "ccomp", "xcomp", "pcomp")
    if is_passive(verb):
        subject = grammatical_subject(verb)
        objects = [subject] if subject is not None else []
    objects = [o for o in objects if o.lower_ not in RELATIVE or o.dep_ == "ccomp"]
    claims = [o for o in objects if _is_claim(o)]
    if (
        lemma in DISMISSING
        and not claims
        and not (antecedent is not None and _is_claim(antecedent))
    ):
        return None
    if lemma in DISMISSING:
        objects = claims
    content = frozenset(
        w.i for o in objects for w in o.subtree if o.i != verb.i and verb not in w.ancestors
    ) | frozenset(w.i for o in objects if verb in o.ancestors for w in o.subtree)
    bare = all(_is_bare(o) for o in objects)
    return Denial(verb, by, content - {verb.i}, bare, antecedent)


def _is_told(verb: Token, antecedent: Token | None) -> bool:
    """Say whether a denial is told as made; what it is about may be unreal: "the alleged raid"."""
    if antecedent is None:
        return status(verb).mode == "actual"
    unreal = {c.lower_ for c in children(verb, "aux")} & (FUTURE | POSSIBLE | {"would"})
    return not unreal and not is_negated(verb)


def _by_noun(noun: Token, slots: Slots) -> Denial:
    by = [p for t in slots.s.modifiers(noun) for p in slots.s.modifier_parties(t)]
    for prep, word in prep_objects(noun):
        if prep in {"by", "from"}:
            by += slots.s.parties(word)
    told = [w for prep, w in prep_objects(noun) if prep == "of"]
    told += children(noun, "acl", "ccomp", "relcl")
    content = frozenset(w.i for word in told for w in word.subtree)
    return Denial(noun, tuple(by), content, not told)


def _antecedent(verb: Token) -> Token | None:
    """Return what the relative clause is about in which a verb denies it."""
    clause = verb
    while clause.dep_ in {"conj", "xcomp"} and clause.head.i != clause.i:
        clause = clause.head
    if clause.dep_ not in {"relcl", "acl"}:
        return None
    if any(c.lower_ in {*RELATIVE, "who"} for c in children(verb, "nsubj")):
        return None  # "Iran, which denies it"
    own = {c.lower_ for c in children(verb, "dobj", "nsubjpass", "xcomp", "ccomp", "pcomp")}
    return clause.head if not own or own & RELATIVE else None


def _is_claim(word: Token) -> bool:
    return word.lemma_.casefold() in word_sets()["@accusation"]


def _is_bare(word: Token) -> bool:
    """Say whether a word only points to what is told elsewhere: "it", "the charge"."""
    own = children(word, "acl", "ccomp", "relcl", "appos") or any(
        prep in {"of", "about"} for prep, _ in prep_objects(word)
    )
    return (
        word.lemma_.casefold() in POINTERS
        or word.lower_ in POINTERS
        or (_is_claim(word) and not own)
    )


def _denied(act: Act, denial: Denial) -> bool:
    """Say whether a denial is about an act of the one who denies."""
    doc = denial.word.doc
    word = doc[act.trigger]
    if act.code[:2] == STATEMENTS or word.i == denial.word.i or _is_claim(word):
        return False
    if word.i in denial.content:
        return not _is_no_deed(word, denial.word)
    if denial.antecedent is not None:
        if word.i == _meant(denial.antecedent, act).i:
            return True
    elif not denial.points:
        return False
    return _is_alleged(act, word, denial)


def _meant(antecedent: Token, act: Act) -> Token:
    """Return the act that a relative clause is about, though it stands behind a later noun."""
    word, told = antecedent, antecedent.doc[act.trigger]
    while word.i != told.i and not is_verbal(word) and word.head.i != word.i:
        word = word.head
    if _is_claim(antecedent) or (word.i == told.i and word.i != antecedent.i and _is_noun(word)):
        return antecedent if antecedent.i != told.i else told
    return word


def _is_noun(word: Token) -> bool:
    return not is_verbal(word)


def _is_alleged(act: Act, word: Token, denial: Denial) -> bool:
    """Say whether an act is told as somebody's claim: accused of it, said by another, "alleged"."""
    if act.dropped_because == "alleged only":
        return True
    if any(c.lemma_.casefold() in ALLEGED for c in children(word, "amod", "advmod")):
        return True
    mode = status(word).mode
    told = mode == "actual" and act.mode == "actual"
    return told and act.speaker is not None and act.speaker.code not in denial.codes


def _is_no_deed(word: Token, denial: Token) -> bool:
    """Say whether an act below a denial is itself unreal: "denied planning to attack"."""
    own = operator_of(word)
    if own is not None and own["effect"] in NO_DEED and is_verbal(word):
        return True
    while word.i != denial.i:
        around = {c.lower_ for c in children(word, "aux")}
        if is_verbal(word) and (around & (FUTURE | {"would"}) or is_negated(word)):
            return True
        head = word.head
        if head.i == word.i:
            return False
        row = operator_of(head) if head.i != denial.i and word.dep_ != "nsubj" else None
        if row is not None and row["effect"] in NO_DEED:
            return True
        word = head
    return False


def _unseen(denial: Denial, seen: Sequence[Act], slots: Slots) -> Iterator[Act]:
    """Yield denied deeds told by a noun that does not say whose they are: "the violation"."""
    doc = slots.s.doc
    nouns = [doc[i] for i in sorted(denial.content)]
    if denial.antecedent is not None:
        nouns += [w for w in denial.antecedent.subtree if w.i < denial.word.i]
        nouns += [w for w in denial.antecedent.ancestors if not is_verbal(w)]
    if denial.points or (denial.antecedent is not None and _is_claim(denial.antecedent)):
        nouns += [w for w in doc if part_of_speech(w) == "n" and status(w).mode == "alleged"]
    known = {a.trigger for a in seen}
    for noun in nouns:
        if noun.i in known or part_of_speech(noun) != "n" or _is_claim(noun):
            continue
        if _is_no_deed(noun, denial.word) and noun.i in denial.content:
            continue
        doers = slots.subject_of(noun)
        if doers and not denial.codes & {p.code for p in doers}:
            continue
        finding = _named(noun, denial, slots)
        if finding is not None:
            yield from judge(finding, noun, slots)


def _named(noun: Token, denial: Denial, slots: Slots) -> Finding | None:
    """Return the deed that a noun names, done by the one who denies it."""
    for row in rows_of(noun, "n"):
        if row.code < HOSTILE or not conditions_hold(row, noun):
            continue
        pairs, _ = slots.pairs_of(row, noun, source=denial.by)
        if not pairs and not list(prep_objects(noun)):
            harmed = _complaining(noun, denial, slots)
            pairs = [
                (by, replace(p, basis="definite"))
                for by in denial.by
                for p in harmed
                if p.code != by.code
            ][:1]
        if pairs:
            flags = row.flags | {"nominal"}
            return Finding(row.code, pairs, row.key, Status(mode="alleged"), flags)
    return None


def _complaining(noun: Token, denial: Denial, slots: Slots) -> list[Party]:
    """Return who complains of a deed: the subject of the clause above, else the other side."""
    for verb in noun.ancestors:
        subject = logical_subject(verb) if is_verbal(verb) else None
        found = others(slots.s.parties(subject), denial.by) if subject is not None else []
        if found:
            return found
    return slots.other_side(denial.by)
