"""What is wrong with a plan's roster, each thing told once."""

from dataclasses import dataclass

from halfhour.engine.reasons import Reason
from halfhour.planning.adapter.series import reason
from halfhour.planning.findings import breaches_beyond, holds
from halfhour.planning.models import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Clashes, each with the rules in its way, and the breaches that none of them tells of."""

    clashes: tuple[Reason, ...]
    breaches: tuple[Reason, ...]

    def __bool__(self) -> bool:
        return bool(self.clashes or self.breaches)


def trouble_of(plan: Plan) -> Trouble:
    """A plan's trouble. Once it was edited, a clash without a breach is mended and told no more."""
    clashes, breaches = kept_reasons(plan, "clashes"), kept_reasons(plan, "breaches")
    if plan.revision > 1:
        clashes = tuple(clash for clash in clashes if holds(clash, breaches))
    return Trouble(clashes=clashes, breaches=breaches_beyond(clashes, breaches))


def kept_reasons(plan: Plan, part: str) -> tuple[Reason, ...]:
    """A part of what was found, each thing once: what holds for all queues alike is found for each."""
    found = (reason(kept) for kept in plan.findings.get(part, ()))
    return tuple({(each.kind, *sorted(each.figures.items())): each for each in found}.values())
