"""What the fourth stage is asked for, a person's day, and what it finds."""

from dataclasses import dataclass, field

from halfhour.engine.rostering._sessions import AgreedSession, AloneSession

AnySession = AgreedSession | AloneSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """A person in a session, from one slot to another."""

    session: AnySession
    person: int
    first_slot: int
    past_slot: int


@dataclass(slots=True, kw_only=True)
class Placed:
    """Starting slots of each shift's breaks, in the order of its windows, and all sessions attended.

    `agreed` are the sessions whose time was known; `missed` those that found no place: (session, person).
    """

    agreed: tuple[AgreedSession, ...] = ()
    breaks: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    attended: list[Attended] = field(default_factory=list)
    missed: list[tuple[AnySession, int]] = field(default_factory=list)

    def attend(self, session: AnySession, person: int, slots: range) -> None:
        self.attended.append(
            Attended(session=session, person=person, first_slot=slots.start, past_slot=slots.stop)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonsDay:
    """What one person has on one day beside work: sessions at agreed times, and alone at times to find."""

    person: int
    option: int
    sitting: tuple[AgreedSession, ...]
    alone: tuple[AloneSession, ...]

    @property
    def sessions(self) -> int:
        return len(self.sitting) + len(self.alone)
