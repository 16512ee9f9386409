"""The stages of coding in order: the only module that knows them all.

article -> marks -> sentences -> names -> gate -> parse -> acts -> dates -> mentions
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

import polars as pl

from transforms import codebook, petrarch, places
from transforms.actors import PLACE_KINDS, ActorDictionary, ActorMention, built_in
from transforms.capitals import Restorer, in_capitals, opening_capitals
from transforms.cleaning import dateline, mark, parse_view
from transforms.codebook import table
from transforms.contexts import contexts
from transforms.datelines import Dateline
from transforms.dates import HISTORICAL_AFTER, Clock, When, filed_on, story_day
from transforms.dictionaries import UserDictionary
from transforms.events import NearMiss, acts
from transforms.gate import off_topic, refers_back, worth_parsing
from transforms.gazetteer import Place
from transforms.judging import MAX_PAIRS, Act
from transforms.meaning import Model
from transforms.parsing import Parsed, View, parse, sentence_view
from transforms.parties import Memory, Party, Sentence
from transforms.records import BY_MODEL, MENTION, content_id, event_id
from transforms.roles import Roles
from transforms.roles import built_in as built_in_roles
from transforms.sentences import Sentence as Span
from transforms.sentences import split
from transforms.slots import SPOKEN_ROOTS
from transforms.strangers import full_names
from transforms.titles import absorb
from transforms.weighing import PATTERNS, deciders, weigh

#: Changes with the rules of coding; the codebook has a version of its own (`codebook.version()`).
RULES_VERSION = "1.0"
#: The sentences that give the story its day.
LEAD_SENTENCES = 2
#: So many times as often as any other an article names the one that it is about.
HUB_SHARE = 1.5
#: Acts that make two parties "the two sides" of what follows.
PAIRING_ROOTS = frozenset({"04", "05", "06", "15", "16", "17", "19"})
LOG = logging.getLogger(__name__)


def coder_version(
    dictionary: str = "", model: Model | None = None, *, patterns: bool = True
) -> str:
    """Return what events were coded with: rules and codebook, e.g. `1.0+3f2a9c41d7e0`.

    With a dictionary of the user's, its version stands behind: `1.0+3f2a9c41d7e0+86185a410167`;
    with the model, its version: `1.0+3f2a9c41d7e0+model5d1b20c7e9aa`; `+alone`: without patterns.
    """
    parts = [RULES_VERSION, codebook.version(), dictionary]
    parts += [f"model{model.version}"] if model is not None else []
    return "+".join(filter(None, [*parts, "" if patterns else "alone"]))


@dataclass(frozen=True, slots=True)
class Coded:
    """What a batch of articles gave: mentions, kept and dropped, and a row an article."""

    mentions: pl.DataFrame
    articles: pl.DataFrame  # the columns of `SUMMARY`
    near_misses: pl.DataFrame  # article_id, sentence_index, trigger, method, reason


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence that passed the gate."""

    index: int
    start: int
    end: int
    text: str
    plain: str  # the text as `Coder.view` has it
    view: View
    mentions: list[ActorMention]


@dataclass(slots=True)
class _Draft:
    """An article on its way through the stages."""

    article_id: str
    text: str
    published: date
    outlet: str | None
    filed: date  # the day of the dateline, from which "today" counts; else that of publication
    n_sentences: int = 0
    dropped_because: str | None = None
    pieces: list[_Piece] = field(default_factory=list)
    #: How often each is named, the most often first.
    codes: dict[str, int] = field(default_factory=dict)
    line: Dateline | None = None
    line_country: str | None = None  # that the dateline names: PANAMA, Jan. 10
    outlet_country: str | None = None  # the outlet's; or the one in its name ("Russian ministry")
    story_day: When | None = None
    names: dict[str, bool] = field(default_factory=dict)  # full names, and whether each is known


