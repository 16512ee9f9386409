"""A user's dictionary: what it changes, what is wrong with one, what the tables hold."""

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from transforms.actors import ActorDictionary
from transforms.codebook import table, toml, verb_rows
from transforms.coding import coder_version, distinct_events, user_coder
from transforms.counts import counts
from transforms.dictionaries import UserDictionary, faults, read
from transforms.dictionary_rows import shapes, templates
from transforms.errors import UsageError
from transforms.explain import article_frame

ON = date(2024, 6, 12)


def dictionary(**tables: str) -> UserDictionary:
    return read({f"{name}.csv": text.encode() for name, text in tables.items()}, "mine")


def meaning(mine: UserDictionary, name: str, on: date = ON) -> str:
    """Return whom a name alone means on a day: code and role, - for nobody."""
    found = ActorDictionary(mine.entries).lookup(name, on)
    held = [entry for entry in found if entry.start <= on <= entry.end]
    return " ".join(filter(None, [held[0].code or "-", held[0].agent])) if held else "unknown"


def told(**tables: str) -> list[str]:
    found = faults({f"{name}.csv": text.encode() for name, text in tables.items()})
    return [str(fault) for fault in found]


# --- what it changes -----------------------------------------------------------------------------

ROE = "name,country,office,agent,from\nJane Roe,FRA,envoy to the moon,GOV,2020-01-01\n"


def test_rows_add_names_to_those_built_in():
    mine = dictionary(persons=ROE)
    assert meaning(mine, "Jane Roe") == "FRA GOV"
    assert meaning(mine, "China") == "CHN"
    assert (mine.n_rows, mine.n_overriding, mine.n_names_changed) == (1, 0, 0)


def test_a_row_with_a_built_in_key_stands_in_its_place():
    rows = table("persons").filter(pl.col("actor_id") == "khm-hun-manet").sort("from")
    row = rows.row(-1, named=True)
    mine = dictionary(
        persons=f"actor_id,name,country,agent,from\nkhm-hun-manet,{row['name']},KHM,OPP,{row['from']}\n"
    )
    assert mine.n_overriding == 1
    assert meaning(mine, row["name"]) == "KHM OPP"
    mine_alone = mine.tables["persons"].filter(
        (pl.col("actor_id") == "khm-hun-manet") & (pl.col("from") == row["from"])
    )
    assert mine_alone.height == 1


@pytest.mark.parametrize(
    ("on", "code"),
    [
        pytest.param(date(1999, 12, 31), "TUR", id="the day before the row's first"),
        pytest.param(date(2000, 1, 1), "FRA", id="its first day"),
        pytest.param(date(2001, 1, 1), "FRA", id="its last day"),
        pytest.param(date(2001, 1, 2), "TUR", id="the day after"),
    ],
)
def test_a_name_means_what_the_row_says_on_its_days_and_what_it_meant_on_others(on, code):
    mine = dictionary(country_names="iso3,surface,from,to\nFRA,Turkey,2000-01-01,2001-01-01\n")
    assert meaning(mine, "Turkey", on) == code
    assert mine.n_names_changed == 1


@pytest.mark.parametrize("case", ["exact", "fold"])
@pytest.mark.parametrize(
    "name", ["World Trade Organization", "Association of Southeast Asian Nations", "Hezbollah"]
)
@pytest.mark.parametrize(("on", "code"), [(date(2000, 6, 1), "FRA REB"), (date(2005, 1, 1), "")])
def test_capitals_do_not_let_a_built_in_name_slip_past(case, name, on, code):
    built_in = meaning(dictionary(masks="surface\nNobody Here\n"), name, on)
    mine = dictionary(
        groups=f"country,agent,name,kind,case,from,to\nFRA,REB,{name},party,{case},2000-01-01,2001-01-01\n"
    )
    found = ActorDictionary(mine.entries).find(f"Yesterday {name} agreed.", on)
    assert [" ".join(filter(None, [m.code, m.entry.agent])) for m in found] == [code or built_in]


