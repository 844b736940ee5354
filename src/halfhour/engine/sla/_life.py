"""A contact's clocks through its life: one step an event, the same step by step as all at once.

In which states a clock runs::

                             first and next answer   resolution
    new, open                runs                    runs
    waiting on third party   runs                    runs         unless the policy says otherwise
    waiting on customer      paused                  paused
    scheduled                paused                  paused
    resolved, closed         ended                   ended        goes on when moved to another state

An answer ends the clocks of first and next answer for good. Resolving without one only lets them stand: who
was never answered waits on when the contact is moved to another state, with what they waited before. What
the customer writes after an answer starts a clock of next answer; what they write before it starts none. A
question that comes from another contact, by merging, brings along how long it waited, and of several that
wait the earliest holds the clock. A clock keeps the policy that was in force when it started.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from halfhour.engine.business_time import BusinessCalendar
from halfhour.engine.errors import OutOfRange
from halfhour.engine.sla._clocks import Clock
from halfhour.engine.sla._events import Event, Happening, State
from halfhour.engine.sla._goals import Facts, GoalRule, Measure, rule_for

ENDED = frozenset({State.RESOLVED, State.CLOSED})
PAUSED = frozenset({State.WAITING_ON_CUSTOMER, State.SCHEDULED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The goals in force from an instant on, the hours they are counted in, and the states that pause."""

    in_force_from: int
    rules: tuple[GoalRule, ...]
    calendar: BusinessCalendar
    paused_in: frozenset[State] = PAUSED

    def seconds(self, measure: Measure, facts: Facts) -> int | None:
        rule = rule_for(rules=self.rules, facts=facts)
        return None if rule is None else rule.seconds(measure)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactClocks:
    """All clocks of one contact after its events so far, of which the last was at `changed_at`.

    Each clock stands beside the policy that holds for it. `next_answers` are in the order they started;
    at most the last is not done. `is_asked` says that the customer has not been answered since they wrote,
    whether or not the contact has ended.
    """

    changed_at: int
    state: State
    segment: str
    facts: Facts
    first_answer: Clock
    resolution: Clock
    next_answers: tuple[Clock, ...]
    opened_under: Policy
    next_under: Policy | None
    is_asked: bool

    @property
    def clocks(self) -> tuple[Clock, ...]:
        return (self.first_answer, *self.next_answers, self.resolution)

    @property
    def question(self) -> Clock | None:
        """The clock of what the customer has not been answered yet; None where they have been."""
        return (self.first_answer, *self.next_answers)[-1] if self.is_asked else None

    @property
    def due_at(self) -> int | None:
        """The nearest due time of the clocks that run; None where none runs towards a goal."""
        return min((clock.due_at for clock in self.clocks if clock.is_running and clock.due_at), default=None)


def clocks_of(*, events: Iterable[Event], policies: Sequence[Policy]) -> ContactClocks:
    """The clocks of a contact from all that happened to it, in order of time.

    Raises
    ------
    OutOfRange
        Unless the first event opens the contact, no other does, times never go back, and a policy was
        in force when each clock started.
    BeyondCalendar
        For an event outside the days that a policy's calendar covers, once time is asked for.
    """
    first, *others = events
    return reduce(lambda clocks, event: advance(clocks, event, policies), others, _opened(first, policies))


def advance(clocks: ContactClocks, event: Event, policies: Sequence[Policy]) -> ContactClocks:
    """The clocks after one more event."""
    if event.at < clocks.changed_at:
        raise OutOfRange(f"got an event at {event.at} after one at {clocks.changed_at}; need order of time")
    after = replace(clocks, changed_at=event.at)
    match event:
        case Event(what=Happening.ANSWERED):
            return _answered(after, event.at)
        case Event(what=Happening.CUSTOMER_WROTE):
            return _asked_again(after, event, policies)
        case Event(what=Happening.MOVED, state=State() as state):
            return _moved(after, event.at, state)
        case Event(what=Happening.HANDED, segment=str() as segment):
            return _handed(after, event.at, segment)
        case Event(what=Happening.JUDGED, facts=Facts() as facts):
            return _judged(after, facts)
    raise OutOfRange(f"got {event}; need an event after the opening, with what it moved, handed or judged")


def _opened(event: Event, policies: Sequence[Policy]) -> ContactClocks:
    if event.what != Happening.OPENED or event.facts is None or event.segment is None:
        raise OutOfRange(f"got {event} as the first; need the opening, with facts and segment")
    policy = _in_force(policies, event.at)

    def started(measure: Measure) -> Clock:
        goal = policy.seconds(measure, event.facts or Facts())
        clock = Clock(measure=measure, calendar=policy.calendar, goal_seconds=goal)
        return clock.running(event.at, event.segment or "")

    return ContactClocks(
        changed_at=event.at,
        state=State.NEW,
        segment=event.segment,
        facts=event.facts,
        first_answer=started(Measure.FIRST_ANSWER),
        resolution=started(Measure.RESOLUTION),
        next_answers=(),
        opened_under=policy,
        next_under=None,
        is_asked=True,
    )


