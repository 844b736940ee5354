"""The demo goes on while it is looked at: colleagues are there, contacts come in, and some are answered.

Only in the demo, which `halfhour demo` says by the setting DEMO, and only in its team. Nobody who looks is
acted for: only those accounts answer that no one can log in to.
"""

from datetime import datetime, timedelta
from random import Random

from django.conf import settings

from halfhour.customers.models import Address, AddressKind
from halfhour.demo import demo_team
from halfhour.demo.desk_arrivals import Arrival
from halfhour.demo.desk_days import answer_words, bring
from halfhour.demo.messages import Asked, asked, endings
from halfhour.desk.actions.conversation import reply
from halfhour.desk.actions.presence import seen, set_presence
from halfhour.desk.models import PresenceState, State, Ticket
from halfhour.people.models import Member, Team, User
from halfhour.people.queries import team_zone
from halfhour.today.queries import person_day, plan_on

ARRIVES, ANSWERS = 0.25, 0.3  # chances, each time
MOST_OPEN = 60  # with so many waiting nothing new comes in
HELD_FOR = timedelta(minutes=3)


def go_on(at: datetime) -> None:
    """One step, of a demo that is being looked at."""
    if not settings.DEMO:
        return
    chance = Random(int(at.timestamp()))
    for team in Team.objects.filter(name=demo_team().name):
        colleagues = _on_duty(team, at)
        for user in colleagues:
            _be_there(team, user, at)
        if chance.random() < ARRIVES:
            _arrive(team, chance, at)
        if colleagues and chance.random() < ANSWERS:
            _answer(team, colleagues, chance, at)


def _on_duty(team: Team, at: datetime) -> list[User]:
    """Colleagues whose day plan has them at work now."""
    on = at.astimezone(team_zone(team)).date()
    plan = plan_on(team, on)
    members = Member.objects.filter(team=team).exclude(agent_name="").select_related("user")
    return [
        member.user
        for member in members.order_by("id")
        if not member.user.has_usable_password()
        and person_day(plan, agent=member.agent_name, on=on).now(at) is not None
    ]


def _be_there(team: Team, user: User, at: datetime) -> None:
    known = user.presences.filter(team=team).first()
    if known is None or known.state != PresenceState.AVAILABLE:
        set_presence(team=team, user=user, state=PresenceState.AVAILABLE, at=at)
    seen(team=team, user=user, at=at)


def _arrive(team: Team, chance: Random, at: datetime) -> None:
    if Ticket.objects.filter(team=team, state__in=(State.NEW, State.OPEN)).count() >= MOST_OPEN:
        return
    what = chance.choice(asked())
    theirs = Address.objects.filter(team=team, kind=AddressKind.EMAIL, customer__language=what.language)
    addresses = list(theirs.select_related("customer").order_by("id"))
    if not addresses:  # nobody of them is left who speaks it
        return
    address = chance.choice(addresses)
    order = chance.randrange(10_000, 99_999)
    ending = chance.choice(endings(what.language))
    bring(team, Arrival(at=at, address=address, asked=what, channel="email", order=order, ending=ending))


def _answer(team: Team, colleagues: list[User], chance: Random, at: datetime) -> None:
    """Somebody answers what has waited longest among what they hold, or what nobody holds."""
    user = chance.choice(colleagues)
    waiting = Ticket.objects.filter(
        team=team, state__in=(State.NEW, State.OPEN), changed_at__lte=at - HELD_FOR
    ).order_by("due_at", "id")
    ticket = waiting.filter(assignee=user).first() or waiting.filter(assignee=None).first()
    if ticket is None:
        return
    text = answer_words(_about(ticket), order=chance.randrange(10_000, 99_999), at=at)
    reply(ticket=ticket, text=text, by=user, at=at, then=State.RESOLVED)


def _about(ticket: Ticket) -> Asked:
    """What was asked, by its subject's first words and its language; else anything of its language."""
    same = [each for each in asked() if each.subject.split("{")[0].strip() in ticket.subject]
    return same[0] if same else asked()[0]
