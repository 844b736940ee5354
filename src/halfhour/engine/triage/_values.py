"""What a classifier learns from, what it learned, and what it says."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from halfhour.engine.errors import OutOfRange
from halfhour.engine.reasons import Reason

CORRECTION_WEIGHT = 2.0  # a label that somebody gave after seeing ours was thought about


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A contact's text with the label that people gave it; None where no label fits.

    `key` is the contact's own, so that a correction replaces what was there; empty for one without. One of
    weight 2 counts as two contacts.
    """

    text: str
    label: str | None
    key: str = ""
    weight: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.weight < float("inf"):
            raise OutOfRange(f"weight must be above 0 and finite; got {self.weight:g}")


def corrected(*, examples: Sequence[Example], corrections: Sequence[Example]) -> tuple[Example, ...]:
    """The examples with corrections in place of the labels that the same contacts had.

    The last correction of a contact counts. Corrections weigh more than the labels that nobody touched.

    Examples
    --------
    >>> was = Example(key="7", text="Money back, please", label="delivery")
    >>> said = Example(key="7", text="Money back, please", label="refund")
    >>> corrected(examples=[was], corrections=[said])[0].label
    'refund'
    """
    last = {each.key: each for each in corrections if each.key}
    without_key = [each for each in corrections if not each.key]
    kept = [each for each in examples if each.key not in last]
    heavier = [
        replace(each, weight=each.weight * CORRECTION_WEIGHT) for each in (*last.values(), *without_key)
    ]
    return (*kept, *heavier)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassifierRules:
    """What a team may set.

    A label with fewer than `fewest` different texts is not learned. `wrong_costs` is what a wrong label
    costs, where a right one gains 1 and silence nothing. `out_of_scope_share` is the share of contacts that
    fit no label, as the team expects it: 0 where every contact fits one.
    """

    fewest: int = 5
    wrong_costs: float = 1.0
    out_of_scope_share: float = 0.2

    def __post_init__(self) -> None:
        if self.fewest < 2:
            raise OutOfRange(f"fewest must be at least 2; got {self.fewest}")
        if not 0 < self.wrong_costs < float("inf"):
            raise OutOfRange(f"wrong_costs must be above 0 and finite; got {self.wrong_costs:g}")
        if not 0 <= self.out_of_scope_share < 1:
            raise OutOfRange(f"out_of_scope_share must be 0 to below 1; got {self.out_of_scope_share:g}")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOutOfLabel:
    """How it did on the examples of one label: for how many it was sure enough to tell any, and was right.

    `taken_for` is the label that it told most often instead, None where it was never wrong.
    """

    label: str
    examples: int
    told: int
    right: int
    taken_for: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """How a classifier did on examples that were held out when it learned; None where there were none.

    `told_share` is the share of examples for which it was sure enough to tell a label, `told_accuracy` how
    many of those labels were right; `out_of_scope_recall` is the share it was silent on of those that fit
    no label.
    """

    examples: int
    accuracy: float | None
    told_share: float | None
    told_accuracy: float | None
    out_of_scope_examples: int
    out_of_scope_recall: float | None
    calibration_error: float
    by_label: tuple[HeldOutOfLabel, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What a contact seems to be about.

    `label` is None where the classifier is not sure enough; `nearest` are labels all the same, the likeliest
    first, for a person to choose from. `confidence` is the chance that the first of them is right.
    """

    label: str | None
    confidence: float
    nearest: tuple[str, ...]
    reasons: tuple[Reason, ...]