NEAR_MISS = pl.Schema(
    {
        "article_id": pl.String,
        "sentence_index": pl.Int32,
        "trigger": pl.String,
        "method": pl.String,
        "reason": pl.String,
    }
)
#: What coding makes of an article. Names are distinct full names (`strangers.full_names`) in the
#: sentences looked at; null where the article is about something else.
SUMMARY = pl.Schema(
    {
        "article_id": pl.String,
        "n_sentences": pl.Int32,
        "n_sentences_coded": pl.Int32,
        "dropped_because": pl.String,
        "n_names_known": pl.Int32,
        "n_names_unknown": pl.Int32,
    }
)
Spans = Sequence[tuple[int, int]]


class Coder:
    """Codes batches of articles. Loading the dictionary and the parser takes about two seconds."""

    def __init__(
        self,
        dictionary: ActorDictionary | None = None,
        roles: Roles | None = None,
        *,
        whole_codes: bool = False,
        dictionary_version: str = "",
        by: str = PATTERNS,
    ) -> None:
        """Make a coder.

        Args:
            dictionary: names; the project's own by default.
            roles: role nouns; the project's own by default.
            whole_codes: a party's role stands behind its country in `source` and `target`
                (`CHNGOV`), as other people's dictionaries have it.
            dictionary_version: changes with names and roles that are not the project's own.
            by: who decides what is an act: one of `weighing.CODERS`.

        Raises:
            ModelError: the model is asked for, and a file of it is missing or damaged.
        """
        self.dictionary = dictionary or ActorDictionary(built_in())
        self.roles = roles if roles is not None else built_in_roles()
        self.whole_codes = whole_codes
        self.model, self.patterns = deciders(by)
        self.version = coder_version(dictionary_version, self.model, patterns=self.patterns)

    def code(self, articles: pl.DataFrame, *, only: Mapping[str, Spans] | None = None) -> Coded:
        """Code a batch.

        Args:
            articles: `records.ARTICLE` columns; `article_id`, `title`, `text`, `outlet` and
                `published_on` are read.
            only: for some articles the [start, end) characters that are to be coded (an updated
                story brings few new sentences); articles not named are coded whole.

        Returns:
            All mentions in text order (kept ones have `dropped_because` null) and a row an article.
        """
        only = only or {}
        drafts = [
            self._draft(row, only.get(row["article_id"]))
            for row in articles.select(
                "article_id", "title", "text", "outlet", "published_on"
            ).iter_rows(named=True)
        ]
        parsed = parse((piece.view, piece.mentions) for draft in drafts for piece in draft.pieces)
        rows: list[dict[str, Any]] = []
        near: list[tuple[str, int, str, str, str]] = []
        for draft in drafts:
            rows += _one_per_event(_mentions(draft, parsed, self.roles, self._acts, near))
        for row in rows:
            row["coder_version"] = self.version
            if self.whole_codes:
                for side in ("source", "target"):
                    row[side] += row[f"{side}_agent"] or ""
                    row[f"{side}_agent"] = None
        summary = pl.DataFrame([_summary(draft) for draft in drafts], SUMMARY, orient="row")
        near_misses = pl.DataFrame(near, schema=NEAR_MISS, orient="row")
        return Coded(pl.DataFrame(rows, schema=MENTION), summary, near_misses)

    def view(self, text: str) -> str:
        """Return an article as its names are looked for: plain characters, capitals set anew."""
        return self._view(text, split(text, mark(text, None)))

    def _view(self, text: str, sentences: Sequence[Span]) -> str:
        view = parse_view(text)
        all_over = in_capitals(view)
        stretches = [
            (s.start, s.end) for s in sentences if all_over or in_capitals(view[s.start : s.end])
        ]
        if not all_over:
            for first in sentences[:LEAD_SENTENCES]:
                stretches += opening_capitals(view, first.start)
        return self._restorer.restored(view, sorted(stretches)) if stretches else view

    @cached_property
    def _restorer(self) -> Restorer:
        return Restorer(self.dictionary)

    def names(self, view: str, on: date) -> list[ActorMention]:
        """Return the names in a text (as `parse_view` gives it) on a day, titles taken in."""
        return absorb(view, self.dictionary.find(view, on), self.roles)

    def _acts(self, sentence: Sentence, piece: _Piece) -> tuple[list[Act], list[NearMiss]]:
        """Return the acts of a sentence and the near misses, as those see it who decide."""
        found, missed = acts(sentence)  # also for the model alone: pronouns need the subjects
        if not self.patterns:
            found, missed = [], []
        if self.model is not None:
            found = weigh(found, sentence, piece.text, piece.start, self.model)
        return found, missed

    def _country_in(self, name: str, on: date) -> str | None:
        """Return the one country that a dateline's place or an outlet's name names."""
        codes = {mention.code for mention in self.names(name, on) if mention.code}
        return codes.pop() if len(codes) == 1 else None

    def _draft(self, row: dict[str, Any], only: Spans | None) -> _Draft:
        """Take an article up to the gate."""
        text, published = row["text"] or "", row["published_on"]
        draft = _Draft(row["article_id"], text, published, row["outlet"], filed=published)
        draft.dropped_because = off_topic(text, row["title"])
        marked = mark(text, row["title"])
        sentences = split(text, marked)
        draft.n_sentences = len(sentences)
        if draft.dropped_because:
            return draft
        view = self._view(text, sentences)
        mentions = self.names(view, published)
        counts: dict[str, int] = {}
        for mention in mentions:
            if mention.code and mention.entry.kind not in PLACE_KINDS:
                counts[mention.code] = counts.get(mention.code, 0) + 1
        draft.codes = dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
        lead = sentences[:LEAD_SENTENCES]
        if lead:
            line = draft.line = dateline(text)
            outlet = row["outlet"] or ""
            draft.outlet_country = outlet_countries().get(
                outlet.removeprefix("The ")
            ) or self._country_in(outlet, published)
            draft.line_country = self._country_in(line.place.title(), published) if line else None
            draft.filed = filed_on(line, published)
            draft.story_day = story_day(view[lead[0].start : lead[-1].end], draft.filed)
        cursor = 0
        for sentence in sentences:
            while cursor < len(mentions) and mentions[cursor].start < sentence.start:
                cursor += 1
            inside = []
            at = cursor
            while at < len(mentions) and mentions[at].end <= sentence.end:
                inside.append(mentions[at])
                at += 1
            if only is not None and not any(
                a < sentence.end and sentence.start < b for a, b in only
            ):
                continue
            for name, is_known in full_names(view, sentence.start, sentence.end, inside):
                draft.names[name] = is_known or draft.names.get(name, False)
            words = view[sentence.start : sentence.end]
            following = sentences[sentence.index + 1 : sentence.index + 2]
            introduces = any(m.code for m in inside) and any(
                refers_back(view[s.start : s.end]) for s in following
            )
            if not introduces and not worth_parsing(
                words, inside, learned=bool(draft.pieces), between=len(draft.codes) > 1
            ):
                continue
            piece_view = sentence_view(view, sentence.start, sentence.end, inside)
            draft.pieces.append(
                _Piece(
                    sentence.index,
                    sentence.start,
                    sentence.end,
                    text[sentence.start : sentence.end],
                    words,
                    piece_view,
                    inside,
                )
            )
        return draft


