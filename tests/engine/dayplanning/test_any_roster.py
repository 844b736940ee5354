"""Days of whatever roster: the checker, which shares no code with the planner, finds nothing."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from halfhour.engine.dayplanning import plan_days
from halfhour.engine.rostering import PlacedSession, Roster
from halfhour.engine.team import Rules, SessionKind
from support.day_plans import CHAT, office, told, waits
from support.rosters import EMAIL, MONDAY, PHONE, agent, at, lunch, pause, shift

QUEUES = (PHONE, CHAT, EMAIL, waits(CHAT, 1))
SKILLS = ("phone", "chat", "email")


@st.composite
def shifts(draw, name, on):
    """A shift on the minute, with a break or two and perhaps a session that meet nothing else."""
    starts = draw(st.integers(7 * 60, 12 * 60))
    length = draw(st.integers(20, 540))
    step = draw(st.sampled_from((1, 5, 15)))
    edges = sorted(draw(st.lists(st.integers(0, length // step), max_size=6, unique=True)))
    spans = [(starts + a * step, (b - a) * step) for a, b in zip(edges[::2], edges[1::2], strict=False)]

    def clock(minute):
        return f"{minute // 60:02}:{minute % 60:02}"

    taken = [(pause if n else lunch)(on, clock(minute), long) for n, (minute, long) in enumerate(spans[:2])]
    sessions = [
        PlacedSession(
            name="Product",
            kind=SessionKind.TRAINING,
            agent=name,
            starts_at=at(on, clock(minute)),
            ends_at=at(on, clock(minute)) + long * 60,
        )
        for minute, long in spans[2:]
    ]
    return shift(name, on, clock(starts), clock(starts + length), *taken), sessions


@st.composite
def cases(draw):
    rules = Rules(
        shift_minutes=(480,),
        buffer_share=draw(st.sampled_from((0.0, 0.05, 0.3))),
        focus_minutes=draw(st.sampled_from((15, 25, 60, 120))),
    )
    names = ["Ada", "Ben", "Cleo", "Dan"][: draw(st.integers(1, 4))]
    agents = [agent(name, *draw(st.lists(st.sampled_from(SKILLS), unique=True))) for name in names]
    queues = tuple(
        draw(st.lists(st.sampled_from(QUEUES), min_size=1, max_size=3, unique_by=lambda q: q.name))
    )
    level = st.floats(0, 4)
    needed = {
        queue.name: (("08:00", draw(level)), ("11:00", draw(level)), ("14:30", draw(level)))
        for queue in queues
    }
    drawn = [draw(shifts(name, MONDAY + timedelta(days=n))) for n in range(2) for name in names]
    roster = Roster(
        shifts=tuple(each for each, _ in drawn), sessions=tuple(row for _, rows in drawn for row in rows)
    )
    return office(*agents, queues=queues, needed=needed, rules=rules), roster, draw(st.integers(0, 3))


@settings(max_examples=150, deadline=None)
@given(cases())
def test_the_other_checker_finds_nothing(case):
    problem, roster, seed = case
    assert told(problem, roster, plan_days(problem=problem, roster=roster, seed=seed)) == []
