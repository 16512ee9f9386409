"""Acts in one parsed sentence: which pattern matches, who does it to whom, how it stands.

A sentence gives `Act`s, kept and dropped ones: what cannot be coded is dropped with a reason,
never given a default code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from transforms import modality
from transforms.actors import PLACE_KINDS, SEAT_KINDS
from transforms.clauses import (
    children,
    grammatical_subject,
    is_passive,
    is_verbal,
    logical_object,
    logical_subject,
    prep_objects,
)
from transforms.codebook import table, words
from transforms.modality import Status, operator_of, status
from transforms.parties import MODIFIERS, Party, Sentence
from transforms.patterns import Pattern, derived, patterns

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Prepositions of place: a capital after one is where it happened, not who it happened to.
PLACE_PREPOSITIONS = frozenset({"in", "at", "near", "outside", "from", "around", "inside", "off"})
#: Roots that are said rather than done: only the speaker's own side can do them in its words.
SPOKEN_ROOTS = frozenset({"01", "02", "03", "05", "10", "11", "12", "13"})
#: Roots whose acts can be done to a town or region (which then stands for its country).
TERRITORIAL_ROOTS = frozenset({"07", "08", "14", "15", "18", "19", "20"})
#: Verbs that add nothing to the noun they govern: "hold talks", "launch an attack".
LIGHT_VERBS = words("light_verbs")
BASE_CONFIDENCE = 0.85


@dataclass(frozen=True, slots=True)
class Act:
    """One directed act told in a sentence."""

    source: Party
    target: Party
    code: str
    mode: str
    trigger: int  # token
    trigger_text: str
    method: str
    confidence: float
    speaker: Party | None
    speech: int  # token of the verb of speech, or -1
    dropped_because: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A word that a pattern knows, in a sentence where the pattern's parties are not found."""

    trigger: int
    method: str
    reason: str


def acts(sentence: Sentence) -> tuple[list[Act], list[NearMiss]]:
    """Find the acts of a sentence, in the order of their triggers, and what came near.

    Pronouns need the subjects that came before them, so words are visited from left to right.
    """
    finder = _Finder(sentence)
    for token in sentence.doc:
        if token.dep_ in {"nsubj", "nsubjpass"}:
            subjects = sentence.parties(token, owner=False)
            if subjects and subjects[0].basis not in {"pronoun", "pair"}:
                sentence.remember(subjects, plural=token.tag_ in {"NNS", "NNPS"})
        finder.visit(token)
        if token.dep_ in {"nsubj", "nsubjpass", "pobj", "dobj"}:
            sentence.note_pair(token)
    return finder.found, finder.near


