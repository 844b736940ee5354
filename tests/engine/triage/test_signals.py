"""What texts say of danger, outage and complaint, judged by hand-labelled and by real texts."""

import csv
import json
from collections.abc import Iterable

import pytest

from halfhour.engine.triage import Signal, TriageReason, signals_in
from support.signal_texts import JUDGED, LEARNED

DANGER = Signal.ACCOUNT_IN_DANGER
BANK_DANGER = {
    "compromised_card",
    "lost_or_stolen_card",
    "card_payment_not_recognised",
    "cash_withdrawal_not_recognised",
    "direct_debit_payment_not_recognised",
}
EITHER = "lost_or_stolen_phone"  # of a bank's customer: some of them fear for the account, some do not


def said(text: str) -> set[Signal]:
    return {each.signal for each in signals_in(text)}


def precision_and_recall(pairs: Iterable[tuple[bool, bool]]) -> tuple[float, float]:
    """Of what was said the share that is true, of what is true the share that was said."""
    pairs = list(pairs)
    both = sum(told and true for told, true in pairs)
    return both / sum(told for told, _ in pairs), both / sum(true for _, true in pairs)


@pytest.mark.parametrize(
    ("signal", "recall"), [(DANGER, 0.8), (Signal.OUTAGE, 0.75), (Signal.COMPLAINT, 0.7)]
)
def test_texts_that_the_words_were_not_chosen_for(signal, recall):
    pairs = [(signal in said(text), signal in true) for _, text, true in JUDGED]
    found = precision_and_recall(pairs)
    assert found[0] >= 0.95
    assert found[1] >= recall


@pytest.mark.parametrize("signal", Signal)
@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_texts_that_the_words_were_chosen_for(signal, language):
    pairs = [(signal in said(text), signal in true) for tongue, text, true in LEARNED if tongue == language]
    assert min(precision_and_recall(pairs)) >= 0.9


@pytest.mark.parametrize(
    "text",
    [
        "My account was not hacked",
        "No complaints from us",
        "This isn't a complaint",
        "How can we prevent phishing?",
        "Меня не взломали",
        "Жалоб нет",
        "Сбой устранён",
        "账号没有被盗",
        "不是投诉",
        "怎么防止盗号",
        "我没有下单成功",
        "The outage is over",
    ],
)
def test_words_that_are_turned_round_do_not_count(text):
    assert said(text) == set()


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("It does not help. My account was hacked!", DANGER),
        ("I cannot sign in, my account was hacked", DANGER),
        ("This is not only rude, it is a disgrace", Signal.COMPLAINT),
        ("Деньги не пришли. Аккаунт взломали", DANGER),
        ("登录不了，账号被盗", DANGER),
        ("是不是宕机了", Signal.OUTAGE),
        ("There was an unauthorized payment", DANGER),
    ],
)
def test_a_negation_of_something_else_turns_nothing(text, signal):
    assert signal in said(text)


def test_the_words_that_said_it_are_the_reason():
    (found,) = signals_in("Hello, the WEBSITE IS DOWN since noon")
    assert found.signal is Signal.OUTAGE
    assert found.reason.kind is TriageReason.SAYS_OUTAGE
    assert found.reason.figures == {"words": "website is down"}


def test_one_text_may_say_several_things():
    assert said("Account hacked, and the site is down. Unacceptable!") == set(Signal)


@pytest.mark.parametrize("text", ["", " ", "🙂", "ok", "2026-01-01"])
def test_nothing_is_said_by_nothing(text):
    assert signals_in(text) == ()


@pytest.mark.shared_data
def test_real_questions_to_a_bank(shared_data):
    """Every second one: the others were looked at while the words were chosen."""
    with (shared_data / "intents-banking77/train.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))[1::2]
    pairs = [
        (DANGER in said(row["text"]), row["category"] in BANK_DANGER)
        for row in rows
        if row["category"] != EITHER
    ]
    precision, recall = precision_and_recall(pairs)
    assert precision >= 0.85
    assert recall >= 0.7


@pytest.mark.shared_data
@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_real_questions_about_other_things_seldom_alarm(shared_data, language):
    texts = [
        json.loads(line)["question"]
        for name in (f"faq-debian-en-ru-zh/{language}.jsonl", f"qa-xquad-en-ru-zh/{language}_questions.jsonl")
        for line in (shared_data / name).read_text("utf-8").splitlines()
    ]
    alarms = sum(bool(said(text or "")) for text in texts)
    assert alarms <= 0.005 * len(texts)
