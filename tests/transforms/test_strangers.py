"""Which full names of a text a dictionary knows, counted by article."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from transforms.coding import SUMMARY, Coder


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def names(coder: Coder, text: str) -> tuple[int | None, int | None]:
    """Known and unknown full names of an article."""
    articles = pl.DataFrame(
        {"article_id": ["a"], "title": [None], "text": [text], "outlet": [None]},
        schema_overrides={"title": pl.String, "outlet": pl.String},
    ).with_columns(published_on=date(2024, 12, 3))
    summary = coder.code(articles).articles
    assert summary.schema == SUMMARY
    return summary.select("n_names_known", "n_names_unknown").row(0)


@pytest.mark.parametrize(
    ("text", "known", "unknown"),
    [
        pytest.param("Xi Jinping met Hun Manet in Beijing.", 2, 0, id="leaders of the dictionary"),
        pytest.param("Orlo Vastik met Hun Manet in Beijing.", 1, 1, id="one whom nobody knows"),
        pytest.param(
            "Chinese envoy Orlo Vastik met Hun Manet.", 2, 0, id="one with a country and a title"
        ),
        pytest.param(
            "Xi Jinping met Orlo Vastik. Orlo Vastik thanked Xi Jinping.", 1, 1, id="once each"
        ),
        pytest.param("Ships from China sailed in the South China Sea.", 0, 0, id="no places"),
        pytest.param("China and Cambodia held talks on Monday.", 0, 0, id="no full name"),
    ],
)
def test_full_names_are_counted_once_an_article(coder, text, known, unknown):
    assert names(coder, text) == (known, unknown)


def test_an_article_about_something_else_is_not_counted(coder):
    match = "The striker scored a goal in the final. The coach praised the goalkeeper and fans. "
    assert names(coder, match * 4 + "Orlo Vastik won the match for Spain against Italy.") == (
        None,
        None,
    )