class _Finder:
    """Collects the acts of one sentence; a word taken by one pattern is not used by another."""

    def __init__(self, sentence: Sentence) -> None:
        self.s = sentence
        self.found: list[Act] = []
        self.near: list[NearMiss] = []
        self.taken: set[int] = set()

    # -- words ---------------------------------------------------------------------------

    def visit(self, token: Token) -> None:
        if token.i in self.taken:
            return
        operator = operator_of(token)
        if (
            operator is not None
            and operator["effect"] in OPERATORS
            and self._operate(token, operator)
        ):
            return
        part = part_of_speech(token)
        if part is None:
            return
        if part == "v" and (self._advice(token) or self._evaluate(token)):
            return
        self._match(token, part)

    def _match(self, token: Token, part: str) -> bool:
        """Try the rows of a word; the first whose conditions hold and whose parties are there."""
        missing: NearMiss | None = None
        for row in rows_of(token, part):
            if not conditions_hold(row, token):
                continue
            pairs, why = self._parties_of(row, token)
            if pairs:
                self._add(row.code, pairs, token, row.key, status(token), row.flags)
                if part == "v":
                    self._take_object(row, token)
                return True
            missing = missing or NearMiss(token.i, row.key, why)
        if missing is not None:
            self.near.append(missing)
        return False

    def _take_object(self, row: Pattern, verb: Token) -> None:
        if row.objects:
            noun = logical_object(verb)
            if noun is not None:
                self.taken.add(noun.i)
        for prep, lemmas in row.preps:
            for word, noun in prep_objects(verb):
                if word == prep and noun.lemma_.casefold() in lemmas:
                    self.taken.add(noun.i)

    # -- parties of a row ------------------------------------------------------------------

    def _parties_of(
        self, row: Pattern, token: Token, source: Sequence[Party] | None = None
    ) -> tuple[list[tuple[Party, Party]], str]:
        """Return the (source, target) pairs of a row at a word, or why there are none."""
        root = row.code[:2]
        sources = (
            list(source) if source is not None else self._slot(row.source or ("subj",), token, root)
        )
        sources = [p for p in sources if p.kind not in PLACE_KINDS]
        if root in SPOKEN_ROOTS:
            sources = _not_press(sources)
        if row.part == "n" and "recip" in row.flags:
            both = self._both_of_noun(token)
            if len({p.code for p in both}) >= 2:
                return _all_pairs(both, both), ""
        targets = self._slot(row.target or ("obj",), token, root)
        targets = self._not_oneself(sources, targets)
        if root == "04":
            # a country's goods or remarks do not meet anybody
            sources = [p for p in sources if p.basis != "owner"]
            targets = [p for p in targets if p.basis != "owner"]
        if "recip" in row.flags:
            together = [*sources, *targets]
            if len({p.code for p in together}) >= 2:
                pairs = (
                    _all_pairs(sources, targets) + _all_pairs(targets, sources)
                    if targets and sources
                    else _all_pairs(together, together)
                )
                return _dedupe(pairs), ""
            return [], "only one party"
        if not sources:
            return [], "no source"
        if not targets:
            return [], "no target"
        return _all_pairs(sources, targets), "source and target are the same country"

    def _not_oneself(self, sources: Sequence[Party], targets: Sequence[Party]) -> list[Party]:
        """Let a pronoun that would mean the source itself mean the last other party or deed.

        "A, B and C cut ties with Qatar, accusing it of ..."; "China began a drill, and Taipei
        denounced it".
        """
        codes = {p.code for p in sources}
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
            in_place = word.dep_ == "pobj" and word.head.lower_ in {*PLACE_PREPOSITIONS, "of"}
            if not in_place and word.dep_ not in MODIFIERS:
                found = self.s.parties(self.s.doc[index], owner=False)
                if found and found[0].kind not in PLACE_KINDS:
                    return found[0]
        return None

    def _both_of_noun(self, noun: Token) -> list[Party]:
        """Return the parties in "US-China talks", "talks between X and Y", "their meeting"."""
        found = [p for t in self.s._modifiers(noun) for p in self.s._modifier_parties(t)]
        for prep, word in prep_objects(noun):
            if prep in {"between", "among", "of"} or (prep == "with" and found):
                found += [p for p in self.s.parties(word) if p.kind not in PLACE_KINDS]
        return found

    def _slot(self, spec: Sequence[str], token: Token, root: str) -> list[Party]:
        """Return the parties at the first place of a list where there are any."""
        for place in spec:
            found = self._at(place, token, root)
            if found:
                return found
        return []

    def _at(self, place: str, token: Token, root: str) -> list[Party]:
        s = self.s
        territorial = root in TERRITORIAL_ROOTS
        if place == "subj":
            return self._subject(token)
        if place in {"obj", "whom"}:
            noun = logical_object(token) if is_verbal(token) else None
            if noun is None:
                return self._what_clause(token) if place == "obj" and is_verbal(token) else []
            found = _fit(s.parties(noun, owner=place == "obj"), territorial)
            return found or (self._located(noun, territorial) if place == "obj" else [])
        if place == "dat":
            for noun in children(token, "dative"):
                inner = [w for _, w in prep_objects(token)] if noun.pos_ == "ADP" else [noun]
                for word in inner:
                    found = _fit(s.parties(word), territorial)
                    if found:
                        return found
            return []
        if place == "nsubj":
            noun = grammatical_subject(token) if is_verbal(token) else None
            return s.parties(noun) if noun is not None else []
        if place == "mod":
            return [p for t in s._modifiers(token) for p in s._modifier_parties(t)]
        if place == "pair":
            return list(s.memory.pair or ())
        for noun in self._after(place, token):
            found = _fit(s.parties(noun), territorial) or self._located(noun, territorial)
            if found:
                return found
        return []

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
        for holder in holders:
            for word, noun in prep_objects(holder):
                if word == prep:
                    yield noun

    def _subject(self, token: Token) -> list[Party]:
        """Return who does it: a verb's subject; a noun's owner or its light verb's subject."""
        s = self.s
        if is_verbal(token):
            noun = logical_subject(token)
            if noun is None and not is_passive(token):
                return []
            return s.parties(noun) if noun is not None else []
        if token.pos_ == "ADJ":
            noun = grammatical_subject(token)
            return s.parties(noun) if noun is not None else []
        own = [p for t in s._modifiers(token) for p in s._modifier_parties(t)]
        if own:
            return own
        for prep, noun in prep_objects(token):
            if prep == "by":
                return s.parties(noun)
        verb = light_verb(token) or _occasion_verb(token)
        if verb is not None:
            noun = logical_subject(verb)
            return s.parties(noun) if noun is not None else []
        if token.dep_ == "pobj" and token.head.lower_ == "for" and not is_verbal(token.head.head):
            return s.parties(token.head.head)  # "Iranian minister in Moscow for talks with ..."
        return []

    # -- operators: what is promised, asked, refused, alleged ---------------------------------

    def _operate(self, token: Token, row: dict[str, str]) -> bool:
        """Code an operator with what it governs: "agreed to send", "urged X to lift"."""
        if not row["code"]:
            return False
        complements = list(_complements(token, row))
        effect = row["effect"]
        if effect == "wish":
            # "hopes to work with X" is intent; "hopes that X will stop" asks for it
            own = any(
                c.dep_ == "xcomp" or not children(c, "nsubj", "nsubjpass") for c in complements
            )
            effect = "intent" if own else "requested"
            row = {**row, "code": "030" if own else "020"}
        state = status(token)
        sources = [p for p in self._operator_subject(token) if p.kind not in PLACE_KINDS]
        sources = _not_press(sources)
        if not sources:
            return False
        preps = set(filter(None, f"{row['prep']}|{row['target']}".split("|"))) - {"obj", "dat"}
        if row["lemma"] == "call" and not any(p in preps for p, _ in prep_objects(token)):
            return False
        if effect == "intent":
            return self._intend(token, row, complements, sources, state)
        targets: list[Party] = []
        for place in filter(None, row["target"].split("|")):
            targets = self._at(place, token, "02")
            if targets:
                break
        code = row["code"]
        inner_root = ""
        for complement in complements:
            for inner in _with_conjuncts(complement):
                match = self._inner(inner, sources)
                if match is not None:
                    inner_root = match[0]
                    if not targets:
                        targets = match[1]
                    break
            subject = grammatical_subject(complement) if is_verbal(complement) else None
            doers = self.s.parties(subject) if subject is not None else []
            if effect == "alleged" and any(d.code == s.code for d in doers for s in sources):
                return False  # a claim about oneself accuses nobody
            if not targets:
                targets = _others(doers, sources)
            if not targets:
                targets = self._anyone(complement, sources)
        if effect in {"requested", "demanded", "refused"} and inner_root:
            code = derived()[inner_root][effect] or code
        if not targets and effect in {"requested"} and complements:
            targets = self._other_side(sources)
        if not targets:
            return False
        pairs = _all_pairs(sources, targets)
        if pairs:
            method = f"operators:{row['lemma']}"
            self._add(code, pairs, token, method, state, frozenset())
        return bool(pairs)

    def _intend(
        self,
        token: Token,
        row: dict[str, str],
        complements: list[Token],
        sources: list[Party],
        state: Status,
    ) -> bool:
        for complement in complements:
            for inner in _with_conjuncts(complement):
                match = self._inner(inner, sources)
                if match is not None:
                    root, targets, code = match
                    hostile = row["code"].startswith("13")
                    target_code = _intent_code(root, code, row["code"])
                    pairs = _all_pairs(sources, targets)
                    if pairs and not (hostile and root < "10"):
                        self._add(
                            target_code,
                            pairs,
                            token,
                            f"operators:{row['lemma']}",
                            state,
                            frozenset({"stated"}),
                        )
                        self.taken.add(inner.i)
                        return True
        if token.lemma_ in PLANNING_OPERATORS:
            return False  # a plan to do something unknown is no offer
        targets = self._at(row["target"], token, "03") if row["target"] else []
        for complement in complements:
            if targets:
                break
            targets = self._anyone(complement, sources)
        if targets:
            pairs = _all_pairs(sources, targets)
            if pairs:
                self._add(
                    row["code"],
                    pairs,
                    token,
                    f"operators:{row['lemma']}",
                    state,
                    frozenset({"stated", "weak"}),
                )
                return True
        return False

    def _operator_subject(self, token: Token) -> list[Party]:
        if token.pos_ == "ADJ" or is_verbal(token):
            noun = logical_subject(token) if is_verbal(token) else grammatical_subject(token)
            return self.s.parties(noun) if noun is not None else []
        return self._subject(token)

    def _inner(self, token: Token, sources: Sequence[Party]) -> tuple[str, list[Party], str] | None:
        """Return (root, targets, code) of the act a complement names, for a given source."""
        part = part_of_speech(token)
        if part is None:
            return None
        operator = operator_of(token)
        if operator is not None and operator["effect"] == "transparent":
            for complement in _complements(token, operator):
                found = self._inner(complement, sources)
                if found is not None:
                    return found
        for row in rows_of(token, part):
            if not conditions_hold(row, token):
                continue
            pairs, _ = self._parties_of(row, token, source=sources)
            targets = [t for s, t in pairs if s.code == sources[0].code]
            targets = _others(targets, sources)
            if targets:
                return row.code[:2], targets, row.code
        return None

    def _anyone(self, token: Token, sources: Sequence[Party]) -> list[Party]:
        """Return the first other party among the objects below a complement."""
        for word in _nearby_nouns(token):
            found = _others([p for p in self.s.parties(word) if p.kind not in PLACE_KINDS], sources)
            in_place = word.dep_ == "pobj" and word.head.lower_ in PLACE_PREPOSITIONS
            found = [p for p in found if not (in_place and p.kind in SEAT_KINDS | {"name"})]
            if found:
                return found[:1] if len(found) > 3 else found
        return []

    def _other_side(self, sources: Sequence[Party]) -> list[Party]:
        """Return the other one of the article's pair, when the source is one of the two."""
        pair = self.s.memory.pair
        if pair is None or all(p.code != sources[0].code for p in pair):
            return []
        start, end = sources[0].start, sources[0].end
        return [
            replace(p, basis="pair", start=start, end=end)
            for p in pair
            if p.code != sources[0].code
        ]

    # -- "should", "must" -------------------------------------------------------------------

    def _advice(self, verb: Token) -> bool:
        """Code what a speaker says that another party should or must do."""
        state = status(verb)
        if state.mode != "advice" or state.operator != verb.i:
            return False
        speakers = self._speaker(state, verb)
        subject = grammatical_subject(verb)
        if not speakers or subject is None:
            return False
        targets = _others(self.s.parties(subject), speakers)
        pairs = _all_pairs(speakers, targets)
        if not pairs:
            return False
        must = any(c.lower_ == "must" for c in children(verb, "aux"))
        plain = Status(speech=state.speech)
        self._add("100" if must else "020", pairs, verb, "modal:should", plain, frozenset())
        return True

    # -- praise and blame ---------------------------------------------------------------------

    def _evaluate(self, verb: Token) -> bool:
        """Code words of praise or blame: "called the raid cowardly", "said Iran was a problem"."""
        state = status(verb)
        if state.mode != "actual":
            return False
        if verb.lemma_ in NAMING_VERBS:
            return self._name_it(verb, state)
        speakers = self._speaker(state, verb)
        if not speakers:
            return False
        subject = grammatical_subject(verb)
        if subject is None or is_passive(verb):
            return False
        targets = _others(self.s.parties(subject), speakers)
        if not targets or any(t.basis == "pronoun" for t in targets):
            return False
        if verb.lemma_ == "be":
            polarity = sum(_polarity(w) for w in children(verb, "attr", "acomp"))
            code = "051" if polarity > 0 else "111"
        else:
            polarity = evaluations().get((verb.lemma_, "VERB"), 0)
            code = "112"
        if not polarity or (code == "112" and verb.tag_ not in {"VBD", "VBN", "VBG", "VBZ", "VBP"}):
            return False
        plain = Status(speech=state.speech)
        self._add(code, _all_pairs(speakers, targets), verb, "evaluation", plain, frozenset())
        return True

    def _name_it(self, verb: Token, state: Status) -> bool:
        sources = self._subject(verb)
        noun = logical_object(verb)
        words = children(verb, "oprd", "attr", "acomp", "ccomp", "xcomp")
        words += [w for prep, w in prep_objects(verb) if prep == "as"]
        words += [c for p in children(verb, "prep") if p.lower_ == "as" for c in p.children]
        polarity = sum(_polarity(w) for w in words)
        if not sources or not polarity:
            return False
        targets: list[Party] = []
        for candidate in [noun, *(c for w in words for c in children(w, "nsubj"))]:
            if candidate is not None and not targets:
                targets = _others(self.s.parties(candidate), sources)
        pairs = _all_pairs(sources, targets)
        if pairs:
            code = "051" if polarity > 0 else "111"
            self._add(code, pairs, verb, "evaluation", state, frozenset())
        return bool(pairs)

    def _speaker(self, state: Status, token: Token) -> list[Party]:
        if state.speech >= 0:
            verb = self.s.doc[state.speech]
            noun = logical_subject(verb)
            if noun is not None:
                return self.s.parties(noun)
            return []
        if self.s.memory.speaker is not None and _in_quotes(token):
            return [self.s.memory.speaker]
        return []

    # -- keeping ------------------------------------------------------------------------------

    def _add(
        self,
        code: str,
        pairs: Sequence[tuple[Party, Party]],
        token: Token,
        method: str,
        state: Status,
        flags: frozenset[str],
    ) -> None:
        speakers = self._speaker(state, token)
        speaker = speakers[0] if speakers else None
        if "recip" in flags and state.mode == "intent":
            # who plans to visit states the intent, not the host
            doers = {p.code for p in self._subject(token)}
            pairs = [pair for pair in pairs if not doers or pair[0].code in doers]
        for source, target in pairs:
            act = Act(
                source=source,
                target=target,
                code=code,
                mode="actual",
                trigger=token.i,
                trigger_text=token.text,
                method=method,
                confidence=_confidence(source, target, flags),
                speaker=speaker,
                speech=state.speech,
            )
            own_words = not speakers or any(p.code == source.code for p in speakers)
            told_as_done = token.tag_ in {"VBD", "VBN"} and state.mode == "actual"
            self.found.append(_judge(act, state, flags, own_words=own_words or told_as_done))


