"""Who is there for a team now, what they take by their day plan, and what they have in hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from halfhour.desk.adapter.policies import engine_of
from halfhour.desk.adapter.routing import RoutingSetting, person_of, queues_served, setting_from
from halfhour.desk.models import Complexity, DeskSettings, Presence, PresenceState, Ticket
from halfhour.desk.models.tickets import OURS
from halfhour.desk.queries.there import HEARD_OF_WITHIN
from halfhour.engine.routing import Held, Person
from halfhour.engine.team import OpeningHours
from halfhour.engine.team import Team as EngineTeam
from halfhour.people.models import Member, Role, Team, TeamVersion, User
from halfhour.today.on_queue import ON_QUEUE, PlannedBlock, blocks_at, on_queue_between

LONG_AGO = timedelta(days=365)
ELSEWHERE = (
    "\0"  # for the queues of other teams, whatever they are called; one contact of them is all of a focus
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InHand:
    """A ticket that somebody is at work on."""

    team_id: int
    ticket_id: int
    number: int
    queue: str
    channel: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonNow:
    """Somebody of the team at one instant; `engine` is what routing chooses by.

    `block` is what they do by the published plan, None where they do not work now or where there is no plan
    for the day (`has_plan`).
    """

    user: User
    role: str
    agent_name: str
    state: PresenceState
    since: datetime | None
    seen_at: datetime | None
    is_heard: bool
    has_plan: bool
    block: PlannedBlock | None
    held: tuple[InHand, ...]
    engine: Person  # who has as little room here as what they hold for other teams leaves them

    @property
    def name(self) -> str:
        return self.user.get_full_name() or self.user.get_username()

    @property
    def is_present(self) -> bool:
        """Whether contacts may be given to them: they say so, and their pages are heard of."""
        return self.engine.is_present

    @property
    def is_here(self) -> bool:
        """Whether they are at their desk, new contacts wanted or not."""
        return self.is_heard and self.state != PresenceState.AWAY

    @property
    def takes(self) -> frozenset[str]:
        return self.engine.takes

    @property
    def is_taking(self) -> bool:
        """Whether there is any contact they could be given now: some queue is theirs, and they have room."""
        return self.is_present and bool(self.takes) and self.load < 1

    @property
    def until(self) -> datetime | None:
        return self.block.ends_at if self.block else None

    @property
    def load(self) -> float:
        return self.engine.load


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskNow:
    """Everything that routing goes by, read at one instant."""

    team: Team
    engine: EngineTeam
    setting: RoutingSetting
    people: tuple[PersonNow, ...]
    at: datetime

    @property
    def engine_people(self) -> tuple[Person, ...]:
        return tuple(each.engine for each in self.people)

    def person(self, user_id: int) -> PersonNow | None:
        return next((each for each in self.people if each.user.pk == user_id), None)

    def named(self, username: str) -> PersonNow | None:
        return next((each for each in self.people if each.engine.name == username), None)

    def with_person(self, person: PersonNow) -> "DeskNow":
        people = tuple(person if each.user.pk == person.user.pk else each for each in self.people)
        return replace(self, people=people)

    @property
    def username_of(self) -> dict[int, str]:
        return {each.user.pk: each.engine.name for each in self.people}


def people_now(team: Team, at: datetime) -> tuple[PersonNow, ...]:
    """Everybody who answers contacts, by name: for routing, and for whoever leads them."""
    return desk_now(team, at).people


def desk_now(team: Team, at: datetime) -> DeskNow:
    """The team's settings, its people, and what each of them does and holds."""
    engine = engine_team_of(team)
    setting = routing_setting(team)
    members = list(
        Member.objects.filter(team=team, role__in=(Role.AGENT, Role.LEAD), user__is_active=True)
        .select_related("user")
        .order_by("user__first_name", "user__username", "id")
    )
    ids = [member.user_id for member in members]
    presences = {
        each.user_id: each for each in Presence.objects.filter(team=team, user__in=ids).order_by("id")
    }
    plan = blocks_at(team, at=at, zone=ZoneInfo(engine.timezone))
    held = _held(ids)
    taken = taken_this_week(team, at)
    people = tuple(
        _person(
            member,
            presences.get(member.user_id),
            plan=plan,
            held=held.get(member.user_id, ()),
            taken=taken.get(member.user_id, (0, 0)),
            engine=engine,
            setting=setting,
            at=at,
        )
        for member in members
    )
    return DeskNow(team=team, engine=engine, setting=setting, people=people, at=at)


def again(desk: DeskNow, person: PersonNow) -> PersonNow:
    """A person as they are now, their row of presence locked: what may have changed is read once more."""
    presence = Presence.objects.filter(team=desk.team, user=person.user).first()
    member = Member(team=desk.team, user=person.user, role=person.role, agent_name=person.agent_name)
    block = {person.agent_name: person.block} if person.block else {}
    return _person(
        member,
        presence,
        plan=block if person.has_plan else None,
        held=_held([person.user.pk]).get(person.user.pk, ()),
        taken=_taken_since_monday(desk.team.pk, desk.at, [person.user.pk]).get(person.user.pk, (0, 0)),
        engine=desk.engine,
        setting=desk.setting,
        at=desk.at,
    )


def is_on_queue(person: PersonNow, desk: DeskNow, *, until: datetime) -> bool:
    """Whether somebody works on any queue by the plan before an instant that is yet to come."""
    if not person.agent_name:
        return False
    zone = ZoneInfo(desk.engine.timezone)
    _days, blocks = on_queue_between(
        desk.team, since=desk.at, until=until, zone=zone, agent=person.agent_name
    )
    return bool(blocks)


