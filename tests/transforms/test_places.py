"""Where an act happened: from its own clause, or nowhere."""

from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.actors import ActorDictionary, built_in
from transforms.cleaning import parse_view
from transforms.codebook import table
from transforms.datelines import Dateline
from transforms.gazetteer import Place, atlas, fold
from transforms.parsing import parse, sentence_view
from transforms.parties import Memory, Sentence
from transforms.places import columns, where
from transforms.records import MENTION
from transforms.roles import built_in as built_in_roles
from transforms.titles import absorb

ON = date(2024, 6, 12)


@cache
def dictionary() -> ActorDictionary:
    return ActorDictionary(built_in())


def sentence_of(text: str, on: date = ON) -> Sentence:
    view = parse_view(text)
    names = absorb(view, dictionary().find(view, on), built_in_roles())
    (parsed,) = parse([(sentence_view(view, 0, len(view), names), names)])
    return Sentence(parsed, Memory(), built_in_roles())


def dateline(place: str) -> Dateline:
    return Dateline(place, None, None, None, None, 0, len(place))


def place(text: str, trigger: str, root: str = "", line: str = "", on: date = ON) -> Place | None:
    sentence = sentence_of(text, on)
    word = next(token for token in sentence.doc if token.text == trigger)
    codes = {mention.code for mention in sentence.named.values()}
    return where(sentence, word, dateline(line) if line else None, codes, root=root)


def shown(found: Place | None) -> str:
    if found is None:
        return ""
    return f"{found.name} {found.country or '-'} {found.precision}"


