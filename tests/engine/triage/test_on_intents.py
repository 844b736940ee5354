"""Labels learned from public sets: right, silent where nothing fits, and as sure as it may be.

Whole sets and published figures: scripts/triage_on_intents.py and docs/methods/triage.md.
"""

import csv
from pathlib import Path

import numpy as np
import pytest

from halfhour.engine.triage import ClassifierRules, Example, calibration_error, classify, fit_classifier

pytestmark = pytest.mark.shared_data
NONE = {"oos", "NO_NODES_DETECTED"}
Rows = list[tuple[str, str | None]]


def read(path: Path, text: str = "text", label: str = "intent") -> Rows:
    """Texts with their labels, None where none fits."""
    with path.open(encoding="utf-8") as file:
        return [
            (row[text], None if row[label] in NONE else row[label])
            for row in csv.DictReader(file)
            if row[text]
        ]


def judged(learned: Rows, asked: Rows, *, share: float) -> dict[str, float]:
    fit = fit_classifier(
        examples=[Example(text=text, label=label) for text, label in learned],
        rules=ClassifierRules(out_of_scope_share=share),
    )
    guesses = [classify(classifier=fit.classifier, text=text) for text, _ in asked]
    fits = np.array([label is not None for _, label in asked])
    nearest = np.array([guess.nearest[0] == label for guess, (_, label) in zip(guesses, asked, strict=True)])
    told = np.array([guess.label is not None for guess in guesses])
    weights = np.ones(fits.size)
    if share and not fits.all():
        weights[~fits] = fits.sum() * share / (1 - share) / (~fits).sum()
    return {
        "nearest": nearest[fits].mean(),
        "right of told": nearest[fits & told].mean(),
        "silent": (~told)[~fits].mean() if not fits.all() else 1.0,
        "all right": (nearest & told | ~fits & ~told).mean(),
        "calibration": calibration_error(
            chances=[guess.confidence for guess in guesses], is_right=nearest, weights=weights
        ),
    }


def test_questions_to_a_bank(shared_data):
    """Ten of the 77 labels, every third question held out."""
    rows = read(shared_data / "intents-banking77/train.csv", label="category")
    labels = sorted({label for _, label in rows})[::8]
    some = [row for row in rows if row[1] in labels]
    asked = some[::3]
    found = judged([row for n, row in enumerate(some) if n % 3], asked, share=0.0)
    assert found["nearest"] >= 0.93
    assert found["right of told"] >= 0.95
    assert found["calibration"] <= 0.04


def test_requests_that_fit_no_label_are_met_with_silence(shared_data):
    """Fifteen of the 150 labels of CLINC150, and the texts that fit none of the 150."""
    folder = shared_data / "intents-clinc150"
    rows = read(folder / "train.csv")
    labels = sorted({label for _, label in rows})[::10]
    learned = [row for row in rows if row[1] in labels][::2]
    held = [row for row in read(folder / "val.csv") if row[1] in labels]
    outside, silent = read(folder / "oos_train.csv"), read(folder / "oos_val.csv")
    found = judged([*learned, *outside], [*held, *silent], share=0.2)
    assert found["nearest"] >= 0.93
    assert found["silent"] >= 0.85
    assert found["calibration"] <= 0.05
    unmarked = judged(learned, [*held, *silent], share=0.2)
    assert unmarked["silent"] >= 0.85
    assert unmarked["right of told"] >= 0.95


def test_real_customers_of_a_chat_of_which_most_ask_for_something_else(shared_data):
    """As good as the published systems at the thresholds that are best for them: 63.7 % to 71.3 %."""
    folder = shared_data / "intents-hint3/v1"
    learned = read(folder / "sofmattress_train.csv", "sentence", "label")
    asked = read(folder / "sofmattress_test.csv", "sentence", "label")
    found = judged(learned, asked, share=0.2)
    assert found["nearest"] >= 0.74
    assert found["all right"] >= 0.66
    assert found["silent"] >= 0.75


def test_chinese_needs_no_list_of_words(shared_data):
    rows = read(shared_data / "intents-xsid-en-zh/zh_valid.csv")
    found = judged([row for n, row in enumerate(rows) if n % 4], rows[::4], share=0.0)
    assert found["nearest"] >= 0.82
    assert found["right of told"] >= 0.88
