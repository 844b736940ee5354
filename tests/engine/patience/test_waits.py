import numpy as np
import pytest

from halfhour.engine.errors import OutOfRange
from halfhour.engine.patience import waits_of, waits_of_contacts

NAN = float("nan")


def told(*, seen_until=1000, **columns):
    names = ("opened_at", "answered_at", "abandoned_at", "settled_at", "wait_seconds")
    found = waits_of_contacts(
        **{name: columns[name] for name in names if name in columns},
        **{name: [NAN] * len(columns["opened_at"]) for name in names[1:3] if name not in columns},
        seen_until=seen_until,
    )
    return list(zip(found.seconds.tolist(), found.gave_up.tolist(), strict=True))


def test_an_answer_cuts_a_wait_off_and_giving_up_ends_it():
    assert told(opened_at=[100, 200], answered_at=[130, NAN], abandoned_at=[NAN, 245]) == [
        (30.0, False),
        (45.0, True),
    ]


def test_who_was_answered_at_once_was_not_asked_for_patience():
    assert told(opened_at=[100, 100], answered_at=[100, 101]) == [(1.0, False)]


def test_who_hung_up_at_once_had_none():
    assert told(opened_at=[100], abandoned_at=[100]) == [(0.0, True)]


def test_who_left_before_the_line_did_not_give_up_in_it():
    assert told(opened_at=[100, 100], abandoned_at=[118, 118], wait_seconds=[0, 18]) == [(18.0, True)]


def test_time_in_the_line_counts_before_time_since_the_opening():
    waits = told(
        opened_at=[0, 0, 0],
        answered_at=[60, NAN, 60],
        abandoned_at=[NAN, 60, NAN],
        wait_seconds=[40, 50, 0],
    )
    assert waits == [(40.0, False), (50.0, True)]


def test_a_wait_without_any_time_was_ended_by_an_answer():
    assert told(opened_at=[0], wait_seconds=[25]) == [(25.0, False)]


def test_who_still_waits_has_waited_until_the_history_ends():
    assert told(opened_at=[900], seen_until=960) == [(60.0, False)]


def test_where_the_end_of_the_history_says_nothing_of_open_contacts_they_are_left_out():
    assert told(opened_at=[0, 900], answered_at=[30, NAN], seen_until=None) == [(30.0, False)]


def test_what_was_settled_without_a_known_answer_tells_nothing():
    assert told(opened_at=[0, 0], settled_at=[500, NAN], seen_until=600) == [(600.0, False)]


def test_an_answer_before_giving_up_is_an_answer():
    assert told(opened_at=[0, 0], answered_at=[20, 50], abandoned_at=[80, 30]) == [
        (20.0, False),
        (30.0, True),
    ]


@pytest.mark.parametrize(
    ("seconds", "gave_up", "words"),
    [
        ([5, -1], [True, False], "at least 0; got -1"),
        ([float("inf")], [False], "finite"),
        ([NAN], [False], "finite"),
        ([5, 6], [True], "one of each per contact"),
    ],
)
def test_waits_that_cannot_be_are_refused(seconds, gave_up, words):
    with pytest.raises(OutOfRange, match=words):
        waits_of(seconds=seconds, gave_up=gave_up)


def test_columns_of_unequal_length_are_refused():
    with pytest.raises(OutOfRange, match="2 values for 1 contacts"):
        waits_of_contacts(opened_at=[0], answered_at=[1, 2], abandoned_at=[NAN], seen_until=9)


def test_giving_up_before_the_opening_is_refused():
    with pytest.raises(OutOfRange, match="got -10"):
        waits_of_contacts(opened_at=np.array([100]), answered_at=[NAN], abandoned_at=[90], seen_until=200)
