"""Where the parties of an act stand: subject, object, "with ...", "on ...", both of a noun."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from transforms.actors import COUNTRY_KINDS, PLACE_KINDS, SEAT_KINDS
from transforms.clauses import (
    children,
    grammatical_subject,
    is_passive,
    is_verbal,
    logical_object,
    logical_subject,
    prep_objects,
)
from transforms.codebook import words
from transforms.fitting import errand_verb, light_verb, occasion_verb
from transforms.modality import Status
from transforms.parties import MODIFIERS, POINTING, VICTIM_NOUNS, Party, Sentence, in_quotes
from transforms.patterns import Pattern, word_sets

if TYPE_CHECKING:
    from spacy.tokens import Token

Pairs = list[tuple[Party, Party]]

#: Prepositions of place: a capital after one is where it happened, not who it happened to.
PLACE_PREPOSITIONS = frozenset({"in", "at", "near", "outside", "from", "around", "inside", "off"})
#: Roots that are said rather than done: only the speaker's own side can do them in its words.
SPOKEN_ROOTS = frozenset({"01", "02", "03", "05", "10", "11", "12", "13"})
#: Roots of acts that answer the other side of the story.
ANSWERING_ROOTS = frozenset({"11", "12"})
#: Roots of acts that need an army, a group, a person or a weapon.
FORCE_ROOTS = frozenset({"18", "19", "20"})
#: Roots of acts in which one answers to the victim: denial, admission, apology.
ANSWERED_FOR_ROOTS = frozenset({"01", "05"})
#: Prepositions before the other side of one's own thing: "US cooperation with Baku".
TOWARDS = frozenset({"with", "to", "against", "towards", "toward"})
#: Roots of what one goes or writes for.
ERRAND_ROOTS = frozenset({"02", "05", "09", "10", "11"})
#: Pronouns that stand for what was done rather than for who did it.
DEED_PRONOUNS = frozenset({"it", "this", "that", "these", "them"})
#: Roots of acts of giving, which nobody does to a foe.
GIVING_ROOTS = frozenset({"03", "06", "07"})
#: Roots of acts in answer to a deed, of whoever.
REACTING_ROOTS = frozenset({"11", "12", "15"})
#: People who protest, without saying whose they are.
CROWDS = words("crowds")
#: Roots of what third parties do to the one a story is about.
HUB_ROOTS = frozenset({"05", "16"})
#: Names of days and months, which are nobody's.
CALENDAR = words("capital_words")
#: What is said of meetings that have not been held.
NOT_HELD = frozenset({"unlikely", "off", "possible", "planned", "likely", "due", "expected"})
#: Prepositions of an occasion at which something is done.
OCCASION_PREPOSITIONS = frozenset({"in", "at", "after", "during", "following", "of", "through"})
#: Prepositions after which "the talks" were held by those the story is about.
MEETING_PREPOSITIONS = frozenset({"after", "during", "following", "at", "in", "of"})
#: Kinds of names that are no adjectives.
RECIPIENT_KINDS = COUNTRY_KINDS | SEAT_KINDS
#: Roots whose acts can be done to a town or region (which then stands for its country).
TERRITORIAL_ROOTS = frozenset({"07", "08", "14", "15", "18", "19", "20"})


class Slots:
    """Finds the parties of one sentence's acts."""

    def __init__(self, sentence: Sentence) -> None:
        self.s = sentence

    def pairs_of(
        self,
        row: Pattern,
        token: Token,
        source: Sequence[Party] | None = None,
        *,
        implied: bool = False,
    ) -> tuple[list[tuple[Party, Party]], str]:
        """Return the (source, target) pairs of a row at a word, or why there are none.

        With `implied`, a row that says so (`pair`) takes the other side of the story for the
        party that its clause does not name.
        """
        root = row.code[:2]
        sources = (
            list(source)
            if source is not None
            else self.first_of(_read(row.source) or ("subj",), token, root)
        )
        sources = [p for p in sources if p.kind not in PLACE_KINDS]
        if root in SPOKEN_ROOTS:
            sources = not_press(sources)
        if row.part == "n" and "recip" in row.flags:
            both = self._both_of_noun(token)
            own = [p for t in self.s.modifiers(token) for p in self.s.modifier_parties(t)]
            guests = others(both, own)
            if len({p.code for p in own}) == 1 and guests:
                return all_pairs(own, guests) + all_pairs(guests, own), ""
            if len({p.code for p in both}) >= 2:
                return all_pairs(both, both), ""
            if len({p.code for p in both}) < 2 and root == "04":
                attending = self._attending(token)
                if len({p.code for p in attending}) >= 2:
                    return all_pairs(attending, attending), ""
            if not both and root == "04" and self._is_known_meeting(token):
                pair = self.s.both(token)
                return all_pairs(pair, pair), "only one party"
        land = "place" in row.flags
        said = row.target if "recip" in row.flags else _read(row.target)
        targets = self.first_of(said or ("obj",), token, root, but=sources, land=land)
        targets = self._not_oneself(sources, targets)
        if root in FORCE_ROOTS:
            sources = [p for p in sources if not self._is_goods(p)]  # "Ukrainian wheat hit ports"
        if root == "04":
            # a country's goods or remarks do not meet anybody
            sources = [p for p in sources if p.basis != "owner"]
            targets = [p for p in targets if p.basis != "owner" and not self._is_crowd(p)]
        if "recip" in row.flags:
            if not sources and row.part == "v" and self._has_strange_subject(token):
                return [], "no source"
            together = [*sources, *targets]
            if len({p.code for p in together}) >= 2:
                all_there = token.lemma_ in {"meet", "host"} and _joined(targets)
                pairs = (
                    all_pairs(sources, targets) + all_pairs(targets, sources)
                    if targets and sources and not all_there
                    else all_pairs(together, together)
                )
                return _dedupe(pairs), ""
            return [], "only one party"
        errand = errand_verb(token) if is_verbal(token) and source is None else None
        if errand is not None and root in ERRAND_ROOTS:
            sources = sources or self.subject_of(errand)
            places = ("whom", "to", "with", "in", "obj", "dat")
            targets = targets or self.first_of(places, errand, root, but=sources, land=True)
        if implied and not _is_told(token):
            return [], "no act of its own"
        if implied and not sources and targets and "pair" in row.source and _lacks_doer(token):
            sources = self.other_side(targets)
        if root == "14" and source is None and not others(sources, targets):
            sources = self._local_crowd(token)
        if not sources:
            return [], "no source"
        its_own = bool(targets) and not others(
            targets, sources
        )  # "suspended all its flights there"
        unnamed = not targets or (its_own and not self._names_others(token, sources))
        if implied and unnamed and "pair" in row.target and not _names_another(row, token):
            targets = self._other_party(sources, root) or targets
        if not targets and root in ANSWERING_ROOTS and source is None:
            targets = self._answered(token, sources)
        if not targets:
            return [], "no target"
        return all_pairs(sources, targets), "source and target are the same country"

    def note_deed(self, row: Pattern, verb: Token) -> None:
        """Let "the launch" refer to an act that named nobody it was aimed at."""
        root = row.code[:2]
        if root in TERRITORIAL_ROOTS and verb.tag_ in {"VBD", "VBN", "VBZ", "VBP"}:
            for party in self.first_of(_read(row.source) or ("subj",), verb, root)[:1]:
                self.s.memory.deeds.append((root, party))

    def _not_oneself(self, sources: Sequence[Party], targets: Sequence[Party]) -> list[Party]:
        """Let a pronoun that would mean the source itself mean the last other party or deed.

        "A, B and C cut ties with Qatar, accusing it of ..."; "China began a drill, and Taipei
        denounced it".
        """
        codes = {p.code for p in sources}
        main = self.s.memory.main
        if (
            len(targets) == 2
            and targets[0].basis == targets[1].basis == "pair"
            and codes & {p.code for p in targets}
            and main is not None
            and not codes & {p.code for p in main}
        ):
            # a third party with "the two leaders": the two whom the article is about
            return [
                replace(p, start=targets[0].start, end=targets[0].end, token=targets[0].token)
                for p in main
            ]
        out = []
        for target in targets:
            if target.basis != "pronoun" or target.code not in codes:
                out.append(target)
                continue
            other = self._last_named(target.token, codes)
            deeds = self.s.memory.deeds
            if other is None and deeds and deeds[-1][1].code not in codes:
                other = deeds[-1][1]
            if other is not None:
                out.append(
                    replace(
                        other,
                        start=target.start,
                        end=target.end,
                        token=target.token,
                        basis="definite",
                    )
                )
        return out

    def _last_named(self, token: int, codes: set[str]) -> Party | None:
        """Return the last party named before a word in the sentence, none of some codes."""
        for index in range(token - 1, -1, -1):
            mention = self.s.named.get(index)
            if mention is None or not mention.code or mention.code in codes:
                continue
            word = self.s.doc[index]
            if not is_where(word, "of") and word.dep_ not in MODIFIERS:
                found = self.s.parties(self.s.doc[index], owner=False)
                if found and found[0].kind not in PLACE_KINDS:
                    return found[0]
        return None

    def _local_crowd(self, verb: Token) -> list[Party]:
        """Return the country where people take to the streets, if the clause or the story says.

        "In Seoul, several dozen students rallied in front of the Japanese embassy".
        """
        people = logical_subject(verb) if is_verbal(verb) else verb
        if people is None or people.lemma_.casefold() not in CROWDS or self.s.parties(people):
            return []
        start, end = self.s.phrase_span(people)
        for prep, noun in [*prep_objects(verb), *prep_objects(people)]:
            if prep in {"in", "across", "through", "around", "at", "of", "from"}:
                found = self.s.parties(noun, owner=prep == "at")  # "students at Cairo University"
                if found:
                    return [replace(found[0], start=start, end=end, token=people.i, agent="CVL")]
        home = self.s.memory.told_in or self.s.memory.home
        return [replace(home, start=start, end=end, token=people.i, agent="CVL")] if home else []

    def _other_party(self, sources: Sequence[Party], root: str) -> list[Party]:
        """Return whom an act is for or against that names nobody.

        The other side of the story; of a third party's help, whom the story is about; of its
        blame or guard, who did the last deed told.
        """
        found = self._in_sentence(sources) or self._main_other(sources)
        if root in GIVING_ROOTS or (not found and root in HUB_ROOTS):
            found = self._helped(sources) or found
        if root in GIVING_ROOTS:
            foes = self.s.memory.foes
            found = found or self.other_side(sources)
            return [p for p in found if frozenset({p.code, sources[0].code}) not in foes]
        if not found and root in REACTING_ROOTS:
            doer = self.s.doer_of({root for root, _ in self.s.memory.deeds}, {sources[0].code})
            found = [unsaid(doer, sources, "definite")] if doer else []
        return found or self.other_side(sources)

    def _names_others(self, verb: Token, sources: Sequence[Party]) -> bool:
        """Say whether the clause names somebody else, wherever in it."""
        codes = {p.code for p in sources}
        mentions = (self.s.named.get(word.i) for word in verb.subtree)
        return any(m is not None and m.code and m.code not in codes for m in mentions)

    def _in_sentence(self, sources: Sequence[Party]) -> list[Party]:
        """Return with whom a party dealt earlier in the same sentence."""
        for pair in reversed(self.s.dyads):
            codes = {p.code for p in pair}
            if sources[0].code in codes:
                return [unsaid(p, sources) for p in pair if p.code != sources[0].code]
        return []

    def _main_other(self, sources: Sequence[Party]) -> list[Party]:
        """Return the other one of the two that the article names most."""
        main = self.s.memory.main
        if main is None or sources[0].code not in {p.code for p in main}:
            return []
        return [unsaid(party, sources) for party in others(main, sources)]

    def _helped(self, sources: Sequence[Party]) -> list[Party]:
        """Return the one whom the whole story is about, as who gets help or sympathy."""
        hub = self.s.memory.hub
        if hub is None or not others([hub], sources):
            return []
        return [unsaid(hub, sources)]

    def _answered(self, verb: Token, sources: Sequence[Party]) -> list[Party]:
        """Return whom "rejected the charge" or "warned that ..." answers: the other side.

        Only where the object points back ("the", "that") and names nobody, or there is none.
        """
        if verb.tag_ not in {"VBD", "VBZ", "VBP", "VBN"} or is_passive(verb):
            return []
        noun = logical_object(verb)
        if noun is None or not {c.lower_ for c in noun.children} & POINTING:
            return []
        if any(self.s.parties(word) for _, word in prep_objects(noun)):
            return []  # "the attack on X's embassy": the victim is no perpetrator
        return self.other_side(sources)

    def _has_strange_subject(self, verb: Token) -> bool:
        """Say whether a stranger does it: in "X telephoned A and B", A and B do not meet."""
        noun = logical_subject(verb)
        return noun is not None and not self.s.parties(noun)

    def _is_crowd(self, party: Party) -> bool:
        """Say whether a party is a number of people, whom nobody receives as a state does."""
        head = self.s.doc[party.token]
        return party.kind == "people" and bool(children(head, "nummod"))

    def _is_goods(self, party: Party) -> bool:
        """Say whether a party stands for its wares, which do no violence."""
        head = self.s.doc[party.token]
        return party.basis == "owner" and head.lemma_.casefold() in word_sets()["@goods"]

    def _attending(self, noun: Token) -> list[Party]:
        """Return several subjects of the clause: "X and Y reached an accord after long talks"."""
        if noun.dep_ != "pobj" or noun.tag_ in {"VBG"} or children(noun, "relcl"):
            return []
        if any(prep in {"between", "with", "among"} for prep, _ in prep_objects(noun)):
            return []
        word = noun
        while word.dep_ in {"pobj", "prep", "pcomp"} and not is_verbal(word):
            if word.dep_ == "prep" and word.lower_ not in OCCASION_PREPOSITIONS:
                return []
            word = word.head
        if not is_verbal(word) or word.tag_ not in {"VBD", "VBN"} or is_passive(word):
            return []
        subject = logical_subject(word)
        return self.s.parties(subject, owner=False) if subject is not None else []

    def _is_known_meeting(self, noun: Token) -> bool:
        """Say whether a noun points back to a meeting: "the talks", without any party."""
        words = {c.lower_ for c in noun.children}
        took_part = noun.dep_ in {"nsubj", "nsubjpass"} or (
            noun.dep_ == "pobj" and noun.head.lower_ in MEETING_PREPOSITIONS
        )
        unsure = {w.lower_ for w in children(noun.head, "acomp", "attr")} & NOT_HELD
        return (
            took_part
            and not unsure
            and bool(words & {"the", "their"})
            and not any(prep in {"between", "with", "among"} for prep, _ in prep_objects(noun.head))
            and not any(c.dep_ in {"prep", "relcl", "acl", "appos"} for c in noun.children)
        )

    def _both_of_noun(self, noun: Token) -> list[Party]:
        """Return the parties in "US-China talks", "talks between X and Y", "their meeting"."""
        found = [p for t in self.s.modifiers(noun) for p in self.s.modifier_parties(t)]
        for prep, word in prep_objects(noun):
            if prep in {"between", "among", "of"} or (prep == "with" and found):
                found += [p for p in self.s.parties(word) if p.kind not in PLACE_KINDS]
        return found

    def first_of(
        self,
        spec: Sequence[str],
        token: Token,
        root: str,
        *,
        but: Sequence[Party] = (),
        land: bool = False,
    ) -> list[Party]:
        """Return the parties at the first place of a list where there are any but some."""
        same: list[Party] = []
        for place in spec:
            found = self.at(place, token, root, land=land, but=but)
            if others(found, but):
                return found
            same = same or found
        return same

    def at(
        self,
        place: str,
        token: Token,
        root: str,
        *,
        land: bool = False,
        but: Sequence[Party] = (),
    ) -> list[Party]:
        """Return the parties at a place: subj, obj, whom, dat, nsubj, mod, pair, a preposition.

        `whom` is an object that is a party itself; `obj` may also be a party's thing. With
        `land`, towns and regions stand for their country.
        """
        s = self.s
        territorial = land or root in TERRITORIAL_ROOTS
        if place == "subj":
            return self.subject_of(token)
        if place in {"obj", "whom"}:
            noun = logical_object(token) if is_verbal(token) else None
            if noun is None:
                return self._what_clause(token) if place == "obj" and is_verbal(token) else []
            if root in ANSWERING_ROOTS and place == "obj" and noun.lower_ in DEED_PRONOUNS:
                deed = s.last_deed(noun)
                if deed is not None:
                    return [deed]  # "Britain, too, deplored them": the raids
            found = fit(s.parties(noun, owner=place == "obj"), territorial)
            if not found and place == "obj" and root == "04" and is_passive(token):
                found = self._attending(noun)  # "met in talks mediated by Nigeria"
            if not found and place == "obj":
                found = self._located(noun, territorial)
                if not found and root in ANSWERED_FOR_ROOTS:
                    found = self._victims(noun)
            return found
        if place == "dat" and is_passive(token) and children(token, "dobj"):
            noun = grammatical_subject(token)  # "the interpreters were granted asylum"
            return s.parties(noun) if noun is not None else []
        if place == "dat":
            for noun in children(token, "dative"):
                inner = [w for _, w in prep_objects(token)] if noun.pos_ == "ADP" else [noun]
                for word in inner:
                    found = fit(s.parties(word), territorial)
                    if found:
                        return found
            return self._given(token)
        if place == "nsubj":
            noun = grammatical_subject(token) if is_verbal(token) else None
            return s.parties(noun) if noun is not None else []
        if place == "mod":
            return [p for t in s.modifiers(token) for p in s.modifier_parties(t)]
        if place == "pair":
            with_another = any(prep == "with" for prep, _ in prep_objects(token))
            return [] if with_another else list(s.memory.two() or ())
        own: list[Party] = []
        for noun in self._after(place, token):
            found = fit(s.parties(noun), territorial) or self._located(noun, territorial)
            if not found and root in ANSWERED_FOR_ROOTS:
                found = self._victims(noun)
            if found and not others(found, but):
                # "restrictions on US cooperation with Baku"
                own = own or found
                found = [
                    p for prep, w in prep_objects(noun) if prep in TOWARDS for p in s.parties(w)
                ]
            if others(found, but):
                return found
        return own

    def _located(self, noun: Token, territorial: bool) -> list[Party]:
        """Return whose land a thing stands on ("six places in Punjab"), for acts done to land."""
        if not territorial:
            return []
        for prep, place in prep_objects(noun):
            if prep in {"in", "on", "near", "inside", "across", "around"}:
                found = self.s.parties(place)
                if found:
                    return [replace(p, basis="owner") for p in found]
        return []

    def _given(self, verb: Token) -> list[Party]:
        """Return who got it where the parser made the recipient part of the gift.

        "gave Mozambique two helicopters"; an adjective ("gave German tanks") is no recipient.
        """
        for gift in children(verb, "dobj"):
            for word in children(gift, "nmod", "compound"):
                mention = self.s.named.get(word.i)
                if mention is not None and mention.entry.kind in RECIPIENT_KINDS:
                    return self.s.parties(word, owner=False)
        return []

    def _victims(self, noun: Token) -> list[Party]:
        """Return whom a deed was done to: "apologised for the killing of ..."."""
        if noun.lemma_.casefold() not in VICTIM_NOUNS:
            return []
        return [
            p for prep, word in prep_objects(noun) if prep == "of" for p in self.s.parties(word)
        ]

    def _what_clause(self, verb: Token) -> list[Party]:
        """Return whose deed is meant in "condemned what it called provocations by ..."."""
        for clause in children(verb, "ccomp"):
            if any(c.lower_ == "what" for c in clause.children):
                for noun in clause.subtree:
                    if noun.dep_ in {"dobj", "oprd", "attr", "ccomp"} and noun.pos_ == "NOUN":
                        found = self.s.parties(noun)
                        if found:
                            return found
        return []

    def _after(self, prep: str, token: Token) -> Iterator[Token]:
        """Yield nouns after a preposition of a word, of its object, or of its light verb."""
        holders = [token]
        if is_verbal(token):
            holders += children(token, "dobj", "nsubjpass", "attr", "acomp", "prt")
            if is_passive(token):
                subject = grammatical_subject(token)
                if subject is not None:
                    holders.append(subject)
        else:
            verb = light_verb(token)
            if verb is not None:
                holders.append(verb)
            if token.dep_ in {"nsubjpass", "nsubj"} and is_verbal(token.head):
                holders.append(token.head)
        # "is on a visit to Iran", "suspension of aid to Mali", "tariffs of 5 percent on ..."
        # "suspended contacts and talks with the United States"
        holders += [c for held in children(token, "dobj") for c in children(held, "conj")]
        for holder in list(holders):
            holders += [noun for _, noun in prep_objects(holder) if noun.pos_ == "NOUN"]
        for holder in holders:
            for word, noun in prep_objects(holder):
                if word == prep:
                    yield noun

    def subject_of(self, token: Token) -> list[Party]:
        """Return who does it: a verb's subject; a noun's owner or its light verb's subject."""
        s = self.s
        if is_verbal(token):
            noun = logical_subject(token)
            if noun is None:
                return []
            found = s.parties(noun)
            if not found and token.dep_ == "conj" and not is_passive(token):
                # "the minister said the failure was a scandal and threatened ..."
                said = token.head
                while said.dep_ == "conj":
                    said = said.head
                if said.dep_ == "ccomp" and (above := logical_subject(said.head)) is not None:
                    found = s.parties(above)
            return found
        if token.pos_ == "ADJ":
            noun = grammatical_subject(token)
            return s.parties(noun) if noun is not None else []
        own = [p for t in s.modifiers(token) for p in s.modifier_parties(t)]
        if own:
            return own
        for prep, noun in prep_objects(token):
            if prep == "by":
                return s.parties(noun)
        verb = light_verb(token) or occasion_verb(token)
        if verb is not None:
            noun = logical_subject(verb)
            return s.parties(noun) if noun is not None else []
        if token.dep_ == "pobj" and token.head.lower_ == "for" and not is_verbal(token.head.head):
            return s.parties(token.head.head)  # "Iranian minister in Moscow for talks with ..."
        return []

    def anyone(self, token: Token, sources: Sequence[Party]) -> list[Party]:
        """Return the first other party among the objects below a complement."""
        for word in nearby_nouns(token):
            found = others([p for p in self.s.parties(word) if p.kind not in PLACE_KINDS], sources)
            if is_where(word):
                found = [p for p in found if p.kind not in SEAT_KINDS | {"name"}]
            if found:
                return found[:1] if len(found) > 3 else found
        return []

    def other_side(self, sources: Sequence[Party]) -> list[Party]:
        """Return the other one of the pair in play, when the source is one of the two.

        Of those it dealt with last, else of the two that the article names most.
        """
        memory = self.s.memory
        for pair in (memory.main, *reversed(memory.dyads[-6:]), memory.two()):
            if pair is not None and any(p.code == sources[0].code for p in pair):
                break
        else:
            return []
        return [unsaid(p, sources) for p in pair if p.code != sources[0].code]

    def speakers(self, state: Status, token: Token) -> list[Party]:
        """Return whose words a word stands in: of the verb of speech above, or of the quote."""
        if state.speech >= 0:
            verb = self.s.doc[state.speech]
            noun = logical_subject(verb)
            if noun is not None:
                found = self.s.parties(noun)
                if not found and noun.pos_ == "PRON" and self.s.memory.speaker is not None:
                    return [self.s.memory.speaker]
                return found
            return []
        word = token
        while True:
            for prep in children(word, "prep", "advmod"):
                if prep.lower_ == "according":
                    for to in children(prep, "prep"):
                        for noun in children(to, "pobj"):
                            return self.s.parties(noun)
            if word.head.i == word.i:
                break
            word = word.head
        if self.s.memory.speaker is not None and in_quotes(token):
            return [self.s.memory.speaker]
        return []


