"""Classify what a marked source does to a marked target: `bilateral code-pairs`.

The caller asserts that there is an act, so the answer is always a code: the act found between
the two, else the nearest word that a pattern knows, else the code of a plain statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from transforms.actors import FIRST_DAY, LAST_DAY, ActorMention, Entry
from transforms.cleaning import parse_view
from transforms.coding import actions
from transforms.events import acts
from transforms.fitting import conditions_hold, part_of_speech, rows_of
from transforms.judging import Act
from transforms.modality import operator_of, status
from transforms.parsing import Parsed, parse, sentence_view
from transforms.parties import Memory, Sentence
from transforms.patterns import derived
from transforms.roles import built_in

if TYPE_CHECKING:
    from spacy.tokens import Token

SOURCE, TARGET = "SRC", "TGT"
#: What is left when no word of the sentence is known: a public statement.
LAST_RESORT = "010"


def code_pairs(rows: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield a line for each row, in order: id, code, root, quad, plover, confidence, method.

    Args:
        rows: `text`, `source` and `target` as [start, end) characters or None, and an `id`.
    """
    prepared = []
    for row in rows:
        view = parse_view(row["text"])
        mentions = list(_marks(row))
        prepared.append((sentence_view(view, 0, len(view), mentions), mentions))
    for row, parsed in zip(rows, parse(prepared), strict=True):
        code, method, confidence = _decide(parsed)
        action = actions()[code]
        yield {
            "id": row["id"],
            "code": code,
            "root": action["root"],
            "quad": int(action["quad_class"]),
            "plover": action["plover_event"],
            "confidence": confidence,
            "method": method,
        }


def _marks(row: dict[str, Any]) -> Iterable[ActorMention]:
    marks = []
    for code, span in ((SOURCE, row.get("source")), (TARGET, row.get("target"))):
        if span:
            start, end = max(span[0], 0), min(span[1], len(row["text"]))
            text = row["text"][start:end]
            entry = Entry(text, code, "", "name", code, text, FIRST_DAY, LAST_DAY)
            marks.append(ActorMention(start, end, text, entry))
    return sorted(marks, key=lambda mark: mark.start)


def _decide(parsed: Parsed) -> tuple[str, str, float]:
    """Return code, method and confidence for one parsed pair."""
    sentence = Sentence(parsed, Memory(), built_in())
    found, _ = acts(sentence)
    if found:
        best = max(found, key=_closeness)
        if _closeness(best)[0] > 0:
            return best.code, f"pattern:{best.method}", best.confidence
    words = _words_near(sentence)
    for fitting in (True, False):
        for distance, token in words:
            guess = _code_of(token, fitting=fitting)
            if guess is not None:
                return guess, "nearest", max(0.1, 0.4 - 0.05 * distance)
    return LAST_RESORT, "none", 0.05


def _closeness(act: Act) -> tuple[int, float, int]:
    """Rank acts: both marks in their places, then swapped, then one of them."""
    codes = (act.source.code, act.target.code)
    rank = {(SOURCE, TARGET): 4, (TARGET, SOURCE): 2}.get(codes, 0)
    return rank + (act.dropped_because is None and rank > 0), act.confidence, -act.trigger


def _words_near(sentence: Sentence) -> list[tuple[int, Token]]:
    """Return the sentence's words by their distance from the marks, along the parse first."""
    marked = [sentence.doc[i] for i in sentence.named]
    paths: dict[int, int] = {}
    for token in marked:
        for steps, above in enumerate([token, *token.ancestors]):
            paths[above.i] = min(paths.get(above.i, 99), steps)
    order = []
    for token in sentence.doc:
        if token.i in sentence.named:
            continue
        near = min((abs(token.i - mark.i) for mark in marked), default=token.i)
        on_path = token.i in paths
        order.append((0 if on_path else 1, paths.get(token.i, near), token.i, token))
    return [(distance, token) for _, distance, _, token in sorted(order, key=lambda x: x[:3])]


def _code_of(token: Token, *, fitting: bool) -> str | None:
    """Return the code a word has in its clause, or with `fitting` false what it has at best."""
    operator = operator_of(token)
    if operator is not None and operator["code"]:
        return operator["code"]
    part = part_of_speech(token)
    rows = rows_of(token, part) if part else []
    if fitting:
        rows = [row for row in rows if conditions_hold(row, token)]
    if not rows:
        return None
    code = rows[0].code if fitting else rows[-1].code
    if status(token).mode == "intent":
        return derived()[code[:2]]["intent"] or code
    return code
