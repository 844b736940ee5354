"""Work that is done again and again: once for each time it is due, whoever looks."""

from datetime import timedelta
from threading import Event

import pytest
from django.utils import timezone

from halfhour.jobs import schedule
from halfhour.jobs.models import ScheduledRun
from halfhour.jobs.schedule import SCHEDULE, Scheduled, run_due

RAN = []
NOW = timezone.now()


def note(at):
    RAN.append(at)


def fail(at):
    raise RuntimeError("not today")


NOTE = Scheduled(name="note", handler=f"{__name__}.note", every_seconds=60)
FAIL = Scheduled(name="fail", handler=f"{__name__}.fail", every_seconds=60)


@pytest.fixture(autouse=True)
def _nothing_ran():
    RAN.clear()


def test_what_is_new_is_due_at_once_and_then_when_its_time_has_passed(db):
    ran = [
        run_due(at=NOW + timedelta(seconds=seconds), schedule=[NOTE]) for seconds in (0, 1, 59, 60, 61, 300)
    ]
    assert ran == [("note",), (), (), ("note",), (), ("note",)]


def test_of_two_who_look_at_once_one_finds_it_due(db, monkeypatch):
    run_due(at=NOW, schedule=[NOTE])
    later = NOW + timedelta(seconds=60)

    def somebody_is_faster(entry, at):
        ScheduledRun.objects.filter(name=entry.name).update(next_at=at + timedelta(seconds=60))
        return claim(entry, at)

    claim = schedule._claim
    monkeypatch.setattr(schedule, "_claim", somebody_is_faster)
    assert run_due(at=later, schedule=[NOTE]) == ()
    assert len(RAN) == 1


def test_what_fails_stops_nothing_else_and_is_tried_again(db, caplog):
    assert run_due(at=NOW, schedule=[FAIL, NOTE]) == ("fail", "note")
    assert "not today" in caplog.text
    assert run_due(at=NOW + timedelta(seconds=60), schedule=[FAIL]) == ("fail",)


def test_the_clock_goes_on_whatever_a_look_runs_into(monkeypatch):
    looks, came_back = [], Event()

    def look(*, at):
        looks.append(at)
        if len(looks) == 1:
            raise RuntimeError("a table that is not there yet")
        came_back.set()

    monkeypatch.setattr(schedule, "run_due", look)
    monkeypatch.setattr(schedule, "LOOK_EVERY_SECONDS", 0.01)
    monkeypatch.setattr(schedule, "close_old_connections", lambda: None)
    clock = schedule.Clockwork()
    clock.start()
    assert came_back.wait(5)
    clock.stop()


def test_every_entry_names_a_function_that_takes_the_time(db):
    from django.utils.module_loading import import_string

    for entry in SCHEDULE:
        import_string(entry.handler)(NOW)