SAID = [
    ("Xi Jinping met Hun Sen in Beijing on Tuesday.", "met", "04", "Beijing CHN city"),
    (
        "Xi Jinping met Hun Sen at the Diaoyutai State Guesthouse in Beijing on Tuesday.",
        "met",
        "04",
        "Beijing CHN city",
    ),
    ("Wang Yi held talks with Prak Sokhonn in Phnom Penh.", "held", "04", "Phnom Penh KHM city"),
    ("Wang Yi held talks with Prak Sokhonn in Phnom Penh.", "talks", "04", "Phnom Penh KHM city"),
    ("Russia shelled Ukrainian positions near Kharkiv.", "shelled", "19", "Kharkiv UKR city"),
    (
        "A Chinese coast guard ship rammed a Philippine boat off Scarborough Shoal.",
        "rammed",
        "19",
        "Scarborough Shoal PHL region",
    ),
    (
        "US and Chinese warships had a standoff in the South China Sea.",
        "standoff",
        "15",
        "South China Sea - region",
    ),
    (
        "A Chinese fighter jet intercepted an Australian plane over the Yellow Sea.",
        "intercepted",
        "17",
        "Yellow Sea - region",
    ),
    ("China and Japan held talks in the Chinese capital.", "talks", "04", "Beijing CHN city"),
    (
        "The talks between the US and Iran took place in Geneva, Switzerland.",
        "talks",
        "04",
        "Geneva CHE city",
    ),
    ("Wang Yi arrived in Phnom Penh for a visit.", "arrived", "04", "Phnom Penh KHM city"),
    ("Xi Jinping visited Hanoi on Tuesday.", "visited", "04", "Hanoi VNM city"),
    ("Xi Jinping paid a visit to Vietnam on Tuesday.", "paid", "04", "Vietnam VNM country"),
    ("Xi Jinping paid a visit to Hanoi on Tuesday.", "visit", "04", "Hanoi VNM city"),
    ("Putin traveled to Pyongyang to meet Kim Jong Un.", "traveled", "04", "Pyongyang PRK city"),
    (
        "Russia attacked Ukraine's eastern city of Kharkiv with missiles.",
        "attacked",
        "19",
        "Kharkiv UKR city",
    ),
    (
        "Israel bombed an Iranian depot in Syria's Aleppo.",
        "bombed",
        "19",
        "Aleppo SYR city",
    ),
    ("Biden hosted Kishida at the White House.", "hosted", "04", "Washington USA city"),
    ("Putin received Assad in the Kremlin.", "received", "04", "Moscow RUS city"),
    (
        "In Moscow, Putin met Kim and signed a treaty with North Korea.",
        "signed",
        "05",
        "Moscow RUS city",
    ),
    (
        "Blinken met Lavrov on the sidelines of the G20 summit in Bali, Indonesia.",
        "met",
        "04",
        "Bali IDN region",
    ),
    ("Russia shelled the Kharkiv region in Ukraine.", "shelled", "19", "Kharkiv region UKR region"),
    (
        "China and Cambodia signed an agreement in Siem Reap on Friday.",
        "signed",
        "05",
        "Siem Reap KHM city",
    ),
    (
        "During a visit to Tokyo, Scholz signed a pact with Japan.",
        "signed",
        "05",
        "Tokyo JPN city",
    ),
    ("Speaking in Canberra, Wang Yi criticized Japan.", "Speaking", "01", "Canberra AUS city"),
    ("Zelensky said in Kyiv that Russia had lied.", "said", "11", "Kyiv UKR city"),
    (
        "Turkish troops killed Kurdish fighters in northern Iraq.",
        "killed",
        "19",
        "Iraq IRQ country",
    ),
    (
        "Pakistani soldiers were killed by Indian shelling in Kashmir.",
        "killed",
        "19",
        "Kashmir PAK region",
    ),
    ("US forces struck Houthi targets in Yemen.", "struck", "19", "Yemen YEM country"),
    (
        "Iran seized a Greek tanker in the Strait of Hormuz.",
        "seized",
        "17",
        "Strait of Hormuz - region",
    ),
    (
        "Russian and Chinese ships held drills in Japanese waters.",
        "held",
        "15",
        "Japan JPN country",
    ),
    ("The US and China held a dialogue in London, Britain.", "held", "04", "London GBR city"),
    ("Israeli aircraft bombed Rafah on Monday.", "bombed", "19", "Rafah PSE city"),
    (
        "Israel carried out a strike in Beirut against Hezbollah.",
        "strike",
        "19",
        "Beirut LBN city",
    ),
    (
        "Chinese and Indian officials met at a hotel in Kathmandu.",
        "met",
        "04",
        "Kathmandu NPL city",
    ),
    (
        "Kim Jong Un met Moon Jae-in at Panmunjom.",
        "met",
        "04",
        "Panmunjom PRK city",
    ),
    (
        "Thai troops fired at Cambodian soldiers in Sisaket province.",
        "fired",
        "19",
        "Sisaket province THA region",
    ),
    ("Chinese and Japanese envoys met in Chengdu.", "met", "04", "Chengdu CHN city"),
    ("The ministers of Iran and Oman met in Muscat.", "met", "04", "Muscat OMN city"),
    ("Lukashenko and Putin held six hours of talks in Sochi.", "held", "04", "Sochi RUS city"),
    (
        "Egypt and Greece carried out a joint naval drill off Alexandria.",
        "carried",
        "06",
        "Alexandria EGY city",
    ),
    ("The EU signed a deal with China in Brussels.", "signed", "05", "Brussels BEL city"),
    (
        "A government source told reporters in Berlin that France had lied.",
        "told",
        "11",
        "Berlin DEU city",
    ),
    (
        "Filipino activists demonstrated outside the Chinese consulate in Manila.",
        "demonstrated",
        "14",
        "Manila PHL city",
    ),
    ("Israel struck Tripoli in Lebanon.", "struck", "19", "Tripoli LBN city"),
    (
        "Israel killed an Iranian general in a strike on Damascus.",
        "killed",
        "19",
        "Damascus SYR city",
    ),
    ("Trump met Kim at the Capella Hotel in Singapore.", "met", "04", "Singapore SGP city"),
    (
        "The Marshall Islands sued Britain at the World Court in The Hague.",
        "sued",
        "11",
        "The Hague NLD city",
    ),
    (
        "France and Britain held talks in Ho Chi Minh City.",
        "talks",
        "04",
        "Ho Chi Minh City VNM city",
    ),
]

