"""Other people's events: each layout, each damage seen in the wild, and counts that add up."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from tests.warehouse.frames import article, load, mention
from tests.warehouse.import_files import GDELT, file, header, line, text
from transforms import codebook
from transforms.errors import UsageError
from warehouse import imports
from warehouse.exports import reviewed
from warehouse.imports import layouts, reading, spellings


def imported(db, dataset, *lines, form=None, name="f.txt"):
    given = file(name, text(form or dataset, *lines))
    (done,) = imports.load(db, dataset, [given], skip_broken=True)
    return done


def rows(db, columns="*", where="true"):
    found = db.execute(f"select {columns} from imported_events where {where} order by line")
    return found.fetchall()


def reasons(done):
    return {reason: n for reason, n, *_ in done.reasons.rows()}


# each layout


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("gdelt1", ("CHN", "GOV", "KHM", None, "040", "04", 1, 6, 5, 2, "KHM")),
        ("gdelt2", ("CHN", "GOV", "KHM", None, "040", "04", 1, 6, 5, 2, "KHM")),
        ("icews", ("CHN", "GOV", "KHM", None, "040", "04", 1, 1, 1, 1, "KHM")),
        ("phoenix", ("CHN", "GOVMIL", "KHM", None, "040", "04", 1, 2, 2, 1, "KHM")),
        ("polecat", ("CHN", "GOV", "KHM", None, "040", "04", 1, 1, 1, 1, "KHM")),
    ],
)
def test_a_record_of_each_layout_becomes_an_event(db, form, expected):
    done = imported(db, form, line(form))
    columns = "source, source_agent, target, target_agent, cameo_code, cameo_root, quad_class, "
    columns += "n_mentions, n_articles, n_outlets, place_country"
    assert rows(db, columns) == [expected]
    assert (done.counts["n_read"], done.counts["n_loaded"]) == (1, 1)


def test_the_historical_phoenix_is_told_by_its_header(db):
    imported(db, "phoenix", line("phoenix_historical"), form="phoenix_historical")
    found = rows(db, "event_date, source, source_agent, cameo_code, code_basis, place_name")
    assert found == [
        (date(1984, 1, 5), "CHN", "GOV", "040", "zero_restored", "Phnom Penh, Cambodia")
    ]


def test_the_older_gdelt_files_end_without_an_address(db):
    short = line("gdelt1").rsplit("\t", 1)[0]
    done = imported(db, "gdelt1", short, line("gdelt1", globaleventid="2"))
    assert done.counts["n_loaded"] == 2


def test_a_polecat_type_becomes_the_general_code_of_a_root_and_says_so(db):
    kinds = [("ACCUSE", "allege"), ("ACCUSE", "investigate"), ("REQUEST", "meet"), ("ASSAULT", "")]
    lines = [
        line("polecat", event_id=f"{kind}{mode}", event_type=kind, event_mode=mode)
        for kind, mode in kinds
    ]
    imported(db, "polecat", *lines)
    assert rows(db, "cameo_code, code_basis, plover_event, plover_mode, quad_class") == [
        ("110", "plover_type", "ACCUSE", "allege", 3),
        ("090", "plover_type", "ACCUSE", "investigate", 2),
        ("100", "plover_type", "REQUEST", "meet", 3),
        ("180", "plover_type", "ASSAULT", None, 4),
    ]


def test_both_values_are_kept_the_tables_and_the_files(db):
    imported(db, "icews", line("icews", cameo_code="022", intensity="3.4"))
    found = [(float(table), given) for table, given in rows(db, "goldstein, goldstein_given")]
    assert found == [(3.2, 3.4)]


# damage


def test_a_code_without_its_zero_is_restored_by_the_table(db):
    codes = {"1": "43", "2": "211", "3": "190", "4": "1823", "5": "10"}
    lines = [line("icews", event_id=key, cameo_code=code) for key, code in codes.items()]
    done = imported(db, "icews", *lines)
    assert rows(db, "cameo_code, code_basis") == [
        ("043", "zero_restored"),
        ("0211", "zero_restored"),
        ("190", "given"),
        ("1823", "given"),
        ("010", "zero_restored"),
    ]
    assert done.counts["n_zeros_restored"] == 3


@pytest.mark.parametrize(
    ("other", "code"),
    [
        pytest.param("040", ("10", "given"), id="in a file that lost no zeros, a root"),
        pytest.param("40", ("010", "zero_restored"), id="where others lost theirs, not"),
    ],
)
def test_a_bare_ten_without_its_root_goes_by_the_rest_of_the_file(db, other, code):
    lines = [
        line("phoenix", eventid=key, eventcode=given, eventrootcode="")
        for key, given in (("1", "10"), ("2", other))
    ]
    imported(db, "phoenix", *lines)
    assert rows(db, "cameo_code, code_basis")[0] == code


@pytest.mark.parametrize("bare", ["10", "15", "20"])
def test_icews_has_no_bare_roots(db, bare):
    imported(db, "icews", line("icews", cameo_code=bare), line("icews", event_id="2"))
    assert rows(db, "cameo_code, code_basis")[0] == (f"0{bare}", "zero_restored")


@pytest.mark.parametrize(("root", "code"), [("1", "010"), ("01", "010"), ("10", "10")])
def test_a_given_root_tells_010_from_10(db, root, code):
    imported(db, "gdelt2", line("gdelt2", eventcode="10", eventrootcode=root))
    assert rows(db, "cameo_code") == [(code,)]


def test_a_code_of_phoenix_own_is_its_parent(db):
    imported(db, "phoenix", line("phoenix", eventcode="1641", eventrootcode="16"))
    assert rows(db, "cameo_code, code_basis") == [("164", "alias")]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2017-01-05", date(2017, 1, 5)),
        ("1/5/2017", date(2017, 1, 5)),
        ("12/31/2017", date(2017, 12, 31)),
        ("2017-01-05 00:00:00", date(2017, 1, 5)),
        ("20170105", date(2017, 1, 5)),
    ],
)
def test_days_are_read_in_each_way_they_are_written(db, written, day):
    imported(db, "icews", line("icews", event_date=written))
    assert rows(db, "event_date") == [(day,)]


@pytest.mark.parametrize("written", ["13/2/2017", "31/12/2017 00:00", '"20/01/2017"'])
def test_a_file_with_days_before_months_is_refused_with_its_line(db, written):
    lines = [line("icews", event_date="3/2/2017"), line("icews", event_date=written)]
    before = dump(db)
    with pytest.raises(UsageError, match="days are written before months") as caught:
        imported(db, "icews", *lines, name="d.tab")
    assert caught.value.where == "d.tab:3"
    assert dump(db) == before


def test_an_id_of_two_days_is_two_events_and_of_one_day_is_doubled(db):
    done = imported(
        db,
        "icews",
        line("icews"),
        line("icews", event_date="2017-02-01"),
        line("icews", cameo_code="190"),
    )
    assert [done.counts[name] for name in ("n_read", "n_loaded", "n_doubled")] == [3, 2, 1]
    assert rows(db, "cameo_code") == [("040",), ("040",)]


def test_a_record_of_another_file_is_doubled(db):
    imported(db, "icews", line("icews"), name="year.tab")
    done = imported(db, "icews", line("icews"), line("icews", event_id="2"), name="day.tab")
    assert (done.counts["n_loaded"], done.counts["n_doubled"]) == (1, 1)


def test_bare_quotes_and_quotes_around_cells_are_no_matter(db):
    lines = [
        line("icews", event_id="1", event_text='Say "so', source_name='The "Great'),
        line("icews", event_id="2", source_country='"China"', target_country='"Japan"'),
    ]
    done = imported(db, "icews", *lines)
    assert done.counts["n_loaded"] == 2
    assert rows(db, "source, target")[1] == ("CHN", "JPN")


@pytest.mark.parametrize("nothing", ["NULL", "None", "", " ", "nan"])
def test_nothing_is_written_in_several_ways(db, nothing):
    done = imported(db, "icews", line("icews", source_sectors=nothing, event_date=nothing))
    assert reasons(done) == {"no_date": 1}


def test_bytes_of_latin1_are_read_as_such_beside_utf8(db):
    first = line("icews", event_id="1", source_country="Curaçao").encode("latin-1")
    second = line("icews", event_id="2", source_country="Curaçao").encode("utf-8")
    raw = b"\n".join([header("icews").encode(), first, second])
    (done,) = imports.load(db, "icews", [file("f.tab", raw)])
    assert rows(db, "source") == [("CUW",), ("CUW",)]
    assert done.counts["n_not_utf8"] == 1


def test_a_byte_order_mark_and_windows_line_ends_are_no_matter(db):
    raw = "\ufeff" + text("icews", line("icews", longitude="104.92")).replace("\n", "\r\n")
    imports.load(db, "icews", [file("f.tab", raw)])
    assert rows(db, "place_lon") == [(104.92,)]


def test_a_stray_header_among_the_rows_is_set_aside(db):
    done = imported(
        db, "polecat", line("polecat"), header("polecat"), line("polecat", event_id="2")
    )
    assert done.counts["n_loaded"] == 2
    assert reasons(done) == {"header": 1}


def test_a_stray_name_in_the_header_shifts_nothing(db):
    names = header("polecat").split("\t")
    head = "\t".join([*names[:5], "Headline", *names[5:]])
    raw = f"{head}\n{line('polecat')}\n"
    (done,) = imports.load(db, "polecat", [file("f.txt", raw)])
    assert done.counts["n_loaded"] == 1
    assert rows(db, "source, target, quad_given") == [("CHN", "KHM", "verbal cooperation")]


def test_a_stray_column_that_has_cells_is_passed_over(db):
    names, cells = header("polecat").split("\t"), line("polecat").split("\t")
    raw = "\n".join(
        ["\t".join([*names[:5], "Headline", *names[5:]]), "\t".join([*cells[:5], "A", *cells[5:]])]
    )
    imports.load(db, "polecat", [file("f.txt", raw)])
    assert rows(db, "source, target, quad_given") == [("CHN", "KHM", "verbal cooperation")]


def test_tabs_too_many_at_the_end_are_dropped_and_counted(db):
    done = imported(db, "polecat", line("polecat") + "\t\t", line("polecat", event_id="2"))
    assert (done.counts["n_loaded"], done.counts["n_tabs_dropped"]) == (2, 2)


def test_a_file_with_broken_rows_is_refused_and_the_first_named(db):
    good = file("a.CSV", text("gdelt2", line("gdelt2")))
    bad = file("x.CSV", text("gdelt2", *[line("gdelt2")] * 3, "3\tbroken", "4"))
    before = dump(db)
    with pytest.raises(
        UsageError, match="2 broken rows, the first: 2 columns, expected 61"
    ) as caught:
        imports.load(db, "gdelt2", [good, bad])
    assert caught.value.where == "x.CSV:4"
    assert "--skip-broken" in caught.value.fix
    assert dump(db) == before


def test_a_broken_row_that_is_skipped_is_named_with_file_and_line(db):
    done = imported(db, "gdelt2", line("gdelt2"), "3\tbroken", name="x.CSV")
    assert done.reasons.rows() == [("broken_row", 1, "x.CSV:2", "2 columns, expected 61")]


@pytest.mark.parametrize("quote", ['"Phnom Penh', 'Phnom "Penh', 'Phnom Penh"', '"a" "b', '"'])
def test_a_quote_that_is_not_closed_breaks_its_own_row_only(db, quote):
    lines = [
        line("phoenix_historical", eid="1"),
        line("phoenix_historical", eid="2", placename=quote),
        line("phoenix_historical", eid="3"),
    ]
    done = imported(db, "phoenix", *lines, form="phoenix_historical", name="h.csv")
    assert done.reasons.rows() == [("broken_row", 1, "h.csv:3", "a quote that is not closed")]
    assert rows(db, "line, place_name") == [
        (2, "Phnom Penh, Cambodia"),
        (4, "Phnom Penh, Cambodia"),
    ]


def test_only_lines_that_stop_the_reader_are_cut_without_quotes(monkeypatch):
    read = pl.read_csv

    def stopping(raw, **given):
        if b"stop" in raw.getvalue():
            raise pl.exceptions.ComputeError("no")
        return read(raw, **given)

    monkeypatch.setattr(pl, "read_csv", stopping)
    lines = pl.Series(['"a,b",1', '"stop,c",2', '"d,e",3'])
    found = reading._cells(layouts.layout("phoenix_historical"), lines, 2)
    assert found.rows() == [("a,b", "1"), ("stop", "c"), ("d,e", "3")]


# actors


@pytest.mark.parametrize(
    ("given", "day", "actor"),
    [
        ("ROM", "20170105", "ROU"),
        ("TMP", "20170105", "TLS"),
        ("ZAR", "20170105", "COD"),
        ("KSV", "20170105", "XKX"),
        ("KOS", "20170105", "XKX"),
        ("BYS", "20170105", "BLR"),
        ("USR", "19850105", "SUN"),
        ("USR", "19950105", "RUS"),
        ("RUS", "19850105", "SUN"),
        ("YUG", "20050105", "SCG"),
        ("YUG", "20170105", "SRB"),
        ("SRB", "19950105", "YUG"),
        ("DDR", "19850105", "DDR"),
        ("DDR", "19950105", "DEU"),
    ],
)
def test_retired_spellings_are_the_state_of_the_day(db, given, day, actor):
    imported(db, "gdelt1", line("gdelt1", actor1countrycode=given, sqldate=day))
    assert rows(db, "source") == [(actor,)]


@pytest.mark.parametrize(
    ("given", "actor"),
    [
        (
            {"actor1code": "IGOUNO", "actor1knowngroupcode": "UNO", "actor1type1code": "IGO"},
            "IGOUNO",
        ),
        ({"actor1code": "IGOEEC", "actor1knowngroupcode": "EEC"}, "IGOEUU"),
        ({"actor1code": "NAT", "actor1knowngroupcode": "NAT"}, "NAT"),
        (
            {"actor1code": "EUR", "actor1countrycode": "EUR", "actor1name": "EUROPEAN UNION"},
            "IGOEUU",
        ),
    ],
)
def test_organisations_of_gdelt_have_our_codes(db, given, actor):
    nobody = {"actor1countrycode": "", "actor1type1code": "", "actor1name": ""}
    imported(db, "gdelt2", line("gdelt2", {**GDELT, **nobody, **given}))
    assert rows(db, "source, source_agent") == [(actor, None)]


@pytest.mark.parametrize(
    ("types", "agent"),
    [
        pytest.param(["NGO"], "NGO", id="an association is not its government"),
        pytest.param(["MNC"], "MNC", id="nor a company"),
        pytest.param(["UIS"], "UIS", id="nor a state that is not named"),
        pytest.param(["SET"], "SET", id="nor settlers"),
        pytest.param(["INT"], "INT", id="nor something international"),
        pytest.param(["NGO", "HLH"], "HLH", id="a role that CAMEO knows counts alone"),
        pytest.param(["GOV"], "GOV", id="a government is one"),
        pytest.param([], None, id="a state as a whole"),
    ],
)
def test_kinds_of_gdelt_that_are_no_role_are_not_the_state(db, types, agent):
    given = {
        f"actor{party}type{n}code": kind
        for party in (1, 2)
        for n, kind in enumerate([*types, "", "", ""][:3], start=1)
    }
    imported(db, "gdelt2", line("gdelt2", given))
    assert rows(db, "source, source_agent, target, target_agent") == [("CHN", agent, "KHM", agent)]


@pytest.mark.parametrize(
    ("full", "actor", "agent"),
    [
        ("USA", "USA", None),
        ("USAGOVMIL", "USA", "GOVMIL"),
        ("USAMOS", "USA", "MOS"),
        ("IGOUNO", "IGOUNO", None),
        ("IGOEUREEC", "IGOEUU", None),
        ("IGOWSTNAT", "NAT", None),
        ("NGOHLHIRC", "IGOCRC", None),
        ("IGOUNOMIL", "IGOUNO", "MIL"),
    ],
)
def test_chains_of_phoenix_are_an_actor_and_its_roles(db, full, actor, agent):
    imported(db, "phoenix", line("phoenix", sourceactorfull=full))
    assert rows(db, "source, source_agent") == [(actor, agent)]


@pytest.mark.parametrize(
    ("given", "actor", "agent"),
    [
        ({"source_country": "Russian Federation", "source_sectors": ""}, "RUS", None),
        ({"source_country": "Occupied Palestinian Territory"}, "PSE", "GOV"),
        ({"source_country": "Moldova, Republic of"}, "MDA", "GOV"),
        ({"source_country": "", "source_name": "United Nations"}, "IGOUNO", "GOV"),
        ({"source_sectors": "Government,Military,Army"}, "CHN", "MIL"),
        ({"source_sectors": "Parties,Government Major Party (In Government)"}, "CHN", "GOVPTY"),
        ({"source_sectors": "Tuareg,Berber-Riff"}, "CHN", "UNK"),
    ],
)
def test_names_and_sectors_of_icews_are_codes(db, given, actor, agent):
    imported(db, "icews", line("icews", given))
    assert rows(db, "source, source_agent") == [(actor, agent)]


@pytest.mark.parametrize(("sector", "agent"), [("JRN", "MED"), ("MED", "HLH"), ("MIL", "MIL")])
def test_roles_of_plover_are_those_of_cameo(db, sector, agent):
    imported(db, "polecat", line("polecat", primary_actor_sector=sector))
    assert rows(db, "source_agent") == [(agent,)]


@pytest.mark.parametrize(
    ("fips", "country"),
    [
        pytest.param("GM", "DEU", id="it is not iso"),
        pytest.param("GZ", "PSE", id="Gaza"),
        pytest.param("WE", "PSE", id="the West Bank"),
        pytest.param("RB", "SRB", id="Serbia since 2006"),
        pytest.param("RI", "SRB", id="Serbia"),
        pytest.param("MW", "MNE", id="Montenegro since 2006"),
    ],
)
def test_places_of_gdelt_are_told_by_fips(db, fips, country):
    imported(db, "gdelt2", line("gdelt2", actiongeo_countrycode=fips))
    assert rows(db, "place_country, place_precision") == [(country, "city")]


# what cannot be used


@pytest.mark.parametrize(
    ("given", "reason", "detail"),
    [
        ({"event_id": ""}, "no_id", None),
        ({"event_date": ""}, "no_date", None),
        ({"event_date": "2017-02-30"}, "bad_date", "2017-02-30"),
        ({"cameo_code": ""}, "no_code", None),
        ({"cameo_code": "999"}, "unknown_code", "999"),
        ({"source_country": "", "source_name": ""}, "no_source", None),
        ({"source_country": "Atlantis"}, "unknown_source", "ATLANTIS"),
        ({"target_country": "", "target_name": ""}, "no_target", None),
        ({"target_country": "", "target_name": "Some Man"}, "unknown_target", "SOME MAN"),
        ({"target_country": "China"}, "same_actor", "CHN"),
        ({"source_country": "Kosovo", "event_date": "1999-03-24"}, "not_yet_state", "XKX"),
        ({"target_country": "South Sudan", "event_date": "2011-07-08"}, "not_yet_state", "SSD"),
    ],
)
def test_a_record_that_cannot_be_used_says_why(db, given, reason, detail):
    done = imported(db, "icews", line("icews", event_id="9"), line("icews", given), name="y.tab")
    assert done.reasons.rows() == [(reason, 1, "y.tab:3", detail)]
    assert done.counts["n_loaded"] == 1


def test_what_was_read_adds_up(db):
    done = imported(
        db,
        "icews",
        line("icews"),
        line("icews"),
        line("icews", event_id="2", target_country="China"),
        line("icews", event_id="3", event_date=""),
        "broken",
        header("icews"),
    )
    counts = done.counts
    assert counts["n_read"] == 6
    assert counts["n_read"] == counts["n_loaded"] + counts["n_doubled"] + counts["n_set_aside"]
    assert done.reasons["n"].sum() == counts["n_set_aside"]


# nothing twice, nothing by halves


def dump(db):
    tables = ("imported_events", "imports", "imports_set_aside")
    return [db.execute(f"from {table} order by all").fetchall() for table in tables]


def test_the_same_file_again_changes_nothing_whatever_it_is_called(db):
    lines = [line("icews"), line("icews", event_id="2", target_country="China")]
    imported(db, "icews", *lines)
    before = dump(db)
    again = imported(db, "icews", *lines, name="renamed.tab")
    assert again.already
    assert again.counts["n_loaded"] == 1
    assert dump(db) == before


@pytest.mark.parametrize(
    ("dataset", "content", "what", "where"),
    [
        ("gdelt2", text("gdelt1", line("gdelt1")), "58 columns where gdelt2 has 61", "b.txt:1"),
        (
            "gdelt1",
            text("gdelt2", line("gdelt2")),
            "61 columns where gdelt1 has 57 or 58",
            "b.txt:1",
        ),
        ("icews", text("polecat", line("polecat")), "not laid out as icews", "b.txt:1"),
        ("polecat", text("gdelt2", line("gdelt2")), "not laid out as polecat", "b.txt:1"),
        ("phoenix", "a\tb\n" * 3, "2 columns where phoenix has 26", "b.txt:1"),
        (
            "icews",
            text("icews", line("icews")).replace("Cameo Code", "Other"),
            "no column 'cameo code'",
            "b.txt:1",
        ),
        ("gdelt2", "", "nothing in the file", "b.txt"),
        ("gdelt2", "\t".join("x" * 61) + "\n", "no day in column 'sqldate'", "b.txt:1"),
    ],
)
def test_nothing_is_written_when_a_file_is_laid_out_otherwise(db, dataset, content, what, where):
    good = file("a.txt", text(dataset, line(dataset)))
    before = dump(db)
    with pytest.raises(UsageError) as caught:
        imports.load(db, dataset, [good, file("b.txt", content)])
    assert what in caught.value.what
    assert caught.value.where == where
    assert dump(db) == before


def test_an_unknown_format_is_refused(db):
    with pytest.raises(UsageError, match="no such format"):
        imports.load(db, "acled", [])


def test_a_file_is_read_in_pieces_as_it_is_read_whole(db, monkeypatch):
    lines = [line("icews", event_id=str(number)) for number in range(50)] + ["broken"]
    monkeypatch.setattr("warehouse.imports.reading.PIECE", 700)
    done = imported(db, "icews", *lines, name="p.tab")
    assert done.counts["n_loaded"] == 50
    assert done.reasons.rows() == [("broken_row", 1, "p.tab:52", "1 columns, expected 20")]
    assert db.execute("select min(line), max(line) from imported_events").fetchone() == (2, 51)


# beside one's own


def test_a_series_is_made_of_imported_events(db):
    load(db, [article("a")], [mention("a")])
    day = "2024-12-03"
    imported(
        db, "icews", line("icews", event_date=day), line("icews", event_id="2", event_date=day)
    )
    series = db.execute(
        "select n_events, goldstein_sum from dyad('CHN', 'KHM', 'month', "
        "events_from := 'imported_icews') where period_start = date '2024-12-01'"
    ).fetchall()
    assert [(n, float(total)) for n, total in series] == [(2, 2.0)]


def test_all_events_tells_data_sets_apart(db):
    load(db, [article("a")], [mention("a")])
    imported(db, "icews", line("icews"))
    imported(db, "polecat", line("polecat"))
    found = db.execute("select dataset, count(*) from all_events group by all order by all")
    assert found.fetchall() == [("bilateral", 1), ("icews", 1), ("polecat", 1)]


def test_gdelt_counts_no_day_of_both_versions(db):
    imported(db, "gdelt1", line("gdelt1", sqldate="20140101"), line("gdelt1"))
    count = "select count(*) from imported_gdelt"
    assert db.execute(count).fetchone() == (2,)
    imported(db, "gdelt2", line("gdelt2"))
    assert db.execute(count).fetchone() == (2,)


# the tables


def test_every_reviewed_actor_is_one_of_ours():
    ours = {*codebook.table("countries")["iso3"], *codebook.table("organisations")["code"]}
    given = spellings.table("actor_codes")
    assert set(given["actor"]) <= ours
    assert given.select("dataset", "given").is_unique().all()


def test_a_body_without_a_chain_is_found_by_the_name_that_gdelt_gets():
    names = dict(spellings._names().iter_rows())
    bodies = reviewed("organisations").filter(pl.col("cameo").is_null())
    assert {
        code: names.get(name.upper()) for code, name in bodies.select("code", "name").rows()
    } == {code: code for code in bodies["code"]}


def test_every_reviewed_code_is_in_the_cameo_table():
    known = set(codebook.table("actions")["code"])
    assert set(spellings.table("codes")["code"]) <= known
    types = spellings.table("plover_types")
    assert {code for code in types["code"] if not code.endswith("0")} == set()
    assert set(types["code"]) <= known
    assert set(types["plover_event"]) == set(codebook.table("actions")["plover_event"]) - {""}


@pytest.mark.parametrize("name", ["actor_codes", "codes", "plover_types", "sectors"])
def test_reviewed_tables_are_sorted_and_name_nothing_twice(name):
    keys = [row[:2] for row in spellings.table(name).rows()]
    assert keys == sorted(set(keys))


def test_every_sector_has_roles_that_cameo_knows():
    roles = set(codebook.table("roles")["code"])
    sectors = spellings.table("sectors")
    assert sectors.select("dataset", "sector").is_unique().all()
    for agent in sectors["agent"]:
        assert {agent[i : i + 3] for i in range(0, len(agent), 3)} <= roles, agent


@pytest.mark.parametrize(
    ("form", "n"),
    [
        ("gdelt1", 58),
        ("gdelt2", 61),
        ("icews", 20),
        ("phoenix", 26),
        ("phoenix_historical", 25),
        ("polecat", 40),
    ],
)
def test_layouts_have_as_many_columns_as_are_published(form, n):
    found = layouts.layout(form)
    assert len(found.columns) == n
    assert set(found.used) <= set(found.columns)
    assert found.optional <= set(found.used)
