"""requirement.csv as a roster problem: the way back from a file to what rosters and days start from."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from halfhour.cli.options import Refusal

if TYPE_CHECKING:
    from halfhour.engine.rostering import RosterProblem, Target
    from halfhour.engine.team import Team
    from halfhour.planning.outputs import RequirementTable


def problem_from_file(path: Path, team: "Team") -> "RosterProblem":
    """What the file asks for, over whole weeks from its first day.

    The people on queue are raised by the shrinkage that a roster cannot place itself, as in a plan.
    Intervals that the file does not name ask for nobody.
    """
    from halfhour.engine.rostering import roster_problem
    from halfhour.planning.outputs import OutputFileError, read_requirements

    try:
        tables = read_requirements(path)
    except OutputFileError as error:
        raise Refusal(str(error)) from None
    _refuse_strangers(path, tables, team)
    first_on, weeks = _weeks(tables, team)
    empty = roster_problem(team=team, first_on=first_on, weeks=weeks, requirements=())
    targets = [
        _on_grid(path, tables[queue.name], empty, team) for queue in team.queues if queue.name in tables
    ]
    return roster_problem(team=team, first_on=first_on, weeks=weeks, requirements=targets)


def _refuse_strangers(path: Path, tables: "Mapping[str, RequirementTable]", team: "Team") -> None:
    known = [queue.name for queue in team.queues]
    if not tables:
        raise Refusal(_("{file} holds no requirement.").format(file=path.name))
    strangers = [name for name in tables if name not in known]
    if strangers:
        raise Refusal(
            _(
                "{file} asks for people on “{queue}”, which is no queue of the team. Its queues: {known}."
            ).format(file=path.name, queue=strangers[0], known=", ".join(known))
        )


def _weeks(tables: "Mapping[str, RequirementTable]", team: "Team") -> tuple[date, int]:
    """The local date of the first interval, and the whole weeks up to the last."""
    from halfhour.engine.intervals import local_seconds
    from halfhour.engine.team import DAY_SECONDS

    starts = np.concatenate([table.starts for table in tables.values()])
    edges = np.array([starts.min(), starts.max()])
    days = (local_seconds(edges, team.timezone) // DAY_SECONDS).astype("datetime64[D]").tolist()
    return days[0], (days[1] - days[0]).days // 7 + 1


def _on_grid(path: Path, table: "RequirementTable", problem: "RosterProblem", team: "Team") -> "Target":
    from halfhour.engine.rostering import Target
    from halfhour.engine.staffing import paid_people, unplanned_shrinkage
    from halfhour.planning.outputs.cells import times

    grid = problem.grid
    place, inside = grid.index_of(table.starts)
    exact = inside & (grid.starts[place] == table.starts)
    if not exact.all():
        raise Refusal(
            _("{file}: no interval of {minutes} minutes starts at {start} in {timezone}.").format(
                file=path.name,
                minutes=grid.seconds // 60,
                start=times(table.starts[~exact][:1], grid.timezone)[0],
                timezone=grid.timezone,
            )
        )
    people: NDArray[np.float64] = np.zeros(len(grid))
    people[place] = paid_people(on_queue=table.on_queue, shrinkage=unplanned_shrinkage(team.shrinkage))
    return Target(queue=table.queue, roster_target=people)
