"""Where an act happened: the place its own clause names, looked up in the gazetteer.

A place counts when the parse ties it to the act: "held talks in Beijing", "at a hotel in Geneva",
"visited Hanoi", "on the sidelines of a summit in Bali". "The war in Ukraine" that somebody
condemned is not where he condemned it. The dateline counts only where the sentence points to it
("met here on Monday"). A capital is never filled in for its country, nor a party's country for
an act: no words, no place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from transforms.actors import COUNTRY_KINDS, PEOPLE_KINDS, PLACE_KINDS, ActorMention
from transforms.clauses import children, is_verbal
from transforms.gazetteer import Place, atlas, closed, fold, waters

if TYPE_CHECKING:
    from spacy.tokens import Token

    from transforms.datelines import Dateline
    from transforms.parties import Sentence

_FINER = {"city": 0, "region": 1, "country": 2}
#: No name of a place has more words than this before its last one.
LONGEST_NAME = 4


def where(
    sentence: Sentence,
    trigger: Token,
    dateline: Dateline | None,
    countries: Collection[str],
    *,
    root: str = "",
) -> Place | None:
    """Return where an act happened, or None when its clause does not say.

    Args:
        sentence: the sentence, parsed.
        trigger: the word of the act; for an act of speech the verb of speech.
        dateline: the opening of the story; counts only where the sentence says "here".
        countries: codes that the article names, to tell towns of one name apart.
        root: CAMEO root of the act. Acts of meeting, aid and force are where their object is
            ("bombed a depot in Aleppo"); words about somebody are not. Without it only the
            places of the verb itself and of occasions count.
    """
    return _Search(sentence, dateline, countries, root).where(trigger)


#: The fields of a place, `place_` and the name in the mentions frame.
FIELDS = ("name", "country", "lat", "lon", "geonames_id", "precision", "basis")


def columns(place: Place | None) -> dict[str, Any]:
    """Return a place as the `place_*` columns of a mention, all null where there is none."""
    return {f"place_{field}": getattr(place, field, None) for field in FIELDS}


def written_at(line: Dateline, countries: Collection[str]) -> Place | None:
    """Return the town or building that a dateline names, None where it could be another."""
    name = line.place.strip().rstrip(".,")
    venue = atlas().venue(name)
    if venue is not None:
        return venue
    town = atlas().town(name.replace(", D.C", ""), countries)
    return atlas().city(name, None, town) if town is not None else None


class _Search:
    """The places tied to one act."""

    def __init__(
        self,
        sentence: Sentence,
        dateline: Dateline | None,
        countries: Collection[str],
        root: str,
    ) -> None:
        self.sentence, self.dateline, self.root = sentence, dateline, root
        self.countries = countries
        self.atlas = atlas()

    def where(self, trigger: Token) -> Place | None:
        found = list(self._of(trigger))
        if not found:
            return None
        best = min(found, key=lambda place: _FINER[place.precision])  # the first of the finest
        if best.precision == "city":
            return self._agreed(best, found)
        return best

    def _agreed(self, city: Place, found: Iterable[Place]) -> Place | None:
        """Return a town that the country beside it bears out: struck Tripoli in Lebanon."""
        around = {place.country for place in found if place.precision == "country"}
        if not around or city.country in around:
            return city
        for country in sorted(filter(None, around)):
            town = self.atlas.town(city.name, self.countries, country)
            if town is not None:
                return replace(self.atlas.city(city.name, country, town), basis=city.basis)
        return None

    # -- which words are tied to the act ---------------------------------------------------

    def _of(self, trigger: Token) -> Iterator[Place]:
        """Yield the places of a trigger: its own, its objects', those of the verb that holds it."""
        yield from self._clause(trigger) if is_verbal(trigger) else self._noun(trigger)
        token = trigger
        for _ in range(6):
            head = token.head
            if head.i == token.i:
                return
            if token.dep_ == "conj":
                yield from self._fronted(head)
            elif token.dep_ in {"dobj", "nsubj", "nsubjpass", "attr"} and not is_verbal(token):
                if not is_verbal(head) or head.lemma_ not in closed("occurring") | {"meet"}:
                    return
                yield from self._clause(head)
            elif token.dep_ == "pobj":
                if head.lower_ not in {"for", "in", "during"}:
                    return
            elif token.dep_ == "prep":
                if is_verbal(head):
                    yield from self._adjuncts(head)
            elif token.dep_ == "xcomp":
                yield from self._fronted(head)
                if head.lemma_ in closed("occurring"):
                    yield from self._adjuncts(head)
            else:
                return
            token = head

    def _clause(self, verb: Token) -> Iterator[Place]:
        """Yield the places of a verb: adjuncts, "here", objects that are there."""
        yield from self._adjuncts(verb)
        if verb.dep_ == "relcl" and any(child.lower_ == "where" for child in verb.children):
            place = self._place(verb.head, "where")
            if place is not None:
                yield place
        for noun in children(verb, "dobj", "nsubjpass", "attr", "nsubj", "dative"):
            if noun.lemma_.casefold() in closed("occasions") and (
                noun.dep_ != "nsubj" or verb.lemma_ in closed("occurring")
            ):
                yield from self._noun(noun)
            elif noun.dep_ == "nsubj":
                if self.root in closed("forceful") and noun.lemma_ in closed("deeds"):
                    yield from self._noun(noun)
            elif self._is_there(noun):
                yield from self._adjuncts(noun)
            if noun.dep_ in {"dobj", "nsubjpass"}:
                yield from self._goal(verb, noun)
                yield from self._measured(noun)
        for prep in children(verb, "prep", "agent"):
            if prep.lower_ in {"with", "of", "on", "against", "at", "by"}:
                yield from self._partner(prep)

    def _is_there(self, noun: Token) -> bool:
        """Say whether an act is where its object is: persons, people one meets, things one hits."""
        if noun.i in self.sentence.named and self._is_person(noun):
            return True
        if self.root == "04":
            return self.sentence.role(noun) is not None
        return self.root in closed("together")

    def _measured(self, noun: Token) -> Iterator[Place]:
        """Yield the places of "six hours of talks in Sochi"."""
        for prep in children(noun, "prep"):
            if prep.lower_ == "of":
                for inner in children(prep, "pobj"):
                    if inner.lemma_.casefold() in closed("occasions"):
                        yield from self._noun(inner)

    def _partner(self, prep: Token) -> Iterator[Place]:
        """Yield the places that the parser hung on the other side: "with Hun Sen in Beijing"."""
        for noun in children(prep, "pobj", "pcomp"):
            if self._is_there(noun):
                yield from self._adjuncts(noun, deep=False)

    def _goal(self, verb: Token, noun: Token) -> Iterator[Place]:
        """Yield a place that is itself the object: visited Hanoi, shelled Kharkiv."""
        if verb.lemma_ in closed("visiting") | closed("invading"):
            coarse = True
        elif self.root in closed("forceful"):
            coarse = False
        else:
            return
        place = self._place(noun, "")
        if place is not None and (coarse or place.precision != "country"):
            yield replace(place, basis=f"object:{place.basis.partition(':')[2]}")

    def _noun(self, noun: Token) -> Iterator[Place]:
        """Yield the places of an occasion or deed told as a noun."""
        yield from self._adjuncts(noun)
        for prep in children(noun, "prep"):
            if prep.lower_ in {"with", "between", "of", "on"}:
                yield from self._adjuncts_of(children(prep, "pobj"))
            elif prep.lower_ == "to" and noun.lemma_ in closed("going"):
                yield from self._going(prep)
        for clause in children(noun, "acl", "relcl"):
            if clause.lemma_ in closed("occurring"):
                yield from self._adjuncts(clause)

    def _adjuncts_of(self, nouns: Iterable[Token]) -> Iterator[Place]:
        for noun in nouns:
            yield from self._adjuncts(noun, deep=False)
            yield from self._adjuncts_of(children(noun, "conj"))

    def _going(self, prep: Token) -> Iterator[Place]:
        for noun in children(prep, "pobj"):
            place = self._place(noun, "to")
            if place is not None:
                yield place

    def _fronted(self, verb: Token) -> Iterator[Place]:
        """Yield the places before the first of several verbs, which hold for all."""
        for prep in children(verb, "prep"):
            if prep.i < verb.i and all(prep.i < s.i for s in children(verb, "nsubj", "nsubjpass")):
                yield from self._prep(prep)

    def _adjuncts(self, token: Token, *, deep: bool = True) -> Iterator[Place]:
        """Yield the places of the prepositions of a word, and what "here" means."""
        for child in token.children:
            if child.dep_ == "prep":
                yield from self._prep(child, deep=deep)
            elif child.dep_ == "prt" and child.lower_ == "off":
                yield from self._off(token, child)
            elif child.lower_ == "here" and child.dep_ in {"advmod", "npadvmod", "pcomp"}:
                yield from self._here("here")
        if token.lemma_ in closed("going"):
            for prep in children(token, "prep"):
                if prep.lower_ == "to":
                    yield from self._going(prep)

    def _is_about(self, noun: Token) -> bool:
        """Say whether what follows a noun is where that noun is, wherever the parser hangs it.

        "Discussed the war in Ukraine", "praised soldiers in Mali"; not "told reporters in Berlin".
        """
        lemma = noun.lemma_.casefold()
        if self._physical():
            return False
        if lemma in closed("topics") | closed("deeds"):
            return True
        if self.root in closed("done_together") or noun.pos_ != "NOUN":
            return False
        if self._holds_a_place(noun) and noun.dep_ != "dobj":
            return False
        return noun.dep_ in {"dobj", "pobj"} and lemma not in (
            closed("occasions") | closed("sayings")
        )

    def _off(self, verb: Token, off: Token) -> Iterator[Place]:
        """Yield the place of "a drill off Alexandria", which the parser takes for an object."""
        for noun in children(verb, "dobj"):
            if noun.left_edge.i == off.i + 1:
                place = self._place(noun, "off")
                if place is not None:
                    yield place

    def _prep(self, prep: Token, *, deep: bool = True) -> Iterator[Place]:
        """Yield the place behind one preposition, also behind what is there ("at a hotel in")."""
        word = prep.lower_
        inner = children(prep, "prep")
        for other in inner:  # "inside of", "off of"
            yield from self._prep(other, deep=deep)
        if prep.i and self._is_about(prep.nbor(-1)):
            return
        place_word = word in closed("prepositions")
        if not place_word and word not in closed("occasion_prepositions"):
            return
        for noun in children(prep, "pobj"):
            place = self._place(noun, word) if place_word else None
            if place is not None:
                yield place
            elif deep and noun.lemma_.casefold() in closed("occasions"):
                if word in closed("occasion_prepositions"):
                    yield from self._noun(noun)
                    yield from self._below(noun, {"of"})
            elif noun.lemma_.casefold() in closed("deeds"):
                if deep and self.root in closed("forceful"):
                    yield from self._adjuncts(noun, deep=False)
            elif place_word and self._holds_a_place(noun):
                yield from self._adjuncts(noun, deep=False)
            if place is None and deep and self._points_back(noun):
                yield from self._here(noun.lower_)

    def _holds_a_place(self, noun: Token) -> bool:
        """Say whether a noun is somewhere: a hotel, or a building with a name of its own."""
        if noun.pos_ == "PROPN":
            return noun.i not in self.sentence.named or not self._is_person(noun)
        lemma = noun.lemma_.casefold()
        return any(lemma in closed(name) for name in ("buildings", "settlements", "regions"))

    def _below(self, noun: Token, preps: set[str]) -> Iterator[Place]:
        """Yield the places of an occasion named behind another: sidelines of the summit in Bali."""
        for prep in children(noun, "prep"):
            if prep.lower_ in preps:
                for inner in children(prep, "pobj"):
                    if inner.lemma_.casefold() in closed("occasions") or inner.pos_ == "PROPN":
                        yield from self._adjuncts(inner, deep=False)

    # -- which place the words name --------------------------------------------------------

    def _here(self, words: str) -> Iterator[Place]:
        """Yield the place of the dateline, to which the sentence points."""
        place = written_at(self.dateline, self.countries) if self.dateline is not None else None
        if (
            place is not None
            and self.dateline is not None
            and (words != "capital" or self._is_capital(place))
        ):
            yield replace(place, basis=f"dateline:{self.dateline.place} ({words})")

    def _is_capital(self, place: Place) -> bool:
        seat = self.atlas.capitals.get(place.country or "")
        return seat is not None and seat.geonames_id == place.geonames_id

    def _points_back(self, noun: Token) -> bool:
        """Say whether a noun means the town of the dateline: the capital, this city."""
        if noun.lower_ not in {"capital", "city"} or children(noun, "amod", "compound", "poss"):
            return False
        if children(noun, "prep", "appos"):
            return False
        wanted = {"the"} if noun.lower_ == "capital" else {"this"}
        return any(d.lower_ in wanted for d in children(noun, "det"))

    def _place(self, noun: Token, word: str) -> Place | None:
        """Return the place that a noun after a preposition names, with words and rule."""
        conjuncts = [c for c in children(noun, "conj") if c.pos_ == "PROPN"]
        place = self._single(noun, word)
        if place is None or not conjuncts:
            return place
        others = [self._single(other, word) for other in conjuncts]
        known = [other for other in others if other is not None]
        if not known:
            return place
        if place.country is None or any(other.country != place.country for other in known):
            return None  # in several countries: none of them
        whole = self.atlas.country(place.country)
        basis = f"{place.basis} and {' and '.join(other.name for other in known)}"
        return replace(whole, basis=basis) if whole is not None else None

    def _single(self, noun: Token, word: str) -> Place | None:
        if noun.lower_ in closed("never"):
            return None
        kind = self._kind_of_noun(noun)
        found = self._common(noun, kind) if kind else self._proper(noun)
        if found is None:
            return None
        if found.precision == "country" and word in closed("beside") and kind != "grounds":
            return None
        if word in closed("over_a_matter") and not self._physical() and not kind:
            return None  # "called on Beijing", "talks over Kashmir"
        if word == "at" and not kind and self._is_aimed(noun, found):
            return None
        words = f"{word} {self._as_written(noun, kind)}".strip()
        return replace(found, basis=f"{found.basis or 'name'}:{words}")

    def _as_written(self, noun: Token, kind: str) -> str:
        """Return the words of a place: the whole name, a common noun with what it stands with."""
        mention = self.sentence.named.get(noun.i)
        if mention is not None:
            return mention.text
        last = noun.i
        for child in noun.children:
            if child.dep_ == "prep" and child.lower_ == "of":
                last = child.right_edge.i
        if not kind:
            return self._full_name(noun)
        named = self.sentence.named
        span = noun.doc[noun.left_edge.i : last + 1]
        words = [(named[t.i].text if t.i in named else t.text) + t.whitespace_ for t in span]
        return "".join(words).strip()

    def _is_aimed(self, noun: Token, place: Place) -> bool:
        """Say whether "at" gives the one meant, not the place: "hit out at Copenhagen"."""
        if any(child.lower_ == "out" for child in noun.head.head.children):
            return True
        seen = self._physical() or self.root in closed("done_together") | {""}
        return not seen and place.basis != "venue"

    def _physical(self) -> bool:
        return self.root in closed("physical")

    def _kind_of_noun(self, noun: Token) -> str:
        """Return which list of nouns for places a common noun is on, or ""."""
        if noun.i in self.sentence.named:
            return ""
        form, lemma = noun.lower_, noun.lemma_.casefold()
        for kind in ("settlements", "regions", "grounds"):
            if form in closed(kind) or lemma in closed(kind):
                return kind
        return ""

    def _common(self, noun: Token, kind: str) -> Place | None:
        """Return the place of "the city of Kharkiv", "Kharkiv region", "the Chinese capital"."""
        if kind == "grounds":
            code = self._country_before(noun) or self._country_after(noun)
            place = self.atlas.country(code) if code else None
            return replace(place, basis="ground") if place else None
        if kind == "regions":
            for full in self._long_names(noun):
                if fold(full) in waters():
                    return self.atlas.region(full, None)
        elif self._full_name(noun) != noun.text:
            place = self._proper(noun)  # Ho Chi Minh City
            if place is not None:
                return place
        within = self._country_before(noun)
        inner = [*children(noun, "appos")]
        for prep in children(noun, "prep"):
            if prep.lower_ == "of":
                inner += children(prep, "pobj")
        inner += [c for c in children(noun, "compound", "nmod", "amod") if c.pos_ == "PROPN"]
        for name in inner:
            if kind == "regions" and not self._is_region(name):
                found = self._region_around(name, noun, within)
            else:
                found = self._proper(name, within)
            if found is not None and found.precision != "country":
                return found
        if noun.lower_ == "capital" and within is not None:
            town = self.atlas.capitals.get(within)
            if town is not None and not children(noun, "compound"):
                return replace(self.atlas.city(town.name, within, town), basis="capital")
        return None

    def _is_region(self, name: Token) -> bool:
        mention = self.sentence.named.get(name.i)
        return mention is not None and mention.entry.kind == "region"

    def _region_around(self, name: Token, noun: Token, within: str | None) -> Place | None:
        """Return the region called after a town: not the town, so no point on the map."""
        town = self._proper(name, within or self._country_after(noun))
        if town is None or town.precision != "city":
            return None
        own = self.sentence.named.get(name.i)
        label = own.text if own is not None else self._full_name(name)
        return replace(self.atlas.region(f"{label} {noun.lower_}", town.country), basis="region")

    def _proper(self, noun: Token, within: str | None = None) -> Place | None:
        """Return the place of a proper name."""
        mention = self.sentence.named.get(noun.i)
        if mention is not None:
            return self._named(noun, mention, within)
        if noun.pos_ != "PROPN" or not noun.text[:1].isupper():
            return None
        within = within or self._country_after(noun) or self._country_before(noun)
        for name in self._names(noun):
            if fold(name) in closed("never"):
                continue
            if venue := self.atlas.venue(name):
                return replace(venue, basis="venue")
            if fold(name) in waters():
                return self.atlas.region(name, None)
            town = self.atlas.town(name, self.countries, within)
            if town is not None:
                return self.atlas.city(name, None, town)
        return None

    def _named(self, noun: Token, mention: ActorMention, within: str | None) -> Place | None:
        """Return the place of a name that the dictionary of actors knows."""
        kind, code, text = mention.entry.kind, mention.code, mention.text
        if venue := self.atlas.venue(text):
            return replace(venue, basis="venue")
        if self._extended(noun):
            return None  # "Beijing University"
        after = self._country_after(noun)
        within = within or after or self._country_before(noun)
        if kind in COUNTRY_KINDS or (kind == "adjective" and text == self.atlas.names.get(code)):
            return self.atlas.country(code)
        if kind == "region":
            if fold(text) in self.atlas.towns and within and within != code:
                return None
            return self.atlas.region(mention.entry.surface.removeprefix("the "), code)
        if fold(text) in waters() and kind not in PLACE_KINDS:
            return self.atlas.region(text.removeprefix("the "), code or None)
        if kind in PLACE_KINDS | {"capital"} and code in self.atlas.names:
            shared = mention.entry.ambiguous and fold(text) in self.atlas.towns
            if shared or (within is not None and within != code):
                town = self.atlas.town(text, self.countries, within)
                return self.atlas.city(text, None, town) if town is not None else None
            return self.atlas.city(text, code, self.atlas.town(text, self.countries, code))
        if kind in PLACE_KINDS | {"capital"} or fold(text) in self.atlas.seats:  # Brussels, the EU
            town = self.atlas.town(text, self.countries, within)
            return self.atlas.city(text, None, town) if town is not None else None
        return None

    def _extended(self, noun: Token) -> bool:
        return noun.dep_ == "compound" and noun.head.pos_ == "PROPN" and noun.head.i > noun.i

    def _is_person(self, noun: Token) -> bool:
        return self.sentence.named[noun.i].entry.kind in {"person", "surname"}

    def _names(self, noun: Token) -> Iterator[str]:
        """Yield the readings of a name, longest first, from the words before its last one."""
        doc = noun.doc
        first = noun.i
        while first > 0 and noun.i - first < LONGEST_NAME:
            before = doc[first - 1]
            if not before.text[:1].isupper() or before.i in self.sentence.named:
                break
            first -= 1
        last = noun.i + 1
        for start in range(first, noun.i + 1):
            name = doc[start:last].text
            if start == noun.i and first < noun.i and doc[noun.i - 1].dep_ == "compound":
                return  # the last word of a longer name is not the name
            yield name

    def _full_name(self, noun: Token) -> str:
        return next(self._names(noun), noun.text)

    def _long_names(self, noun: Token) -> Iterator[str]:
        """Yield Strait of Hormuz, then Taiwan Strait."""
        for prep in children(noun, "prep"):
            if prep.lower_ == "of":
                yield noun.doc[noun.i : prep.right_edge.i + 1].text
        yield self._full_name(noun)

    def _country_before(self, noun: Token) -> str | None:
        """Return the country that owns a noun: Ukraine's Kharkiv, the Chinese capital."""
        for child in children(noun, "poss", "amod", "compound", "nmod"):
            mention = self.sentence.named.get(child.i)
            if mention is not None and mention.code in self.atlas.names:
                kinds = COUNTRY_KINDS | {"adjective"} | PEOPLE_KINDS
                if mention.entry.kind in kinds:
                    return mention.code
        return None

    def _country_after(self, noun: Token) -> str | None:
        """Return the country named behind: Geneva, Switzerland; the coast of Yemen."""
        after = children(noun, "appos", "npadvmod")
        for prep in children(noun, "prep"):
            if prep.lower_ in {"of", "in", "off"}:
                after += children(prep, "pobj")
        for name in after:
            mention = self.sentence.named.get(name.i)
            if (
                mention is not None
                and mention.entry.kind in COUNTRY_KINDS | {"region"}
                and mention.code in self.atlas.names
            ):
                return mention.code
        return None
