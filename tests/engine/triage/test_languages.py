"""In which language a text is written, and when that is left open."""

import csv
import json

import pytest

from halfhour.engine.triage import TriageReason, language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Where is my order?", "en"),
        ("where is my refund pls", "en"),
        ("WHERE IS MY ORDER", "en"),
        ("Где мой заказ?", "ru"),
        ("Привет", "ru"),
        ("не работает вход", "ru"),
        ("我的订单在哪里？", "zh"),
        ("退款", "zh"),
        ("我的iPhone 15 Pro Max坏了", "zh"),
        ("Не приходит письмо от Apple Support Communities", "ru"),
        ("Де моє замовлення?", "uk"),
        ("Къде е поръчката ми?", "bg"),
        ("Wo ist meine Bestellung?", "de"),
        ("Où est ma commande ?", "fr"),
        ("No puedo entrar en mi cuenta", "es"),
        ("não consigo entrar na minha conta", "pt"),
        ("Dov'è il mio ordine?", "it"),
        ("Waar is mijn bestelling?", "nl"),
        ("Gdzie jest moje zamówienie?", "pl"),
        ("Siparişim nerede kaldı?", "tr"),
        ("注文はどこですか", "ja"),
        ("주문이 어디에 있나요?", "ko"),
    ],
)
def test_a_sentence_is_enough(text, language):
    assert language_of(text).language == language


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", TriageReason.NO_LETTERS),
        ("12345", TriageReason.NO_LETTERS),
        ("??? 🙂", TriageReason.NO_LETTERS),
        ("https://example.org/help me@example.org", TriageReason.NO_LETTERS),
        ("ok", TriageReason.TOO_SHORT_TO_TELL),
        ("hi", TriageReason.TOO_SHORT_TO_TELL),
        ("Hallo", TriageReason.TOO_SHORT_TO_TELL),
        ("好", TriageReason.TOO_SHORT_TO_TELL),
        ("ฉันต้องการคืนเงิน", TriageReason.SCRIPT_NOT_KNOWN),
    ],
)
def test_too_little_is_said_to_be_too_little(text, kind):
    written = language_of(text)
    assert (written.language, written.confidence, written.reason.kind) == (None, 0.0, kind)


def test_addresses_do_not_change_the_language():
    assert (
        language_of("Где мой заказ? https://shop.example.org/orders/where-is-my-order-please").language
        == "ru"
    )


def test_languages_the_team_expects_are_told_sooner():
    assert language_of("order status").language == "en"
    assert language_of("order status", expected=()).language is None
    assert language_of("falta la factura", expected=("es",)).language == "es"


def test_a_few_chinese_words_in_an_english_message_leave_it_english():
    said = "The label on the box reads 退款, what does that mean and whom should I ask about it?"
    assert language_of(said).language == "en"


def column(path, name: str) -> list[str]:
    with path.open(encoding="utf-8") as file:
        return [row[name] for row in csv.DictReader(file) if row[name]]


def lines(path, name: str) -> list[str]:
    return [text for line in path.read_text("utf-8").splitlines() if (text := json.loads(line)[name])]


@pytest.mark.shared_data
@pytest.mark.parametrize("language", ["en", "zh", "ru"])
def test_real_questions_are_told_apart(shared_data, language):
    texts = lines(shared_data / f"qa-xquad-en-ru-zh/{language}_questions.jsonl", "question")[:300]
    texts += lines(shared_data / f"faq-debian-en-ru-zh/{language}.jsonl", "question")
    told = [found for text in texts if (found := language_of(text).language)]
    assert len(told) >= 0.98 * len(texts)
    assert told.count(language) >= 0.995 * len(told)


@pytest.mark.shared_data
def test_short_real_messages_are_right_or_left_open(shared_data):
    """As typed to a live chat, some of them in Hindi."""
    texts = column(shared_data / "intents-hint3/v1/sofmattress_test.csv", "sentence")
    told = [found for text in texts if (found := language_of(text).language)]
    assert len(told) >= 0.88 * len(texts)
    assert told.count("en") >= 0.985 * len(told)
