"""Who takes which contact, one criterion at a time, and why others cannot."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfhour.engine.errors import OutOfRange
from halfhour.engine.routing import (
    Complexity,
    Held,
    Person,
    RoutingReason,
    RoutingRules,
    Work,
    best_person,
    next_work,
    refusal_of,
)
from halfhour.engine.team import Seniority

CHAT = frozenset({"chat"})
LETTER = Held(queue="letter", gives_way=True)
RULES = RoutingRules()


def person(name: str = "Ada", **more) -> Person:
    return Person(name=name, **({"takes": CHAT, "until": 10_000} | more))


def work(key: str = "1", **more) -> Work:
    return Work(key=key, **({"queue": "chat", "opened_at": 0, "due_at": 100} | more))


def chosen(people, **more):
    choice = best_person(work=work(**more), people=people, at=10)
    return choice.person, choice.reasons[0].kind


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"is_present": False}, RoutingReason.NOT_PRESENT),
        ({"takes": frozenset({"phone"})}, RoutingReason.NOT_IN_BLOCK),
        ({"skills": {"german": 3}}, RoutingReason.LACKS_SKILL),
        ({"seniority": Seniority.REGULAR}, RoutingReason.NOT_SENIOR_ENOUGH),
        ({"held": (Held(queue="chat"),)}, RoutingReason.FULL),
    ],
)
def test_whoever_may_not_take_it_is_told_why(changes, kind):
    hard = work(skills=("english",), complexity=Complexity.COMPLEX)
    able = person(skills={"english": 1}, seniority=Seniority.SENIOR)
    assert refusal_of(work=hard, person=able, rules=RULES) is None
    refused = replace(able, **changes)
    assert refusal_of(work=hard, person=refused, rules=RULES).kind == kind
    choice = best_person(work=hard, people=[refused], at=10)
    assert (choice.person, [reason.kind for reason in choice.refusals]) == (None, [kind])


def test_who_has_nothing_in_hand_is_given_a_contact_before_who_fits_better_and_has_one():
    newer = person("Ada", room={"chat": 3}, held=(Held(queue="chat"),))
    senior = person("Ben", seniority=Seniority.SENIOR, room={"chat": 3})
    assert chosen([newer, senior]) == ("Ben", RoutingReason.LESS_LOADED)
    assert chosen([replace(newer, held=()), senior]) == ("Ada", RoutingReason.SENIORITY_FITS)


@pytest.mark.parametrize(
    ("better", "worse", "kind"),
    [
        ({"seniority": Seniority.JUNIOR}, {"seniority": Seniority.SENIOR}, RoutingReason.SENIORITY_FITS),
        ({}, {"takes": frozenset({"chat", "phone"})}, RoutingReason.KEEPS_OTHERS_FREE),
        ({"skills": {"english": 3}}, {"skills": {"english": 1}}, RoutingReason.MORE_SKILLED),
        ({}, {"held": (LETTER,)}, RoutingReason.PUTS_NOTHING_ASIDE),
        ({}, {"held": (Held(queue="chat"),), "room": {"chat": 3}}, RoutingReason.LESS_LOADED),
        ({"idle_since": 1}, {"idle_since": 9}, RoutingReason.LONGEST_IDLE),
        ({}, {}, RoutingReason.BY_NAME),
    ],
)
def test_each_criterion_decides_where_those_before_it_are_even(better, worse, kind):
    usual = {"skills": {"english": 2}, "seniority": Seniority.REGULAR}
    people = [person("Zoe" if better else "Ada", **(usual | better)), person("Ben", **(usual | worse))]
    for order in (people, people[::-1]):
        assert chosen(order, skills=("english",), interrupts=True) == (people[0].name, kind)


def test_the_person_who_knows_the_customer_comes_before_a_better_one():
    people = [person("Ada", idle_since=9, seniority=Seniority.SENIOR), person("Ben")]
    assert chosen(people, known_by="Ada") == ("Ada", RoutingReason.KNOWS_CUSTOMER)


def test_a_contact_waits_for_who_knows_the_customer_for_half_its_time_and_no_longer():
    people = [person("Ada", held=(Held(queue="chat"),)), person("Ben")]
    known = work(known_by="Ada")
    early = best_person(work=known, people=people, at=49)
    assert (early.person, early.reasons[0].kind) == (None, RoutingReason.WAITS_FOR_WHO_KNOWS)
    assert best_person(work=known, people=people, at=50).person == "Ben"


@pytest.mark.parametrize("changes", [{"is_present": False}, {"until": 99}, {"takes": frozenset()}])
def test_nobody_waits_for_somebody_who_will_not_be_there_in_time(changes):
    people = [person("Ada", **({"held": (Held(queue="chat"),)} | changes)), person("Ben")]
    assert best_person(work=work(known_by="Ada"), people=people, at=10).person == "Ben"


@given(
    skills=st.sampled_from([{}, {"english": 1}]),
    seniority=st.sampled_from(Seniority),
    takes=st.sampled_from([CHAT, frozenset({"letter"})]),
    is_busy=st.booleans(),
    weight=st.sampled_from([1.0, 2.0]),
    at=st.integers(0, 99),
)
def test_nobody_waits_for_who_cannot_take_it(skills, seniority, takes, is_busy, weight, at):
    knows = person("Ada", skills=skills, seniority=seniority, takes=takes)
    free = person("Ben", skills={"english": 1}, seniority=Seniority.SENIOR, room={"chat": 2})
    asks = work(known_by="Ada", skills=("english",), complexity=Complexity.COMPLEX, weight=weight)
    could = (skills, seniority, takes) == ({"english": 1}, Seniority.SENIOR, CHAT)
    people = [replace(knows, held=(Held(queue="chat"),) if is_busy else ()), free]
    given_to = best_person(work=asks, people=people, at=at)
    taken = next_work(person=free, waiting=[asks], people=people, at=at)
    is_kept = could and at < 50
    assert (taken.work is None) == is_kept
    if is_busy or not could:
        assert given_to.person == (None if is_kept else "Ben")


@pytest.mark.parametrize("weight", [1.0, 2.0, 50.0])
def test_whoever_is_free_takes_one_contact_however_heavy_and_no_second(weight):
    heavy = work(complexity=Complexity.COMPLEX, weight=weight)
    free = person("Ada", seniority=Seniority.SENIOR)
    assert best_person(work=heavy, people=[free], at=10).person == "Ada"
    holds = replace(free, held=(Held(queue="chat", weight=weight),))
    assert best_person(work=work(), people=[holds], at=10).person is None
    roomy = replace(free, room={"chat": 3})
    assert best_person(work=heavy, people=[roomy], at=10).person == "Ada"
    beside = replace(roomy, held=(Held(queue="chat", weight=1.0),))
    fits = 1 / 3 + min(weight / 3, 1) <= 1
    assert (best_person(work=heavy, people=[beside], at=10).person == "Ada") == fits


def test_what_nobody_can_do_is_told_apart_from_what_must_wait():
    busy, absent = person("Ada", held=(Held(queue="chat"),)), person("Ben", is_present=False)
    waits = best_person(work=work(), people=[busy, absent], at=10).reasons[0]
    assert (waits.kind, waits.figures["people"]) == (RoutingReason.WAITS_FOR_SOMEBODY_FREE, 1)
    assert best_person(work=work(), people=[absent], at=10).reasons[0].kind == RoutingReason.NOBODY_CAN
    assert best_person(work=work(), people=[], at=10).reasons[0].kind == RoutingReason.NOBODY_CAN


def test_what_interrupts_comes_beside_what_gives_way_and_never_the_other_way():
    both = frozenset({"chat", "letter"})
    writing, calling = person(takes=both, held=(LETTER,)), work(interrupts=True)
    assert refusal_of(work=work(), person=writing, rules=RULES).kind == RoutingReason.FULL
    assert refusal_of(work=calling, person=writing, rules=RULES) is None
    talking = replace(writing, held=(LETTER, Held(queue="chat")))
    for waiting in (calling, work(queue="letter")):
        assert refusal_of(work=waiting, person=talking, rules=RULES).kind == RoutingReason.FULL


def test_a_skill_that_is_missing_is_told_before_what_somebody_does_now():
    elsewhere = person(takes=frozenset())
    refused = refusal_of(work=work(skills=("english",)), person=elsewhere, rules=RULES)
    assert refused.kind == RoutingReason.LACKS_SKILL


def test_one_focus_at_a_time_unless_the_channel_has_more_room():
    takes = frozenset({"chat", "phone"})
    roomy = person(takes=takes, room={"chat": 3}, held=(Held(queue="chat"),) * 2)
    assert refusal_of(work=work(), person=roomy, rules=RULES) is None
    assert refusal_of(work=work(queue="phone"), person=roomy, rules=RULES).kind == RoutingReason.FULL
    heavy = work(weight=1.5)
    assert refusal_of(work=heavy, person=roomy, rules=RULES).kind == RoutingReason.FULL


def test_newer_people_get_their_chosen_share_of_harder_contacts():
    newer, hard = person(seniority=Seniority.JUNIOR), work(complexity=Complexity.COMPLEX)
    taken = harder = 0
    for _ in range(200):
        may = (
            refusal_of(work=hard, person=replace(newer, taken=taken, harder_taken=harder), rules=RULES)
            is None
        )
        taken, harder = taken + 1, harder + may
    assert harder == 20
    people = [replace(newer, taken=9), person("Sue", seniority=Seniority.SENIOR)]
    assert chosen(people, complexity=Complexity.COMPLEX) == ("Ada", RoutingReason.LEARNS)


def taken_next(*waiting: Work, at: int = 10, people=(), me: Person | None = None):
    me = me or person()
    choice = next_work(person=me, waiting=waiting, people=[me, *people], at=at)
    return choice.work, choice.reasons[0].kind


@pytest.mark.parametrize(
    ("first", "second", "at", "kind"),
    [
        ({"urgency": 1}, {"due_at": 20}, 10, RoutingReason.MORE_URGENT),
        ({"due_at": 10, "opened_at": 0}, {"opened_at": 35, "due_at": 60}, 40, RoutingReason.WAITED_TOO_LONG),
        ({"due_at": 90}, {"opened_at": -200, "due_at": 0}, 10, RoutingReason.STILL_IN_TIME),
        ({"due_at": 90}, {"due_at": 95}, 80, RoutingReason.DUE_SOON),
        ({"known_by": "Ada", "due_at": 120}, {}, 10, RoutingReason.OWN_CUSTOMER),
        ({"queue": "phone", "due_at": 120}, {}, 10, RoutingReason.FEW_CAN),
        ({"due_at": 90}, {"due_at": 95}, 10, RoutingReason.DUE_FIRST),
        ({"due_at": None, "opened_at": 1}, {"due_at": None, "opened_at": 2}, 10, RoutingReason.OLDEST),
        ({"opened_at": 0, "due_at": 5}, {"opened_at": 1, "due_at": 6}, 10, RoutingReason.OLDEST),
    ],
)
def test_the_next_contact_is_the_one_that_is_best_done_now(first, second, at, kind):
    me, other = person(takes=frozenset({"chat", "phone"})), person("Ben")
    one, two = work("one", **first), work("two", **second)
    for order in ((one, two), (two, one)):
        assert taken_next(*order, at=at, people=[other], me=me) == ("one", kind)


def test_a_contact_that_waits_for_another_is_left_to_them():
    busy = person("Ben", held=(Held(queue="chat"),))
    assert taken_next(work(known_by="Ben"), people=[busy])[0] is None
    assert taken_next(work(known_by="Ben"), people=[busy], at=50)[0] == "1"


def test_with_nothing_to_take_that_is_said():
    assert taken_next() == (None, RoutingReason.NOTHING_WAITS)
    assert taken_next(work(queue="phone")) == (None, RoutingReason.NOTHING_WAITS)


works = st.builds(
    work,
    st.integers(0, 99).map(str),
    urgency=st.integers(0, 2),
    due_at=st.one_of(st.none(), st.integers(1, 200)),
    queue=st.sampled_from(("chat", "phone")),
    opened_at=st.integers(-50, 0),
)


@given(
    waiting=st.lists(works, max_size=6, unique_by=lambda each: each.key),
    at=st.integers(0, 300),
    data=st.data(),
)
def test_the_order_in_which_contacts_are_told_does_not_matter(waiting, at, data):
    me = person(takes=frozenset({"chat", "phone"}))
    mixed = data.draw(st.permutations(waiting))
    one, other = (next_work(person=me, waiting=each, people=[me], at=at) for each in (waiting, mixed))
    assert (one.work, one.reasons) == (other.work, other.reasons)


@given(
    waiting=st.lists(works, min_size=2, max_size=6, unique_by=lambda each: each.key), at=st.integers(0, 300)
)
def test_what_is_told_of_the_next_contact_is_true_of_all_that_waits(waiting, at):
    me = person(takes=frozenset({"chat", "phone"}))
    choice = next_work(person=me, waiting=waiting, people=[me], at=at)
    [reason], taken = choice.reasons, next(each for each in waiting if each.key == choice.work)
    first = reason.figures.get("first_rule", reason.kind)
    is_less_urgent = [each.urgency < taken.urgency for each in waiting]
    assert any(is_less_urgent) == (first == RoutingReason.MORE_URGENT)
    assert max(each.urgency for each in waiting) == taken.urgency
    if reason.kind == RoutingReason.OLDEST:
        assert min(each.opened_at for each in waiting) == taken.opened_at
    if reason.kind == RoutingReason.MORE_URGENT:
        assert sum(is_less_urgent) == len(waiting) - 1
    if reason.kind == RoutingReason.AMONG_ALIKE:
        assert 2 <= reason.figures["alike"] <= is_less_urgent.count(False)
        assert reason.figures["then_rule"] != first


def test_of_urgent_contacts_the_oldest_is_told_so_although_others_waited_longer():
    older = [work(str(key), opened_at=key) for key in range(3)]
    urgent = [work(str(key), urgency=1, due_at=None, opened_at=key) for key in (8, 9)]
    [reason] = next_work(person=person(), waiting=[*older, *urgent], people=[person()], at=10).reasons
    assert (reason.kind, dict(reason.figures)) == (
        RoutingReason.AMONG_ALIKE,
        {"others": 4, "first_rule": "more_urgent", "alike": 2, "then_rule": "oldest"},
    )


@pytest.mark.parametrize("weight", [0.0, -1.0, float("nan"), float("inf")])
def test_a_weight_that_cannot_be_is_refused(weight):
    with pytest.raises(OutOfRange, match="weight"):
        work(weight=weight)
    with pytest.raises(OutOfRange, match="weight"):
        Held(queue="chat", weight=weight)


@pytest.mark.parametrize("room", [0, -1])
def test_a_room_that_cannot_be_is_refused(room):
    with pytest.raises(OutOfRange, match="room"):
        person("Ada", room={"chat": room})
