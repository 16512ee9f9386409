"""Praise and blame in plain words: "called the raid cowardly", "said Iran was a problem"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from transforms.actors import PLACE_KINDS, SEAT_KINDS
from transforms.clauses import (
    agent_of,
    children,
    grammatical_subject,
    is_passive,
    is_verbal,
    logical_object,
    logical_subject,
    prep_objects,
)
from transforms.codebook import table, words
from transforms.judging import Finding
from transforms.modality import Status, is_negated, status
from transforms.parties import Party
from transforms.slots import Slots, all_pairs, not_press, others

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Verbs that give a thing a name: what the name is worth makes them praise or blame.
NAMING_VERBS = words("naming_verbs")
#: "Likened the raid to banditry".
LIKENING = words("likening")
#: "Referred to the raid as banditry".
REFERRING = words("referring")
#: "Was disappointed by Washington".
RESENTING = words("resenting")
#: "Was moved by the help of Tokyo".
PLEASING = words("pleasing")
#: "Had no right to", "there was no excuse for".
WANTING = words("wanting")
#: What one may be behind, besides what is bad in itself.
DEEDS_DONE = words("deeds_of_force") | words("victim_nouns") | {"blast"}
#: Verbs of conduct: "committed aggression", "played a useful part".
CONDUCT_VERBS = words("conduct_verbs")
#: "Behaved like a bully", "acted recklessly".
BEHAVING = words("behaving")
#: Nouns that are worth what their "of" is: "an act of war".
ACTS_OF = words("acts_of")
PRAISE, BLAME, ACCUSE = "051", "111", "112"
FINITE = frozenset({"VBD", "VBN", "VBG", "VBZ", "VBP"})
#: "The Turkish earthquake was a catastrophe".
MISFORTUNES = words("misfortunes")
#: Roles of people whose words are their own.
PRIVATE = frozenset({"AGR", "BUS", "EDU", "ELI", "HLH", "LAB", "REF"})
#: Verbs of verdicts and places: "was found guilty in Moscow" is no word of Moscow's.
NO_SEAT = frozenset({"find", "hold", "present", "see"})


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
    if state.mode == "actual" or (state.mode == "negated" and state.operator == verb.i):
        lacking = _lacking(verb, state, slots)
        if lacking is not None:
            return lacking
    foreseen = verb.lemma_ == "be" and state.mode == "intent"  # "would be a breach of trust"
    if state.mode != "actual" and not foreseen:
        return None
    if is_passive(verb):
        felt = {
            verb.lemma_,
            *(f"{verb.lemma_} {c.lower_}" for c in children(verb, "prt", "advmod")),
        }
        if felt & (RESENTING | PLEASING):
            return _felt(verb, PRAISE if felt & PLEASING else BLAME, state, slots)
    refers = verb.lemma_ in REFERRING and _as(verb) is not None
    if refers or verb.lemma_ in NAMING_VERBS | LIKENING:
        return _named(verb, state, slots)
    speakers = _official(slots.speakers(state, verb))
    code = _predicated(verb) if speakers else None
    if code is None:
        return None
    targets = _judged(verb, speakers, slots)
    if not targets or any(t.basis == "pronoun" for t in targets) or (foreseen and code == PRAISE):
        return None
    return Finding(code, all_pairs(speakers, targets), "evaluation", Status(speech=state.speech))


def _official(parties: list[Party]) -> list[Party]:
    """Leave out the press and private people: "the German coach", "traders in Tokyo"."""
    return [
        p
        for p in not_press(parties)
        if p.basis == "name" or (p.basis != "owner" and p.agent[:3] not in PRIVATE)
    ]


def _answerable(noun: Token, sources: list[Party], slots: Slots) -> list[Party]:
    """Return whose thing it is that is judged, not where it struck: "the Paris attacks"."""
    if noun.lemma_.casefold() in MISFORTUNES:
        return []
    found = [p for p in others(slots.s.parties(noun), sources) if p.agent != "REF"]
    places = SEAT_KINDS | PLACE_KINDS
    if noun.lemma_.casefold() in DEEDS_DONE and not children(noun, "poss"):
        return [p for p in found if p.basis != "owner" or p.kind not in places]
    if noun.i + 1 < len(noun.doc) and noun.nbor().lemma_.casefold() in DEEDS_DONE | MISFORTUNES:
        return [p for p in found if p.kind not in places]
    return found


def _judged(verb: Token, speakers: list[Party], slots: Slots) -> list[Party]:
    """Return who is spoken of: the subject's side, or whose act it was ("theft by Minsk")."""
    subject = grammatical_subject(verb)
    targets = _answerable(subject, speakers, slots) if subject is not None else []
    if targets or verb.lemma_ != "be":
        return targets
    doers = [w for noun in children(verb, "attr") for p, w in prep_objects(noun) if p == "by"]
    return [p for w in doers for p in _answerable(w, speakers, slots)]