def _summary(draft: _Draft) -> tuple[str, int, int, str | None, int | None, int | None]:
    """Return the row of `SUMMARY` for an article."""
    known = sum(draft.names.values())
    names = (None, None) if draft.dropped_because else (known, len(draft.names) - known)
    return draft.article_id, draft.n_sentences, len(draft.pieces), draft.dropped_because, *names


def petrarch_coder(
    actors: Sequence[tuple[str, str]], agents: Sequence[tuple[str, str]], by: str = PATTERNS
) -> Coder:
    """Make a coder with other people's dictionaries, which replace the built-in ones.

    Args:
        actors: (file name, content) of PETRARCH actor dictionaries; none: the built-in names.
        agents: the same of agent dictionaries.
        by: who decides what is an act.

    Raises:
        CodebookError: a line that cannot be read, with file and line.
    """
    entries = [entry for name, text in actors for entry in petrarch.actors(text, name)]
    found = [agent for name, text in agents for agent in petrarch.agents(text, name)]
    return Coder(
        ActorDictionary(entries) if entries else None,
        petrarch.roles(found) if found else None,
        whole_codes=bool(entries),
        dictionary_version=content_id(*(text for _, text in (*actors, *agents)))[:12],
        by=by,
    )


def user_coder(dictionary: UserDictionary, by: str = PATTERNS) -> Coder:
    """Make a coder with a user's names and role nouns over the built-in ones."""
    return Coder(
        ActorDictionary(dictionary.entries),
        dictionary.roles,
        dictionary_version=dictionary.version,
        by=by,
    )


