"""Hand checks: who is drawn, what a filled file says, scores, and series corrected by them."""

from __future__ import annotations

import csv
import errno
import os
from datetime import date

import numpy as np
import polars as pl
import pytest
from statsmodels.stats.proportion import proportion_confint

from tests.warehouse.frames import DAY, article, fresh, load, mention
from transforms.errors import UsageError
from warehouse.audit import adjusting, sampling, scoring, sheet
from warehouse.audit.adjusting import Audit
from warehouse.panels import panel
from warehouse.withdraw import withdraw

SENTENCES = ["China met Cambodia.", "It rained.", "China aided Cambodia.", "They left."]
TEXT = " ".join(SENTENCES)
SPANS = [(0, 19), (20, 30), (31, 52), (53, 63)]
MEETING = {"sentence": SENTENCES[0], "sentence_start": 0, "sentence_end": 19}


def fill(db, names, **load_given):
    """Load articles that each tell of a meeting, and every second one of aid as well."""
    articles = [article(name, text=TEXT) for name in names]
    mentions = [mention(name, **MEETING) for name in names]
    mentions += [
        mention(name, "071", **MEETING | {"sentence_start": 31, "sentence_end": 52})
        for name in names[::2]
    ]
    load(db, articles, mentions, **load_given)


def rows_of(db, size, seed=1):
    draw = sampling.SentenceDraw(size, seed=seed)
    for one in sampling.articles(db):
        draw.add(one, SPANS, [True] * 4)
    return draw


def draw_events(db, seed=1, **sizes):
    drawn = sampling.events(db, sampling.Sizes(**sizes), seed=seed)
    return sampling.event_rows(drawn, [SPANS] * len(drawn))


NAMES = [f"a{number}" for number in range(12)]


def test_tellings_are_drawn_by_root_with_population_and_weight(db):
    fill(db, NAMES)
    rows = draw_events(db, per_root=4, by_root={"07": 2})
    found = {(row["stratum"], row["population"], row["weight"]) for row in rows}
    assert found == {("root 04", "12", "3"), ("root 07", "6", "3")}
    assert [row["stratum"] for row in rows].count("root 04") == 4


def test_a_row_shows_the_sentence_its_neighbours_and_what_else_was_found(db):
    fill(db, NAMES[:1])
    rows = {row["code"]: row for row in draw_events(db, per_root=9)}
    aid = rows["071"]
    assert (aid["before"], aid["sentence"], aid["after"]) == tuple(SENTENCES[1:])
    assert aid["found_in_article"] == "CHN;KHM;046"
    assert (aid["found_here"], aid["code_name"]) == ("", "provide economic aid")
    assert aid["coder_version"] == "1"
    assert tuple(aid) == sheet.COLUMNS


def test_the_same_seed_draws_the_same_whatever_came_first(db, tmp_path):
    fill(db, NAMES)
    first = [row["id"] for row in draw_events(db, per_root=5)]
    with fresh(tmp_path) as other:
        fill(other, NAMES[2:4], load_id="load-2")
        fill(other, [*NAMES[:2], *NAMES[4:]], load_id="load-3")
        assert [row["id"] for row in draw_events(other, per_root=5)] == first
        assert [r["id"] for r in rows_of(other, 9).rows()] == [
            r["id"] for r in rows_of(db, 9).rows()
        ]
        assert [row["id"] for row in draw_events(other, seed=2, per_root=5)] != first


def test_dropped_and_withdrawn_tellings_are_not_drawn(db):
    load(
        db,
        [article("a", text=TEXT), article("b", text=TEXT)],
        [mention("a", dropped_because="negated", **MEETING), mention("b", **MEETING)],
    )
    withdraw(db, "b", reason="retracted", on=DAY)
    assert draw_events(db, per_root=5) == []


def test_sentences_are_those_without_a_telling_by_what_is_around_them(db):
    load(
        db,
        [article(name, text=TEXT) for name in ("told", "dropped", "quiet")],
        [mention("told", **MEETING), mention("dropped", dropped_because="negated", **MEETING)],
    )
    draw = rows_of(db, 100)
    assert draw.population == {"dropped": 1, "beside": 3, "quiet": 7}
    rows = draw.rows()
    assert len({row["id"] for row in rows}) == len(rows) == 11
    assert {row["coder_version"] for row in rows} == {"1"}
    assert not [r for r in rows if r["article_id"] == "told" and r["sentence"] == SENTENCES[0]]


def test_sentences_that_were_not_coded_are_not_in_the_population(db):
    load(db, [article("a", text=TEXT)])
    draw = sampling.SentenceDraw(5, seed=1)
    (one,) = sampling.articles(db)
    draw.add(one, SPANS, [False, True, False, False])
    assert [row["sentence"] for row in draw.rows()] == [SENTENCES[1]]


