"""Labels on four public sets: accuracy, silence, calibration, with published figures beside.

    .venv/bin/python scripts/triage_on_intents.py

- BANKING77: 10,003 questions to a bank, 77 labels. The published test split is not in the folder, so each
  fifth question is held out in turn; the published figures are of another split of the same questions.
- CLINC150: learned from the training split and 100 requests that fit no label, judged on the validation split
  and 100 more of them; the published figures are of the test split.
- HINT3: what customers typed to the live chat of a mattress shop, 58 % of it out of scope. Learned from what
  the chat's makers wrote, with none marked as out of scope. Published at the threshold best for each system.
- xSID: 300 assistant requests in English and the same in Chinese, each fifth held out in turn.

An answer is the label told, or silence; "in scope" is the share of what fits a label that is given it,
"out of scope" the share of what fits none that is met with silence. The figures stand on
docs/methods/triage.md. Needs ../shared/data.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from halfhour.engine.triage import ClassifierRules, Example, calibration_error, classify, fit_classifier

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
NONE = "out of scope"
SET_NONE = {"oos": NONE, "NO_NODES_DETECTED": NONE}
Rows = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """For each text the label it has, the nearest label, the answer given, and how sure it was."""

    true: np.ndarray
    nearest: np.ndarray
    told: np.ndarray
    chance: np.ndarray

    def figures(self, *, outside_share: float) -> str:
        outside = self.true == NONE
        inside = ~outside
        weight = np.ones(outside.size)
        if outside.any():
            weight[outside] = inside.sum() * outside_share / (1 - outside_share) / outside.sum()
        right = self.nearest == self.true
        error = calibration_error(chances=self.chance, is_right=right, weights=weight)
        silence = f"{(self.told == NONE)[outside].mean():8.1%}" if outside.any() else f"{'':8}"
        sure = inside & (self.told != NONE)
        return (
            f"{right[inside].mean():9.1%} {(self.told == self.true)[inside].mean():9.1%} {silence}"
            f" {sure.sum() / inside.sum():8.1%} {(self.told == self.true)[sure].mean():9.1%} {error:8.3f}"
        )


def main() -> None:
    if not SHARED.exists():
        raise SystemExit(f"There is nothing to learn from: {SHARED} is absent.")
    print(
        f"{'':44} {'nearest':>9} {'in scope':>9} {'silent':>8} {'told':>8} {'of these':>9} {'calibr.':>8}\n"
        f"{'':44} {'is right':>9} {'& right':>9} {'on rest':>8} {'':>8} {'right':>9} {'error':>8}"
    )
    banking()
    clinc()
    hint3()
    xsid()


def banking() -> None:
    rows = read("intents-banking77/train.csv")
    tell("BANKING77, all labels told", folds(rows, share=0.0), outside_share=0.0)
    few = [row for label in sorted({label for _, label in rows}) for row in of(rows, label)[:10]]
    rest = sorted(set(rows) - set(few))[::5]
    tell("BANKING77, 10 examples a label", answers(few, rest, share=0.0), outside_share=0.0)
    print("  published: BERT 93.7 %, USE+ConveRT 93.4 % (all), 85.2 % (10 a label); always told")


def clinc() -> None:
    inside, held = read("intents-clinc150/train.csv"), read("intents-clinc150/val.csv")
    outside, silent = read("intents-clinc150/oos_train.csv"), read("intents-clinc150/oos_val.csv")
    for name, learned in (("100 marked", [*inside, *outside]), ("none marked", inside)):
        for share in (0.05, 0.2):
            found = answers(learned, [*held, *silent], share=share)
            tell(f"CLINC150, {name}, {share:.0%} expected to fit none", found, outside_share=share)
    print("  published, in scope & right / silent on rest:")
    with (SHARED / "intents-clinc150/published_results.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            print(
                f"    {row['method']:>14} {row['classifier']:<10}"
                f" {row['in_scope_accuracy_pct']:>5} % / {row['oos_recall_pct']:>4} %"
            )


def hint3() -> None:
    test = read("intents-hint3/v1/sofmattress_test.csv")
    for part in ("", "_subset"):
        learned = read(f"intents-hint3/v1/sofmattress{part}_train.csv")
        for share in (0.2, 0.5):
            found = answers(learned, test, share=share)
            accuracy = float((found.told == found.true).mean())
            name = f"HINT3 SOFMattress{' thinned' if part else ''}, {share:.0%} expected"
            tell(name, found, outside_share=float((found.true == NONE).mean()))
            print(f"{'':46}all answers right: {accuracy:.1%}, as published {bests(part)}")


def bests(part: str) -> str:
    """The accuracy of each published system at the threshold that is best for it, on the same test."""
    best: dict[str, tuple[float, float, float]] = {}
    with (SHARED / "intents-hint3/published_results_v1.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if (row["bot"], row["train"]) == ("sofmattress", "subset" if part else "full"):
                found = (float(row["Accuracy"]), float(row["Inscope Accuracy"]), float(row["OOS Recall"]))
                best[row["platform"]] = max(best.get(row["platform"], (0.0, 0.0, 0.0)), found)
    return ", ".join(f"{name} {a:.1%} ({i:.0%}/{o:.0%})" for name, (a, i, o) in sorted(best.items()))


def xsid() -> None:
    english, chinese = (read(f"intents-xsid-en-zh/{tongue}_valid.csv", "intent") for tongue in ("en", "zh"))
    tell("xSID, English, all labels told", folds(english, share=0.0), outside_share=0.0)
    tell("xSID, Chinese, all labels told", folds(chinese, share=0.0), outside_share=0.0)
    mixed = [pair[n % 2] for n, pair in enumerate(zip(english, chinese, strict=False))]
    tell("xSID, every other in Chinese", folds(mixed, share=0.0), outside_share=0.0)
    across = answers(english, chinese, share=0.0)
    tell("xSID, learned in English, asked in Chinese", across, outside_share=0.0)


def read(path: str, label: str = "") -> Rows:
    """Text and label of each row with a text; the label is in the last column unless named."""
    with (SHARED / path).open(encoding="utf-8") as file:
        reader = csv.DictReader(file)
        text = "text" if "text" in (reader.fieldnames or ()) else "sentence"
        label = label or (reader.fieldnames or ("", ""))[1]
        return [(row[text], SET_NONE.get(row[label], row[label])) for row in reader if row[text]]


def of(rows: Rows, label: str) -> Rows:
    return [row for row in rows if row[1] == label]


def folds(rows: Rows, *, share: float) -> Answers:
    found = []
    for fold in range(5):
        learned = [row for n, row in enumerate(rows) if n % 5 != fold]
        found.append(answers(learned, rows[fold::5], share=share))
    return Answers(
        true=np.concatenate([each.true for each in found]),
        nearest=np.concatenate([each.nearest for each in found]),
        told=np.concatenate([each.told for each in found]),
        chance=np.concatenate([each.chance for each in found]),
    )


def answers(learned: Rows, asked: Rows, *, share: float) -> Answers:
    fit = fit_classifier(
        examples=[Example(text=text, label=None if label == NONE else label) for text, label in learned],
        rules=ClassifierRules(out_of_scope_share=share, fewest=2),
    )
    assert fit.classifier is not None
    guesses = [classify(classifier=fit.classifier, text=text) for text, _ in asked]
    return Answers(
        true=np.array([label for _, label in asked]),
        nearest=np.array([guess.nearest[0] for guess in guesses]),
        told=np.array([guess.label or NONE for guess in guesses]),
        chance=np.array([guess.confidence for guess in guesses]),
    )


def tell(name: str, found: Answers, *, outside_share: float) -> None:
    print(f"{name:44} {found.figures(outside_share=outside_share)}", flush=True)


if __name__ == "__main__":
    main()