def _mentions(
    draft: _Draft,
    parsed: Iterator[Parsed],
    roles: Roles,
    acts_of: Callable[[Sentence, _Piece], tuple[list[Act], list[NearMiss]]],
    near: list[tuple[str, int, str, str, str]],
) -> Iterable[dict[str, Any]]:
    """Turn the parsed sentences of an article into rows, in text order; collect near misses."""
    memory = Memory()
    memory.main, memory.counts = _first_pair(draft), draft.codes
    rows: list[dict[str, Any]] = []
    written = _written_in(draft)
    memory.home = _home(draft, written)
    memory.scene = memory.home or _if_about(draft, {written})
    memory.hub = _hub(draft, memory.home)
    lists: list[int] = []  # how many pairs each list came to
    anchor: When | None = draft.story_day
    told: dict[frozenset[str], When] = {}  # days of the sentence before, by dyad
    for piece in draft.pieces:
        sentence = Sentence(next(parsed), memory, roles)
        told_of, missed = acts_of(sentence, piece)
        found, n_pairs = _bounded(told_of)
        lists += n_pairs
        near += [
            (
                draft.article_id,
                piece.index,
                sentence.doc[m.trigger].text,
                f"pattern:{m.method}",
                m.reason,
            )
            for m in missed
        ]
        clock = Clock(sentence, piece.plain, piece.start, draft.filed, anchor)
        anchor = clock.told or anchor
        told_before, told = told, {}
        themes = {"contexts": contexts(piece.text)} if found else {}
        for act in found:
            dyad = frozenset({act.source.code, act.target.code})
            when = _when(act, sentence, clock, draft.published)
            if when is None and _is_done(act, sentence) and not _is_spoken(act):
                when = told_before.get(dyad)  # "visited in May. He was received by ..."
            if when is not None and act.dropped_because is None:
                told[dyad] = when
            place = _place(act, sentence, draft.line, draft.codes)
            rows.append(_row(draft, piece, sentence, act, when) | themes | places.columns(place))
        _after(sentence, found)
    if lists:
        LOG.warning(
            "article %s: %d lists of more than %d pairs, %d pairs in all, were not coded",
            *(draft.article_id, len(lists), MAX_PAIRS, sum(lists)),
        )
    return rows


def _bounded(found: Sequence[Act]) -> tuple[list[Act], list[int]]:
    """Drop the acts of words with more than `MAX_PAIRS` pairs, and keep no more of them than that.

    Returns:
        The acts in order, and how many pairs each list came to.
    """
    n_pairs = Counter((act.trigger, act.code) for act in found)
    lists = {word: n for word, n in n_pairs.items() if n > MAX_PAIRS}
    if not lists:
        return list(found), []
    seen: Counter[tuple[int, str]] = Counter()
    kept = []
    for act in found:
        word = (act.trigger, act.code)
        seen[word] += 1
        if word in lists and seen[word] <= MAX_PAIRS:
            why = act.dropped_because or f"a list of more than {MAX_PAIRS} pairs"
            kept.append(replace(act, dropped_because=why))
        elif word not in lists:
            kept.append(act)
    return kept, list(lists.values())


def _is_spoken(act: Act) -> bool:
    """Say whether an act is one of speech, told by its verb of speech."""
    return act.speech >= 0 and (act.mode == "intent" or act.code[:2] in SPOKEN_ROOTS)


