"""The demo's desk: two weeks of tickets, answered and open, made through the same actions that people use."""

import unicodedata
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from django.db import transaction
from django.utils import translation
from django.utils.dateformat import format as format_date

from halfhour.customers.models import Address, AddressKind
from halfhour.demo.demand import SEED
from halfhour.demo.desk_processes import make_processes, make_rules
from halfhour.demo.messages import CATEGORIES, Asked, asked, canned
from halfhour.desk.actions import conversation, gate, states
from halfhour.desk.actions.assigning import assign_ticket
from halfhour.desk.actions.changing import change_ticket
from halfhour.desk.actions.goals import save_goals
from halfhour.desk.actions.promising import look_at_promises
from halfhour.desk.models import DeskSettings, Macro, State, Ticket
from halfhour.engine.team import Team as EngineTeam
from halfhour.people.actions.members import add_member
from halfhour.people.actions.users import create_user
from halfhour.people.models import Member, Role, Team, User

DESK_SEED = SEED + 5
DAYS = 12
TICKETS_A_DAY = 6
LEFT_OPEN, EVERY = 12, timedelta(minutes=13)  # of the latest nobody has answered yet
SHARE_BY_MAIL = 0.6
OPENS, CLOSES = time(8, 15), time(19, 30)
LOCALES = {"zh": "zh-hans"}
DAY_AND_MONTH = {"de": "j. E", "zh": "n月j日"}  # ends no sentence with a full stop of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A contact to be: when, from which address, about what."""

    at: datetime
    address: Address
    asked: Asked
    channel: str
    order: int


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
    zone = ZoneInfo(engine.timezone)
    past, recent = _arrivals(team, rng, today=today, zone=zone, until=at)
    for place, arrival in enumerate(past):
        _live_through(team, arrival, people[place % len(people)], rng, now=at)
    look_at_promises(team=team, at=at)
    viewer = Member.objects.filter(team=team, user__username="agent").select_related("user").first()
    for place, arrival in enumerate(recent):
        ticket = bring(team, arrival)
        holder = viewer.user if viewer and place % 5 == 0 else people[place % len(people)]
        if ticket is not None and place % 5 < 2:
            assign_ticket(ticket=ticket, to=holder, by=holder, at=min(arrival.at + timedelta(minutes=9), at))
    lead = Member.objects.filter(team=team, role=Role.LEAD).select_related("user").first()
    make_processes(team, by=lead.user if lead else by, rng=rng, at=at)


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


def bring(team: Team, arrival: Arrival) -> Ticket | None:
    """A contact through the gate."""
    what, order = arrival.asked, f"LB{arrival.order}"
    raw = gate.bring_in(
        team=team,
        source="demo",
        key=f"{arrival.at.isoformat()}-{arrival.order}",
        channel=arrival.channel,
        body={
            "email": arrival.address.value,
            "subject": what.subject.format(order=order),
            "text": what.text.format(order=order),
        },
        at=arrival.at,
    )
    return raw.ticket


def answer_words(what: Asked, *, order: int, at: datetime) -> str:
    """The answer, in the customer's language."""
    on = at + timedelta(days=2)
    with translation.override(LOCALES.get(what.language, what.language)):
        day = format_date(on, DAY_AND_MONTH.get(what.language, "j E"))
    return what.answer.format(order=f"LB{order}", day=day)


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
        {"name": "Everything else", "when": {}, "first_answer_seconds": 8 * hour,
         "next_answer_seconds": 8 * hour, "resolution_seconds": 24 * hour},
    ]  # fmt: skip
    save_goals(team=team, document={"rules": rules}, based_on=0, by=by, at=at, note="Generated for the demo")
    for each in canned():
        Macro.objects.create(team=team, **asdict(each), changed_by=by, changed_at=at)


def _arrivals(
    team: Team, rng: np.random.Generator, *, today: date, zone: ZoneInfo, until: datetime
) -> tuple[list[Arrival], list[Arrival]]:
    """What came on the days before, and what came in the last hours and waits for an answer."""
    addresses = {
        language: list(
            Address.objects.filter(
                team=team, kind=AddressKind.EMAIL, customer__language=language, customer__merged_into=None
            ).select_related("customer").order_by("id")
        )
        for language in ("de", "en", "ru", "zh")
    }  # fmt: skip
    whats = asked()

    def arrival(at: datetime) -> Arrival:
        what = whats[int(rng.integers(len(whats)))]
        theirs = addresses[what.language]
        return Arrival(
            at=at,
            address=theirs[int(rng.integers(len(theirs)))],
            asked=what,
            channel="email" if rng.random() < SHARE_BY_MAIL else "form",
            order=int(rng.integers(10_000, 99_999)),
        )

    days = [today - timedelta(days=back) for back in range(DAYS, 0, -1)]
    moments = sorted(
        _moment(day, float(rng.random()), zone)
        for day in days
        if day.weekday() < 5
        for _each in range(TICKETS_A_DAY)
    )
    recent = [until - EVERY * back for back in range(LEFT_OPEN, 0, -1)]
    return [arrival(at) for at in moments], [arrival(at) for at in recent]


def _moment(day: date, share: float, zone: ZoneInfo) -> datetime:
    opens = datetime.combine(day, OPENS, tzinfo=zone)
    closes = datetime.combine(day, CLOSES, tzinfo=zone)
    return (opens + (closes - opens) * share).replace(microsecond=0)


def _live_through(
    team: Team, arrival: Arrival, person: User, rng: np.random.Generator, *, now: datetime
) -> None:
    """One contact from its arrival as far as it has come by now."""
    ticket = bring(team, arrival)
    if ticket is None:
        return
    at = arrival.at
    if ticket.category != arrival.asked.category and rng.random() < 0.9:
        at += timedelta(minutes=4)
        changes = {"category": arrival.asked.category}
        if arrival.asked.is_complex:
            changes["complexity"] = "complex"
        change_ticket(ticket=ticket, changes=changes, by=person, at=min(at, now))
    at += timedelta(minutes=float(rng.gamma(2.0, 9.0)))
    if at >= now:
        return
    goes_on = bool(arrival.asked.again) and rng.random() < 0.7
    then = State.WAITING_ON_CUSTOMER if goes_on or rng.random() < 0.15 else State.RESOLVED
    text = answer_words(arrival.asked, order=arrival.order, at=at)
    conversation.reply(ticket=ticket, text=text, by=person, at=at, then=then)
    if not goes_on:
        return
    at += timedelta(hours=float(rng.gamma(2.0, 3.0)))
    if at >= now:
        return
    conversation.customer_wrote(ticket=ticket, text=arrival.asked.again, at=at)
    at += timedelta(hours=float(rng.gamma(2.0, 2.0)))
    if at < now:
        states.move_ticket(ticket=ticket, to=State.RESOLVED, by=person, at=at)


def _username(name: str) -> str:
    """A name in plain letters: Emre Yıldız is emre.yildiz."""
    plain = unicodedata.normalize("NFKD", name.lower().replace("ı", "i"))
    return ".".join("".join(letter for letter in word if letter.isascii()) for word in plain.split())
