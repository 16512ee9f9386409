"""Is this English? Function words first, a language model where they do not settle it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

#: How much of a text is looked at.
SAMPLE = 2_000
#: From this share of function words on a text is English (news has .35 to .45).
SURE_SHARE = 0.20
#: Fewer words than this tell a language model too little to be believed against ASCII.
FEW_WORDS = 12

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
#: Frequent in English and no frequent words of other languages in Latin script.
_ENGLISH = frozenset(
    [
        "the", "of", "and", "to", "with", "for", "was", "were", "is", "are", "has", "have", "had",
        "been", "that", "this", "from", "by", "on", "at", "it", "he", "she", "his", "her", "their",
        "they", "we", "not", "but", "which", "who", "will", "would", "said", "says", "after",
        "before", "between", "over", "its", "be", "as", "an", "into", "about", "against",
        "during", "under", "than", "also", "could", "should", "when", "where", "while",
    ]
)  # fmt: skip
#: Frequent in other languages and rare in English even as parts of names.
_FOREIGN = frozenset(
    [
        "der", "die", "das", "und", "dem", "ein", "eine", "ist", "nicht", "les", "des", "du",
        "une", "et", "est", "dans", "pour", "avec", "los", "las", "una", "por", "con", "para",
        "il", "che", "della", "een", "het", "och", "att", "som", "nie", "jest", "ve", "bir",
        "ile", "yang", "dan", "untuk", "dengan",
    ]
)  # fmt: skip
#: The languages that the press in Latin script is read in most; a short list guesses better.
_LANGUAGES = [
    "en", "fr", "de", "es", "it", "pt", "nl", "pl", "ro", "tr", "vi", "id", "ms", "sv", "da",
    "no", "fi", "cs", "hu", "hr", "sq", "sw", "tl", "ca", "az", "uz", "ru", "uk", "ar", "fa",
    "zh", "ja", "ko", "hi", "km", "th", "lo", "my",
]  # fmt: skip


def language(text: str) -> str:
    """Return the ISO 639-1 code of the language of a text ("und" when it has no letters)."""
    words = _WORD.findall(text[:SAMPLE])
    if not words:
        return "und"
    share = sum(word.lower() in _ENGLISH for word in words) / len(words)
    letters = "".join(words)
    if share >= SURE_SHARE and _is_latin(letters):
        return "en"
    if len(words) < FEW_WORDS and letters.isascii():
        foreign = any(word.lower() in _FOREIGN for word in words)
        if share > 0 or (not foreign and len(words) < FEW_WORDS // 2):
            return "en"
    return _guess(text[:SAMPLE])


def _is_latin(letters: str) -> bool:
    """Say whether more than half of some letters are Latin ones."""
    return letters.isascii() or 2 * sum(letter < "\u0250" for letter in letters) > len(letters)


def _guess(text: str) -> str:
    return str(_model().classify(text)[0])


@cache
def _model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    model.set_languages([name for name in _LANGUAGES if name in set(model.labels)])
    return model