def test_each_sentence_has_the_same_chance(db):
    fill(db, NAMES)
    held = list(sampling.articles(db))
    taken = []
    for seed in range(300):
        draw = sampling.SentenceDraw(6, seed=seed)
        for one in held:
            draw.add(one, SPANS, [True] * 4)
        taken += [row["id"] for row in draw.rows()]
    _, counts = np.unique(taken, return_counts=True)
    assert len(counts) == 12 * 2 + 6  # all of them; every second article has one more
    assert abs(counts / 300 - 6 / 30).max() < 0.09  # four standard errors


@pytest.mark.parametrize(
    ("populations", "size", "shares"),
    [
        pytest.param([100, 100, 100], 30, [10, 10, 10], id="equal shares"),
        pytest.param([4, 100, 100], 30, [4, 13, 13], id="what a small one lacks goes to others"),
        pytest.param([4, 0, 5], 30, [4, 0, 5], id="all there are"),
        pytest.param([9, 9], 0, [0, 0], id="none asked for"),
    ],
)
def test_a_sample_is_shared_out(populations, size, shares):
    assert sampling.allocate(populations, size) == shares


# The file


def event(number=1, code="046", population=100, **given):
    return {
        **dict.fromkeys(sheet.COLUMNS, ""),
        "id": f"e-{number}",
        "kind": "event",
        "stratum": f"root {code[:2]}",
        "population": str(population),
        "coder_version": "1",
        "source": "CHN",
        "target": "KHM",
        "code": code,
        **given,
    }


def sentence(number=1, stratum="quiet", population=1000, **given):
    return {
        **dict.fromkeys(sheet.COLUMNS, ""),
        "id": f"s-{number}",
        "kind": "sentence",
        "stratum": stratum,
        "population": str(population),
        "coder_version": "1",
        **given,
    }


def written(folder, rows, name="ann.csv", columns=sheet.COLUMNS):
    path = folder / name
    sheet.write(path, columns, [{c: row[c] for c in columns} for row in rows])
    return path


def judged(folder, rows, **more):
    return sheet.judgements([written(folder, rows, **more)])


@pytest.mark.parametrize(
    ("row", "says"),
    [
        pytest.param(event(verdict="rigth"), "'rigth'", id="unknown verdict"),
        pytest.param(sentence(verdict="right"), "'right'", id="a verdict of the other kind"),
        pytest.param(event(verdict="wrong_code"), "right_code is ''", id="no right code"),
        pytest.param(
            event(verdict="wrong_code", right_code="046"), "'046'", id="right code is the code"
        ),
        pytest.param(event(verdict="wrong_code", right_code="43"), "'43'", id="no such code"),
        pytest.param(event(verdict="right", right_code="043"), "is right, yet", id="both"),
        pytest.param(sentence(verdict="missed"), "0 missed", id="missed, but what?"),
        pytest.param(
            sentence(verdict="no_event", missed="CHN;KHM;046"), "1 missed", id="none and one"
        ),
        pytest.param(sentence(missed="CHN;046"), "'CHN;046'", id="an event without a target"),
        pytest.param(sentence(missed="CHN;KHM;999"), "'999'", id="an event without a CAMEO code"),
        pytest.param(event(code="111") | {"code": "11x"}, "'11x'", id="a code that is none"),
        pytest.param(event(code="111") | {"code": "121"}, "'121'", id="a code of another stratum"),
        pytest.param(event(population="1,000"), "'1,000'", id="a population made pretty"),
        pytest.param(event(kind="x"), "kind 'x'", id="unknown kind"),
        pytest.param(event(1, verdict="right"), "judged e-1 twice", id="the same row again"),
        pytest.param(event(population=99), "stratum 'root 04' has 99", id="another warehouse"),
        pytest.param(event(coder_version="2"), "1 (", id="another coder version"),
        pytest.param(event(coder_version=""), "no coder version", id="no coder version"),
    ],
)
def test_a_broken_row_is_named_with_file_and_line(tmp_path, row, says):
    first = event(1, verdict="right", sentence="of two\nlines")
    with pytest.raises(UsageError) as raised:
        judged(
            tmp_path, [first, row if row["id"] != "e-1" or "twice" in says else row | {"id": "e-2"}]
        )
    assert raised.value.where == f"{tmp_path}/ann.csv:4"
    assert says in raised.value.what


def test_a_missing_column_is_named(tmp_path):
    columns = [name for name in sheet.COLUMNS if name != "verdict"]
    with pytest.raises(UsageError, match="missing column: verdict") as raised:
        judged(tmp_path, [event()], columns=columns)
    assert raised.value.where.endswith("ann.csv:1")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"", "missing column", id="empty"),
        pytest.param(b"\xff\xfe", "not UTF-8", id="another encoding"),
        pytest.param((",".join(sheet.COLUMNS) + "\na,b\n").encode(), "2 cells", id="short row"),
        pytest.param(None, "cannot be read", id="no file"),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path, content, says):
    path = tmp_path / "x.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError, match=says):
        sheet.judgements([path])


