"""Each section of the document as the engine's value; None (and a noted problem) where it cannot be one."""

import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from halfhour.engine.shrinkage import CAUSES, PLACED_BY_ROSTER, all_to_measure
from halfhour.engine.team import (
    DEFAULT_BREAKS,
    DEFAULT_SHRINKAGE,
    Agent,
    BreakRule,
    Channel,
    DatedHours,
    Goal,
    OpeningHours,
    Queue,
    Rules,
    Seniority,
    Service,
    Session,
    SessionKind,
    ShrinkageCause,
    Skill,
    StateMeaning,
    TimeOff,
    TimeUse,
    WeeklyPeriod,
)
from halfhour.people.teamfile import values
from halfhour.people.teamfile.keys import SECTIONS
from halfhour.people.teamfile.problems import Path, Problems, Refused, suggestion, told
from halfhour.people.teamfile.tables import named, read_fields, read_list, read_value, shown
from halfhour.people.teamfile.usual import (
    Stretch,
    usual_shift_minutes,
    usual_undertime_hours,
    week_minutes,
)

DEFAULT_HOURS = {"mon-fri": "09:00-17:00"}
LIVE_CHANNELS = frozenset({Channel.PHONE, Channel.CHAT})
DEFAULT_GOALS = {
    Channel.PHONE: Goal(within_seconds=20, share=0.8),
    Channel.CHAT: Goal(within_seconds=60, share=0.8),
}
DEFERRED_GOAL = Goal(within_seconds=8 * 3600, share=0.9)
NUMBERED = re.compile(r"\{n(?::0?(\d))?\}")
# What a state of an activity record may mean, as people write it.
MEANINGS = tuple(use.value for use in TimeUse if use is not TimeUse.UNKNOWN)
MOST_STATES = 500


def opening_hours(table: object, path: Path, problems: Problems) -> OpeningHours | None:
    """`[hours]`: stretches per weekday, and dated exceptions."""
    if not isinstance(table, dict):
        read_fields(table, "hours", path, problems)
        return None
    own = {key.name for key in SECTIONS["hours"]}
    weekly = weekly_periods({key: value for key, value in table.items() if key not in own}, path, problems)
    fields = read_fields({key: table[key] for key in own & set(table)}, "hours", path, problems)
    exceptions = tuple(
        DatedHours(**found)
        for where, each in read_list(table.get("exception", []), (*path, "exception"), problems)
        if (found := read_fields(each, "exception", where, problems)) is not None
    )
    for number, each in enumerate(exceptions):
        if each.on in {other.on for other in exceptions[:number]}:
            wrong = _("{date} has two exceptions.").format(date=each.on)
            problems.add((*path, "exception", number), told(wrong, _("Keep one of them.")))
    return OpeningHours(periods=weekly, exceptions=exceptions, **(fields or {}))


def weekly_periods(table: object, path: Path, problems: Problems) -> tuple[WeeklyPeriod, ...]:
    """`mon-fri = "08:00-18:00"` and the like, in the order of the week."""
    if not isinstance(table, dict):
        wrong = _("“{key}” cannot be {value}.").format(key=named(path), value=shown(table))
        problems.add(path, told(wrong, _('Give a table such as {{ mon-fri = "08:00-18:00" }}.').format()))
        return ()
    found: dict[int, tuple[WeeklyPeriod, ...]] = {}
    for key, value in table.items():
        where = (*path, key)
        try:
            days = values.weekdays(key)
        except Refused as refused:
            own = [each.name for each in SECTIONS["hours"]]
            meant = suggestion(key, own) if get_close_matches(key, own) else str(refused)
            problems.add(where, told(_("“{key}” is no weekday.").format(key=key), meant))
            continue
        stretches = read_value(value, values.periods, where, problems)
        for day in days:
            if day in found:
                twice = _("“{day}” is given twice.").format(day=values.WEEKDAYS[day])
                problems.add(where, told(twice, _("Give all the stretches of a day in one list.")))
            found[day] = tuple(
                WeeklyPeriod(weekday=day, opens_second=each.opens_second, closes_second=each.closes_second)
                for each in stretches or ()
            )
    return tuple(period for day in sorted(found) for period in found[day])


def queue(table: object, path: Path, problems: Problems) -> Queue | None:
    fields = read_fields(table, "queue", path, problems)
    if not isinstance(table, dict):
        return None
    goal = _goal(table["goal"], (*path, "goal"), problems) if "goal" in table else None
    skills = _names(table.get("skills", []), (*path, "skills"), problems)
    hours = opening_hours(table["hours"], (*path, "hours"), problems) if "hours" in table else None
    if fields is None:
        return None
    channel = Channel(fields.pop("channel"))
    service = Service(fields.pop("service", Service.LIVE if channel in LIVE_CHANNELS else Service.DEFERRED))
    default_goal = (
        DEFERRED_GOAL
        if service is Service.DEFERRED
        else DEFAULT_GOALS.get(channel, DEFAULT_GOALS[Channel.PHONE])
    )
    found = Queue(
        channel=channel, service=service, goal=goal or default_goal, skills=skills, hours=hours, **fields
    )
    _check_queue(found, path, problems)
    return found


