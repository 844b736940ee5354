"""The demo's desk at work: who is on duty, who takes which contact, how long customers wait.

A small event simulation of one day at a time. Callers come first, then chats (two at once), then
e-mails, which carry over to the next day; whoever has been idle longest takes the next contact.
"""

import heapq
from collections import deque
from dataclasses import dataclass, field
from datetime import date

import numpy as np

CALL, CHAT, MAIL = "Phone", "Chat", "E-mail"
CHATS_AT_ONCE = 2
LUNCH_SECONDS = 1800


@dataclass(slots=True, kw_only=True)
class Contact:
    """One contact as it goes through the desk.

    `opened` and `abandoned` are seconds after the midnight that starts `on`; `answered` and `ended`
    after the one that starts `answered_on`. `follow_up` is how long after that it is resolved; `mood`
    how a rating would turn out without a wait, None for who gives none.
    """

    queue: str
    channel: str
    on: date
    opened: float
    handle: float
    patience: float
    category: str
    priority: str
    language: str
    customer: str
    follow_up: float
    reopened: int
    mood: float | None
    number: int = 0
    agent: str = ""
    answered: float | None = None
    abandoned: float | None = None
    ended: float | None = None
    answered_on: date | None = None


@dataclass(slots=True, kw_only=True)
class Duty:
    """One person's shift on a day, in seconds after midnight."""

    agent: str
    skills: frozenset[str]
    starts: float
    ends: float
    speed: float
    lunch_at: float | None
    chats: int = 0
    is_busy: bool = False
    is_present: bool = False
    idle_since: float = 0.0

    def is_free_for(self, queue: str) -> bool:
        if not self.is_present or self.is_busy or queue not in self.skills:
            return False
        return self.chats < CHATS_AT_ONCE if queue == CHAT else self.chats == 0


@dataclass(slots=True)
class Day:
    """The desk on one day. `mails` is the backlog it starts with and leaves behind."""

    on: date
    duties: list[Duty]
    mails: deque[Contact]
    closes: float
    waiting: dict[str, deque[Contact]] = field(default_factory=lambda: {CALL: deque(), CHAT: deque()})
    events: list[tuple[float, int, str, object]] = field(default_factory=list)
    order: int = 0

    def run(self, contacts: list[Contact]) -> None:
        for contact in contacts:
            self.at(contact.opened, "contact", contact)
        for duty in self.duties:
            self.at(duty.starts, "start", duty)
            self.at(duty.ends, "end", duty)
            if duty.lunch_at is not None:
                self.at(duty.lunch_at, "lunch", duty)
        self.at(self.closes, "close", None)
        while self.events:
            now, _order, kind, what = heapq.heappop(self.events)
            getattr(self, f"on_{kind}")(now, what)
            self.dispatch(now)

    def at(self, when: float, kind: str, what: object) -> None:
        """Equal times are taken in the order in which they were foreseen."""
        self.order += 1
        heapq.heappush(self.events, (when, self.order, kind, what))

    def on_contact(self, _now: float, contact: Contact) -> None:
        (self.mails if contact.queue == MAIL else self.waiting[contact.queue]).append(contact)

    def on_start(self, now: float, duty: Duty) -> None:
        duty.is_present, duty.idle_since = True, now

    def on_end(self, _now: float, duty: Duty) -> None:
        duty.is_present = False

    def on_lunch(self, now: float, duty: Duty) -> None:
        duty.is_present = False
        self.at(now + LUNCH_SECONDS, "back", duty)

    def on_back(self, now: float, duty: Duty) -> None:
        duty.is_present, duty.idle_since = now < duty.ends, now

    def on_done(self, now: float, pair: tuple[Duty, Contact]) -> None:
        duty, contact = pair
        if contact.queue == CHAT:
            duty.chats -= 1
        else:
            duty.is_busy = False
        duty.idle_since = now

    def on_close(self, now: float, _nothing: None) -> None:
        """At closing time those who still wait are sent away."""
        for queue in self.waiting.values():
            for contact in queue:
                contact.abandoned = min(contact.opened + contact.patience, now)
            queue.clear()

    def dispatch(self, now: float) -> None:
        for queue in (CALL, CHAT):
            waiting = self.waiting[queue]
            while waiting:
                first = waiting[0]
                if first.opened + first.patience < now:
                    first.abandoned = first.opened + first.patience
                    waiting.popleft()
                    continue
                duty = self.longest_idle(queue)
                if duty is None:
                    break
                self.take(now, duty, waiting.popleft())
        while self.mails and (duty := self.free_for_mail()) is not None:
            self.take(now, duty, self.mails.popleft())

    def longest_idle(self, queue: str) -> Duty | None:
        free = [duty for duty in self.duties if duty.is_free_for(queue)]
        return min(free, key=lambda duty: (duty.chats, duty.idle_since, duty.agent), default=None)

    def free_for_mail(self) -> Duty | None:
        """Somebody to write e-mails, as long as one more stays free for the next caller."""
        free = [duty for duty in self.duties if duty.is_free_for(MAIL)]
        callers = sum(duty.is_free_for(CALL) for duty in self.duties)
        if not free or (callers <= 1 and any(CALL in duty.skills for duty in free)):
            free = [duty for duty in free if CALL not in duty.skills]
        return min(free, key=lambda duty: (duty.idle_since, duty.agent), default=None)

    def take(self, now: float, duty: Duty, contact: Contact) -> None:
        contact.agent = duty.agent
        contact.handle = round(contact.handle * duty.speed, 1)
        contact.ended = now + contact.handle
        # A mail is answered when it is sent, a call or chat when somebody picks it up.
        contact.answered = contact.ended if contact.queue == MAIL else now
        contact.answered_on = self.on
        if contact.queue == CHAT:
            duty.chats += 1
        else:
            duty.is_busy = True
        self.at(contact.ended, "done", (duty, contact))


def speeds(agents: list[str], rng: np.random.Generator) -> dict[str, float]:
    """How much longer than average each person takes."""
    return {
        agent: float(speed) for agent, speed in zip(agents, rng.lognormal(0, 0.08, len(agents)), strict=True)
    }
