"""Rules that people write: what they ask for, who wins, and what happens when they set off one another."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfhour.engine.errors import OutOfRange, UnknownTimezone
from halfhour.engine.triage import (
    Contact,
    Field,
    FromCustomer,
    HasFact,
    HasWords,
    InLanguage,
    OnChannel,
    OpenedIn,
    Rule,
    Says,
    Signal,
    TriageReason,
    apply_rules,
)

HOUR = 3600
VALUES = ("a", "b", "c")


def contact(text: str = "hello", **more) -> Contact:
    return Contact(**({"key": "1", "channel": "email", "text": text} | more))


def has(field: Field, *values: str | None) -> HasFact:
    return HasFact(field=field, any_of=frozenset(values))


def rule(name: str, *when, **sets: str) -> Rule:
    return Rule(name=name, when=when, sets={Field(field): value for field, value in sets.items()})


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("words", "text", "holds"),
    [
        (("refund",), "I want a REFUND!", True),
        (("refund",), "refunds", False),
        (("refund*",), "Refunds, please", True),
        (("refund*",), "prerefund", False),
        (("money back",), "my money\n back", True),
        (("возврат*",), "Прошу возврата денег", True),
        (("возврат",), "невозврат", False),
        (("退款",), "我要申请退款谢谢", True),
        (("iphone",), "我的iPhone坏了", True),
        (("c++",), "is there C++ support", True),
        (("ﬁle",), "the FILE", True),
        (("straße",), "STRASSE", True),
    ],
)
def test_words_are_found_whole_in_any_case_and_anywhere_in_chinese(words, text, holds):
    assert HasWords(any_of=words).holds(contact(text)) is holds


def test_words_may_be_asked_for_all_together_or_not_at_all():
    asked = HasWords(all_of=("broken", "lamp"), none_of=("fixed",))
    texts = ["the lamp is broken", "broken lamp, fixed now", "broken"]
    assert [asked.holds(contact(text)) for text in texts] == [True, False, False]


def test_the_subject_counts_as_words_too():
    assert HasWords(any_of=("invoice",)).holds(contact("see above", subject="Invoice 7"))


@pytest.mark.parametrize(
    ("customer", "holds"),
    [
        ("ada@example.org", True),
        ("ADA@Example.org", True),
        ("bob@big.example", True),
        ("bob@very.big.example", False),
        ("customer 7", True),
        ("bob@example.org", False),
        (None, False),
    ],
)
def test_customers_are_told_by_address_by_domain_or_by_name(customer, holds):
    asked = FromCustomer(any_of=frozenset({"ada@example.org", "@big.example", "Customer 7"}))
    assert asked.holds(contact(customer=customer)) is holds


@pytest.mark.parametrize(
    ("opened", "holds"),
    [
        ("2026-03-27T21:30", True),  # Friday 22:30 in Berlin
        ("2026-03-28T03:30", True),  # Saturday 4:30, the night of Friday
        ("2026-03-28T05:00", False),  # Saturday 6:00, when it is over
        ("2026-03-28T21:30", False),  # Saturday 22:30
        ("2026-03-29T00:30", False),  # Sunday 1:30, the night of Saturday
        ("2026-04-03T03:30", False),  # Friday 5:30 in summer time, the night of Thursday
        ("2026-04-04T03:30", True),  # Saturday 5:30 in summer time, the night of Friday
    ],
)
def test_a_night_belongs_to_the_weekday_on_which_it_began(opened, holds):
    friday_night = OpenedIn(
        timezone="Europe/Berlin", weekdays=frozenset({4}), from_second=22 * HOUR, until_second=6 * HOUR
    )
    assert friday_night.holds(contact(opened_at=at(opened))) is holds


def test_a_whole_day_ends_at_midnight_where_the_team_is():
    monday = OpenedIn(timezone="Asia/Shanghai", weekdays=frozenset({0}))
    asked = ["2026-03-01T15:59:59", "2026-03-01T16:00", "2026-03-02T15:59:59", "2026-03-02T16:00"]
    assert [monday.holds(contact(opened_at=at(text))) for text in asked] == [False, True, True, False]


def test_channel_language_signals_and_fields_may_be_asked_for():
    given_one = contact(language="ru", signals=frozenset({Signal.OUTAGE}), facts={Field.PRIORITY: "high"})
    asked = [
        OnChannel(any_of=frozenset({"email", "chat"})),
        InLanguage(any_of=frozenset({"ru"})),
        Says(any_of=frozenset({Signal.OUTAGE, Signal.COMPLAINT})),
        has(Field.PRIORITY, "high"),
        has(Field.CATEGORY, None),
    ]
    other = contact(channel="phone", facts={Field.CATEGORY: "x"})
    assert all(condition.holds(given_one) for condition in asked)
    assert not any(condition.holds(other) for condition in asked)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: HasWords(),
        lambda: HasWords(any_of=(" *",)),
        lambda: OpenedIn(timezone="UTC", weekdays=frozenset({7})),
        lambda: OpenedIn(timezone="UTC", from_second=86_400),
        lambda: Rule(name="none", sets={}),
        lambda: apply_rules(rules=[], contact=contact(), depth=0),
        lambda: apply_rules(rules=[rule("x", queue="a"), rule("x", queue="b")], contact=contact()),
    ],
)
def test_what_cannot_be_meant_is_refused(wrong):
    with pytest.raises(OutOfRange):
        wrong()


def test_a_time_zone_that_nobody_knows_is_refused():
    with pytest.raises(UnknownTimezone):
        OpenedIn(timezone="Mars/Base").holds(contact())


def test_for_each_field_the_first_rule_that_matches_wins():
    rules = [
        rule("chat", OnChannel(any_of=frozenset({"chat"})), queue="chats"),
        rule("refunds", HasWords(any_of=("refund*",)), queue="money", category="refund"),
        rule("rest", queue="post", category="other"),
    ]
    applied = apply_rules(rules=rules, contact=contact("a refund", channel="chat"))
    assert applied.facts == {Field.QUEUE: "chats", Field.CATEGORY: "refund"}
    told = {(act.rule, act.field): act.reason for act in applied.acts}
    assert told["refunds", Field.QUEUE].kind is TriageReason.EARLIER_RULE_WON
    assert told["refunds", Field.QUEUE].figures == {"rule": "refunds", "winner": "chat"}
    assert told["rest", Field.CATEGORY].figures["winner"] == "refunds"


def test_what_is_set_already_is_no_change_and_keeps_later_rules_away():
    rules = [rule("keep", queue="money"), rule("move", queue="post")]
    applied = apply_rules(rules=rules, contact=contact(facts={Field.QUEUE: "money"}))
    assert applied.facts == {Field.QUEUE: "money"}
    assert [act.reason.kind for act in applied.acts] == [
        TriageReason.SAME_ALREADY,
        TriageReason.EARLIER_RULE_WON,
    ]


def test_what_a_person_decided_is_left_alone():
    decided = contact(facts={Field.QUEUE: "money"}, by_person=frozenset({Field.QUEUE}))
    applied = apply_rules(rules=[rule("move", queue="post", priority="low")], contact=decided)
    assert applied.facts == {Field.QUEUE: "money", Field.PRIORITY: "low"}
    assert [act.reason.kind for act in applied.acts] == [
        TriageReason.SET_BY_RULE,
        TriageReason.SET_BY_PERSON,
    ]


def test_what_one_rule_sets_another_may_ask_for_in_whatever_order_they_stand():
    asks = rule("asks", has(Field.CATEGORY, "refund"), queue="money")
    sets = rule("sets", HasWords(any_of=("refund",)), category="refund")
    for rules in ([asks, sets], [sets, asks]):
        applied = apply_rules(rules=rules, contact=contact("refund"))
        assert applied.facts == {Field.CATEGORY: "refund", Field.QUEUE: "money"}
        assert [act.rule for act in applied.acts] == ["sets", "asks"]
        assert applied.trouble is None


def test_a_rule_that_writes_the_field_it_listens_to_is_applied_once():
    applied = apply_rules(
        rules=[rule("raise", has(Field.PRIORITY, "low"), priority="high")],
        contact=contact(facts={Field.PRIORITY: "low"}),
    )
    assert applied.facts == {Field.PRIORITY: "high"}
    assert [act.is_change for act in applied.acts] == [True]
    assert applied.trouble is None


def test_rules_that_undo_one_another_change_nothing_and_are_named():
    rules = [
        rule("to b", has(Field.QUEUE, "a"), queue="b"),
        rule("to a", has(Field.QUEUE, "b"), queue="a"),
        rule("bystander", category="x"),
    ]
    applied = apply_rules(rules=rules, contact=contact(facts={Field.QUEUE: "a"}))
    assert applied.facts == {Field.QUEUE: "a", Field.CATEGORY: "x"}
    assert applied.trouble.kind is TriageReason.RULES_GO_IN_CIRCLES
    assert applied.trouble.figures == {"rules": "to b, to a"}
    assert [act.rule for act in applied.acts if act.is_change] == ["bystander"]


def test_a_field_that_was_not_set_is_unset_again_after_a_circle():
    rules = [
        rule("first", has(Field.QUEUE, None, "b"), queue="a"),
        rule("second", has(Field.QUEUE, "a"), queue="b"),
    ]
    applied = apply_rules(rules=rules, contact=contact())
    assert applied.facts == {}
    assert applied.trouble.kind is TriageReason.RULES_GO_IN_CIRCLES


def test_a_chain_longer_than_the_depth_stops_there_and_says_so():
    chain = [rule(f"to {n + 1}", has(Field.QUEUE, str(n)), queue=str(n + 1)) for n in range(9)]
    applied = apply_rules(rules=chain, contact=contact(facts={Field.QUEUE: "0"}), depth=3)
    assert applied.facts == {Field.QUEUE: "3"}
    assert applied.trouble.kind is TriageReason.RULES_TOO_DEEP
    assert applied.trouble.figures == {"depth": 3, "rules": "to 3"}
    assert apply_rules(rules=chain, contact=contact(facts={Field.QUEUE: "0"}), depth=10).trouble is None


FIELDS = st.sampled_from([Field.QUEUE, Field.CATEGORY])
CONDITIONS = st.builds(has, FIELDS, st.sampled_from([*VALUES, None]))
RULES = st.lists(
    st.tuples(st.lists(CONDITIONS, max_size=2), st.dictionaries(FIELDS, st.sampled_from(VALUES), min_size=1)),
    max_size=5,
).map(lambda given: [Rule(name=str(n), when=tuple(when), sets=sets) for n, (when, sets) in enumerate(given)])
FACTS = st.dictionaries(FIELDS, st.sampled_from(VALUES))


def by_hand(rules, facts, *, looks: int = 40) -> dict | None:
    """All rules on the fields, first match first, until nothing changes; None where that never comes."""
    for _ in range(looks):
        after = dict(facts)
        for field in (Field.QUEUE, Field.CATEGORY):
            setting = [r for r in rules if field in r.sets and r.matches(contact(facts=facts))]
            if setting:
                after[field] = setting[0].sets[field]
        if after == facts:
            return after
        facts = after
    return None


@given(rules=RULES, facts=FACTS)
def test_the_end_is_that_of_looking_by_hand_and_more_than_sixteen_states_there_are_not(rules, facts):
    applied = apply_rules(rules=rules, contact=contact(facts=facts), depth=20)
    end = by_hand(rules, facts)
    assert (applied.trouble is None) == (end is not None)
    if end is not None:
        assert applied.facts == end


@given(rules=RULES, facts=FACTS)
def test_rules_that_look_once_more_change_nothing_more(rules, facts):
    first = apply_rules(rules=rules, contact=contact(facts=facts), depth=20)
    again = apply_rules(rules=rules, contact=contact(facts=first.facts), depth=20)
    if first.trouble is None:
        assert again.facts == first.facts
        assert not any(act.is_change for act in again.acts)


@given(rules=RULES, facts=FACTS)
def test_changes_that_are_told_lead_from_what_was_to_what_is(rules, facts):
    applied = apply_rules(rules=rules, contact=contact(facts=facts), depth=20)
    told = dict(facts)
    for act in applied.acts:
        if act.is_change:
            assert told.get(act.field) == act.was
            told[act.field] = act.value
    assert told == applied.facts
