"""Learning labels: what is learned, how sure it is, what it says, and what it leaves unsaid."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halfhour.engine.errors import OutOfRange
from halfhour.engine.triage import (
    ClassifierRules,
    Example,
    TriageReason,
    calibration_error,
    classify,
    corrected,
    fit_classifier,
)
from halfhour.engine.triage._classifier import LONGEST_KEPT, reading_of
from halfhour.engine.triage._features import pieces_of
from halfhour.engine.triage._learning import _learned
from support.desk_texts import DESK, HARDER, NO_LABEL

ALL_IN_SCOPE = ClassifierRules(out_of_scope_share=0.0)


def examples(**texts: list[str]) -> list[Example]:
    return [Example(text=text, label=label) for label, given in texts.items() for text in given]


def kinds(guess) -> list[TriageReason]:
    return [reason.kind for reason in guess.reasons]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("please refund my money for order 5512", "refund"),
        ("I forgot my password and cannot sign in", "sign-in"),
        ("верните деньги за заказ", "refund"),
        ("не могу войти, забыл пароль", "sign-in"),
        ("我要退款", "refund"),
        ("忘记密码，登录不了", "sign-in"),
    ],
)
def test_one_classifier_learns_three_languages(desk, text, label):
    assert classify(classifier=desk, text=text).label == label


def test_harder_words_for_the_same_are_mostly_right_or_left_to_people(desk):
    guesses = [(classify(classifier=desk, text=each.text).label, each.label) for each in HARDER]
    wrong = [pair for pair in guesses if pair[0] not in (None, pair[1])]
    right = [pair for pair in guesses if pair[0] == pair[1]]
    assert len(right) >= len(guesses) * 0.6
    assert len(wrong) <= len(guesses) * 0.1


def test_what_decided_is_told_in_the_words_of_the_text(desk):
    guess = classify(classifier=desk, text="Please REFUND order 5512")
    assert kinds(guess) == [TriageReason.LIKELY_LABEL, TriageReason.DECIDED_BY_WORDS]
    assert guess.reasons[0].figures == {"label": "refund", "confidence": min(guess.confidence, 0.99)}
    assert "refund" in guess.reasons[1].figures["words"].split(", ")


def test_in_a_text_without_spaces_the_pair_of_characters_that_decided_is_told(desk):
    told = classify(classifier=desk, text="你好我要退款谢谢").reasons[-1]
    assert "退款" in told.figures["words"]


def test_it_is_silent_about_what_fits_no_label_and_says_how_sure_it_would_have_to_be(desk):
    guess = classify(classifier=desk, text="the weather in the mountains is lovely today")
    assert guess.label is None
    assert len(guess.nearest) > 1
    assert guess.reasons[0].kind is TriageReason.NOT_SURE_ENOUGH
    assert guess.confidence < guess.reasons[0].figures["needed"] == desk.abstain_below


@pytest.mark.parametrize("text", ["", "   ", "!!!", "ฯ", "🙂"])
def test_a_text_without_anything_known_has_no_label_and_no_chance(desk, text):
    guess = classify(classifier=desk, text=text)
    assert (guess.label, guess.confidence) == (None, 0.0)
    assert kinds(guess) == [TriageReason.NOTHING_KNOWN_IN_TEXT]


def test_margins_are_those_of_the_pipeline_that_was_fitted():
    pipeline = _learned(DESK)
    classifier = fit_classifier(examples=DESK, rules=ALL_IN_SCOPE).classifier
    texts = [each.text for each in (*DESK, *HARDER)]
    ours = np.array([reading_of(classifier, text).margins for text in texts])
    np.testing.assert_allclose(ours, pipeline.margins(texts), atol=1e-5)


def test_two_labels_are_learned_as_well_as_many():
    two = [each for each in DESK if each.label in ("refund", "sign-in")]
    classifier = fit_classifier(examples=two, rules=ALL_IN_SCOPE).classifier
    guesses = [classify(classifier=classifier, text=each.text).nearest[0] for each in two]
    assert guesses == [each.label for each in two]


def test_the_same_examples_give_the_same_classifier():
    four = [each for each in DESK if each.label != "delivery"]
    first, again = (fit_classifier(examples=four).classifier for _ in range(2))
    assert first.abstain_below == again.abstain_below
    assert (first.weights == again.weights).all()
    assert first.calibration == again.calibration


def test_labels_with_too_few_examples_are_left_out_and_said():
    more = [*DESK, Example(text="an invoice for the tax office", label="tax")]
    fit = fit_classifier(examples=more, rules=ALL_IN_SCOPE)
    assert "tax" not in fit.classifier.labels
    said = next(reason for reason in fit.reasons if reason.kind is TriageReason.TOO_FEW_OF_LABEL)
    assert said.figures == {"label": "tax", "count": 1, "needed": 5}


def test_what_was_held_out_is_told_label_by_label_and_adds_up():
    held = fit_classifier(examples=[*DESK, *NO_LABEL]).held
    assert [each.label for each in held.by_label] == sorted({each.label for each in DESK})
    told, right = (sum(getattr(each, name) for each in held.by_label) for name in ("told", "right"))
    assert sum(each.examples for each in held.by_label) == held.examples
    assert (told / held.examples, right / told) == pytest.approx((held.told_share, held.told_accuracy))
    for each in held.by_label:
        assert each.right <= each.told <= each.examples
        assert (each.taken_for is None) == (each.told == each.right)
        assert each.taken_for != each.label


@pytest.mark.parametrize("few", [[], DESK[:3], [Example(text="…", label="x")] * 9])
def test_too_little_to_learn_from_gives_no_classifier_and_says_so(few):
    fit = fit_classifier(examples=few)
    assert fit.classifier is None
    assert fit.held is None
    assert fit.reasons[-1].kind is TriageReason.TOO_FEW_LABELS


def test_what_fits_no_label_is_learned_from_examples_or_from_labels_left_out():
    from_examples = fit_classifier(examples=[*DESK, *NO_LABEL])
    from_labels = fit_classifier(examples=DESK)
    assert from_examples.held.out_of_scope_examples >= len(NO_LABEL)
    assert not from_examples.reasons
    assert [reason.kind for reason in from_labels.reasons] == [TriageReason.OUT_OF_SCOPE_GUESSED]
    assert from_labels.held.out_of_scope_examples > 0


def test_with_two_labels_and_no_example_of_what_fits_none_that_is_said():
    two = [each for each in DESK if each.label in ("refund", "sign-in")]
    assert [reason.kind for reason in fit_classifier(examples=two).reasons] == [
        TriageReason.OUT_OF_SCOPE_UNKNOWN
    ]


def test_the_more_contacts_fit_no_label_the_less_sure_it_is():
    def confidence(share: float) -> float:
        fit = fit_classifier(examples=[*DESK, *NO_LABEL], rules=ClassifierRules(out_of_scope_share=share))
        texts = [each.text for each in HARDER]
        return float(np.mean([classify(classifier=fit.classifier, text=text).confidence for text in texts]))

    assert confidence(0.0) > confidence(0.6)


def test_the_dearer_a_wrong_label_the_more_it_leaves_to_people():
    told = [
        fit_classifier(examples=[*DESK, *NO_LABEL], rules=ClassifierRules(wrong_costs=costs)).held.told_share
        for costs in (0.2, 20.0)
    ]
    assert told == sorted(told, reverse=True)
    assert told[0] > told[-1]


def test_a_label_needs_as_many_examples_as_the_rules_ask_for():
    few = examples(a=["red apples", "green apples"], b=["old trains", "new trains"])
    assert fit_classifier(examples=few, rules=ALL_IN_SCOPE).classifier is None
    two_are_enough = ClassifierRules(fewest=2, out_of_scope_share=0.0)
    assert fit_classifier(examples=few, rules=two_are_enough).classifier.labels == ("a", "b")


@pytest.mark.parametrize(
    "wrong", [{"fewest": 1}, {"wrong_costs": 0.0}, {"wrong_costs": float("inf")}, {"out_of_scope_share": 1.0}]
)
def test_rules_outside_their_range_are_refused(wrong):
    with pytest.raises(OutOfRange):
        ClassifierRules(**wrong)


def test_corrections_train_it(desk):
    moved = [
        Example(key=each.key, text=each.text, label="exchange") for each in DESK if each.label == "refund"
    ]
    after = fit_classifier(
        examples=corrected(examples=DESK, corrections=moved), rules=ALL_IN_SCOPE
    ).classifier
    text = "please refund my money for order 5512"
    assert classify(classifier=desk, text=text).nearest[0] == "refund"
    assert classify(classifier=after, text=text).nearest[0] == "exchange"


def test_the_last_correction_of_a_contact_counts_and_weighs_double():
    was = Example(key="1", text="hello", label="a")
    found = corrected(examples=[was], corrections=[replace(was, label="b"), replace(was, label="c")])
    assert found == (Example(key="1", text="hello", label="c", weight=2.0),)


def test_corrections_of_contacts_not_seen_before_join_them():
    new = Example(text="new", label="b")
    assert len(corrected(examples=[Example(text="old", label="a")], corrections=[new, new])) == 3


def test_an_example_that_weighs_more_pulls_more():
    grey = ["grey box", "grey boxes", "the grey box", "my grey box"]
    both = examples(a=[*grey, "red fox", "red foxes"], b=[*grey, "blue fish", "blue fishes"])
    heavy = [replace(each, weight=9.0) if each.label == "b" else each for each in both]
    light = [replace(each, weight=9.0) if each.label == "a" else each for each in both]
    for weighed, label in ((heavy, "b"), (light, "a")):
        fit = fit_classifier(examples=weighed, rules=ALL_IN_SCOPE)
        assert classify(classifier=fit.classifier, text="grey box").nearest[0] == label


@pytest.mark.parametrize("weight", [0.0, -1.0, float("nan"), float("inf")])
def test_an_example_without_weight_is_refused(weight):
    with pytest.raises(OutOfRange):
        Example(text="hello", label="a", weight=weight)


def test_calibration_error_is_the_distance_of_claims_from_what_came_true():
    assert calibration_error(chances=[1.0, 1.0], is_right=[True, True]) == 0
    assert calibration_error(chances=[1.0, 0.0], is_right=[False, True]) == 1
    assert calibration_error(chances=[0.75] * 4, is_right=[True, True, True, False]) == 0
    # two bins: 3 of 4 guesses claim 0.9 and 2 of them are right; one claims 0.1 and is wrong
    two = {"chances": [0.9, 0.9, 0.9, 0.1], "is_right": [True, True, False, False]}
    assert calibration_error(**two) == pytest.approx((3 * (0.9 - 2 / 3) + 0.1) / 4)


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read(desk, text):
    guess = classify(classifier=desk, text=text)
    assert 0 <= guess.confidence <= 1
    assert (guess.label is None) == (guess.confidence < desk.abstain_below or guess.confidence == 0)


def test_a_word_of_any_length_is_read_and_only_short_ones_stay_at_hand(desk):
    long = "a" * (LONGEST_KEPT + 1)
    for _again in range(2):
        sizes = [desk.rows_inside(word).size for word in ("card", long)]
        assert sizes == [len(pieces_of("card")), len(pieces_of(long))]
    assert ("card" in desk._kept, long in desk._kept) == (True, False)