def test_a_file_saved_by_a_spreadsheet_is_read(tmp_path):
    path = written(tmp_path, [event(verdict=" Right ", note="é, “so”")])
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert sheet.judgements([path]).rows["verdict"].to_list() == ["right"]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path):
    path = written(tmp_path, [event()])
    before = path.read_bytes()
    with pytest.raises(ValueError, match="dict contains fields"):
        sheet.write(path, ["id"], [event()])
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
    (tmp_path / "folder").mkdir()
    for place in (tmp_path / "no" / "x.csv", tmp_path / "folder"):
        with pytest.raises(UsageError, match="cannot be written"):
            sheet.write(place, ["id"], [])
    assert sorted(one.name for one in tmp_path.iterdir()) == ["ann.csv", "folder"]


def test_cells_are_kept_as_they_are(tmp_path):
    path = written(tmp_path, [event(sentence='He said "no",\nthen left; so', code="010")])
    (row,) = sheet.read(path).rows
    assert row == event(sentence='He said "no",\nthen left; so', code="010")
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.reader(file)) == list(sheet.COLUMNS)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")  # for Excel


@pytest.mark.parametrize("separator", sheet.SEPARATORS)
def test_what_a_spreadsheet_does_to_a_file_is_mended(tmp_path, separator):
    rows = [
        event(1, verdict="wrong_code", right_code="043", missed="KHM;CHN;071") | {"code": "46"},
        event(2, "010", verdict="right") | {"code": "10"},
        event(3, "10", verdict="right", note="a, b"),
        event(4, "04", verdict="right") | {"code": "4"},
    ]
    path = tmp_path / "ann.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, sheet.COLUMNS, delimiter=separator)
        writer.writeheader()
        writer.writerows(rows)
        file.write(separator * (len(sheet.COLUMNS) - 1) + "\r\n" + separator * 3 + "\r\n")
    found = sheet.judgements([path])
    assert found.rows["code"].to_list() == ["046", "010", "10", "04"]
    assert found.rows["missed"].to_list()[0] == ["071"]
    assert sheet.read(path).lost_zeros


def test_a_right_code_that_may_have_lost_its_zero_is_refused(tmp_path):
    doubtful = event(1, "111", verdict="wrong_code", right_code="10")
    assert judged(tmp_path, [doubtful, event(2)]).rows["true_code"].to_list() == ["10"]
    with pytest.raises(UsageError, match="may be 010") as raised:
        judged(tmp_path, [doubtful, event(2) | {"code": "46"}])
    assert raised.value.where.endswith("ann.csv:2")


def test_an_event_row_without_a_verdict_that_says_something_is_told(tmp_path):
    rows = [event(1, right_code="043"), event(2, missed="KHM;CHN;071"), event(3, note="later")]
    found = judged(tmp_path, [*rows, event(4, verdict="right")])
    (warning,) = found.warnings
    assert warning.endswith(f"does not count: {tmp_path}/ann.csv:2, {tmp_path}/ann.csv:3")
    assert scoring.score(found).warnings[0] == warning
    many = judged(tmp_path, [event(n, right_code="043") for n in range(9)])
    assert many.warnings[0].endswith(":6 and 4 more")


def test_a_link_stays_one(tmp_path):
    path = written(tmp_path, [event()])
    (tmp_path / "link.csv").symlink_to(path)
    written(tmp_path, [event(note="new")], name="link.csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert sheet.read(path).rows[0]["note"] == "new"


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    path = written(tmp_path, [event()])

    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UsageError, match="make room"):
        written(tmp_path, [])
    assert list(tmp_path.iterdir()) == [path]
    assert len(sheet.read(path).rows) == 1


# Scores


def verdicts(right, wrong, code="046", start=0, **given):
    rows = [event(start + n, code, verdict="right", **given) for n in range(right)]
    return rows + [
        event(start + right + n, code, verdict="no_event", **given) for n in range(wrong)
    ]


def line(frame, level, name):
    return frame.filter(pl.col("level") == level, pl.col("class") == name).row(0, named=True)


@pytest.mark.parametrize(("x", "n"), [(0, 10), (10, 10), (3, 10), (190, 200)])
def test_wilsons_interval_is_wilsons(x, n):
    low, high = scoring.wilson(np.array([x / n]), np.array([n]))
    assert (low[0], high[0]) == pytest.approx(proportion_confint(x, n, method="wilson"))


def test_a_single_stratum_has_wilsons_interval(tmp_path):
    found = scoring.score(judged(tmp_path, verdicts(27, 3)))
    row = line(found.classes, "root", "04")
    assert (row["precision"], row["n_events"], row["n_judged"]) == (0.9, 100, 30)
    interval = (row["precision_low"], row["precision_high"])
    assert interval == pytest.approx(proportion_confint(27, 30, method="wilson"))
    assert row["precision_se"] == pytest.approx(np.sqrt(0.9 * 0.1 / 29))
    assert row["recall"] is None


