"""`halfhour staff --over …`: people under risk, for one interval or for the queues of a forecast."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halfhour.cli import options
from halfhour.cli.options import Refusal

if TYPE_CHECKING:
    from rich.console import Console

    from halfhour.cli.staff_one import OneInterval
    from halfhour.engine.forecasting import QueueForecast
    from halfhour.engine.plan import TeamRequirement
    from halfhour.engine.staffing import IntervalRisk, Risk, RiskRequirement
    from halfhour.engine.team import Team

MOST_THREADS = 8
SHORT_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskAsked:
    """What the options say of risk; None where an option was not given."""

    over: str | None
    absence: float | None
    by: str | None

    @property
    def is_asked(self) -> bool:
        return any(each is not None for each in (self.over, self.absence, self.by))

    def risk(self, *, chance: float, absence: float) -> "Risk":
        from halfhour.engine.staffing import Over, Risk

        return Risk(chance=chance, over=Over(self.over or "interval"), absence=absence)


# One interval.


def answer_one_under_risk(asked: "OneInterval", risk: RiskAsked, *, as_json: bool, quiet: bool) -> None:
    """The fewest people with whom the interval really shows the goal's share, and why so many."""
    from halfhour.engine.staffing import staff_interval_under_risk

    if risk.over == "day":
        raise click.UsageError(_("--over day goes with a forecast and --team: one interval is no day."))
    if risk.by == "simulation":
        raise click.UsageError(
            _("--by simulation goes with a forecast and --team: one queue by itself is answered by formula.")
        )
    chosen = risk.risk(chance=asked.chance_asked, absence=risk.absence or 0.0)
    found = staff_interval_under_risk(
        load_erlangs=asked.load_erlangs,
        handle_seconds=asked.handle_seconds,
        within_seconds=asked.within_seconds,
        share=asked.share,
        patience_seconds=asked.patience_seconds,
        concurrency=asked.concurrency,
        load_spread=asked.spread,
        interval_seconds=asked.interval_seconds,
        asked_agents=asked.asked_agents,
        risk=chosen,
    )
    if as_json:
        options.print_json(_one_as_json(asked, found))
    elif quiet:
        click.echo(found.agents)
    else:
        _print_one(asked, found, chosen)


def _one_as_json(asked: "OneInterval", found: "IntervalRisk") -> dict[str, Any]:
    from halfhour.wording import sentence

    return {
        "load_erlangs": asked.load_erlangs,
        "people": found.agents,
        "people_mean": found.agents_mean,
        "chance": round(found.crew(found.agents).chance, 5),
        "chance_asked": asked.chance_asked,
        "paid": _paid(asked, found),
        "reasons": [sentence(reason) for reason in found.reasons],
        "crews": [
            {
                "people": crew.agents,
                "chance": round(crew.chance, 5),
                "expected_level": round(crew.expected_level, 5),
            }
            for crew in found.crews
        ],
    }


def _paid(asked: "OneInterval", found: "IntervalRisk") -> int:
    from halfhour.engine.staffing import whole_paid_people

    return int(whole_paid_people(on_queue=found.agents, shrinkage=asked.shrinkage))


def _print_one(asked: "OneInterval", found: "IntervalRisk", risk: "Risk") -> None:
    from rich.table import Table

    from halfhour.cli.staff_one import model_words
    from halfhour.wording import sentence

    console = options.console()
    if not found.agents:
        console.print(_("Nobody is needed: no contacts come."), style="bold")
        return
    kept = found.crew(found.agents).chance
    headline = ngettext(
        "{count} person: with a chance of {kept:.0%} the interval really shows {share:.0%} in time",
        "{count} people: with a chance of {kept:.0%} the interval really shows {share:.0%} in time",
        found.agents,
    ).format(count=found.agents, kept=kept, share=asked.share)
    console.print(headline, style="bold")
    if asked.shrinkage:
        paid = _("{paid} paid at {shrinkage:.0%} shrinkage.")
        console.print(paid.format(paid=_paid(asked, found), shrinkage=asked.shrinkage))
    console.print(model_words(asked))
    for reason in found.reasons:
        console.print(f"· {sentence(reason)}")
    console.print()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in (_("People"), _("Goal really shown"), _("Expected in time")):
        table.add_column(head, justify="right")
    for crew in found.crews:
        marked = crew.agents in {found.agents, asked.asked_agents}
        table.add_row(
            str(crew.agents),
            f"{crew.chance:.0%}",
            f"{crew.expected_level:.1%}",
            style="bold" if marked else None,
        )
    console.print(table)


