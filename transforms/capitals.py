"""Texts in capitals ("US TO SEND TROOPS TO HAITI", old wires) as an editor would have set them.

Names of the dictionary get their own spelling back, words that no English dictionary has are
taken for names, everything else becomes lower case. Nothing changes its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import ahocorasick_rs

from transforms.actors import ActorDictionary
from transforms.codebook import words
from transforms.parsing import is_english

#: Fewer capitals than this may be a single acronym or two, not a text.
ENOUGH = 12
#: How many capitals there are to a small letter, in a text in capitals.
RATIO = 4
#: Words of a headline too short to have `ENOUGH` capitals ("US BOMBS IRAQ").
SHORT_HEADLINE = 3
#: Names that are commoner as plain words (WHO, MAY): no names in a text in capitals.
PLAIN_WORDS = words("plain_words")
#: Words that have their capital whatever stands around them.
CAPITAL_WORDS = words("capital_words")
_CAPITALS = re.compile(r"[A-Z]")
_SMALL = re.compile(r"[a-z]")
_LONG_WORD = re.compile(r"[A-Z]{2,}")
_WORD = re.compile(r"[^\W\d_](?:[\w’'-]*\w)?")
#: May and March where they are months.
_MONTH = re.compile(
    r"\b(?:by|during|early|in|last|late|mid|next|of|since|this|until|\d{1,2}) (?=(may|march)\b)"
    r"|\b(?=(may|march) \d)"
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+")


def in_capitals(text: str) -> bool:
    """Say whether a text is set in capitals, apart from a few words."""
    upper, small = len(_CAPITALS.findall(text)), len(_SMALL.findall(text))
    if upper > ENOUGH:
        return upper > RATIO * small
    return small == 0 and len(_LONG_WORD.findall(text)) >= SHORT_HEADLINE


#: "SOUTH African forces", "BRASS bands": how some papers begin a story.
_OPENING = re.compile(r"(?:[A-Z]{3,} )+(?=[A-Za-z]?[a-z])")


def opening_capitals(text: str, start: int) -> list[tuple[int, int]]:
    """Return where the words in capitals stand with which a story begins, if it does."""
    found = _OPENING.match(text, start)
    return [(start, found.end() - 1)] if found else []


class Restorer:
    """Sets texts in capitals anew, by the names of a dictionary."""

    def __init__(self, dictionary: ActorDictionary) -> None:
        self.spellings: dict[str, str] = {}
        for surface in dictionary.by_surface:
            capitals = surface.upper()
            if len(capitals) == len(surface) and surface.lower() not in PLAIN_WORDS:
                self.spellings.setdefault(capitals, surface)
        self.keys = list(self.spellings)
        self.automaton = ahocorasick_rs.AhoCorasick(self.keys)

    def restored(self, view: str, stretches: Sequence[tuple[int, int]]) -> str:
        """Return a text with some [start, end) stretches set anew, each as a sentence."""
        if not stretches:
            return view
        out: list[str] = []
        at = 0
        for start, end in stretches:
            out += view[at:start], self._sentence(view[start:end])
            at = end
        return "".join([*out, view[at:]])

    def _sentence(self, text: str) -> str:
        """Return one sentence in small letters but for its names and its first letter."""
        out: list[str] = []
        at = 0
        for start, end, spelling in self._names(text):
            out += _in_small(text[at:start]), spelling
            at = end
        letters = list("".join([*out, _in_small(text[at:])]))
        for month in _MONTH.finditer("".join(letters)):
            letters[month.end()] = letters[month.end()].upper()
        first = _WORD.search(text)
        if first is not None:
            letters[first.start()] = text[first.start()]
        return "".join(letters)

    def _names(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, spelling) of the names, longest first, none in another."""
        found = [
            (start, -end, index)
            for index, start, end in self.automaton.find_matches_as_indexes(text, overlapping=True)
            if not (text[max(start - 1, 0) : start].isalnum() or text[end : end + 1].isalnum())
        ]
        last = 0
        for start, minus_end, index in sorted(found):
            if start >= last:
                last = -minus_end
                yield start, last, self.spellings[self.keys[index]]


def _in_small(text: str) -> str:
    """Return words that are no names of the dictionary in small letters, strangers' with one."""
    return _WORD.sub(lambda match: _as_word(match.group()), text)


def _as_word(capitals: str) -> str:
    small = capitals.lower()
    if len(small) != len(capitals) or _INITIALS.fullmatch(capitals):
        return capitals
    if small in CAPITAL_WORDS or not all(is_english(part) for part in small.split("-")):
        return capitals[0] + small[1:]
    return small
