"""Measured shrinkage for the commands that plan: `--activity FILE` in place of the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from django.utils.translation import gettext as _

from halfhour.cli.options import Refusal

if TYPE_CHECKING:
    import polars as pl

    from halfhour.engine.team import Team

activity_option = click.option(
    "--activity",
    "activity_paths",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Records of what people did, where the team file takes shrinkage as measured. May be repeated.",
)


def with_measured_shrinkage(team: "Team", activity_paths: Sequence[Path]) -> "Team":
    """The team with measured shares where its file asks for them."""
    from halfhour.engine.errors import NotMeasured
    from halfhour.engine.shrinkage import asked_to_measure, with_measured_shares
    from halfhour.planning.adapter.shrinkage import shrinkage_of_records
    from halfhour.wording.shrinkage import not_measured_words

    asked = ", ".join(asked_to_measure(team.shrinkage))
    if not asked and activity_paths:
        raise Refusal(
            _(
                "--activity says how people spent their time, and the team file gives every share of"
                " shrinkage itself. Write “measured” for those to be measured, or leave --activity out."
            )
        )
    if not asked:
        return team
    if not activity_paths:
        raise Refusal(
            _(
                "The team file takes shrinkage as measured ({causes}): say from what with --activity FILE, or"
                " give the shares."
            ).format(causes=asked)
        )
    found = shrinkage_of_records(
        read_activity(activity_paths, timezone=team.timezone),
        settings=team,
        timezone=team.timezone,
        interval_minutes=team.interval_minutes,
    )
    people = found.measured.people if found.measured else 0
    if not people:
        raise Refusal(
            _("The activity records hold no time at work, so nothing is measured: {causes}.").format(
                causes=asked
            )
        )
    try:
        return replace(team, shrinkage=with_measured_shares(team.shrinkage, found.measured))
    except NotMeasured:
        raise Refusal(not_measured_words([asked], people=people)) from None


def read_activity(
    paths: Sequence[Path],
    *,
    timezone: str | None,
    mapping: Mapping[str, str] | None = None,
    reading: Mapping[str, Any] | None = None,
) -> "pl.DataFrame":
    """The records of several files as one."""
    from halfhour.ledger.reading import read_history

    read = read_history(paths, mapping=mapping, timezone=timezone, shape="activity", **(reading or {}))
    assert read.activity is not None
    return read.activity
