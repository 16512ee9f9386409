"""The exemplars are in order: marks, codes, amounts, no doubles, one style under every label."""

import polars as pl
import pytest

from training import checks, exemplars


@pytest.fixture(scope="module")
def frame() -> pl.DataFrame:
    return exemplars.read()


def test_nothing_is_wrong_with_them(frame):
    assert checks.problems(frame) == []


def test_families_do_not_straddle_the_split(frame):
    kept_back = frame.with_columns(checked=exemplars.is_checked(frame["family"]))
    assert kept_back.group_by("family").agg(pl.col("checked").n_unique())["checked"].max() == 1
    assert 0.03 < kept_back["checked"].mean() < 0.07


def test_several_acts_of_one_sentence_are_told_apart_by_the_marks_alone(frame):
    plain = frame.with_columns(plain=pl.col("sentence").str.replace_all(r"[\[\]{}]", ""))
    told = plain.group_by("plain").agg(pl.col("type").n_unique())
    assert (told["type"] > 1).sum() > 500


FAULTS = [
    ("x1\tplain\t040\tactual\t[Chad] met {Niger} and {Mali} for talks on the lake.", "not one"),
    ("x1\tplain\t040\tactual\tChad met Niger for talks on the shared lake.", "not one"),
    ("x1\tplain\t999\tactual\t[Chad] met {Niger} for talks on the shared lake.", "no such code"),
    ("x1\tplain\t040\tsaid\t[Chad] met {Niger} for talks on the shared lake.", "no such mode"),
    ("x1\tplain\t040\tactual\t[Chad] met {Niger}.", "words"),
    ("x1\tplain\t150\tactual\t[Chad] met {Niger} for talks on the shared lake.", "wrong file"),
    ("x1\tplain\t\t\t", "not one"),
]


@pytest.mark.parametrize(("line", "fault"), FAULTS)
def test_each_fault_is_named(tmp_path, line, fault):
    heading = "\t".join(exemplars.COLUMNS)
    (tmp_path / "04.tsv").write_text(f"{heading}\n{line}\n")
    assert any(fault in problem for problem in checks.problems(exemplars.read(tmp_path)))


def test_a_sentence_told_again_with_a_word_changed_is_found(frame):
    first = frame.filter(pl.col("sentence").str.contains(" on ")).head(1)
    again = first.with_columns(
        family=pl.lit("other"), sentence=pl.col("sentence").str.replace(" on ", " upon ")
    )
    assert any("nearly the same" in p for p in checks._twice(pl.concat([first, again])))
