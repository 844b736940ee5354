"""Whether a customer writes about the same again."""

import csv
import random

import pytest

from halfhour.engine.errors import OutOfRange
from halfhour.engine.triage import Contact, RepeatRules, TriageReason, repeat_of

DAY = 86_400
NOW = 100 * DAY


def contact(key: str, text: str, *, days_ago: float = 0, customer: str | None = "Ada") -> Contact:
    return Contact(
        key=key, channel="email", text=text, customer=customer, opened_at=int(NOW - days_ago * DAY)
    )


def found(text: str, *earlier: Contact, rules: RepeatRules = RepeatRules()):  # noqa: B008
    return repeat_of(contact=contact("now", text), earlier=earlier, rules=rules)


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("My parcel has not arrived, where is it?", "where is my parcel, it has not arrived!!"),
        ("Hello, the zip of my jacket is broken", "the zip on my jacket is broken, hello?"),
        ("Где моя посылка? Жду уже неделю", "где моя посылка, жду вторую неделю"),
        ("我的包裹一直没有到", "我的包裹还是一直没有到"),
    ],
)
def test_nearly_the_same_words_are_a_repeat(first, again):
    repeat = found(again, contact("1", first, days_ago=3))
    assert repeat.of == "1"
    assert repeat.reason.kind is TriageReason.SAME_WORDS
    assert repeat.reason.figures["share"] >= 0.5


@pytest.mark.parametrize(
    ("first", "again", "number"),
    [
        ("Where is order 55123?", "any news on #55123", "55123"),
        ("Ticket ABC-90210, please", "abc-90210 again", "abc-90210"),
        ("заказ 880011 не пришёл", "Что с 880011?", "880011"),
        ("880011?", "Номер заказа: 880011", "880011"),
        ("订单号12345678一直没到", "12345678 什么时候发货", "12345678"),
    ],
)
def test_the_same_long_number_is_a_repeat_whatever_the_words(first, again, number):
    repeat = found(again, contact("1", first, days_ago=3))
    assert repeat.reason.kind is TriageReason.SAME_NUMBER
    assert repeat.reason.figures == {"number": number}


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("Where is my parcel?", "Please send the invoice again"),
        ("Hello", "Hello"),
        ("Delivered on 2026-03-01", "Which invoice is from 2026-03-01?"),
        ("Order 55123", "Order 55124"),
        ("Since 2024 a customer", "In 2024 I bought a lamp"),
        (
            "Invoice please. Ada, 10115 Berlin, 030 1234567",
            "Where is my lamp? Ada, 10115 Berlin, 030 1234567",
        ),
        ("", ""),
    ],
)
def test_other_matters_greetings_and_dates_are_none(first, again):
    assert found(again, contact("1", first, days_ago=3)) is None


def test_only_the_same_customer_and_only_what_came_before_within_the_days():
    text = "the zip of my jacket is broken"
    assert found(text, contact("1", text, days_ago=3, customer="ADA")).of == "1"
    assert found(text, contact("1", text, days_ago=3, customer="Bob")) is None
    assert found(text, contact("1", text, days_ago=3, customer=None)) is None
    assert found(text, contact("1", text, days_ago=-1)) is None
    assert found(text, contact("now", text, days_ago=0)) is None
    assert found(text, contact("1", text, days_ago=14)).of == "1"
    assert found(text, contact("1", text, days_ago=14.1)) is None
    assert found(text, contact("1", text, days_ago=14.1), rules=RepeatRules(days=20)).of == "1"
    nobody = contact("now", text, customer=None)
    assert repeat_of(contact=nobody, earlier=[contact("1", text, days_ago=3)]) is None


def test_of_several_a_number_comes_first_then_the_most_alike_then_the_latest():
    same = "the zip of my jacket 55123 is broken"
    older, alike, number = (
        contact("older", "the zip of my jacket is broken", days_ago=5),
        contact("alike", "the zip of my jacket is broken", days_ago=4),
        contact("number", "order 55123", days_ago=6),
    )
    assert found(same, older, alike, number).of == "number"
    assert found(same, older, alike).of == "alike"


def test_how_much_must_be_alike_may_be_set():
    first = contact("1", "the zip of my jacket is broken", days_ago=1)
    again = "the zip of my new coat is broken"
    assert found(again, first) is not None
    assert found(again, first, rules=RepeatRules(alike=0.9)) is None


@pytest.mark.parametrize("wrong", [{"days": 0}, {"alike": 0.0}, {"alike": 1.1}])
def test_rules_outside_their_range_are_refused(wrong):
    with pytest.raises(OutOfRange):
        RepeatRules(**wrong)


@pytest.mark.shared_data
def test_two_real_questions_about_different_things_are_seldom_taken_for_one(shared_data):
    with (shared_data / "intents-banking77/train.csv").open(encoding="utf-8") as file:
        rows = [(row["text"], row["category"]) for row in csv.DictReader(file)]
    chance = random.Random(1)
    pairs = [chance.sample(rows, 2) for _ in range(2_000)]
    asked = [(first, again) for (first, one), (again, other) in pairs if one != other]
    taken = [pair for pair in asked if found(pair[1], contact("1", pair[0], days_ago=1))]
    assert len(taken) <= 0.002 * len(asked)