def routing_setting(team: Team) -> RoutingSetting:
    document = DeskSettings.objects.filter(team=team).values_list("routing", flat=True).first()
    return setting_from(document or {})


def engine_team_of(team: Team) -> EngineTeam:
    """The team's settings as they are now; a team that has none has neither queues nor agents."""
    version = TeamVersion.objects.filter(team=team).order_by("-number").values_list("id", flat=True).first()
    if version is not None:
        return engine_of(version)
    return EngineTeam(name=team.name, timezone="UTC", hours=OpeningHours(periods=()), queues=(), agents=())


def taken_this_week(team: Team, at: datetime) -> dict[int, tuple[int, int]]:
    """How many contacts each person took since Monday, and how many of them complex; up to a minute old."""
    return _taken(team.pk, int(at.timestamp()) // 60)


def forget() -> None:
    """Forget what is kept in memory for a minute; for tests, whose rows come and go under the same ids."""
    _taken.cache_clear()
    _pushed.cache_clear()


def pushed_channels(team_id: int, at: datetime) -> frozenset[str]:
    """The channels whose contacts are given away as they come, as set up to a minute ago."""
    return _pushed(team_id, int(at.timestamp()) // 60)


@lru_cache(maxsize=256)
def _pushed(team_id: int, minute: int) -> frozenset[str]:
    document = DeskSettings.objects.filter(team=team_id).values_list("routing", flat=True).first()
    return frozenset(setting_from(document or {}).pushed)


@lru_cache(maxsize=256)
def _taken(team_id: int, minute: int) -> dict[int, tuple[int, int]]:
    people = Member.objects.filter(team=team_id).order_by().values_list("user", flat=True)
    return _taken_since_monday(team_id, datetime.fromtimestamp(minute * 60, tz=UTC), people)


def _taken_since_monday(team_id: int, at: datetime, people: Iterable[int]) -> dict[int, tuple[int, int]]:
    utc = at.astimezone(UTC)
    monday = (utc - timedelta(days=utc.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = (
        Ticket.objects.filter(
            team=team_id, changed_at__gte=monday, assigned_at__gte=monday, assignee__in=people
        )
        .values("assignee")
        .annotate(taken=Count("id"), harder=Count("id", filter=Q(complexity=Complexity.COMPLEX)))
        .order_by("assignee")
    )
    return {row["assignee"]: (row["taken"], row["harder"]) for row in rows}


def _held(ids: Sequence[int]) -> dict[int, tuple[InHand, ...]]:
    """What each person has in hand, for any of their teams: theirs, and our turn."""
    found: dict[int, tuple[InHand, ...]] = {}
    teams = Member.objects.filter(user__in=ids).order_by().values("team")
    rows: Iterable[tuple[int, int, int, int, str, str, float]] = (
        Ticket.objects.filter(team__in=teams, assignee__in=ids, state__in=OURS)
        .order_by("due_at", "id")
        .values_list("assignee_id", "team_id", "id", "number", "queue", "channel", "weight")
    )
    for user, team, pk, number, queue, channel, weight in rows:
        hand = InHand(team_id=team, ticket_id=pk, number=number, queue=queue, channel=channel, weight=weight)
        found[user] = (*found.get(user, ()), hand)
    return found


def _person(
    member: Member,
    presence: Presence | None,
    *,
    plan: dict[str, PlannedBlock] | None,
    held: tuple[InHand, ...],
    taken: tuple[int, int],
    engine: EngineTeam,
    setting: RoutingSetting,
    at: datetime,
) -> PersonNow:
    state = PresenceState(presence.state) if presence else PresenceState.AWAY
    # Of a time gone by nobody knows any more who was there.
    is_heard = presence is not None and abs(at - presence.seen_at) <= HEARD_OF_WITHIN
    block = plan.get(member.agent_name) if plan and member.agent_name else None
    return PersonNow(
        user=member.user,
        role=member.role,
        agent_name=member.agent_name,
        state=state,
        since=presence.since if presence else None,
        seen_at=presence.seen_at if presence else None,
        is_heard=is_heard,
        has_plan=plan is not None,
        block=block,
        held=tuple(each for each in held if each.team_id == member.team_id),
        engine=person_of(
            name=member.user.get_username(),
            agent_name=member.agent_name,
            team=engine,
            setting=setting,
            is_present=is_heard and state == PresenceState.AVAILABLE,
            takes=_takes(member.agent_name, plan, block, engine, setting),
            until=block.ends_at if block else at,
            held=[
                Held(
                    queue=each.queue if each.team_id == member.team_id else ELSEWHERE,
                    weight=each.weight,
                    gives_way=not setting.is_pushed(each.channel),
                )
                for each in held
            ],
            idle_since=presence.idle_since if presence else at - LONG_AGO,
            taken=taken[0],
            complex_taken=taken[1],
        ),
    )


def _takes(
    agent_name: str,
    plan: dict[str, PlannedBlock] | None,
    block: PlannedBlock | None,
    engine: EngineTeam,
    setting: RoutingSetting,
) -> frozenset[str]:
    if plan is not None:
        return frozenset({block.queue}) if block and block.kind in ON_QUEUE and block.queue else frozenset()
    return queues_served(agent_name, engine) if setting.takes_without_plan else frozenset()
