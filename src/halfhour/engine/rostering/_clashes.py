"""Rules that cannot hold together: which, for whom, and when."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import combinations
from zoneinfo import ZoneInfo

from halfhour.engine.reasons import Figure, Reason
from halfhour.engine.rostering._cost import Shared, minutes_short
from halfhour.engine.rostering._draft import Draft
from halfhour.engine.rostering._frame import Frame
from halfhour.engine.rostering._one_week import clashing_rules, rules_against
from halfhour.engine.rostering._placed import Placed
from halfhour.engine.rostering._reasons import RosterReason, RosterRule
from halfhour.engine.rostering._sessions import AgreedSession, AloneSession, options_holding

BY_NUMBER = (RosterReason.CLASH, RosterReason.CLASH_OF_TWO, RosterReason.CLASH_OF_THREE)
RULE_FIGURES = ("first_rule", "second_rule", "third_rule")


def clashes_of(frame: Frame, draft: Draft, placed: Placed, shared: Shared) -> tuple[Reason, ...]:
    """Everything asked for that the roster does not hold, each with the rules in its way."""
    return (
        *shifts_without_room(frame),
        *hours_out_of_reach(frame, draft),
        *moments_without_duty(frame, shared),
        *sessions_not_held(frame, placed),
    )


def shifts_without_room(frame: Frame) -> list[Reason]:
    """Lengths of shift that cannot hold their breaks, and are never worked."""
    known = {shape.paid_minutes for shape in frame.shapes}
    return [
        Reason(kind=RosterReason.SHIFT_WITHOUT_ROOM, figures={"minutes": minutes})
        for minutes in frame.problem.team.rules.shift_minutes
        if minutes not in known
    ]


def hours_out_of_reach(frame: Frame, draft: Draft) -> list[Reason]:
    """Weeks that fall short of their hours. People with the same trouble are told together."""
    same: dict[tuple[tuple[RosterRule, ...], int, int], list[tuple[int, int]]] = defaultdict(list)
    for (person, week), short in minutes_short(frame, draft).items():
        rules = clashing_rules(frame, frame.people[person], week)
        same[rules, week, short].append((person, week))
    found = []
    for (rules, week, short), cases in same.items():
        figures: dict[str, Figure] = {
            "agent": frame.people[cases[0][0]].agent.name,
            "people": len(cases),
            "week_on": frame.date_of(7 * week).isoformat(),
            "short_hours": short / 60,
        }
        found.append(
            _clash(rules, figures) if rules else Reason(kind=RosterReason.HOURS_SHORT, figures=figures)
        )
    return found


def _clash(rules: Sequence[RosterRule], figures: dict[str, Figure]) -> Reason:
    named: dict[str, Figure] = dict(zip(RULE_FIGURES, rules, strict=False))
    if len(rules) > len(BY_NUMBER):
        return Reason(kind=RosterReason.CLASH_OF_MANY, figures={**figures, **named, "more": len(rules) - 3})
    return Reason(kind=BY_NUMBER[len(rules) - 1], figures={**figures, **named})


def moments_without_duty(frame: Frame, shared: Shared) -> list[Reason]:
    """Stretches with too few on duty, told once for each cause, with the first of them."""
    least = frame.problem.team.rules.on_duty_at_least
    same: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for first, past in _stretches(shared.missing.tolist()):
        able = _able_at(frame, first)
        same[able, int(shared.missing[first])].append((first, past))
    found = []
    for (able, missing), stretches in same.items():
        first, past = stretches[0]
        figures: dict[str, Figure] = {
            **_when(frame, first, past),
            "asked": least,
            "on_duty": least - missing,
            "possible": able,
            "times": len(stretches),
        }
        if able >= least:
            found.append(Reason(kind=RosterReason.TOO_FEW_ON_DUTY, figures=figures))
        else:
            because = _common_hindrance(frame, first)
            found.append(
                Reason(kind=RosterReason.NOBODY_CAN_BE_ON_DUTY, figures={**figures, "because_rule": because})
            )
    return found


def _stretches(missing: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Runs of slots with the same number missing, as (first, past)."""
    first = 0
    for slot in range(1, len(missing) + 1):
        if slot == len(missing) or missing[slot] != missing[first]:
            if missing[first]:
                yield first, slot
            first = slot


def _able_at(frame: Frame, slot: int) -> int:
    """How many people have any shift open to them that covers a slot."""
    return sum(
        any(
            frame.options[o].first_slot <= slot < frame.options[o].past_slot
            for day in person.allowed
            for o in day
        )
        for person in frame.people
    )


def _common_hindrance(frame: Frame, slot: int) -> RosterRule:
    """The rule that keeps most people away at a slot."""
    counts: dict[RosterRule, int] = defaultdict(int)
    for person in frame.people:
        for rule in rules_against(frame, person, slot):
            counts[rule] += 1
    return max(counts, key=lambda rule: (counts[rule], rule), default=RosterRule.SHIFT_LENGTHS)


def sessions_not_held(frame: Frame, placed: Placed) -> list[Reason]:
    """Sessions that somebody misses; where two attendees can never meet, those two are named."""
    missing: dict[int, list[int]] = defaultdict(list)
    by_id = {id(session): session for session, _ in placed.missed}
    for session, person in placed.missed:
        missing[id(session)].append(person)
    found = []
    for key, people in missing.items():
        session = by_id[key]
        apart = _never_together(frame, session, people)
        figures: dict[str, Figure] = {
            "session": session.name,
            "agent": frame.people[people[0]].agent.name,
            "people": len(people),
            "week_on": frame.date_of(7 * _week(frame, session)).isoformat(),
        }
        if apart is None:
            found.append(Reason(kind=RosterReason.SESSION_MISSED, figures=figures))
        else:
            figures["other_agent"] = frame.people[apart].agent.name
            found.append(Reason(kind=RosterReason.SESSION_APART, figures=figures))
    return found


def _week(frame: Frame, session: AgreedSession | AloneSession) -> int:
    if isinstance(session, AloneSession):
        return session.week
    return int(frame.line.day_of[session.first_slot]) // 7


def _never_together(frame: Frame, session: AgreedSession | AloneSession, people: Sequence[int]) -> int | None:
    """Another attendee who can never be on shift when the first of these people is."""
    if isinstance(session, AloneSession):
        return None
    week, slots = _week(frame, session), session.past_slot - session.first_slot
    times = [
        set(options_holding(frame, each.start, slots))
        for each in frame.slots_of_interval
        if frame.line.day_of[each.start] // 7 == week and frame.on_duty[each.start]
    ]

    def meet(one: int, other: int) -> bool:
        return any(_may(frame, one, held) and _may(frame, other, held) for held in times)

    pairs = combinations([people[0], *sorted(session.attendees - {people[0]})], 2)
    return next((other for one, other in pairs if one == people[0] and not meet(one, other)), None)


def _may(frame: Frame, person: int, options: set[int]) -> bool:
    return any(not options.isdisjoint(day) for day in frame.people[person].allowed)


def _when(frame: Frame, first: int, past: int) -> dict[str, Figure]:
    """A stretch of slots as the team's clock shows it."""
    zone = ZoneInfo(frame.problem.team.timezone)
    starts, ends = (datetime.fromtimestamp(frame.line.instant_of(slot), tz=zone) for slot in (first, past))
    return {"on": starts.date().isoformat(), "starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}"}