def _read(places: Sequence[str]) -> Sequence[str]:
    """Return the places of a row that are read from the clause itself."""
    return [place for place in places if place != "pair"]


def _joined(parties: Sequence[Party]) -> bool:
    """Say whether two persons are named together: "he met Erdogan and Kristersson"."""
    return len({p.code for p in parties}) == 2 and all(p.kind == "person" for p in parties)


def _is_told(token: Token) -> bool:
    """Say whether a word tells an act of its own: a noun, or a verb that is no bare infinitive."""
    if not is_verbal(token):
        return True
    if token.tag_ == "VB":
        return any(child.dep_ == "aux" and child.tag_ == "MD" for child in token.children)
    return token.dep_ not in {"acl", "relcl"} or not is_passive(token)


def _lacks_doer(token: Token) -> bool:
    """Say whether nobody is said to do it: a passive without "by"."""
    return is_verbal(token) and is_passive(token) and logical_subject(token) is None


def _names_another(row: Pattern, token: Token) -> bool:
    """Say whether an act's object is a thing the row does not ask for, or holds a strange name."""
    noun = logical_object(token) if is_verbal(token) else None
    if noun is None:
        return False
    unasked = not row.objects and not {c.lower_ for c in noun.children} & POINTING
    clauses = {w.i for c in children(noun, "relcl", "acl") for w in c.subtree}
    return unasked or any(
        word.pos_ == "PROPN" and word.i not in clauses and word.lower_ not in CALENDAR
        for word in noun.subtree
    )


