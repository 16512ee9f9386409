"""What is promised, asked, refused or alleged: operators and the act they govern.

"agreed to send", "urged X to lift", "threatened to withdraw", "X should ...".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from transforms.actors import PLACE_KINDS
from transforms.clauses import (
    children,
    grammatical_subject,
    is_verbal,
    logical_subject,
    prep_objects,
)
from transforms.codebook import words
from transforms.fitting import conditions_hold, part_of_speech, rows_of
from transforms.judging import Finding, intent_code
from transforms.modality import Status, operator_of, status
from transforms.parties import Party
from transforms.patterns import derived
from transforms.slots import Slots, all_pairs, not_press, others

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Effects that make an operator an act of its own.
ACTING = frozenset({"wish", "intent", "requested", "demanded", "refused", "alleged"})
#: What those refuse who say nothing.
SILENT = frozenset({"comment", "say", "elaborate", "disclose", "confirm", "answer", "speculate"})
#: What those ask for who want to stay unknown.
UNNAMED = frozenset({"identify", "name", "quote"})
#: Operators that code only what they govern: "decided to send", never "decided to ...".
PLANNING = words("planning_operators")


def governed(token: Token, slots: Slots) -> Finding | None:
    """Code an operator with what it governs, or return None where there is nothing to code."""
    row = operator_of(token)
    if row is None or not row["code"]:
        return None
    complements = list(_complements(token, row))
    effect = row["effect"]
    if effect == "speech" and any(_is_infinitive(c) for c in complements):
        effect = "demanded"  # "told the United States to vacate the base"
    if effect not in ACTING:
        return None
    if effect == "wish":
        # "hopes to work with X" is intent; "hopes that X will stop" asks for it
        own = any(c.dep_ == "xcomp" or not children(c, "nsubj", "nsubjpass") for c in complements)
        effect = "intent" if own else "requested"
        row = {**row, "code": "030" if own else "020"}
    sources = not_press([p for p in _operator_subject(token, slots) if p.kind not in PLACE_KINDS])
    preps = set(filter(None, f"{row['prep']}|{row['target']}".split("|"))) - {"obj", "dat"}
    names_only = row["lemma"] == "call" and (
        not any(p in preps for p, _ in prep_objects(token))
        or (is_verbal(token) and not complements)  # a courtesy call on somebody
    )
    if not sources or names_only:
        return None
    if effect == "refused" and any(c.lemma_ in SILENT for c in complements):
        return None  # "declined to comment" rejects nothing
    if effect == "requested" and any(c.lemma_ in UNNAMED for c in complements):
        return None  # "asked not to be identified"
    if effect == "intent":
        return _intended(token, row, complements, sources, slots)
    return _addressed(token, row, effect, complements, sources, slots)


def _is_infinitive(word: Token) -> bool:
    return word.dep_ in {"xcomp", "ccomp"} and any(c.tag_ == "TO" for c in word.children)


def _addressed(
    token: Token,
    row: dict[str, str],
    effect: str,
    complements: Sequence[Token],
    sources: list[Party],
    slots: Slots,
) -> Finding | None:
    """Code a request, demand, refusal or allegation."""
    targets = slots.first_of(list(filter(None, row["target"].split("|"))), token, "02")
    addressed = bool(targets)
    inner_root = ""
    addressees: list[Party] = []
    for complement in complements:
        for inner in _with_conjuncts(complement):
            match = _inner(inner, sources, slots)
            if match is not None:
                inner_root = match[0][:2]
                targets = targets or match[1]
                break
        subject = grammatical_subject(complement) if is_verbal(complement) else None
        doers = slots.s.parties(subject) if subject is not None else []
        addressees += doers
        if effect == "alleged" and any(d.code == s.code for d in doers for s in sources):
            return None  # a claim about oneself accuses nobody
        if not addressed and others(doers, sources):
            targets, addressed = others(doers, sources), True  # who is to do it, not to whom
        targets = targets or slots.anyone(complement, sources)
    code = row["code"]
    if effect != "alleged" and inner_root:
        code = derived()[inner_root][effect] or code
    asked = {p for word in (token, *complements) for p, _ in prep_objects(word)} & {"from", "to"}
    unnamed = not targets and not addressees and not asked  # not "from any country"
    if unnamed and effect in {"requested", "demanded"} and complements:
        targets = slots.other_side(sources)
    pairs = all_pairs(sources, targets)
    return Finding(code, pairs, f"operators:{row['lemma']}", status(token)) if pairs else None


def _intended(
    token: Token,
    row: dict[str, str],
    complements: Sequence[Token],
    sources: list[Party],
    slots: Slots,
) -> Finding | None:
    """Code a promise, plan, readiness or threat."""
    method, state = f"operators:{row['lemma']}", status(token)
    hostile = row["code"].startswith("13")
    for complement in complements:
        for inner in _with_conjuncts(complement):
            match = _inner(inner, sources, slots)
            if match is None:
                continue
            code, targets = match
            pairs = all_pairs(sources, targets)
            if pairs and not (hostile and code < "10"):
                stated = intent_code(code[:2], code, row["code"])
                if row["lemma"] == "offer" and code >= "10":
                    stated = row["code"]  # "offered to fly fighters over Poland" threatens nobody
                return Finding(stated, pairs, method, state, frozenset({"stated"}), (inner.i,))
    if token.lemma_ in PLANNING:
        return None  # a plan to do something unknown is no offer
    targets = slots.at(row["target"], token, "03") if row["target"] else []
    for complement in complements:
        targets = targets or slots.anyone(complement, sources)
    for clause in children(token, "advcl"):
        if not targets and any(c.lower_ in {"if", "unless"} for c in clause.children):
            subject = grammatical_subject(clause)  # "threatened to open the gates unless X paid"
            targets = others(slots.s.parties(subject), sources) if subject is not None else []
    pairs = all_pairs(sources, targets)
    if not pairs:
        return None
    return Finding(row["code"], pairs, method, state, frozenset({"stated", "weak"}))


def advised(verb: Token, slots: Slots) -> Finding | None:
    """Code what a speaker says that another party should or must do."""
    state = status(verb)
    if state.mode != "advice" or state.operator != verb.i:
        return None
    speakers = slots.speakers(state, verb)
    subject = grammatical_subject(verb)
    if not speakers or subject is None:
        return None
    pairs = all_pairs(speakers, others(slots.s.parties(subject), speakers))
    if not pairs:
        return None
    must = any(c.lower_ == "must" for c in children(verb, "aux"))
    return Finding("100" if must else "020", pairs, "modal:should", Status(speech=state.speech))


def _operator_subject(token: Token, slots: Slots) -> list[Party]:
    if token.pos_ == "ADJ" or is_verbal(token):
        noun = logical_subject(token) if is_verbal(token) else grammatical_subject(token)
        return slots.s.parties(noun) if noun is not None else []
    return slots.subject_of(token)


def _inner(token: Token, sources: Sequence[Party], slots: Slots) -> tuple[str, list[Party]] | None:
    """Return (code, targets) of the act that a complement names, for a given source."""
    part = part_of_speech(token)
    if part is None:
        return None
    operator = operator_of(token)
    if operator is not None and operator["effect"] == "transparent":
        for complement in _complements(token, operator):
            found = _inner(complement, sources, slots)
            if found is not None:
                return found
    for row in rows_of(token, part):
        if not conditions_hold(row, token):
            continue
        pairs, _ = slots.pairs_of(row, token, source=sources)
        targets = others([t for s, t in pairs if s.code == sources[0].code], sources)
        if targets:
            return row.code, targets
    return None


def _complements(token: Token, row: dict[str, str]) -> Iterator[Token]:
    """Yield the words an operator is about: clauses, objects, nouns after its prepositions."""
    wanted = set(filter(None, row["complement"].split("|"))) or {
        "xcomp",
        "ccomp",
        "dobj",
        "acomp",
        "pcomp",
        "prep",
        "advcl",
    }
    person_slots = set(row["target"].split("|"))
    for child in token.children:
        if (child.dep_ in {"xcomp", "ccomp", "acomp", "oprd"} and child.dep_ in wanted) or (
            child.dep_ == "dobj" and "dobj" in wanted and "obj" not in person_slots
        ):
            yield child
        elif child.dep_ == "dobj" and "obj" in person_slots:
            yield from children(child, "acl", "relcl")
        elif child.dep_ == "prep":
            preps = set(filter(None, row["prep"].split("|")))
            if child.lower_ in preps and child.lower_ not in person_slots:
                yield from children(child, "pobj", "pcomp")
        elif child.dep_ in {"advcl", "acl"} and any(c.tag_ == "TO" for c in child.children):
            yield child


def _with_conjuncts(token: Token) -> Iterator[Token]:
    yield token
    for child in children(token, "conj"):
        yield from _with_conjuncts(child)
