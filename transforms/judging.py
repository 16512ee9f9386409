"""From a finding to acts: mode, final code, confidence, and whether they are kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from transforms.codebook import words
from transforms.confidence import (
    alone,
    finding_grounds,
    party_grounds,
    probability,
    second,
    word_grounds,
)
from transforms.fitting import errand_verb
from transforms.modality import Status
from transforms.parties import Party
from transforms.patterns import derived
from transforms.records import BY_MODEL
from transforms.slots import ERRAND_ROOTS, SPOKEN_ROOTS, Pairs, Slots

if TYPE_CHECKING:
    from spacy.tokens import Token

#: A word that multiplies out to more pairs than this stands in a list and tells of no act; so
#: many of its pairs stay among the dropped mentions, the rest is only counted.
MAX_PAIRS = 30
#: Words for which a reason is given.
THANKING = words("thanking")
#: Roots of acts that one may refuse: "would not meet".
REFUSABLE = frozenset({"03", "04", "05", "06", "07", "08"})
NOT_DONE = {
    "requested": "asked for, not done",
    "demanded": "demanded, not done",
    "hypothetical": "hypothetical",
    "alleged": "alleged only",
    "refused": "refused, not done",
    "advice": "advised, not done",
    "presupposed": "what somebody is thanked for, no new act",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What a word was found to tell: a code between pairs of parties, and how it stands.

    flags: those of the pattern's row; `stated` for what an operator states as intended.
    """

    code: str
    pairs: Pairs
    method: str
    status: Status
    flags: frozenset[str] = frozenset()
    taken: tuple[int, ...] = ()  # words that no other pattern may use


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the model reads between two parties."""

    kind: str  # the likeliest type of an act, or none
    share: float  # the probability of the type that the act has


@dataclass(frozen=True, slots=True)
class Act:
    """One directed act told in a sentence."""

    source: Party
    target: Party
    code: str
    mode: str
    trigger: int  # token
    method: str
    grounds: frozenset[str]  # what the confidence rests on, see `confidence.GROUNDS`
    speaker: Party | None
    speech: int  # token of the verb of speech, or -1
    dropped_because: str | None = None
    opinion: Opinion | None = None  # the model's

    @property
    def all_grounds(self) -> frozenset[str]:
        """The grounds with those that lie in code, mode and speaker."""
        more = {f"root_{self.code[:2]}"}
        if self.mode == "intent":
            more.add("intent")
        if self.speaker is not None and self.speaker.code != self.source.code:
            more.add("told_by_another")
        return self.grounds | more

    @property
    def confidence(self) -> float:
        """How sure the act is, as a probability."""
        if self.opinion is None:
            return probability(self.all_grounds)
        if self.by_model:
            return alone(self.opinion.share, crowd="crowd" in self.grounds)
        return second(probability(self.all_grounds), self.opinion.share)

    @property
    def by_model(self) -> bool:
        """Whether the model alone has found it."""
        return self.method.startswith(BY_MODEL)


def judge(finding: Finding, token: Token, slots: Slots) -> list[Act]:
    """Return the acts of a finding at a word, kept and dropped ones."""
    state, flags, pairs = finding.status, finding.flags, finding.pairs
    speakers = slots.speakers(state, token)
    if "recip" in flags and state.mode == "intent":
        # who plans to visit states the intent, not the host
        doers = {p.code for p in slots.subject_of(token)}
        pairs = [pair for pair in pairs if not doers or pair[0].code in doers]
    if "nominal" in flags and _is_thanked_for(token) and finding.code < "10":
        state = replace(state, mode="presupposed")
    errand = state.mode == "purpose" and finding.code[:2] in ERRAND_ROOTS
    if errand and errand_verb(token) is not None:
        state = replace(state, mode="actual")
    told_as_done = token.tag_ in {"VBD", "VBN"} and state.mode == "actual"
    grounds = finding_grounds(flags, finding.method, len(pairs))
    grounds |= word_grounds(token, slots.s.named, reported=state.speech >= 0)
    acts = []
    for source, target in pairs:
        code = finding.code
        if code[:2] == "19" and "REB" in source.agent:
            code = "180"  # force by others than armies
        act = Act(
            source=source,
            target=target,
            code=code,
            mode="actual",
            trigger=token.i,
            method=finding.method,
            grounds=frozenset(grounds | party_grounds(source, target, token.i)),
            speaker=speakers[0] if speakers else None,
            speech=state.speech,
        )
        own_words = not speakers or any(p.code == source.code for p in speakers)
        acts.append(_settle(act, state, flags, own_words=own_words or told_as_done))
    return acts


def _is_thanked_for(noun: Token) -> bool:
    """Say whether a noun is the reason of another act: "thanked China for its support"."""
    while noun.dep_ == "conj":
        noun = noun.head
    if noun.dep_ != "pobj" or noun.head.lower_ != "for":
        return False
    above = noun.head.head
    return above.lemma_ in THANKING or any(c.lemma_ in THANKING for c in above.children)


def _settle(act: Act, state: Status, flags: frozenset[str], *, own_words: bool) -> Act:
    """Decide mode, final code, and whether the act is kept.

    `own_words`: nobody else's words tell of it, or they tell of it as done.
    """
    root = act.code[:2]
    mode = state.mode
    if mode == "intent" and state.operator >= 0 and "nominal" in flags:
        return replace(act, mode="hypothetical", dropped_because="told as intended")
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
        code = intent_code(root, act.code, "030" if root < "10" else "130")
        if state.operator >= 0 and not code:
            return replace(act, dropped_because="intent of an act of speech")
        act = replace(act, code=code, mode="intent")
    elif mode == "purpose":
        if root != "04":
            return replace(act, mode="hypothetical", dropped_because="purpose, not yet done")
        act = replace(act, grounds=act.grounds | {"purpose"})
    elif mode == "unwilling" and act.trigger == state.operator and root in REFUSABLE:
        # "will not recognise", "would not meet": a refusal
        act = replace(act, code=derived()[root]["refused"], mode="actual")
    elif mode in {"negated", "unwilling"}:
        return replace(act, mode="negated", dropped_because="negated")
    elif mode != "actual":
        return replace(act, mode="hypothetical", dropped_because=NOT_DONE[mode])
    if not own_words and act.code[:2] in SPOKEN_ROOTS:
        return replace(act, dropped_because="another party's words about it")
    return act


def intent_code(root: str, code: str, default: str) -> str:
    """Return the code of stating the intent to do an act of some root."""
    if root in {"10", "11", "12"}:
        return code
    row = derived().get(root)
    return (row["intent"] if row else "") or default
