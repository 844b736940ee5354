"""What other rooms ask about people and teams."""

from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.db.models.fields.json import KT

from halfhour.people.models import Member, Team, TeamVersion
from halfhour.rows import PreparedValues


def latest_version(team: Team) -> TeamVersion | None:
    """The team's settings as they are now, None for a team that has none yet."""
    return TeamVersion.objects.filter(team=team).order_by("-number").first()


# Of the settings, which are long, the name alone: it is asked for with every page and every mail.
_zone_names = PreparedValues(
    lambda team: (
        TeamVersion.objects.filter(team=team)
        .order_by("-number")
        .annotate(zone=KT("document__team__timezone"))
        .values_list("zone")[:1]
    ),
    team=int,
)


def team_zone(team: Team) -> ZoneInfo:
    """The time zone in which the team plans; UTC until its settings say."""
    names = [name for (name,) in _zone_names(team=team.pk)]
    return ZoneInfo(names[0] if names and names[0] else "UTC")


def versions_of(team: Team) -> QuerySet[TeamVersion]:
    """All settings the team ever had, newest first."""
    return TeamVersion.objects.filter(team=team).select_related("changed_by").order_by("-number")


def members_of(team: Team) -> QuerySet[Member]:
    return (
        Member.objects.filter(team=team).select_related("user").order_by("user__first_name", "user__username")
    )
