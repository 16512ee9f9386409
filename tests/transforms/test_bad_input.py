"""Whatever comes as an article: no crash, offsets in the text, time in proportion to length.

Every kind of bad text is coded beside a good article, whose events must not notice.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from functools import cache
from time import perf_counter

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.flows.helpers import bilateral
from tests.transforms.coding_helpers import ON, coder
from transforms.codebook import table
from transforms.coding import MAX_PAIRS, Coded
from transforms.records import ARTICLE

GOOD = (
    "China praised Cambodia on Tuesday for its stable government. Chinese President Xi Jinping "
    "met with Cambodian Prime Minister Hun Manet in Beijing on Tuesday. Hun Manet thanked China."
)
ACT = "China condemned Japan over the islands"
NAMES = sorted(set(table("countries")["name"]))[:200]
#: How much longer four times the text may take, beyond four times as long.
SLACK = 2.5


def listed(n: int, word: str = ", ") -> str:
    """Return n names of countries in a row."""
    return word.join((NAMES * (n // len(NAMES) + 1))[:n])


#: Texts by kind, each growing with n; those of n=1 are some kilobytes long.
GROWING: dict[str, Callable[[int], str]] = {
    "a sentence of 1,500 and of 6,000 words": lambda n: f"{ACT} and " * (215 * n) + "left.",
    "a list of 200 countries": lambda n: f"{listed(200 * n)} condemned Russia and Iran.",
    "a list on both sides": lambda n: (
        f"{', '.join(NAMES[:30])} met {', '.join(NAMES[40:70])} in Geneva. " * (5 * n)
    ),
    "500 actors joined by and": lambda n: (
        f"{listed(125 * n, ' and ')} condemned {listed(125 * n, ' and ')}."
    ),
    "10,000 names": lambda n: listed(2_500 * n, " "),
    "capitals": lambda n: GOOD.upper() * (20 * n),
    "capitals without an end": lambda n: f"{ACT} ".upper() * (150 * n),
    "no punctuation": lambda n: GOOD.replace(".", " ") * (20 * n),
    "small letters": lambda n: GOOD.lower() * (100 * n),
    "rests of HTML": lambda n: (
        (
            '<div class="a"><p>China &amp; Japan met <b>now</b>&nbsp;in <a href="/x">Tokyo</a></p>'
            "</div>&lt;br/&gt;"
        )
        * (150 * n)
    ),
    "Python code": lambda n: (
        "def f(x):\n    if China > Japan:\n        return {'a': [1]}\n" * (200 * n)
    ),
    "rows of CSV": lambda n: "2024-01-01,China,Japan,met,12.5\n" * (200 * n),
    "a Markdown table": lambda n: "| China | Japan | met |\n|---|---|---|\n" * (200 * n),
    "JSON": lambda n: '{"source": "China", "target": "Japan", "x": [1, {"y": null}]},' * (200 * n),
    "one line of letters": lambda n: "x" * (250_000 * n),
    "one line of words": lambda n: "lorem ipsum " * (8_000 * n),
    "digits": lambda n: "1234567890" * (20_000 * n),
    "numbers": lambda n: "12 34.5 6,789 " * (4_000 * n),
    "5,000 lines of a word": lambda n: "China\n" * (1_250 * n),
    "quotes": lambda n: "\"'“”‘’``''" * (1_000 * n),
    "brackets": lambda n: "(" * (5_000 * n) + ")" * (5_000 * n),
    "open quotes": lambda n: f'“{ACT},” he said. "' * (100 * n),
    "nested clauses": lambda n: (
        ACT + " which met Iran that accused Israel who attacked Syria" * (60 * n)
    ),
    "a verb of speech each other word": lambda n: "China said Japan said " * (75 * n),
    "owners of owners": lambda n: "China's " * (2_000 * n) + "army attacked Japan.",
    "initials": lambda n: "U.S. " * (4_000 * n),
    "spaces": lambda n: f"China{' ' * (60_000 * n)}condemned Japan.",
    "empty lines": lambda n: f"China{chr(10) * (60_000 * n)}condemned Japan.",
    "datelines": lambda n: "LONDON, Jan 1 (Reuters) - " * (1_000 * n),
    "credits": lambda n: "(Photo: Reuters) " * (1_000 * n),
    "titles": lambda n: "Chinese minister Abel Ng met French minister Zoe Ott. " * (60 * n),
    "strangers": lambda n: "".join(f"French minister Abel Ng{i}x left. " for i in range(250 * n)),
}

#: Odd characters; nothing here needs to grow.
ODD = {
    "nothing": "",
    "a space": " ",
    "white space of all kinds": " \n\t\u00a0\u2003\u3000\r\u2028\ufeff" * 500,
    "a full stop": ".",
    "emoji": f"👩‍👩‍👧‍👦 🇨🇳 {ACT} 🇯🇵 😀! " * 20,
    "right to left": f"\u202eالصين تدين اليابان {ACT} עברית\u202c. " * 20,
    "control characters": "China\x00 condemned\x01 Japan\x1b[31m\x7f over\x85 it. " * 20,
    "mixed scripts": f"Китай осудил Японию 中国谴责日本。{ACT} Κίνα. " * 20,
    "letters from elsewhere": "Сhina condemned Jаpan. Ｃｈｉｎａ condemned Ｊａｐａｎ. " * 20,
    "combining characters": "Ch\u0301i\u0300na\u0301 condemned Japan\u0327. " * 20,
    "towers of accents": f"Chi\u0301{chr(0x301) * 200}na {ACT}. " * 20,
    "letters that grow": "İİİ ẞẞẞ ŉŉ CHINA CONDEMNED JAPAN İ ΣΑΣ ﬁﬂ. " * 20,
    "joiners inside names": "Chi\u200dna con\u00addemned Ja\u200bpan. " * 20,
    "dots": "." * 5_000 + " . " * 1_000,
}


def batch(*texts: str) -> pl.DataFrame:
    """Return articles of one day, their ids their numbers."""
    rows = [{"article_id": str(i), "text": t, "published_on": ON} for i, t in enumerate(texts)]
    return pl.DataFrame(rows, schema=ARTICLE)


@cache
def alone() -> list[tuple[object, ...]]:
    """Return the mentions of the good article when it is coded alone."""
    return coder().code(batch(GOOD)).mentions.rows()


def check(text: str, coded: Coded) -> None:
    """Check the coding of the good article (0) and of a bad one (1)."""
    mine = coded.mentions.filter(pl.col("article_id") == "0")
    assert mine.rows() == alone()
    assert mine["dropped_because"].null_count() >= 3
    for row in coded.mentions.filter(pl.col("article_id") == "1").iter_rows(named=True):
        assert row["sentence"] == text[row["sentence_start"] : row["sentence_end"]]
        for words, part in (
            ("source_text", "source"), ("target_text", "target"), ("trigger", "trigger"),
        ):  # fmt: skip
            start, end = row[f"{part}_start"], row[f"{part}_end"]
            assert 0 <= start < end <= len(text)
            assert text[start:end] == row[words]
    counts = coded.articles.rows_by_key("article_id", named=True, unique=True)
    assert set(counts) == {"0", "1"}
    summary = counts["1"]
    assert 0 <= summary["n_sentences_coded"] <= summary["n_sentences"] <= len(text)
    kept = coded.mentions.filter(pl.col("dropped_because").is_null())
    assert kept.group_by("group_id").len()["len"].max() <= MAX_PAIRS


@pytest.mark.parametrize("kind", ODD)
def test_odd_characters_do_no_harm(kind):
    check(ODD[kind], coder().code(batch(GOOD, ODD[kind])))


def seconds(text: str) -> tuple[float, Coded]:
    """Return how long a text takes beside the good article, and what it gave."""
    articles = batch(GOOD, text)
    start = perf_counter()
    coded = coder().code(articles)
    return perf_counter() - start, coded


@pytest.mark.parametrize("kind", GROWING)
def test_long_texts_do_no_harm_and_take_time_in_proportion(kind):
    few, many = GROWING[kind](1), GROWING[kind](4)
    base, _ = seconds("")
    short, coded = seconds(few)
    check(few, coded)
    long, coded = seconds(many)
    check(many, coded)
    # a few milliseconds are noise, whatever the machine: as much as the good article takes
    assert long <= SLACK * 4 * (short + base)


def test_a_list_of_countries_is_bounded_and_said_in_the_log(caplog):
    text = f"{', '.join(NAMES[:100])} and France met {', '.join(NAMES[100:])} and Iran."
    with caplog.at_level(logging.WARNING):
        coded = coder().code(batch(GOOD, text))
    mine = coded.mentions.filter(pl.col("article_id") == "1")
    assert 0 < mine.height <= MAX_PAIRS
    assert set(mine["dropped_because"]) == {f"a list of more than {MAX_PAIRS} pairs"}
    (record,) = [r for r in caplog.records if r.name == "transforms.coding"]
    assert record.getMessage().startswith("article 1: 1 lists of more than 30 pairs")


def test_a_short_list_of_countries_is_coded():
    text = "France, Germany, Italy, Spain and Poland condemned Russia and Belarus on Tuesday."
    kept = coder().code(batch(text)).mentions.filter(pl.col("dropped_because").is_null())
    assert kept.height == 10


#: What texts go wrong on: marks, odd spaces, joiners, letters of other lengths in capitals, names.
NASTY = st.one_of(
    st.sampled_from(
        [
            "China", "JAPAN", "US", "U.S.", "Hun Manet", "al-Sisi", "condemned", "CONDEMNED", "met",
            "said", "and", "which", "his", "Mr.", "Dec. 3", "2024", "(AP) --", "&amp;", "<b>", "''",
            "``", "“", "”", "'", "’s", "(", ")", "[", "{", "|", ",", ".", "...", "!", "?", ";", ":",
            "-", "--", "—", "_", "\n", "\n\n", "\t", "\x00", "\x85", "\u2028", "\u00a0", "\u200b",
            "\u200d", "\u00ad", "\u0301", "\u202e", "\ufeff", "\ufffd", "İ", "ẞ", "ŉ", "ﬁ", "ς",
            "中国", "الصين", "🇨🇳", "👩‍👧", "𝐂𝐡𝐢𝐧𝐚",
        ]
    ),
    st.characters(exclude_categories=["Cs"]),
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(NASTY, max_size=40), st.sampled_from(["", " "]))
def test_any_text_is_coded_with_offsets_inside(parts, between):
    text = between.join(parts)
    check(text, coder().code(batch(GOOD, text)))


def test_the_command_line_takes_bad_lines_and_codes_the_good_one(tmp_path):
    texts = {"good": GOOD, **ODD, **{kind: make(1)[:20_000] for kind, make in GROWING.items()}}
    lines = [
        json.dumps({"id": kind, "text": text, "date": ON.isoformat()})
        for kind, text in texts.items()
    ]
    lines += [
        '{"id": "lone surrogates", "text": "China \\ud800 condemned \\udfff Japan.",'
        ' "date": "2024-06-12"}',
        '{"id": "\\ud83d", "text": "China \\ud83d\\ude00 condemned Japan.", "date": "2024-06-12"}',
        '{"id": "no text", "text": null, "date": "2024-06-12"}',
        '{"id": "broken", "text": "China',
        "[]",
        "",
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    done = bilateral("code", "in.jsonl", "-o", "out.jsonl", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    events = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    by_article: dict[str, list[dict[str, object]]] = {}
    for event in events:
        by_article.setdefault(event["article_id"], []).append(event)
    assert {(e["source"], e["target"], e["root"]) for e in by_article["good"]} == {
        ("CHN", "KHM", "05"), ("KHM", "CHN", "05"), ("CHN", "KHM", "04"), ("KHM", "CHN", "04"),
    }  # fmt: skip
    (told,) = by_article["lone surrogates"]
    assert (told["source"], told["target"], told["root"]) == ("CHN", "JPN", "11")
    assert told["offsets"]["source"] == [0, 5]
    for event in events:
        text = texts.get(event["article_id"])
        if text is not None:
            for part in ("source", "target", "trigger"):
                start, end = event["offsets"][part]
                words = event["trigger"] if part == "trigger" else event[f"{part}_text"]
                assert text[start:end] == words