def _is_done(act: Act, sentence: Sentence) -> bool:
    """Say whether an act is told in the past tense as having happened."""
    return act.mode == "actual" and sentence.doc[act.trigger].tag_ in {"VBD", "VBN"}


def _when(act: Act, sentence: Sentence, clock: Clock, published: date) -> When | None:
    """Return the day an act's clause gives; an act of speech has the day it was spoken."""
    spoken = act.speech >= 0 and act.code[:2] in SPOKEN_ROOTS
    when = clock.when(sentence.doc[act.speech if spoken else act.trigger])
    if when is not None and _is_done(act, sentence) and when.day > published + timedelta(days=1):
        return None  # "bought gas for the coming winter"
    return when


def _place(
    act: Act, sentence: Sentence, line: Dateline | None, codes: Collection[str]
) -> Place | None:
    """Return where an act happened; of an intent without a verb of speech nobody knows."""
    spoken = _is_spoken(act)
    if act.mode == "intent" and not spoken:
        return None
    word = sentence.doc[act.speech if spoken else act.trigger]
    return places.where(sentence, word, line, codes, root=act.code[:2])


def _first_pair(draft: _Draft) -> tuple[Party, Party] | None:
    """Return the two codes an article names most, for "both sides" before any act is told."""
    if len(draft.codes) < 2:
        return None
    first, second = (Party(code, "GOV", 0, 0, 0, "pair", "name") for code in list(draft.codes)[:2])
    return first, second


def _hub(draft: _Draft, home: Party | None) -> Party | None:
    """Return the one a story is about: named far more often than others, or told of at home."""
    counts = list(draft.codes.values())
    if not counts:
        return None
    first = next(iter(draft.codes))
    if home is not None and HUB_SHARE * draft.codes[home.code] >= counts[0]:
        return replace(home, agent="", basis="pair")
    if len(counts) > 1 and counts[0] < HUB_SHARE * counts[1]:
        return None
    return Party(first, "", 0, 0, 0, "pair", "name")


def _written_in(draft: _Draft) -> str | None:
    """Return the country where a story is written, by its dateline."""
    line = draft.line
    place = places.written_at(line, draft.codes) if line is not None else None
    return place.country if place is not None else draft.line_country


def _if_about(draft: _Draft, codes: Collection[str | None]) -> Party | None:
    """Return the one of some countries that a story is about; None where it is about two."""
    found = {code for code in list(draft.codes)[:3] if code in codes}
    return Party(found.pop(), "GOV", 0, 0, 0, "definite", "name") if len(found) == 1 else None


def _home(draft: _Draft, written: str | None) -> Party | None:
    """Return the country a story is written from, where it is one of those it is about.

    That of its dateline or of its outlet: there "the ministry" needs no country. None where the
    two differ and both are in the story.
    """
    return _if_about(draft, {written, draft.outlet_country})


@cache
def outlet_countries() -> dict[str, str]:
    """Return the country of each outlet, by its names without "The"."""
    return {
        name.removeprefix("The "): row["country"]
        for row in table("outlets").iter_rows(named=True)
        for name in [row["name"], *filter(None, row["aliases"].split(";"))]
    }


def _after(sentence: Sentence, found: Sequence[Act]) -> None:
    """Remember pair and speaker for the sentences that follow."""
    for act in found:
        if act.dropped_because is not None:
            continue
        if act.code[:2] in PAIRING_ROOTS and "pair" not in {act.source.basis, act.target.basis}:
            sentence.memory.together(act.source, act.target)
        if "pair" not in {act.source.basis, act.target.basis}:
            sentence.memory.dyads.append((act.source, act.target))
        if act.code[:2] >= "13":
            sentence.memory.foes.add(frozenset({act.source.code, act.target.code}))
        if act.code[:2] >= "06":
            sentence.memory.deeds.append((act.code[:2], act.source))
    for act in reversed(found):
        if act.speaker is not None:
            sentence.memory.speaker = act.speaker
            break
    else:
        for token in sentence.doc:
            if token.lemma_ in {"say", "add", "tell", "note", "stress"} and token.dep_ in {
                "ROOT",
                "conj",
                "advcl",
                "parataxis",
            }:
                for child in token.children:
                    if child.dep_ == "nsubj":
                        said = sentence.parties(child, owner=False)
                        if said:
                            sentence.memory.speaker = said[0]


