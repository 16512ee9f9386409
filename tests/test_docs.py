"""The README tells the truth: its commands run as printed, its links exist."""

import os
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(sh|python|sql)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("readme")


def test_the_commands_of_the_readme_run_in_order_as_printed(folder):
    here = Path(sys.executable).parent
    env = os.environ | {"PATH": f"{here}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "120"}
    for kind, block in BLOCKS:
        if kind == "sql":
            assert answers(folder / "mine.duckdb", block) >= 10
            continue
        command = ["bash", "-euc", block] if kind == "sh" else [sys.executable, "-c", block]
        ended = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)
        assert ended.returncode == 0, f"{block}\n{ended.stdout}\n{ended.stderr}"
    assert (folder / "jpn_chn.csv").read_text().startswith("source,target")
    assert '"JPN"' in (folder / "events.jsonl").read_text()


def answers(warehouse: Path, block: str) -> int:
    """Run the statements of a block; each question has an answer. Return how many there were."""
    n = 0
    with duckdb.connect(str(warehouse), read_only=True) as db:
        for statement in duckdb.extract_statements(block):
            result = db.execute(statement)
            if statement.type == duckdb.StatementType.SELECT:
                assert result.fetchall(), statement.query
                n += 1
    return n


def test_the_two_commands_are_targets_of_make():
    makefile = (ROOT / "Makefile").read_text()
    for target in ("run", "test"):
        assert f"make {target}" in README
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "ARCHITECTURE.md",
        "transforms/codebook/README.md",
        "docs/model.md",
        "docs/audit.md",
        "warehouse/exports/README.md",
        "warehouse/imports/README.md",
    ],
)
def test_links_lead_somewhere(page):
    text = (ROOT / page).read_text("utf-8")
    for link in re.findall(r"\]\(([^)#]+)", text):
        if not link.startswith("http"):
            assert ((ROOT / page).parent / link).exists(), link
