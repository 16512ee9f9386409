"""One warm coder and one Prefect server for the tests that run the flow in this process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flows import server
from transforms.coding import Coder


@pytest.fixture(scope="session")
def coder() -> Coder:
    """Return the coder that the settings ask for, warm already."""
    return Coder(by="both")


@pytest.fixture(scope="session")
def prefect() -> Iterator[str]:
    """Run a server for the session; flows find it as they would find a user's own."""
    with server.api() as url:
        yield url
