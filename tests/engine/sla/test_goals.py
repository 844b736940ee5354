"""Which goal holds: the most specific rule, and no two that are equally so."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfhour.engine.errors import OutOfRange
from halfhour.engine.sla import Facts, GoalRule, Measure, rule_for, rules_between, ties_of

VALUES = {
    "channel": ("email", "chat"),
    "priority": ("urgent", "normal"),
    "tier": ("gold", "standard"),
}
EVERY_FACTS = tuple(
    Facts(**dict(zip(VALUES, values, strict=True)))
    for values in product(*((None, *v) for v in VALUES.values()))
)
conditions = st.builds(Facts, **{fact: st.sampled_from((None, *values)) for fact, values in VALUES.items()})
policies = st.lists(conditions, min_size=1, max_size=5).map(
    lambda found: tuple(GoalRule(name=str(n), when=when) for n, when in enumerate(found))
)


def rule(name: str, **when: str) -> GoalRule:
    return GoalRule(name=name, when=Facts(**when))


def test_the_rule_with_more_conditions_wins_wherever_it_stands():
    rules = (rule("gold chat", channel="chat", tier="gold"), rule("all"), rule("chat", channel="chat"))
    for each in (rules, rules[::-1]):
        assert rule_for(rules=each, facts=Facts(channel="chat", tier="gold")).name == "gold chat"
        assert rule_for(rules=each, facts=Facts(channel="chat", tier="standard")).name == "chat"
        assert rule_for(rules=each, facts=Facts(channel="email")).name == "all"


def test_a_fact_that_is_not_known_meets_no_condition():
    assert rule_for(rules=(rule("chat", channel="chat"),), facts=Facts(priority="urgent")) is None


def test_a_tie_names_both_rules_and_the_facts_between_them():
    [tie] = ties_of(rules=(rule("urgent", priority="urgent"), rule("gold", tier="gold"), rule("all")))
    assert (tie.first.name, tie.second.name) == ("urgent", "gold")
    assert tie.facts == Facts(priority="urgent", tier="gold")


def test_a_third_rule_for_the_facts_between_them_settles_a_tie():
    rules = (
        rule("urgent", priority="urgent"),
        rule("gold", tier="gold"),
        rule("both", priority="urgent", tier="gold"),
    )
    assert ties_of(rules=rules) == ()


@given(rules=policies)
def test_ties_are_found_just_where_some_contact_has_two_winners(rules):
    def winners(facts: Facts) -> int:
        matching = [each.conditions for each in rules if each.matches(facts)]
        return matching.count(max(matching, default=0))

    assert bool(ties_of(rules=rules)) == any(winners(facts) > 1 for facts in EVERY_FACTS)


@given(rules=policies)
def test_rules_between_leave_no_tie_and_only_two_that_ask_the_same_have_none(rules):
    added = rules_between(rules=rules)
    decided = {each.when for tie in ties_of(rules=rules) for each in (tie.first, tie.second)}
    asks_the_same = any(tie.first.when == tie.second.when for tie in ties_of(rules=rules))
    if added is None:
        assert asks_the_same
        return
    assert ties_of(rules=(*rules, *added)) == ()
    assert bool(added) == bool(decided)


def test_what_several_match_alike_gets_the_shortest_goal_of_each_kind():
    chat = GoalRule(name="chat", when=Facts(channel="chat"), first_answer_seconds=120)
    urgent = GoalRule(
        name="urgent", when=Facts(priority="urgent"), first_answer_seconds=900, resolution_seconds=3600
    )
    gold = GoalRule(name="gold", when=Facts(tier="gold"), first_answer_seconds=60)
    rules = (chat, urgent, gold)
    added = rules_between(rules=rules)
    found = rule_for(rules=(*rules, *added), facts=Facts(channel="chat", priority="urgent", tier="gold"))
    assert (found.first_answer_seconds, found.resolution_seconds) == (60, 3600)
    assert {each.name for each in added} >= {"chat + urgent", "chat + gold", "urgent + gold"}


@given(rules=policies, facts=st.sampled_from(EVERY_FACTS))
def test_without_ties_the_order_of_rules_does_not_matter(rules, facts):
    if not ties_of(rules=rules):
        assert rule_for(rules=rules, facts=facts) == rule_for(rules=rules[::-1], facts=facts)


def test_every_measure_has_its_own_goal():
    goals = GoalRule(name="all", first_answer_seconds=1, next_answer_seconds=2, resolution_seconds=None)
    assert [goals.seconds(measure) for measure in Measure] == [1, 2, None]


def test_a_goal_that_is_less_than_no_time_is_refused():
    with pytest.raises(OutOfRange, match="first_answer"):
        GoalRule(name="x", first_answer_seconds=-5)
