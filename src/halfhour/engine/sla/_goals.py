"""Which goal holds for a contact: rules with conditions, of which the most specific wins."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from itertools import combinations

from halfhour.engine.errors import OutOfRange


class Measure(StrEnum):
    FIRST_ANSWER = "first_answer"
    NEXT_ANSWER = "next_answer"
    RESOLUTION = "resolution"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a contact; None where it is not known (yet)."""

    channel: str | None = None
    priority: str | None = None
    complexity: str | None = None
    tier: str | None = None
    category: str | None = None


FACTS = tuple(field.name for field in fields(Facts))


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalRule:
    """Goals in business seconds for the contacts that have all the facts `when` gives.

    A fact of None in `when` asks nothing; a goal of None is no goal.

    Raises
    ------
    OutOfRange
        Where a goal is less than no time.
    """

    name: str
    when: Facts = Facts()
    first_answer_seconds: int | None = None
    next_answer_seconds: int | None = None
    resolution_seconds: int | None = None

    def __post_init__(self) -> None:
        for measure in Measure:
            goal = self.seconds(measure)
            if goal is not None and goal < 0:
                raise OutOfRange(f"got a goal of {goal:g} seconds for {measure}; need 0 or more")

    @property
    def conditions(self) -> int:
        return _conditions(self.when)

    def seconds(self, measure: Measure) -> int | None:
        goals = {
            Measure.FIRST_ANSWER: self.first_answer_seconds,
            Measure.NEXT_ANSWER: self.next_answer_seconds,
            Measure.RESOLUTION: self.resolution_seconds,
        }
        return goals[measure]

    def matches(self, facts: Facts) -> bool:
        return all(getattr(self.when, fact) in (None, getattr(facts, fact)) for fact in FACTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Two rules that are equally specific and both match a contact with these facts."""

    first: GoalRule
    second: GoalRule
    facts: Facts


def rule_for(*, rules: Sequence[GoalRule], facts: Facts) -> GoalRule | None:
    """The rule with the most conditions among those that match; None where none does.

    Of rules that tie the first wins; a policy with ties is refused before it is saved (`ties_of`).

    Examples
    --------
    >>> usual = GoalRule(name="usual", first_answer_seconds=3600)
    >>> urgent = GoalRule(name="urgent", when=Facts(priority="urgent"), first_answer_seconds=600)
    >>> rule_for(rules=(usual, urgent), facts=Facts(channel="email", priority="urgent")).name
    'urgent'
    """
    matching = [rule for rule in rules if rule.matches(facts)]
    return max(matching, key=lambda rule: rule.conditions, default=None)


def ties_of(*, rules: Sequence[GoalRule]) -> tuple[Tie, ...]:
    """Every pair of rules between which specificity cannot decide, with facts that both match.

    A pair is no tie where, for all such facts, a third rule is more specific than both.
    """
    found = []
    for first, second in combinations(rules, 2):
        facts = _both(first.when, second.when)
        if facts is None or first.conditions != second.conditions:
            continue
        winner = rule_for(rules=rules, facts=facts)
        if winner is not None and winner.conditions == first.conditions:
            found.append(Tie(first=first, second=second, facts=facts))
    return tuple(found)


def rules_between(*, rules: Sequence[GoalRule]) -> tuple[GoalRule, ...] | None:
    """Rules to add so that none tie: for what several match alike, the shortest goals that they give.

    None where two rules ask the very same, so that no rule could come between them.

    Examples
    --------
    >>> chat = GoalRule(name="chat", when=Facts(channel="chat"), first_answer_seconds=120)
    >>> urgent = GoalRule(name="urgent", when=Facts(priority="urgent"), first_answer_seconds=900)
    >>> [(rule.name, rule.first_answer_seconds) for rule in rules_between(rules=(chat, urgent))]
    [('chat + urgent', 120)]
    """
    added: list[GoalRule] = []
    while ties := ties_of(rules=(*rules, *added)):
        if any(tie.facts == tie.first.when for tie in ties):
            return None
        # Those of the fewest conditions at once: they decide nothing about each other, but about the rest.
        fewest = min(map(_conditions, (tie.facts for tie in ties)))
        next_ones = {tie.facts: tie for tie in reversed(ties) if _conditions(tie.facts) == fewest}
        known = (*rules, *added)
        added += [_between(tie, known) for tie in reversed(next_ones.values())]
    return tuple(added)


def _conditions(facts: Facts) -> int:
    return sum(getattr(facts, fact) is not None for fact in FACTS)


def _between(tie: Tie, rules: Sequence[GoalRule]) -> GoalRule:
    tied = [rule for rule in rules if rule.conditions == tie.first.conditions and rule.matches(tie.facts)]

    def shortest(measure: Measure) -> int | None:
        return min((goal for rule in tied if (goal := rule.seconds(measure)) is not None), default=None)

    return GoalRule(
        name=" + ".join(dict.fromkeys(part for rule in tied for part in rule.name.split(" + "))),
        when=tie.facts,
        first_answer_seconds=shortest(Measure.FIRST_ANSWER),
        next_answer_seconds=shortest(Measure.NEXT_ANSWER),
        resolution_seconds=shortest(Measure.RESOLUTION),
    )


def _both(first: Facts, second: Facts) -> Facts | None:
    """The fewest facts that satisfy both conditions; None where no facts can."""
    both = {}
    for fact in FACTS:
        one, other = getattr(first, fact), getattr(second, fact)
        if None not in (one, other) and one != other:
            return None
        both[fact] = one if one is not None else other
    return Facts(**both)
