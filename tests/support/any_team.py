"""Teams of every kind that a team file can describe, for tests of laws."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from halfhour.engine.team import (
    DAY_SECONDS,
    DEFAULT_SHRINKAGE,
    Agent,
    BreakRule,
    Channel,
    DatedHours,
    Goal,
    OpeningHours,
    Period,
    Queue,
    Rules,
    Seniority,
    Service,
    Session,
    SessionKind,
    ShrinkageCause,
    Skill,
    StateMeaning,
    Team,
    TimeOff,
    TimeUse,
    WeeklyPeriod,
)

# Any printable text, with quotes, backslashes, brackets and other scripts in it.
names = (
    st.text(alphabet=st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=12)
    .filter(str.isprintable)
    .filter(lambda text: text == text.strip())
)
SKILLS = ("phone", "chat", "german", "тариф", "发票", 'quo"te', "back\\slash", "a.b", "x]y#z")
dates = st.dates(date(2020, 1, 1), date(2035, 12, 31))
shares = st.floats(0.01, 0.95)
MEANINGS = [use for use in TimeUse if use is not TimeUse.UNKNOWN]


@st.composite
def shrinkage_cause(draw: st.DrawFn, name: str) -> ShrinkageCause:
    """With a share, or one that is to be measured."""
    to_measure = draw(st.booleans())
    share = 0.0 if to_measure else draw(st.floats(0, 0.15))
    return ShrinkageCause(cause=name, share=share, in_roster=draw(st.booleans()), to_measure=to_measure)


@st.composite
def day_periods(draw: st.DrawFn) -> tuple[Period, ...]:
    """Stretches of one day that do not overlap; the last may run past midnight."""
    ends = sorted(draw(st.sets(st.integers(0, DAY_SECONDS - 1), min_size=2, max_size=6)))
    pairs = [Period(opens_second=a, closes_second=b) for a, b in zip(ends[::2], ends[1::2], strict=False)]
    if len(ends) % 2:
        night = draw(st.integers(ends[-1] + 1, ends[-1] + DAY_SECONDS))
        pairs.append(Period(opens_second=ends[-1], closes_second=night))
    return tuple(pairs)


@st.composite
def weeks(draw: st.DrawFn, *, least: int = 1) -> tuple[WeeklyPeriod, ...]:
    days = sorted(draw(st.sets(st.integers(0, 6), min_size=least)))
    kinds = draw(st.lists(day_periods(), min_size=1, max_size=2))  # so that neighbours are often alike
    return tuple(
        WeeklyPeriod(weekday=day, opens_second=each.opens_second, closes_second=each.closes_second)
        for day in days
        for each in draw(st.sampled_from(kinds))
    )


@st.composite
def opening_hours(draw: st.DrawFn) -> OpeningHours:
    exceptions = draw(
        st.lists(
            st.builds(
                DatedHours, on=dates, periods=st.one_of(st.just(()), day_periods()), name=names | st.just("")
            ),
            max_size=3,
            unique_by=lambda each: each.on,
        )
    )
    return OpeningHours(
        periods=draw(weeks()), exceptions=tuple(exceptions), closed_on_holidays=draw(st.booleans())
    )


@st.composite
def queues(draw: st.DrawFn, name: str, held: tuple[str, ...]) -> Queue:
    channel = draw(st.sampled_from(Channel))
    service = draw(st.sampled_from(Service))
    is_live = service is Service.LIVE
    seconds = st.floats(1, 28_800) | st.integers(1, 480).map(lambda minutes: minutes * 60.0)
    return Queue(
        name=name,
        channel=channel,
        service=service,
        goal=Goal(within_seconds=draw(st.integers(0, 100_000)), share=draw(shares)),
        skills=tuple(draw(st.sets(st.sampled_from(held)))) if held else (),
        handle_seconds=draw(seconds),
        patience_seconds=draw(st.none() | seconds) if is_live else None,
        concurrency=draw(st.integers(1, 10)) if is_live and channel is not Channel.PHONE else 1,
        hours=draw(st.none() | opening_hours()),
    )


@st.composite
def agents(draw: st.DrawFn, name: str, held: tuple[str, ...] | None = None) -> Agent:
    if held is None:
        held = tuple(draw(st.sets(st.sampled_from(SKILLS), max_size=3)))
    window = draw(st.none() | st.tuples(st.integers(0, 43_200), st.integers(43_201, DAY_SECONDS)))
    return Agent(
        name=name,
        skills=tuple(Skill(name=skill, level=draw(st.integers(1, 5))) for skill in held),
        seniority=draw(st.sampled_from(Seniority)),
        weekly_hours=draw(st.floats(8, 40)),
        availability=draw(weeks(least=0)),
        prefers_off=tuple(sorted(draw(st.sets(st.integers(0, 6))))),
        prefers_start=window,
    )


@st.composite
def rules(draw: st.DrawFn) -> Rules:
    breaks = st.builds(
        BreakRule,
        kind=st.sampled_from(("break", "lunch")),
        minutes=st.integers(1, 6).map(lambda n: 5 * n),
        paid=st.booleans(),
        shift_from_minutes=st.integers(0, 8).map(lambda n: 60 * n),
        shift_below_minutes=st.none() | st.integers(9, 12).map(lambda n: 60 * n),
        not_before_minutes=st.integers(0, 60),
        not_within_minutes=st.integers(0, 60),
    )
    return Rules(
        shift_minutes=tuple(sorted({480, *draw(st.sets(st.integers(12, 32).map(lambda n: 15 * n)))})),
        start_step_minutes=draw(st.integers(1, 8)) * 15,
        rest_minutes=draw(st.integers(0, 900)),
        longest_run_of_days=draw(st.integers(1, 14)),
        days_per_week=draw(st.integers(5, 7)),
        overtime_hours=draw(st.floats(0, 40)),
        undertime_hours=draw(st.floats(0, 40)),
        on_duty_at_least=draw(st.integers(0, 1)),
        breaks=tuple(draw(st.lists(breaks, max_size=3))),
        buffer_share=draw(st.floats(0, 0.5)),
        focus_minutes=draw(st.integers(3, 48)) * 5,
    )


@st.composite
def any_team(draw: st.DrawFn, **settings: Any) -> Team:
    """A team without contradictions, with everything a team file can say somewhere in it."""
    held = tuple(draw(st.sets(st.sampled_from(SKILLS), max_size=3)))
    agent_names = draw(st.lists(names, min_size=1, max_size=6, unique=True))
    people = (draw(agents(agent_names[0], held)), *(draw(agents(name)) for name in agent_names[1:]))
    alike = draw(st.booleans())  # neighbours alike share an entry of the file
    if alike:
        people = tuple(
            Agent(name=name, skills=people[0].skills, weekly_hours=people[0].weekly_hours)
            for name in agent_names
        )
    some = st.sets(st.sampled_from(agent_names)).map(tuple)
    session = st.builds(
        Session,
        name=names,
        kind=st.sampled_from(SessionKind),
        minutes=st.integers(1, 96).map(lambda n: n * 5),
        agents=some,
        per_week=st.integers(1, 20),
        together=st.booleans(),
    )
    away = st.tuples(st.sampled_from(agent_names), dates, dates, names, st.booleans()).map(
        lambda it: TimeOff(agent=it[0], first_on=min(it[1:3]), last_on=max(it[1:3]), kind=it[3], paid=it[4])
    )
    causes = draw(st.sets(st.sampled_from([cause.cause for cause in DEFAULT_SHRINKAGE])))
    country, subdivision = draw(
        st.sampled_from([(None, None), ("DE", "BY"), ("US", None), ("CN", None), ("IL", None)])
    )
    values: dict[str, Any] = {
        "name": draw(names),
        "timezone": draw(st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC"])),
        "hours": draw(opening_hours()),
        "queues": tuple(
            draw(queues(name, held)) for name in draw(st.lists(names, min_size=1, max_size=3, unique=True))
        ),
        "agents": people,
        "country": country,
        "subdivision": subdivision,
        "interval_minutes": draw(st.sampled_from([15, 30, 60])),
        "goal_chance": draw(st.floats(0, 0.99)),
        "sessions": tuple(draw(st.lists(session, max_size=3, unique_by=lambda each: each.name))),
        "time_off": tuple(draw(st.lists(away, max_size=3))),
        "rules": draw(rules()),
        "shrinkage": tuple(
            draw(shrinkage_cause(known.cause)) for known in DEFAULT_SHRINKAGE if known.cause in causes
        ),
        "states": tuple(
            StateMeaning(state=state, use=draw(st.sampled_from(MEANINGS)))
            for state in sorted(draw(st.sets(names, max_size=3)))
        ),
    }
    return Team(**{**values, **settings})
