"""Routing: what a team has set, tickets and people into the engine, its choices back as what rows keep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from halfhour.desk.models import Priority
from halfhour.engine.reasons import Reason
from halfhour.engine.routing import Choice, Complexity, Held, Person, RoutingReason, RoutingRules, Work
from halfhour.engine.team import Channel, Queue, Seniority
from halfhour.engine.team import Team as EngineTeam

CHANNELS = tuple(channel.value for channel in Channel)
PUSH, NEXT = "push", "next"
PUSHED_USUALLY = frozenset({Channel.CHAT.value, Channel.PHONE.value})
MOST_ROOM = 20
URGENCY = {Priority.HIGH: 1, Priority.URGENT: 2}  # low and normal wait by their goals alone
OPENED_WITHIN = 60  # seconds, unless a team sets it
MOST_REFUSALS = 30  # that an event keeps
KEY_DIGITS = 12


def usual_way(channel: str) -> str:
    """How contacts of a channel find their person unless a team says otherwise."""
    return PUSH if channel in PUSHED_USUALLY else NEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingSetting:
    """What a team has set. `room` and `ways` are by channel, and hold only what was set.

    With `takes_without_plan`, people who are available on a day without a published plan take every queue
    that their skills allow; otherwise nothing is given to them. A contact that is given away goes on to
    somebody else after `open_seconds` in which it was not opened; 0 for never. What is given away on a
    channel in `interrupts` comes beside what somebody took by key: they put that aside for it.
    """

    growth_share: float = 0.1
    know_share: float = 0.5
    room: Mapping[str, int] = field(default_factory=dict)
    ways: Mapping[str, str] = field(default_factory=dict)
    takes_without_plan: bool = True
    open_seconds: int = OPENED_WITHIN
    interrupts: frozenset[str] = frozenset()

    def is_pushed(self, channel: str) -> bool:
        return self.ways.get(channel, usual_way(channel)) == PUSH

    @property
    def pushed(self) -> tuple[str, ...]:
        """The channels whose contacts are given away as they come."""
        return tuple(channel for channel in (*CHANNELS, "api") if self.is_pushed(channel))

    def may_interrupt(self, channel: str) -> bool:
        """Whether contacts of a channel are given to people beside what these took by key."""
        return channel in self.interrupts and self.is_pushed(channel)

    def room_of(self, queue: Queue) -> int:
        return self.room.get(queue.channel.value, queue.concurrency)

    @property
    def rules(self) -> RoutingRules:
        return RoutingRules(growth_share=self.growth_share, know_share=self.know_share)

    @property
    def document(self) -> dict[str, Any]:
        """What `DeskSettings.routing` keeps of it."""
        return {
            "growth_share": self.growth_share,
            "know_share": self.know_share,
            "room": dict(self.room),
            "ways": dict(self.ways),
            "takes_without_plan": self.takes_without_plan,
            "open_seconds": self.open_seconds,
            "interrupts": sorted(self.interrupts),
        }


def setting_from(document: Mapping[str, Any]) -> RoutingSetting:
    """The setting that a document holds; what it does not name is as usual."""
    usual = RoutingSetting()
    return RoutingSetting(
        growth_share=document.get("growth_share", usual.growth_share),
        know_share=document.get("know_share", usual.know_share),
        room=dict(document.get("room", {})),
        ways=dict(document.get("ways", {})),
        takes_without_plan=document.get("takes_without_plan", usual.takes_without_plan),
        open_seconds=document.get("open_seconds", usual.open_seconds),
        interrupts=frozenset(document.get("interrupts", ())),
    )


def usual_room_of(team: EngineTeam) -> dict[str, int]:
    """By channel, how many contacts at once the team's queues have, unless routing is set otherwise."""
    return {
        channel: max((each.concurrency for each in team.queues if each.channel == channel), default=1)
        for channel in CHANNELS
    }


def work_of(
    ticket: Mapping[str, Any], team: EngineTeam, setting: RoutingSetting, *, known_by: str | None
) -> Work:
    """A ticket that waits (its values by name) as the engine's work."""
    queue = next((each for each in team.queues if each.name == ticket["queue"]), None)
    return Work(
        key=key_of(ticket["id"]),
        queue=ticket["queue"],
        opened_at=seconds(ticket["opened_at"]),
        due_at=seconds(ticket["due_at"]) if ticket["due_at"] else None,
        urgency=URGENCY.get(ticket["priority"], 0),
        skills=queue.skills if queue else (),
        complexity=Complexity(ticket["complexity"]),
        weight=ticket["weight"],
        known_by=known_by,
        interrupts=setting.may_interrupt(ticket["channel"]),
    )


def person_of(
    *,
    name: str,
    agent_name: str,
    team: EngineTeam,
    setting: RoutingSetting,
    is_present: bool,
    takes: frozenset[str],
    until: datetime,
    held: Sequence[Held],
    idle_since: datetime,
    taken: int = 0,
    complex_taken: int = 0,
) -> Person:
    """Somebody as the engine sees them; who is nobody in the team's settings has no skills."""
    agent = next((each for each in team.agents if each.name == agent_name), None)
    seniority = agent.seniority if agent else Seniority.REGULAR
    is_senior = seniority == setting.rules.needs[Complexity.COMPLEX]
    return Person(
        name=name,
        is_present=is_present,
        takes=takes,
        until=seconds(until),
        skills={skill.name: skill.level for skill in agent.skills} if agent else {},
        seniority=seniority,
        room={queue.name: setting.room_of(queue) for queue in team.queues},
        held=tuple(held),
        idle_since=seconds(idle_since),
        taken=taken,
        harder_taken=0 if is_senior else complex_taken,
    )


def queues_served(agent_name: str, team: EngineTeam) -> frozenset[str]:
    """The queues whose skills somebody has."""
    agent = next((each for each in team.agents if each.name == agent_name), None)
    return frozenset(
        queue.name for queue in team.queues if (agent.serves(queue) if agent else not queue.skills)
    )


def key_of(ticket_id: int) -> str:
    """A ticket's key, made so that keys sort as the numbers do."""
    return f"{ticket_id:0{KEY_DIGITS}}"


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def stored_choice(choice: Choice) -> dict[str, Any]:
    """What an event keeps of a choice of a person: what decided it, and why others could not.

    Where somebody was found, it goes without saying that those who are not there could not.
    """
    told = [each for each in choice.refusals if not choice.person or each.kind != RoutingReason.NOT_PRESENT]
    kept = stored_reason(choice.reasons[0])
    return {**kept, "refusals": [stored_reason(each) for each in told[:MOST_REFUSALS]]} if told else kept


def stored_reason(reason: Reason) -> dict[str, Any]:
    return {"kind": str(reason.kind), "figures": dict(reason.figures)}


def reason_from(kept: Mapping[str, Any]) -> Reason:
    """The way back; a kind of reason that exists no more has no words, and is told as none."""
    return Reason(kind=RoutingReason(kept["kind"]), figures=kept.get("figures", {}))


def not_there(person: str) -> Reason:
    return of_person(RoutingReason.NOT_PRESENT, person)


def of_person(kind: RoutingReason, person: str) -> Reason:
    return Reason(kind=kind, figures={"person": person})