def test_a_surname_takes_nothing_from_other_people_of_that_name():
    mine = dictionary(persons="name,short,country\nAda Quill Putin,Putin,FRA\n")
    assert meaning(mine, "Putin") == "RUS GOV"


def test_a_mask_takes_a_name_and_a_role_noun_away():
    mine = dictionary(masks="surface\nWest Bank\nambassador\n")
    assert meaning(mine, "West Bank") == "-"
    assert "ambassador" not in mine.roles
    assert "minister" in mine.roles


def test_a_role_noun_is_added_or_replaced():
    mine = dictionary(
        agents="noun,plural,code,kind\nWarlord,warlords,REB,person\nenvoy,,MIL,person\n"
    )
    assert mine.roles["warlords"] == ("REB", "person")
    assert mine.roles["envoy"] == ("MIL", "person")


def test_the_coder_codes_with_it_and_its_version_says_so():
    mine = dictionary(groups="country,agent,name,kind\nFRA,REB,Blue Cats,armed_group\n")
    coder = user_coder(mine)
    found = distinct_events(
        coder.code(article_frame("China condemned the Blue Cats.", ON)).mentions
    )
    (row,) = found.iter_rows(named=True)
    assert (row["source"], row["target"], row["target_agent"]) == ("CHN", "FRA", "REB")
    assert row["coder_version"] == coder.version == f"{coder_version()}+{mine.version}"


def test_the_version_changes_with_a_cell_and_with_nothing_else():
    plain = dictionary(masks="surface\nFoo Bar\nBar Foo\n")
    same = read(
        {"masks.csv": b"\xef\xbb\xbfsurface;kind\r\nBar Foo;phrase\r\n\r\nFoo Bar;\r\n"}, "x"
    )
    other = dictionary(masks="surface\nFoo Bar\nBar Fool\n")
    assert plain.version == same.version != other.version


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b'name,country,aliases\nJane Roe,FRA,"J. Roe;J. Q. Roe"\n', id="as written"),
        pytest.param(
            b"\xef\xbb\xbfname,country,aliases\r\nJane Roe,FRA,J. Roe;J. Q. Roe\r\n", id="excel"
        ),
        pytest.param(
            b'name;country;aliases\r\nJane Roe;FRA;"J. Roe;J. Q. Roe"\r\n', id="semicolons"
        ),
        pytest.param(b"name\tcountry\taliases\nJane Roe\tFRA\tJ. Roe;J. Q. Roe\n", id="tabs"),
        pytest.param(
            b"aliases,Country, NAME\nJ. Roe; J. Q. Roe,FRA, Jane Roe \n", id="order, blanks"
        ),
        pytest.param(
            b"name,country,aliases\n\n,,\nJane Roe,FRA,J. Roe;J. Q. Roe", id="empty lines"
        ),
    ],
)
def test_what_spreadsheets_do_to_a_file_is_put_up_with(raw):
    mine = read({"Persons.CSV": raw, "notes.txt": b"\xff"}, "mine")
    assert [meaning(mine, n) for n in ("Jane Roe", "J. Roe", "J. Q. Roe")] == ["FRA"] * 3


# --- what is wrong with it -----------------------------------------------------------------------

P = "name,country,office,from,to,flag\n"


with (Path(__file__).parent / "dictionary_faults.csv").open(encoding="utf-8", newline="") as file:
    FAULTS = list(csv.DictReader(file))


@pytest.mark.parametrize("row", FAULTS, ids=[row["id"] for row in FAULTS])
def test_a_fault_names_the_place_and_the_remedy(row):
    name = f"{row['table']}.csv"
    found = faults({name: row["text"].replace("\\n", "\n").encode()})
    assert [(f.file, str(f.line), f.column) for f in found] == [(name, row["line"], row["column"])]
    assert row["what"] in found[0].what
    assert row["fix"] in found[0].fix


