"""What the demo's people did in the last weeks, and what was planned for them, generated.

Sick days, late starts and leave are those of the history; breaks, meetings and training are laid over it,
so that a contact that runs on into a break looks a little shorter here. The same for the same last day.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from halfhour.demo.demand import day_streams, german_holidays, opening_slots
from halfhour.demo.desk import LUNCH_SECONDS, MAIL
from halfhour.demo.history import moment
from halfhour.demo.people import Attendance, attendance_on
from halfhour.engine.team import Session, Team

DAYS = 56
MINUTE = 60.0
HOUR = 3600.0
SCHEMA: dict[str, pl.DataType] = {
    "agent": pl.String(),
    "started_at": pl.Datetime("us", "UTC"),
    "ended_at": pl.Datetime("us", "UTC"),
    "state": pl.String(),
    "planned": pl.String(),
}
# Weekday (0 Monday) and hour of the day at which each kind of session is held.
SESSION_TIMES = {"meeting": (1, 13.5), "coaching": (2, 10.5), "training": (3, 9.5)}
SESSION_STATES = {"meeting": "Team meeting", "coaching": "Coaching", "training": "Training"}
SESSION_HELD_SHARE = 0.9
EXTRA_LUNCH_MINUTES, EXTRA_BREAK_MINUTES = 4.0, 3.0
PROJECT_SHARE = 0.06
LEFT_EARLY_SHARE = 0.04

Stretch = tuple[float, float, str]  # from, to (seconds after midnight), state


def demo_activity(*, team: Team, contacts: pl.DataFrame, last_on: date, days: int = DAYS) -> pl.DataFrame:
    """Rows of the last `days` days of the history `contacts`, as `halfhour import` would read them."""
    zone = ZoneInfo(team.timezone)
    first_on = last_on - timedelta(days=days - 1)
    holidays = german_holidays(first_on, last_on)
    handled = _handled(contacts, zone, first_on)
    rows = []
    for number in range(days):
        on = first_on + timedelta(days=number)
        opens, closes = (slot * 1800.0 for slot in opening_slots(on, holidays))
        if closes <= opens:
            continue
        chance = day_streams(on)
        next(chance)  # that of the day's contacts
        people = attendance_on(team=team, on=on, first=opens, last=closes, rng=next(chance))
        rng = next(chance)
        for each in people:
            name = each.agent.name
            planned, done = _day(each, team, on, handled.get((name, on), []), rng)
            rows += [_row(name, on, stretch, "yes", zone) for stretch in planned]
            rows += [_row(name, on, stretch, "no", zone) for stretch in done]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").sort("started_at", "agent", "planned", "state")


def write_activity(frame: pl.DataFrame, path: Path, *, timezone: str) -> None:
    """The records as a CSV file, times with the offset of the team's zone."""
    moments = pl.col("started_at", "ended_at").dt.convert_time_zone(timezone)
    frame.with_columns(moments.dt.to_string("%Y-%m-%dT%H:%M:%S%:z")).write_csv(path)


def _row(name: str, on: date, stretch: Stretch, planned: str, zone: ZoneInfo) -> tuple[object, ...]:
    starts, ends, state = stretch
    return name, moment(on, starts, zone), moment(on, ends, zone), state, planned


def _handled(
    contacts: pl.DataFrame, zone: ZoneInfo, first_on: date
) -> dict[tuple[str, date], list[tuple[float, float]]]:
    """When each person had a contact in hand, by local day, in seconds after midnight; chats overlap."""
    found: dict[tuple[str, date], list[tuple[float, float]]] = {}
    taken = contacts.filter(pl.col("agent").is_not_null() & pl.col("answered_at").is_not_null())
    columns = taken.select("agent", "queue", "answered_at", "handle_seconds")
    for agent, queue, answered, seconds in columns.iter_rows():
        local = answered.astimezone(zone)
        if local.date() < first_on:
            continue
        at = local.hour * HOUR + local.minute * MINUTE + local.second
        starts, ends = (at - seconds, at) if queue == MAIL else (at, at + seconds)
        found.setdefault((agent, local.date()), []).append((starts, ends))
    return found


