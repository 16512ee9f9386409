"""Rules of the house: what ships is whole, and nothing ships that should not."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("transforms", "expectations", "warehouse", "flows")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (file,) = folder.glob("*.whl")
    return set(zipfile.ZipFile(file).namelist())


def tracked(*patterns: str) -> set[str]:
    """Return the files of the four rooms that git tracks."""
    listed = subprocess.run(
        ["git", "ls-files", *patterns], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return {line for line in listed.stdout.splitlines() if (ROOT / line).is_file()}


def test_every_file_of_the_rooms_is_in_the_wheel(wheel):
    missing = tracked(*ROOMS) - wheel
    assert not missing, sorted(missing)


def test_nothing_else_is_in_the_wheel(wheel):
    strange = {name for name in wheel if not name.startswith((*ROOMS, "bilateral-"))}
    assert not strange


def test_no_file_names_a_package_index():
    for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml", "Makefile"):
        text = (ROOT / name).read_text("utf-8")
        assert "index-url" not in text.replace("--no-emit-index-url", "")
        assert "://" not in text


def test_the_changelog_names_the_version():
    version = (ROOT / "pyproject.toml").read_text().split('version = "')[1].split('"')[0]
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text()
