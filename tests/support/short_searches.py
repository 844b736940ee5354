"""Rosters looked for less long than the product looks: of a team as small as the demo's they are legal
all the same, only not as good. A large team's search may end before it has anybody on duty.

How good rosters are is measured by the benchmarks, and `make demo` looks for as long as anybody does.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from ortools.sat.python import cp_model

from halfhour.engine.rostering import _solve
from halfhour.engine.rostering._search import Found, search

SECONDS = 0.3  # of a single search; enough to see that a guess is legal
IMPROVE_SECONDS = 2.0


@contextmanager
def short_searches() -> Iterator[None]:
    def shorter(model: cp_model.CpModel, *, seconds: float, **asked: Any) -> Found:
        return search(model, seconds=min(seconds, SECONDS), **asked)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_solve, "IMPROVE_SECONDS", IMPROVE_SECONDS)
        for name, module in list(sys.modules.items()):
            if name.startswith("halfhour.engine.rostering.") and getattr(module, "search", None) is search:
                patch.setattr(module, "search", shorter)
        yield
