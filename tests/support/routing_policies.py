"""The policies of other desks, to be better than: each keeps to what people may take, and chooses simply."""

from collections.abc import Sequence

from halfhour.engine.routing import Person, RoutingRules, Work, refusal_of

RULES = RoutingRules()


def able(work: Work, people: Sequence[Person]) -> list[Person]:
    return [person for person in people if refusal_of(work=work, person=person, rules=RULES) is None]


class FirstComeFirstServed:
    """The oldest contact to whoever has been idle longest."""

    def push(self, work: Work, people: Sequence[Person], at: int) -> str | None:
        return min(able(work, people), key=self.rank, default=Person(name="")).name or None

    def pull(self, person: Person, waiting: Sequence[Work], people: Sequence[Person], at: int) -> str | None:
        takable = [work for work in waiting if able(work, [person])]
        return min(takable, key=lambda work: (work.opened_at, work.key)).key if takable else None

    def rank(self, person: Person) -> tuple[float, str]:
        return person.idle_since, person.name


class UrgentFirst(FirstComeFirstServed):
    """The same, with urgent contacts before the others."""

    def pull(self, person: Person, waiting: Sequence[Work], people: Sequence[Person], at: int) -> str | None:
        takable = [work for work in waiting if able(work, [person])]
        ranked = sorted(takable, key=lambda work: (-work.urgency, work.opened_at, work.key))
        return ranked[0].key if ranked else None


class LeastLoaded(FirstComeFirstServed):
    """Whoever has had the fewest contacts so far."""

    def rank(self, person: Person) -> tuple[float, str]:
        return person.taken, person.name


class RoundRobin(FirstComeFirstServed):
    """One after the other."""

    def __init__(self) -> None:
        self.last = ""

    def push(self, work: Work, people: Sequence[Person], at: int) -> str | None:
        names = sorted(person.name for person in able(work, people))
        if not names:
            return None
        self.last = next((name for name in names if name > self.last), names[0])
        return self.last
