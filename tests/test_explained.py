"""docs/explained.md shows what `bilateral explain` says: its sentences are explained again.

`python -m tests.test_explained` writes the page's outputs anew.
"""

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from tests.transforms.coding_helpers import mentions
from transforms.codebook import table
from transforms.coding import Coder
from transforms.explain import explain
from transforms.telling import code_name, labels, party, phrase, reason

PAGE = Path(__file__).parents[1] / "docs" / "explained.md"
#: A command and what it prints.
SHOWN = re.compile(
    r'^```text\n\$ bilateral explain "(?P<text>[^"]+)" --date (?P<day>\S+)\n\n(?P<said>.*?)^```',
    re.MULTILINE | re.DOTALL,
)
#: What moves with the codebook and the measured confidence, and is checked elsewhere.
MOVING = re.compile(r"Confidence \d\.\d\d|(?<=\d\d_)(\w+):\d+(?=:)")
SHOWS = list(SHOWN.finditer(PAGE.read_text("utf-8")))


@cache
def coder() -> Coder:
    """Return the coder that `bilateral explain` asks if nobody says which."""
    return Coder(by="both")


def steady(text: str) -> str:
    """Return a text without numbers of rows and confidence, and without line breaks."""
    return re.sub(r"\s+", " ", MOVING.sub("", text)).strip()


@pytest.mark.parametrize("shown", SHOWS, ids=lambda shown: shown["text"][:30])
def test_the_page_shows_what_the_command_says(shown):
    said = explain(coder(), shown["text"], date.fromisoformat(shown["day"]))
    assert steady(said) == steady(shown["said"])


def test_the_page_has_eleven_sentences_or_more():
    assert len({shown["text"] for shown in SHOWS}) >= 11


@pytest.mark.parametrize("code", sorted(labels()))
def test_every_code_can_be_told_in_a_phrase(code):
    row = {"cameo_code": code, "target": "USA", "target_agent": "GOVMIL"}
    told = phrase(row)
    assert "the United States" in told
    assert "{" not in told


def test_countries_organisations_and_roles_have_their_names():
    assert code_name("JPN") == "Japan"
    assert code_name("IGOUNO") == "the United Nations"
    assert code_name("Kyodo") == "Kyodo"
    row = {"source": "RUS", "source_agent": "GOVMIL"}
    assert party(row, "source") == "the government and the armed forces of Russia"
    assert len(table("roles")) > 0


def test_each_reason_that_occurs_is_told_in_words():
    text = "Moscow denied having attacked Estonia, and Poland did not attack Belarus."
    whys = mentions(text)["dropped_because"].drop_nulls().to_list()
    assert whys
    assert all(reason(why) != why for why in whys)


def write() -> None:
    """Write the outputs of the page anew."""

    def again(shown: re.Match[str]) -> str:
        said = explain(coder(), shown["text"], date.fromisoformat(shown["day"]))
        head = f'```text\n$ bilateral explain "{shown["text"]}" --date {shown["day"]}\n\n'
        return f"{head}{said}\n```"

    PAGE.write_text(SHOWN.sub(again, PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    write()
