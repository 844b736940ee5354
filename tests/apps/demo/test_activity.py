"""What the demo's people did: generated beside the history, without a second of overlap."""

from datetime import date, timedelta

import polars as pl
import pytest

from halfhour.demo import demo_activity, demo_history, demo_team, write_activity
from halfhour.engine.shrinkage import uses_of_states
from halfhour.engine.team import TimeUse
from halfhour.ledger.reading import Shape, read_history
from halfhour.planning.adapter.shrinkage import shrinkage_of_records

LAST = date(2026, 11, 21)
DAYS = 28


@pytest.fixture(scope="module")
def contacts() -> pl.DataFrame:
    return demo_history(team=demo_team(), last_on=LAST, days=DAYS)


@pytest.fixture(scope="module")
def activity(contacts) -> pl.DataFrame:
    return demo_activity(team=demo_team(), contacts=contacts, last_on=LAST, days=DAYS)


def test_the_same_last_day_gives_the_same_records(contacts, activity):
    assert demo_activity(team=demo_team(), contacts=contacts, last_on=LAST, days=DAYS).equals(activity)


def test_every_state_has_its_meaning_and_every_person_a_record(activity):
    uses = uses_of_states(activity["state"].unique().to_list())
    assert TimeUse.UNKNOWN not in uses.values()
    assert set(activity["agent"]) == {agent.name for agent in demo_team().agents}


def test_nobody_does_two_things_at_once(activity):
    done = activity.filter(pl.col("planned") == "no").sort("agent", "started_at")
    same = done["agent"] == done["agent"].shift(1)
    assert not (same & (done["started_at"] < done["ended_at"].shift(1))).any()


def test_the_file_reads_as_it_was_written_and_measures_what_was_put_in(activity, tmp_path):
    path = tmp_path / "activity.csv"
    write_activity(activity, path, timezone="Europe/Berlin")
    read = read_history([path])
    assert read.recognised[0].shape is Shape.ACTIVITY
    assert read.counts.rejected == 0
    found = shrinkage_of_records(read.activity, settings=demo_team(), timezone="Europe/Berlin").measured
    assert found is not None
    assert found.enough
    assert found.people == 14
    assert 0.03 < found.by_use[TimeUse.BREAK].share < 0.07
    assert 0.01 < found.by_use[TimeUse.SICKNESS].share < 0.1
    assert found.by_use[TimeUse.BREAK].share > found.by_use[TimeUse.BREAK].planned_share
    assert found.last_on == LAST
    assert found.first_on >= LAST - timedelta(days=DAYS)