def _day(
    each: Attendance, team: Team, on: date, handled: list[tuple[float, float]], rng: np.random.Generator
) -> tuple[list[Stretch], list[Stretch]]:
    """What was planned for the day, and what was done on it."""
    draws = rng.random(8)  # the same number for everybody, so that one person's day moves nobody else's
    extra = rng.exponential(1.0, 4)
    if each.is_on_leave:
        away = (each.starts, each.ends, "Vacation")
        return [away], [away]
    plan = list(_planned(each, team, on))
    if each.is_sick:
        return plan, [(each.starts, each.ends, "Sick")]
    starts = each.starts + each.late_seconds
    ends = each.ends - (20 * MINUTE * draws[0] if draws[1] < LEFT_EARLY_SHARE else 0.0)
    off = [(at, to, state) for at, to, state in _off_queue(each, plan, draws, extra) if starts <= at < ends]
    return plan, _tiled(float(round(starts)), float(round(ends)), off, handled)


def _planned(each: Attendance, team: Team, on: date) -> Iterator[Stretch]:
    yield each.starts, each.ends, "Shift"
    if each.lunch_at is not None:
        yield each.lunch_at, each.lunch_at + LUNCH_SECONDS, "Unpaid lunch"
        yield each.starts + 2 * HOUR, each.starts + 2 * HOUR + 10 * MINUTE, "Break"
        yield each.ends - 1.75 * HOUR, each.ends - 1.75 * HOUR + 10 * MINUTE, "Break"
    else:
        yield each.starts + 2.5 * HOUR, each.starts + 2.5 * HOUR + 15 * MINUTE, "Break"
    for session in team.sessions:
        weekday, hour = SESSION_TIMES[session.kind]
        begins = _held_at(session, each, on, weekday, hour)
        if begins is not None:
            yield begins, begins + session.minutes * MINUTE, SESSION_STATES[session.kind]


def _held_at(session: Session, each: Attendance, on: date, weekday: int, hour: float) -> float | None:
    if on.weekday() != weekday or (session.agents and each.agent.name not in session.agents):
        return None
    begins = hour * HOUR
    return begins if each.starts <= begins and begins + session.minutes * MINUTE <= each.ends else None


def _off_queue(
    each: Attendance, plan: list[Stretch], draws: np.ndarray, extra: np.ndarray
) -> Iterator[Stretch]:
    """What became of the planned breaks and sessions, and a project now and then."""
    breaks = 0
    for at, to, state in plan:
        if state == "Unpaid lunch":
            begins = at + (draws[2] - 0.5) * 20 * MINUTE
            yield begins, begins + LUNCH_SECONDS + EXTRA_LUNCH_MINUTES * MINUTE * extra[0], "Lunch"
        elif state == "Break":
            breaks += 1
            begins = at + (draws[2 + breaks] - 0.5) * 30 * MINUTE
            yield begins, begins + (to - at) + EXTRA_BREAK_MINUTES * MINUTE * extra[breaks], "Break"
        elif state != "Shift" and draws[5] < SESSION_HELD_SHARE:
            yield at, to + 4 * MINUTE * extra[3], state
    if draws[6] < PROJECT_SHARE:
        begins = each.starts + 5 * HOUR
        yield begins, begins + (20 + 40 * draws[7]) * MINUTE, "Special project"


def _tiled(
    starts: float, ends: float, off: list[Stretch], handled: list[tuple[float, float]]
) -> list[Stretch]:
    """The shift in stretches that do not overlap: off queue first, then contacts, then waiting for them."""
    busy = [(at, to) for at, to, _state in off] + handled
    inside = {float(round(edge)) for stretch in busy for edge in stretch if starts < round(edge) < ends}
    found: list[Stretch] = []
    for at, to in pairwise(sorted({starts, ends} | inside)):
        middle = (at + to) / 2
        state = next(
            (state for begins, past, state in off if begins <= middle < past),
            "Handling" if any(begins <= middle < past for begins, past in handled) else "Available",
        )
        if found and found[-1][2] == state:
            found[-1] = (found[-1][0], to, state)
        else:
            found.append((at, to, state))
    return found