def _in_force(policies: Sequence[Policy], at: int) -> Policy:
    begun = [policy for policy in policies if policy.in_force_from <= at]
    if not begun:
        raise OutOfRange(f"got a contact at {at}; need a policy that was in force then")
    return max(begun, key=lambda policy: policy.in_force_from)


def _answered(clocks: ContactClocks, at: int) -> ContactClocks:
    return replace(_stopped(clocks, at), is_asked=False)


def _stopped(clocks: ContactClocks, at: int) -> ContactClocks:
    return replace(
        clocks,
        first_answer=clocks.first_answer.ended(at),
        next_answers=tuple(clock.ended(at) for clock in clocks.next_answers),
    )


def _asked_again(clocks: ContactClocks, event: Event, policies: Sequence[Policy]) -> ContactClocks:
    if any(run.until is None or run.until > event.at for run in event.waited):
        raise OutOfRange(f"got {event}; need a question that waited until then at most")
    if clocks.is_asked:
        return _in_turn(clocks, event)
    policy = _in_force(policies, event.waited[0].since if event.waited else event.at)
    goal = policy.seconds(Measure.NEXT_ANSWER, clocks.facts)
    clock = Clock(measure=Measure.NEXT_ANSWER, calendar=policy.calendar, goal_seconds=goal, runs=event.waited)
    if _runs(policy, clocks.state):
        clock = clock.running(event.at, clocks.segment)
    return replace(clocks, next_answers=(*clocks.next_answers, clock), next_under=policy, is_asked=True)


def _in_turn(clocks: ContactClocks, event: Event) -> ContactClocks:
    """Of two questions that wait, the one asked first holds the clock."""

    def held(clock: Clock) -> Clock:
        if not event.waited or (clock.runs and clock.runs[0].since < event.waited[0].since):
            return clock
        earlier = replace(clock, runs=event.waited)
        return earlier.running(event.at, clocks.segment) if clock.is_running else earlier

    return _with_question(clocks, held)


def _moved(clocks: ContactClocks, at: int, state: State) -> ContactClocks:
    if clocks.state in ENDED and state not in ENDED:
        clocks = _going_on(clocks)
    moved = _each_unanswered(
        clocks, lambda clock, policy: _in_state(clock, policy, state, at, clocks.segment)
    )
    if state in ENDED:
        moved = replace(_stopped(moved, at), resolution=moved.resolution.ended(at))
    return replace(moved, state=state)


def _going_on(clocks: ContactClocks) -> ContactClocks:
    """Not done after all: the resolution, and the answer where none was given."""
    clocks = replace(clocks, resolution=replace(clocks.resolution, ended_at=None))
    return _with_question(clocks, lambda clock: replace(clock, ended_at=None)) if clocks.is_asked else clocks


def _with_question(clocks: ContactClocks, change: Callable[[Clock], Clock]) -> ContactClocks:
    if not clocks.next_answers:
        return replace(clocks, first_answer=change(clocks.first_answer))
    *before, last = clocks.next_answers
    return replace(clocks, next_answers=(*before, change(last)))


def _in_state(clock: Clock, policy: Policy, state: State, at: int, segment: str) -> Clock:
    if not _runs(policy, state):
        return clock.paused(at)
    return clock if clock.is_running else clock.running(at, segment)


def _runs(policy: Policy, state: State) -> bool:
    return state not in ENDED and state not in policy.paused_in


def _handed(clocks: ContactClocks, at: int, segment: str) -> ContactClocks:
    handed = _each_unanswered(
        clocks, lambda clock, _: clock.running(at, segment) if clock.is_running else clock
    )
    return replace(handed, segment=segment)


def _judged(clocks: ContactClocks, facts: Facts) -> ContactClocks:
    """What is not done yet gets the goal that the better facts ask for, counted from its own start."""
    judged = _each_unanswered(
        clocks,
        lambda clock, policy: (
            clock
            if clock.ended_at is not None
            else replace(clock, goal_seconds=policy.seconds(clock.measure, facts))
        ),
    )
    return replace(judged, facts=facts)


def _each_unanswered(clocks: ContactClocks, change: Callable[[Clock, Policy], Clock]) -> ContactClocks:
    """Change the resolution's clock and those of answers that have not been given."""

    def changed(clock: Clock, policy: Policy) -> Clock:
        return clock if clock.ended_at is not None else change(clock, policy)

    return replace(
        clocks,
        first_answer=changed(clocks.first_answer, clocks.opened_under),
        resolution=change(clocks.resolution, clocks.opened_under),
        next_answers=tuple(
            changed(clock, clocks.next_under or clocks.opened_under) for clock in clocks.next_answers
        ),
    )
