"""What is asked on the small-team page: a group of queues on a day of a plan, as it is now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from halfhour.planning.models import Plan

FORM = 1  # of a kept study; grows when what is kept changes, so that older ones are made anew


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyQuestion:
    """`queues` in the team's order."""

    plan: Plan
    on: date
    queues: tuple[str, ...]

    @property
    def arguments(self) -> dict[str, Any]:
        """What a job keeps of it; `key` is the same for the same question to the same state of the plan."""
        asked = {
            "plan": self.plan.pk,
            "revision": self.plan.revision,
            "on": self.on.isoformat(),
            "queues": list(self.queues),
        }
        return asked | {"key": f"{FORM} {self.plan.revision} {self.on} {' | '.join(self.queues)}"}


def asked_of(on: date, queues: Iterable[str]) -> list[tuple[str, str]]:
    """The question as an address has it."""
    return [("on", on.isoformat()), *(("queue", queue) for queue in queues)]
