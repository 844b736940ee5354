"""What insight changes: settings that were guessed become what was measured, as a new version of them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from halfhour.engine.shrinkage import MeasuredShrinkage, as_measured, uses_of_states
from halfhour.engine.team import StateMeaning, TimeUse
from halfhour.engine.team import Team as EngineTeam
from halfhour.people.actions.settings import save_team_version
from halfhour.people.adapter import document_of
from halfhour.people.models import Team, TeamVersion, User
from halfhour.people.teamfile import TeamFileError, team_from_document
from halfhour.planning.wording import day_span


class NotAdopted(Exception):
    """Measured figures that may not become settings; says why."""

    @property
    def sentence(self) -> str:
        return str(self)


def use_measured_shrinkage(
    *,
    team: Team,
    settings: EngineTeam,
    measured: MeasuredShrinkage | None,
    based_on: int,
    by: User,
    at: datetime,
) -> TeamVersion:
    """Put the measured shares into the settings, as a new version.

    Raises
    ------
    NotAdopted
        Where too little was measured to plan with, or the shares leave nobody on queue.
    SettingsMovedOn
        Where somebody saved since version `based_on`.
    """
    if measured is None or not measured.enough:
        raise NotAdopted(_("Too little is measured to plan with; the settings stay as they are."))
    span = day_span(measured.first_on, measured.last_on)
    return save_team_version(
        team=team,
        settings=_allowed(replace(settings, shrinkage=as_measured(measured, like=settings.shrinkage))),
        based_on=based_on,
        by=by,
        at=at,
        note=_("Shrinkage as measured, {span}").format(span=span),
    )


def explain_states(
    *,
    team: Team,
    settings: EngineTeam,
    meanings: Mapping[str, TimeUse],
    based_on: int,
    by: User,
    at: datetime,
) -> TeamVersion:
    """Say what states mean, as a new version of the settings; what a name usually means is not written down.

    States that are not among `meanings` keep the meaning that the settings give them.

    Raises
    ------
    NotAdopted
        Where a state has a name that settings cannot hold.
    SettingsMovedOn
        Where somebody saved since version `based_on`.
    """
    kept = [meaning for meaning in settings.states if meaning.state not in meanings]
    usual = uses_of_states(meanings)
    told = [
        StateMeaning(state=state, use=use)
        for state, use in meanings.items()
        if use not in (usual[state], TimeUse.UNKNOWN)
    ]
    states = tuple(sorted((*kept, *told), key=lambda meaning: meaning.state))
    return save_team_version(
        team=team,
        settings=_allowed(replace(settings, states=states)),
        based_on=based_on,
        by=by,
        at=at,
        note=_("What states mean"),
    )


def _allowed(settings: EngineTeam) -> EngineTeam:
    """The settings, if a team file may hold them: what is read from records may be anything."""
    try:
        return team_from_document(document_of(settings))
    except TeamFileError as refused:
        raise NotAdopted(refused.problems[0].sentence) from None
