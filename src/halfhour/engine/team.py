"""A team as the engine sees it: what it promises, who works, and by which rules.

Plain values. They are read from a team file or from the database by `halfhour.people`, which also
refuses what is out of range with file and line; the engine trusts them.
Times of day are seconds after local midnight; weekdays count from 0, Monday, to 6, Sunday.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

DAY_SECONDS = 86_400


class Channel(StrEnum):
    PHONE = "phone"
    CHAT = "chat"
    EMAIL = "email"
    FORM = "form"
    OTHER = "other"


class Service(StrEnum):
    """Live contacts must be answered while the customer waits; deferred ones may wait for hours."""

    LIVE = "live"
    DEFERRED = "deferred"


class SessionKind(StrEnum):
    TRAINING = "training"
    COACHING = "coaching"
    MEETING = "meeting"


class TimeUse(StrEnum):
    """What a stretch of somebody's time went to; all but the first two and the last two are shrinkage."""

    ON_QUEUE = "on_queue"  # handling contacts, wrap-up included
    IDLE = "idle"  # on queue and ready for the next contact: a matter of occupancy
    BREAK = "break"
    LUNCH = "lunch"
    TRAINING = "training"
    COACHING = "coaching"
    MEETING = "meeting"
    ADMIN = "admin"
    LEAVE = "leave"
    SICKNESS = "sickness"
    LATE = "late"
    ABSENCE = "absence"  # nobody knew of it before: did not come, or left early
    UNKNOWN = "unknown"  # nothing is recorded, or nothing that is understood
    OFF = "off"  # not at work, and not paid for it