#: Operators that code only what they govern: "decided to send", never "decided to ...".
PLANNING_OPERATORS = words("planning_operators")
#: Verbs that give a thing a name: what the name is worth makes them praise or blame.
NAMING_VERBS = words("naming_verbs")


@cache
def evaluations() -> dict[tuple[str, str], int]:
    """Return the polarity of words of praise and blame, by lemma and part of speech."""
    return {
        (row["lemma"], row["pos"]): int(row["polarity"])
        for row in table("evaluations").iter_rows(named=True)
    }


def _polarity(word: Token) -> int:
    """Return 1, 0 or -1: the sign of a phrase's head, its conjuncts and its adjectives."""
    words = [word, *children(word, "amod", "conj", "acomp", "attr", "advmod")]
    pos = {"PROPN": "NOUN"}
    total = sum(evaluations().get((w.lemma_.casefold(), pos.get(w.pos_, w.pos_)), 0) for w in words)
    if modality.is_negated(word):
        total = -total
    return (total > 0) - (total < 0)


OPERATORS = frozenset({"wish", "intent", "requested", "demanded", "refused", "alleged"})


def _judge(act: Act, state: Status, flags: frozenset[str], *, own_words: bool) -> Act:
    """Decide mode, final code, and whether the act is kept.

    `own_words`: nobody else's words tell of it, or they tell of it as done.
    """
    root = act.code[:2]
    mode = state.mode
    if "intent" in flags:
        if mode in {"intent", "purpose", "advice"} or "stated" in flags:
            act = replace(act, mode="intent")
            mode = "actual"
        else:
            return replace(act, dropped_because="a state of affairs, no act")
    elif root in {"03", "13"}:
        act = replace(act, mode="intent")
        mode = "actual" if mode == "intent" else mode
    if mode == "intent":
        code = _intent_code(root, act.code, "030" if root < "10" else "130")
        if state.operator >= 0 and not code:
            return replace(act, dropped_because="intent of an act of speech")
        act = replace(act, code=code, mode="intent")
    elif mode == "purpose":
        if root != "04":
            return replace(act, mode="hypothetical", dropped_because="purpose, not yet done")
        act = replace(act, confidence=act.confidence - 0.2)
    elif mode == "negated":
        return replace(act, mode="negated", dropped_because="negated")
    elif mode != "actual":
        reason = {
            "requested": "asked for, not done",
            "demanded": "demanded, not done",
            "hypothetical": "hypothetical",
            "alleged": "alleged only",
            "refused": "refused, not done",
            "advice": "advised, not done",
        }[mode]
        return replace(act, mode="hypothetical", dropped_because=reason)
    if not own_words and act.code[:2] in SPOKEN_ROOTS:
        return replace(act, dropped_because="another party's words about it")
    return act


