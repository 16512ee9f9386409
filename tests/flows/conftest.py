"""One warm coder for the tests that run the flow in this process."""

from __future__ import annotations

import pytest

from transforms.coding import Coder


@pytest.fixture(scope="session")
def coder() -> Coder:
    """Return a coder that is warm already."""
    return Coder()
