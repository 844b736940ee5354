"""What threads work on lies apart: the floors of two share no line of a processor's cache."""

from halfhour.engine.simulation import Centre, Fixed, Group, Queue, Skill
from halfhour.engine.simulation._days import new_floor
from halfhour.engine.simulation._people import people_of
from halfhour.engine.simulation._tables import tables_of

LINE = 64


def lines(floor) -> set[int]:
    return {
        line
        for array in floor
        for line in range(array.ctypes.data // LINE, (array.ctypes.data + array.nbytes - 1) // LINE + 1)
    }


def test_no_two_floors_share_a_line():
    queue = Queue(name="phone", expected=(5.0, 5.0), handle=Fixed(seconds=60))
    group = Group(name="all", skills=(Skill(queue="phone"),), staffed=(3, 3))
    centre = Centre(queues=(queue,), groups=(group,), intervals=2)
    tables = tables_of(centre, people_of(centre), seed=1, warm_up_seconds=0)
    floors = [new_floor(tables, room=20) for _ in range(20)]
    taken = [lines(floor) for floor in floors]
    assert sum(len(each) for each in taken) == len(set().union(*taken))
