"""Who follows a ticket, who is named in a note, and what they are told: each thing once."""

import re
from datetime import datetime

from halfhour.desk.actions.telling import tell
from halfhour.desk.models import Message, Ticket, Watch
from halfhour.people.access import ALLOWED, Permission
from halfhour.people.models import Member, Role, Team, User

MENTIONED, WATCHED = "mentioned", "watched"
SEEING = tuple(role for role in Role if Permission.SEE_TICKETS in ALLOWED[role])


def watch_ticket(*, ticket: Ticket, by: User) -> None:
    Watch.objects.get_or_create(ticket=ticket, user=by)


def unwatch_ticket(*, ticket: Ticket, by: User) -> None:
    Watch.objects.filter(ticket=ticket, user=by).delete()


def mentioned_in(text: str, team: Team) -> list[User]:
    """The members who are named by @ and their user name, full name or name in the team's settings.

    Of names that begin alike the longest counts. An e-mail address names nobody.
    """
    if "@" not in text:
        return []
    names: dict[str, User] = {}
    members = Member.objects.filter(team=team, role__in=SEEING).select_related("user").order_by("-user")
    for member in members:
        user = member.user
        for name in (user.first_name, member.agent_name, user.get_full_name(), user.get_username()):
            if name.strip():
                names[name.strip().casefold()] = user
    longest_first = sorted(names, key=len, reverse=True)
    if not longest_first:
        return []
    pattern = rf"(?<![\w.@])@({'|'.join(re.escape(name) for name in longest_first)})(?![\w-])"
    named = re.findall(pattern, text.casefold())
    return list(dict.fromkeys(names[name] for name in named))


def tell_of_message(*, ticket: Ticket, message: Message, mentioned: list[User], at: datetime) -> None:
    """Tell those who are named in a message, and those who follow the ticket; nobody of their own words."""
    named = [user for user in mentioned if user.pk != message.author_id]
    figures = {"number": ticket.number, "by": message.author.get_username() if message.author else ""}
    if named:
        key = f"{MENTIONED}-{message.pk}"
        tell(named, team=ticket.team, kind=MENTIONED, key=key, at=at, ticket=ticket, figures=figures)
    but = {message.author_id, *(user.pk for user in named)}
    watching = Watch.objects.filter(ticket=ticket).exclude(user__in=but - {None}).select_related("user")
    followers = [watch.user for watch in watching.filter(user__memberships__team=ticket.team_id).distinct()]
    if followers:
        key = f"{WATCHED}-{message.pk}"
        kept = {**figures, "message": message.kind}
        tell(followers, team=ticket.team, kind=WATCHED, key=key, at=at, ticket=ticket, figures=kept)
