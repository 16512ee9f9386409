"""Who does what in a clause: logical subject and object, through voice and coordination.

Labels are those of the small English model: nsubj, nsubjpass, dobj, dative, prep, pobj, agent,
xcomp, ccomp, advcl, acl, relcl, conj, pcomp, acomp.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

RELATIVE = frozenset({"who", "whom", "which", "that"})
_VERBAL = frozenset({"VERB", "AUX"})


def children(token: Token, *deps: str) -> list[Token]:
    """Return the children of a token with one of the labels."""
    return [child for child in token.children if child.dep_ in deps]


def is_verbal(token: Token) -> bool:
    """Say whether a token heads a clause (verbs, auxiliaries used as verbs)."""
    return token.pos_ in _VERBAL or token.tag_.startswith("VB")


def is_passive(verb: Token) -> bool:
    """Say whether a verb is passive, also when it shares its auxiliary with an earlier one."""
    if children(verb, "nsubjpass", "auxpass"):
        return True
    if verb.tag_ != "VBN":
        return False
    if verb.dep_ == "acl":
        return True
    if children(verb, "agent") and not children(verb, "aux", "nsubj"):
        return True
    if verb.dep_ == "conj" and not children(verb, "aux", "nsubj") and verb.head.tag_ == "VBN":
        return is_passive(verb.head)
    return verb.dep_ == "advcl" and not children(verb, "aux", "nsubj")


def grammatical_subject(verb: Token, depth: int = 0) -> Token | None:
    """Return the head of a verb's surface subject, inherited where the verb has none.

    Conjoined verbs share it, "to" clauses take the object or subject of the verb above,
    participles the noun they modify, relative clauses their antecedent.
    """
    if depth > 8:
        return None
    own = children(verb, "nsubj", "nsubjpass")
    if own:
        noun = own[0]
        if noun.lower_ in RELATIVE:
            clause = verb
            while clause.dep_ in {"conj", "xcomp", "ccomp"} and clause.head.i != clause.i:
                clause = clause.head
            if clause.dep_ in {"relcl", "acl"}:
                return clause.head
        return noun
    head = verb.head
    if head.i == verb.i:
        return _word_before(verb)
    if verb.dep_ == "acl" and verb.tag_ == "VBG" and head.lemma_ in DOCUMENTS:
        writer = head.head  # "sent a letter to Moscow asking ..."
        return grammatical_subject(writer, depth + 1) if is_verbal(writer) else None
    if verb.dep_ in {"acl"}:
        return head if verb.tag_ in {"VBG", "VBN"} else None
    if verb.dep_ == "relcl":
        return head
    if verb.dep_ == "conj":
        if is_verbal(head):
            if is_passive(head) and not is_passive(verb):
                return grammatical_subject(head, depth + 1)
            return grammatical_subject(head, depth + 1)
        return grammatical_subject(head, depth + 1) if head.pos_ == "ADJ" else None
    if verb.dep_ in {"xcomp", "oprd"}:
        if is_verbal(head):
            objects = children(head, "dobj")
            if objects and head.lemma_ not in SUBJECT_CONTROL:
                return objects[0]
            addressed = [
                o
                for p in children(head, "prep")
                if p.lower_ in {"on", "to", "for"}
                for o in children(p, "pobj")
            ]
            if addressed and head.lemma_ in {"call", "appeal"}:
                return addressed[0]
            return grammatical_subject(head, depth + 1)
        return grammatical_subject(head, depth + 1)
    if verb.dep_ in {"advcl", "ccomp", "parataxis"} and is_verbal(head):
        if verb.dep_ == "ccomp" and verb.tag_ not in {"VBG", "VB"}:
            return None
        return grammatical_subject(head, depth + 1)
    if verb.dep_ in {"advcl"} and head.pos_ in {"NOUN", "PROPN"}:
        return head
    if verb.dep_ == "pcomp":
        above = head.head
        if not is_verbal(above):
            if (
                head.lower_ == "of"
                and above.dep_ in {"dobj", "nsubjpass"}
                and is_verbal(above.head)
            ):
                return logical_subject(above.head)
            return None
        if head.lower_ in {"of", "for", "from", "against", "into"}:
            return logical_object(above)
        if head.lower_ in {
            "after",
            "before",
            "by",
            "while",
            "since",
            "on",
            "upon",
            "despite",
            "without",
            "when",
            "following",
        }:
            return grammatical_subject(above, depth + 1)
        return None
    if verb.dep_ == "acomp" and is_verbal(head):
        return grammatical_subject(head, depth + 1)
    if verb.pos_ == "ADJ" and verb.dep_ in {"acomp", "attr", "amod"}:
        return grammatical_subject(head, depth + 1) if is_verbal(head) else None
    return None


def _word_before(verb: Token) -> Token | None:
    """Return the noun right before a finite verb for which the parser found no subject."""
    if verb.tag_ not in {"VBD", "VBZ", "VBP"} or verb.i == 0:
        return None
    noun = verb.nbor(-1)
    while noun.i > 0 and (noun.pos_ in {"AUX", "ADV"}):
        noun = noun.nbor(-1)
    if noun.pos_ != "PROPN":
        return None
    joined = noun.dep_ == "conj" and noun.i >= 2 and noun.nbor(-1).lower_ == "and"
    return noun.head if joined and noun.head.i == noun.i - 2 else noun


#: Papers and speeches: what they ask, their author asks.
DOCUMENTS = frozenset(
    {"letter", "note", "message", "telegram", "statement", "article", "speech", "report", "appeal"}
)
#: Verbs whose "to" clause has their subject even when they have an object.
SUBJECT_CONTROL = frozenset({"promise", "vow", "pledge", "threaten", "use", "take", "hold", "make"})


def agent_of(verb: Token) -> Token | None:
    """Return the head of "by ..." of a passive verb."""
    for by in children(verb, "agent", "prep"):
        if by.lower_ == "by":
            for noun in children(by, "pobj"):
                return noun
    return None


def logical_subject(verb: Token) -> Token | None:
    """Return who does it: the subject of an active verb, the "by" agent of a passive one."""
    return agent_of(verb) if is_passive(verb) else grammatical_subject(verb)


def logical_object(verb: Token) -> Token | None:
    """Return whom it is done to: the object of an active verb, the subject of a passive one."""
    if is_passive(verb):
        objects = children(verb, "dobj", "oprd")
        subject = grammatical_subject(verb)
        return subject if subject is not None else (objects[0] if objects else None)
    for noun in children(verb, "dobj"):
        if noun.lower_ in RELATIVE and verb.dep_ == "relcl":
            return verb.head
        return noun
    for clause in children(verb, "ccomp", "xcomp"):
        raised = children(clause, "nsubj")
        bare = verb.lemma_ in {"help", "let", "make", "have", "see", "watch"}
        has_to = any(c.tag_ == "TO" for c in clause.children)
        if raised and clause.tag_ == "VB" and (bare or has_to):
            return raised[0]
    if verb.dep_ == "relcl" and not children(verb, "dobj") and children(verb, "nsubj"):
        subject = children(verb, "nsubj")[0]
        if subject.lower_ not in RELATIVE and verb.head.pos_ in {"NOUN", "PROPN"}:
            return verb.head
    return None


def prep_objects(token: Token) -> Iterator[tuple[str, Token]]:
    """Yield (preposition, noun) of a verb or noun; "out of" and the like count as the last one."""
    for prep in children(token, "prep", "dative", "agent", "prt"):
        yield from _objects_of(prep)


def _objects_of(prep: Token) -> Iterator[tuple[str, Token]]:
    for child in prep.children:
        if child.dep_ == "pobj":
            yield prep.lower_, child
        elif child.dep_ == "prep":
            yield from _objects_of(child)
