"""Full names in a text, and which of them a dictionary knows.

A name that no dictionary knows is an act that may be missed. How many there are by year is kept
beside the series: a dictionary that knows recent leaders only makes recall rise by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from transforms.actors import PLACE_KINDS, ActorMention

#: Two to five capitalised words, particles allowed inside: "Ursula von der Leyen".
_NAME = re.compile(
    r"\b[A-Z][\w’'-]+(?: (?:(?:al|el|bin|ibn|von|van|de|der|del|da|of the|of) )?[A-Z][\w’'-]+){1,4}"
)
#: Words at the start of a sentence that are no part of a name.
_OPENERS = frozenset(
    ["The", "A", "An", "In", "On", "At", "But", "And", "For", "After", "Before", "Mr", "Mrs", "Ms"]
)


def full_names(
    view: str, start: int, end: int, mentions: Sequence[ActorMention]
) -> Iterator[tuple[str, bool]]:
    """Yield the names of several words in characters [start, end), and whether each is known.

    A name is known where a mention of an actor lies in it ("Chinese envoy Foo Bar" is: he counts
    as China). Names of places, and what only masks other names, are passed over.

    Args:
        view: a text as `cleaning.parse_view` gives it.
        start: first character.
        end: character after the last.
        mentions: what the dictionary found there.
    """
    for match in _NAME.finditer(view, start, end):
        inside = [m for m in mentions if m.start < match.end() and match.start() < m.end]
        is_known = any(m.code and m.entry.kind not in PLACE_KINDS for m in inside)
        words = match.group().split(" ")
        if words[0] in _OPENERS:
            words = words[1:]
        if len(words) > 1 and (is_known or not inside):
            yield " ".join(words).removesuffix("'s").removesuffix("’s"), is_known