def nearby_nouns(token: Token, depth: int = 0) -> Iterator[Token]:
    """Yield objects and prepositional objects below a word, nearest first."""
    if depth > 3:
        return
    if token.pos_ in {"NOUN", "PROPN", "PRON"} and token.dep_ != "nsubj":
        yield token
    later = []
    for child in token.children:
        if child.dep_ in {"dobj", "dative", "pobj", "prep", "pcomp", "attr"} or child.dep_ in {
            "xcomp",
            "ccomp",
            "conj",
            "advcl",
        }:
            later.append(child)
    for child in later:
        if child.dep_ in {"dobj", "dative", "pobj"}:
            yield child
    for child in later:
        yield from nearby_nouns(child, depth + 1)


def is_where(word: Token, *others: str) -> bool:
    """Say whether a word stands after a preposition of place, or one of some others."""
    return word.dep_ == "pobj" and word.head.lower_ in PLACE_PREPOSITIONS.union(others)


def unsaid(party: Party, sources: Sequence[Party], basis: str = "pair") -> Party:
    """Return a party that a clause leaves out, standing in the words of who acts."""
    return replace(party, start=sources[0].start, end=sources[0].end, basis=basis)


def others(parties: Sequence[Party], sources: Sequence[Party]) -> list[Party]:
    """Return the parties of other countries than the sources."""
    codes = {p.code for p in sources}
    return [p for p in parties if p.code not in codes]


def not_press(parties: Sequence[Party]) -> list[Party]:
    """Leave out newspapers and reporters: what they say is not their country's act."""
    return [p for p in parties if not (p.agent == "MED" and p.basis != "name")]


def fit(parties: Sequence[Party], territorial: bool) -> list[Party]:
    """Leave out towns and regions where an act cannot be done to them."""
    return [p for p in parties if territorial or p.kind not in PLACE_KINDS]


def all_pairs(sources: Sequence[Party], targets: Sequence[Party]) -> Pairs:
    """Return every source with every target of another country."""
    return [(s, t) for s in sources for t in targets if s.code != t.code]


def _dedupe(pairs: Sequence[tuple[Party, Party]]) -> list[tuple[Party, Party]]:
    seen, out = set(), []
    for source, target in pairs:
        key = (source.code, source.agent, target.code, target.agent)
        if key not in seen:
            seen.add(key)
            out.append((source, target))
    return out
