"""Which party a noun phrase stands for: names, role nouns with a country, pronouns, "both sides".

Everything here needs the parse of one sentence and the memory of the article so far.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from transforms.actors import COUNTRY_KINDS, PEOPLE_KINDS, PLACE_KINDS, SEAT_KINDS, ActorMention
from transforms.clauses import (
    children,
    grammatical_subject,
    is_verbal,
    prep_objects,
    verb_above,
)
from transforms.codebook import toml, words
from transforms.parsing import Parsed
from transforms.patterns import patterns
from transforms.roles import Roles

if TYPE_CHECKING:
    from spacy.tokens import Token

MODIFIERS = frozenset({"compound", "amod", "poss", "nmod", "npadvmod", "nummod"})
#: Participles after a hyphen that make the thing the country's own (a Panama-flagged tanker).
OWNING = words("owning")
PAIR_NOUNS = words("pair_nouns")
#: Verbs of those who judge a thing, and do not own it.
JUDGING = words("naming_verbs") | words("thanking") | {"say", "deny", "reject", "want", "accept"}
#: Where a country's envoys sit.
MISSIONS = words("missions")
#: Nouns for a country: "the oil-rich kingdom".
DESCRIBED = words("country_nouns")
#: Nouns that point back to an act told before, and the roots of the acts they can mean.
DEEDS = {
    **dict.fromkeys(words("deeds"), ("08", "10", "11", "12", "13", "15", "16", "17", "18", "19")),
    **dict.fromkeys(words("deeds_of_force"), ("06", "15", "18", "19", "20")),
    **dict.fromkeys(words("deeds_of_policy"), ("08", "12", "16", "17")),
}
#: Words for an office that also stand for another.
OFFICES = {"premier": "prime minister", "pm": "prime minister", "monarch": "king", "ruler": "king"}
OFFICE_TITLES = {
    "head of government": ("prime minister", "chancellor", "leader"),
    "head of state": ("president", "king", "emir", "leader"),
    "president": ("leader",),
    "foreign minister": ("minister", "top diplomat", "diplomat"),
    "defence minister": ("defense minister", "minister"),
    "secretary of state": ("secretary", "minister"),
}
#: "His counterpart" is somebody else's.
OTHERS = words("others")
POINTING = frozenset({"the", "this", "these", "such", "that", "those"})
#: "The killing of X": X is the victim.
VICTIM_NOUNS = words("victim_nouns")
#: "The parties", "the sides": the pair without a number.
PAIR_ALONE = frozenset({"side", "party", "government", "leader", "delegation"})
#: Roles that a state has one of: "the prime minister", "the army".
OF_STATE = frozenset({"GOV", "MIL", "JUD", "LEG", "SPY"})
SAYING = frozenset({"say", "tell", "announce", "declare", "add", "warn", "state", "speak"})
#: Those whom a story calls by their title alone where it is written: "the President".
RULERS = frozenset({"president", "premier", "prime", "king", "queen", "chancellor", "emir"})
#: Those who serve abroad.
ENVOYS = frozenset({"ambassador", "envoy", "consul", "attaché", "attache"})
#: Codes of states have three letters, those of organisations six.
STATE_CODE = 3
PAIR_MARKS = frozenset({"two", "both", "the two"})
PERSON_PRONOUNS = frozenset({"he", "she", "him", "her", "his"})
SPEAKER_PRONOUNS = frozenset({"we", "us", "our", "i", "my", "me"})
THING_PRONOUNS = frozenset({"it", "its"})


@dataclass(frozen=True, slots=True)
class Party:
    """Who is meant by some words: country or organisation, role, and how we know."""

    code: str
    agent: str
    start: int
    end: int
    token: int
    basis: str  # name | role | appositive | owner | pronoun | pair | learned | definite
    kind: str  # kind of the name behind it
    named: str = ""  # canonical name


@dataclass(slots=True)
class Together:
    """Two parties that were told of together: who, how often, and in which sentence last."""

    parties: tuple[Party, Party]
    times: int = 0
    last: int = -1


@dataclass(slots=True)
class Memory:
    """What an article has said so far: who "he", "the ministry" and "both sides" are."""

    person: Party | None = None
    persons: list[Party] = field(default_factory=list)  # the last ones, for "him"
    thing: Party | None = None
    speaker: Party | None = None
    pairs: dict[frozenset[str], Together] = field(default_factory=dict)
    n_sentences: int = 0
    counts: dict[str, int] = field(default_factory=dict)  # how often the article names each
    main: tuple[Party, Party] | None = None  # the two that the article names most
    hub: Party | None = None  # the one that the article names far more than any other
    told_in: Party | None = None  # where the sentence before plays: "In Buenos Aires, ..."
    scene: Party | None = None  # in whose land the dateline lies
    home: Party | None = None  # whose capital the dateline names: "the ministry said"
    dyads: list[tuple[Party, Party]] = field(default_factory=list)  # who dealt with whom
    plural: tuple[Party, ...] = ()
    foes: set[frozenset[str]] = field(default_factory=set)  # who harmed whom, either way
    deeds: list[tuple[str, Party]] = field(default_factory=list)  # root and doer, latest last
    by_noun: dict[str, Party] = field(default_factory=dict)
    learned: dict[str, Party] = field(default_factory=dict)
    countries: list[str] = field(default_factory=list)  # named so far, the latest last

    def together(self, first: Party, second: Party, *, times: int = 1) -> None:
        """Remember two states told of together, as "the two sides" of what follows."""
        if max(len(first.code), len(second.code)) > STATE_CODE:
            return
        sides = tuple(
            replace(p, kind="name") if p.kind in PLACE_KINDS else p for p in (first, second)
        )
        codes = frozenset({first.code, second.code})
        pair = self.pairs.setdefault(codes, Together((sides[0], sides[1])))
        pair.times += times
        pair.last = self.n_sentences

    def two(self, but: frozenset[str] = frozenset()) -> tuple[Party, Party] | None:
        """Return the two sides in play, none of some codes.

        Those told of together in this sentence or the one before, unless somebody else deals
        with both; else those most often named, together and at all.
        """
        pairs = [pair for codes, pair in self.pairs.items() if not codes & but]
        if self.main is not None and not but & {p.code for p in self.main}:
            pairs.append(Together(self.main))
        return max(pairs, key=lambda pair: self._standing(pair, but)).parties if pairs else None

    def _standing(self, pair: Together, but: frozenset[str]) -> tuple[int, int, int]:
        """Rank two parties: just told of together, how often named and together, how lately."""
        recent = pair.last if pair.last >= self.n_sentences - 1 and not but else -1
        named = min(self.counts.get(p.code, 0) for p in pair.parties)
        return recent, named + 2 * pair.times, pair.last


def in_quotes(token: Token) -> bool:
    """Say whether an odd number of quotation marks stand before a word in its sentence."""
    return sum(t.text in {'"', "``", "''"} for t in token.doc[: token.i]) % 2 == 1


@cache
def descriptions() -> dict[str, frozenset[str]]:
    """Return the countries that a kind or region can mean: emirate, Baltic, South American."""
    return {name: frozenset(codes) for name, codes in toml("descriptions")["countries"].items()}


def _keys(noun: Token, words: Sequence[Token]) -> Iterator[str]:
    """Yield what a description says: its noun, each adjective, two adjectives together."""
    yield noun.lemma_.casefold()
    for word in words:
        yield word.lower_
        for inner in word.children:
            yield f"{inner.lower_} {word.lower_}"
    for first, second in pairwise(words):
        yield f"{first.lower_} {second.lower_}"


class Sentence:
    """A parsed sentence in the memory of its article: finds the parties of noun phrases."""

    def __init__(self, parsed: Parsed, memory: Memory, roles: Roles) -> None:
        self.doc, self.spans, self.named = parsed.doc, parsed.spans, parsed.mentions
        self.memory, self.roles = memory, roles
        memory.n_sentences += 1
        self.dyads: list[tuple[Party, Party]] = []  # who dealt with whom so far in it
        self.objects: tuple[Party, ...] = ()  # the last object in the plural
        self.several: tuple[Party, ...] = ()  # the parties of the last object of several
        self._parties: dict[int, list[Party]] = {}

    # -- words ---------------------------------------------------------------------------

    def span_of(self, token: Token) -> tuple[int, int]:
        """Return the characters of the article that a token stands for."""
        return self.spans[token.i]

    def phrase_span(self, token: Token) -> tuple[int, int]:
        """Return the characters of a noun phrase: its modifiers to the left, and the head."""
        left = token
        for child in token.lefts:
            if child.dep_ in MODIFIERS or child.dep_ == "det":
                left = child.left_edge
                break
        return self.spans[left.i][0], self.spans[token.i][1]

    def role(self, token: Token) -> tuple[str, str, str] | None:
        """Return (role noun, CAMEO role, kind) of a noun with its left modifiers, or None.

        The longest known phrase wins: `defence ministry spokesman`, then `spokesman`.
        """
        roles = self.roles
        words = [token.lower_]
        best: tuple[str, str, str] | None = None
        for form in (token.lower_, token.lemma_.casefold()):
            if form in roles:
                code, kind = roles[form]
                best = (form, code, kind)
                break
        for child in reversed(list(token.lefts)):
            if child.dep_ not in {"compound", "amod", "nmod"} or child.i in self.named:
                break
            words.insert(0, child.lower_)
            for last in (words[-1], token.lemma_.casefold()):
                phrase = " ".join([*words[:-1], last])
                if phrase in roles:
                    code, kind = roles[phrase]
                    best = (phrase, code, kind)
        return best

    # -- parties -------------------------------------------------------------------------

    def parties(self, token: Token, *, owner: bool = True) -> list[Party]:
        """Return the parties that a noun phrase stands for, its conjuncts included.

        With `owner`, a thing stands for its country: "Iranian platforms", "China's decision".
        """
        found: list[Party] = []
        for noun in self._coordinated(token):
            for party in self._noun(noun, owner):
                if all(party.code != other.code or party.agent != other.agent for other in found):
                    found.append(party)
        return found

    def _coordinated(self, token: Token) -> Iterator[Token]:
        if token.i == 2 and self.doc[1].text == "," and 0 in self.named and 2 in self.named:
            yield self.doc[0]  # a headline: "US, Vietnam hold talks"
        yield token
        for child in token.children:
            joined = child.dep_ == "conj" and child.pos_ in {"NOUN", "PROPN", "ADJ", "PRON"}
            if joined or (child.dep_ == "appos" and self._are_two_countries(token, child)):
                yield from self._coordinated(child)

    def _are_two_countries(self, token: Token, other: Token) -> bool:
        """Say whether an apposition is a list: "Saudi Arabia, Egypt, Bahrain and ..."."""
        first, second = self.named.get(token.i), self.named.get(other.i)
        return (
            first is not None
            and second is not None
            and first.entry.kind in COUNTRY_KINDS
            and second.entry.kind in COUNTRY_KINDS
            and first.code != second.code
        )

    def _noun(self, token: Token, owner: bool) -> list[Party]:
        key = token.i * 2 + (owner and token.pos_ != "PRON")
        if key not in self._parties:
            self._parties[key] = []  # no endless recursion through appositions
            direct = self._direct(token) or self._examples(token)
            if not direct and owner:
                direct = self._owners(token)
            self._parties[key] = direct
        return self._parties[key]

    def _direct(self, token: Token) -> list[Party]:
        mention = self.named.get(token.i)
        if mention is not None:
            article = {c.lower_ for c in token.children if c.dep_ == "det"}
            if mention.entry.kind == "firm" and article & {"a", "an"}:
                return []  # "an ageing Boeing"
            return [self._from_name(token, mention)] if mention.code else []
        if token.pos_ == "PRON" or token.tag_ in {"PRP", "PRP$"}:
            return self._pronoun(token)
        pair = self._pair(token) or self._each_other(token)
        if pair:
            return pair
        described = self._description(token)
        if described is not None:
            return [described]
        role = self.role(token)
        if role is not None:
            return self._from_role(token, role)
        if token.pos_ == "PROPN":
            return self._unknown_name(token)
        if token.pos_ == "NUM" or token.lower_ in {"some", "several", "others", "one"}:
            return [p for t in self._prep_objects(token, {"of", "from"}) for p in self.parties(t)]
        return []

    def _examples(self, token: Token) -> list[Party]:
        """Return the parties in "20 countries, including Germany and France"."""
        return [
            party
            for noun in self._prep_objects(token, {"including"})
            for party in self.parties(noun, owner=False)
            if party.kind not in PLACE_KINDS
        ]

    def _from_name(self, token: Token, mention: ActorMention) -> Party:
        entry = mention.entry
        kind = "people" if entry.kind in PEOPLE_KINDS else entry.kind
        party = Party(
            entry.code, entry.agent, mention.start, mention.end, token.i, "name", kind, entry.name
        )
        if kind == "person":
            # "the premier" refers to the last person named who holds that office
            for title in (entry.office, *OFFICE_TITLES.get(entry.office, ())):
                self.memory.by_noun[title] = party
        return party

    def _pronoun(self, token: Token) -> list[Party]:
        word, memory = token.lower_, self.memory
        found: Party | None = None
        if word in PERSON_PRONOUNS:
            found = (
                self._person_before(token) if word in {"him", "her"} else None
            ) or memory.person
        elif word in SPEAKER_PRONOUNS:
            found = memory.speaker or (None if in_quotes(token) else memory.home)
        elif word in THING_PRONOUNS:
            found = memory.thing
        elif word in {"they", "their", "them"}:
            start, end = self.span_of(token)
            several = (self._them(token) if word == "them" else ()) or memory.plural
            if several:
                return [
                    replace(p, start=start, end=end, token=token.i, basis="pronoun")
                    for p in several
                ]
            return self.both(token)
        elif word == "both":
            return self.both(token)
        if found is None:
            return []
        start, end = self.span_of(token)
        return [replace(found, start=start, end=end, token=token.i, basis="pronoun")]

    def _them(self, token: Token) -> tuple[Party, ...]:
        """Return the objects before "them": "expelled two Russians, accusing them"."""
        acting = self._acting_on(token)
        return self.several or tuple(p for p in self.objects if p.code not in acting)

    def _person_before(self, token: Token) -> Party | None:
        """Return the last person named before "him" in its sentence, other than the subject's."""
        if token.dep_ == "poss" or token.lower_ not in {"him", "her"}:
            return None
        acting = self._acting_on(token)
        for index in range(token.i - 1, -1, -1):
            mention = self.named.get(index)
            if mention is not None and mention.entry.kind == "person":
                party = self._from_name(self.doc[index], mention)
                if mention.code and mention.code not in acting:
                    return party
        return next((p for p in reversed(self.memory.persons) if p.code not in acting), None)

    def _pair(self, token: Token) -> list[Party]:
        """Resolve "the two sides", "both countries", "the two leaders" to the article's pair."""
        if token.lemma_.casefold() not in PAIR_NOUNS:
            return []
        marks = {child.lower_ for child in token.children}
        if any(child.i in self.named for child in token.children):
            return []
        if marks & PAIR_MARKS:
            return self.both(token)
        if "each" in marks:
            return self.both(token)  # "each country accused the other"
        plain = not any(
            child.dep_ in {"amod", "prep", "poss", "compound"} for child in token.children
        )
        if "the" in marks and plain and token.lemma_.casefold() in PAIR_ALONE:
            return self.both(token) if token.tag_ == "NNS" else []
        return []

    def _each_other(self, token: Token) -> list[Party]:
        """Resolve "each other" and "one another" to the subject, "the other" to both sides."""
        marks = {child.lower_ for child in token.children}
        if token.lower_ not in {"other", "another"}:
            return self.both(token) if token.lower_ == "each" else []
        if not marks & {"each", "one", "the"} or token.dep_ in {"amod", "nsubj"}:
            return []
        verb = verb_above(token)
        subject = grammatical_subject(verb) if is_verbal(verb) else None
        if subject is None or subject.i == token.i:
            return []
        parties = self.parties(subject)
        if len({p.code for p in parties}) < 2:
            return []
        start, end = self.phrase_span(token)
        return [replace(p, start=start, end=end, token=token.i, basis="pair") for p in parties]

    def _description(self, token: Token) -> Party | None:
        """Resolve "the Gulf state", "the gas-rich emirate" to the country named last of that kind.

        Only with a word that describes it: "the country" alone is left to the ministry's rule.
        """
        if token.lemma_.casefold() not in DESCRIBED or token.i in self.named:
            return None
        around = {child.lower_ for child in token.children}
        if not around & {"the", "its", "this"} or any(
            child.i in self.named or child.dep_ in {"prep", "relcl", "appos"}
            for child in token.children
        ):
            return None
        words = [c for c in token.children if c.dep_ in {"amod", "compound", "nmod"}]
        if not words:
            return None
        kinds = descriptions()
        fitting = [kinds[key] for key in _keys(token, words) if key in kinds]
        taken = self._acting_on(token)
        for party in self._countries_before(token):
            if party.code not in taken and all(party.code in codes for codes in fitting):
                start, end = self.phrase_span(token)
                return replace(party, start=start, end=end, token=token.i, basis="definite")
        return None

    def _countries_before(self, token: Token) -> Iterator[Party]:
        """Yield the countries named before a word, the last one first."""
        for index in range(token.i - 1, -1, -1):
            mention = self.named.get(index)
            if mention is not None and mention.entry.kind in COUNTRY_KINDS:
                yield Party(mention.code, "", 0, 0, index, "definite", "name")
        for code in reversed(self.memory.countries):
            yield Party(code, "", 0, 0, token.i, "definite", "name")

    def both(self, token: Token) -> list[Party]:
        """Return the two sides of the story, standing in the words of a noun phrase.

        Who deals with them is not one of them: "Trump spoke with the two leaders".
        """
        pair = self.memory.two(self._dealing_with(token))
        start, end = self.phrase_span(token)
        return [
            replace(party, start=start, end=end, token=token.i, basis="pair")
            for party in pair or ()
        ]

    def _dealing_with(self, token: Token) -> frozenset[str]:
        """Return the codes of those named on the other side of a noun's verb."""
        verb = token
        while verb.dep_ in {"pobj", "prep", "dobj", "dative", "conj", "poss", "agent"}:
            if verb.head.i == verb.i or (verb.dep_ == "conj" and is_verbal(verb)):
                break
            verb = verb.head
        if verb.dep_ in {"nsubj", "nsubjpass"}:
            others = children(verb.head, "dobj", "dative")
            others += [n for prep, n in prep_objects(verb.head) if prep in {"to", "with", "by"}]
        else:
            subject = grammatical_subject(verb) if is_verbal(verb) else None
            others = [subject] if subject is not None else []
        named = {
            self.named[noun.i].code
            for other in others
            for noun in [other, *children(other, "poss", "compound", "conj"), *self._of(other)]
            if noun.i in self.named and noun.i != token.i and self.named[noun.i].code
        }
        single = PERSON_PRONOUNS | THING_PRONOUNS  # "they" and "them" would ask for each other
        pronouns = [noun for noun in others if noun.lower_ in single and noun.i != token.i]
        return frozenset(named | {p.code for noun in pronouns for p in self._pronoun(noun)[:1]})

    def _of(self, noun: Token) -> list[Token]:
        return [word for prep, word in prep_objects(noun) if prep == "of"]

    def _from_role(self, token: Token, role: tuple[str, str, str]) -> list[Party]:
        noun, code, kind = role
        start, end = self.phrase_span(token)
        found = []
        for party in self._countries(token):
            party = replace(
                party,
                agent=code if kind in {"person", "body", "collective"} and code else party.agent,
                start=start,
                end=end,
                token=token.i,
                basis="role",
                kind=kind,
            )
            found.append(party)
        if not found and code not in {"MIL", "REB", "REF"}:
            # "the authorities in Caracas", "protesters in Seoul", never "the troops in Syria"
            for place in self._prep_objects(token, {"in"}):
                found += [
                    replace(p, agent=code, start=start, end=end, token=token.i, basis="role")
                    for p in self.parties(place, owner=False)
                    if p.kind in SEAT_KINDS
                ]
        if not found:
            for child in token.children:
                if child.dep_ == "appos" or (child.dep_ == "compound" and child.i in self.named):
                    several = token.tag_ in {"NNS", "NNPS"}  # "Presidents Obama and Medvedev"
                    found = [
                        replace(p, agent=code or p.agent, basis="appositive")
                        for p in (
                            self.parties(child, owner=False)
                            if several
                            else self._noun(child, False)
                        )
                    ]
                    break
        if not found and token.dep_ == "appos":
            return []
        if not found and any(c.lower_ in {"the", "this", "that"} for c in token.children):
            known = self.memory.by_noun.get(noun) or self.memory.by_noun.get(
                OFFICES.get(noun, noun)
            )
            if known is None and kind == "body" and code[:3] in OF_STATE:
                known = self.memory.thing
                known = known and replace(known, agent=code or known.agent)
            named = any(c.dep_ in {"prep", "relcl", "acl"} for c in token.children)
            here = self.memory.home or (self.memory.hub if kind == "body" else None)
            if known is None and code[:3] in OF_STATE and here is not None and not named:
                known = replace(here, agent=code)
            if known is not None:
                known = replace(known, kind="person") if kind == "person" else known
                return [replace(known, start=start, end=end, token=token.i, basis="definite")]
        if found and kind in {"person", "body"}:
            self.memory.by_noun[noun] = found[0]
        for child in children(token, "appos"):
            if found and kind == "person" and child.pos_ == "PROPN" and child.i not in self.named:
                words = [*(c.text for c in child.lefts if c.dep_ == "compound"), child.text]
                self._learn(child, words, found[0])
        return found

    def _countries(self, token: Token) -> list[Party]:
        """Return the countries a noun's own words name: "Chinese", "Japan's", "of Ukraine"."""
        found = [
            p
            for t in self.modifiers(token)
            if not (token.lemma_.casefold() in OTHERS and t.dep_ == "poss")
            for p in self.modifier_parties(t)
        ]
        if found:
            return found
        spoken_for = token.lower_.startswith("spokes")
        for noun in self._prep_objects(token, {"of", "from", *(["for"] if spoken_for else [])}):
            found += [p for p in self.parties(noun, owner=False) if p.kind not in PLACE_KINDS]
        return found

    def modifiers(self, token: Token) -> Iterator[Token]:
        """Yield the words before a noun that say whose it is, their conjuncts included."""
        for child in token.children:
            if child.dep_ in MODIFIERS:
                yield child
                yield from (c for c in child.children if c.dep_ == "conj")

    def modifier_parties(self, token: Token) -> list[Party]:
        """Return the parties that a modifier names: "Chinese", "Japan's", "US-led"."""
        mention = self.named.get(token.i)
        if mention is not None:
            return [self._from_name(token, mention)] if mention.code else []
        if token.dep_ == "poss":
            return self._noun(token, True)
        if token.lower_ in OWNING or (token.dep_ in {"compound", "nmod", "amod"}):
            if token.tag_ in {"VBN", "VBD", "VBG"} and token.lower_ not in OWNING:
                return []
            return [p for t in self.modifiers(token) for p in self.modifier_parties(t)]
        return []

    def _unknown_name(self, token: Token) -> list[Party]:
        """Give a name that no dictionary knows the country that the text gives it."""
        words = [*(c.text for c in token.lefts if c.dep_ == "compound"), token.text]
        start, end = self.phrase_span(token)
        own = self.span_of(token)
        for child in token.children:
            if child.dep_ == "appos":
                found = self._noun(child, False) if self.role(child) else []
                if found:
                    return self._learn(token, words, found[0])
        role = None
        for child in token.lefts:
            if child.dep_ in {"compound", "nmod"} and child.i not in self.named:
                role = self.role(child) or role
        countries = self._countries(token)
        if not countries and role is not None and token.text not in self.memory.learned:
            countries = self._at_home(token, role)
        if countries and role is not None:
            party = replace(
                countries[0],
                agent=role[1] or countries[0].agent,
                start=start,
                end=end,
                token=token.i,
                basis="role",
                kind="person",
                named=" ".join(words),
            )
            return self._learn(token, words, party)
        if token.dep_ == "appos":
            head_role = self.role(token.head)
            if head_role:
                found = self._noun(token.head, False)
                if found:
                    return self._learn(token, words, found[0])
        known = self.memory.learned.get(token.text)
        if known is not None:
            return [replace(known, start=own[0], end=own[1], token=token.i, basis="learned")]
        if countries:
            return [replace(countries[0], token=token.i, basis="owner")]
        return []

    def _at_home(self, token: Token, role: tuple[str, str, str]) -> list[Party]:
        """Return whose "government spokesman Dimitris Reppas" is where the text does not say.

        That of the country spoken of in the sentence, else of the one the story is written from;
        ambassadors are never at home.
        """
        if role[1][:3] not in OF_STATE or role[0].split(" ")[0] in ENVOYS:
            return []
        if any(child.dep_ == "poss" for child in token.children):
            return []
        if token.dep_ == "conj" and self.memory.main is not None:
            # "the Japanese ambassador and Prime Minister Beatriz Merino"
            beside = {p.code for p in self._noun(token.head, True)}
            others = [p for p in self.memory.main if p.code not in beside]
            if len(others) == 1:
                return [replace(others[0], basis="definite")]
        there = self._place_of_clause(token)
        if there is not None:
            return [there]
        ruling = set(role[0].split(" ")) & RULERS
        here = self.memory.home or (self.memory.scene if ruling else None)
        before = next(self._countries_in_sentence(token), None) or here
        return [before] if before is not None else []

    def _place_of_clause(self, token: Token) -> Party | None:
        """Return the country of the town where somebody speaks: "told reporters in Abuja"."""
        verb = verb_above(token)
        for prep, noun in prep_objects(verb):
            mention = self.named.get(noun.i)
            if noun.i > verb.i and verb.lemma_ not in SAYING:
                continue  # "was in Asmara": a visitor
            if prep == "in" and mention is not None and mention.entry.kind in SEAT_KINDS | {"city"}:
                return Party(mention.code, "", 0, 0, noun.i, "definite", "name")
        return None

    def _countries_in_sentence(self, token: Token) -> Iterator[Party]:
        """Yield the subjects of clauses before a word that are countries, the last one first."""
        for index in range(token.i - 1, -1, -1):
            mention = self.named.get(index)
            is_subject = self.doc[index].dep_ == "nsubj"
            if mention is not None and is_subject and mention.entry.kind in COUNTRY_KINDS:
                yield Party(mention.code, "", 0, 0, index, "definite", "name")

    def _learn(self, token: Token, words: list[str], party: Party) -> list[Party]:
        start, end = self.phrase_span(token)
        party = replace(
            party, token=token.i, start=start, end=end, kind="person", named=" ".join(words)
        )
        if len(token.text) > 2:
            self.memory.learned[token.text] = party
        return [party]

    def _owners(self, token: Token) -> list[Party]:
        """Return whose thing it is: possessor or adjective first, then "by", "of", "from"."""
        start, end = self.phrase_span(token)
        modifiers = [
            t
            for t in self.modifiers(token)
            if not (token.lemma_.casefold() in OTHERS and t.dep_ == "poss")
        ]
        found = [p for t in modifiers for p in self.modifier_parties(t)]
        named: list[Party] = []  # by a phrase behind the noun: the words there are the mention
        if not found:
            behind = {"from"} if token.lemma_.casefold() in VICTIM_NOUNS else {"of", "from"}
            for preps in ({"by"}, behind):
                for noun in self._prep_objects(token, preps):
                    named += self.parties(noun, owner=preps != {"by"})
                if named:
                    break
        if not found and not named:
            for noun in self._prep_objects(token, {"at", "in"}):
                if noun.lemma_.casefold() in MISSIONS:
                    named += self.parties(noun)  # "advisers at the Indian embassy"
        if not found and not named:
            for clause in children(token, "acl"):
                for by in children(clause, "agent"):
                    for noun in children(by, "pobj"):
                        named += self.parties(noun)  # "the progress made by both"
        if not found and not named:
            for clause in children(token, "relcl"):
                if clause.lemma_ in JUDGING:
                    continue  # "raids which Mugabe called an act of terrorism"
                for noun in children(clause, "nsubj"):
                    named += self.parties(noun, owner=False)  # "the blockade which the US keeps up"
        if named:
            return [replace(p, basis="owner") for p in named]
        deed = self._known_deed(token) if not found else None
        if deed is not None:
            return [replace(deed, start=start, end=end, token=token.i, basis="definite")]
        return [replace(p, start=start, end=end, token=token.i, basis="owner") for p in found]

    def _known_deed(self, token: Token) -> Party | None:
        """Return who did the act that "the attack" or "this move" points back to."""
        if not any(c.lower_ in POINTING for c in token.children):
            return None
        lemma = token.lemma_.casefold()
        if lemma not in DEEDS:
            return None
        roots = {row.code[:2] for row in patterns().get(("n", lemma), ())} or DEEDS[lemma]
        reacting = self._acting_on(token)
        return self.doer_of(roots, reacting)

    def doer_of(self, roots: Collection[str], but: Collection[str]) -> Party | None:
        """Return who did the last deed of some roots, one of the story's two sides first."""
        main = {party.code for party in self.memory.main or ()}
        done = [p for root, p in reversed(self.memory.deeds) if root in roots and p.code not in but]
        return next((party for party in done if party.code in main), done[0] if done else None)

    def last_deed(self, token: Token) -> Party | None:
        """Return who did what "deplored it" is about, standing in the pronoun."""
        roots = {root for root, _ in self.memory.deeds}
        doer = self.doer_of(roots, self._acting_on(token))
        start, end = self.span_of(token)
        return doer and replace(doer, start=start, end=end, token=token.i, basis="definite")

    def _acting_on(self, token: Token) -> set[str]:
        """Return the codes of the subject of the clause in which a noun is no subject."""
        verb = verb_above(token)
        subject = grammatical_subject(verb) if is_verbal(verb) else None
        if subject is None or subject.i == token.i:
            return set()
        return {p.code for p in self.parties(subject, owner=False)}

    def _prep_objects(self, token: Token, preps: Iterable[str]) -> Iterator[Token]:
        for child in token.children:
            if child.dep_ in {"prep", "agent"} and child.lower_ in preps:
                for noun in child.children:
                    if noun.dep_ == "pobj":
                        yield noun

    # -- memory --------------------------------------------------------------------------

    def note_pair(self, token: Token) -> None:
        """Let "both sides" refer to two countries named together ("between India and Pakistan")."""
        if not children(token, "conj"):
            return
        above = token.head
        of_many = above.lower_ == "of" and above.head.tag_ in {"NNS", "NNPS"}
        if token.dep_ == "pobj" and not (of_many or above.lower_ in {"between", "with", "among"}):
            return
        found = self.parties(token, owner=False)
        indirect = any(p.basis in {"pair", "pronoun"} or p.kind in PLACE_KINDS for p in found)
        if len({p.code for p in found}) == 2 and not indirect:
            self.memory.together(found[0], found[1], times=2)

    def note_several(self, token: Token) -> None:
        """Let "them" refer to several parties that were an object: "telephoned both presidents"."""
        found = self._noun(token, True)
        if found and token.tag_ in {"NNS", "NNPS"}:
            self.objects = tuple(found)
        if children(token, "conj") or (found and found[0].basis == "pair"):
            several = self.parties(token)
            if len({p.code for p in several}) > 1:
                self.several = tuple(several)

    def note_countries(self) -> None:
        """Keep what later sentences refer back to: the countries named, the town it played in.

        "The emirate" is one of the countries; "In Buenos Aires, ..." is where the next one plays.
        """
        roots = [token for token in self.doc if token.dep_ == "ROOT"]
        self.memory.told_in = self._place_of_clause(roots[0]) if roots else None
        for index in sorted(self.named):
            mention = self.named[index]
            if mention.code and mention.entry.kind in COUNTRY_KINDS | PEOPLE_KINDS:
                self.memory.countries.append(mention.code)
        del self.memory.countries[:-20]

    def _remember_person(self, person: Party) -> None:
        self.memory.person = person
        self.memory.persons = [*self.memory.persons[-2:], person]

    def remember(self, subjects: list[Party], *, plural: bool) -> None:
        """Let later pronouns refer to the subject of a clause."""
        if plural or len({party.code for party in subjects}) > 1:
            self.memory.plural = tuple(subjects)
        subject = subjects[0]
        if subject.kind in {"person"} or subject.basis in {"learned", "appositive"}:
            self._remember_person(subject)
        elif subject.basis != "pair":
            if subject.basis == "role" and subject.kind == "person":
                self._remember_person(subject)
            self.memory.thing = subject
        if subject.kind in SEAT_KINDS:
            self.memory.thing = subject
