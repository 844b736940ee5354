"""Support Hamburg with the small team's settings, and a draft for two weeks of it."""

import pytest

from halfhour.planning.models import Plan
from support.planned import Planned, planned


@pytest.fixture
def plan(hamburg: Planned) -> Plan:
    return hamburg.draft()


@pytest.fixture
def hamburg(cast) -> Planned:
    return planned(cast)