def _check_queue(found: Queue, path: Path, problems: Problems) -> None:
    if found.service is Service.DEFERRED and found.patience_seconds is not None:
        wrong = _("“patience” has no meaning for a deferred queue.")
        problems.add((*path, "patience"), told(wrong, _("Leave it out, or make the queue live.")))
    if found.concurrency > 1 and (found.channel is Channel.PHONE or found.service is Service.DEFERRED):
        wrong = _("“concurrency” above 1 is for live written contacts such as chat.")
        problems.add((*path, "concurrency"), told(wrong, _("Leave it out.")))


def _goal(table: object, path: Path, problems: Problems) -> Goal | None:
    fields = read_fields(table, "goal", path, problems)
    return Goal(**fields) if fields is not None else None


def agents(table: object, path: Path, problems: Problems) -> tuple[Agent, ...]:
    """One `[[agent]]` table: one person, or several alike by `names` or by `count`."""
    fields = read_fields(table, "agent", path, problems)
    if not isinstance(table, dict) or fields is None:
        return ()
    if "seniority" in fields:
        fields["seniority"] = Seniority(fields["seniority"])
    if "skills" in table:
        fields["skills"] = _skills(table["skills"], (*path, "skills"), problems)
    if "availability" in table:
        fields["availability"] = weekly_periods(table["availability"], (*path, "availability"), problems)
    return tuple(Agent(name=name, **fields) for name in _agent_names(table, path, problems))


def _agent_names(table: dict[str, Any], path: Path, problems: Problems) -> tuple[str, ...]:
    name, count = table.get("name"), table.get("count")
    if "names" in table:
        for other in ("name", "count"):
            if other in table:
                wrong = _("“names” and “{other}” cannot stand together.").format(other=other)
                problems.add((*path, other), told(wrong, _("Keep one of them.")))
        return _names(table["names"], (*path, "names"), problems)
    if "name" not in table:
        problems.add(path, _("An agent needs “name”, or “names” for several people who work alike."))
        return ()
    if not isinstance(name, str):
        return ()  # already noted
    if "count" not in table:
        return (name.strip(),)
    if not NUMBERED.search(name):
        wrong = _("With “count”, the name needs a place for the number.")
        problems.add((*path, "name"), told(wrong, _("Such as “Agent {example}”.").format(example="{n:03}")))
        return ()
    if not isinstance(count, int) or not 1 <= count <= 5000:
        return ()  # already noted
    return tuple(_numbered(name, n) for n in range(1, count + 1))


def _numbered(template: str, n: int) -> str:
    """The template with the number in its place: "Agent {n:03}" gives "Agent 007"."""
    return NUMBERED.sub(lambda mark: str(n).zfill(int(mark[1] or 1)), template)


def _skills(value: object, path: Path, problems: Problems) -> tuple[Skill, ...]:
    """`["phone", "chat"]` at level 1, or with levels `{ phone = 2, chat = 1 }`; a list may mix both."""
    if isinstance(value, dict):
        value = [{"name": name, "level": level} for name, level in value.items()]
        entries: Iterator[tuple[Path, Any]] = (((*path, each["name"]), each) for each in value)
    else:
        entries = read_list(value, path, problems)
    found: dict[str, Skill] = {}
    for where, entry in entries:
        fields = read_fields({"name": entry} if isinstance(entry, str) else entry, "skill", where, problems)
        if fields is not None:
            found[fields["name"]] = Skill(**fields)
    return tuple(found.values())


def session(table: object, path: Path, problems: Problems) -> Session | None:
    fields = read_fields(table, "session", path, problems)
    if not isinstance(table, dict) or fields is None:
        return None
    fields["kind"] = SessionKind(fields["kind"])
    return Session(agents=_names(table.get("agents", []), (*path, "agents"), problems), **fields)


def time_off(table: object, path: Path, problems: Problems) -> TimeOff | None:
    fields = read_fields(table, "time_off", path, problems)
    if fields is None:
        return None
    fields.setdefault("last_on", fields["first_on"])
    if fields["last_on"] < fields["first_on"]:
        wrong = _("The time off ends before it starts.")
        problems.add((*path, "to"), told(wrong, _("Give “to” a date on or after “from”.")))
        return None
    return TimeOff(**fields)


