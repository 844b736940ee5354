"""All of triage on one contact: who has the last word."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halfhour.engine.triage import (
    Contact,
    Field,
    HasFact,
    InLanguage,
    Rule,
    Says,
    Signal,
    TriageReason,
    triage,
)

REFUND = "please refund my money for order 5512"


def contact(text: str, **more) -> Contact:
    return Contact(**({"key": "1", "channel": "email", "text": text} | more))


def rule(name: str, when, **sets: str) -> Rule:
    return Rule(name=name, when=(when,), sets={Field(field): value for field, value in sets.items()})


REFUNDS = rule("refunds", HasFact(field=Field.CATEGORY, any_of=frozenset({"refund"})), queue="money")
URGENT = rule("urgent", Says(any_of=frozenset({Signal.OUTAGE})), priority="urgent")
RUSSIAN = rule("russian", InLanguage(any_of=frozenset({"ru"})), queue="ru")


def test_rules_see_the_category_that_the_classifier_is_sure_of(desk):
    found = triage(contact=contact(REFUND), classifier=desk, rules=[REFUNDS])
    assert found.facts == {Field.CATEGORY: "refund", Field.QUEUE: "money"}
    assert found.guess.label == "refund"


def test_rules_see_language_and_signals():
    found = triage(contact=contact("У вас сайт не работает"), rules=[URGENT, RUSSIAN])
    assert found.facts == {Field.PRIORITY: "urgent", Field.QUEUE: "ru"}
    assert found.guess is None


def test_a_guess_that_is_not_sure_sets_nothing(desk):
    found = triage(contact=contact("what is the weather like"), classifier=desk, rules=[REFUNDS])
    assert found.facts == {}
    assert found.guess.nearest


@pytest.mark.parametrize("by_person", [frozenset(), frozenset({Field.CATEGORY})])
def test_a_category_that_is_set_is_kept(desk, by_person):
    one = contact(REFUND, facts={Field.CATEGORY: "size"}, by_person=by_person)
    assert triage(contact=one, classifier=desk).facts == {Field.CATEGORY: "size"}


def test_a_label_that_is_no_more_is_not_guessed_nor_offered(desk):
    known = triage(contact=contact(REFUND), classifier=desk).guess
    others = [label for label in known.nearest if label != "refund"]
    found = triage(contact=contact(REFUND), classifier=desk, rules=[REFUNDS], labels=others)
    assert Field.CATEGORY not in found.facts
    assert found.guess.reasons[0].kind is TriageReason.NO_SUCH_LABEL
    assert found.guess.nearest == tuple(others)
    assert triage(contact=contact(REFUND), classifier=desk, labels=known.nearest).guess == known


def test_a_category_that_a_person_left_open_stays_open(desk):
    one = contact(REFUND, by_person=frozenset({Field.CATEGORY}))
    assert triage(contact=one, classifier=desk).facts == {}


def test_a_language_that_is_set_is_kept():
    found = triage(contact=contact("У вас сайт не работает", language="uk"), rules=[RUSSIAN])
    assert found.written.language == "ru"
    assert found.facts == {}


def test_subject_and_text_both_count(desk):
    found = triage(contact=contact("see above", subject="Site is down"), classifier=desk)
    assert [said.signal for said in found.said] == [Signal.OUTAGE]


def test_an_earlier_contact_of_the_customer_is_found():
    earlier = contact("order 55123 is late", key="0", customer="Ada")
    found = triage(contact=contact("any news about 55123?", customer="Ada", opened_at=60), earlier=[earlier])
    assert found.repeat.of == "0"
    assert found.repeat.reason.kind is TriageReason.SAME_NUMBER


@given(st.text(max_size=300), st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_any_text_is_taken(desk, text, subject):
    found = triage(contact=contact(text, subject=subject, customer="Ada"), classifier=desk, rules=[URGENT])
    assert found.applied.trouble is None