def _intent_code(root: str, code: str, default: str) -> str:
    """Return the code of stating the intent to do an act of some root."""
    if root in {"10", "11", "12"}:
        return code
    row = derived().get(root)
    return (row["intent"] if row else "") or default


def _confidence(source: Party, target: Party, flags: frozenset[str]) -> float:
    """Start from the base; take off for every step that was inferred rather than read."""
    value = BASE_CONFIDENCE
    for party in (source, target):
        value -= {
            "name": 0.0,
            "role": 0.0,
            "appositive": 0.02,
            "owner": 0.05,
            "learned": 0.05,
            "definite": 0.15,
            "pronoun": 0.1,
            "pair": 0.1,
        }[party.basis]
    if "weak" in flags:
        value -= 0.15
    return round(max(value, 0.05), 2)


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
        around = {c.lower_ for c in token.children if c.dep_ in {"prt", "advmod", "prep", "acomp"}}
        if row.particle not in around:
            return False
    if row.objects:
        noun = logical_object(token) if is_verbal(token) else None
        if "-" in row.objects:
            if noun is not None and not is_passive(token):
                return False
        elif noun is None or not _heads(noun) & row.objects:
            return False
    for prep, lemmas in row.preps:
        nouns = [noun for word, noun in prep_objects(token) if word == prep]
        if not nouns:
            return False
        if lemmas and not any(_heads(noun) & lemmas for noun in nouns):
            return False
    return True