def rules(
    table: object,
    path: Path,
    problems: Problems,
    *,
    team_agents: tuple[Agent, ...],
    stretches: tuple[Stretch, ...] | None,
) -> Rules:
    """`[rules]`; what it leaves out follows from the contracts and the hours (see `usual`)."""
    fields = read_fields(table, "rules", path, problems)
    if not isinstance(table, dict) or fields is None:
        return Rules()
    if "break" in table:
        fields["breaks"] = tuple(
            BreakRule(**{"shift_from_minutes": 0, **found})
            for where, each in read_list(table["break"], (*path, "break"), problems)
            if (found := read_fields(each, "break", where, problems)) is not None
        )
    if "shift_lengths" in table:
        fields["shift_minutes"] = _shift_lengths(table["shift_lengths"], (*path, "shift_lengths"), problems)
        return Rules(**fields)
    fields["shift_minutes"] = usual_shift_minutes(
        team_agents,
        days_per_week=fields.get("days_per_week", Rules().days_per_week),
        breaks=fields.get("breaks", DEFAULT_BREAKS),
        stretches=stretches,
    )
    usual = Rules(**fields)
    if "undertime_hours" in fields:
        return usual
    undertime_hours = usual_undertime_hours(
        team_agents,
        sums=week_minutes(usual),
        overtime_hours=usual.overtime_hours,
        shift_minutes=usual.shift_minutes,
        stretches=stretches,
        breaks=usual.breaks,
    )
    return replace(usual, undertime_hours=undertime_hours)


def _shift_lengths(value: object, path: Path, problems: Problems) -> tuple[int, ...]:
    read = values.minutes(least=60, most=12 * 60, step=15)
    entries = read_list(value if isinstance(value, list) else [value], path, problems)
    found = [read_value(entry, read, where, problems) for where, entry in entries]
    if not found:
        problems.add(path, _("“shift_lengths” needs at least one length, such as “8 h”."))
    return tuple(sorted({length for length in found if length is not None})) or Rules().shift_minutes


_CAUSE_ORDER = {cause: number for number, cause in enumerate(CAUSES)}


def shrinkage(table: object, path: Path, problems: Problems) -> tuple[ShrinkageCause, ...]:
    """`[shrinkage]`: a share per cause; only the causes named count. `measured` asks for all of them."""
    if table == values.MEASURED:
        return all_to_measure()
    if not isinstance(table, dict):
        return DEFAULT_SHRINKAGE if read_fields(table, "cause", path, problems) is None else ()
    names = sorted((name for name in table if name != values.MEASURED), key=cause_order)
    found = (_cause(name, table[name], (*path, name), problems) for name in names)
    causes = tuple(cause for cause in found if cause is not None)
    if values.MEASURED in table and read_value(
        table[values.MEASURED], values.yes_or_no, (*path, values.MEASURED), problems
    ):
        rest = tuple(cause for cause in all_to_measure() if cause.cause not in names)
        return tuple(sorted((*causes, *rest), key=lambda cause: cause_order(cause.cause)))
    return causes


def cause_order(name: str) -> tuple[int, str]:
    """Sorts causes of shrinkage as the engine names them, then a team's own; a table's order is not kept."""
    return (_CAUSE_ORDER.get(name, len(_CAUSE_ORDER)), name)


def _cause(name: str, value: object, path: Path, problems: Problems) -> ShrinkageCause | None:
    table = dict(value) if isinstance(value, dict) else {"share": value}
    to_measure = table.get("share") == values.MEASURED
    if to_measure:
        table["share"] = 0.0
    if to_measure and name not in CAUSES:
        wrong = _("“{cause}” cannot be measured.").format(cause=name)
        known = _("What can be: {causes}.").format(causes=", ".join(CAUSES))
        problems.add(path, told(wrong, known))
        return None
    if isinstance(value, dict):
        fields = read_fields(table, "cause", path, problems)
    else:
        share = read_value(table["share"], values.share(least=0.0, most=0.9), path, problems)
        fields = None if share is None else {"share": share}
    if fields is None:
        return None
    placed = {"in_roster": name in PLACED_BY_ROSTER}
    return ShrinkageCause(cause=name, to_measure=to_measure, **{**placed, **fields})


def states(table: object, path: Path, problems: Problems) -> tuple[StateMeaning, ...]:
    """`[states]`: what each state of the activity records means."""
    if not isinstance(table, dict) or len(table) > MOST_STATES:
        wrong = _("“states” must be a table of at most {most} states.").format(most=MOST_STATES)
        problems.add(path, told(wrong, _('Such as "Team huddle" = "meeting".')))
        return ()
    found = []
    for state in sorted(table):
        name = read_value(state, values.text(longest=200), (*path, state), problems)
        meaning = read_value(table[state], values.one_of(MEANINGS), (*path, state), problems)
        if name is not None and meaning is not None:
            found.append(StateMeaning(state=name, use=TimeUse(meaning)))
    return tuple(found)


def _names(value: object, path: Path, problems: Problems) -> tuple[str, ...]:
    read = values.text()
    found = [read_value(entry, read, where, problems) for where, entry in read_list(value, path, problems)]
    return tuple(dict.fromkeys(name for name in found if name is not None))
