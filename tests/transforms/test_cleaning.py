"""What stands around a report is marked; the report and its offsets stay as they were."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from transforms.cleaning import dateline, mark, parse_view

REPORT = (
    "Norway signed a fishing agreement with Iceland on Tuesday. "
    "Iceland thanked its neighbour for the quick talks."
)
SECOND = "The two governments will meet again in spring to settle the quotas for cod and haddock."

#: Pieces that wires are made of; texts for the properties are drawn from them.
PIECES = st.sampled_from(
    [
        REPORT, SECOND, "OSLO, Jan. 9 (Xinhua) -- ", "GENEVA (Reuters) - ", "By Ann Lee", " ", "\n",
        "\n\n", "\r\n", "date 2024-01-09\n", "FILE PHOTO: ", "Two envoys shake hands in Oslo. ",
        "(AP Photo/Ann Lee, File)", "REUTERS/Ann Lee/File Photo", "Enditem", "(END)", "###", "“",
        "(Reporting by Ann Lee; Editing by Bo Li)", "Read more: a", "-0-", "”", "''", "_", "—",
        "PTI SKL ABC", "``", "(", ")", ".", "É", "\u2028", "ENVOY: Yes.",
    ]
)  # fmt: skip
WIRES = st.lists(PIECES, max_size=25).map("".join)
ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()))


def marked(text: str, title: str | None = None) -> list[tuple[str, str]]:
    """Return what is marked, as (kind, words)."""
    return [(found.kind, text[found.start : found.end]) for found in mark(text, title)]


def kept(text: str, title: str | None = None) -> str:
    """Return what is left for coding, spaces evened out."""
    at, left = 0, []
    for found in mark(text, title):
        left.append(text[at : found.start])
        at = found.end
    return " ".join(" ".join([*left, text[at:]]).split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Ida Berg greets Jon Olafsson in Oslo, Jan. 9, 2024. (Xinhua/Li Ming) "
            f"OSLO, Jan. 9 (Xinhua) -- {REPORT}",
            [
                ("caption", "Ida Berg greets Jon Olafsson in Oslo, Jan. 9, 2024."),
                ("credit", "(Xinhua/Li Ming)"),
                ("dateline", "OSLO, Jan. 9 (Xinhua) --"),
            ],
            id="a caption glued to its credit and to the dateline",
        ),
        pytest.param(
            "Ida Berg greets Jon Olafsson. The two had last met in 2019. (Xinhua/Li Ming) "
            f"OSLO, Jan. 9 (Xinhua) -- {REPORT}",
            [
                ("caption", "Ida Berg greets Jon Olafsson. The two had last met in 2019."),
                ("credit", "(Xinhua/Li Ming)"),
                ("dateline", "OSLO, Jan. 9 (Xinhua) --"),
            ],
            id="two sentences of caption before a dateline",
        ),
        pytest.param(
            f"FILE PHOTO: Flags fly in Oslo, May 7, 2023. REUTERS/Kim Dahl/File Photo\n\n{REPORT}",
            [
                ("caption", "FILE PHOTO: Flags fly in Oslo, May 7, 2023."),
                ("credit", "REUTERS/Kim Dahl/File Photo"),
            ],
            id="a file photo says that it is one",
        ),
        pytest.param(
            f"Envoys shake hands in Oslo. (Photo by Ann Lee/Getty Images)\n\n{REPORT}",
            [
                ("caption", "Envoys shake hands in Oslo."),
                ("credit", "(Photo by Ann Lee/Getty Images)"),
            ],
            id="the sentence before a credit is its caption",
        ),
        pytest.param(
            f"Envoys shake hands in Oslo. (Oslo Gazette/Ann Lee) {REPORT}",
            [("caption", "Envoys shake hands in Oslo."), ("credit", "(Oslo Gazette/Ann Lee)")],
            id="a paper that is in no list, and a person's name",
        ),
        pytest.param(f"{REPORT} (EU/NATO) {SECOND}", [], id="two bodies in brackets are no credit"),
        pytest.param(
            f"Envoys wave. REUTERS/Kim Dahl OSLO, Jan 9 (Reuters) - {REPORT}",
            [
                ("caption", "Envoys wave."),
                ("credit", "REUTERS/Kim Dahl"),
                ("dateline", "OSLO, Jan 9 (Reuters) -"),
            ],
            id="a credit without brackets leaves the dateline its place",
        ),
        pytest.param(
            f"{REPORT}\n\n(AP Photo/Ann Lee, File)\n\n{SECOND}",
            [("credit", "(AP Photo/Ann Lee, File)")],
            id="a credit alone between paragraphs takes no report with it",
        ),
    ],
)
def test_a_picture_is_marked_with_its_caption_and_credit(text, expected):
    assert marked(text) == expected


@pytest.mark.parametrize(
    "byline",
    [
        pytest.param("By Ann Lee", id="by one"),
        pytest.param("By Ann Lee and Bo Li, Associated Press", id="by two, of an agency"),
        pytest.param("BY STAFF REPORTER", id="in capitals"),
        pytest.param("Source: Xinhua | 2024-12-03 | Editor: Li", id="source and editor"),
        pytest.param("Published: 3 December 2024", id="when published"),
    ],
)
def test_a_byline_is_marked_whole(byline):
    assert marked(f"{byline}\n\n{REPORT}") == [("byline", byline)]


def test_a_sentence_that_begins_with_by_is_no_byline():
    assert marked(f"By Tuesday both governments had agreed.\n\n{REPORT}") == []


@pytest.mark.parametrize(
    ("line", "place", "agency", "day"),
    [
        pytest.param("OSLO, Dec. 3 (Xinhua) --", "OSLO", "Xinhua", (12, 3, None), id="Xinhua"),
        pytest.param("OSLO Dec. 3 (Xinhua) --", "OSLO", "Xinhua", (12, 3, None), id="no comma"),
        pytest.param("GENEVA (Reuters) -", "GENEVA", "Reuters", (None,) * 3, id="Reuters"),
        pytest.param("WASHINGTON (AP) —", "WASHINGTON", "AP", (None,) * 3, id="AP"),
        pytest.param("PARIS, Jan 9, 2024 (AFP) -", "PARIS", "AFP", (1, 9, 2024), id="AFP, a year"),
        pytest.param("Moscow, March 5 (TASS) -", "Moscow", "TASS", (3, 5, None), id="mixed case"),
        pytest.param("MOSCOW, January 9. /TASS/.", "MOSCOW", "TASS", (1, 9, None), id="slashes"),
        pytest.param("MOSCOW. Jan 9 (Interfax) -", "MOSCOW", "Interfax", (1, 9, None), id="point"),
        pytest.param("SEOUL, Jan. 9 (Yonhap) --", "SEOUL", "Yonhap", (1, 9, None), id="Yonhap"),
        pytest.param("TOKYO, Jan 9 (Kyodo) -", "TOKYO", "Kyodo", (1, 9, None), id="Kyodo"),
        pytest.param("New Delhi, Jan 9 (PTI)", "New Delhi", "PTI", (1, 9, None), id="PTI, no dash"),
        pytest.param("ISLAMABAD (APP):", "ISLAMABAD", "APP", (None,) * 3, id="APP, colon"),
        pytest.param("KUALA LUMPUR, 9 Jan (Bernama) --", "KUALA LUMPUR", "Bernama", (1, 9, None),
                     id="day before month"),
        pytest.param("DUBAI, 9th January (WAM) --", "DUBAI", "WAM", (1, 9, None), id="ordinal day"),
        pytest.param("BERLIN (dpa) -", "BERLIN", "dpa", (None,) * 3, id="agency in small letters"),
        pytest.param("HANOI, Jan. 9 (VNA) –", "HANOI", "VNA", (1, 9, None), id="VNA, en dash"),
        pytest.param("TEHRAN, Jan. 9 (MNA) –", "TEHRAN", "MNA", (1, 9, None), id="MNA"),
        pytest.param("DAMASCUS, (SANA)_", "DAMASCUS", "SANA", (None,) * 3, id="underscore"),
        pytest.param("WONSAN, January 9 (KCNA) --", "WONSAN", "KCNA", (1, 9, None), id="KCNA"),
        pytest.param("ANKARA (AA) -", "ANKARA", "AA", (None,) * 3, id="Anadolu"),
        pytest.param("LONDON, England (CNN) --", "LONDON", "CNN", (None,) * 3, id="with a region"),
        pytest.param("NEW DELHI:", "NEW DELHI", None, (None,) * 3, id="place and colon alone"),
        pytest.param("BEIRUT —", "BEIRUT", None, (None,) * 3, id="place and dash alone"),
    ],
)  # fmt: skip
def test_datelines_of_many_agencies(line, place, agency, day):
    text = f"{line} {REPORT}"
    found = dateline(text)
    assert found is not None
    assert (found.place, found.agency, (found.month, found.day, found.year)) == (place, agency, day)
    assert marked(text) == [("dateline", line)]
    assert kept(text) == REPORT


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"Talks: Norway and Iceland met. {REPORT}", id="a word and a colon"),
        pytest.param(f"THE U.S. and Norway met on Monday. {REPORT}", id="a word in capitals"),
        pytest.param(f"Norway - which sold fish - met Iceland. {REPORT}", id="a dash later on"),
        pytest.param(f"UPDATE: {REPORT}", id="a word that is no place"),
        pytest.param(
            "ENVOY: We met them.\n\nHOST: And then?\n\nENVOY: We agreed.", id="a transcript"
        ),
    ],
)
def test_what_only_looks_like_a_dateline_is_none(text):
    assert dateline(text) is None


def test_a_dateline_is_found_behind_caption_and_byline():
    text = (
        "Envoys in Oslo. (AP Photo/Ann Lee)\n\nBy Ann Lee\n\n"
        f"OSLO, Jan. 9 (AP) -- {REPORT}\n\n{SECOND}"
    )
    found = dateline(text)
    assert found is not None
    assert text[found.start : found.end] == "OSLO, Jan. 9 (AP) --"
    assert kept(text) == f"{REPORT} {SECOND}"


@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        pytest.param(" Enditem", "agency_tag", id="Enditem"),
        pytest.param(" (END)", "agency_tag", id="END in brackets"),
        pytest.param(" -0-", "agency_tag", id="-0-"),
        pytest.param(" -0- (Juche 114.7.28)", "agency_tag", id="-0- and the Juche day"),
        pytest.param(" Enditem/HY", "agency_tag", id="Enditem and initials"),
        pytest.param("\n\nrb/msh (AFP, dpa)", "agency_tag", id="initials and agencies below"),
        pytest.param("\n\n(Adds quotes, changes headline)", "boilerplate", id="what was changed"),
        pytest.param("\n\n(OSLO 24 with AFP)", "boilerplate", id="an outlet with an agency"),
        pytest.param(" (Xinhua)", "agency_tag", id="the agency alone"),
        pytest.param(" PTI SKL ABC", "agency_tag", id="initials of editors"),
        pytest.param("\n\n###", "boilerplate", id="###"),
        pytest.param("\n\n(Reporting by Ann Lee; Editing by Bo Li)", "byline", id="reporting by"),
        pytest.param(" (Reporting by Ann Lee; Editing by Bo Li)", "byline", id="the same, glued"),
        pytest.param("\n\nRead more: Fish and quotas", "boilerplate", id="a link to more"),
        pytest.param("\n\nAll rights reserved.", "boilerplate", id="rights"),
        pytest.param("\n\nADVERTISEMENT", "boilerplate", id="advertising"),
        pytest.param("\n\nhttps://example.org/fish", "boilerplate", id="a bare address"),
    ],
)
def test_end_marks_and_furniture_are_marked(ending, kind):
    assert marked(REPORT + ending) == [(kind, ending.strip())]


def test_end_marks_are_taken_off_one_after_another():
    text = f"{REPORT} (Reporting by Ann Lee; Editing by Bo Li) (AP)\n\nEnditem\n\n###"
    assert kept(text) == REPORT


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param(f"{REPORT}\n\n{REPORT}\n\n{SECOND}", f"{REPORT} {SECOND}", id="at once"),
        pytest.param(f"{REPORT}\n\n{SECOND}\n\n{REPORT}", f"{REPORT} {SECOND}", id="further on"),
        pytest.param(
            f"{REPORT}\n\n{REPORT.upper()}", REPORT, id="in other capitals it is the same paragraph"
        ),
        pytest.param("Yes.\n\nYes.", "Yes. Yes.", id="a short answer may stand twice"),
    ],
)
def test_a_doubled_paragraph_counts_once(text, left):
    assert kept(text) == left


@pytest.mark.parametrize(
    ("text", "header"),
    [
        pytest.param(f" date 2024-12-03 \n\n\n{REPORT}", "date 2024-12-03", id="a date line"),
        pytest.param(
            f"date 2024-12-03\ntitle Fish\nsource Gazette\n\n{REPORT}",
            "date 2024-12-03\ntitle Fish\nsource Gazette",
            id="several lines",
        ),
        pytest.param(
            f"date 2024-12-03\n\nSource close to the talks said so. {REPORT}",
            "date 2024-12-03",
            id="a report that begins with a header's word stays whole",
        ),
    ],
)
def test_header_lines_left_in_the_text_are_marked(text, header):
    assert marked(text) == [("header", header)]


def test_a_text_that_talks_of_dates_has_no_header():
    assert marked(f"Date set for talks, ministers say.\n\n{REPORT}") == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"Norway, Iceland sign deal\n\n{REPORT}", id="as a paragraph"),
        pytest.param(f"Norway, Iceland sign deal OSLO, Jan. 9 (AP) -- {REPORT}", id="glued"),
    ],
)
def test_a_title_that_opens_the_text_is_marked(text):
    assert ("title_repeat", "Norway, Iceland sign deal") in marked(
        text, "Norway, Iceland sign deal"
    )
    assert kept(text, "Norway, Iceland sign deal") == REPORT


@given(text=WIRES | ANY_TEXT, title=st.none() | PIECES)
@example(text="", title=None)
@example(text=" \n\n ", title="")
def test_marks_are_sorted_apart_and_inside_the_text(text, title):
    marks = mark(text, title)
    edges = [edge for found in marks for edge in (found.start, found.end)]
    assert edges == sorted(edges)
    assert all(0 <= found.start < found.end <= len(text) for found in marks)
    assert all(text[m.start : m.end] == text[m.start : m.end].strip() for m in marks)


@given(text=ANY_TEXT | WIRES)
@example("``Yes,'' he said_ U+D800 \ud800 \x00 \u3000 \U0001f41f")
def test_the_parsers_view_has_the_length_of_the_text(text):
    view = parse_view(text)
    assert len(view) == len(text)
    view.encode("utf-8")


@pytest.mark.parametrize(
    ("given_text", "view"),
    [
        pytest.param("“We agree,” he said", '"We agree," he said', id="curly quotes"),
        pytest.param("Norway’s", "Norway's", id="curly apostrophe"),
        pytest.param("``Yes,'' he", ' "Yes,"  he', id="doubled quotes keep their width"),
        pytest.param("3\u00a0Dec.\u2009a\nb", "3 Dec. a b", id="hard, thin and line spaces"),
        pytest.param("DAMASCUS (SANA)_ Syria", "DAMASCUS (SANA)- Syria", id="a wire's underscore"),
        pytest.param("non\u2011aligned", "non-aligned", id="hard hyphen"),
        pytest.param("snake_case", "snake_case", id="an underscore inside a word stays"),
    ],
)
def test_the_parsers_view_replaces_what_a_parser_trips_over(given_text, view):
    assert parse_view(given_text) == view


@pytest.mark.parametrize(
    "piece",
    [
        pytest.param(f"{REPORT} {SECOND}\n\n", id="many paragraphs"),
        pytest.param("Envoys in Oslo. (AP Photo/Ann Lee, File) ", id="many credits"),
        pytest.param("OSLO, Jan. 9 (AP) -- ", id="many datelines"),
        pytest.param("A. B. ", id="many initials"),
        pytest.param("\n", id="blank lines"),
        pytest.param("(", id="open brackets"),
    ],
)
def test_time_grows_about_linearly(piece):
    def seconds(times: int) -> float:
        text = piece * times
        fastest = float("inf")
        for _ in range(2):
            start = time.perf_counter()
            mark(text)
            fastest = min(fastest, time.perf_counter() - start)
        return fastest

    mark(piece)
    few = max(1, 20_000 // len(piece))
    assert seconds(8 * few) < 8 * 4 * seconds(few) + 0.05