def test_strata_weigh_by_their_population(tmp_path):
    rows = verdicts(20, 0) + verdicts(5, 15, "043", 50) + verdicts(8, 12, "051", 90, population=300)
    found = scoring.classes(*both(judged(tmp_path, rows)))
    quad = line(found, "quad", "1")
    assert quad["precision"] == pytest.approx(0.25 * 25 / 40 + 0.75 * 0.4)
    error = 0.25**2 * (25 / 40 * 15 / 40) / 39 + 0.75**2 * 0.24 / 19
    assert quad["precision_se"] == pytest.approx(np.sqrt(error))
    assert quad["n_events"] == 400


def both(judgements):
    return judgements.rows, judgements.populations


def test_what_was_not_judged_is_told(tmp_path):
    rows = [*verdicts(5, 0), event(70, "111", 300), sentence(1)]
    found = scoring.score(judged(tmp_path, rows))
    assert (found.n_judged, list(found.n_empty.values())) == (5, [2])
    assert line(found.classes, "root", "11")["precision"] is None
    assert line(found.classes, "root", "all")["share_judged"] == pytest.approx(0.25)
    assert [warning.split(":")[0] for warning in found.warnings] == [
        "2 rows of the files are still empty",
        "nothing was judged of root 11 (75% of the events)",
        "no sentence without an event was judged",
    ]


def test_strata_of_sentences_that_were_not_judged_are_named(tmp_path):
    rows = [*verdicts(5, 0), sentence(1, verdict="no_event"), sentence(2, "beside", 300)]
    assert scoring.score(judged(tmp_path, rows)).warnings[1:] == [
        "no sentence was judged of stratum beside: recall is too high"
    ]


def test_a_wrong_code_is_right_at_the_level_it_shares(tmp_path):
    rows = [
        event(1, verdict="right"),
        event(2, verdict="wrong_code", right_code="043"),
        event(3, verdict="wrong_code", right_code="051"),
        event(4, verdict="wrong_source"),
    ]
    found = scoring.score(judged(tmp_path, rows)).classes
    shares = [line(found, level, "all")["precision"] for level in ("code", "root", "quad")]
    assert shares == [0.25, 0.5, 0.75]


def test_recall_weighs_what_is_missed_by_what_a_sentence_stands_for(tmp_path):
    rows = verdicts(8, 2)  # of 100 events 80 are right
    rows += [sentence(n, verdict="no_event") for n in range(48)]
    rows += [sentence(n, verdict="missed", missed="CHN;KHM;042") for n in (48, 49)]  # 40 of 1,000
    row = line(scoring.score(judged(tmp_path, rows)).classes, "root", "04")
    assert row["recall"] == pytest.approx(80 / 120)
    assert 0.3 < row["recall_low"] < row["recall"] < row["recall_high"] < 0.95
    assert row["n_missed"] == 2


def test_an_event_found_elsewhere_in_the_article_is_not_missed(tmp_path):
    elsewhere = sentence(1, missed="chn;khm;042 USA;KHM;112", found_in_article="CHN;KHM;046")
    (row,) = judged(tmp_path, [elsewhere]).rows["missed"].to_list()
    assert row == ["112"]


@pytest.mark.parametrize(
    ("given", "true_code"),
    [
        pytest.param({"found_here": "CHN;KHM;057"}, None, id="the right one is found here"),
        pytest.param({"found_in_article": "CHN;KHM;051"}, None, id="elsewhere, same root"),
        pytest.param({"found_here": "KHM;CHN;051"}, "051", id="other parties"),
        pytest.param({"found_here": "CHN;KHM;043"}, "051", id="another root"),
        pytest.param(
            {"found_here": "CHN;KHM;043", "right_code": "043"}, "043", id="a telling of its root"
        ),
    ],
)
def test_an_event_coded_wrong_beside_the_right_one_is_none(tmp_path, given, true_code):
    row = event(1, verdict="wrong_code", **{"right_code": "051"} | given)
    found = judged(tmp_path, [row, sentence(1, verdict="no_event")])
    assert found.rows["true_code"].to_list() == [true_code, None]
    recall = line(scoring.score(found).classes, "root", "all")["recall"]
    assert recall == (None if true_code is None else float(true_code == "043"))


def test_a_missed_event_beside_found_ones_counts_once(tmp_path):
    both_told = {"found_here": "KHM;CHN;043", "missed": "USA;KHM;046", "verdict": "right"}
    rows = [event(1, **both_told), event(2, **both_told), sentence(1, verdict="no_event")]
    row = line(scoring.score(judged(tmp_path, rows)).classes, "root", "04")
    assert row["recall"] == pytest.approx(100 / (100 + 50))


def test_two_coders_of_a_row_count_as_one(tmp_path):
    ann = written(tmp_path, verdicts(10, 0))
    bob = written(tmp_path, verdicts(5, 5), name="bob.csv")
    found = scoring.score(sheet.judgements([ann, bob]))
    row = line(found.classes, "root", "04")
    assert (row["precision"], row["n_judged"], found.n_judged) == (0.75, 10, 10)


def test_alpha_is_krippendorffs():
    # Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, example C: four observers,
    # twelve units, missing data; how many observers gave each unit each of five values.
    units = ["3", "031", "004", "004", "04", "1111", "0004", "31", "04", "00003", "2", "001"]
    counts = [[int(n) for n in unit.ljust(5, "0")] for unit in units]
    assert scoring.alpha(np.array(counts)) == pytest.approx(0.743, abs=5e-4)


