"""What all tests share: the evaluation material beside the project, and the rule about skips."""

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"
#: Tests with these marks may be skipped where what they want is absent; any other skip fails CI.
MAY_SKIP = {"chromium", "postgresql", "root", "shared"}
_skipped: list[str] = []


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of evaluation material, or skip."""
    if not SHARED.is_dir():
        pytest.skip("no evaluation material beside the project")
    return SHARED


def pytest_runtest_logreport(report):
    if report.skipped and not hasattr(report, "wasxfail"):
        _skipped.append(report.nodeid)


def pytest_collection_modifyitems(items):
    for item in items:
        if item.get_closest_marker("shared") and not SHARED.is_dir():
            item.add_marker(pytest.mark.skip(reason="no evaluation material beside the project"))


def pytest_sessionfinish(session):
    """In CI nothing may be skipped unseen: everything that tests want is installed there."""
    if os.environ.get("CI") and _skipped and session.exitstatus == 0:
        session.exitstatus = 1


def pytest_terminal_summary(terminalreporter):
    if _skipped:
        terminalreporter.write_line("skipped: " + ", ".join(_skipped))
        if os.environ.get("CI"):
            terminalreporter.write_line("a skip fails CI: install what the test wants", red=True)
