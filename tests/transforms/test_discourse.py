"""What an article has said so far: who "both", "them", "the ministry" and nobody stand for."""

from datetime import date

import polars as pl
import pytest

from tests.transforms.coding_helpers import coder, days, events, reasons
from transforms.coding import distinct_events
from transforms.records import ARTICLE

EXAMPLES = [
    (
        "each accused the other",
        "Thailand and Cambodia traded fire on Monday. Each country accused the other of murder.",
        {"THA>KHM 11 actual", "KHM>THA 11 actual"},
    ),
    (
        "the leaders whom a third party calls are those the story is about",
        "India and Pakistan exchanged fire again. India shelled Pakistan. China and Iran spoke by "
        "phone. Donald Trump telephoned both leaders.",
        {"USA>IND 04 actual", "USA>PAK 04 actual"},
    ),
    (
        "two who accuse each other",
        "Iran and Iraq accused each other of theft.",
        {"IRN>IRQ 11 actual", "IRQ>IRN 11 actual"},
    ),
    (
        "a described country is the last one named of that kind",
        "Saudi Arabia broke off relations with Qatar, accusing the gas-rich emirate of treachery.",
        {"SAU>QAT 16 actual", "SAU>QAT 11 actual"},
    ),
    (
        "them are the ones just expelled",
        "Greece expelled two Russian diplomats, accusing them of bribery.",
        {"GRC>RUS 11 actual"},
    ),
    (
        "an envoy called home from the other side of the story",
        "Spain protested to Morocco over the islet. Morocco recalled its ambassador.",
        {"MAR>ESP 16 actual"},
    ),
    (
        "help goes to whom the story is about",
        "An earthquake shook Nepal on Saturday. Nepal buried its dead. Rescuers dug in Nepal's "
        "capital. Nepal asked for help. India flew in 120 rescuers and dogs.",
        {"IND>NPL 07 actual"},
    ),
    (
        "nobody sends gifts to a foe",
        "Thailand bombed Cambodian posts. Thailand sent F-16 jets.",
        {"THA>KHM 19 actual"},
    ),
    (
        "the deed that is condemned has a doer, named or not",
        "North Korea fired a missile into the sea. South Korea's unification ministry condemned "
        "the launch.",
        {"KOR>PRK 11 actual"},
    ),
    (
        "a crowd belongs to the town it fills",
        "In Seoul, several dozen students rallied in front of the Japanese embassy.",
        {"KOR>JPN 14 actual"},
    ),
    (
        "what one writes for is done",
        "Pedro Sanchez wrote to Emmanuel Macron on Sunday to express regret.",
        {"ESP>FRA 05 actual"},
    ),
    (
        "a threat in the words of a warning",
        "Any Israeli retaliation would draw a much larger response, Iran warned.",
        {"IRN>ISR 13 intent"},
    ),
    (
        "what is not recognised is rejected",
        "Serbia does not recognise Kosovo.",
        {"SRB>XKX 12 actual"},
    ),
    (
        "a verb in the past hangs on the verb in the past",
        "France ordered ten Algerian agents to leave and recalled its ambassador from Algiers.",
        {"FRA>DZA 17 actual", "FRA>DZA 16 actual"},
    ),
    (
        "a list of countries is no apposition",
        "Egypt, Syria and Iraq broke off relations with Israel.",
        {"EGY>ISR 16 actual", "SYR>ISR 16 actual", "IRQ>ISR 16 actual"},
    ),
    (
        "those who met together met each other",
        "Jens Stoltenberg met Recep Tayyip Erdogan and Ulf Kristersson.",
        {"NAT>TUR 04 actual", "NAT>SWE 04 actual", "TUR>SWE 04 actual", "SWE>TUR 04 actual"},
    ),
    ("an itinerary is no visit", "From Cuba Vladimir Putin flies to Nicaragua.", set()),
    ("a question tells nothing", "Will Xi Jinping meet Fumio Kishida?", set()),
]


@pytest.mark.parametrize(("text", "expected"), [pytest.param(t, e, id=i) for i, t, e in EXAMPLES])
def test_the_story_names_whom_a_clause_leaves_out(text, expected):
    found = events(text, date(2024, 6, 12))
    assert expected <= found if expected else found == set(), found


def test_an_accused_thing_is_no_other_side_of_a_story():
    told = events("Germany buys gas from Russia. Russia blamed a turbine fault.")
    assert "RUS>DEU 11 actual" not in told


def test_pronouns_that_ask_for_each_other_end():
    assert events("They thanked them and they accused both of them of it.") == set()
    assert reasons("It thanked them, he told her that it met him.") == set()


def _article(text: str, outlet: str | None, on: date) -> set[str]:
    row = {
        "article_id": "a",
        "source_id": "a",
        "text": text,
        "outlet": outlet,
        "published_on": on,
    }
    coded = coder().code(pl.DataFrame([row], schema=ARTICLE))
    return {
        f"{r['source']}>{r['target']} {r['cameo_root']} {r['event_date']}"
        for r in distinct_events(coded.mentions).iter_rows(named=True)
    }


def test_the_ministry_is_that_of_the_capital_the_story_is_written_from():
    text = (
        "SOFIA, June 11 (AFP) - Relations with Serbia are strained. The foreign ministry summoned "
        "the Serbian ambassador of Serbia in Bulgaria on Tuesday."
    )
    assert "BGR>SRB 11 2024-06-11" in _article(text, "AFP", date(2024, 6, 12))


def test_today_is_the_day_of_the_dateline():
    text = "DAKAR, Aug. 22 (AP) - Senegal today accused Mauritania of murder."
    assert _article(text, "AP", date(1989, 8, 23)) == {"SEN>MRT 11 1989-08-22"}


def test_the_next_day_counts_from_the_day_told_before():
    text = "On June 3 Serbia accused Bulgaria of theft. The next day Bulgaria condemned Serbia."
    assert days(text) == {"2024-06-03 day", "2024-06-04 day"}


def test_words_in_capitals_that_open_a_story_are_names_all_the_same():
    assert "ZAF>ZMB 19 actual" in events("SOUTH African forces attacked Zambia yesterday.")
