"""Push: who takes this contact? Next: which contact does this person take? Each answer says what decided it.

Both compare by a row of values, the earlier first, lower being better. The first value that leaves anybody
behind is the reason that is told, and with it, where several were alike in that, the value that decided among
the last of them. Names and keys break what is left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from halfhour.engine.reasons import Figure, Reason
from halfhour.engine.routing._eligible import refusal_of, steps_below
from halfhour.engine.routing._reasons import RoutingReason
from halfhour.engine.routing._values import Person, RoutingRules, Work

USUAL = RoutingRules()
Row = tuple[tuple[RoutingReason, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Who takes what, and why; `person` and `work` are None together, where nobody takes anything.

    `refusals` are why others could not.
    """

    person: str | None = None
    work: str | None = None
    reasons: tuple[Reason, ...]
    refusals: tuple[Reason, ...] = ()


def best_person(*, work: Work, people: Sequence[Person], at: int, rules: RoutingRules = USUAL) -> Choice:
    """Who should take a contact now: the one who knows the customer, else of the most free who fits best.

    In this order: knows the customer; puts nothing aside for it; smallest load; the seniority asked for, no
    more (somebody who grows by it counts as fitting); takes the fewest other queues; highest levels in the
    skills asked for; longest idle. While less than `know_share` of the goal's time is gone, a contact
    waits for who knows the customer if they may take it once they are free and are still there at the due
    time; nobody waits for who lacks a skill or the seniority.

    Examples
    --------
    >>> work = Work(key="7", queue="chat", opened_at=0, due_at=60)
    >>> people = [Person(name="Ada", takes=frozenset({"chat"}), idle_since=5), Person(name="Ben")]
    >>> best_person(work=work, people=people, at=10).person
    'Ada'
    """
    refused = {person.name: refusal_of(work=work, person=person, rules=rules) for person in people}
    refusals = tuple(reason for reason in refused.values() if reason is not None)
    able = [person for person in people if refused[person.name] is None]
    knows = next((person for person in people if person.name == work.known_by), None)
    if knows is not None and knows not in able and _is_worth_waiting(work, knows, at, rules):
        waits = Reason(kind=RoutingReason.WAITS_FOR_WHO_KNOWS, figures={"person": knows.name})
        return Choice(reasons=(waits,), refusals=refusals)
    if not able:
        return Choice(reasons=(_nobody(refusals),), refusals=refusals)
    rows = {person.name: _row_of_person(work, person, rules) for person in able}
    ranked = sorted(able, key=lambda person: (*(value for _, value in rows[person.name]), person.name))
    names = [person.name for person in ranked]
    decided = _decided(rows, names, RoutingReason.ONLY_PERSON, RoutingReason.BY_NAME)
    return Choice(person=ranked[0].name, work=work.key, reasons=(decided,), refusals=refusals)


def next_work(
    *,
    person: Person,
    waiting: Sequence[Work],
    people: Sequence[Person],
    at: int,
    rules: RoutingRules = USUAL,
) -> Choice:
    """Which of the waiting contacts a person should take now.

    The most urgent first. Among equals: who waited far too long; then what can still be kept and is in
    danger, by due time; then the person's own customers; then what the fewest people there can take; then
    by due time; and what is late already last, the oldest first, unless it is urgent. Contacts that wait
    for somebody else who knows the customer are left to them meanwhile.
    """
    refused = {work.key: refusal_of(work=work, person=person, rules=rules) for work in waiting}
    refusals = tuple(reason for reason in refused.values() if reason is not None)
    by_name = {each.name: each for each in people}
    able = [
        work
        for work in waiting
        if refused[work.key] is None and not _is_kept_for_another(work, person, by_name, at, rules)
    ]
    if not able:
        return Choice(reasons=(Reason(kind=RoutingReason.NOTHING_WAITS),), refusals=refusals)
    can = {work.queue: sum(_can_ever(work, each) for each in people) for work in able}
    rows = {work.key: _row_of_work(work, person, can[work.queue], at, rules) for work in able}
    ranked = sorted(able, key=lambda work: (*(value for _, value in rows[work.key]), work.key))
    keys = [work.key for work in ranked]
    decided = _decided(rows, keys, RoutingReason.ONLY_WORK, RoutingReason.BY_KEY)
    return Choice(person=person.name, work=ranked[0].key, reasons=(decided,), refusals=refusals)