SILENT = [
    ("Xi Jinping met Hun Sen on Tuesday.", "met", "04"),
    ("China condemned the war in Ukraine.", "condemned", "11"),
    ("France criticized Russia over the attack in Kyiv.", "criticized", "11"),
    ("China and Japan held talks last week in March.", "talks", "04"),
    ("Beijing criticized Tokyo.", "criticized", "11"),
    ("The US imposed sanctions on Russia.", "imposed", "16"),
    ("In Beijing's view, Japan has violated the treaty.", "violated", "12"),
    ("Britain expelled a diplomat from the embassy of Iran.", "expelled", "16"),
    ("China sent troops to the border with India.", "sent", "15"),
    ("Washington has confidence in Beijing.", "has", "05"),
    ("Thai and Cambodian troops clashed near the border.", "clashed", "19"),
    ("Germany pledged to help Ukraine at the request of Kyiv.", "pledged", "03"),
    ("Japan warned China on Tuesday.", "warned", "13"),
    ("Talks were held in Beijing and Tokyo.", "held", "04"),
    ("Iran rejected the proposal of Washington.", "rejected", "12"),
    ("Washington on Wednesday called on Beijing to help.", "called", "02"),
    ("Iran discussed the escalation in Lebanon with Saudi Arabia.", "discussed", "04"),
    ("Moscow hit out at Copenhagen for hosting soldiers.", "hit", "11"),
    ("France denounced soldiers in Mali.", "denounced", "11"),
    ("India and Pakistan held talks on Kashmir.", "held", "04"),
    ("US and Iranian diplomats met in Paris, Texas.", "met", "04"),
    ("Biden met Sunak in Birmingham.", "met", "04"),
    ("China's ambassador in Canberra criticized Australia.", "criticized", "11"),
    ("Wang Yi met students of Beijing University.", "met", "04"),
]


@pytest.mark.parametrize(
    ("text", "trigger", "root", "expected"), [pytest.param(*row, id=row[0][:60]) for row in SAID]
)
def test_a_place_in_the_acts_own_clause_is_found(text, trigger, root, expected):
    found = shown(place(text, trigger, root))
    assert found == expected


@pytest.mark.parametrize(
    ("text", "trigger", "root"), [pytest.param(*row, id=row[0][:60]) for row in SILENT]
)
def test_no_words_no_place(text, trigger, root):
    assert shown(place(text, trigger, root, line="GENEVA")) == ""


@pytest.mark.parametrize(
    ("text", "trigger", "line", "expected"),
    [
        pytest.param(
            "Xi Jinping met Hun Sen here.", "met", "BEIJING", "Beijing CHN city", id="here"
        ),
        pytest.param(
            "China and Japan held talks here on Monday.",
            "talks",
            "GENEVA",
            "Geneva CHE city",
            id="here, beside an occasion",
        ),
        pytest.param(
            "Xi met Hun Sen here.", "met", "UNITED NATIONS", "New York City USA city", id="a seat"
        ),
        pytest.param(
            "Xi met Hun Sen here.", "met", "WASHINGTON, D.C.", "Washington USA city", id="points"
        ),
        pytest.param("Xi met Hun Sen here.", "met", "NEW YORK/LONDON", "", id="two places"),
        pytest.param("Xi met Hun Sen here.", "met", "", "", id="no dateline"),
        pytest.param("Xi met Hun Sen.", "met", "BEIJING", "", id="nothing points to it"),
        pytest.param(
            "They signed an agreement in the capital.",
            "signed",
            "HANOI",
            "Hanoi VNM city",
            id="the capital, where the dateline is one",
        ),
        pytest.param(
            "They signed an agreement in the capital.",
            "signed",
            "GENEVA",
            "",
            id="the capital, where the dateline is none",
        ),
    ],
)
def test_the_dateline_counts_only_where_the_sentence_points_to_it(text, trigger, line, expected):
    assert shown(place(text, trigger, line=line)) == expected