def _predicated(verb: Token) -> str | None:
    """Return the code of what a clause says of its subject, if it praises or blames."""
    if verb.lemma_ == "be":
        polarity = sum(polarity_of(w) for w in children(verb, "attr", "acomp"))
        return _code(polarity, BLAME) or (ACCUSE if _is_behind(verb) else None)
    if is_passive(verb):
        # "was unprovoked", which the tagger takes for a participle
        return _code(evaluations().get((verb.lower_, "ADJ"), 0), BLAME)
    if verb.tag_ not in FINITE:
        return None
    return _code(_conduct(verb), ACCUSE)


def _is_behind(verb: Token) -> bool:
    """Say whether one "was behind the bombing", "was in breach of the accord", "is to blame"."""
    if any(w.lemma_ == "blame" for w in children(verb, "xcomp")):
        return True
    return any(
        (prep == "behind" and (noun.lemma_.casefold() in DEEDS_DONE or polarity_of(noun) < 0))
        or (f"be {prep} {noun.lemma_.casefold()}", "VERB") in evaluations()
        for prep, noun in prep_objects(verb)
    )


def _lacking(verb: Token, state: Status, slots: Slots) -> Finding | None:
    """Code "said Iran had no right to ...", "said there was no excuse for the raid"."""
    nouns = [
        noun
        for noun in children(verb, "dobj", "attr", "nsubj")
        if noun.lemma_.casefold() in WANTING and any(c.lower_ == "no" for c in noun.children)
    ]
    speakers = _official(slots.speakers(state, verb)) if nouns else []
    if not speakers or verb.lemma_ not in {"be", "have"}:
        return None
    about = [w for noun in [verb, *nouns] for prep, w in prep_objects(noun) if prep == "for"]
    subject = grammatical_subject(verb)
    if verb.lemma_ == "have":
        about = [subject] if subject is not None else []
    targets = [p for w in about for p in _answerable(w, speakers, slots)]
    pairs = all_pairs(speakers, [p for p in targets if p.basis != "pronoun"])
    return Finding(BLAME, pairs, "evaluation", Status(speech=state.speech)) if pairs else None


def _code(polarity: int, blame: str) -> str | None:
    if not polarity:
        return None
    return PRAISE if polarity > 0 else blame


def _conduct(verb: Token) -> int:
    """Return what an act is worth: by its verb, its verb and object, or its manner."""
    known = evaluations()
    polarity = known.get((verb.lemma_, "VERB"), 0)
    if polarity:
        return polarity
    for thing in _things_done(verb):
        polarity = polarity or known.get((f"{verb.lemma_} {thing}", "VERB"), 0)
    if polarity:
        return polarity
    if verb.lemma_ in BEHAVING:
        like = [noun for prep, noun in prep_objects(verb) if prep in {"like", "as"}]
        manner = sum(_manner(word) for word in children(verb, "advmod"))
        return _sign(manner + sum(polarity_of(noun) for noun in like))
    if verb.lemma_ in CONDUCT_VERBS:
        into = [noun for prep, noun in prep_objects(verb) if prep in {"in", "to", "out"}]
        objects = children(verb, "dobj")
        return _sign(sum(polarity_of(noun) for noun in objects or into))
    return 0


