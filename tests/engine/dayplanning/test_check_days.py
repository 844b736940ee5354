from dataclasses import replace
from datetime import timedelta

import pytest

from halfhour.engine.dayplanning import Block, BlockKind, DayBreach, DayReason, plan_days
from halfhour.engine.reasons import Reason
from halfhour.engine.rostering import PlacedSession, Roster
from halfhour.engine.team import OpeningHours, Rules, Session, SessionKind
from support.day_plans import ADA, CHAT, CLEO, full_day, office, told
from support.rosters import EMAIL, MONDAY, PHONE, at, weekly

TUESDAY = MONDAY + timedelta(days=1)
PROBLEM = office(
    ADA,
    CLEO,
    needed={"phone": 1, "email": 0.1},
    rules=Rules(shift_minutes=(480,), buffer_share=0.05),
    sessions=(Session(name="Product", kind=SessionKind.TRAINING, minutes=60),),
)
START = at(MONDAY, "14:00")
SESSION = PlacedSession(
    name="Product", kind=SessionKind.TRAINING, agent="Ada", starts_at=START, ends_at=START + 3600
)
ROSTER = Roster(shifts=(full_day("Ada"), full_day("Cleo")), sessions=(SESSION,))


def block(kind, starts, ends, queue=None):
    return Block(
        kind=kind,
        starts_at=at(MONDAY, starts),
        ends_at=at(MONDAY, ends),
        queue=queue,
        reason=Reason(kind=DayReason.NOTHING_OPEN),
    )


PLAIN = (
    block(BlockKind.QUEUE, "08:00", "09:00", "phone"),
    block(BlockKind.FOCUS, "09:00", "10:00", "email"),
    block(BlockKind.QUEUE, "10:00", "11:30", "phone"),
    block(BlockKind.BUFFER, "11:30", "12:00"),
    block(BlockKind.LUNCH, "12:00", "12:30"),
    block(BlockKind.QUEUE, "12:30", "14:00", "phone"),
    block(BlockKind.TRAINING, "14:00", "15:00"),
    block(BlockKind.QUEUE, "15:00", "16:30", "phone"),
)


def with_blocks(*blocks, without=()):
    """Ada's Monday with other blocks, by the numbers of those taken out."""
    kept = [each for n, each in enumerate(PLAIN) if n not in without]
    ada, cleo = plan_days(problem=PROBLEM, roster=ROSTER)
    return replace(ada, blocks=tuple(sorted([*kept, *blocks], key=lambda b: b.starts_at))), cleo


def found(days, problem=PROBLEM, roster=ROSTER):
    return [(breach.rule, breach.agent, breach.on) for breach in told(problem, roster, days)]


def only(rule):
    return [(rule, "Ada", MONDAY)]


def test_nothing_is_found_against_a_good_day():
    assert found(with_blocks()) == []


def test_a_shift_without_a_plan_is_found_and_so_is_a_plan_without_a_shift():
    ada, cleo = with_blocks()
    assert found([cleo]) == only(DayBreach.UNPLANNED)
    assert found([ada, cleo, replace(ada, on=TUESDAY)]) == [(DayBreach.NO_SHIFT, "Ada", TUESDAY)]
    assert found([ada, ada, cleo]) == only(DayBreach.PLANNED_TWICE)


def test_time_without_a_block_is_found():
    breach = told(PROBLEM, ROSTER, with_blocks(without=[2]))[0]
    assert (breach.rule, breach.figures) == (DayBreach.GAP, {"starts": "10:00", "ends": "11:30"})
    assert found(with_blocks(without=[0])) == found(with_blocks(without=[7])) == only(DayBreach.GAP)


def test_two_things_at_once_are_found():
    twice = block(BlockKind.QUEUE, "10:30", "11:30", "phone")
    assert found(with_blocks(twice)) == only(DayBreach.OVERLAP)


def test_a_block_beyond_the_shift_is_found():
    late = block(BlockKind.QUEUE, "16:30", "17:00", "phone")
    early = block(BlockKind.BUFFER, "07:45", "08:00")
    assert found(with_blocks(late)) == found(with_blocks(early)) == only(DayBreach.OUTSIDE_SHIFT)


def test_a_break_worked_through_is_found():
    through = block(BlockKind.QUEUE, "12:00", "12:30", "phone")
    assert found(with_blocks(through, without=[4])) == only(DayBreach.BREAK_MISSING)


