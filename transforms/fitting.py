"""Whether a word fits a pattern's row: part of speech, particle, object, prepositions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transforms.clauses import (
    children,
    is_passive,
    is_verbal,
    logical_object,
    prep_objects,
    verb_above,
)
from transforms.codebook import words
from transforms.patterns import Pattern, patterns

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Verbs that add nothing to the noun they govern: "hold talks", "launch an attack".
LIGHT_VERBS = words("light_verbs")
#: Verbs of going and of writing, done for what follows: "flew to Moscow to interview".
ERRANDS = words("errands")
#: Nouns that count what comes after "of": "a package of sanctions", "a round of talks".
MEASURES = words("measures")
#: Labels of the second word of a verb: "hit back", "took hostage".
PARTICLES = frozenset({"prt", "advmod", "prep", "acomp", "oprd", "attr", "dobj"})
#: Prepositions before talks that the subject of the clause takes part in.
OCCASIONS = frozenset({"for", "in", "during", "after", "at", "on", "following"})


def part_of_speech(token: Token) -> str | None:
    """Return v, n or a for a word that patterns may know, None for all others."""
    if token.pos_ in {"VERB"} or (token.pos_ == "AUX" and token.dep_ not in {"aux", "auxpass"}):
        return "v"
    if token.tag_.startswith("VB") and token.dep_ not in {"aux", "auxpass", "amod", "compound"}:
        return "v"
    if token.pos_ in {"NOUN", "PROPN"} and token.dep_ != "compound":
        return "n"
    if token.pos_ == "ADJ" and token.dep_ in {"acomp", "conj", "attr", "amod", "oprd"}:
        return "a"
    return None


def rows_of(token: Token, part: str) -> list[Pattern]:
    """Return the rows of a word, the most specific first."""
    lemma = token.lemma_.casefold()
    rows = patterns().get((part, lemma), [])
    if not rows and part == "n":
        rows = patterns().get(("n", token.lower_), [])
    return rows


def conditions_hold(row: Pattern, token: Token) -> bool:
    """Say whether a word has the particle, object and prepositions a row asks for."""
    if row.particle:
        around = {
            c.lower_
            for c in token.children
            if c.dep_ in PARTICLES
            and (c.dep_ != "prep" or c.i == token.i + 1 or not children(c, "pobj"))
        }  # "picked up ... on Monday" picks on nobody
        if row.particle not in around:
            return False
    if row.objects and row.part == "n":
        # "an airspace violation"
        if not {c.lemma_.casefold() for c in children(token, "compound")} & row.objects:
            return False
    elif row.objects:
        noun = logical_object(token) if is_verbal(token) else None
        given = children(token, "dobj") if is_passive(token) else []  # "were granted asylum"
        if "-" in row.objects:
            if noun is not None and not is_passive(token):
                return False
        elif not any(_heads(n) & row.objects for n in [noun, *given] if n is not None):
            return False
    for prep, lemmas in row.preps:
        nouns = [noun for word, noun in prep_objects(token) if word == prep]
        if prep == "to" and lemmas:
            nouns += _infinitives(token)  # "gave ten diplomats a week to leave"
        if not nouns:
            return False
        if lemmas and not any(_heads(noun) & lemmas for noun in nouns):
            return False
    return True


def _infinitives(verb: Token) -> list[Token]:
    """Return the verbs after "to" below a verb or its object."""
    holders = [verb, *children(verb, "dobj", "npadvmod", "dative", "nsubjpass")]
    return [
        word
        for holder in holders
        for word in children(holder, "xcomp", "advcl", "ccomp", "acl", "relcl")
        if word.tag_ == "VB" and any(c.tag_ == "TO" for c in word.children)
    ]


def _heads(noun: Token) -> set[str]:
    lemma = noun.lemma_.casefold()
    heads = {lemma}
    for child in noun.children:
        if child.dep_ in {"compound", "amod"}:
            heads.add(f"{child.lemma_.casefold()} {lemma}")  # "water cannon"
        if child.dep_ == "conj":
            heads.add(child.lemma_.casefold())
        elif child.dep_ == "prep" and child.lower_ == "of" and noun.lemma_.casefold() in MEASURES:
            heads |= {c.lemma_.casefold() for c in child.children if c.dep_ == "pobj"}
    return heads


def light_verb(noun: Token) -> Token | None:
    """Return the light verb whose object a noun is ("hold a round of talks"), or None."""
    token = noun
    while token.dep_ in {"conj"} or (
        token.dep_ == "pobj"
        and token.head.lower_ == "of"
        and token.head.head.lemma_.casefold() in MEASURES
    ):
        token = token.head if token.dep_ == "conj" else token.head.head
    if token.dep_ in {"dobj", "nsubjpass"} and token.head.lemma_ in LIGHT_VERBS:
        return token.head
    if token.dep_ == "pobj" and token.head.dep_ == "prep":
        verb = token.head.head
        if verb.lemma_ in {"carry", "engage", "enter", "go", "take", "meet"} and is_verbal(verb):
            return verb
    return None


def errand_verb(verb: Token) -> Token | None:
    """Return the verb of "arrived to question", "wrote to express": what it was done for is done.

    None where the infinitive is no purpose, or of a verb that leaves it open ("sent to help").
    """
    if verb.tag_ != "VB" or not any(child.tag_ == "TO" for child in verb.children):
        return None
    if verb.dep_ not in {"advcl", "xcomp", "relcl"}:
        return None
    above = verb_above(verb.head)
    asking = above.lemma_ == "call" and {p for p, _ in prep_objects(above)} & {"on", "for"}
    done = above.tag_ in {"VBD", "VBN"} and not is_passive(above) and not asking
    return above if done and above.lemma_ in ERRANDS else None


def occasion_verb(noun: Token) -> Token | None:
    """Return the verb of "arrived for talks with", "said after a meeting with", or None."""
    if noun.dep_ != "pobj" or noun.head.lower_ not in OCCASIONS:
        return None
    if not any(word == "with" for word, _ in prep_objects(noun)):
        return None
    verb = noun.head.head
    return verb if is_verbal(verb) else None
