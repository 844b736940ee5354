"""Rolling-origin tests: forecast periods that are over from what was known before them, and compare.

Each fold goes back a week further. Between the last day known and the first day forecast lie as many
days as in the forecast asked for, and as many days are forecast, as far as the history is long enough.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.forecasting._accuracy import blocks_of, wape
from halfhour.engine.forecasting._base import fit_base
from halfhour.engine.forecasting._bounds import HeldBack, are_within_bounds, calibrate
from halfhour.engine.forecasting._days import DayFacts
from halfhour.engine.forecasting._models import Model, average
from halfhour.engine.forecasting._table import Bools, Floats, Ints, Table
from halfhour.engine.forecasting._values import ModelScore

MOST_FOLDS = 6
STEP_DAYS = 7
FEWEST_DAYS_BEFORE = 14
ENOUGH_CONTACTS = 10.0  # per block: below, the least WAPE goes to whoever forecasts too little


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """Nothing is known from day `origin` on; the days from `first` until before `last` are forecast."""

    origin: int
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidate:
    """One model, or the average of several, and what it said of the folds.

    `loss` is the WAPE over blocks of at least ten contacts, by which the winner is chosen.
    """

    members: tuple[str, ...]
    held_back: HeldBack
    score: ModelScore
    loss: float

    @property
    def name(self) -> str:
        return "+".join(self.members)


def folds_of(table: Table) -> tuple[Fold, ...]:
    """The periods to hold back, latest first; none where the history is too short."""
    known = np.flatnonzero(table.known_days)
    if len(known) == 0:
        return ()
    begin, end = int(known[0]), int(known[-1]) + 1
    asked, ahead = table.days - table.first_target, table.first_target - end
    for days, gap in ((asked, ahead), (asked, 0), (min(asked, 14), 0), (min(asked, 7), 0)):
        origins = range(end - days - gap, begin + FEWEST_DAYS_BEFORE - 1, -STEP_DAYS)
        folds = [Fold(origin=at, first=at + gap, last=at + gap + days) for at in origins][:MOST_FOLDS]
        if folds:
            return tuple(folds)
    return ()


def contest(
    *,
    table: Table,
    facts: DayFacts,
    models: tuple[Model, ...],
    folds: tuple[Fold, ...],
    left_out: Bools,
) -> tuple[Candidate, ...]:
    """What the models, the average of the best two and that of all did, the least loss first.

    `left_out`, shape (days,), marks days that no model is judged by.
    """
    counts = np.where(left_out[:, None], np.nan, table.counts)
    rounds = [_Round.of(table=table, facts=facts, models=models, fold=fold) for fold in folds]

    singles = [_candidate((model.name,), rounds, counts) for model in models]
    ranked = sorted(singles, key=lambda candidate: candidate.loss)
    best_two = {candidate.name for candidate in ranked[:2]}
    names = tuple(model.name for model in models)
    averages = [tuple(name for name in names if name in best_two)] if len(models) > 1 else []
    averages += [names] if len(models) > 2 else []
    candidates = singles + [_candidate(members, rounds, counts) for members in averages]
    return tuple(sorted(candidates, key=lambda candidate: candidate.loss))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Round:
    """One fold played: what each model expected, by days of the fold and slot."""

    fold: Fold
    expected: dict[str, Floats]
    doubt: Floats  # (days,)
    kinds: Ints  # (days,)

    @classmethod
    def of(cls, *, table: Table, facts: DayFacts, models: tuple[Model, ...], fold: Fold) -> "_Round":
        base = fit_base(table=table.until(fold.origin), facts=facts)
        held = slice(fold.first, fold.last)
        return cls(
            fold=fold,
            expected={model.name: model.rates(base)[held] * table.share[held] for model in models},
            doubt=base.level.doubt[held],
            kinds=facts.kinds[held],
        )


def _candidate(members: tuple[str, ...], rounds: list[_Round], counts: Floats) -> Candidate:
    expected = [average([played.expected[name] for name in members]) for played in rounds]
    happened = [counts[played.fold.first : played.fold.last] for played in rounds]
    held_back, fold_of = _held_back(rounds, expected, happened)
    score = ModelScore(
        model="+".join(members),
        wape=wape(offered=held_back.counts, expected=held_back.expected),
        coverage=_honest_coverage(held_back, fold_of),
        folds=len(rounds),
    )
    return Candidate(members=members, held_back=held_back, score=score, loss=_loss(expected, happened))


def _held_back(rounds: list[_Round], expected: list[Floats], happened: list[Floats]) -> tuple[HeldBack, Ints]:
    """The known intervals of all folds in one row, and the number of the fold of each."""
    known = [~np.isnan(counts) for counts in happened]
    days = [np.arange(played.fold.first, played.fold.last) for played in rounds]
    held_back = HeldBack(
        counts=_joined(happened, known),
        expected=_joined(expected, known),
        doubt=_joined([played.doubt[:, None] for played in rounds], known),
        days=_joined([number[:, None] for number in days], known),
        slots=_joined([np.arange(counts.shape[1])[None, :] for counts in happened], known),
        kinds=_joined([played.kinds[:, None] for played in rounds], known),
        slot_count=happened[0].shape[1],
    )
    return held_back, _joined([np.array([[number]]) for number in range(len(rounds))], known)


def _joined(values: list[NDArray[Any]], known: list[Bools]) -> NDArray[Any]:
    return np.concatenate(
        [np.broadcast_to(value, kept.shape)[kept] for value, kept in zip(values, known, strict=True)]
    )


def _honest_coverage(held_back: HeldBack, fold_of: Ints) -> float:
    """Coverage of the 5-95 % bounds, each fold's learned from the days of the others alone."""
    inside, heard = 0, 0
    for number in np.unique(fold_of):
        tested = held_back.where(fold_of == number)
        others = held_back.where(~np.isin(held_back.days, tested.days))
        inside += int(are_within_bounds(tested, calibrate(others)).sum())
        heard += len(tested.counts)
    return inside / heard if heard else float("nan")


def _loss(expected: list[Floats], happened: list[Floats]) -> float:
    """WAPE over blocks of neighbouring slots that hold enough contacts to have a middle."""
    actual = np.concatenate(happened)
    known = ~np.isnan(actual)
    actual, told = np.where(known, actual, 0.0), np.where(known, np.concatenate(expected), 0.0)
    size = blocks_of(actual, contacts=ENOUGH_CONTACTS, most=actual.shape[1])
    edges = np.arange(0, actual.shape[1], size)
    errors = np.abs(np.add.reduceat(actual - told, edges, axis=1)).sum()
    return float(errors / max(actual.sum(), 1.0))