@cache
def actions() -> dict[str, dict[str, str]]:
    """Return the CAMEO table by code."""
    return {row["code"]: row for row in table("actions").iter_rows(named=True)}


def _row(
    draft: _Draft,
    piece: _Piece,
    sentence: Sentence,
    act: Act,
    when: When | None,
) -> dict[str, Any]:
    """Fill in one row of the mentions frame."""
    action = actions()[act.code]
    root = action["root"]
    trigger = sentence.spans[act.trigger]
    mode, dropped = act.mode, act.dropped_because
    if when is not None and mode == "intent" and when.day > draft.published:
        when = None  # the day of what is announced; the statement is the event
    ahead = when is not None and when.day > draft.published + timedelta(days=1)
    if ahead and dropped is None and mode == "actual":
        mode, dropped = "hypothetical", "lies in the future"
    if when is None:
        when = draft.story_day or When(draft.filed, "day", "", "published")
        basis = f"story:{when.words}" if draft.story_day else "published"
    else:
        basis = f"{when.rule}:{when.words}"
    if mode == "actual" and _is_old(when, draft.published):
        mode = "historical"
        dropped = dropped or "background, older than a month"
    goldstein = action["goldstein_gdelt"]
    dyad = (act.source.code, act.target.code)
    identity = content_id(
        draft.article_id,
        piece.index,
        act.trigger,
        *dyad,
        act.source.agent,
        act.target.agent,
        act.code,
    )
    return {
        "mention_id": identity,
        "event_id": event_id(when.day, when.precision, *dyad, root),
        "article_id": draft.article_id,
        "event_date": when.day,
        "date_precision": when.precision,
        "date_basis": basis,
        "source": act.source.code,
        "source_agent": act.source.agent or None,
        "target": act.target.code,
        "target_agent": act.target.agent or None,
        "source_text": draft.text[act.source.start : act.source.end],
        "target_text": draft.text[act.target.start : act.target.end],
        "cameo_code": act.code,
        "cameo_root": root,
        "quad_class": int(action["quad_class"]),
        "plover_event": action["plover_event"] or None,
        "plover_mode": action["plover_mode"] or None,
        "goldstein": Decimal(goldstein) if goldstein else None,
        "mode": mode,
        "speaker": act.speaker.code if act.speaker is not None else draft.outlet,
        "confidence": act.confidence,
        "sentence": piece.text,
        "sentence_index": piece.index,
        "sentence_start": piece.start,
        "sentence_end": piece.end,
        "trigger": draft.text[trigger[0] : trigger[1]],
        "source_start": act.source.start,
        "source_end": act.source.end,
        "target_start": act.target.start,
        "target_end": act.target.end,
        "trigger_start": trigger[0],
        "trigger_end": trigger[1],
        "method": _method(act),
        "group_id": content_id(draft.article_id, piece.index, act.trigger, act.code),
        "n_dyads": 1,
        "dropped_because": dropped,
    }


def _method(act: Act) -> str:
    """Return who decided: a pattern's row, with what the model reads; or the model alone."""
    if act.by_model:
        return act.method
    return f"pattern:{act.method}" + (f"+{BY_MODEL}{act.opinion.kind}" if act.opinion else "")


