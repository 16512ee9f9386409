"""Paths become batches of articles and of rejected inputs; every input is one or the other."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.sources import Input, expand, read
from transforms.errors import UsageError
from transforms.reading.rows import LIMIT
from transforms.records import ARTICLE, QUARANTINE

TODAY = date(2025, 6, 30)
REPORT = (
    "Norway signed a fishing agreement with Iceland on Tuesday. They will meet again in spring."
)


def row(number: int = 0, **more: Any) -> dict[str, Any]:
    """Return a row of a table."""
    return {"id": f"t{number}", "text": f"{REPORT} Talk {number}.", "date": "2024-12-03", **more}


def lines(*rows: object) -> bytes:
    return "".join(f"{json.dumps(some)}\n" for some in rows).encode()


def results(*paths: object, **more: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the articles and the rejected inputs of some paths."""
    batches = list(read(expand([str(path) for path in paths]), today=TODAY, **more))
    good = [row for batch in batches for row in batch.articles.iter_rows(named=True)]
    bad = [row for batch in batches for row in batch.quarantine.iter_rows(named=True)]
    return good, bad


def reasons(*paths: object, **more: Any) -> list[tuple[str, str]]:
    """Return (file and line, reason) of what was rejected, names without folders."""
    return [(Path(bad["origin"]).name, bad["reason"]) for bad in results(*paths, **more)[1]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with an article in each of four kinds of file."""
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "a.txt").write_text(f"date 2024-12-03\n\n{REPORT}")
    (tmp_path / "b.jsonl").write_bytes(lines(row(1)))
    (tmp_path / "deep" / "c.csv").write_text(f'date,text\n2024-12-03,"{REPORT}"\n')
    (tmp_path / "deep" / "er" / "d.html").write_text(
        '<html><head><meta name="date" content="2024-12-03"></head>'
        f"<body><article><p>{REPORT}</p></article></body></html>"
    )
    (tmp_path / ".hidden.txt").write_text("no article")
    return tmp_path


# ----------------------------------------------------------------------------------- paths


@pytest.mark.parametrize(
    ("given_paths", "names"),
    [
        pytest.param(["a.txt"], ["a.txt"], id="a file"),
        pytest.param([""], ["a.txt", "b.jsonl", "c.csv", "d.html"], id="a folder, its whole tree"),
        pytest.param(["*.txt"], ["a.txt"], id="a pattern"),
        pytest.param(["**/*.html"], ["d.html"], id="a pattern through folders"),
        pytest.param(["deep", "a.txt"], ["c.csv", "d.html", "a.txt"], id="in the order given"),
        pytest.param(["a.txt", "", "a.txt"], ["a.txt", "b.jsonl", "c.csv", "d.html"], id="once"),
        pytest.param([".hidden.txt"], [".hidden.txt"], id="a hidden file when it is named"),
    ],
)
def test_paths_mean_files(folder, given_paths, names):
    found = expand([f"{folder}/{path}" for path in given_paths])
    assert [item.path.name for item in found if item.path] == names
    assert all(item.size == Path(item.name).stat().st_size for item in found)


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("nowhere.txt", id="a file that is not there"),
        pytest.param("*.nowhere", id="a pattern without a match"),
        pytest.param("empty", id="a folder with nothing in it"),
        pytest.param("nowhere/deeper.txt", id="a folder that is not there"),
    ],
)
def test_a_path_that_means_nothing_is_named(tmp_path, path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError) as error:
        expand([str(tmp_path / path)])
    assert str(tmp_path / path) in str(error.value)


def test_a_folder_of_all_kinds_is_read(folder):
    good, bad = results(folder)
    assert not bad
    assert [Path(some["origin"]).name for some in good] == [
        "a.txt",
        "b.jsonl:1",
        "c.csv:2",
        "d.html",
    ]
    assert {some["published_on"] for some in good} == {date(2024, 12, 3)}
    assert [some["source_id"] for some in good] == ["a", "t1", None, "d"]


# ----------------------------------------------------------------------------------- kinds


def parquet(**columns: Any) -> bytes:
    file = io.BytesIO()
    pl.DataFrame(columns).write_parquet(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        pytest.param("a.jsonl", lines(row()), id="JSON lines"),
        pytest.param("a.jsonl", b"\xef\xbb\xbf\n" + lines(row()), id="JSON lines after a mark"),
        pytest.param("a.csv", f'id,date,text\nt0,2024-12-03,"{REPORT}"\n'.encode(), id="commas"),
        pytest.param("a.csv", f"id;date;text\nt0;2024-12-03;{REPORT}\n".encode(), id="semicolons"),
        pytest.param("a.tsv", f"id\tdate\ttext\r\nt0\t2024-12-03\t{REPORT}\r\n".encode(),
                     id="tabs"),
        pytest.param("a.csv", b"\xef\xbb\xbf" + f'text,date\n"{REPORT}",2024-12-03'.encode(),
                     id="a table after a mark, no line end at its end"),
        pytest.param("a.parquet", parquet(text=[REPORT], date=[date(2024, 12, 3)]), id="Parquet"),
        pytest.param("a.parquet", parquet(text=[REPORT.encode()], date=["2024-12-03"]),
                     id="Parquet with text as bytes"),
        pytest.param("a.json", json.dumps([row()], indent=1).encode(), id="a JSON list"),
        pytest.param("a.json", json.dumps(row(), indent=1).encode(), id="one JSON object"),
        pytest.param("a.json", lines(row()), id="JSON lines called JSON"),
        pytest.param("a.jsonl", lines(row()).decode().encode("utf-16"), id="JSON lines in UTF-16"),
        pytest.param("a.tsv", f"date\ttext\n2024-12-03\t{REPORT}\n".encode("utf-16"),
                     id="a table in UTF-16, as Excel writes it"),
        pytest.param("a.txt", f'<html><head><meta name="date" content="2024-12-03"></head><body>'
                     f"<article><p>{REPORT}</p></article></body></html>".encode(),
                     id="a page called text"),
        pytest.param("noname", f"date;text\n2024-12-03;{REPORT}\n".encode(),
                     id="a table told by its header"),
        pytest.param("noname", parquet(text=[REPORT], date=["2024-12-03"]), id="told by its bytes"),
        pytest.param("noname", lines(row()), id="JSON without a name's help"),
        pytest.param("noname", f"date 2024-12-03\n\n{REPORT}".encode(), id="else it is text"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_every_kind_gives_its_article(tmp_path, name, raw, packed):
    path = tmp_path / (f"{name}.gz" if packed else name)
    path.write_bytes(gzip.compress(raw) if packed else raw)
    good, bad = results(path)
    assert not bad
    assert [some["text"].startswith(REPORT) for some in good] == [True]
    assert good[0]["published_on"] == date(2024, 12, 3)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        pytest.param("a.jsonl", lines({"full": REPORT, "day": "3 Dec 2024", "text": "not this"}),
                     id="JSON lines"),
        pytest.param("a.csv", f'full,when,text\n"{REPORT}",3 Dec 2024,no\n'.encode(), id="CSV"),
        pytest.param("a.parquet", parquet(full=[REPORT], when=["3 Dec 2024"], text=["not this"]),
                     id="Parquet"),
    ],
)  # fmt: skip
def test_a_mapping_says_which_column_is_which(tmp_path, name, raw):
    (tmp_path / name).write_bytes(raw)
    columns = {"text": "full"} | ({} if name == "a.jsonl" else {"date": "when"})
    good, bad = results(tmp_path, columns=columns)
    assert not bad
    assert [(some["text"], some["published_on"]) for some in good] == [(REPORT, date(2024, 12, 3))]


def test_a_cell_may_hold_line_breaks_and_separators(tmp_path):
    (tmp_path / "a.csv").write_text(f'date,text\n2024-12-03,"{REPORT}\n\nYes, ""all""."\n')
    assert results(tmp_path)[0][0]["text"] == f'{REPORT}\n\nYes, "all".'


def test_a_table_in_windows_1252_is_read(tmp_path):
    (tmp_path / "a.csv").write_bytes(f"date;text\n2024-12-03;{REPORT} “Señor”\n".encode("cp1252"))
    assert results(tmp_path)[0][0]["text"] == f"{REPORT} “Señor”"


def test_a_line_in_windows_1252_is_read(tmp_path):
    text = f"{REPORT} “Señor”"
    raw = json.dumps(row(text=text), ensure_ascii=False).encode("cp1252")
    (tmp_path / "a.jsonl").write_bytes(lines(row(1)) + raw + b"\n" + lines(row(2)))
    assert [some["source_id"] for some in results(tmp_path)[0]] == ["t1", "t0", "t2"]
    assert results(tmp_path)[0][1]["text"] == text


def test_a_row_with_a_stray_quote_takes_no_other_row_with_it(tmp_path):
    table = f'date,text\n2024-12-03,"{REPORT}" he said\n2024-12-04,"{REPORT}"\n'
    (tmp_path / "a.csv").write_text(table)
    good, bad = results(tmp_path)
    assert [some["published_on"] for some in good] == [date(2024, 12, 4)]
    assert "he said" in bad[0]["row"]


def test_a_link_to_nowhere_is_counted(tmp_path):
    (tmp_path / "a.txt").symlink_to(tmp_path / "nowhere")
    assert reasons(tmp_path) == [("a.txt", "unreadable")]


def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "a.txt").write_text(f"date 2024-12-03\n\n{REPORT}")
    assert [item.name for item in expand([str(tmp_path)])] == [str(tmp_path / "a.txt")]


def test_a_name_that_is_no_text_does_not_stop_the_reading(tmp_path):
    raw_path = os.fsencode(tmp_path) + b"/na\xff.txt"
    Path(os.fsdecode(raw_path)).write_text(f"date 2024-12-03\n\n{REPORT}")
    assert [some["source_id"] for some in results(tmp_path)[0]] == ["na\ufffd"]


def test_a_batch_of_long_articles_is_handed_on_early(tmp_path, monkeypatch):
    monkeypatch.setattr("flows.sources.BATCH_CHARACTERS", 3 * len(REPORT))
    (tmp_path / "a.jsonl").write_bytes(lines(*map(row, range(7))))
    batches = read(expand([str(tmp_path)]), today=TODAY, batch_size=500)
    assert [batch.articles.height for batch in batches] == [3, 3, 1]


def test_mojibake_of_rows_is_mended_unless_offsets_must_fit(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(lines(row(text=f"{REPORT} Norwayâ€™s envoy")))
    assert results(tmp_path)[0][0]["text"].endswith("Norway’s envoy")
    assert results(tmp_path, mending=False)[0][0]["text"].endswith("Norwayâ€™s envoy")


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(lines(row(1), row(2)), id="JSON lines"),
        pytest.param(gzip.compress(lines(row(1), row(2))), id="gzip"),
        pytest.param(parquet(text=[REPORT] * 2, date=["2024-12-03"] * 2), id="Parquet"),
    ],
)
def test_standard_input_is_read(monkeypatch, raw):
    read_end, write_end = os.pipe()
    os.write(write_end, raw)
    os.close(write_end)
    stdin = SimpleNamespace(buffer=io.BufferedReader(io.FileIO(read_end)))
    monkeypatch.setattr(sys, "stdin", stdin)
    good, bad = results("-")
    assert not bad
    assert [some["origin"] for some in good] == ["-:1", "-:2"]


# -------------------------------------------------------------------------------- rejected


@pytest.mark.parametrize(
    ("name", "raw", "rejected"),
    [
        pytest.param("a.txt", b"", [("a.txt", "empty")], id="an empty text"),
        pytest.param("a.jsonl", b"", [("a.jsonl", "empty")], id="an empty file of lines"),
        pytest.param("a.jsonl", b"\n \n", [("a.jsonl", "empty")], id="blank lines alone"),
        pytest.param("a.csv", b"", [("a.csv", "empty")], id="an empty table"),
        pytest.param("a.parquet", b"", [("a.parquet", "empty")], id="an empty Parquet file"),
        pytest.param("a.png", b"\x89PNG\r\n\x1a\n\0\0\0", [("a.png", "binary")], id="a picture"),
        pytest.param("a.txt", REPORT.encode() + b"\0.", [("a.txt", "nul_bytes")], id="a NUL byte"),
        pytest.param("a.txt", REPORT.encode(), [("a.txt", "no_date")], id="no date"),
        pytest.param("a.txt", f"date 2031-01-01\n\n{REPORT}".encode(),
                     [("a.txt", "date_in_future")], id="a day to come"),
        pytest.param("a.html", b"<html><body></html>", [("a.html", "no_body")], id="no body"),
        pytest.param("a.jsonl", lines(row(1)) + b"{broken\n[1]\n" + lines(row(2)),
                     [("a.jsonl:2", "malformed_json"), ("a.jsonl:3", "malformed_json")],
                     id="lines that are no JSON objects, by number"),
        pytest.param("a.jsonl", lines({"x": 1}), [("a.jsonl:1", "missing_column")], id="no text"),
        pytest.param("a.jsonl", b'{"text": "\xff\xfe\xfd"}\n', [("a.jsonl:1", "encoding")],
                     id="neither UTF-8 nor Western"),
        pytest.param("a.jsonl", lines(row()).replace(b"Norway", b"Norw\x81y"),
                     [("a.jsonl:1", "encoding")], id="a byte that no Western encoding has"),
        pytest.param("a.csv", f'date,text\n2024-12-03,"Oslo" {REPORT}\n'.encode(),
                     [("a.csv:2", "malformed_row")], id="a quote out of place"),
        pytest.param("a.csv", b"id,date,text\n", [("a.csv", "empty")], id="a header alone"),
        pytest.param("a.json", b"[]", [("a.json", "empty")], id="a JSON list of nothing"),
        pytest.param("a.json", b'[{"text": ', [("a.json", "malformed_json")], id="half a list"),
        pytest.param("a.json", b'["x"]', [("a.json:1", "malformed_json")], id="a list of words"),
        pytest.param("a.jsonl", b'{"text": "\0"}\n', [("a.jsonl:1", "nul_bytes")], id="a raw NUL"),
        pytest.param("a.jsonl", lines(row(text="a\0b")), [("a.jsonl:1", "nul_bytes")],
                     id="an escaped NUL"),
        pytest.param("a.jsonl", lines(row(date="1850-01-01")), [("a.jsonl:1", "date_before_1900")],
                     id="before newspapers"),
        pytest.param("a.jsonl", b"[" * 100_000 + b"\n", [("a.jsonl:1", "malformed_json")],
                     id="brackets without end"),
        pytest.param("a.csv", b"x,y\n1,2\n", [("a.csv", "missing_column")], id="no such columns"),
        pytest.param("a.csv", f"date,text\n2024-12-03,{REPORT},more\n".encode(),
                     [("a.csv:2", "malformed_row")], id="a cell too many"),
        pytest.param("a.parquet", parquet(x=[1]), [("a.parquet", "missing_column")],
                     id="Parquet without our columns"),
        pytest.param("a.parquet", b"PAR1 and no more", [("a.parquet", "malformed_row")],
                     id="no Parquet"),
        pytest.param("a.jsonl.gz", gzip.compress(lines(row(1)))[:-12],
                     [("a.jsonl.gz", "unreadable")], id="a gzip file that breaks off"),
        pytest.param("a.jsonl.gz", gzip.compress(b"x")[:10] + b"\xff" * 40,
                     [("a.jsonl.gz", "unreadable")], id="a gzip file that is garbage inside"),
    ],
)  # fmt: skip
def test_a_bad_input_is_set_aside_and_the_rest_goes_on(tmp_path, name, raw, rejected):
    (tmp_path / name).write_bytes(raw)
    (tmp_path / "z.jsonl").write_bytes(lines(row(9)))
    good, bad = results(tmp_path)
    assert [(Path(some["origin"]).name, some["reason"]) for some in bad] == rejected
    assert all(some["stage"] == "read" and "fix:" in some["detail"] for some in bad)
    assert good[-1]["source_id"] == "t9"


def test_damage_inside_a_parquet_file_is_set_aside(tmp_path):
    raw = bytearray(parquet(text=[f"{REPORT} {i}" for i in range(500)], date=["2024-12-03"] * 500))
    raw[40:400] = b"\xff" * 360
    (tmp_path / "a.parquet").write_bytes(bytes(raw))
    assert reasons(tmp_path) == [("a.parquet", "malformed_row")]


def test_a_file_that_went_away_is_unreadable(tmp_path):
    (tmp_path / "a.txt").write_text(REPORT)
    inputs = expand([str(tmp_path)])
    (tmp_path / "a.txt").unlink()
    (batch,) = read(inputs, today=TODAY)
    assert batch.quarantine["reason"].to_list() == ["unreadable"]


@pytest.fixture
def nobody() -> Iterator[None]:
    """Be somebody whom permissions hold back, also where the tests run as root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    yield
    os.seteuid(0)


def test_a_file_that_may_not_be_read_is_unreadable(tmp_path, request):
    path = tmp_path / "a.txt"
    path.write_text(REPORT)
    path.chmod(0)
    inputs = expand([str(path)])
    request.getfixturevalue("nobody")
    (batch,) = read(inputs, today=TODAY)
    assert batch.quarantine["reason"].to_list() == ["unreadable"]


def test_a_huge_file_is_refused_without_being_read_whole(tmp_path):
    def peak(size: int) -> int:
        path = tmp_path / f"{size}.txt"
        with path.open("wb") as file:
            file.write(REPORT.encode())
            file.truncate(size)
        tracemalloc.start()
        assert reasons(path) == [(path.name, "too_large")]
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        path.unlink()
        return highest

    assert peak(500_000_000) < peak(50_000_000) + 1_000_000


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_a_huge_row_is_refused_and_the_next_is_read(tmp_path, name):
    long = "fish " * (LIMIT // 5 + 1)
    if name == "a.jsonl":
        raw = lines(row(1, text=long), row(2))
    else:
        raw = f"id,date,text\nt1,2024-12-03,{long}\nt2,2024-12-03,{REPORT}\n".encode()
    (tmp_path / name).write_bytes(raw)
    good, bad = results(tmp_path)
    assert [some["reason"] for some in bad] == ["too_large"]
    assert [some["source_id"] for some in good] == ["t2"]
    assert len(bad[0]["row"]) < 25_000


# --------------------------------------------------------------------------------- batches


@pytest.mark.parametrize(
    ("size", "sizes"),
    [
        pytest.param(4, [4, 4, 2], id="full ones and a rest"),
        pytest.param(5, [5, 5], id="no rest"),
        pytest.param(1, [1] * 10, id="one by one"),
        pytest.param(99, [10], id="all at once"),
    ],
)
def test_batches_have_the_size_asked_for_rejected_inputs_included(tmp_path, size, sizes):
    rows = [row(i) if i % 3 else {"text": ""} for i in range(6)]
    (tmp_path / "a.jsonl").write_bytes(lines(*rows))
    (tmp_path / "b.jsonl").write_bytes(lines(*map(row, range(10, 14))))

    def batches() -> list[tuple[pl.DataFrame, pl.DataFrame]]:
        found = read(expand([str(tmp_path)]), batch_size=size, today=TODAY)
        return [(batch.articles, batch.quarantine) for batch in found]

    first = batches()
    assert [good.height + bad.height for good, bad in first] == sizes
    assert all(good.schema == ARTICLE and bad.schema == QUARANTINE for good, bad in first)
    assert all(a.equals(c) and b.equals(d) for (a, b), (c, d) in zip(first, batches(), strict=True))


def test_memory_does_not_grow_with_the_number_of_articles(tmp_path):
    def peak(number: int) -> int:
        path = tmp_path / f"{number}.jsonl"
        with path.open("wb") as file:
            for i in range(number):
                file.write(lines(row(i)))
        tracemalloc.start()
        seen = 0
        for batch in read([Input(path, None)], batch_size=500, today=TODAY):
            seen += batch.articles.height
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert seen == number
        return highest

    peak(100)
    assert peak(50_000) < 1.5 * peak(2_000) + 500_000


GOOD = st.integers(0, 99).map(lambda i: (lines(row(i)), "article"))
BAD = st.sampled_from(
    [
        (b"{broken\n", "malformed_json"),
        (b"[1, 2]\n", "malformed_json"),
        (b'"text"\n', "malformed_json"),
        (lines({"date": "2024-12-03"}), "missing_column"),
        (lines(row(text="")), "empty"),
        (lines(row(text=None)), "empty"),
        (lines(row(date="soon")), "no_date"),
        (lines(row(date="2099-01-01")), "date_in_future"),
        (lines(row(text="Les deux gouvernements ont signé mardi un accord sur la pêche dans les "
                        "eaux du nord et vont se revoir.")), "not_english"),
        (b'{"text": "\xff\xfe\xfd"}\n', "encoding"),
        (b"\0\0\n", "nul_bytes"),
        (b"\n", None),
        (b"  \r\n", None),
    ]
)  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    drawn=st.lists(GOOD | BAD, min_size=1, max_size=15),
    size=st.integers(1, 6),
    packed=st.booleans(),
)
def test_every_line_is_an_article_or_a_rejected_row(tmp_path, drawn, size, packed):
    raw = b"".join(line for line, _ in drawn)
    path = tmp_path / "a.jsonl"
    path.write_bytes(gzip.compress(raw) if packed else raw)
    good, bad = results(path, batch_size=size)
    expected = Counter(outcome for _, outcome in drawn if outcome) or Counter(["empty"])
    assert Counter(["article"] * len(good) + [some["reason"] for some in bad]) == expected


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    raw=st.binary(max_size=400),
    name=st.sampled_from(["a.txt", "a.html", "a.jsonl", "a.csv", "a.parquet", "a.txt.gz", "a"]),
)
def test_no_bytes_stop_the_reading(tmp_path, raw, name):
    for old in tmp_path.iterdir():
        old.unlink()
    (tmp_path / name).write_bytes(raw)
    good, bad = results(tmp_path)
    assert good or bad or name in {"a.csv", "a.jsonl", "a"}
