from halfhour.engine.rostering.rules import (
    Attendees,
    attend_agreed_session,
    be_in_one_place,
    hold_sessions_alone,
    hold_sessions_together,
)
from support.solutions import every_solution, every_value, least

DAYS = {0: 0, 1: 0, 2: 1, 3: 1}  # slots and their days


def together(times, first, second, people=1):
    """A session that two attendees can hold in these slots."""
    crews = [
        Attendees(people, dict.fromkeys(first, people)),
        Attendees(people, dict.fromkeys(second, people)),
    ]
    return lambda m, held: hold_sessions_together(m, dict(enumerate(held)), crews, times=times, days=DAYS)


def test_a_session_is_held_where_all_can_come():
    found = every_solution(together(1, {0, 1, 2}, {1, 2, 3}), variables=4)
    assert found == {(0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 0)}


def test_two_sessions_of_a_week_fall_on_different_days():
    found = every_solution(together(2, {0, 1, 2, 3}, {0, 1, 2, 3}), variables=4)
    full = {p for p in found if sum(p) == 2}
    assert full == {p for p in every_value(variables=4) if p[0] + p[1] == 1 and p[2] + p[3] == 1}


def test_sessions_that_cannot_be_held_are_counted():
    assert least(together(2, {0, 1}, {2, 3}), (0, 0, 0, 0)) == 2
    assert least(together(2, {0, 1, 2}, {0, 2, 3}), (1, 0, 1, 0)) == 0
    assert least(together(1, {0, 1}, {2, 3}), (1, 0, 0, 0)) is None


def test_a_crew_holds_a_session_only_if_all_its_attendees_are_on_shift():
    def rule(model, works):
        held = model.new_bool_var("held")
        model.add(held == 1)
        crew = Attendees(2, {0: works[0] + works[1]})
        return hold_sessions_together(model, {0: held}, [crew], times=1, days={0: 0})

    found = every_solution(rule, variables=2, most=2)
    assert found == {p for p in every_value(variables=2, most=2) if sum(p) >= 2}


def test_whoever_works_no_shift_that_holds_an_agreed_session_misses_it():
    for works in every_value(variables=2, most=2):
        missed = least(lambda m, shifts: attend_agreed_session(m, shifts, people=2), works)
        assert missed == max(2 - sum(works), 0)
    assert least(lambda m, shifts: attend_agreed_session(m, [], people=3), ()) == 3


def test_sessions_held_alone_are_all_held_or_counted_as_dropped():
    for starting in every_value(variables=3):
        rule = lambda m, starts: hold_sessions_alone(m, dict(enumerate(starts)), sessions=2)  # noqa: E731
        assert least(rule, starting) == (2 - sum(starting) if sum(starting) <= 2 else None)


def test_nobody_is_in_two_places():
    assert every_solution(be_in_one_place, variables=3) == {
        p for p in every_value(variables=3) if sum(p) <= 1
    }
