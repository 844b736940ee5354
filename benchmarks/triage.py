"""Messages triaged a second on one core: ours one by one, and a plain scikit-learn pipeline beside us.

    OMP_NUM_THREADS=1 .venv/bin/python benchmarks/triage.py

The peer is what one would write first: words and letters by TfidfVectorizer, LogisticRegression, and
predict_proba message by message, as they come; it tells no words, no language and no signals. Both learn the
same made-up messages of 40 labels, and are asked for others. The goal is 2,000 messages a second of one core
for the classifier with its reasons; what all of triage does of them is told beside it.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

from collections.abc import Callable
from statistics import median

import numpy as np
from _harness import PAIRS, Row, Run, cost, measured, report

from halfhour.engine.triage import (
    ClassifierRules,
    Contact,
    Example,
    Field,
    HasWords,
    Rule,
    classify,
    fit_classifier,
    triage,
)

LABELS = 40
EACH = 50  # messages of a label that are learned
ASKED = 2_000
GOAL_PER_SECOND = 2_000
SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "ar", "en", "ist")]


def main() -> None:
    chance = np.random.default_rng(7)
    words = [vocabulary(chance, 12) for _ in range(LABELS)]
    common = vocabulary(chance, 300)
    learned = [
        (message(chance, words[label], common), str(label)) for label in range(LABELS) for _ in range(EACH)
    ]
    asked = [message(chance, words[n % LABELS], common) for n in range(ASKED)]

    fit = fit_classifier(
        examples=[Example(text=text, label=label) for text, label in learned],
        rules=ClassifierRules(out_of_scope_share=0.0),
    )
    assert fit.classifier is not None
    classifier = fit.classifier
    peer = plain_pipeline(learned)
    rules = [
        Rule(name=str(n), when=(HasWords(any_of=tuple(words[n][:3])),), sets={Field.QUEUE: str(n)})
        for n in range(20)
    ]

    print(
        f"{LABELS} labels, {len(classifier.vocabulary):,} features,"
        f" {np.mean([len(text) for text in asked]):.0f} characters a message"
    )
    right = np.mean(
        [
            classify(classifier=classifier, text=text).nearest[0] == str(n % LABELS)
            for n, text in enumerate(asked)
        ]
    )
    theirs = np.mean([peer([text])[0] == str(n % LABELS) for n, text in enumerate(asked[:400])])
    print(f"right: ours {right:.1%}, the peer's {theirs:.1%}")
    label = run(lambda text: classify(classifier=classifier, text=text), asked)
    everything = run(
        lambda text: triage(
            contact=Contact(key="1", channel="email", text=text), classifier=classifier, rules=rules
        ),
        asked,
    )
    one_by_one = run(lambda text: peer([text]), asked[:300])
    report(
        [
            measured(
                work="label, chance and reasons of a message",
                peer="scikit-learn, label and chance",
                ours=label,
                theirs=one_by_one,
                goal=5.0,
            ),
            measured(
                work="all of triage of a message, 20 rules",
                peer="scikit-learn, label and chance",
                ours=everything,
                theirs=one_by_one,
                goal=1.0,
            ),
            against_goal("label, chance and reasons of a message", label, goal=1.0),
            against_goal("all of triage of a message, 20 rules", everything, goal=None),
        ]
    )


def against_goal(work: str, ours: Run, *, goal: float | None) -> Row:
    """Messages a second of one core over the 2,000 that a classifier is to do."""
    ratios = sorted(1 / cost(ours) / GOAL_PER_SECOND for _ in range(PAIRS))
    return Row(
        work=work,
        peer=f"(absolute) {GOAL_PER_SECOND:,} a second",
        ratio_median=median(ratios),
        ratio_min=ratios[0],
        ratio_max=ratios[-1],
        goal=goal,
    )


def run(work: Callable[[str], object], texts: list[str]) -> Run:
    """All texts, one by one as they come."""

    def once() -> float:
        for text in texts:
            work(text)
        return len(texts)

    return once


def vocabulary(chance: np.random.Generator, size: int) -> list[str]:
    return ["".join(chance.choice(SYLLABLES, chance.integers(2, 4))) for _ in range(size)]


def message(chance: np.random.Generator, words: list[str], common: list[str]) -> str:
    """Ten words, a third of them of the label's own."""
    return " ".join(str(chance.choice(words if chance.random() < 1 / 3 else common)) for _ in range(10))


def plain_pipeline(learned: list[tuple[str, str]]) -> Callable[[list[str]], np.ndarray]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    features = make_union(
        TfidfVectorizer(ngram_range=(1, 2)), TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5))
    )
    pipeline = make_pipeline(features, LogisticRegression(C=10.0, max_iter=200))
    pipeline.fit([text for text, _ in learned], [label for _, label in learned])
    return lambda texts: pipeline.classes_[pipeline.predict_proba(texts).argmax(axis=1)]


if __name__ == "__main__":
    main()
