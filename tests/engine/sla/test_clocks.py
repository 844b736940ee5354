"""Clocks against a second-by-second count, and the laws of deadlines."""

from dataclasses import replace
from functools import reduce
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfhour.engine.business_time import BusinessCalendar, working_seconds
from halfhour.engine.errors import OutOfRange
from halfhour.engine.sla import (
    Clock,
    ContactClocks,
    Event,
    Facts,
    GoalRule,
    Happening,
    Measure,
    Policy,
    Run,
    State,
    advance,
    clocks_of,
    warnings_of,
)

END = 400  # the last second anything happens
ENDED = {State.RESOLVED, State.CLOSED}
PAUSED = {State.WAITING_ON_CUSTOMER, State.SCHEDULED}
SPANS = ((0, 60), (100, 160), (200, 230), (300, 10_000))


def calendar(*spans: tuple[int, int]) -> BusinessCalendar:
    opens, closes = zip(*(spans or ((0, 100_000),)), strict=True)
    return BusinessCalendar(
        opens=np.array(opens), closes=np.array(closes), timezone="UTC", covers_from=0, covers_until=200_000
    )


def policy(goal: int = 50, *, since: int = 0, hours: BusinessCalendar | None = None, **more) -> Policy:
    rules = (
        GoalRule(
            name="usual", first_answer_seconds=goal, next_answer_seconds=goal, resolution_seconds=4 * goal
        ),
        GoalRule(name="urgent", when=Facts(priority="urgent"), first_answer_seconds=goal // 2),
    )
    return Policy(in_force_from=since, rules=rules, calendar=hours or calendar(), **more)


def opened(at: int = 0, **facts: str) -> Event:
    return Event(at=at, what=Happening.OPENED, facts=Facts(**facts), segment="first line")


def moved(at: int, state: State) -> Event:
    return Event(at=at, what=Happening.MOVED, state=state)


def answered(at: int) -> Event:
    return Event(at=at, what=Happening.ANSWERED)


def wrote(at: int) -> Event:
    return Event(at=at, what=Happening.CUSTOMER_WROTE)


def handed(at: int, segment: str) -> Event:
    return Event(at=at, what=Happening.HANDED, segment=segment)


def judged(at: int, **facts: str) -> Event:
    return Event(at=at, what=Happening.JUDGED, facts=Facts(**facts))


@st.composite
def lives(draw) -> tuple[Event, ...]:
    """A contact's life, with several things at one instant now and then."""
    kinds = [
        st.just(answered),
        st.just(wrote),
        st.sampled_from(State).map(lambda state: lambda at: moved(at, state)),
        st.sampled_from(("first line", "billing")).map(lambda segment: lambda at: handed(at, segment)),
        st.sampled_from((None, "urgent")).map(lambda priority: lambda at: judged(at, priority=priority)),
    ]
    times = sorted(draw(st.lists(st.integers(0, END), min_size=1, max_size=12)))
    return (opened(times[0]), *(draw(st.one_of(kinds))(at) for at in times[1:]))


def counted(events: tuple[Event, ...], hours: BusinessCalendar) -> dict[Measure, dict[str, int]]:
    """Business seconds by segment, told second by second: the last next answer's count alone."""
    is_open = np.zeros(END + 1, dtype=bool)
    for start, end in zip(hours.opens, hours.closes, strict=True):
        is_open[start : min(end, END + 1)] = True
    spent: dict[Measure, dict[str, int]] = {measure: {} for measure in Measure}
    state, segment, waits = State.NEW, "", {Measure.FIRST_ANSWER}
    for second in range(END):
        for event in (each for each in events if each.at == second):
            match event.what:
                case Happening.OPENED:
                    segment = event.segment
                case Happening.ANSWERED:
                    waits = set()
                case Happening.CUSTOMER_WROTE if not waits:
                    waits, spent[Measure.NEXT_ANSWER] = {Measure.NEXT_ANSWER}, {}
                case Happening.MOVED:
                    state = event.state
                case Happening.HANDED:
                    segment = event.segment
        if second < events[0].at or not is_open[second] or state in ENDED | PAUSED:
            continue
        for measure in {*waits, Measure.RESOLUTION}:
            spent[measure][segment] = spent[measure].get(segment, 0) + 1
    return spent


@given(events=lives())
def test_clocks_agree_with_counting_every_second(events):
    hours = calendar(*SPANS)
    events = tuple(each for each in events if each.at < END)
    if not events:
        return
    clocks = clocks_of(events=events, policies=(policy(hours=hours),))
    expected = counted(events, hours)

    def told(clock: Clock) -> dict[str, int]:
        return {segment: seconds for segment, seconds in clock.spent_by_segment(END).items() if seconds}

    assert told(clocks.first_answer) == expected[Measure.FIRST_ANSWER]
    assert told(clocks.resolution) == expected[Measure.RESOLUTION]
    assert (told(clocks.next_answers[-1]) if clocks.next_answers else {}) == expected[Measure.NEXT_ANSWER]


@given(events=lives(), cut=st.integers(1, 12))
def test_step_by_step_gives_what_all_at_once_gives(events, cut):
    policies = (policy(),)
    part = clocks_of(events=events[:cut], policies=policies)
    assert reduce(lambda clocks, event: advance(clocks, event, policies), events[cut:], part) == clocks_of(
        events=events, policies=policies
    )


@given(start=st.integers(0, 500), goal=st.integers(0, 300), edges=st.lists(st.integers(0, 2000), unique=True))
def test_a_deadline_is_the_goal_away_in_business_time(start, goal, edges):
    ordered = sorted(edges)[: len(edges) // 2 * 2]
    hours = calendar(*zip(ordered[::2], ordered[1::2], strict=True), (3000, 100_000))
    clock = clocks_of(events=[opened(start)], policies=(policy(goal, hours=hours),)).first_answer
    assert int(working_seconds(calendar=hours, start=start, end=clock.due_at)) == goal


@given(goal=st.integers(30, 200), since=st.integers(0, 29), pause=st.integers(0, 5000))
def test_a_pause_moves_the_deadline_by_just_its_business_time(goal, since, pause):
    hours = calendar(*SPANS)
    policies = (policy(goal, hours=hours),)
    waits = (moved(since, State.WAITING_ON_CUSTOMER), moved(since + pause, State.OPEN))
    plain = clocks_of(events=[opened(0)], policies=policies).first_answer.due_at
    paused = clocks_of(events=[opened(0), *waits], policies=policies).first_answer.due_at
    lasted = int(working_seconds(calendar=hours, start=since, end=since + pause))
    assert int(working_seconds(calendar=hours, start=plain, end=paused)) == lasted


@given(start=st.integers(0, 250), goal=st.integers(0, 300), holiday=st.sampled_from(SPANS[:3]))
def test_a_holiday_never_makes_a_deadline_earlier(start, goal, holiday):
    closed = calendar(*(span for span in SPANS if span != holiday))
    usual, later = (
        clocks_of(events=[opened(start)], policies=(policy(goal, hours=hours),)).first_answer.due_at
        for hours in (calendar(*SPANS), closed)
    )
    assert later >= usual


@given(events=lives())
def test_a_new_policy_never_changes_a_clock_that_started_before_it(events):
    old = policy(50)
    clocks = clocks_of(events=events, policies=(old,))
    edited = policy(1, since=END + 1, hours=calendar((END, 100_000)))
    assert clocks_of(events=events, policies=(edited, old)) == clocks


def test_a_clock_that_starts_after_an_edit_follows_the_new_policy():
    events = [opened(0), answered(10), wrote(200)]
    clocks = clocks_of(events=events, policies=(policy(50), policy(20, since=100)))
    assert (clocks.first_answer.goal_seconds, clocks.next_answers[0].due_at) == (50, 220)
    assert clocks.resolution.goal_seconds == 200


@pytest.mark.parametrize(("first", "second"), list(product(State, State)))
def test_every_pair_of_states_runs_and_rests_the_clocks_it_should(first, second):
    events = [opened(0), moved(10, first), moved(30, second)]
    clocks = clocks_of(events=events, policies=(policy(1000),))
    runs = [state not in ENDED | PAUSED for state in (first, second)]
    assert clocks.resolution.spent_seconds(70) == 10 + 20 * runs[0] + 40 * runs[1]
    assert clocks.first_answer.spent_seconds(70) == clocks.resolution.spent_seconds(70)
    assert (clocks.first_answer.ended_at is None) == (second not in ENDED)
    assert (clocks.resolution.ended_at is None) == (second not in ENDED)


def test_a_reopened_contact_goes_on_where_it_stopped():
    events = [opened(0), answered(90), moved(100, State.RESOLVED), moved(500, State.OPEN)]
    clocks = clocks_of(events=events, policies=(policy(50),))
    assert clocks.resolution.spent_seconds(550) == 150
    assert clocks.resolution.due_at == 600
    assert clocks.first_answer.ended_at == 90


@pytest.mark.parametrize("asked", [[opened(0)], [opened(0), answered(0), wrote(0)]])
def test_who_was_never_answered_waits_on_when_the_contact_is_reopened(asked):
    events = [*asked, moved(10, State.RESOLVED), moved(20, State.CLOSED), moved(500, State.OPEN)]
    policies = (policy(50),)
    question = clocks_of(events=events, policies=policies).question
    assert (question.spent_seconds(510), question.due_at) == (20, 540)
    # What they write themselves meanwhile asks for nothing else.
    again = clocks_of(events=[*events[:-1], wrote(500), moved(500, State.OPEN)], policies=policies)
    assert again.question == question


def test_a_merged_question_brings_how_long_it_waited_and_the_earliest_holds_the_clock():
    hours = calendar(*SPANS)
    policies = (policy(50, hours=hours),)
    other = [opened(20), handed(40, "billing"), moved(50, State.SCHEDULED), moved(100, State.OPEN)]
    waited = clocks_of(events=[*other, moved(110, State.CLOSED)], policies=policies).question.runs
    come = Event(at=110, what=Happening.CUSTOMER_WROTE, waited=waited)
    for mine, measure in (
        ([opened(0), answered(10)], Measure.NEXT_ANSWER),
        ([opened(30)], Measure.FIRST_ANSWER),
        ([opened(0), answered(10), wrote(105)], Measure.NEXT_ANSWER),
    ):
        clock = clocks_of(events=[*mine, come], policies=policies).question
        assert (clock.measure, clock.due_at) == (measure, 120)
        assert clock.spent_by_segment(115) == {"first line": 25, "billing": 20}
    earlier = [opened(10)]
    assert clocks_of(events=[*earlier, come], policies=policies).question.due_at == 60


def test_an_impatient_customer_does_not_start_the_clock_again():
    events = [opened(0), answered(10), wrote(100), wrote(130), answered(140), wrote(300)]
    clocks = clocks_of(events=events, policies=(policy(50),))
    assert [clock.due_at for clock in clocks.next_answers] == [150, 350]
    assert [clock.ended_at for clock in clocks.next_answers] == [140, None]


def test_what_is_written_to_a_resolved_contact_waits_from_its_reopening():
    events = [opened(0), answered(5), moved(10, State.RESOLVED), wrote(100), moved(100, State.OPEN)]
    clocks = clocks_of(events=events, policies=(policy(50),))
    assert clocks.next_answers[0].due_at == 150


def test_a_breach_is_told_by_whose_time_it_was():
    events = [opened(0), handed(10, "billing"), handed(45, "first line"), answered(60)]
    clock = clocks_of(events=events, policies=(policy(50),)).first_answer
    assert clock.is_late(60)
    assert clock.spent_by_segment(60) == {"first line": 25, "billing": 35}


def test_a_goal_met_to_the_second_is_kept():
    clocks = clocks_of(events=[opened(0), answered(50)], policies=(policy(50),))
    assert not clocks.first_answer.is_late(50)
    assert clocks_of(events=[opened(0), answered(51)], policies=(policy(50),)).first_answer.is_late(51)


def test_a_goal_that_ends_at_closing_is_late_only_after_the_next_opening():
    clock = clocks_of(events=[opened(10)], policies=(policy(50, hours=calendar(*SPANS)),)).first_answer
    assert (clock.due_at, clock.is_late(99), clock.is_late(101)) == (60, False, True)


def test_facts_found_later_bring_their_goal_counted_from_the_start():
    events = [opened(0), judged(30, priority="urgent")]
    clocks = clocks_of(events=events, policies=(policy(50),))
    assert clocks.first_answer.due_at == 25
    assert clocks.resolution.goal_seconds is None


def test_facts_found_after_the_answer_leave_its_goal():
    events = [opened(0), answered(40), judged(60, priority="urgent")]
    assert not clocks_of(events=events, policies=(policy(50),)).first_answer.is_late(60)


def test_a_policy_may_pause_for_third_parties():
    events = [opened(0), moved(10, State.WAITING_ON_THIRD_PARTY)]
    paused_in = frozenset({*PAUSED, State.WAITING_ON_THIRD_PARTY})
    assert clocks_of(events=events, policies=(policy(50),)).due_at == 50
    assert clocks_of(events=events, policies=(policy(50, paused_in=paused_in),)).due_at is None


def test_warnings_come_at_their_shares_of_the_goal_and_only_if_it_runs_so_far():
    events = [opened(0), moved(40, State.WAITING_ON_CUSTOMER)]
    clock = clocks_of(events=events, policies=(policy(50),)).first_answer
    assert warnings_of(clock=clock) == ((0.5, 25), (0.75, 38))
    assert warnings_of(clock=replace(clock, goal_seconds=None)) == ()
    running = clocks_of(events=events[:1], policies=(policy(50),)).first_answer
    assert warnings_of(clock=running, shares=(1.5, 1.0)) == ((1.0, 50), (1.5, 75))
    with pytest.raises(OutOfRange, match="above 0"):
        warnings_of(clock=clock, shares=(0.0,))


@pytest.mark.parametrize(
    "events",
    [
        [answered(0)],
        [opened(0), opened(5)],
        [opened(10), answered(9)],
        [opened(0), Event(at=1, what=Happening.MOVED)],
        [opened(0), Event(at=1, what=Happening.CUSTOMER_WROTE, waited=(Run(since=0, until=2, segment=""),))],
        [Event(at=0, what=Happening.OPENED, facts=Facts())],
    ],
)
def test_a_life_that_cannot_be_is_refused(events):
    with pytest.raises(OutOfRange):
        clocks_of(events=events, policies=(policy(),))


def test_a_contact_from_before_any_policy_is_refused():
    with pytest.raises(OutOfRange, match="in force"):
        clocks_of(events=[opened(5)], policies=(policy(since=6),))


def test_the_nearest_deadline_is_the_contacts():
    clocks = clocks_of(events=[opened(0), answered(10), wrote(170)], policies=(policy(50),))
    assert isinstance(clocks, ContactClocks)
    assert clocks.due_at == 200  # of the resolution; the next answer is due at 220
