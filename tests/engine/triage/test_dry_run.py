"""What rules would have done to past contacts."""

import pytest

from halfhour.engine.errors import OutOfRange
from halfhour.engine.triage import (
    Contact,
    Field,
    HasFact,
    HasWords,
    Move,
    Rule,
    TriageReason,
    apply_rules,
    dry_run,
)


def contact(key: int, text: str, **facts: str) -> Contact:
    given = {Field(field): value for field, value in facts.items()}
    return Contact(key=f"{key:04}", channel="email", text=text, opened_at=key, facts=given)


REFUNDS = Rule(name="refunds", when=(HasWords(any_of=("refund*",)),), sets={Field.QUEUE: "money"})
REST = Rule(name="rest", sets={Field.QUEUE: "post"})
NEVER = Rule(name="never", when=(HasWords(any_of=("unicorn",)),), sets={Field.QUEUE: "zoo"})


def test_each_rule_is_told_with_what_it_would_have_changed_and_what_not():
    contacts = [
        contact(1, "a refund", queue="post"),
        contact(2, "refunds", queue="money"),
        contact(3, "hello", queue="chat"),
        contact(4, "hello", queue="post"),
        contact(5, "refund"),
    ]
    run = dry_run(rules=[REFUNDS, REST, NEVER], contacts=contacts)
    refunds, rest, never = run.effects
    assert (run.contacts, run.changed) == (5, 3)
    assert (refunds.matched, refunds.changed, refunds.same) == (3, 2, 1)
    assert refunds.examples == ("0005", "0001")
    assert set(refunds.moves) == {
        Move(field=Field.QUEUE, was="post", value="money", contacts=1),
        Move(field=Field.QUEUE, was=None, value="money", contacts=1),
    }
    assert (rest.matched, rest.changed, rest.beaten, rest.same) == (5, 1, 3, 1)
    assert (never.rule, never.matched, never.moves) == ("never", 0, ())


def test_opening_a_complaint_is_a_change_with_a_reason_of_its_own():
    rule = Rule(name="lawyers", when=REFUNDS.when, sets={Field.COMPLAINT: "opened"})
    run = dry_run(rules=[rule], contacts=[contact(1, "refund"), contact(2, "refund", complaint="opened")])
    assert (run.effects[0].changed, run.effects[0].same) == (1, 1)
    applied = apply_rules(rules=[rule], contact=contact(1, "refund"))
    assert applied.acts[0].reason.kind is TriageReason.COMPLAINT_BY_RULE


def test_only_the_latest_contacts_are_asked():
    contacts = [contact(n, "refund") for n in range(1_500)]
    run = dry_run(rules=[REFUNDS], contacts=contacts)
    assert run.contacts == run.effects[0].changed == 1_000
    assert run.effects[0].examples[0] == "1499"
    assert dry_run(rules=[REFUNDS], contacts=contacts, latest=3).contacts == 3


def test_what_a_person_decided_is_counted_apart():
    decided = Contact(
        key="1",
        channel="email",
        text="refund",
        facts={Field.QUEUE: "chat"},
        by_person=frozenset({Field.QUEUE}),
    )
    effect = dry_run(rules=[REFUNDS], contacts=[decided]).effects[0]
    assert (effect.matched, effect.changed, effect.by_person) == (1, 0, 1)


def test_contacts_whose_rules_go_in_circles_are_named():
    there, back = (
        Rule(
            name=name,
            when=(HasFact(field=Field.QUEUE, any_of=frozenset({was})),),
            sets={Field.QUEUE: value},
        )
        for name, was, value in (("there", "a", "b"), ("back", "b", "a"))
    )
    run = dry_run(rules=[there, back], contacts=[contact(1, "x", queue="a"), contact(2, "x", queue="c")])
    assert [trouble.key for trouble in run.troubles] == ["0001"]
    assert run.troubles[0].reason.kind is TriageReason.RULES_GO_IN_CIRCLES
    assert run.changed == 0


def test_effects_of_every_contact_add_up():
    contacts = [contact(n, ["refund", "hi", "unicorn refund"][n % 3], queue="abc"[n % 2]) for n in range(60)]
    for effect in dry_run(rules=[NEVER, REFUNDS, REST], contacts=contacts).effects:
        assert effect.changed + effect.beaten + effect.by_person + effect.same == effect.matched


def test_nothing_is_asked_of_no_contacts():
    assert dry_run(rules=[REFUNDS], contacts=[]).contacts == 0
    with pytest.raises(OutOfRange):
        dry_run(rules=[REFUNDS], contacts=[], latest=0)
