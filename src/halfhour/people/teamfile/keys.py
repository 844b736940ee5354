"""Every key of the team file, with the engine field it fills and the values it takes.

docs/reference/team-file.md describes each of them; a test sees that none is left out.
"""

from dataclasses import dataclass

from halfhour.engine.team import Channel, Seniority, Service, SessionKind
from halfhour.people.teamfile import values
from halfhour.people.teamfile.values import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key of one table. `read` is None where the value is a table of its own or needs its neighbours."""

    name: str
    field: str = ""
    read: Reader | None = None
    required: bool = False


HOUR = 3600

SECTIONS: dict[str, tuple[Key, ...]] = {
    "": tuple(
        Key(name=name, required=name in ("team", "queue", "agent"))
        for name in (
            "team",
            "hours",
            "queue",
            "agent",
            "session",
            "time_off",
            "rules",
            "shrinkage",
            "states",
        )
    ),
    "team": (
        Key(name="name", field="name", read=values.text(), required=True),
        Key(name="timezone", field="timezone", read=values.zone, required=True),
        Key(name="country", field="country", read=values.country),
        Key(name="subdivision", field="subdivision"),
        Key(name="interval_minutes", field="interval_minutes", read=values.one_of_numbers((15, 30, 60))),
        Key(name="goal_chance", field="goal_chance", read=values.share(least=0.0, most=0.99)),
    ),
    "hours": (
        Key(name="closed_on_holidays", field="closed_on_holidays", read=values.yes_or_no),
        Key(name="exception"),
    ),
    "exception": (
        Key(name="on", field="on", read=values.day, required=True),
        Key(name="open", field="periods", read=values.periods, required=True),
        Key(name="name", field="name", read=values.text()),
    ),
    "queue": (
        Key(name="name", field="name", read=values.text(longest=60), required=True),
        Key(name="channel", field="channel", read=values.one_of(Channel), required=True),
        Key(name="service", field="service", read=values.one_of(Service)),
        Key(name="goal"),
        Key(name="skills"),
        Key(name="handle_time", field="handle_seconds", read=values.exact_duration(least=1, most=8 * HOUR)),
        Key(name="patience", field="patience_seconds", read=values.exact_duration(least=1, most=24 * HOUR)),
        Key(name="concurrency", field="concurrency", read=values.whole_number(least=1, most=10)),
        Key(name="hours"),
    ),
    "goal": (
        Key(name="share", field="share", read=values.share(least=0.01, most=0.999), required=True),
        Key(
            name="within",
            field="within_seconds",
            read=values.duration(least=0, most=30 * 24 * HOUR),
            required=True,
        ),
    ),
    "agent": (
        Key(name="name", read=values.text()),
        Key(name="names"),
        Key(name="count", read=values.whole_number(least=1, most=5000)),
        Key(name="skills"),
        Key(name="seniority", field="seniority", read=values.one_of(Seniority)),
        Key(name="weekly_hours", field="weekly_hours", read=values.number(least=1, most=80)),
        Key(name="availability"),
        Key(name="prefers_off", field="prefers_off", read=values.weekdays),
        Key(name="prefers_start", field="prefers_start", read=values.start_window),
    ),
    "skill": (
        Key(name="name", field="name", read=values.text(longest=60), required=True),
        Key(name="level", field="level", read=values.whole_number(least=1, most=5)),
    ),
    "session": (
        Key(name="name", field="name", read=values.text(), required=True),
        Key(name="kind", field="kind", read=values.one_of(SessionKind), required=True),
        Key(name="length", field="minutes", read=values.minutes(least=5, most=480, step=5), required=True),
        Key(name="agents"),
        Key(name="per_week", field="per_week", read=values.whole_number(least=1, most=20)),
        Key(name="together", field="together", read=values.yes_or_no),
    ),
    "time_off": (
        Key(name="agent", field="agent", read=values.text(), required=True),
        Key(name="from", field="first_on", read=values.day, required=True),
        Key(name="to", field="last_on", read=values.day),
        Key(name="kind", field="kind", read=values.text(longest=30)),
        Key(name="paid", field="paid", read=values.yes_or_no),
    ),
    "rules": (
        Key(name="shift_lengths"),
        Key(name="start_step", field="start_step_minutes", read=values.minutes(least=15, most=240, step=15)),
        Key(name="rest", field="rest_minutes", read=values.minutes(least=0, most=24 * 60)),
        Key(
            name="longest_run_of_days",
            field="longest_run_of_days",
            read=values.whole_number(least=1, most=14),
        ),
        Key(name="days_per_week", field="days_per_week", read=values.whole_number(least=1, most=7)),
        Key(name="overtime_hours", field="overtime_hours", read=values.number(least=0, most=40)),
        Key(name="undertime_hours", field="undertime_hours", read=values.number(least=0, most=80)),
        Key(name="on_duty_at_least", field="on_duty_at_least", read=values.whole_number(least=0, most=1000)),
        Key(name="buffer_share", field="buffer_share", read=values.share(least=0.0, most=0.5)),
        Key(name="focus", field="focus_minutes", read=values.minutes(least=15, most=240, step=5)),
        Key(name="break"),
    ),
    "break": (
        Key(name="kind", field="kind", read=values.one_of(("break", "lunch")), required=True),
        Key(name="length", field="minutes", read=values.minutes(least=5, most=120, step=5), required=True),
        Key(name="paid", field="paid", read=values.yes_or_no, required=True),
        Key(name="from_shift", field="shift_from_minutes", read=values.minutes(least=0, most=24 * 60)),
        Key(name="below_shift", field="shift_below_minutes", read=values.minutes(least=1, most=24 * 60)),
        Key(name="not_before", field="not_before_minutes", read=values.minutes(least=0, most=12 * 60)),
        Key(name="not_within", field="not_within_minutes", read=values.minutes(least=0, most=12 * 60)),
    ),
    "cause": (
        Key(name="share", field="share", read=values.share(least=0.0, most=0.9), required=True),
        Key(name="in_roster", field="in_roster", read=values.yes_or_no),
    ),
}
