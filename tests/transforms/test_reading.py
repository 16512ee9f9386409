"""Bytes, pages and rows become articles, or are rejected with a reason and a remedy."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.errors import InputError
from transforms.reading import html, published, text
from transforms.reading.decode import decode, mend
from transforms.reading.language import language
from transforms.reading.rows import LIMIT, Fields, article, from_row, quarantined, resolve
from transforms.records import ARTICLE

TODAY = date(2025, 6, 30)
REPORT = (
    "Norway signed a fishing agreement with Iceland on Tuesday. The two governments said that "
    "they would meet again in spring to settle the quotas for cod and haddock."
)


def read(body: str, **more: object) -> dict[str, object]:
    """Return the article of a plain text."""
    return article(text.fields(body), origin="a.txt", today=TODAY, **more)


def reason(error: pytest.ExceptionInfo[InputError]) -> str:
    return error.value.reason


# ------------------------------------------------------------------------------ plain text


@pytest.mark.parametrize(
    ("body", "day", "rest"),
    [
        pytest.param(f" date 2024-12-03 \n\n\n\n{REPORT}\n", "2024-12-03", REPORT, id="date line"),
        pytest.param(f"Date: 3 December 2024\n\n{REPORT}", "3 December 2024", REPORT, id="colon"),
        pytest.param(f"published = 2024-12-03\r\n\r\n{REPORT}", "2024-12-03", REPORT, id="CR LF"),
        pytest.param(f"---\ndate: 2024-12-03\n---\n{REPORT}", "2024-12-03", REPORT, id="rules"),
        pytest.param(REPORT, None, REPORT, id="no header"),
        pytest.param(
            f"Date set for talks\n\n{REPORT}", None, f"Date set for talks\n\n{REPORT}",
            id="a title that begins with a header's word",
        ),
        pytest.param(
            f"date 2024-12-03\n\nSource close to Oslo said so.\n{REPORT}", "2024-12-03",
            f"Source close to Oslo said so.\n{REPORT}",
            id="a report that begins with a header's word",
        ),
    ],
)  # fmt: skip
def test_the_header_of_a_text_gives_its_date(body, day, rest):
    fields = text.fields(body)
    assert (fields.date, fields.text) == (day, rest)


def test_a_header_gives_title_outlet_address_and_id():
    fields = text.fields(
        "date: 2024-12-03\ntitle: Fish and quotas\nSource: Gazette\n"
        f"url: https://example.org/fish\nid: g7\n\n{REPORT}",
        source_id="stem",
    )
    assert fields == Fields(
        text=REPORT, date="2024-12-03", basis="header", source_id="g7", title="Fish and quotas",
        outlet="Gazette", url="https://example.org/fish",
    )  # fmt: skip


def test_a_text_without_an_id_takes_the_name_of_its_file():
    assert text.fields(REPORT, source_id="stem").source_id == "stem"


def test_an_article_has_the_columns_of_its_schema():
    row = read(f"date 2024-12-03\n\n{REPORT}")
    assert list(row) == list(ARTICLE)
    assert (row["published_on"], row["published_basis"]) == (date(2024, 12, 3), "header")
    assert (row["text"], row["language"], row["origin"]) == (REPORT, "en", "a.txt")


# ----------------------------------------------------------------------------------- pages


def page(head: str = "", body: str = "", *, report: str = f"<p>{REPORT}</p>") -> str:
    """Return a page as crawled, with a menu and a foot around its report."""
    return (
        f"<!doctype html><html><head>{head}</head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>Norway and Iceland sign</h1>{body}{report}</article>"
        "<footer>Contact us</footer></body></html>"
    )


JSON_LD = json.dumps(
    {
        "@graph": [
            {"@type": "WebSite", "name": "x"},
            {
                "@type": "NewsArticle",
                "headline": "Norway and Iceland sign",
                "datePublished": "2024-12-03T23:30:00+09:00",
                "publisher": {"@type": "Organization", "name": "The Gazette"},
            },
        ]
    }
)


@pytest.mark.parametrize(
    ("crawled", "basis"),
    [
        pytest.param(
            page('<meta property="article:published_time" content="2024-12-03T08:00:00Z">'),
            "html_meta", id="article:published_time",
        ),
        pytest.param(page('<meta name="pubdate" content="20241203">'), "html_meta", id="pubdate"),
        pytest.param(
            page(f'<script type="application/ld+json">{JSON_LD}</script>'), "html_meta",
            id="JSON-LD, the day as its outlet writes it",
        ),
        pytest.param(
            page(body='<time datetime="2024-12-03T10:00">yesterday</time>'), "html_meta",
            id="a time element",
        ),
        pytest.param(
            page('<link rel="canonical" href="https://example.org/2024/12/03/fish">'), "url",
            id="the page's address",
        ),
        pytest.param(
            page(body='<span class="post-date">December 3, 2024</span>'), "html_meta",
            id="an element whose class says date",
        ),
        pytest.param(
            page(report=f"<p>OSLO, Dec. 3, 2024 (AP) -- {REPORT}</p>"), "dateline", id="dateline"
        ),
    ],
)  # fmt: skip
def test_a_page_gives_its_date(crawled, basis):
    fields = html.fields(crawled)
    row = article(fields, origin="a.html", today=TODAY)
    assert (row["published_on"], row["published_basis"]) == (date(2024, 12, 3), basis)


def test_a_page_gives_text_title_outlet_and_address():
    fields = html.fields(
        page(
            '<meta property="og:title" content="Norway and Iceland  sign">'
            '<meta property="og:site_name" content="The Gazette">'
            '<link rel="canonical" href="https://www.example.org/fish">'
        ),
        source_id="a",
    )
    assert fields.text == REPORT
    assert fields.title == "Norway and Iceland sign"
    assert fields.outlet == "The Gazette"
    assert fields.url == "https://www.example.org/fish"
    assert fields.source_id == "a"


@pytest.mark.parametrize(
    ("head", "outlet"),
    [
        pytest.param(f'<script type="application/ld+json">{JSON_LD}</script>', "The Gazette",
                     id="the publisher it declares"),
        pytest.param('<meta property="og:url" content="https://www.example.org/fish">',
                     "example.org", id="else the host of its address"),
        pytest.param("", None, id="else none"),
        pytest.param('<script type="application/ld+json">{"@type": broken</script>', None,
                     id="broken JSON-LD is passed over"),
    ],
)  # fmt: skip
def test_the_outlet_of_a_page(head, outlet):
    assert html.fields(page(head)).outlet == outlet


def test_a_page_without_a_date_has_none():
    with pytest.raises(InputError) as error:
        article(html.fields(page()), origin="a.html", today=TODAY)
    assert reason(error) == "no_date"


@pytest.mark.parametrize(
    "crawled",
    [
        pytest.param("<html><body></body></html>", id="an empty page"),
        pytest.param("<html>", id="a page that breaks off"),
        pytest.param(
            "<html><body><ul><li><a href='/a'>News</a><li><a href='/b'>Fish</a></ul></body></html>",
            id="a list of links",
        ),
        pytest.param("<!-- nothing -->", id="a comment alone"),
        pytest.param(page(report=""), id="a heading without a report"),
    ],
)
def test_a_page_without_an_article_has_no_body(crawled):
    with pytest.raises(InputError) as error:
        html.fields(crawled, source_id="a")
    assert reason(error) == "no_body"


def test_the_text_that_a_page_declares_stands_in_for_one_it_hides():
    data = json.dumps({"@type": "NewsArticle", "articleBody": f"<b>{REPORT}</b>"})
    hidden = f'<html><head><script type="application/ld+json">{data}</script></head><body></html>'
    assert html.fields(hidden).text == REPORT


def overlap(found: str, expected: str) -> float:
    """Return the F1 of the words of two texts, as sets of runs of three."""

    def runs(words: list[str]) -> set[tuple[str, ...]]:
        return set(zip(words, words[1:], words[2:], strict=False))

    a, b = runs(found.split()), runs(expected.split())
    return 2 * len(a & b) / (len(a) + len(b))


@pytest.mark.shared
@pytest.mark.parametrize("name", ["d09.html", "d10.html", "xc7e3.html", "x39d5.html"])
def test_crawled_pages_give_what_a_reader_saw(shared, name):
    folder = shared / "dev" / "html"
    rows = map(json.loads, (folder / "meta.jsonl").read_text("utf-8").splitlines())
    expected = next(row for row in rows if row["file"] == name)
    raw = (folder / name).read_bytes()
    fields = html.fields(decode(raw, where=name), source_id=name)
    row = article(fields, origin=name, today=TODAY, address=name)
    assert row["published_on"] == date.fromisoformat(expected["published"])
    title = str(row["title"])
    assert title in expected["title"] or expected["title"] in title
    assert overlap(str(row["text"]), expected["body"]) > 0.9


# ------------------------------------------------------------------------------------ rows


@pytest.mark.parametrize(
    ("names", "held"),
    [
        pytest.param(["id", "text", "date"], {"id": "id", "text": "text", "date": "date"},
                     id="our own names"),
        pytest.param(["Headline", "Body", "Publication Date", "Source"],
                     {"title": "Headline", "text": "Body", "date": "Publication Date",
                      "outlet": "Source"}, id="names of archives, in any case, with spaces"),
        pytest.param(["source", "source.url", "maintext", "date_publish"],
                     {"outlet": "source", "url": "source.url", "text": "maintext",
                      "date": "date_publish"}, id="names of crawlers"),
        pytest.param(["content", "text"], {"text": "text"}, id="the first alias goes first"),
        pytest.param(["x", "y"], {}, id="names that mean nothing to us"),
    ],
)  # fmt: skip
def test_columns_are_known_under_other_names(names, held):
    assert resolve(names, {}, where="a.csv") == held


def test_a_mapping_goes_before_the_aliases():
    held = resolve(["text", "full", "date"], {"text": "full"}, where="a.csv")
    assert held == {"text": "full", "date": "date"}


def test_a_column_serves_one_field_only():
    held = resolve(["source", "text"], {"text": "source"}, where="a.csv")
    assert held == {"text": "source"}


def test_a_mapped_column_that_is_not_there_is_named():
    with pytest.raises(InputError, match=r"'full'.*there are: text, date") as error:
        resolve(["text", "date"], {"text": "full"}, where="a.csv")
    assert reason(error) == "missing_column"


def test_a_row_without_a_text_column_says_which_columns_it_has():
    with pytest.raises(InputError, match="there are: x, y") as error:
        from_row({"x": 1, "y": 2}, {}, where="a.jsonl:7")
    assert reason(error) == "missing_column"
    assert "a.jsonl:7" in str(error.value)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param(None, "", id="nothing"),
        pytest.param(7, "7", id="a number"),
        pytest.param(["a", "b"], '["a", "b"]', id="a list"),
        pytest.param([datetime(2024, 1, 2)], '["2024-01-02 00:00:00"]', id="a list of instants"),
        pytest.param(b"Oslo", "Oslo", id="bytes of a Parquet column"),
    ],
)
def test_a_text_that_is_no_string_is_shown_as_it_is(value, shown):
    assert from_row({"text": value}, {"text": "text"}, where="a").text == shown


def test_small_fields_are_trimmed_and_empty_ones_are_none():
    held = {"text": "text", "id": "id", "title": "title", "outlet": "outlet", "url": "url"}
    row = {"text": "t", "id": 7, "title": "  ", "outlet": " Gazette ", "url": {"a": 1}}
    fields = from_row(row, held, where="a")
    assert (fields.source_id, fields.title, fields.outlet, fields.url) == (
        "7",
        None,
        "Gazette",
        None,
    )


# ----------------------------------------------------------------------------------- dates


@pytest.mark.parametrize(
    "written",
    [
        "2024-12-03", "2024/12/03", "2024.12.3", "20241203", "2024-12-03T23:59:59Z",
        "2024-12-03 08:00:00+09:00", "20241203T080000Z", "3 December 2024", "3rd December 2024",
        "December 3, 2024", "Dec. 3, 2024", "Dec 3 2024", "3-Dec-2024",
        "Tue, 03 Dec 2024 10:00:00 GMT", "Tuesday, December 3rd, 2024, 10:00 a.m. EST",
        "2024年12月3日", "1733184000", "1733184000000", "  2024-12-03  ",
    ],
)  # fmt: skip
def test_many_ways_to_write_a_day(written):
    assert published.parse(written) == date(2024, 12, 3)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(date(2024, 12, 3), id="a date"),
        pytest.param(datetime(2024, 12, 3, 23, 59), id="an instant"),
        pytest.param(datetime(2024, 12, 3, 12, tzinfo=UTC), id="an instant with its zone"),
        pytest.param(1733184000, id="seconds"),
        pytest.param(1733184000000.0, id="milliseconds"),
        pytest.param(20241203, id="a number of eight digits"),
        pytest.param("25/12/2024", id="a day that cannot be a month"),
        pytest.param("12/25/2024", id="a day that cannot be a month, second"),
        pytest.param("05.05.2024", id="the same either way"),
    ],
)
def test_a_value_beyond_doubt_is_a_day(value):
    assert published.parse(value) in {date(2024, 12, 3), date(2024, 12, 25), date(2024, 5, 5)}


@pytest.mark.parametrize(
    "value",
    [
        "03/04/2024", "Dec. 3", "yesterday", "Tuesday", "2024", "2024-12", "2024-13-01",
        "2024-02-30", "10:30", "", "two hours ago", "24-12-03", None, True, 7, float("nan"),
        float("inf"), -1, 10**30,
    ],
)  # fmt: skip
def test_what_can_be_read_two_ways_or_lacks_its_year_is_no_day(value):
    assert published.parse(value) is None


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_iso_days_and_names_of_months_are_read_back(day):
    assert published.parse(day.isoformat()) == day
    assert published.parse(f"{day:%B} {day.day}, {day.year}") == day
    assert published.parse(f"{day.day} {day:%b} {day.year}") == day


@given(st.text() | st.integers() | st.floats() | st.datetimes() | st.booleans() | st.none())
def test_no_value_breaks_the_reading_of_dates(value):
    assert published.parse(value) is None or isinstance(published.parse(value), date)


@pytest.mark.parametrize(
    ("fields", "day", "basis"),
    [
        pytest.param(Fields(REPORT, date="2024-12-03", url="https://e.org/2020/01/02/x"),
                     date(2024, 12, 3), "field", id="the field goes first"),
        pytest.param(Fields(REPORT, url="https://e.org/2024/12/03/x"), date(2024, 12, 3), "url",
                     id="then the address"),
        pytest.param(Fields(REPORT, url="https://e.org/2024/dec/03/x"), date(2024, 12, 3), "url",
                     id="an address with the name of the month"),
        pytest.param(Fields(f"Published: December 3, 2024\n\n{REPORT}"), date(2024, 12, 3),
                     "header", id="then a line at the top"),
        pytest.param(Fields(f"OSLO, Dec. 3, 2024 (AP) -- {REPORT}"), date(2024, 12, 3), "dateline",
                     id="then a dateline with its year"),
        pytest.param(Fields(f"Envoys, Dec. 2, 2024. (AP Photo/Ann Lee) OSLO, Dec. 3 (AP) -- "
                            f"{REPORT}"), date(2024, 12, 3), "dateline",
                     id="a dateline whose year a caption tells"),
        pytest.param(Fields(f"OSLO, Dec. 3 (AP) -- {REPORT}\n\nCopyright 2024 AP"),
                     date(2024, 12, 3), "dateline", id="a dateline whose year the rights tell"),
    ],
)  # fmt: skip
def test_the_day_rests_on_the_best_evidence(fields, day, basis):
    row = article(fields, origin="a", today=TODAY)
    assert (row["published_on"], row["published_basis"]) == (day, basis)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param(Fields(REPORT), id="nothing tells it"),
        pytest.param(Fields(f"OSLO, Dec. 3 (AP) -- {REPORT}"), id="a dateline without a year"),
        pytest.param(Fields(REPORT, date="03/04/2024"), id="a date with two readings"),
        pytest.param(Fields(REPORT, date="soon", url="https://e.org/2024/12/03/x"),
                     id="a date that cannot be read is not replaced by another"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("today", [date(2024, 12, 4), TODAY, date(2031, 1, 1)])
def test_a_day_is_never_guessed_from_today(fields, today):
    with pytest.raises(InputError) as error:
        article(fields, origin="a", today=today)
    assert reason(error) == "no_date"


@given(st.integers(0, 20_000))
def test_today_changes_nothing_once_the_day_has_come(later):
    fields = Fields(f"OSLO, Dec. 3, 2024 (AP) -- {REPORT}")
    row = article(fields, origin="a", today=date(2024, 12, 3) + timedelta(days=later))
    assert row == article(fields, origin="a", today=TODAY)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        pytest.param("2025-07-02", "date_in_future", id="the day after tomorrow"),
        pytest.param("2099-01-01", "date_in_future", id="far off"),
        pytest.param("1899-12-31", "date_before_1900", id="the year before 1900"),
        pytest.param("0024-12-03", "date_before_1900", id="a year of two digits"),
    ],
)
def test_a_day_that_cannot_be_is_rejected(day, why):
    with pytest.raises(InputError) as error:
        article(Fields(REPORT, date=day), origin="a", today=TODAY)
    assert reason(error) == why


@pytest.mark.parametrize("day", ["2025-07-01", "2025-06-30", "1900-01-01"])
def test_the_edges_of_what_can_be_are_accepted(day):
    row = article(Fields(REPORT, date=day), origin="a", today=TODAY)
    assert row["published_on"] == date.fromisoformat(day)


# ------------------------------------------------------------------------------- encodings

CURLY = "Norway’s envoy said: “We agree.” Señor Núñez of Perú came too."


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(CURLY.encode(), id="UTF-8"),
        pytest.param(CURLY.encode("utf-8-sig"), id="UTF-8 with its mark"),
        pytest.param(CURLY.encode("utf-16"), id="UTF-16 with its mark"),
        pytest.param(b"\xfe\xff" + CURLY.encode("utf-16-be"), id="UTF-16, the other way round"),
        pytest.param(CURLY.encode("utf-16-le"), id="UTF-16 without a mark"),
        pytest.param(CURLY.encode("utf-32"), id="UTF-32"),
        pytest.param(CURLY.encode("cp1252"), id="Windows-1252"),
    ],
)  # fmt: skip
def test_bytes_become_the_same_text_whatever_the_encoding(raw):
    assert decode(raw, where="a.txt") == CURLY


@pytest.mark.parametrize(
    ("mangled", "mended"),
    [
        pytest.param("Norwayâ€™s envoy agreed", "Norway’s envoy agreed", id="an apostrophe"),
        pytest.param("SeÃ±or NÃºÃ±ez of PerÃº", "Señor Núñez of Perú", id="accents"),
        pytest.param("the talks â€” the first", "the talks — the first", id="a dash"),
    ],
)
def test_mojibake_is_mended(mangled, mended):
    assert decode(mangled.encode(), where="a.txt") == mended


def test_a_page_is_read_in_the_encoding_it_declares():
    declared = '<meta charset="iso-8859-2"><p>Wałęsa'
    assert decode(declared.encode("iso-8859-2"), where="a.html") == declared


@pytest.mark.parametrize(
    "good",
    [
        pytest.param("Norway’s ﬁsh — ½ of it", id="odd but right characters"),
        pytest.param("&amp; stays &lt;b&gt;", id="entities are the author's"),
        pytest.param("line\r\nline\u2028line", id="line breaks"),
        pytest.param("Ⅷ ＡＢＣ \x1b[1m", id="wide letters and escapes"),
    ],
)
def test_mending_leaves_what_is_right_as_it_is(good):
    assert mend(good) == good


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b" \n\t\r\n", "empty", id="white space"),
        pytest.param(b"\xef\xbb\xbf", "empty", id="a mark and nothing else"),
        pytest.param(b"\xff\xfe", "empty", id="a UTF-16 mark and nothing else"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "binary", id="a picture"),
        pytest.param(b"%PDF-1.7\n%stuff", "binary", id="a PDF"),
        pytest.param(b"PK\x03\x04" + b"x" * 99, "binary", id="a zip"),
        pytest.param(bytes(range(256)) * 40, "binary", id="all bytes there are"),
        pytest.param(REPORT.encode() + b"\0" + REPORT.encode(), "nul_bytes", id="a NUL byte"),
        pytest.param(b"\xff\xfe" + b"\x00\xd8" * 30, "encoding", id="UTF-16 that is not"),
        pytest.param(
            "".join("Ω\u0444語" for _ in range(200)).encode()[::-1], "encoding", id="no encoding"
        ),
    ],
)
def test_bytes_that_are_no_text_are_rejected(raw, why):
    with pytest.raises(InputError) as error:
        decode(raw, where="a.txt")
    assert reason(error) == why
    assert "a.txt" in str(error.value)


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda s: s.encode("utf-8", "replace")))
def test_no_bytes_break_decoding(raw):
    try:
        assert isinstance(decode(raw, where="a"), str)
    except InputError as error:
        assert error.reason in {"empty", "binary", "encoding", "nul_bytes"}  # noqa: PT017


# ------------------------------------------------------------------------------ rejections


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        pytest.param(Fields("", date="2024-12-03"), "empty", id="no text"),
        pytest.param(Fields(" \n ", date="2024-12-03"), "empty", id="white space"),
        pytest.param(Fields(f"{REPORT}\0", date="2024-12-03"), "nul_bytes", id="a NUL character"),
        pytest.param(Fields("\ufffd" * 9 + REPORT, date="2024-12-03"), "encoding",
                     id="many lost characters"),
        pytest.param(Fields("a" * (LIMIT + 1), date="2024-12-03"), "too_large", id="an archive"),
        pytest.param(Fields(REPORT), "no_date", id="no date"),
        pytest.param(Fields("Norge og Island undertegnet tirsdag en avtale om fiske. De to "
                            "regjeringene skal møtes igjen til våren.", date="2024-12-03"),
                     "not_english", id="Norwegian"),
        pytest.param(Fields("Les deux gouvernements ont signé mardi un accord sur la pêche dans "
                            "les eaux du nord.", date="2024-12-03"), "not_english", id="French"),
        pytest.param(Fields("两国政府星期二签署了渔业协定。", date="2024-12-03"), "not_english",
                     id="Chinese"),
    ],
)  # fmt: skip
def test_an_article_that_cannot_be_used_says_why_where_and_how_to_mend_it(fields, why):
    with pytest.raises(InputError) as error:
        article(fields, origin="a.jsonl:7", today=TODAY)
    assert reason(error) == why
    assert "where: a.jsonl:7" in str(error.value)
    assert "fix:   " in str(error.value)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param(REPORT, "en", id="English"),
        pytest.param("Xi meets Hun Manet", "en", id="a headline of names"),
        pytest.param(
            "Die Regierungen haben am Dienstag ein Abkommen unterzeichnet.", "de", id="de"
        ),
        pytest.param("Правительства подписали во вторник соглашение.", "ru", id="ru"),
        pytest.param("123 456", "und", id="no words"),
    ],
)
def test_the_language_of_a_text(words, found):
    assert language(words) == found


def test_what_is_rejected_is_one_row_however_often_it_is_read():
    error = InputError("no_date", "no date was found", where="a:1", fix="give it")
    first = quarantined(error, origin="a:1", content={"text": REPORT})
    again = quarantined(error, origin="b:9", content={"text": REPORT})
    other = quarantined(error, origin="a:1", content={"text": f"{REPORT} More."})
    assert first["quarantine_id"] == again["quarantine_id"] != other["quarantine_id"]
    assert json.loads(first["row"]) == {"text": REPORT}


def test_empty_inputs_are_told_apart_by_their_names():
    error = InputError("empty", "there is nothing in it", where="a", fix="leave it out")
    rows = [quarantined(error, origin=name, content="") for name in ("a", "b")]
    assert rows[0]["quarantine_id"] != rows[1]["quarantine_id"]


def test_a_long_rejected_input_is_kept_in_part_and_stays_json():
    error = InputError("no_date", "no date was found", where="a", fix="give it")
    row = json.loads(quarantined(error, origin="a", content=REPORT * 500)["row"])
    assert row["characters"] > 10_000 >= len(row["shortened"])


@given(
    st.dictionaries(
        st.text(max_size=5),
        st.text(alphabet=st.characters(exclude_categories=()))
        | st.floats()
        | st.none()
        | st.lists(st.integers()),
        max_size=5,
    )
)
def test_whatever_was_rejected_can_be_written_down(content):
    error = InputError("no_date", "no date was found", where="a", fix="give it")
    for value in quarantined(error, origin="a", content=content).values():
        value.encode("utf-8")
