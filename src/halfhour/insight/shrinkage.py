"""Measured shrinkage as its page shows it: rows by cause, a map of the week, and what it means in people."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from halfhour.engine.reasons import Reason
from halfhour.engine.shrinkage import (
    INSIDE,
    OUTSIDE,
    SHRINKAGE,
    MeasuredShrinkage,
    ShareFigures,
    as_measured,
    asked_to_measure,
    paid_people,
    total_shrinkage,
    uses_by_cause,
    whole_paid_people,
)
from halfhour.engine.team import Team as EngineTeam
from halfhour.engine.team import TimeUse
from halfhour.insight.queries import HeatMap, heat_map
from halfhour.insight.shrinkage_document import told_uses
from halfhour.planning.wording import slot_label, weekday_names
from halfhour.wording.shrinkage import use_words

ALL, MEASURED, PLANNED, BEYOND = "all", "measured", "planned", "beyond"
FIGURES = (MEASURED, PLANNED, BEYOND)
GROUPS: dict[str, tuple[TimeUse, ...]] = {ALL: SHRINKAGE, "inside": INSIDE, "outside": OUTSIDE}
USUAL_SIZES = (5, 10, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseRow:
    """One cause: `given` is the share in the settings, None where they do not name it or take it as measured.

    `hours_a_week` is the whole team's; `people` how many of those paid it is like.
    """

    name: str
    given: float | None
    figures: ShareFigures
    hours_a_week: float
    people: float
    is_group: bool = False

    @property
    def is_beyond_plan(self) -> bool:
        """Whether it took surely more than was planned."""
        planned = self.figures.planned_share
        return not self.is_group and planned is not None and self.figures.low > planned


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleRow:
    """How many people are paid so that so many are on queue; `given` is None where no share is given.

    `is_peak` marks the most that the plan at hand needs.
    """

    on_queue: int
    given: float | None
    given_whole: int | None
    measured: float
    measured_whole: int
    is_peak: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    label: str
    measured: float | None
    planned: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """One cause as it is in the settings and as it would be; None where it is not named."""

    cause: str
    before: float | None
    after: float | None
    was_measured: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShrinkageView:
    measured: MeasuredShrinkage
    given_total: float | None
    rows: tuple[CauseRow, ...]
    groups: tuple[CauseRow, ...]
    choices: tuple[tuple[str, str], ...]
    heat: HeatMap
    by_weekday: tuple[DayRow, ...]
    by_slot: tuple[DayRow, ...]
    slot_chart: dict[str, Any]
    people: tuple[PeopleRow, ...]
    adoption: tuple[Adoption, ...]
    reasons: tuple[Reason, ...]


def shrinkage_view(
    measured: MeasuredShrinkage, settings: EngineTeam, *, chosen: str, figure: str, peak: int | None
) -> ShrinkageView:
    """What the page shows; `peak` is the most people on queue that the plan at hand needs, None without."""
    uses = uses_of(measured, chosen)
    given = None if asked_to_measure(settings.shrinkage) else total_shrinkage(settings.shrinkage)
    by_slot = _by_slot(measured, uses)
    return ShrinkageView(
        measured=measured,
        given_total=given,
        rows=_rows(measured, settings),
        groups=_groups(measured),
        choices=_choices(measured),
        heat=_heat(measured, uses, figure),
        by_weekday=_by_weekday(measured, uses),
        by_slot=by_slot,
        slot_chart=_slot_chart(by_slot),
        people=_people(measured, given, peak),
        adoption=_adoption(measured, settings) if measured.enough else (),
        reasons=measured.reasons,
    )


def uses_of(measured: MeasuredShrinkage, chosen: str) -> tuple[TimeUse, ...]:
    """The causes that a choice stands for; all of them where it stands for none."""
    if chosen in GROUPS:
        return GROUPS[chosen]
    return next(((use,) for use in told_uses(measured) if use.value == chosen), SHRINKAGE)


def _rows(measured: MeasuredShrinkage, settings: EngineTeam) -> tuple[CauseRow, ...]:
    cause_of = {use: cause for cause, uses in uses_by_cause(settings.shrinkage).items() for use in uses}
    given = {cause.cause: cause.share for cause in settings.shrinkage if not cause.to_measure}
    named: set[str] = set()
    rows = []
    for use in told_uses(measured):
        cause = cause_of.get(use)
        # A cause of the settings that stands for several uses shows its share once, on the first.
        share = given.get(cause) if cause is not None and cause not in named else None
        named |= {cause} if cause else set()
        rows.append(_row(use_words(use), measured.by_use[use], measured, given=share))
    return tuple(rows)


def _groups(measured: MeasuredShrinkage) -> tuple[CauseRow, ...]:
    return tuple(
        _row(name, figures, measured, is_group=True)
        for name, figures in (
            (_("In the office"), measured.inside),
            (_("Outside the office"), measured.outside),
            (_("All shrinkage"), measured.total),
        )
    )


def _row(
    name: str,
    figures: ShareFigures,
    measured: MeasuredShrinkage,
    *,
    given: float | None = None,
    is_group: bool = False,
) -> CauseRow:
    weeks = ((measured.last_on - measured.first_on).days + 1) / 7
    return CauseRow(
        name=name,
        given=given,
        figures=figures,
        hours_a_week=figures.seconds / 3600 / weeks,
        people=(figures.share or 0.0) * measured.people,
        is_group=is_group,
    )


def _choices(measured: MeasuredShrinkage) -> tuple[tuple[str, str], ...]:
    return (
        (ALL, _("All shrinkage")),
        ("inside", _("In the office")),
        ("outside", _("Outside the office")),
        *((use.value, use_words(use)) for use in told_uses(measured)),
    )


def _heat(measured: MeasuredShrinkage, uses: tuple[TimeUse, ...], figure: str) -> HeatMap:
    found = measured.map
    share, planned = found.share(uses), found.planned_share(uses)
    shown = {MEASURED: share, PLANNED: planned, BEYOND: np.maximum(share - planned, 0.0)}[figure]
    names = {
        MEASURED: _("Share of paid time"),
        PLANNED: _("Planned share of paid time"),
        BEYOND: _("Share beyond the plan"),
    }
    return heat_map(
        shown,
        seconds=found.interval_seconds,
        shown=~np.isnan(shown),
        few=~found.enough,
        counts=found.people,
        digits=4,
        options={
            "name": names[figure],
            "countName": _("People paid then"),
            "fewName": _("Too few days to be sure"),
            "format": "percent",
            "decimals": 1,
        },
    )


def _by_weekday(measured: MeasuredShrinkage, uses: tuple[TimeUse, ...]) -> tuple[DayRow, ...]:
    share, planned = measured.map.by_weekday(uses)
    names = weekday_names("wide")
    known = measured.map.known.sum(axis=1) > 0
    return tuple(
        DayRow(label=names[day], measured=_known(share[day]), planned=_known(planned[day]))
        for day in range(7)
        if known[day]
    )


def _by_slot(measured: MeasuredShrinkage, uses: tuple[TimeUse, ...]) -> tuple[DayRow, ...]:
    share, planned = measured.map.by_slot(uses)
    worked = np.flatnonzero(measured.map.known.sum(axis=0) > 0)
    minutes = measured.map.interval_seconds // 60
    return tuple(
        DayRow(label=slot_label(slot, minutes), measured=_known(share[slot]), planned=_known(planned[slot]))
        for slot in (range(int(worked[0]), int(worked[-1]) + 1) if worked.size else ())
    )


def _slot_chart(rows: tuple[DayRow, ...]) -> dict[str, Any]:
    measured = {"name": _("Measured"), "kind": "steps", "tone": "1", "values": [row.measured for row in rows]}
    planned = {"name": _("Planned"), "kind": "steps", "tone": "3", "dashed": True}
    has_plan = any(row.planned is not None for row in rows)
    series = [measured, planned | {"values": [row.planned for row in rows]}] if has_plan else [measured]
    return {"x": [row.label for row in rows], "series": series, "format": "percent", "decimals": 0}


def _people(measured: MeasuredShrinkage, given: float | None, peak: int | None) -> tuple[PeopleRow, ...]:
    share = round(measured.total.share or 0.0, 4)
    if share >= 1:
        return ()
    sizes = sorted({*USUAL_SIZES, *([peak] if peak else [])})
    return tuple(_people_row(size, share, given, is_peak=size == peak) for size in sizes)


def _people_row(on_queue: int, share: float, given: float | None, *, is_peak: bool) -> PeopleRow:
    return PeopleRow(
        on_queue=on_queue,
        given=None if given is None else float(paid_people(on_queue=on_queue, shrinkage=given)),
        given_whole=None if given is None else int(whole_paid_people(on_queue=on_queue, shrinkage=given)),
        measured=float(paid_people(on_queue=on_queue, shrinkage=share)),
        measured_whole=int(whole_paid_people(on_queue=on_queue, shrinkage=share)),
        is_peak=is_peak,
    )


def _adoption(measured: MeasuredShrinkage, settings: EngineTeam) -> tuple[Adoption, ...]:
    before = {cause.cause: cause for cause in settings.shrinkage}
    after = {cause.cause: cause.share for cause in as_measured(measured, like=settings.shrinkage)}
    return tuple(
        Adoption(
            cause=cause,
            before=before[cause].share if cause in before and not before[cause].to_measure else None,
            after=after.get(cause),
            was_measured=cause in before and before[cause].to_measure,
        )
        for cause in dict.fromkeys((*before, *after))
    )


def _known(value: float | NDArray[np.float64]) -> float | None:
    return None if np.isnan(value) else round(float(value), 4)
