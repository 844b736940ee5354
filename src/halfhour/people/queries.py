"""What other rooms ask about people and teams."""

from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from halfhour.people.models import Member, Team, TeamVersion


def latest_version(team: Team) -> TeamVersion | None:
    """The team's settings as they are now, None for a team that has none yet."""
    return TeamVersion.objects.filter(team=team).order_by("-number").first()


def team_zone(team: Team) -> ZoneInfo:
    """The time zone in which the team plans; UTC until its settings say."""
    version = latest_version(team)
    name = version.document.get("team", {}).get("timezone") if version else None
    return ZoneInfo(name or "UTC")


def versions_of(team: Team) -> QuerySet[TeamVersion]:
    """All settings the team ever had, newest first."""
    return TeamVersion.objects.filter(team=team).select_related("changed_by").order_by("-number")


def members_of(team: Team) -> QuerySet[Member]:
    return (
        Member.objects.filter(team=team).select_related("user").order_by("user__first_name", "user__username")
    )
