"""people.csv and chances.csv: what a team needs under risk; docs/reference/outputs.md."""

import csv
from collections.abc import Iterator
from pathlib import Path

from halfhour.engine.plan import TeamRequirement
from halfhour.planning.outputs import cells

PEOPLE_COLUMNS = ("interval_start", "group", "people", "people_mean")
CHANCES_COLUMNS = (
    "interval_start",
    "queue",
    "contacts",
    "service_level",
    "chance",
    "chance_low",
    "chance_high",
    "day_chance",
    "day_chance_low",
    "day_chance_high",
)


def write_risk(folder: Path, found: TeamRequirement) -> None:
    """Both files into a folder; intervals for which nobody is needed and nothing is expected are left out."""
    _write(folder / "people.csv", PEOPLE_COLUMNS, _people(found))
    _write(folder / "chances.csv", CHANCES_COLUMNS, _chances(found))


def _write(path: Path, columns: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


def _people(found: TeamRequirement) -> Iterator[tuple[object, ...]]:
    starts = cells.times(found.grid.starts, found.grid.timezone)
    for part in found.parts:
        for row, group in enumerate(part.groups):
            name = cells.guarded(group)
            for i in part.people[row].nonzero()[0].tolist():
                yield starts[i], name, int(part.people[row, i]), int(part.people_mean[row, i])


def _chances(found: TeamRequirement) -> Iterator[tuple[object, ...]]:
    starts = cells.times(found.grid.starts, found.grid.timezone)
    for part in found.parts:
        single, whole = part.interval_chances, part.day_chances
        for row, queue in enumerate(part.queues):
            name = cells.guarded(queue)
            for i in (part.expected[row] > 0).nonzero()[0].tolist():
                day = part.days[i]
                figures = (
                    part.expected[row, i],
                    part.levels[row, i],
                    *(each[row, i] for each in (single.chance, single.low, single.high)),
                    *(each[row, day] for each in (whole.chance, whole.low, whole.high)),
                )
                yield starts[i], name, *(cells.number(float(figure)) for figure in figures)