def test_a_break_that_the_roster_does_not_have_is_found():
    pause = block(BlockKind.BREAK, "15:00", "15:15")
    rest = block(BlockKind.QUEUE, "15:15", "16:30", "phone")
    assert found(with_blocks(pause, rest, without=[7])) == only(DayBreach.BREAK_NOT_IN_ROSTER)


def test_a_session_left_out_is_found():
    instead = block(BlockKind.QUEUE, "14:00", "15:00", "phone")
    assert found(with_blocks(instead, without=[6])) == only(DayBreach.SESSION_MISSING)


def test_a_session_that_the_roster_does_not_have_is_found():
    talk = block(BlockKind.COACHING, "15:00", "15:30")
    rest = block(BlockKind.QUEUE, "15:30", "16:30", "phone")
    assert found(with_blocks(talk, rest, without=[7])) == only(DayBreach.SESSION_NOT_IN_ROSTER)


@pytest.mark.parametrize(
    ("kind", "queue"),
    [
        (BlockKind.FOCUS, "phone"),
        (BlockKind.QUEUE, "email"),
        (BlockKind.QUEUE, "fax"),
        (BlockKind.QUEUE, None),
        (BlockKind.BUFFER, "phone"),
    ],
)
def test_a_kind_of_block_that_does_not_suit_its_queue_is_found(kind, queue):
    odd = block(kind, "08:00", "09:00", queue)
    assert found(with_blocks(odd, without=[0])) == only(DayBreach.WRONG_KIND)


def test_work_without_the_skills_is_found():
    problem = office(ADA, CLEO, queues=(PHONE, EMAIL, CHAT), needed={"phone": 1})
    problem = replace(problem, team=replace(problem.team, sessions=PROBLEM.team.sessions))
    chatting = block(BlockKind.QUEUE, "08:00", "09:00", "chat")
    assert found(with_blocks(chatting, without=[0]), problem) == only(DayBreach.UNSKILLED)


def test_waiting_for_contacts_of_a_closed_queue_is_found():
    later = replace(PHONE, hours=OpeningHours(periods=weekly("08:30-18:00")))
    problem = office(ADA, CLEO, queues=(later, EMAIL), needed={"phone": 1})
    problem = replace(problem, team=replace(problem.team, sessions=PROBLEM.team.sessions))
    days = with_blocks()
    assert [row for row in found(days, problem) if row[1] == "Ada"] == only(DayBreach.CLOSED)


def test_a_block_shorter_than_a_quarter_hour_is_found():
    short = block(BlockKind.QUEUE, "08:00", "08:10", "phone")
    rest = block(BlockKind.QUEUE, "08:10", "09:00", "phone")
    assert found(with_blocks(short, rest, without=[0])) == only(DayBreach.SHORT_BLOCK)


def test_a_focus_block_cut_short_by_other_work_is_found():
    cut = block(BlockKind.FOCUS, "09:00", "09:45", "email")
    rest = block(BlockKind.QUEUE, "09:45", "10:00", "phone")
    assert found(with_blocks(cut, rest, without=[1])) == only(DayBreach.FOCUS_CUT)


def test_a_focus_block_cut_short_by_a_break_or_the_shift_is_fine():
    until_training = block(BlockKind.FOCUS, "13:30", "14:00", "email")
    before = block(BlockKind.QUEUE, "12:30", "13:30", "phone")
    assert found(with_blocks(before, until_training, without=[5])) == []
    first = block(BlockKind.FOCUS, "08:00", "08:30", "email")
    rest = block(BlockKind.QUEUE, "08:30", "09:00", "phone")
    assert found(with_blocks(first, rest, without=[0])) == []


def test_a_buffer_given_away_is_found():
    work = block(BlockKind.QUEUE, "11:30", "12:00", "phone")
    assert found(with_blocks(work, without=[3])) == only(DayBreach.BUFFER_SHORT)
    half = (
        block(BlockKind.QUEUE, "11:30", "11:45", "phone"),
        block(BlockKind.BUFFER, "11:45", "12:00"),
    )
    breach = told(PROBLEM, ROSTER, with_blocks(*half, without=[3]))[0]
    assert (breach.rule, breach.figures) == (DayBreach.BUFFER_SHORT, {"minutes": 15.0, "least": 30.0})