def _things_done(verb: Token) -> Iterator[str]:
    """Yield a verb's objects as two-word entries have them: "word", "in way"."""
    for noun in children(verb, "dobj", "npadvmod"):
        yield noun.lemma_.casefold()
    for prep, noun in prep_objects(verb):
        yield f"{prep} {noun.lemma_.casefold()}"
        yield noun.lemma_.casefold()


def _manner(adverb: Token) -> int:
    """Return what an adverb is worth: by itself, or as its adjective is."""
    known = evaluations().get((adverb.lower_, "ADV"), 0)
    stem = adverb.lower_.removesuffix("ly")
    if known or stem == adverb.lower_:
        return known
    return _worth(stem) or _worth(f"{stem}e" if stem.endswith("b") else f"{stem[:-1]}y")


def _felt(verb: Token, code: str, state: Status, slots: Slots) -> Finding | None:
    """Code "was disappointed by Washington's decision", "was moved by the help of Tokyo"."""
    felt, cause = grammatical_subject(verb), agent_of(verb)
    if felt is None or cause is None:
        return None
    sources = _official(slots.s.parties(felt, owner=False))
    causes = [p for p in _answerable(cause, sources, slots) if p.basis != "definite"]
    pairs = all_pairs(sources, causes)
    return Finding(code, pairs, "evaluation", state) if pairs else None


def _named(verb: Token, state: Status, slots: Slots) -> Finding | None:
    """Code "called the attack an act of war", "described it as a mistake"."""
    given = list(_names_given(verb))
    polarity = sum(polarity_of(w) for w in given)
    if not polarity:
        return None
    sources = _official(_namers(verb, given, slots))
    if not sources:
        return None
    targets: list[Party] = []
    for noun in _things_named(verb, given):
        if not targets:
            targets = _answerable(noun, sources, slots)
    if not targets:
        targets = others(_doer_before(verb, slots), sources)
    pairs = all_pairs(sources, targets)
    if not pairs:
        return None
    return Finding(PRAISE if polarity > 0 else BLAME, pairs, "evaluation", state)


def _names_given(verb: Token) -> Iterator[Token]:
    """Yield the heads of what a thing is called: complements, a second object, after "as"."""
    if verb.lemma_ in LIKENING:
        yield from (noun for prep, noun in prep_objects(verb) if prep in {"to", "with"})
        return
    if verb.lemma_ not in REFERRING:
        complements = children(verb, "oprd", "attr", "acomp", "ccomp", "xcomp")
        yield from complements
        for misread in _nominal(complements):
            yield from children(misread, "dobj")  # "called the answer an insult"
        yield from (c for c in children(verb, "advcl") if c.pos_ in {"ADJ", "NOUN"})
        objects = children(verb, "dobj")
        if len(objects) > 1 or is_passive(verb):
            yield from objects[-1:]
    name = _as(verb)
    if name is not None:
        yield from (c for c in name.children if c.i > name.i)


def _nominal(complements: list[Token]) -> list[Token]:
    return [w for w in complements if w.dep_ == "ccomp" and w.pos_ == "NOUN"]


def _as(verb: Token) -> Token | None:
    """Return the "as" of a naming verb, also where it hangs on a noun of the object."""
    for word in verb.subtree:
        if word.i > verb.i and word.lower_ == "as" and word.dep_ in {"prep", "mark"}:
            above = word.head
            while above.i != verb.i and (not is_verbal(above) or _is_purpose(above)):
                above = above.head
            if above.i == verb.i and word.nbor(-1).lower_ != "such":
                return word
    return None