def test_coders_are_told_how_far_they_agree(tmp_path):
    ann = written(tmp_path, verdicts(20, 20))
    bob = written(tmp_path, verdicts(16, 24), name="bob.csv")
    found = scoring.score(sheet.judgements([ann, bob])).agreement
    row = found.filter(question="verdict").row(0, named=True)
    assert row["n_units"] == 40
    assert row["low"] < row["alpha"] < row["high"]
    assert row["reading"] == "good"
    assert found.filter(question="event missed")["alpha"].to_list() == [None]
    assert scoring.score(sheet.judgements([ann])).agreement.is_empty()


def test_intervals_of_precision_and_recall_cover(tmp_path):
    rng = np.random.default_rng(5)
    population = {"046": 400, "111": 100}
    true = {"046": 0.9, "111": 0.6}
    missed_rate = 0.05  # of 2,000 sentences: 100 missed beside 420 found
    precision, recall = [], []
    for _ in range(150):
        rows = []
        for at, (code, size) in enumerate(population.items()):
            right = rng.binomial(40, true[code])
            rows += verdicts(right, 40 - right, code, 100 * at, population=size)
        missed = rng.binomial(150, missed_rate)
        rows += [
            sentence(n, population=2000, missed="USA;KHM;042" if n < missed else "")
            | {"verdict": "missed" if n < missed else "no_event"}
            for n in range(150)
        ]
        row = line(scoring.classes(*both(judged(tmp_path, rows))), "root", "all")
        precision.append(row["precision_low"] <= 0.84 <= row["precision_high"])
        recall.append(row["recall_low"] <= 420 / 520 <= row["recall_high"])
    assert 0.9 <= np.mean(precision) <= 1
    assert 0.9 <= np.mean(recall) <= 1


def rows_judged(rows):
    """Return judgements of rows without a file."""
    done = [{**sheet.judged(row, "here"), "coder": "ann"} for row in rows]
    sizes = {row["stratum"]: int(row["population"]) for row in rows}
    return pl.DataFrame(done, schema=sheet.JUDGED), sizes


def test_intervals_of_recall_by_root_are_not_widened_by_what_cannot_be_a_hit():
    rng = np.random.default_rng(6)
    limits = []
    for _ in range(400):
        rows = []
        for at, (code, share) in enumerate([("046", 0.8), ("111", 0.7)]):
            right = rng.binomial(60, share)  # of 500 each
            rows += verdicts(right, 60 - right, code, 100 * at, population=500)
        missed = rng.binomial(200, 0.05)  # of 40,000: 2,000 of root 04 beside 400 found ones
        rows += [
            sentence(n, "quiet", 40_000, verdict="missed", missed="USA;KHM;042")
            if n < missed
            else sentence(n, "quiet", 40_000, verdict="no_event")
            for n in range(200)
        ]
        row = line(scoring.classes(*rows_judged(rows)), "root", "04")
        limits.append((row["recall_low"], row["recall_high"]))
    low, high = np.array(limits).T
    assert 0.92 < np.mean((low <= 1 / 6) & (high >= 1 / 6)) < 0.975
    assert 0.01 < np.mean(high < 1 / 6) < 0.05  # never, if sentences could be hits


@pytest.mark.parametrize("rate", [0.5, 1.5, 4.0])
def test_totals_of_counts_above_one_a_row_have_two_limits(rate):
    rng = np.random.default_rng(7)
    counts = rng.poisson(rate, (500, 60))
    mean, spread = counts.mean(axis=1)[None], counts.var(axis=1, ddof=1)[None]
    size, population = np.array([60.0]), np.array([[1000.0]])
    total, low, high = scoring.total_interval(mean, spread, size, population)
    assert total.mean() == pytest.approx(1000 * rate, rel=0.02)
    assert ((low <= 1000 * rate) & (1000 * rate <= high)).mean() > 0.92
    assert (low < total).all()
    one = scoring.total_interval(np.array([[3.0]]), np.array([[np.nan]]), size / 60, population)
    assert one[1] < one[0] < one[2]


# Corrected series

#: A coder: share of true events found, share of coded ones false, and what true ones are coded as
#: (columns true, rows coded).
FOUND = np.array([0.75, 0.6, 0.65, 0.7])
FALSE = np.array([0.1, 0.25, 0.15, 0.2])
CODED = np.array(
    [
        [0.95, 0.15, 0.08, 0.02],
        [0.03, 0.8, 0.01, 0.03],
        [0.01, 0.03, 0.86, 0.15],
        [0.01, 0.02, 0.05, 0.8],
    ]
)
#: True events and sentences without an event in the corpus of which the sample is.
CORPUS, N_SENTENCES = np.array([3000, 400, 900, 700.0]), 20_000


#: Share of missed events that stand in a sentence with a found one.
BESIDE = 0.3


