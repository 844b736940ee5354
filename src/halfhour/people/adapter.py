"""Between the team's rows and the engine's values."""

from django.utils.translation import gettext as _

from halfhour.engine.team import Team as EngineTeam
from halfhour.people.errors import TeamHasNoSettings
from halfhour.people.models import Team, TeamVersion
from halfhour.people.queries import latest_version
from halfhour.people.teamfile import document_from_team, team_from_document
from halfhour.people.teamfile.writing import Document


def current_team(team: Team) -> tuple[EngineTeam, TeamVersion]:
    """The team's settings as they are now, and the version they are."""
    version = latest_version(team)
    if version is None:
        raise TeamHasNoSettings(_("This team has no settings yet: fill in the page Team first."))
    return engine_team(version), version


def engine_team(version: TeamVersion) -> EngineTeam:
    """The settings of one version."""
    return team_from_document(version.document)


def document_of(team: EngineTeam) -> Document:
    """What a version keeps of the settings."""
    return document_from_team(team)