def test_a_place_says_where_it_is_and_what_it_comes_from():
    found = place("Xi met Hun Sen at a hotel in Beijing.", "met")
    assert found == Place("Beijing", "CHN", 39.9075, 116.3972, 1816670, "city", "name:in Beijing")


def test_a_country_has_a_number_but_no_point():
    found = place("Turkish troops killed Kurdish fighters in northern Iraq.", "killed", "19")
    assert found == Place("Iraq", "IRQ", None, None, 99237, "country", "name:in Iraq")


def test_the_columns_are_those_of_a_mention():
    named = {name for name in MENTION.names() if name.startswith("place_")}
    assert set(columns(None)) == named
    assert set(columns(None).values()) == {None}
    found = place("Xi met Hun Sen in Beijing.", "met")
    assert columns(found)["place_geonames_id"] == 1816670


def test_without_a_root_an_object_says_nothing():
    assert place("Israel bombed an Iranian depot in Aleppo.", "bombed", "19") is not None
    assert place("France praised soldiers in Mali.", "praised") is None


@pytest.mark.parametrize(
    ("name", "countries", "expected"),
    [
        pytest.param("Tripoli", {"LBN"}, "LBN", id="the country that is named"),
        pytest.param("Tripoli", set(), "LBY", id="none named: the capital"),
        pytest.param("Kiev", set(), "UKR", id="an older spelling"),
        pytest.param("Birmingham", {"USA", "GBR"}, None, id="two are named: neither"),
        pytest.param("Nowhere at all", set(), None, id="unknown"),
    ],
)
def test_towns_of_one_name_are_told_apart_by_the_countries_named(name, countries, expected):
    town = atlas().town(name, countries)
    assert (town.country if town else None) == expected


def test_the_words_give_the_country_and_no_other_will_do():
    assert atlas().town("Tripoli", {"LBY"}, "LBN").country == "LBN"
    assert atlas().town("Kharkiv", {"UKR"}, "POL") is None


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_more(text):
    assert isinstance(fold(text), str)
    assert fold(text.upper()) == fold(fold(text.upper())) or fold(text).startswith("the")


VOCABULARY = """in at near off on to of the here where and , ; ( ) 's Beijing Paris Kharkiv China
capital city Strait Sea met visited shelled talks strike Hun Sen Brussels Gaza region coast"""
WORDS = st.sampled_from(VOCABULARY.split())


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=25).map(" ".join) | st.text(min_size=1, max_size=80))
def test_no_text_breaks_the_search(text):
    sentence = sentence_of(text)
    for token in sentence.doc:
        for root in ("", "04", "19"):
            found = where(sentence, token, dateline("GENEVA"), {"CHN"}, root=root)
            assert found is None or (found.name and ":" in found.basis)


def test_the_gazetteer_is_sorted_and_whole():
    rows = table("gazetteer")
    assert rows.rows() == sorted(rows.rows())
    assert rows["geonames_id"].is_duplicated().sum() == 0
    known = set(table("countries")["iso3"])
    for line, row in enumerate(rows.iter_rows(named=True), start=2):
        where_it_stands = f"gazetteer.csv:{line}"
        assert row["country"] in known, where_it_stands
        assert row["kind"] in {"capital", "city", "country"}, where_it_stands
        if row["kind"] != "country":
            assert -90 <= float(row["lat"]) <= 90, where_it_stands
            assert -180 <= float(row["lon"]) <= 180, where_it_stands


def test_every_venue_stands_in_a_town_of_the_gazetteer():
    for name in ("White House", "the Kremlin", "Zhongnanhai", "Downing Street", "Élysée Palace"):
        venue = atlas().venue(name)
        assert venue is not None, name
        assert venue.geonames_id is not None, name