# The queues of a forecast.


def staff_file_under_risk(
    team: "Team",
    forecasts: "Mapping[str, QueueForecast]",
    asked: RiskAsked,
    *,
    out_dir: Path | None,
    at: tuple[str, int] | None,
    chance: float | None,
    seed: int,
    as_json: bool,
    quiet: bool,
) -> None:
    """People by group and interval, and with what chance each queue keeps its goal."""
    from halfhour.engine.plan import team_under_risk
    from halfhour.engine.shrinkage import unplanned_shrinkage
    from halfhour.engine.staffing import By

    absence = unplanned_shrinkage(team.shrinkage) if asked.absence is None else asked.absence
    risk = asked.risk(chance=team.goal_chance if chance is None else chance, absence=absence)
    by = By(asked.by or "formula")
    with options.progress_bar(quiet=quiet or as_json) as show:
        if by is By.SIMULATION:
            from halfhour.engine import simulation

            show(0.0, _("Making the simulator ready"))
            simulation.warm()
        found = team_under_risk(
            team=team,
            forecasts=tuple(forecasts.values()),
            risk=risk,
            by=by,
            seed=seed,
            threads=min(os.cpu_count() or 1, MOST_THREADS),
            on_progress=lambda done: show(done, _("Looking for the fewest people")),
        )
    if at is not None:
        _explain(found, *at, as_json=as_json)
        return
    if out_dir is not None:
        from halfhour.planning.outputs import write_risk

        out_dir.mkdir(parents=True, exist_ok=True)
        write_risk(out_dir, found)
    if as_json:
        options.print_json(document(found, team))
    elif not quiet:
        _print_team(found, team, out_dir)


def document(found: "TeamRequirement", team: "Team") -> dict[str, Any]:
    """Everything that was found, by part; shares are 0 to 1, and still intervals are left out."""
    from halfhour.planning.outputs.cells import times

    starts = times(found.grid.starts, found.grid.timezone)
    return {
        "schema": "halfhour.requirement-under-risk/1",
        "met": found.met,
        "chance_asked": found.parts[0].risk.chance,
        "over": str(found.parts[0].risk.over),
        "absence": found.parts[0].risk.absence,
        "notes": [*_notes(found, team), *_sentences(found)],
        "parts": [_part_document(part, starts, found) for part in found.parts],
    }


def _part_document(part: "RiskRequirement", starts: list[str], found: "TeamRequirement") -> dict[str, Any]:
    import numpy as np

    from halfhour.engine.staffing import Over

    dates = sorted({str(day) for day in found.grid.dates})
    hours = found.grid.seconds / 3600
    shown = np.flatnonzero((part.people > 0).any(axis=0) | (part.expected > 0).any(axis=0)).tolist()
    chances, days = part.interval_chances, part.day_chances
    return {
        "by": str(part.by),
        "met": part.met,
        "proved": part.proved,
        "hours": {
            name: round(float(people.sum() * hours), 2)
            for name, people in zip(part.groups, part.people, strict=True)
        },
        "hours_mean": round(float(part.people_mean.sum() * hours), 2),
        "days": [
            {
                "date": dates[day],
                "queues": {
                    queue: _bounded(days.chance[row, day], days.low[row, day], days.high[row, day])
                    for row, queue in enumerate(part.queues)
                },
            }
            for day in range(days.chance.shape[1])
        ],
        "intervals": [
            {
                "start": starts[i],
                "people": dict(zip(part.groups, part.people[:, i].tolist(), strict=True)),
                "people_mean": dict(zip(part.groups, part.people_mean[:, i].tolist(), strict=True)),
                "queues": {
                    queue: {
                        "contacts": round(float(part.expected[row, i]), 3),
                        "level": round(float(part.levels[row, i]), 4),
                        **_bounded(chances.chance[row, i], chances.low[row, i], chances.high[row, i]),
                        **({"short": bool(part.short[row, i])} if part.risk.over is Over.INTERVAL else {}),
                    }
                    for row, queue in enumerate(part.queues)
                },
            }
            for i in shown
        ],
    }


def _bounded(chance: float, low: float, high: float) -> dict[str, float]:
    return {"chance": round(float(chance), 4), "low": round(float(low), 4), "high": round(float(high), 4)}