@pytest.mark.parametrize(
    ("files", "what"),
    [
        pytest.param({}, "no row", id="nothing"),
        pytest.param(
            {name: text.encode() for name, text in templates().items()}, "no row", id="headers"
        ),
        pytest.param({"names.xlsx": b"PK"}, "spreadsheet", id="a spreadsheet"),
        pytest.param({"masks.csv": "surface\nOdé\n".encode("latin-1")}, "UTF-8", id="latin-1"),
        pytest.param({"masks.csv": "surface\nFoo Bar\n".encode("utf-16")}, "UTF-8", id="utf-16"),
    ],
)
def test_what_cannot_be_read_is_a_fault(files: Mapping[str, bytes], what: str):
    (fault,) = faults(files)
    assert what in fault.what


@pytest.mark.parametrize(
    "text",
    [
        f"{P}Jane Roe,FRA,president,2020-01-01,,joint\n",
        f"{P}A Roe,FRA,seer,2020-01-01,2021-01-01,\nB Roe,FRA,seer,2021-01-01,,\n",
        "name,short,country\nTheresa Roe,May,FRA\n",
        "name,country\nJane Roe,IGOEUU\n",
    ],
    ids=["flagged", "the day of the handover", "a surname that is a month", "of an organisation"],
)
def test_what_looks_odd_and_is_right_is_no_fault(text):
    assert told(persons=text) == []


def test_all_faults_are_named_at_once_and_nothing_is_read():
    with pytest.raises(UsageError, match=r"(?s)persons.csv:2.*persons.csv:3") as error:
        dictionary(persons="name,country\nJane Roe,FR\nJohn Roe,GB\n")
    assert "check" in str(error.value)


# --- the tables behind it ------------------------------------------------------------------------


def test_the_shapes_are_those_of_the_codebook():
    for name, shape in shapes().items():
        assert list(shape["columns"]) == table(name).columns, name
        assert {*shape["required"], *shape["key"], *shape["names"], *shape["codes"]} <= set(
            shape["columns"]
        ), name
        for column, allowed in shape["values"].items():
            assert set(table(name)[column]) <= set(allowed), (name, column)


def test_the_built_in_roles_are_known():
    roles = table("roles")
    assert roles["code"].is_sorted()
    assert roles["code"].is_unique().all()
    assert set(roles["rank"]) == {"1", "2", "3"}
    used = pl.concat([table("persons")["agent"], table("groups")["agent"], table("agents")["code"]])
    blocks = {chain[at : at + 3] for chain in used.unique() for at in range(0, len(chain), 3)}
    assert blocks <= set(roles["code"])


def test_words_of_namesakes_are_sorted_and_are_no_country():
    words = toml("namesakes")
    countries = set(table("country_names")["surface"])
    for name in ("first_names", "surnames"):
        assert words[name] == sorted(set(words[name]))
    assert not set(words["first_names"]) & set(table("countries")["name"])
    assert not {s for names in words["states"].values() for s in names} & (
        set(table("countries")["name"]) | {"New York", "Washington"}
    )
    assert set(words["states"]) <= set(table("countries")["iso3"])
    assert countries


def test_counts_are_of_the_tables():
    n = dict(counts().select("what", "n").iter_rows())
    assert n["terms of persons"] == table("persons").height
    assert n["persons"] == len(set(table("persons")["actor_id"]))
    assert n["states and territories"] == table("countries").height
    ruling = table("groups").filter(kind="party", agent="GOVPTY")
    assert n["ruling parties"] == ruling["actor_id"].n_unique()
    assert n["rows of verbs and nouns"] == verb_rows().height
    entries = sum(len(cell.split("|")) for cell in verb_rows()["lemmas"])
    by_root = [n for what, n in n.items() if what.startswith("root") and what.endswith("entries")]
    assert n["entries (a lemma in a frame)"] == sum(by_root) == entries
    assert len(by_root) == 20


def test_counts_of_a_dictionary_are_with_its_rows():
    mine = dictionary(persons=ROE)
    before, after = counts(), counts(mine.tables)
    changed = before.join(after, on="what", suffix="_with").filter(pl.col("n") != pl.col("n_with"))
    assert set(changed["what"]) == {"persons", "terms of persons", "offices"}
