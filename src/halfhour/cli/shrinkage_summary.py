"""Measured shrinkage on the terminal: the figures by cause, and what they mean in people."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.table import Table

from halfhour.cli import options
from halfhour.engine.shrinkage import (
    MeasuredShrinkage,
    ShareFigures,
    asked_to_measure,
    paid_people,
    total_shrinkage,
    whole_paid_people,
)
from halfhour.engine.team import Team, TimeUse
from halfhour.insight.shrinkage_document import told_uses
from halfhour.wording import sentence
from halfhour.wording.shrinkage import use_words

if TYPE_CHECKING:
    from halfhour.planning.adapter.shrinkage import TeamShrinkage

STATES_NAMED = 8


def print_shrinkage(found: "TeamShrinkage", *, team: Team | None, on_queue: int) -> None:
    measured = found.measured
    assert measured is not None
    console = options.console()
    console.print(_heading(measured), style="bold")
    console.print()
    console.print(_table(measured))
    console.print()
    for line in _in_people(measured, team=team, on_queue=on_queue):
        console.print(line)
    for line in (*map(sentence, measured.reasons), *_without_meaning(found)):
        console.print(f"· {line}")


def _heading(measured: MeasuredShrinkage) -> str:
    people = ngettext("{count} person", "{count} people", measured.people).format(count=measured.people)
    days = ngettext("{count} day", "{count} days", measured.days).format(count=measured.days)
    return _("{people}, {days} from {first} to {last} ({timezone}), {hours} paid hours").format(
        people=people,
        days=days,
        first=measured.first_on,
        last=measured.last_on,
        timezone=measured.timezone,
        hours=f"{measured.paid_seconds / 3600:,.0f}",
    )


def _table(measured: MeasuredShrinkage) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(_("Share of paid time"))
    for head in (_("Planned"), _("Measured"), _("Surely between"), _("Hours")):
        table.add_column(head, justify="right")
    for use in told_uses(measured):
        table.add_row(use_words(use), *_cells(measured.by_use[use]))
    groups = (
        (_("in the office"), measured.inside),
        (_("outside the office"), measured.outside),
        (_("all shrinkage"), measured.total),
    )
    table.add_section()
    for name, figures in groups:
        table.add_row(name, *_cells(figures), style="bold" if figures is measured.total else None)
    return table


def _cells(figures: ShareFigures) -> tuple[str, str, str, str]:
    return (
        _percent(figures.planned_share),
        _percent(figures.share),
        f"{figures.low:.1%} – {figures.high:.1%}",
        f"{figures.seconds / 3600:,.1f}",
    )


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def _in_people(measured: MeasuredShrinkage, *, team: Team | None, on_queue: int) -> Iterator[str]:
    share = round(measured.total.share or 0.0, 4)
    if share >= 1:
        return
    words = _("{on_queue} people on queue take {paid:.1f} paid people ({whole} whole ones) at {share:.1%}.")
    yield words.format(on_queue=on_queue, share=share, **_paid(on_queue, share))
    if team is not None and not asked_to_measure(team.shrinkage):
        given = total_shrinkage(team.shrinkage)
        words = _("The team file says {share:.1%}, which would be {paid:.1f} ({whole}).")
        yield words.format(share=given, **_paid(on_queue, given))
    if measured.inside_of_present is not None:
        words = _("Of the time that people are in the office, {share:.1%} is not spent on queue.")
        yield words.format(share=measured.inside_of_present)
    if measured.occupancy is not None:
        words = _("Of the time on queue, {share:.1%} is spent handling contacts; the rest is no shrinkage.")
        yield words.format(share=measured.occupancy)


def _paid(on_queue: int, share: float) -> dict[str, float]:
    return {
        "paid": float(paid_people(on_queue=on_queue, shrinkage=share)),
        "whole": int(whole_paid_people(on_queue=on_queue, shrinkage=share)),
    }


def _without_meaning(found: "TeamShrinkage") -> Iterator[str]:
    unknown = [each for each in found.states if each.use is TimeUse.UNKNOWN]
    if not unknown:
        return
    named = ", ".join(f"{each.state} ({each.seconds / 3600:.1f} h)" for each in unknown[:STATES_NAMED])
    yield _('States without a meaning: {states}. Say what they are: --state "{example}=meeting".').format(
        states=named, example=unknown[0].state
    )
