"""Sentences of wires: whole where a period is no end, apart where it is one."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from transforms.cleaning import mark
from transforms.sentences import LONGEST, split
from transforms.spans import Marked, paragraphs


def sentences(text: str) -> list[str]:
    """Return the sentences outside what cleaning marks, as they stand."""
    return [text[found.start : found.end] for found in split(text, mark(text))]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("Talks were held on Dec. 3 in Oslo.", "They went well.", id="month and day"),
        pytest.param("It ended in Jan.", "The rest is known.", id="a month at the end"),
        pytest.param("Envoys met Gen. Hun Manet.", "They left.", id="a rank before a name"),
        pytest.param("Lt. Gov. Smith met Sen. Jones.", "They left.", id="two titles in a row"),
        pytest.param("Ann Lee met Mr. Xi.", "They left.", id="Mr."),
        pytest.param("Lee met Hun Sen.", "He left.", id="a name that looks like a title"),
        pytest.param("Some U.S. troops left.", "Others stayed.", id="an acronym inside"),
        pytest.param("He flew to the U.S.", "The talks failed.", id="an acronym at the end"),
        pytest.param("The U.N. Security Council met.", "It voted.", id="an acronym in a name"),
        pytest.param("George W. Bush met Tony Blair.", "They talked.", id="an initial"),
        pytest.param("Nordic Fish Corp. President Lee left.", "He slept.", id="a company's head"),
        pytest.param("They bought Fish Inc.", "The price was high.", id="a company at the end"),
        pytest.param("It was No. 5 on the list.", "Oslo agreed.", id="No. before a digit"),
        pytest.param("They met at 5 p.m. Tuesday.", "Oslo agreed.", id="an hour and its day"),
        pytest.param("They met at 5 p.m.", "Oslo agreed.", id="an hour at the end"),
        pytest.param("It cost $3.5 billion.", "Oslo paid.", id="a decimal point"),
        pytest.param("“Oslo is ready.”", "The envoy left.", id="a curly closing quote"),
        pytest.param('"Oslo is ready."', "The envoy left.", id="a straight closing quote"),
        pytest.param("``Oslo is ready.''", "The envoy left.", id="a doubled closing quote"),
        pytest.param("'Oslo is ready.'", "The envoy left.", id="a single closing quote"),
        pytest.param("“No!” he said.", "He left.", id="a quotation that its speaker follows"),
        pytest.param("He asked: “Why?” and left.", "She stayed.", id="a question in a sentence"),
        pytest.param("(It ended on Monday.)", "He left.", id="a closing bracket"),
        pytest.param("“Oslo is ready. ” Lee said.", "He left.", id="a stray space before a quote"),
        pytest.param('"Oslo is ready." Lee said.', "He left.", id="a period before the speaker"),
        pytest.param('"No."', "Lee said Oslo would come.", id="a quotation, then reported speech"),
        pytest.param("They paused... then went on.", "He left.", id="dots inside"),
        pytest.param("Will it last?!", "Nobody knows.", id="two marks at the end"),
        pytest.param("See www.example.org for more.", "He left.", id="an address"),
        pytest.param("OSLO AND ROME AGREED.", "U.S. TROOPS LEFT.", id="capitals"),
        pytest.param("Oslo agreed.", "Rome did not", id="no period at the very end"),
    ],
)
def test_two_sentences_are_two(first, second):
    assert sentences(f"{first} {second}") == [first, second]


def test_a_missing_space_after_a_period_still_ends_a_sentence():
    assert sentences("Oslo agreed.Rome waited, he said.") == [
        "Oslo agreed.",
        "Rome waited, he said.",
    ]


def test_a_caption_glued_to_a_dateline_leaves_the_report_its_first_sentence():
    text = (
        "Ida Berg greets Jon Olafsson in Oslo, Jan. 9, 2024. (Xinhua/Li Ming) "
        "OSLO, Jan. 9 (Xinhua) -- Norway praised Iceland on Jan. 8. Iceland agreed. Enditem"
    )
    assert sentences(text) == ["Norway praised Iceland on Jan. 8.", "Iceland agreed."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "The ministers of Norway and Iceland met on Tuesday in the capital and\n"
            "agreed to work more closely on trade and on fishing. They said that\n"
            "the next talks would be held in spring.\n\nRome waited.",
            [
                "The ministers of Norway and Iceland met on Tuesday in the capital and\n"
                "agreed to work more closely on trade and on fishing.",
                "They said that\nthe next talks would be held in spring.",
                "Rome waited.",
            ],
            id="wrapped lines run on",
        ),
        pytest.param("Oslo agreed\n\nRome waited", ["Oslo agreed", "Rome waited"], id="blank line"),
        pytest.param(
            "Talks in Oslo\nNorway and Iceland met.\nThey agreed.",
            ["Talks in Oslo", "Norway and Iceland met.", "They agreed."],
            id="a paragraph on a line",
        ),
        pytest.param(
            "Talks in Oslo\r\n\r\nThey agreed.", ["Talks in Oslo", "They agreed."], id="CR LF"
        ),
        pytest.param("no punctuation at all", ["no punctuation at all"], id="no punctuation"),
        pytest.param("", [], id="nothing"),
        pytest.param(" \n\n . ... — \n", [], id="nothing but marks"),
    ],
)
def test_lines_and_paragraphs(text, expected):
    assert sentences(text) == expected


def test_a_run_without_end_is_cut_at_a_space():
    text = "fish " * 2_000
    found = split(text, [])
    assert len(found) > 1
    assert all(0 < s.end - s.start <= LONGEST for s in found)
    assert " ".join(text[s.start : s.end] for s in found) == text.strip()


def test_a_word_longer_than_a_sentence_may_be_is_cut_all_the_same():
    text = "a" * (2 * LONGEST + 7)
    assert [s.end - s.start for s in split(text, [])] == [LONGEST, LONGEST, 7]


def test_a_mark_ends_the_sentence_before_it():
    text = "Oslo agreed and [photo] Rome waited."
    found = split(text, [Marked("credit", 16, 23)])
    assert [text[s.start : s.end] for s in found] == ["Oslo agreed and", "Rome waited."]


TEXTS = st.text(alphabet="aB. ?\"”'\n\r\t1Ü()-", max_size=200) | st.text() | st.lists(
    st.sampled_from(
        ["Dec. 3", "U.S.", "Gen. Lee", " ", "\n", "\n\n", ". ", "Oslo", "agreed", "“No.”", "p.m.",
         "The", "(AP Photo/Ann Lee) ", "OSLO (AP) -- ", "x" * 3_100, "\u2028", "..."]
    ),
    max_size=30,
).map("".join)  # fmt: skip


@st.composite
def marked_texts(draw):
    """Return a text and marks in it, sorted and apart."""
    text = draw(TEXTS)
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=10)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return text, [Marked("boilerplate", start, end) for start, end in pairs]


@given(marked_texts())
@example(("\u2028a", []))
def test_sentences_lie_in_order_in_the_text_outside_the_marks(drawn):
    text, marks = drawn
    found = split(text, marks)
    edges = [edge for s in found for edge in (s.start, s.end)]
    assert edges == sorted(edges)
    assert [s.index for s in found] == list(range(len(found)))
    for s in found:
        assert 0 <= s.start < s.end <= len(text)
        assert s.end - s.start <= LONGEST
        assert any(map(str.isalnum, text[s.start : s.end]))
        assert text[s.start : s.end] == text[s.start : s.end].strip()
        assert all(m.end <= s.start or m.start >= s.end for m in marks)


@given(marked_texts())
def test_no_letter_outside_the_marks_is_lost(drawn):
    text, marks = drawn
    covered = {i for s in [*split(text, marks), *marks] for i in range(s.start, s.end)}
    assert not [c for i, c in enumerate(text) if c.isalnum() and i not in covered]


@given(TEXTS)
def test_paragraphs_hold_every_visible_character_once(text):
    spans = paragraphs(text)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    held = "".join(text[start:end] for start, end in spans)
    assert "".join(held.split()) == "".join(text.split())


@pytest.mark.parametrize(
    "piece",
    [
        pytest.param("Norway met Iceland on Dec. 3 in Oslo. ", id="one long paragraph"),
        pytest.param("Norway met Iceland.\n\n", id="many paragraphs"),
        pytest.param("A.", id="initials without spaces"),
        pytest.param("a", id="one long word"),
        pytest.param('"', id="quotes"),
        pytest.param(" \n", id="blank lines"),
        pytest.param("...", id="dots"),
        pytest.param("word\nword ", id="short lines"),
    ],
)
def test_time_grows_about_linearly(piece):
    def seconds(times: int) -> float:
        text, fastest = piece * times, float("inf")
        for _ in range(2):
            start = time.perf_counter()
            split(text, [])
            fastest = min(fastest, time.perf_counter() - start)
        return fastest

    few = 30_000 // len(piece)
    assert seconds(8 * few) < 8 * 4 * seconds(few) + 0.05
