import pytest

from halfhour.engine.shrinkage import USUAL_NAMES, uses_of_states
from halfhour.engine.shrinkage._states import levelled
from halfhour.engine.team import StateMeaning, TimeUse


def test_each_usual_name_means_one_thing_and_is_written_levelled():
    names = [name for names in USUAL_NAMES.values() for name in names]
    assert len(names) == len(set(names))
    assert [name for name in names if levelled(name) != name] == []


def test_every_use_of_time_is_its_own_name_where_a_record_can_have_it():
    recordable = [use for use in TimeUse if use is not TimeUse.UNKNOWN]
    assert {use: uses_of_states([use.value])[use.value] for use in recordable} == {
        use: use for use in recordable
    }


@pytest.mark.parametrize(
    ("state", "use"),
    [
        ("After-Call Work", TimeUse.ON_QUEUE),
        ("  LUNCH_break", TimeUse.LUNCH),
        ("午餐", TimeUse.LUNCH),
        ("Больничный", TimeUse.SICKNESS),
        ("AUX 7", TimeUse.UNKNOWN),
    ],
)
def test_case_spaces_and_punctuation_do_not_matter(state, use):
    assert uses_of_states([state]) == {state: use}


def test_what_the_team_says_goes_before_what_is_usual():
    given = [
        StateMeaning(state="available", use=TimeUse.ADMIN),
        StateMeaning(state="aux 7", use=TimeUse.MEETING),
    ]
    assert uses_of_states(["Available", "AUX-7", "Ready"], given) == {
        "Available": TimeUse.ADMIN,
        "AUX-7": TimeUse.MEETING,
        "Ready": TimeUse.IDLE,
    }