def _print_team(found: "TeamRequirement", team: "Team", out_dir: Path | None) -> None:
    console = options.console()
    _print_people(console, found)
    console.print()
    _print_chances(console, found)
    remarks = [*_notes(found, team), *_sentences(found), *_where_short(found)]
    if remarks:
        console.print()
    for remark in remarks:
        console.print(f"· {remark}")
    if out_dir is not None:
        console.print(_("Written to {folder}.").format(folder=out_dir))


def _print_people(console: "Console", found: "TeamRequirement") -> None:
    """Each group's hours and its peak."""
    from rich.table import Table

    hours = found.grid.seconds / 3600
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(_("People for"))
    for head in (_("At the peak"), _("Hours"), _("Hours in the long run")):
        table.add_column(head, justify="right")
    for part in found.parts:
        for row, name in enumerate(part.groups):
            table.add_row(
                name,
                str(part.people[row].max()),
                f"{part.people[row].sum() * hours:,.1f}",
                f"{part.people_mean[row].sum() * hours:,.1f}",
            )
    console.print(table)


def _print_chances(console: "Console", found: "TeamRequirement") -> None:
    """Each queue's chance where it is lowest, and over its worst day."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(_("Queue"))
    for head in (_("Lowest chance of an interval"), _("Lowest chance of a day"), _("Expected in time")):
        table.add_column(head, justify="right")
    for part in found.parts:
        for row, queue in enumerate(part.queues):
            busy = part.expected[row] > 0
            if not busy.any():
                table.add_row(queue, "–", "–", "–")
                continue
            level = (part.levels[row] * part.expected[row]).sum() / part.expected[row].sum()
            days = sorted(set(part.days[busy].tolist()))
            table.add_row(
                queue,
                f"{part.interval_chances.chance[row][busy].min():.0%}",
                f"{part.day_chances.chance[row][days].min():.0%}",
                f"{level:.0%}",
            )
    console.print(table)


def _sentences(found: "TeamRequirement") -> list[str]:
    from halfhour.wording import sentence

    return [sentence(reason) for reason in found.reasons]


def _notes(found: "TeamRequirement", team: "Team") -> Iterator[str]:
    """That people are shared, where each queue was given people of its own."""
    from halfhour.engine.staffing import By

    by_formula = [part for part in found.live if part.by is By.FORMULA]
    queues = [team.queue(part.queues[0]) for part in by_formula]
    if any(sum(agent.serves(queue) for queue in queues) > 1 for agent in team.agents):
        yield _(
            "By formula each live queue has people of its own. Where people serve several queues, fewer may"
            " do: ask with --by simulation."
        )


def _where_short(found: "TeamRequirement") -> Iterator[str]:
    """The times at which a queue misses the chance asked for, the worst first."""
    from halfhour.planning.outputs.cells import times

    for part in found.parts:
        for row, queue in enumerate(part.queues):
            short = part.short[row].nonzero()[0]
            if short.size == 0:
                continue
            worst = short[part.interval_chances.chance[row, short].argsort(kind="stable")][:SHORT_SHOWN]
            yield _("{queue} falls short at {times}{more}").format(
                queue=queue,
                times=", ".join(times(found.grid.starts[worst], found.grid.timezone)),
                more=" …" if short.size > worst.size else ".",
            )


def _explain(found: "TeamRequirement", asked: str, instant: int, *, as_json: bool) -> None:
    """Why the interval that holds an instant needs the people it needs, by part."""
    from halfhour.planning.outputs.cells import times
    from halfhour.wording import sentence

    place, inside = found.grid.index_of([instant])
    if not inside[0]:
        raise Refusal(_("The forecast does not reach {time}.").format(time=asked))
    position = int(place[0])
    start = times(found.grid.starts[place], found.grid.timezone)[0]
    answers = [
        {
            "queues": list(part.queues),
            "interval_start": start,
            "people": dict(zip(part.groups, part.people[:, position].tolist(), strict=True)),
            "reasons": [sentence(reason) for reason in part.reasons_at(position)],
        }
        for part in found.parts
    ]
    if as_json:
        options.print_json(answers)
        return
    for part, answer in zip(found.parts, answers, strict=True):
        for name, people in zip(part.groups, part.people[:, position].tolist(), strict=True):
            click.echo(
                _("{queue}, {start}: {people} rostered").format(queue=name, start=start, people=people)
            )
        for reason in answer["reasons"]:
            click.echo(f"· {reason}")