def checked(rng, n_events, n_sentences):
    """Return what a hand check of the coder counts."""
    joint = CODED * (CORPUS * FOUND)
    false = FALSE / (1 - FALSE) * joint.sum(axis=1)
    shares = np.zeros((4, 9))
    shares[:, :4], shares[:, 4] = joint, 0.6 * false
    shares[range(4), 5 + np.arange(4)] = 0.4 * false
    lost = CORPUS * (1 - FOUND) - 0.4 * false
    shares /= shares.sum(axis=1, keepdims=True)
    population = joint.sum(axis=1) + false
    a_telling = np.tile(BESIDE * lost / population.sum(), (4, 1))
    a_sentence = (1 - BESIDE) * lost / N_SENTENCES
    return Audit(
        classes=list("1234"),
        coded_as=np.arange(4),
        population=population,
        outcomes=np.array([rng.multinomial(n_events, share) for share in shares], dtype=float),
        beside=rng.poisson(n_events * a_telling).astype(float),
        sentences=np.array([float(N_SENTENCES)]),
        judged_sentences=np.array([float(n_sentences)]),
        missed=rng.poisson(n_sentences * a_sentence).astype(float)[None],
    )


def history(rng, scale, n_periods=40):
    """Return true and coded counts of a dyad that has a crisis."""
    at = np.arange(n_periods)
    crisis = (at > n_periods // 2) & (at < n_periods // 2 + 6)
    calm = 8 + 4 * np.sin(at / 6)
    rates = scale * np.stack([calm, 1 + 0 * at, 2 + 6 * crisis, 0.7 + 8 * crisis], axis=1)
    true = rng.poisson(rates)
    coded = sum(rng.multinomial(rng.binomial(true[:, k], FOUND[k]), CODED[:, k]) for k in range(4))
    return true, coded + rng.poisson(coded * FALSE / (1 - FALSE))


def with_sum(counts):
    return np.column_stack([counts, counts.sum(axis=1)])


@pytest.fixture(scope="module")
def simulated():
    """Mean absolute errors, biases of sums and coverage over seeds, by scale of the counts."""
    found = {}
    for scale in (1.0, 6.0):
        errors = []
        for seed in range(40):
            rng = np.random.default_rng(seed)
            audit = checked(rng, 80, 600)
            true, coded = history(rng, scale)
            answer = adjusting.estimate(coded, audit, seed=seed, draws=300)
            true, coded = with_sum(true), with_sum(coded)
            inside = (answer.low <= true) & (true <= answer.high)
            errors.append(
                [
                    abs(coded - true).mean(axis=0),
                    abs(answer.counts - true).mean(axis=0),
                    coded.sum(axis=0) / true.sum(axis=0) - 1,
                    answer.counts.sum(axis=0) / true.sum(axis=0) - 1,
                    inside.mean(axis=0),
                ]
            )
        found[scale] = np.mean(errors, axis=0)
    return found


def test_the_corrected_series_is_nearer_to_the_truth(simulated):
    raw, corrected = simulated[6.0][:2]
    assert corrected[-1] < 0.5 * raw[-1]
    assert corrected[:4].sum() < 0.8 * raw[:4].sum()
    assert (corrected[[0, 2, 3]] < raw[[0, 2, 3]]).all()
    raw, corrected = simulated[1.0][
        :2
    ]  # eight events a month and fewer: the sum gains all the same
    assert corrected[-1] < 0.85 * raw[-1]


@pytest.mark.parametrize("scale", [1.0, 6.0])
def test_sums_over_the_series_lose_their_bias(simulated, scale):
    raw, corrected = simulated[scale][2:4]
    assert abs(raw[[0, 2, 3, 4]]).min() > 0.12
    assert abs(corrected[[0, 2, 4]]).max() < 0.06
    assert abs(corrected).max() < 0.15


@pytest.mark.parametrize("scale", [1.0, 6.0])
def test_intervals_cover_about_as_often_as_they_say(simulated, scale):
    assert (simulated[scale][4] > 0.88).all()
    assert 0.91 < simulated[scale][4].mean() < 0.99


def test_narrower_levels_cover_less():
    inside = []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        audit = checked(rng, 80, 600)
        true, coded = history(rng, 6.0)
        answer = adjusting.estimate(coded, audit, seed=seed, draws=300, level=0.5)
        inside.append((answer.low[:, :4] <= true) & (true <= answer.high[:, :4]))
    assert 0.4 < np.mean(inside) < 0.68


def test_files_are_counted_with_strata_weighed(tmp_path):
    rows = verdicts(8, 2) + verdicts(5, 0, "051", 50, population=300)
    rows += [event(60 + n, "051", 300, verdict="wrong_target") for n in range(5)]
    rows += [sentence(n, verdict="no_event") for n in range(45)]
    rows += [sentence(50 + n, missed="CHN;KHM;042") for n in range(5)]
    errors = adjusting.measured(adjusting.count(judged(tmp_path, rows)))
    true, lost = 100 * 0.8 + 300 * 0.5, 300 * 0.5 + 1000 * 0.1
    assert errors.false[0].tolist() == pytest.approx([1 - true / 400, 0, 0, 0])
    assert errors.found[0].tolist() == pytest.approx([true / (true + lost), 1, 1, 1])
    by_root = adjusting.measured(adjusting.count(judged(tmp_path, rows), "root"))
    assert by_root.found[0, 3:5].tolist() == pytest.approx([80 / 180, 0.5])


def test_missed_events_beside_found_ones_are_as_uncertain_as_their_count():
    outcomes = np.zeros((4, 9))
    outcomes[range(4), range(4)] = 100
    few, many = (
        Audit(
            list("1234"),
            np.arange(4),
            np.full(4, 1000.0),
            outcomes * size,
            np.eye(4) * 5 * size,  # 5 of 100 tellings each
            np.array([1000.0]),
            np.array([1e6]),
            np.zeros((1, 4)),
        )
        for size in (1, 100)
    )
    for audit, count in ((few, 5), (many, 500)):
        assert adjusting.measured(audit).found == pytest.approx(1 / 1.05)
        found = adjusting.drawn(audit, np.random.default_rng(1), 4000).found
        odds = 1 / found - 1  # of missed to found
        assert odds.std(axis=0) / odds.mean(axis=0) == pytest.approx(count**-0.5, rel=0.15)


def test_the_whole_series_is_unmixed_to_the_end():
    swapped = np.array(
        [[0.5, 0.3, 0.1, 0.1], [0.3, 0.5, 0.1, 0.1], [0.1, 0.1, 0.5, 0.3], [0.1, 0.1, 0.3, 0.5]]
    )
    true = np.array([9000.0, 1000, 200, 3000])
    answer = adjusting.unmix((swapped @ true)[None, None], swapped[None])
    assert answer[0, 0] == pytest.approx(true, rel=0.01)


def test_periods_add_up_to_the_series_corrected_as_a_whole():
    rng = np.random.default_rng(8)
    audit = checked(rng, 80, 600)
    _, coded = history(rng, 1.0)
    months = adjusting.estimate(coded, audit, draws=10).counts.sum(axis=0)
    whole = adjusting.estimate(coded.sum(axis=0)[None], audit, draws=10).counts[0]
    assert months == pytest.approx(whole, rel=1e-6)


def test_many_events_give_the_inverse_of_the_matrix():
    audit = checked(np.random.default_rng(1), 10**6, 10**7)
    true = np.array([[40_000, 5_000, 9_000, 7_000]])
    coded = np.rint((CODED @ (true[0] * FOUND)) / (1 - FALSE)).astype(int)[None]
    answer = adjusting.estimate(coded, audit, draws=200)
    assert answer.counts[0, :4] == pytest.approx(true[0], rel=0.02)
    errors = adjusting.measured(audit)
    inverse = np.linalg.solve(errors.coded[0] * errors.found[0], coded[0] * (1 - errors.false[0]))
    assert answer.counts[0, :4] == pytest.approx(inverse, rel=0.001)


def test_no_count_is_negative_and_no_interval_leaves_its_count():
    rng = np.random.default_rng(3)
    coded = rng.poisson([[0.2, 3, 0.1, 9]], (50, 4))  # where the inverse goes below 0
    errors = adjusting.measured(checked(rng, 40, 300))
    plain = np.linalg.solve(errors.coded[0], coded.T)
    answer = adjusting.estimate(coded, checked(rng, 40, 300), draws=200)
    assert plain.min() < 0 <= answer.low.min()
    assert ((answer.low <= answer.counts) & (answer.counts <= answer.high)).all()


def test_a_long_series_is_drawn_in_parts(monkeypatch):
    rng = np.random.default_rng(4)
    audit = checked(rng, 80, 600)
    _, coded = history(rng, 1.0, 400)
    whole = adjusting.estimate(coded, audit, draws=400)
    monkeypatch.setattr(adjusting, "HELD", 400 * 4 * 7)
    parts = adjusting.estimate(coded, audit, draws=400)
    assert parts.counts.tolist() == whole.counts.tolist()
    assert abs(parts.high - whole.high).mean() < 0.5
    like = np.flatnonzero((coded == coded[0]).all(axis=1))
    assert len(set(map(tuple, parts.high[like]))) == 1
    empty = adjusting.estimate(coded[:0], audit, draws=10)
    assert empty.counts.shape == empty.low.shape == (0, 5)


def test_a_coder_without_error_is_not_corrected():
    outcomes = np.zeros((4, 9))
    outcomes[range(4), range(4)] = 50
    perfect = Audit(
        list("1234"),
        np.arange(4),
        np.full(4, 500.0),
        outcomes,
        np.zeros((4, 4)),
        np.array([1000.0]),
        np.array([500.0]),
        np.zeros((1, 4)),
    )
    coded = np.array([[5, 0, 2, 1], [0, 0, 0, 0]])
    answer = adjusting.estimate(coded, perfect, draws=200)
    assert answer.counts == pytest.approx(with_sum(coded), abs=1e-5)


def panel_of(counts):
    """Return a panel of one dyad; None is a month in which nothing was read."""
    months = [date(2024, month, 1) for month in range(1, len(counts) + 1)]
    quads = ["n_vc", "n_mc", "n_vx", "n_mx"]
    rows = [
        {
            "source": "CHN",
            "target": "KHM",
            "period_start": month,
            "period_end": month,
            "coder_version": "1",
            "n_events": None if row is None else sum(row),
            **dict(zip(quads, row or [None] * 4, strict=True)),
        }
        for month, row in zip(months, counts, strict=True)
    ]
    kinds = dict.fromkeys(["n_events", *quads], pl.Int64)
    return pl.DataFrame(rows, schema_overrides=kinds)


def large(folder):
    """Return judgements that are enough for classes 1 and 3."""
    rows = verdicts(54, 6) + verdicts(20, 5, "111", 100)
    rows += [event(300 + n, "112", verdict="wrong_code", right_code="042") for n in range(10)]
    rows += [sentence(n, verdict="no_event") for n in range(110)]
    rows += [sentence(200 + n, verdict="missed", missed="CHN;KHM;042") for n in range(5)]
    return judged(folder, rows)


def test_the_series_keeps_its_gaps_and_says_what_it_cannot_correct(tmp_path):
    series = panel_of([[5, 0, 2, 0], None, [3, 0, 0, 1]])
    answer = adjusting.correct(series, large(tmp_path), draws=200)
    rows = answer.rows
    assert rows.columns == list(adjusting.CORRECTED)
    assert rows.height == 3 * 5
    unread = rows.filter(period_start=date(2024, 2, 1))
    assert unread.select("n_events", "corrected", "low", "high").null_count().row(0) == (5,) * 4
    assert rows.filter(pl.col("class") == "4")["corrected"].null_count() == 3
    sums = rows.filter(pl.col("class") == "all")["corrected"].to_list()
    assert sums[0] > 0 == (sums[2] is not None)
    assert "not corrected, nothing judged or never right: class 4" in answer.warnings
    assert rows.filter(pl.col("class") == "1")["too_small"].to_list() == [False] * 3
    assert rows.filter(pl.col("class") == "all")["too_small"].to_list() == [True] * 3
    first = rows.filter(period_start=date(2024, 1, 1)).filter(pl.col("class") == "1")
    assert first["low"][0] <= 5 <= first["high"][0]


def test_a_small_sample_is_called_small(tmp_path):
    answer = adjusting.correct(panel_of([[5, 0, 0, 0]]), judged(tmp_path, verdicts(9, 1)), draws=50)
    assert answer.rows["too_small"].all()
    assert [w for w in answer.warnings if "too small for class 1" in w]
    assert [w for w in answer.warnings if "no sentence without an event was judged" in w]
    one = answer.rows.filter(pl.col("class") == "1").row(0, named=True)
    assert one["corrected"] == pytest.approx(4.5)


def test_all_is_too_small_only_for_classes_that_the_series_has(tmp_path):
    rows = adjusting.correct(panel_of([[5, 0, 2, 0]]), large(tmp_path), draws=50).rows
    assert rows.sort("class")["too_small"].to_list() == [False, True, False, True, False]


def test_a_check_of_another_coder_version_is_refused(tmp_path):
    series = panel_of([[5, 0, 2, 0]]).with_columns(coder_version=pl.lit("2"))
    with pytest.raises(UsageError, match="of coder version 1, the series of 2"):
        adjusting.correct(series, large(tmp_path))


def test_the_same_seed_gives_the_same_numbers(tmp_path):
    series, checks = panel_of([[5, 1, 2, 0], [1, 0, 4, 0]]), large(tmp_path)
    first, again, other = (
        adjusting.correct(series, checks, draws=200, seed=seed).rows for seed in (1, 1, 2)
    )
    assert first.equals(again)
    assert not first.equals(other)


@pytest.mark.parametrize("freq", ["year", "month"])
def test_a_warehouse_series_is_corrected_by_root(db, tmp_path, freq):
    fill(db, NAMES)
    series = panel(db, "CHN", "KHM", freq)
    answer = adjusting.correct(series, large(tmp_path), by="root", draws=100)
    assert answer.rows.height == series.height * 21
    told = answer.rows.filter(pl.col("class") == "04").sort("period_start")
    assert told["n_events"].to_list() == series["n_root_04"].to_list()


@pytest.mark.parametrize(
    ("given", "says"),
    [({"by": "code"}, "'code'"), ({"level": 1.5}, "1.5"), ({"draws": 0}, "0 draws")],
)
def test_an_option_out_of_range_is_refused(tmp_path, given, says):
    with pytest.raises(UsageError, match=says):
        adjusting.correct(panel_of([[1, 0, 0, 0]]), large(tmp_path), **given)


def test_nothing_judged_is_refused(tmp_path):
    with pytest.raises(UsageError, match="no event has been judged"):
        adjusting.correct(panel_of([[1, 0, 0, 0]]), judged(tmp_path, [event()]))
