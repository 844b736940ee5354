"""Rosters of tests are small: their days of work are looked for less long than those of a real team."""

import pytest

from halfhour.engine.rostering import _days


@pytest.fixture(autouse=True)
def _shorter_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a team this small it is enough to be legal; how good rosters are, benchmarks tell."""
    monkeypatch.setattr(_days, "SECONDS", 0.2)