def _heads(noun: Token) -> set[str]:
    heads = {noun.lemma_.casefold()}
    for child in noun.children:
        if child.dep_ == "conj":
            heads.add(child.lemma_.casefold())
        elif child.dep_ == "prep" and child.lower_ == "of" and noun.lemma_.casefold() in MEASURES:
            heads |= {c.lemma_.casefold() for c in child.children if c.dep_ == "pobj"}
    return heads


#: Nouns that count what comes after "of": "a package of sanctions", "a round of talks".
MEASURES = words("measures")


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


def _occasion_verb(noun: Token) -> Token | None:
    """Return the verb of "arrived for talks with", "said after a meeting with", or None."""
    if noun.dep_ != "pobj" or noun.head.lower_ not in OCCASIONS:
        return None
    if not any(word == "with" for word, _ in prep_objects(noun)):
        return None
    verb = noun.head.head
    return verb if is_verbal(verb) else None


#: Prepositions before talks that the subject of the clause takes part in.
OCCASIONS = frozenset({"for", "in", "during", "after", "at", "on", "following"})


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


def _nearby_nouns(token: Token, depth: int = 0) -> Iterator[Token]:
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
        yield from _nearby_nouns(child, depth + 1)


def _others(parties: Sequence[Party], sources: Sequence[Party]) -> list[Party]:
    codes = {p.code for p in sources}
    return [p for p in parties if p.code not in codes]


def _not_press(parties: Sequence[Party]) -> list[Party]:
    """Leave out newspapers and reporters: what they say is not their country's act."""
    return [p for p in parties if not (p.agent == "MED" and p.basis != "name")]


def _fit(parties: Sequence[Party], territorial: bool) -> list[Party]:
    """Leave out towns and regions where an act cannot be done to them."""
    return [p for p in parties if territorial or p.kind not in PLACE_KINDS]


def _all_pairs(sources: Sequence[Party], targets: Sequence[Party]) -> list[tuple[Party, Party]]:
    return [(s, t) for s in sources for t in targets if s.code != t.code]


def _dedupe(pairs: Sequence[tuple[Party, Party]]) -> list[tuple[Party, Party]]:
    seen, out = set(), []
    for source, target in pairs:
        key = (source.code, source.agent, target.code, target.agent)
        if key not in seen:
            seen.add(key)
            out.append((source, target))
    return out


def _in_quotes(token: Token) -> bool:
    """Say whether an odd number of quotation marks stand before a word in its sentence."""
    return sum(t.text in {'"', "``", "''"} for t in token.doc[: token.i]) % 2 == 1
