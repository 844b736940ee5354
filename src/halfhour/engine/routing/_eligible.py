"""Whether somebody may take a contact now, and if not, why not."""

from halfhour.engine.reasons import Reason
from halfhour.engine.routing._reasons import RoutingReason
from halfhour.engine.routing._values import ORDER, Person, RoutingRules, Work

ALL = 1.0 + 1e-9  # of somebody's attention


def refusal_of(*, work: Work, person: Person, rules: RoutingRules) -> Reason | None:
    """The first reason for which a person may not take a contact; None where they may."""
    who = {"person": person.name}
    if not person.is_present:
        return Reason(kind=RoutingReason.NOT_PRESENT, figures=who)
    missing = [skill for skill in work.skills if skill not in person.skills]
    if missing:  # also at any other time, which tells more than what they do now
        return Reason(kind=RoutingReason.LACKS_SKILL, figures={**who, "skill": missing[0]})
    if work.queue not in person.takes:
        return Reason(kind=RoutingReason.NOT_IN_BLOCK, figures={**who, "queue": work.queue})
    if steps_below(work, person, rules) > 0 and not may_grow(person, rules):
        needed = rules.needs[work.complexity]
        return Reason(kind=RoutingReason.NOT_SENIOR_ENOUGH, figures={**who, "seniority": needed})
    if person.load_with(work) > ALL:
        return Reason(kind=RoutingReason.FULL, figures={**who, "held": len(person.held)})
    return None


def steps_below(work: Work, person: Person, rules: RoutingRules) -> int:
    """How far below the seniority that the contact asks for somebody is; negative above it."""
    return ORDER.index(rules.needs[work.complexity]) - ORDER.index(person.seniority)


def may_grow(person: Person, rules: RoutingRules) -> bool:
    """Whether a contact above their seniority would still be within the share they may have of them."""
    return person.harder_taken + 1 <= rules.growth_share * (person.taken + 1)