def _is_old(when: When, published: date) -> bool:
    if when.precision == "year":
        return when.day.year < published.year or when.words.lower().startswith("earlier")
    if when.precision == "month":
        month_end = (when.day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(
            days=1
        )
        return published - month_end > HISTORICAL_AFTER
    return published - when.day > HISTORICAL_AFTER


def _one_per_event(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Absorb a vaguer code of the same root, dyad and day; count the dyads of a group.

    All tellings stay; a mention of 040 beside one of 046 on the same day takes the event of 046
    (the event id does not hold the code, so nothing moves).
    """
    rows = list(rows)
    by_group: dict[str, set[tuple[str, str]]] = {}
    for row in rows:
        if row["dropped_because"] is None:
            by_group.setdefault(row["group_id"], set()).add((row["source"], row["target"]))
    seen: set[str] = set()
    out = []
    for row in rows:
        dyads = by_group.get(row["group_id"], ())
        row["n_dyads"] = max(len(dyads), 1)
        if row["mention_id"] in seen:
            continue
        seen.add(row["mention_id"])
        out.append(row)
    return out


def distinct_events(mentions: pl.DataFrame) -> pl.DataFrame:
    """Return one mention an event and article: dyad with agents, code and day.

    A vaguer code of the same root on the same dyad and day is absorbed by a more specific one,
    a missing agent by a known one. The most confident, then the earliest telling stands for it.
    """
    kept = mentions.filter(pl.col("dropped_because").is_null())
    key = ["article_id", "event_date", "date_precision", "source", "target", "cameo_root"]
    specific = pl.col("cameo_code").str.strip_chars_end("0").str.len_chars()
    ranked = kept.with_columns(_specific=specific).sort(
        [*key, "_specific", "confidence", "sentence_index", "trigger_start", "mention_id"],
        descending=[*[False] * len(key), True, True, False, False, False],
    )
    stems = ranked.group_by(key, maintain_order=True).agg(
        _stems=pl.col("cameo_code").str.strip_chars_end("0").unique(maintain_order=True)
    )
    ranked = ranked.join(stems, on=key, how="left", maintain_order="left")
    stem = pl.col("cameo_code").str.strip_chars_end("0")
    longer = pl.col("_stems").list.eval(pl.element().str.len_chars()).list.max()
    vaguer = (stem.str.len_chars() < longer) & (stem.str.len_chars() <= 2)
    return (
        ranked.filter(~vaguer)
        .unique([*key, "cameo_code"], keep="first", maintain_order=True)
        .drop("_specific", "_stems")
        .sort(
            "article_id", "sentence_index", "trigger_start", "source", "target", maintain_order=True
        )
    )


def output_lines(
    mentions: pl.DataFrame, articles: pl.DataFrame, *, all_mentions: bool = False
) -> list[dict[str, Any]]:
    """Return the lines of `bilateral code`: an event each, or with `all_mentions` a mention each.

    `article_id` is the id that the input gave.
    """
    given = dict(articles.select("article_id", "source_id").iter_rows())
    chosen = mentions if all_mentions else distinct_events(mentions)
    return [_line(row, given, all_mentions) for row in chosen.iter_rows(named=True)]


def _line(row: dict[str, Any], given: Mapping[str, str], all_mentions: bool) -> dict[str, Any]:
    place = None
    if row["place_name"] is not None:
        place = {
            name: row[f"place_{name}"]
            for name in ("name", "country", "lat", "lon", "geonames_id", "precision", "basis")
        }
    line = {
        "article_id": given.get(row["article_id"]) or row["article_id"],
        "date": row["event_date"].isoformat(),
        "date_precision": row["date_precision"],
        "source": row["source"],
        "target": row["target"],
        "source_agent": row["source_agent"],
        "target_agent": row["target_agent"],
        "source_text": row["source_text"],
        "target_text": row["target_text"],
        "code": row["cameo_code"],
        "root": row["cameo_root"],
        "quad": row["quad_class"],
        "plover": row["plover_event"],
        "plover_mode": row["plover_mode"],
        "contexts": row["contexts"],
        "goldstein": None if row["goldstein"] is None else float(row["goldstein"]),
        "mode": row["mode"],
        "speaker": row["speaker"],
        "confidence": row["confidence"],
        "date_basis": row["date_basis"],
        "place": place,
        "sentence": row["sentence"],
        "sentence_index": row["sentence_index"],
        "trigger": row["trigger"],
        "offsets": {
            part: [row[f"{part}_start"], row[f"{part}_end"]]
            for part in ("source", "target", "trigger")
        },
        "method": row["method"],
        "group_id": row["group_id"],
    }
    if all_mentions:
        line["dropped_because"] = row["dropped_because"]
    return line