class Seniority(StrEnum):
    JUNIOR = "junior"
    REGULAR = "regular"
    SENIOR = "senior"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch of one day: `closes_second` is above 86,400 where the period runs past midnight."""

    opens_second: int
    closes_second: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyPeriod(Period):
    """A period that returns every week; `weekday` is the day on which it opens."""

    weekday: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedHours:
    """The hours of one date in place of its weekday's; no periods means closed all day."""

    on: date
    periods: tuple[Period, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHours:
    """When contacts are served. A dated exception wins over a public holiday, a holiday over the week."""

    periods: tuple[WeeklyPeriod, ...]
    exceptions: tuple[DatedHours, ...] = ()
    closed_on_holidays: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """Answer within `within_seconds` for at least `share` of the contacts offered."""

    within_seconds: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A stream of contacts that asks for the same skills and has the same goal.

    `handle_seconds` is used where the history holds none. `patience_seconds` is the mean time a
    customer waits before giving up; None where nobody gives up. `concurrency` is how many contacts
    one agent holds at once (chat). `hours` is None where the queue keeps the team's hours.
    """

    name: str
    channel: Channel
    service: Service
    goal: Goal
    skills: tuple[str, ...] = ()
    handle_seconds: float = 300.0
    patience_seconds: float | None = None
    concurrency: int = 1
    hours: OpeningHours | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    name: str
    level: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """A person who answers contacts.

    `availability` is empty where the person may work at any time. `prefers_off` are weekdays the
    person would rather have free; `prefers_start` the times of day (first, last) between which they
    would rather start, None for no wish.
    """

    name: str
    skills: tuple[Skill, ...] = ()
    seniority: Seniority = Seniority.REGULAR
    weekly_hours: float = 40.0
    availability: tuple[WeeklyPeriod, ...] = ()
    prefers_off: tuple[int, ...] = ()
    prefers_start: tuple[int, int] | None = None

    def serves(self, queue: Queue) -> bool:
        """Whether the person has every skill that the queue asks for."""
        held = {skill.name for skill in self.skills}
        return held.issuperset(queue.skills)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Training, coaching or a meeting that may be moved but not dropped: `per_week` times a week.

    `agents` is empty where everybody takes part. `together` puts all of them into one time;
    otherwise each is placed alone.
    """

    name: str
    kind: SessionKind
    minutes: int
    agents: tuple[str, ...] = ()
    per_week: int = 1
    together: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOff:
    """A person is away from `first_on` to `last_on`, both included; `paid` days count as worked hours."""

    agent: str
    first_on: date
    last_on: date
    kind: str = "leave"
    paid: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakRule:
    """A break that every shift of at least `shift_from_minutes` paid minutes carries.

    It starts no sooner than `not_before_minutes` after the shift starts and ends no later than
    `not_within_minutes` before the shift ends. Unpaid breaks lengthen the shift by their minutes.
    """

    kind: str  # "break" or "lunch"
    minutes: int
    paid: bool
    shift_from_minutes: int
    shift_below_minutes: int | None = None
    not_before_minutes: int = 60
    not_within_minutes: int = 60


DEFAULT_BREAKS = (
    BreakRule(kind="break", minutes=15, paid=True, shift_from_minutes=0, shift_below_minutes=360),
    BreakRule(
        kind="lunch",
        minutes=30,
        paid=False,
        shift_from_minutes=360,
        not_before_minutes=120,
        not_within_minutes=120,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a legal and bearable roster looks like in this team.

    `shift_minutes` are the paid lengths a shift may have. `overtime_hours` is how far a week may
    exceed the agent's weekly hours; `undertime_hours` how far it may fall short before it counts
    as a shortfall. `on_duty_at_least` holds in every open interval. `buffer_share` is the share of
    a day plan kept free for the unexpected; `focus_minutes` the length of a block of deferred work.
    """

    shift_minutes: tuple[int, ...] = (480,)
    start_step_minutes: int = 30
    rest_minutes: int = 660
    longest_run_of_days: int = 5
    days_per_week: int = 5
    overtime_hours: float = 0.0
    undertime_hours: float = 0.0
    on_duty_at_least: int = 1
    breaks: tuple[BreakRule, ...] = DEFAULT_BREAKS
    buffer_share: float = 0.05
    focus_minutes: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredShare:
    """What a measured share of paid time rests on.

    The true share is surely between `low` and `high`, given the `people` and `days` that were looked
    at. `planned` is the share that the day plans of the same days held, None where there were none.
    """

    low: float
    high: float
    people: int
    days: int
    planned: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShrinkageCause:
    """A share of paid time not on queue.

    `in_roster` is true for what the roster places itself (breaks, sessions, known time off): the
    coverage that a roster is held against must not count it twice. `to_measure` asks for the share to
    be measured; until that is done it is 0 and nothing reckons with it. `measured` is what a share
    that was measured rests on, None for one that a person gave.
    """

    cause: str
    share: float
    in_roster: bool
    to_measure: bool = False
    measured: MeasuredShare | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StateMeaning:
    """What a state of another system's records means: its name there, and what the time was used for."""

    state: str
    use: TimeUse


DEFAULT_SHRINKAGE = (
    ShrinkageCause(cause="breaks", share=0.06, in_roster=True),
    ShrinkageCause(cause="training", share=0.02, in_roster=True),
    ShrinkageCause(cause="coaching", share=0.02, in_roster=True),
    ShrinkageCause(cause="meetings", share=0.02, in_roster=True),
    ShrinkageCause(cause="leave", share=0.08, in_roster=True),
    ShrinkageCause(cause="sickness", share=0.04, in_roster=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Everything a plan needs to know of a team, apart from its contact history.

    `goal_chance` is the chance of keeping the goal in an interval that the lead asks for, given
    what the forecast does not know; 0.5 and below staffs for the forecast's mean alone.
    `country` and `subdivision` are ISO 3166 codes for public holidays; None means none are kept.
    `states` says what states in records of people's activity mean, where the usual names do not.
    """

    name: str
    timezone: str
    hours: OpeningHours
    queues: tuple[Queue, ...]
    agents: tuple[Agent, ...]
    country: str | None = None
    subdivision: str | None = None
    interval_minutes: int = 30
    goal_chance: float = 0.8
    sessions: tuple[Session, ...] = ()
    time_off: tuple[TimeOff, ...] = ()
    rules: Rules = Rules()
    shrinkage: tuple[ShrinkageCause, ...] = DEFAULT_SHRINKAGE
    states: tuple[StateMeaning, ...] = ()

    def queue(self, name: str) -> Queue:
        return next(queue for queue in self.queues if queue.name == name)

    def agent(self, name: str) -> Agent:
        return next(agent for agent in self.agents if agent.name == name)
