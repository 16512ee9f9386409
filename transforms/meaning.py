"""What a marked source does to a marked target, read by a small language model.

The model (`transforms/model/`, made by `make train`) is a six-layer encoder with three heads: the
type of the act or none, the CAMEO code, the mode. It reads one pair at a time, on one thread, so
that a text reads the same whatever stands beside it in a batch: its 8-bit arithmetic takes its
scale from what it is given together.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from transforms.codebook import table
from transforms.errors import BilateralError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

FOLDER = Path(__file__).parent / "model"
#: Files of the model; the last lists labels, temperatures, shifts and the others' checksums.
NETWORK, TOKENS, CARD = "model.onnx", "tokenizer.json", "labels.json"
#: Tokens that no text holds, before and after the source and the target.
MARKS = ("[unused0]", "[unused1]", "[unused2]", "[unused3]")
FIRST, LAST = "[CLS]", "[SEP]"
#: Tokens of a sentence that are read, marks included; a longer one is cut around its marks.
LONGEST = 128
#: Tokens kept before the first mark of a sentence that is cut.
BEFORE = 24
#: What is read beside the types of acts: that there is none, that somebody only says something.
NONE, STATEMENT = "none", "STATEMENT"
Span = tuple[int, int]


class ModelError(BilateralError):
    """The model's files are missing or damaged."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence with the characters [start, end) of a source and a target; None: not marked."""

    text: str
    source: Span | None
    target: Span | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model reads in a pair: probabilities of each type (`none` among them)."""

    types: Mapping[str, float]
    codes: Mapping[str, float]  # of each three-digit code, all types together
    modes: Mapping[str, float]

    @property
    def likeliest(self) -> str:
        """The likeliest type, `none` and statements included."""
        return max(self.types, key=lambda t: self.types[t])

    @property
    def type(self) -> str:
        """The likeliest type of an act, given that there is one."""
        return max((t for t in self.types if t != NONE), key=lambda t: self.types[t])

    @property
    def mode(self) -> str:
        """The likeliest mode."""
        return max(self.modes, key=lambda m: self.modes[m])

    def code(self, allowed: Iterable[str]) -> str:
        """Return the likeliest of some three-digit codes."""
        return max(allowed, key=lambda code: self.codes[code])


class Tokens:
    """Cuts a marked sentence into the numbers that the network reads."""

    def __init__(self, path: Path) -> None:
        from tokenizers import Tokenizer

        self._tokenizer: Tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        found = [self._tokenizer.token_to_id(token) for token in (*MARKS, FIRST, LAST)]
        ids = [token for token in found if token is not None]
        self._source, self._target = (ids[0], ids[1]), (ids[2], ids[3])
        self._first, self._last = ids[4], ids[5]

    def encode(self, marked: Marked) -> tuple[list[int], int, int]:
        """Return the tokens, and where the marks before source and target stand (0: no mark)."""
        encoding = self._tokenizer.encode(marked.text, add_special_tokens=False)
        marks = sorted(
            (place, which, token)
            for span, (opening, closing) in (
                (marked.source, self._source),
                (marked.target, self._target),
            )
            if span is not None
            for place, which, token in ((span[0], 1, opening), (span[1], 0, closing))
        )
        ids: list[int] = []
        for token, (start, _) in zip(encoding.ids, encoding.offsets, strict=True):
            while marks and marks[0][0] <= start:
                ids.append(marks.pop(0)[2])
            ids.append(token)
        ids += [token for _, _, token in marks]
        ids = [self._first, *self._cut(ids), self._last]
        return ids, self._place(ids, self._source[0]), self._place(ids, self._target[0])

    def _cut(self, ids: list[int]) -> list[int]:
        """Return the tokens of a long sentence around its marks; if they are far, the first."""
        longest = LONGEST - 2
        if len(ids) <= longest:
            return ids
        marks = [i for i, token in enumerate(ids) if token in (*self._source, *self._target)]
        first, last = (marks[0], marks[-1]) if marks else (0, 0)
        start = min(max(first - BEFORE, last - longest + 1, 0), first, len(ids) - longest)
        return ids[start : start + longest]

    @staticmethod
    def _place(ids: list[int], mark: int) -> int:
        return ids.index(mark) if mark in ids else 0


class Model:
    """Reads pairs. Loading takes about a third of a second; a pair about 2.5 ms on one thread."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Open a model.

        Raises:
            ModelError: a file is missing, or is not the one whose checksum the card gives.
        """
        self.folder = folder
        self.card = _card(folder)

    @property
    def version(self) -> str:
        """Changes with network, tokens and labels: twelve digits of the checksum of their list."""
        return checksum(self.folder / CARD)[:12]

    @cached_property
    def _tokens(self) -> Tokens:
        return Tokens(self.folder / TOKENS)

    @cached_property
    def _session(self) -> InferenceSession:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(
            str(self.folder / NETWORK), options, providers=["CPUExecutionProvider"]
        )

    @cached_property
    def _shifts(self) -> np.ndarray:
        """What the log odds of each type gain from its commonness in news."""
        return np.array([self.card["shifts"].get(kind, 0.0) for kind in self.card["types"]])

    def read(self, pairs: Sequence[Marked]) -> list[Reading]:
        """Read pairs, each on its own; the same pair twice is read once."""
        known: dict[Marked, Reading] = {}
        for pair in pairs:
            if pair not in known:
                known[pair] = self._read(pair)
        return [known[pair] for pair in pairs]

    def inputs(self, pair: Marked) -> dict[str, np.ndarray]:
        """Return what the network takes for one pair."""
        ids, source, target = self._tokens.encode(pair)
        given = {"ids": [ids], "source": [source], "target": [target]}
        return {name: np.array(value, dtype=np.int64) for name, value in given.items()}

    def _read(self, pair: Marked) -> Reading:
        heads = ("type", "code", "mode")
        found = self._session.run(heads, self.inputs(pair))
        return Reading(
            *(self._shares(head, logits[0]) for head, logits in zip(heads, found, strict=True))
        )

    def _shares(self, head: str, logits: np.ndarray) -> dict[str, float]:
        """Return the probabilities of a head's labels."""
        odds = logits / self.card["temperatures"][head]
        if head == "type":
            odds = odds + self._shifts
        return dict(zip(self.card[f"{head}s"], _softmax(odds), strict=True))


