"""Put right what the language model regularly gets wrong: lemmas, and verbs hung too low.

Every rule is about grammar, never about single words of the news.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from transforms.codebook import table

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

FINITE = frozenset({"VBD", "VBZ", "VBP"})
BARE = frozenset({"VB", "VBG"})


def mend(doc: Doc) -> None:
    """Mend a parse in place."""
    _lemmas(doc)
    for token in doc:
        _finite_verbs_join_finite_verbs(token)
        _one_subject(token)


@cache
def _mended_lemmas() -> dict[tuple[str, str], str]:
    return {(form, pos): lemma for form, pos, lemma in table("lemmas").iter_rows()}


def _lemmas(doc: Doc) -> None:
    """Put right the lemmas that the model gets wrong (hoped: hop)."""
    fixes = _mended_lemmas()
    for token in doc:
        mended = fixes.get((token.lower_, token.tag_[:1]))
        if mended is not None:
            token.lemma_ = mended


def _finite_verbs_join_finite_verbs(token: Token) -> None:
    """Hang "recalled" in "ordered ten agents to leave and recalled its envoy" on "ordered"."""
    if token.dep_ != "conj" or token.tag_ not in {"VBD", "VBZ"} or token.head.tag_ not in BARE:
        return
    if any(child.dep_ in {"aux", "auxpass", "nsubj", "nsubjpass"} for child in token.children):
        return
    aided = any(child.dep_ == "aux" and child.tag_ != "TO" for child in token.head.children)
    if aided and token.head.tag_ != "VB":
        return  # "was killing and wounded": one auxiliary for both
    above = token.head
    for _ in range(6):
        if above.head.i == above.i:
            return
        above = above.head
        if above.tag_ in FINITE | {"VBN"} and above.i < token.i:
            token.head = above
            return


def _one_subject(verb: Token) -> None:
    """Join the subjects of "Egypt, Syria and Iraq broke with Bonn", left apart by the model."""
    subjects = [c for c in verb.lefts if c.dep_ == "nsubj" and c.pos_ == "PROPN"]
    for first, second in pairwise(subjects):
        between = {t.text for t in verb.doc[first.i + 1 : second.left_edge.i]}
        if first.right_edge.i < second.i and between <= {",", "and"}:
            second.head, second.dep_ = first, "conj"
            return
