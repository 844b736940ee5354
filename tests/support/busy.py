"""A team around the clock, of as many people as a test wants, for desks under fire."""

import threading

from django.utils import timezone

from halfhour.desk.models import DeskSettings, Presence, PresenceState
from halfhour.people.models import Member, Role, Team, TeamVersion, User
from halfhour.people.teamfile import document_from_team, parse_team

ONE_VERSION_AT_A_TIME = threading.Lock()
TEAM = """
[team]
name = "Busy"
timezone = "Europe/Berlin"
[hours]
mon-sun = "{hours}"
[[queue]]
name = "chat"
channel = "chat"
goal = {{ share = 0.8, within = "1 min" }}
[[queue]]
name = "email"
channel = "email"
goal = {{ share = 0.9, within = "8 h" }}
[[agent]]
names = [{names}]
"""


def busy_team(agents: int, *, away: int = 0) -> tuple[Team, list[User], User]:
    """The team, its people, of whom the first are away and the others available, and their lead."""
    now = timezone.now()
    team = Team.objects.create(slug="busy", name="Busy")
    users = [User.objects.create(username=f"a{number}") for number in range(agents)]
    for number, user in enumerate(users):
        Member.objects.create(user=user, team=team, role=Role.AGENT, agent_name=f"A{number}")
        state = PresenceState.AWAY if number < away else PresenceState.AVAILABLE
        Presence.objects.create(team=team, user=user, state=state, since=now, seen_at=now, idle_since=now)
    lead = User.objects.create(username="lead")
    Member.objects.create(user=lead, team=team, role=Role.LEAD)
    set_hours(team, "00:00-24:00")
    DeskSettings.objects.create(team=team)
    return team, users, lead


def set_hours(team: Team, hours: str) -> TeamVersion:
    agents = Member.objects.filter(team=team).exclude(agent_name="").order_by("id")
    names = ", ".join(f'"{name}"' for name in agents.values_list("agent_name", flat=True))
    document = document_from_team(parse_team(TEAM.format(hours=hours, names=names), "busy.toml"))
    with ONE_VERSION_AT_A_TIME:
        number = TeamVersion.objects.filter(team=team).count() + 1
        return TeamVersion.objects.create(
            team=team, number=number, document=document, changed_at=timezone.now()
        )
