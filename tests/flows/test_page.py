"""The quality report in a real browser: it shows without a network, and asks for none."""

import shutil
import subprocess
from datetime import date

import pytest

from flows import quality
from flows.run import run
from tests.flows.helpers import settings

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.mark.chromium
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_the_quality_page_shows_the_last_run(tmp_path, coder, prefect):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "good.txt").write_text(" date 2024-06-13\n\nJapan thanked France for its help.")
    (inbox / "bad.txt").write_text("")
    ended = run([str(inbox)], settings(tmp_path), today=date(2024, 7, 1), coder=coder)
    page = quality.page_of(ended.db)
    shown = subprocess.run(
        [CHROMIUM, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", page.as_uri()],
        capture_output=True, text=True, timeout=120, check=True,
    ).stdout  # fmt: skip
    assert "The last run is loaded." in shown
    assert "empty" in shown, "the rejected file's reason"
    assert "http" not in shown.replace("http-equiv", ""), "the page asks for nothing elsewhere"
