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


#: Labels of verbs that share the subject of the verb above.
SHARING = frozenset({"conj", "advcl", "ccomp", "parataxis", "acomp"})
#: Prepositions before a participle with the subject of the clause: "after meeting".
SAME_SUBJECT = frozenset(
    {"after", "before", "by", "while", "since", "on", "upon", "despite", "without", "when"}
    | {"following"}
)
#: How far a subject is looked for up the tree.
MAX_DEPTH = 8


def children(token: Token, *deps: str) -> list[Token]:
    """Return the children of a token with one of the labels."""
    return [child for child in token.children if child.dep_ in deps]


def is_verbal(token: Token) -> bool:
    """Say whether a token heads a clause (verbs, auxiliaries used as verbs)."""
    return token.pos_ in _VERBAL or token.tag_.startswith("VB")


def verb_above(token: Token) -> Token:
    """Return the nearest verb at or above a word, or the topmost word where there is none."""
    while not is_verbal(token) and token.head.i != token.i:
        token = token.head
    return token


def is_passive(verb: Token) -> bool:
    """Say whether a verb is passive, also when it shares its auxiliary with an earlier one."""
    if children(verb, "nsubjpass", "auxpass"):
        return True
    if verb.tag_ != "VBN":
        return False
    if verb.dep_ == "acl":
        return not children(verb, "aux", "nsubj")  # "the claim that it had shelled"
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
    if depth > MAX_DEPTH:
        return None
    own = children(verb, "nsubj", "nsubjpass")
    if own:
        return _antecedent(verb, own[0])
    head = verb.head
    if head.i == verb.i:
        return _word_before(verb)
    if verb.dep_ == "relcl" or (verb.dep_ == "advcl" and head.pos_ in {"NOUN", "PROPN"}):
        return head
    if verb.dep_ == "acl":
        return _of_participle(verb, depth)
    if verb.dep_ in {"xcomp", "oprd"}:
        return _controller(head, depth)
    if verb.dep_ == "pcomp":
        return _behind_preposition(head, depth)
    if not is_verbal(head) and not (verb.dep_ == "conj" and head.pos_ == "ADJ"):
        return None
    if verb.dep_ == "ccomp" and verb.tag_ not in {"VBG", "VB"}:
        return None
    if verb.dep_ in SHARING or (verb.pos_ == "ADJ" and verb.dep_ in {"attr", "amod"}):
        return grammatical_subject(head, depth + 1)
    return None


def _antecedent(verb: Token, noun: Token) -> Token:
    """Return the noun, or what a relative pronoun stands for."""
    if noun.lower_ not in RELATIVE:
        return noun
    clause = verb
    while clause.dep_ in {"conj", "xcomp", "ccomp"} and clause.head.i != clause.i:
        clause = clause.head
    return clause.head if clause.dep_ in {"relcl", "acl"} else noun


def _of_participle(verb: Token, depth: int) -> Token | None:
    """Return the noun a participle modifies; of a paper that asks, its author."""
    noun = verb.head
    if verb.tag_ == "VBG" and noun.lemma_ in DOCUMENTS:
        writer = noun.head  # "sent a letter to Moscow asking ..."
        return grammatical_subject(writer, depth + 1) if is_verbal(writer) else None
    # a past tense is the main verb itself: "Britain's minister, Robin Cook, called in ..."
    return noun if verb.tag_ in {"VBG", "VBN", "VBD"} else None


def _controller(above: Token, depth: int) -> Token | None:
    """Return who is to do what a "to" clause says: the one addressed, else the subject above."""
    if is_verbal(above):
        objects = children(above, "dobj")
        if objects and above.lemma_ not in SUBJECT_CONTROL:
            return objects[0]
        if above.lemma_ in {"call", "appeal"}:
            for prep in children(above, "prep"):
                if prep.lower_ in {"on", "to", "for"}:
                    for noun in children(prep, "pobj"):
                        return noun
    return grammatical_subject(above, depth + 1)


def _behind_preposition(prep: Token, depth: int) -> Token | None:
    """Return the subject of "after meeting ...", "accused of shelling", "the step of recalling"."""
    above = prep.head
    if not is_verbal(above):
        is_object = above.dep_ in {"dobj", "nsubjpass"} and is_verbal(above.head)
        return logical_subject(above.head) if prep.lower_ == "of" and is_object else None
    if prep.lower_ in {"of", "for", "from", "against", "into"}:
        return logical_object(above)
    return grammatical_subject(above, depth + 1) if prep.lower_ in SAME_SUBJECT else None


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
    for prep in children(token, "prep", "dative", "agent", "prt", "advmod"):
        yield from _objects_of(prep)  # an adverb: "brought its soldiers home from Lebanon"


def _objects_of(prep: Token) -> Iterator[tuple[str, Token]]:
    for child in prep.children:
        if child.dep_ == "pobj":
            yield prep.lower_, child
        elif child.dep_ == "prep" or (child.dep_ == "conj" and child.pos_ == "ADP"):
            yield from _objects_of(child)  # "with Blinken and with his Japanese counterpart"
