"""Lunches spread or brought together: never lost, never outside the shift, and work fills the gap."""

from hypothesis import given, settings
from hypothesis import strategies as st

from halfhour.engine.dayplanning import BlockKind
from support.changed_days import DAY, HOUR, after, blocks_of, day_after, notes, person, refusals, with_person


def lunches(day) -> dict[str, float]:
    return {
        each.name: block.start_seconds / HOUR
        for each in day.people
        for block in each.blocks
        if block.kind is BlockKind.LUNCH
    }


def test_lunches_of_people_on_one_queue_follow_each_other_through_the_window():
    assert lunches(DAY) == {"Kim Sommer": 12, "Kim Winter": 12, "Lou": 13}
    assert lunches(day_after("lunch spread 11:00-14:30")) == {"Kim Sommer": 11, "Kim Winter": 12.5, "Lou": 14}


def test_what_is_done_before_lunch_is_done_in_its_old_place():
    day = day_after("lunch spread 11:00-14:30")
    assert blocks_of(day, "Kim Sommer") == [
        "8-11 phone",
        "11-11.5 -",
        "11.5-12.5 phone",
        "12.5-16 chat",
        "16-16.5 u",
    ]
    assert blocks_of(day, "Lou") == [
        "9.5-13.5 phone",
        "13.5-14 email",
        "14-14.5 -",
        "14.5-15 email",
        "15-18 phone",
    ]


def test_lunch_together_is_at_one_time():
    assert set(lunches(day_after("lunch at 12:30")).values()) == {12.5}
    assert notes("lunch at 12:30") == ["Moved for 3 people (lunch)."]


def test_breaks_of_any_length_come_together_at_any_minute():
    short = person("Ida", "phone", "8-12 phone", "12-12.25 -", "12.25-16 phone")
    moved = lunches(day_after("lunch at 12:40", day=with_person(short)))
    assert {round(60 * (start - 12)) for start in moved.values()} == {40}


def test_who_has_no_room_keeps_their_lunch_and_is_named():
    day = with_person(person("Ada", "phone", "8-9 phone", "9-9.5 -", "9.5-10.5 phone"))
    told = notes("lunch spread 11:00-14:00", day=day)
    assert told[-1] == "No room in their shifts, so theirs stays where it is (lunch): Ada."
    assert lunches(day_after("lunch spread 11:00-14:00", day=day))["Ada"] == 9


def test_a_lunch_never_lands_on_a_session():
    day = with_person(
        person("Ada", "phone", "8-11 phone", "11-11.5 -", "11.5-12 phone", "12-13 t", "13-16 phone")
    )
    assert lunches(day_after("lunch at 12:30", day=day)).get("Ada") == 11
    assert "12-13 t" in blocks_of(day_after("lunch spread 12:00-14:00", day=day), "Ada")


def test_breaks_move_too():
    assert blocks_of(day_after("breaks at 13:00"), "Max") == [
        "10-11 chat",
        "11-12 t",
        "12-13 email",
        "13-13.25 b",
        "13.25-14.25 email",
        "14.25-15 chat",
    ]


def test_where_there_is_no_break_or_no_room_at_all_the_line_is_refused():
    without = with_person(person("Max", "chat", "10-12 chat"))
    assert refusals("breaks spread 10:00-12:00", day=without) == [
        "Nobody has such a break on this day (break). Lunches and breaks are the plan's."
    ]
    assert refusals("lunch spread 19:00-20:00") == [
        "From 19:00 to 20:00 there is no room in anybody's shift (lunch). Choose a longer time."
    ]


@given(st.integers(0, 92), st.integers(1, 40))
@settings(max_examples=80, deadline=None)
def test_nobody_works_more_or_less_however_lunches_are_spread(first, length):
    start, end = first * 15, min((first + length) * 15, 24 * 60)
    found = after(f"lunch spread {start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}").day
    for before, now in zip(DAY.people, found.people, strict=True):
        assert before.on_queue_seconds() + seconds(
            before, BlockKind.BUFFER
        ) == now.on_queue_seconds() + seconds(now, BlockKind.BUFFER)
        assert seconds(before, BlockKind.LUNCH) == seconds(now, BlockKind.LUNCH)
        ends = [block.end_seconds for block in now.blocks]
        assert ends[:-1] == [block.start_seconds for block in now.blocks][1:]


def seconds(person, kind) -> float:
    return sum(block.end_seconds - block.start_seconds for block in person.blocks if block.kind is kind)