def _is_purpose(verb: Token) -> bool:
    """Say whether a verb tells what a noun is for: "its decision to fill the dam as ..."."""
    return verb.dep_ == "acl" and any(c.tag_ == "TO" for c in verb.children)


def _namers(verb: Token, given: list[Token], slots: Slots) -> list[Party]:
    """Return who gives the name: the subject, "by Ankara" or "in Ankara" of a passive."""
    found = slots.subject_of(verb)
    if found or not is_passive(verb):
        return found
    for prep, noun in prep_objects(verb):
        if prep == "in" and (verb.lemma_ not in NO_SEAT or _as(verb) is not None):
            found = [p for p in slots.s.parties(noun, owner=False) if p.kind in SEAT_KINDS]
            if found:
                return found
    for name in given:
        for prep, noun in prep_objects(name):
            if prep == "by" and not found:
                found = slots.s.parties(noun)
    return found


def _things_named(verb: Token, given: list[Token]) -> Iterator[Token]:
    """Yield what may be named, the likeliest first, then whose doing it was."""
    about = {"of", "to", "on", "upon"} if verb.lemma_ in REFERRING else set()
    yield from (noun for prep, noun in prep_objects(verb) if prep in about)
    thing = logical_object(verb) if not about else None
    if thing is not None:
        yield thing
    for name in given:
        yield from children(name, "nsubj")
    yield from _nominal(children(verb, "ccomp"))
    if not is_passive(verb):
        # "termed the downing of the airliner by a Soviet fighter a crime"
        yield from (noun for prep, noun in prep_objects(verb) if prep == "by")
    for name in given:
        # "a stab in the back by Australia"
        yield from (w for by in name.subtree if by.lower_ == "by" for w in children(by, "pobj"))


def _doer_before(verb: Token, slots: Slots) -> list[Party]:
    """Return who did what a clause behind it names: "sent it, in what Kyiv called a crime"."""
    thing = logical_object(verb)
    if thing is None or not (thing.lower_ == "what" or verb.dep_ == "relcl"):
        return []
    above = thing.head if thing.i != verb.head.i else thing
    while above.i != above.head.i and (not is_verbal(above) or above.i == verb.i):
        above = above.head
    doer = logical_subject(above) if is_verbal(above) and above.i != verb.i else None
    return slots.s.parties(doer) if doer is not None else []


def _worth(lemma: str) -> int:
    """Return what an adjective or noun is worth; the tagger takes one for the other."""
    known = evaluations()
    return known.get((lemma, "ADJ"), 0) or known.get((lemma, "NOUN"), 0)


def _sign(total: int) -> int:
    return (total > 0) - (total < 0)


def polarity_of(word: Token) -> int:
    """Return 1, 0 or -1: the sign of a phrase's head, else of the words around it.

    What is bad stays so ("a great threat"), what is good does not ("an unreliable partner").
    """
    own = _own_worth(word)
    if own >= 0:
        around = [_own_worth(w) for w in children(word, "amod", "compound", "advmod")]
        own = -1 if min(around, default=0) < 0 else own + sum(around)
    if not own:
        own = sum(_own_worth(w) for w in children(word, "conj", "acomp", "attr"))
    if not own and word.lemma_.casefold() in ACTS_OF:
        own = sum(polarity_of(w) for prep, w in prep_objects(word) if prep == "of")
    return _sign(-own if is_negated(word) else own)


def _own_worth(word: Token) -> int:
    if word.i > 1 and word.nbor(-1).text == "-":  # "cold-blooded"
        return _worth(f"{word.nbor(-2).lower_}-{word.lower_}")
    if word.dep_ == "amod" and (word.lower_, "AMOD") in evaluations():
        return evaluations()[word.lower_, "AMOD"]  # "a responsible partner"
    if word.pos_ in {"NOUN", "PROPN", "ADJ"}:
        return _worth(word.lemma_.casefold()) or _worth(word.lower_)
    return _worth(word.lower_) if word.tag_ in {"VBN", "VBG", "RB"} else 0