def _row_of_person(work: Work, person: Person, rules: RoutingRules) -> Row:
    below = steps_below(work, person, rules)
    return (
        (RoutingReason.KNOWS_CUSTOMER, float(person.name != work.known_by)),
        (RoutingReason.PUTS_NOTHING_ASIDE, float(person.load_beside(work) < person.load)),
        (RoutingReason.LESS_LOADED, person.load),
        (RoutingReason.LEARNS, float(below <= 0)),
        (RoutingReason.SENIORITY_FITS, float(max(-below, 0))),
        (RoutingReason.KEEPS_OTHERS_FREE, float(len(person.takes))),
        (RoutingReason.MORE_SKILLED, -float(sum(person.skills[skill] for skill in work.skills))),
        (RoutingReason.LONGEST_IDLE, float(person.idle_since)),
    )


def _row_of_work(work: Work, person: Person, can: int, at: int, rules: RoutingRules) -> Row:
    slack, goal = work.slack_seconds(at), _goal_seconds(work)
    is_late = slack < 0 and work.urgency <= 0  # what is urgent never steps back for being late
    waited_too_long = at - work.opened_at > rules.too_long_goals * goal
    in_danger = not is_late and slack <= rules.danger_share * goal < float("inf")
    return (
        (RoutingReason.MORE_URGENT, -float(work.urgency)),
        (RoutingReason.WAITED_TOO_LONG, float(not waited_too_long)),
        (RoutingReason.STILL_IN_TIME, float(is_late)),
        (RoutingReason.DUE_SOON, slack if in_danger else float("inf")),
        (RoutingReason.OWN_CUSTOMER, float(work.known_by != person.name)),
        (RoutingReason.FEW_CAN, 0.0 if is_late else float(can)),
        (RoutingReason.DUE_FIRST, float("inf") if is_late else slack),
        (RoutingReason.OLDEST, float(work.opened_at)),
    )


def _goal_seconds(work: Work) -> float:
    return float("inf") if work.due_at is None else work.due_at - work.opened_at


def _is_worth_waiting(work: Work, knows: Person, at: int, rules: RoutingRules) -> bool:
    """Whether who knows the customer is only busy, stays to the due time, and enough of the goal is left."""
    if work.due_at is None or not _may_once_free(work, knows, rules):
        return False
    return knows.until >= work.due_at and at - work.opened_at < rules.know_share * _goal_seconds(work)


def _may_once_free(work: Work, person: Person, rules: RoutingRules) -> bool:
    """Whether nothing but what they hold now keeps somebody from a contact: skills and seniority stay."""
    return refusal_of(work=work, person=replace(person, held=()), rules=rules) is None


def _is_kept_for_another(
    work: Work, person: Person, people: Mapping[str, Person], at: int, rules: RoutingRules
) -> bool:
    knows = people.get(work.known_by or "")
    return knows is not None and knows.name != person.name and _is_worth_waiting(work, knows, at, rules)


def _can_ever(work: Work, person: Person) -> bool:
    """Whether somebody who is there may take such work once they are free."""
    return person.is_present and work.queue in person.takes


def _nobody(refusals: Sequence[Reason]) -> Reason:
    busy = sum(reason.kind == RoutingReason.FULL for reason in refusals)
    if busy:
        return Reason(kind=RoutingReason.WAITS_FOR_SOMEBODY_FREE, figures={"people": busy})
    return Reason(kind=RoutingReason.NOBODY_CAN, figures={"people": len(refusals)})


def _decided(
    rows: Mapping[str, Row], ranked: Sequence[str], alone: RoutingReason, alike: RoutingReason
) -> Reason:
    """What set the first apart: what left any behind first, and what decided among those alike till then."""
    others: dict[str, Figure] = {"others": len(ranked) - 1}
    if len(ranked) == 1:
        return Reason(kind=alone, figures=others)
    best, left = rows[ranked[0]], list(ranked[1:])
    steps: list[tuple[RoutingReason, int]] = []  # a kind, and among how many it chose
    for place, (kind, value) in enumerate(best):
        as_good = [key for key in left if rows[key][place][1] == value]
        if len(as_good) < len(left):
            steps.append((kind, len(left) + 1))
            left = as_good
    if left:
        steps.append((alike, len(left) + 1))
    (first, _all), (last, among) = steps[0], steps[-1]
    if first == last:
        return Reason(kind=first, figures=others)
    figures: dict[str, Figure] = {"first_rule": str(first), "alike": among, "then_rule": str(last)}
    return Reason(kind=RoutingReason.AMONG_ALIKE, figures={**others, **figures})
