"""A team as a document and as a team file; reading it back gives the same team."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

import tomlkit
from tomlkit.items import AoT, InlineTable, Table

from halfhour.engine.team import (
    Agent,
    BreakRule,
    OpeningHours,
    Period,
    Queue,
    Rules,
    Session,
    ShrinkageCause,
    Skill,
    Team,
    TimeOff,
    WeeklyPeriod,
)
from halfhour.people.teamfile.values import (
    MEASURED,
    duration_text,
    period_text,
    periods_value,
    time_text,
    weekdays_text,
)

Document = dict[str, Any]


def document_from_team(team: Team) -> Document:
    """The team as a document of plain values, fit for JSON, with one entry per agent."""
    document: Document = {
        "team": _without_none(
            {
                "name": team.name,
                "timezone": team.timezone,
                "country": team.country,
                "subdivision": team.subdivision,
                "interval_minutes": team.interval_minutes,
                "goal_chance": team.goal_chance,
            }
        ),
        "hours": _hours(team.hours),
        "rules": _rules(team.rules),
        "shrinkage": {cause.cause: _cause(cause) for cause in team.shrinkage},
        "queue": [_queue(queue) for queue in team.queues],
        "agent": [_agent(agent) for agent in team.agents],
    }
    if team.sessions:
        document["session"] = [_session(session) for session in team.sessions]
    if team.time_off:
        document["time_off"] = [_time_off(away) for away in team.time_off]
    if team.states:
        document["states"] = {meaning.state: meaning.use.value for meaning in team.states}
    return document


def write_team(team: Team) -> str:
    """The team as the text of a team file; people who work alike share one `[[agent]]`."""
    document = document_from_team(team)
    document["agent"] = _grouped(document["agent"])
    file = tomlkit.document()
    for section, content in document.items():
        file.add(section, _tables(content) if isinstance(content, list) else _table(content))
    return tomlkit.dumps(file)


def _hours(hours: OpeningHours) -> Document:
    document: Document = {
        **_weekly(hours.periods, closed_days=not hours.periods),
        "closed_on_holidays": hours.closed_on_holidays,
    }
    if hours.exceptions:
        document["exception"] = [
            {
                "on": each.on.isoformat(),
                "open": periods_value(each.periods),
                **({"name": each.name} if each.name else {}),
            }
            for each in hours.exceptions
        ]
    return document


def _weekly(periods: Sequence[WeeklyPeriod], *, closed_days: bool = False) -> Document:
    """Weekdays that follow each other and have the same stretches share a key."""
    by_day: dict[int, list[Period]] = {}
    for period in periods:
        by_day.setdefault(period.weekday, []).append(period)
    days = sorted(by_day)
    stretches = [[period_text(each) for each in by_day[day]] for day in days]
    document: Document = {"mon-sun": "closed"} if closed_days else {}
    start = 0
    for at in range(1, len(days) + 1):
        if at < len(days) and stretches[at] == stretches[start] and days[at] == days[at - 1] + 1:
            continue
        document[weekdays_text(days[start:at])] = periods_value(by_day[days[start]])
        start = at
    return document


def _queue(queue: Queue) -> Document:
    return _without_none(
        {
            "name": queue.name,
            "channel": str(queue.channel),
            "service": str(queue.service),
            "goal": {"share": queue.goal.share, "within": duration_text(queue.goal.within_seconds)},
            "skills": list(queue.skills) or None,
            "handle_time": duration_text(queue.handle_seconds),
            "patience": None if queue.patience_seconds is None else duration_text(queue.patience_seconds),
            "concurrency": queue.concurrency if queue.concurrency > 1 else None,
            "hours": _hours(queue.hours) if queue.hours else None,
        }
    )


def _agent(agent: Agent) -> Document:
    return _without_none(
        {
            "name": agent.name,
            "skills": [_skill(skill) for skill in agent.skills] or None,
            "seniority": str(agent.seniority),
            "weekly_hours": agent.weekly_hours,
            "availability": _weekly(agent.availability) or None,
            "prefers_off": weekdays_text(agent.prefers_off) or None,
            "prefers_start": "-".join(map(time_text, agent.prefers_start)) if agent.prefers_start else None,
        }
    )


def _skill(skill: Skill) -> str | Document:
    return skill.name if skill.level == 1 else {"name": skill.name, "level": skill.level}


def _session(session: Session) -> Document:
    return _without_none(
        {
            "name": session.name,
            "kind": str(session.kind),
            "length": duration_text(session.minutes * 60),
            "agents": list(session.agents) or None,
            "per_week": session.per_week,
            "together": session.together,
        }
    )


def _time_off(away: TimeOff) -> Document:
    return {
        "agent": away.agent,
        "from": away.first_on.isoformat(),
        "to": away.last_on.isoformat(),
        "kind": away.kind,
        "paid": away.paid,
    }


def _cause(cause: ShrinkageCause) -> Document:
    """A share that has been measured is written as the number it was."""
    share = MEASURED if cause.to_measure else cause.share
    return {"share": share, "in_roster": cause.in_roster}


def _rules(rules: Rules) -> Document:
    return {
        "shift_lengths": [duration_text(length * 60) for length in rules.shift_minutes],
        "start_step": duration_text(rules.start_step_minutes * 60),
        "rest": duration_text(rules.rest_minutes * 60),
        "longest_run_of_days": rules.longest_run_of_days,
        "days_per_week": rules.days_per_week,
        "overtime_hours": rules.overtime_hours,
        "undertime_hours": rules.undertime_hours,
        "on_duty_at_least": rules.on_duty_at_least,
        "buffer_share": rules.buffer_share,
        "focus": duration_text(rules.focus_minutes * 60),
        "break": [_break(rule) for rule in rules.breaks],
    }


def _break(rule: BreakRule) -> Document:
    below = rule.shift_below_minutes
    return _without_none(
        {
            "kind": rule.kind,
            "length": duration_text(rule.minutes * 60),
            "paid": rule.paid,
            "from_shift": duration_text(rule.shift_from_minutes * 60),
            "below_shift": None if below is None else duration_text(below * 60),
            "not_before": duration_text(rule.not_before_minutes * 60),
            "not_within": duration_text(rule.not_within_minutes * 60),
        }
    )


def _without_none(document: Document) -> Document:
    return {key: value for key, value in document.items() if value is not None}


def _grouped(agents: list[Document]) -> list[Document]:
    """Neighbours that differ only in name become one entry with `names`."""
    grouped = []
    for alike, group in groupby(agents, key=lambda agent: {**agent, "name": ""}):
        names = [agent["name"] for agent in group]
        rest = {key: value for key, value in alike.items() if key != "name"}
        grouped.append({"name": names[0], **rest} if len(names) == 1 else {"names": names, **rest})
    return grouped


def _table(content: Document) -> Table:
    table = tomlkit.table()
    for key, value in content.items():
        table.add(key, _tables(value) if _is_tables(key, value) else _inline(value))
    return table


def _tables(contents: Iterable[Document]) -> AoT:
    tables = tomlkit.aot()
    for content in contents:
        tables.append(_table(content))
    return tables


def _is_tables(key: str, value: object) -> bool:
    return key in ("exception", "break") and isinstance(value, list)


def _inline(value: Any) -> Any:
    if isinstance(value, dict):
        return _inline_table(value)
    if isinstance(value, list):
        array = tomlkit.array()
        for element in value:
            array.append(_inline(element))
        return array.multiline(sum(len(str(each)) + 4 for each in value) > 80)
    return value


def _inline_table(content: Document) -> InlineTable:
    table = tomlkit.inline_table()
    for key, value in content.items():
        table.add(key, _inline(value))
    return table
