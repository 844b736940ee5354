"""Where a team is, for phone numbers without a country's code."""

from halfhour.people.models import Team
from halfhour.people.queries import latest_version


def phone_region(team: Team) -> str:
    """The country of the team's settings, empty where they name none."""
    version = latest_version(team)
    return str(version.document.get("team", {}).get("country") or "") if version else ""
