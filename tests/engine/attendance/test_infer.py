"""Attendance inferred from contacts: the rule case by case, its laws, and a count second by second."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfhour.engine.attendance import (
    AwayRule,
    answered_contacts,
    infer_attendance,
    kinds_by_day,
    waiting_contacts,
)
from halfhour.engine.errors import OutOfRange

NEVER = math.inf
NOBODY = waiting_contacts(kind=[], since=[], until=[])


def answered(*contacts, agent="Ada", kind="phone", day=1):
    """Contacts as (start, end) or (start, end, kind)."""
    return answered_contacts(
        agent=[agent] * len(contacts),
        kind=[contact[2] if len(contact) > 2 else kind for contact in contacts],
        day=[day] * len(contacts),
        waited_from=[math.nan] * len(contacts),
        started_at=[contact[0] for contact in contacts],
        ended_at=[contact[1] for contact in contacts],
    )


def waiting(*waits, kind="phone"):
    return waiting_contacts(
        kind=[wait[2] if len(wait) > 2 else kind for wait in waits],
        since=[wait[0] for wait in waits],
        until=[wait[1] for wait in waits],
    )


def stretches(contacts, waits=NOBODY, *, away_after=NEVER, passed_over_after=NEVER):
    rule = AwayRule(away_after_seconds=away_after, passed_over_after_seconds=passed_over_after)
    (found,) = infer_attendance(answered=contacts, waiting=waits, rule=rule)
    return found.stretches


def test_without_limits_everybody_is_there_from_the_first_contact_to_the_last():
    assert stretches(answered((100, 200), (5000, 5100), (9000, 9100))) == ((100, 9100),)


def test_a_pause_longer_than_the_limit_is_time_away_and_one_as_long_is_not():
    contacts = answered((0, 100), (700, 800), (1401, 1500))
    assert stretches(contacts, away_after=600) == ((0, 800), (1401, 1500))


def test_who_leaves_somebody_waiting_was_away_until_that_wait_ended():
    contacts, waits = answered((0, 100), (900, 1000)), waiting((200, 340))
    assert stretches(contacts, waits, passed_over_after=10) == ((0, 100), (340, 1000))


def test_the_last_one_left_waiting_counts():
    contacts, waits = answered((0, 100), (900, 1000)), waiting((90, 115), (200, 340), (150, 500))
    assert stretches(contacts, waits, passed_over_after=10) == ((0, 100), (500, 1000))


def test_who_takes_somebody_soon_enough_was_there():
    contacts, waits = answered((0, 100), (110, 200)), waiting((40, 110))
    assert stretches(contacts, waits, passed_over_after=10) == ((0, 200),)


def test_who_takes_somebody_late_was_away_until_then():
    contacts, waits = answered((0, 100), (111, 200)), waiting((40, 111))
    assert stretches(contacts, waits, passed_over_after=10) == ((0, 100), (111, 200))


def test_nobody_is_blamed_for_those_they_cannot_answer():
    contacts, waits = answered((0, 100), (900, 1000)), waiting((200, 800, "stock exchange"))
    assert stretches(contacts, waits, passed_over_after=10) == ((0, 1000),)


def test_a_contact_taken_beside_another_is_no_pause():
    assert stretches(answered((0, 500), (100, 200), (520, 600)), away_after=60) == ((0, 600),)


def test_a_contact_that_took_no_time_is_no_presence():
    assert stretches(answered((0, 100), (500, 500), (900, 950)), away_after=60) == ((0, 100), (900, 950))
    assert infer_attendance(answered=answered((500, 500)), waiting=NOBODY) == ()


def test_days_and_people_are_kept_apart():
    parts = [
        answered((0, 100), agent="Ada", day=1),
        answered((86400, 86500), agent="Ada", day=2),
        answered((50, 60), agent="Bo", day=1),
    ]
    together = answered_contacts(
        **{
            name: np.concatenate([getattr(part, name) for part in parts])
            for name in ("agent", "kind", "day", "waited_from", "started_at", "ended_at")
        }
    )
    found = infer_attendance(answered=together, waiting=NOBODY)
    assert [(day.agent, day.day, day.stretches) for day in found] == [
        ("Ada", 1, ((0, 100),)),
        ("Ada", 2, ((86400, 86500),)),
        ("Bo", 1, ((50, 60),)),
    ]


def test_a_kind_is_somebodys_on_a_day_if_they_took_it_or_too_rarely_for_its_absence_to_say_anything():
    phone, rare = [("phone", 1)] * 40 + [("phone", 2)] * 40, [("english", 1)]
    frequent = [("shop", 1)] * 30
    kind, day = zip(*phone, *rare, *frequent, strict=True)
    n = len(kind)
    kinds = kinds_by_day(
        answered_contacts(
            agent=["Ada"] * n,
            kind=kind,
            day=day,
            waited_from=[0] * n,
            started_at=[0] * n,
            ended_at=[1] * n,
        )
    )
    assert kinds["Ada", 1] == {"phone", "english", "shop"}
    assert kinds["Ada", 2] == {"phone", "english"}


spans = st.lists(st.tuples(st.integers(0, 300), st.integers(1, 60)), min_size=1, max_size=12)


@given(spans, spans, st.integers(0, 40), st.integers(0, 100))
def test_the_rule_agrees_with_a_count_second_by_second(contacts, waits, grace, limit):
    ours = answered(*((start, start + length) for start, length in contacts))
    theirs = waiting(*((start, start + length) for start, length in waits))

    found = stretches(ours, theirs, away_after=limit, passed_over_after=grace)

    on_queue = present_by_the_second(ours, theirs, grace, limit)
    assert {at for start, end in found for at in range(int(start), int(end))} == on_queue


def present_by_the_second(contacts, waits, grace, limit):
    """The rule walked through in whole seconds, each standing for the one that begins with it."""
    started, ended = contacts.started_at.astype(int), contacts.ended_at.astype(int)
    seconds = range(started.min(), ended.max())
    busy = {at for start, end in zip(started, ended, strict=True) for at in range(start, end)}
    present, pause = set(busy), []
    for at in [*seconds, None]:
        if at is not None and at not in busy:
            pause.append(at)
        elif pause:
            present |= kept_of(pause, waits, grace, limit)
            pause = []
    return present


def kept_of(pause, waits, grace, limit):
    if len(pause) > limit:
        return set()
    left, begins, ends = pause[0], pause[0], pause[-1] + 1
    for since, until in zip(waits.since.astype(int), waits.until.astype(int), strict=True):
        shared_until = min(until, ends)
        if shared_until - max(since, begins) > grace:
            left = max(left, shared_until)
    return set(range(left, ends))


@given(spans, spans, st.tuples(st.integers(0, 40), st.integers(0, 40)))
def test_a_stricter_rule_never_finds_more_people(contacts, waits, graces):
    ours = answered(*((start, start + length) for start, length in contacts))
    theirs = waiting(*((start, start + length) for start, length in waits))
    strict, lenient = (
        sum(end - start for start, end in stretches(ours, theirs, passed_over_after=grace))
        for grace in sorted(graces)
    )
    assert strict <= lenient


def test_busy_time_counts_each_second_once():
    (found,) = infer_attendance(answered=answered((0, 500), (100, 200), (520, 600)), waiting=NOBODY)
    assert found.busy_seconds == 580
    assert (found.span_seconds, found.present_seconds, found.contacts) == (600, 600, 3)


def test_a_stretch_to_play_ends_in_the_middle_of_its_last_contact():
    contacts = answered((0, 100), (150, 250), (2000, 2100))
    (found,) = infer_attendance(answered=contacts, waiting=NOBODY, rule=AwayRule(away_after_seconds=600))
    assert found.stretches == ((0, 250), (2000, 2100))
    assert found.stretches_to_play == ((0, 200), (2000, 2050))


def test_no_contacts_are_nobodys_days():
    assert infer_attendance(answered=answered(), waiting=NOBODY) == ()


def test_records_that_cannot_be_are_refused():
    with pytest.raises(OutOfRange, match="from 100 to 50 s"):
        answered((100, 50))
    with pytest.raises(OutOfRange, match="a wait from 9 to 5"):
        waiting((9, 5))
    with pytest.raises(OutOfRange, match="one value per contact"):
        waiting_contacts(kind=["phone"], since=[1, 2], until=[3, 4])
    with pytest.raises(OutOfRange, match="away_after_seconds must be at least 0; got -1"):
        AwayRule(away_after_seconds=-1)
