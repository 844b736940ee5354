"""The folder of a plan as one of its days: the way back from forecast.csv and dayplan.csv."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from halfhour.cli.options import Refusal

if TYPE_CHECKING:
    from halfhour.engine.dayplanning import BlockKind
    from halfhour.engine.plan import PlanDay
    from halfhour.engine.team import Team
    from halfhour.planning.outputs import DayPlanRow

FORECAST, DAYPLAN = "forecast.csv", "dayplan.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileBlock:
    """A block as the file holds it."""

    kind: "BlockKind"
    starts_at: int
    ends_at: int
    queue: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDay:
    """All blocks of one person."""

    agent: str
    blocks: tuple[FileBlock, ...]


def day_from_folder(folder: Path, team: "Team", on: date) -> "PlanDay":
    """The day, as the files of “halfhour plan” have it.

    What the files do not hold is taken as certain: how far the mean handle time may be off.
    """
    from halfhour.cli.forecast_file import forecasts_from_file
    from halfhour.engine.plan import plan_day

    for name in (FORECAST, DAYPLAN):
        if not (folder / name).is_file():
            raise Refusal(
                _("{folder} holds no {file}. Give the folder that “halfhour plan” wrote.").format(
                    folder=folder, file=name
                )
            )
    forecasts = forecasts_from_file(folder / FORECAST, team)
    days = tuple(forecasts.values())
    first_on, last_on = days[0].grid.dates[0].item(), days[0].grid.dates[-1].item()
    if not first_on <= on <= last_on:
        raise Refusal(
            _("{date} is not in this plan, which runs from {first} to {last}.").format(
                date=on, first=first_on, last=last_on
            )
        )
    return plan_day(team=team, on=on, forecasts=days, days=days_from_file(folder / DAYPLAN, team))


def days_from_file(path: Path, team: "Team") -> tuple[FileDay, ...]:
    """What everybody does in all days of the file."""
    from halfhour.planning.outputs import OutputFileError, read_day_plans

    try:
        rows = read_day_plans(path)
    except OutputFileError as error:
        raise Refusal(str(error)) from None
    blocks: dict[str, list[FileBlock]] = defaultdict(list)
    people = {agent.name: agent for agent in team.agents}
    queues = {queue.name: queue for queue in team.queues}
    for row in rows:
        if row.agent not in people:
            raise Refusal(
                _("{file} plans a day for “{agent}”, who is not in the team file.").format(
                    file=path.name, agent=row.agent
                )
            )
        if row.queue is not None and row.queue not in queues:
            raise Refusal(
                _(
                    "{file} puts people on “{queue}”, which is no queue of the team. Its queues: {known}."
                ).format(file=path.name, queue=row.queue, known=", ".join(queues))
            )
        if row.queue is not None and not people[row.agent].serves(queues[row.queue]):
            raise Refusal(
                _("{file} puts {agent} on “{queue}”, for which they have no skill in the team file.").format(
                    file=path.name, agent=row.agent, queue=row.queue
                )
            )
        blocks[row.agent].append(_block(path, row))
    return tuple(FileDay(agent=agent, blocks=tuple(found)) for agent, found in blocks.items())


def _block(path: Path, row: "DayPlanRow") -> FileBlock:
    from halfhour.engine.dayplanning import BlockKind

    try:
        kind = BlockKind(row.kind)
    except ValueError:
        raise Refusal(
            _("{file}: “{kind}” is no kind of block. Allowed: {known}.").format(
                file=path.name, kind=row.kind, known=", ".join(BlockKind)
            )
        ) from None
    return FileBlock(kind=kind, starts_at=row.starts_at, ends_at=row.ends_at, queue=row.queue)
