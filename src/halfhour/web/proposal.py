"""Settings guessed from a team's history, to start from: its queues, people, hours and handle times.

Every guess says what it rests on. What the history does not tell is filled with what is usual.
"""

from dataclasses import dataclass
from math import ceil
from typing import Any

import polars as pl
from babel.core import get_global
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halfhour.ledger.queries import team_history
from halfhour.people.forms.fields import DAYS
from halfhour.people.models import Team
from halfhour.people.queries import team_zone
from halfhour.people.teamfile.values import duration_text
from halfhour.people.wording.figures import figure

Document = dict[str, Any]

RECENT_WEEKS = 8
MOST_QUEUES = 12
MOST_PEOPLE = 75
SMALLEST_QUEUE = 0.01  # of all contacts
SMALLEST_PERSON = 0.005
RARE = 0.005  # contacts outside the guessed hours, at either end
WEEKLY_HOURS = 40
TIME_ON_QUEUE = 0.76  # what usual shrinkage leaves
USUAL_OCCUPANCY = 0.75
HALF_HOUR = 1800
SATURDAY = 5
STILL_ALIKE = 3600  # weekdays whose hours differ by no more are taken for alike

CHANNEL_WORDS = {
    "phone": ("phone", "call", "voice", "tel", "звон", "电话"),
    "chat": ("chat", "messag", "whatsapp", "чат", "聊"),
    "email": ("mail", "почт", "邮"),
    "form": ("form", "web", "ticket", "portal", "форм", "заяв", "工单"),
}
USUAL: dict[str, Document] = {
    "phone": {"service": "live", "goal": {"share": 0.8, "within": "20 s"}, "patience": "3 min"},
    "chat": {"service": "live", "goal": {"share": 0.8, "within": "1 min"}, "patience": "5 min"},
    "email": {"service": "deferred", "goal": {"share": 0.9, "within": "8 h"}},
    "form": {"service": "deferred", "goal": {"share": 0.9, "within": "8 h"}},
    "other": {"service": "deferred", "goal": {"share": 0.9, "within": "8 h"}},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A team's document to start from, and sentences that say what it was guessed from."""

    document: Document
    findings: tuple[str, ...]


def provisional_document(*, name: str, timezone: str) -> Document:
    """Settings that hold the place until the history is read: one queue, one person."""
    return {
        "team": {"name": name, "timezone": timezone} | _country(timezone),
        "hours": {"mon-fri": "09:00-17:00"},
        "queue": [{"name": "all", "channel": "other", "service": "deferred", **_usual("other")}],
        "agent": [{"name": _("Agent {number}").format(number=1)}],
    }


def propose(team: Team) -> Proposal:
    """What the history says of the team; the provisional settings where there is none."""
    history = team_history(team)
    timezone = team_zone(team).key
    rows = _rows(history.contacts, history.intervals)
    base = provisional_document(name=team.name, timezone=timezone)
    if rows.is_empty():
        return Proposal(document=base, findings=())
    latest = rows["at"].max()
    recent = rows.filter(pl.col("at") > latest - pl.duration(weeks=RECENT_WEEKS))
    queues = _queues(recent)
    live = [queue["name"] for queue in queues if queue["service"] == "live"]
    hours = _hours(recent.filter(pl.col("queue").is_in(live)) if live else recent, timezone)
    agents, found = _agents(history.contacts, recent, queues, hours)
    findings = [
        ngettext("{number} queue was found.", "{number} queues were found.", len(queues)).format(
            number=len(queues)
        ),
        found,
        _("The hours are those in which nearly all contacts came in the last {weeks} weeks.").format(
            weeks=RECENT_WEEKS
        ),
    ]
    document = base | {"hours": hours, "queue": queues, "agent": agents}
    return Proposal(document=document, findings=tuple(findings))


def _rows(contacts: pl.DataFrame | None, intervals: pl.DataFrame | None) -> pl.DataFrame:
    """Both shapes of history as one: when, which queue, how many, how long each took."""
    parts = []
    if contacts is not None:
        parts.append(
            contacts.select(
                at="opened_at",
                queue=pl.col("queue").fill_null(pl.col("channel")).fill_null("all"),
                channel=pl.col("channel").fill_null(""),
                offered=pl.lit(1.0),
                handle="handle_seconds",
                wait="wait_seconds",
            )
        )
    if intervals is not None:
        parts.append(
            intervals.select(
                at="interval_start",
                queue=pl.col("queue").fill_null("all"),
                channel=pl.lit(""),
                offered=pl.col("offered").cast(pl.Float64),
                handle="handle_seconds_mean",
                wait=pl.lit(None, dtype=pl.Float64),
            )
        )
    if not parts:
        return pl.DataFrame(schema={"at": pl.Datetime("us", "UTC")})
    return pl.concat(parts).filter(pl.col("offered") > 0)


def _queues(rows: pl.DataFrame) -> list[Document]:
    found = (
        rows.group_by("queue")
        .agg(
            offered=pl.col("offered").sum(),
            channel=pl.col("channel").mode().sort().first(),
            handle=pl.col("handle").median(),
            wait=pl.col("wait").median(),
        )
        .filter(pl.col("offered") >= SMALLEST_QUEUE * pl.col("offered").sum())
        .sort("offered", "queue", descending=[True, False])
        .head(MOST_QUEUES)
    )
    several = found.height > 1
    return [_queue(row, asks_for_skill=several) for row in found.iter_rows(named=True)]


def _queue(row: dict[str, Any], *, asks_for_skill: bool) -> Document:
    name = str(row["queue"])[:60]
    channel = _channel(f"{row['channel']} {name}", row["wait"])
    measured = row["handle"] or 300
    step = 5 if measured < 60 else 10 if measured < 600 else 60
    handle = max(round(measured / step) * step, step)
    return {
        "name": name,
        "channel": channel,
        **_usual(channel),
        "handle_time": duration_text(handle),
        **({"skills": [name]} if asks_for_skill else {}),
    }


def _channel(words: str, wait_seconds: float | None) -> str:
    for channel, signs in CHANNEL_WORDS.items():
        if any(sign in words.lower() for sign in signs):
            return channel
    return "phone" if wait_seconds is not None and wait_seconds < 15 * 60 else "other"


def _usual(channel: str) -> Document:
    return {key: dict(value) if isinstance(value, dict) else value for key, value in USUAL[channel].items()}


def _hours(rows: pl.DataFrame, timezone: str) -> Document:
    """Per weekday from the first to the last half hour in which contacts usually come.

    Monday to Friday have the same hours where they differ by no more than chance makes them in small teams.
    """
    local = rows.with_columns(local=pl.col("at").dt.convert_time_zone(timezone)).with_columns(
        day=pl.col("local").dt.weekday() - 1,
        second=pl.col("local").dt.hour().cast(pl.Int64) * 3600
        + pl.col("local").dt.minute().cast(pl.Int64) * 60,
    )
    volumes = dict(local.group_by("day").agg(pl.col("offered").sum()).iter_rows())
    busiest = max(volumes.values())
    spans = {
        day: _span(local.filter(pl.col("day") == day))
        for day in range(7)
        if volumes.get(day, 0) >= 0.05 * busiest
    }
    alike = [day for day in spans if day < SATURDAY]
    if alike and all(
        max(ends) - min(ends) <= STILL_ALIKE for ends in zip(*map(spans.get, alike), strict=True)
    ):
        spans |= dict.fromkeys(alike, _span(local.filter(pl.col("day").is_in(alike))))
    hours: Document = {
        DAYS[day]: f"{_clock(opens)}-{_clock(closes)}" for day, (opens, closes) in spans.items()
    }
    return hours | {"closed_on_holidays": len(hours) < 7}


def _span(rows: pl.DataFrame) -> tuple[int, int]:
    """From the first to the last half hour that is not rare."""
    by_second = rows.group_by("second").agg(pl.col("offered").sum())
    running = by_second.sort("second").with_columns(
        share=pl.col("offered").cum_sum() / pl.col("offered").sum()
    )
    share = pl.col("share")
    inside = running.filter((share > RARE) & (share.shift(1, fill_value=0) < 1 - RARE))["second"].to_list()
    return min(inside) // HALF_HOUR * HALF_HOUR, (max(inside) // HALF_HOUR + 1) * HALF_HOUR


def _agents(
    contacts: pl.DataFrame | None, recent: pl.DataFrame, queues: list[Document], hours: Document
) -> tuple[list[Document], str]:
    skills = [queue["name"] for queue in queues] if len(queues) > 1 else []
    named = _named_agents(contacts, recent["at"].min(), skills)
    if len(named) > 1:
        return named, ngettext(
            "{number} person answered contacts in the last {weeks} weeks.",
            "{number} people answered contacts in the last {weeks} weeks.",
            len(named),
        ).format(number=len(named), weeks=RECENT_WEEKS)
    size, work = _size(recent, queues, hours)
    agents: list[Document] = [
        {"name": _("Agent {number}").format(number=number), "weekly_hours": WEEKLY_HOURS}
        | ({"skills": skills} if skills else {})
        for number in range(1, size + 1)
    ]
    return agents, ngettext(
        "About {hours} hours of work came in a week: roughly {number} person full time.",
        "About {hours} hours of work came in a week: roughly {number} people full time.",
        size,
    ).format(hours=figure(work), number=size)


def _named_agents(contacts: pl.DataFrame | None, since: Any, skills: list[str]) -> list[Document]:
    if contacts is None or contacts["agent"].null_count() == contacts.height:
        return []
    answered = contacts.filter(pl.col("agent").is_not_null() & (pl.col("opened_at") >= since)).with_columns(
        queue=pl.col("queue").fill_null(pl.col("channel")).fill_null("all")
    )
    busy = (
        answered.group_by("agent")
        .agg(count=pl.len(), queues=pl.col("queue").unique())
        .filter(pl.col("count") >= SMALLEST_PERSON * pl.col("count").sum())
        .sort("count", descending=True)
        .head(MOST_PEOPLE)
        .sort("agent")
    )
    return [
        {"name": str(name)[:100], "weekly_hours": WEEKLY_HOURS}
        | ({"skills": [skill for skill in skills if skill in its] or skills} if skills else {})
        for name, _count, its in busy.iter_rows()
    ]


def _size(recent: pl.DataFrame, queues: list[Document], hours: Document) -> tuple[int, float]:
    """People full time for the work that came, and enough to have someone there while the team is open."""
    weeks = max((recent["at"].max() - recent["at"].min()).total_seconds() / (7 * 86_400), 1)  # type: ignore[operator,union-attr]
    seconds = recent.select((pl.col("offered") * pl.col("handle").fill_null(300.0)).sum()).item()
    work = float(seconds) / 3600 / weeks
    open_hours = sum(_length(span) for span in hours.values() if isinstance(span, str)) / 3600
    for_work = work / (WEEKLY_HOURS * TIME_ON_QUEUE * USUAL_OCCUPANCY)
    for_presence = open_hours / (WEEKLY_HOURS * TIME_ON_QUEUE)
    return min(max(ceil(for_work), ceil(for_presence), 2), MOST_PEOPLE), work


def _clock(second: int) -> str:
    return f"{second // 3600:02d}:{second % 3600 // 60:02d}"


def _length(span: str) -> int:
    opens, closes = (int(part[:2]) * 3600 + int(part[3:]) * 60 for part in span.split("-"))
    return closes - opens


def _country(timezone: str) -> Document:
    """The country of a time zone, where its holidays are known."""
    from halfhour.people.teamfile.values import country_codes

    code = get_global("zone_territories").get(timezone)
    return {"country": code} if code in country_codes() else {}