@cache
def types() -> dict[str, str]:
    """Return the type that each CAMEO code (two to four digits, and `none`) is read as.

    PLOVER's, as the codebook has it, but for statements (01), which have none there: a type of
    their own keeps them apart from what they come near to. Both kinds of yielding are one.
    Embargoes (163) and occupation (192) stand with what their words are nearest to, sanctions and
    force, where the table of 2021 has coercion.
    """
    read_as = {NONE: NONE}
    for code, root, plover in table("actions").select("code", "root", "plover_event").iter_rows():
        own = {"163": "SANCTION", "192": "ASSAULT"}.get(code[:3])
        kind = STATEMENT if root == "01" else own or plover
        read_as[code] = "YIELD" if kind in {"CONCEDE", "RETREAT"} else kind
    return read_as


@cache
def built_in() -> Model:
    """Return the model that comes with the project."""
    return Model()


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return sha256(path.read_bytes()).hexdigest()


def _card(folder: Path) -> dict[str, Any]:
    """Return labels and temperatures of a model whose files are all there and whole."""
    mend = "install bilateral again, or code without the model: --coder patterns"
    try:
        card: dict[str, Any] = json.loads((folder / CARD).read_text("utf-8"))
        expected: dict[str, str] = card["checksums"]
    except FileNotFoundError as error:
        raise ModelError("the model is missing", where=str(folder / CARD), fix=mend) from error
    except (ValueError, KeyError) as error:
        raise ModelError(
            f"the model's card cannot be read ({error})", where=str(folder / CARD), fix=mend
        ) from error
    for name, digest in expected.items():
        path = folder / name
        if not path.is_file():
            raise ModelError("a file of the model is missing", where=str(path), fix=mend)
        if checksum(path) != digest:
            raise ModelError(
                "a file of the model is damaged (its checksum is another)",
                where=str(path),
                fix=mend,
            )
    return card


def _softmax(logits: np.ndarray) -> list[float]:
    raised = np.exp(logits.astype(np.float64) - float(logits.max()))
    shares: list[float] = (raised / raised.sum()).tolist()
    return shares
