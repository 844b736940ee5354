"""The demo's desk: two weeks of tickets, answered and open, made through the same actions that people use."""

import unicodedata
from contextlib import suppress
from dataclasses import asdict
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from django.db import transaction

from halfhour.demo.demand import SEED
from halfhour.demo.desk_arrivals import DAYS, arrivals
from halfhour.demo.desk_days import Days
from halfhour.demo.desk_processes import make_processes, make_rules
from halfhour.demo.messages import CATEGORIES, canned
from halfhour.desk.actions.assigning import assign_ticket
from halfhour.desk.actions.goals import save_goals
from halfhour.desk.actions.training import train
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import DeskSettings, Macro, Ticket
from halfhour.desk.models.tickets import OURS
from halfhour.engine.team import Team as EngineTeam
from halfhour.people.actions.members import add_member
from halfhour.people.actions.users import create_user
from halfhour.people.models import Member, Role, Team, User

DESK_SEED = SEED + 5


def make_desk(team: Team, engine: EngineTeam, *, by: User, today: date, at: datetime) -> None:
    """Fill the desk once; what is there stays as it is."""
    if Ticket.objects.filter(team=team).exists():
        return
    people = make_colleagues(team, engine, by=by)
    agreed_at = at - timedelta(days=DAYS + 30)
    with transaction.atomic():
        _agree(team, by=by, at=agreed_at)
        make_rules(team, by=by, at=agreed_at)
    rng = np.random.default_rng(DESK_SEED)
    past, latest = arrivals(team, rng, today=today, zone=ZoneInfo(engine.timezone), until=at)
    days = Days(team, rng=rng)
    days.expect(past, people)
    days.run(until=latest[0].at)
    with suppress(DeskRefused):  # on a short history there is too little to learn from
        train(team=team, field="category", at=latest[0].at)
    days.expect(latest, people)
    days.run(until=at)
    _hold_some(team, people, at=at)
    lead = Member.objects.filter(team=team, role=Role.LEAD).select_related("user").first()
    make_processes(team, by=lead.user if lead else by, rng=rng, at=at)


def _hold_some(team: Team, people: list[User], *, at: datetime) -> None:
    """Two of five that wait are held: by whoever looks at the demo as an agent, and by colleagues."""
    viewer = Member.objects.filter(team=team, user__username="agent").select_related("user").first()
    waiting = Ticket.objects.filter(team=team, state__in=OURS, assignee=None).order_by("id")
    for place, ticket in enumerate(waiting):
        holder = viewer.user if viewer and place % 5 == 0 else people[place % len(people)]
        if place % 5 < 2:
            assign_ticket(ticket=ticket, to=holder, by=holder, at=at)


def make_colleagues(team: Team, engine: EngineTeam, *, by: User) -> list[User]:
    """An account for everybody in the team's settings; nobody can log in to those that are made here."""
    known = {
        member.agent_name: member.user for member in Member.objects.filter(team=team).select_related("user")
    }
    for agent in engine.agents:
        if agent.name in known:
            continue
        first, _space, last = agent.name.partition(" ")
        user = create_user(
            username=_username(agent.name), password=None, first_name=first, last_name=last,
            email=f"{_username(agent.name)}@larkspur.example",
        )  # fmt: skip
        add_member(team=team, user=user, role=Role.AGENT, agent_name=agent.name, by=by)
        known[agent.name] = user
    return [known[agent.name] for agent in engine.agents]


def _agree(team: Team, *, by: User, at: datetime) -> None:
    """Categories, goals and canned replies of the desk."""
    settings, _is_new = DeskSettings.objects.get_or_create(team=team)
    settings.categories = list(CATEGORIES)
    settings.save(update_fields=["categories"])
    hour = 3600
    rules = [
        {"name": "Phone", "when": {"channel": "phone"}, "first_answer_seconds": 30},
        {"name": "Chat", "when": {"channel": "chat"}, "first_answer_seconds": 60, "next_answer_seconds": 120},
        {"name": "Mail", "when": {"channel": "email"}, "first_answer_seconds": 8 * hour,
         "next_answer_seconds": 8 * hour, "resolution_seconds": 24 * hour},
        {"name": "Urgent mail", "when": {"channel": "email", "priority": "urgent"},
         "first_answer_seconds": hour, "next_answer_seconds": hour, "resolution_seconds": 8 * hour},
        {"name": "Urgent form", "when": {"channel": "form", "priority": "urgent"},
         "first_answer_seconds": hour, "next_answer_seconds": hour, "resolution_seconds": 8 * hour},
        {"name": "Everything else", "when": {}, "first_answer_seconds": 8 * hour,
         "next_answer_seconds": 8 * hour, "resolution_seconds": 24 * hour},
    ]  # fmt: skip
    save_goals(team=team, document={"rules": rules}, based_on=0, by=by, at=at, note="Generated for the demo")
    for each in canned():
        Macro.objects.create(team=team, **asdict(each), changed_by=by, changed_at=at)


def _username(name: str) -> str:
    """A name in plain letters: Emre Yıldız is emre.yildiz."""
    plain = unicodedata.normalize("NFKD", name.lower().replace("ı", "i"))
    return ".".join("".join(letter for letter in word if letter.isascii()) for word in plain.split())
