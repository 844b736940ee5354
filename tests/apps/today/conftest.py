"""The small plan, published from Monday 30 November 2026."""

import pytest

from support.planned import Planned, planned


@pytest.fixture
def hamburg(cast) -> Planned:
    return planned(cast)
