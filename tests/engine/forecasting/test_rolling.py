from dataclasses import dataclass, replace

import numpy as np
import pytest

from halfhour.engine.forecasting._boosted import Boosted
from halfhour.engine.forecasting._days import facts_of
from halfhour.engine.forecasting._models import LevelProfile, Seasonal
from halfhour.engine.forecasting._rolling import Fold, contest, folds_of
from halfhour.engine.forecasting._table import table_of
from halfhour.engine.history import QueueHistory
from support.forecasting import BUSY_DAY, Case, always, flat


def played(table, *models):
    """The contest of these models, no day left out."""
    return contest(
        table=table,
        facts=facts_of(table, {}),
        models=models,
        folds=folds_of(table),
        left_out=np.zeros(table.days, dtype=bool),
    )


def laid_out(case: Case, offered):
    past, horizon = case.past, case.horizon
    return table_of(
        history=QueueHistory(
            queue="phone", grid=past, offered=offered, handle_seconds=np.full(len(past), np.nan)
        ),
        open_seconds=always(past),
        horizon=horizon,
        horizon_open_seconds=always(horizon),
    )


@dataclass(frozen=True)
class Told:
    """A model that expects the same of every slot, and notes what it was shown."""

    name: str
    rate: float
    shown: list

    def rates(self, base):
        self.shown.append(base.table)
        return np.full(base.table.share.shape, self.rate)


def test_periods_held_back_are_as_far_ahead_and_as_long_as_the_one_asked_for():
    table = laid_out(Case(days=60, ahead=14, gap=3), np.ones(60 * 48))

    folds = folds_of(table)

    assert folds[0] == Fold(origin=43, first=46, last=60)
    assert [fold.origin for fold in folds] == [43, 36, 29, 22, 15]


def test_a_short_history_holds_back_less_and_a_very_short_one_nothing():
    def found(days: int) -> tuple[Fold, ...]:
        return folds_of(laid_out(Case(days=days, ahead=56), np.ones(days * 48)))

    assert found(30) == (Fold(origin=16, first=16, last=30),)
    assert found(22) == (Fold(origin=15, first=15, last=22),)
    assert found(20) == ()


def test_no_model_sees_the_day_it_forecasts():
    case = Case(days=60)
    table = laid_out(case, case.poisson(flat(20), seed=1)[0])
    model = Told("told", 20.0, [])
    folds = folds_of(table)

    played(table, model)

    assert [int(np.flatnonzero(shown.known_days)[-1]) for shown in model.shown] == [
        fold.origin - 1 for fold in folds
    ]


def test_the_candidate_with_the_least_error_wins_and_errors_that_cancel_favour_the_average():
    case = Case(days=60)
    table = laid_out(case, case.poisson(flat(100), seed=2)[0])
    low, high, far = Told("low", 90.0, []), Told("high", 110.0, []), Told("far", 300.0, [])

    found = played(table, low, high, far)

    assert found[0].members == ("low", "high")
    assert [candidate.loss for candidate in found] == sorted(candidate.loss for candidate in found)
    assert {candidate.name for candidate in found} == {"low", "high", "far", "low+high", "low+high+far"}


def test_scores_are_those_of_brute_force():
    case = Case(days=35, ahead=7)
    offered, _ = case.poisson(flat(30), seed=3)
    table = laid_out(case, offered)

    (found,) = played(table, Told("told", 33.0, []))

    errors, contacts = 0.0, 0.0
    for last in (35, 28, 21):  # three weeks that end where the history ends, one week apart
        week = offered.reshape(35, 48)[last - 7 : last]
        errors += abs(week - 33.0).sum()
        contacts += week.sum()
    assert found.score.folds == 3
    assert found.score.wape == pytest.approx(errors / contacts, rel=1e-12)


def test_a_quiet_queue_is_not_won_by_who_forecasts_nothing():
    case = Case(days=60)
    table = laid_out(case, case.poisson(flat(0.3), seed=4)[0])
    nothing, right = Told("nothing", 0.0, []), Told("right", 0.3, [])

    found = played(table, nothing, right)

    by_name = {candidate.name: candidate for candidate in found}
    assert by_name["nothing"].score.wape < by_name["right"].score.wape  # half hour by half hour
    assert by_name["right"].loss < by_name["nothing"].loss


@pytest.mark.parametrize("model", [Seasonal(), LevelProfile(), Boosted()], ids=lambda model: model.name)
def test_each_model_recovers_a_known_week(model):
    from halfhour.engine.forecasting._base import fit_base

    case = Case(days=70)
    week = np.array([1.2, 1.0, 1.0, 1.0, 0.9, 0.5, 0.3])

    def rates(grid):
        return 400 * week[grid.weekdays] * BUSY_DAY[grid.slots] + 5

    table = laid_out(case, case.poisson(rates, seed=5)[0])
    found = model.rates(fit_base(table=table, facts=facts_of(table, {})))

    expected = rates(case.horizon).reshape(14, 48)
    assert abs(found[-14:] - expected).sum() / expected.sum() < 0.05


def test_the_seasonal_model_scales_with_its_counts_exactly():
    from halfhour.engine.forecasting._base import fit_base

    case = Case(days=70)
    table = laid_out(case, case.poisson(flat(50), seed=6)[0])
    base = fit_base(table=table, facts=facts_of(table, {}))
    scaled = replace(base, table=table.with_counts(7 * table.counts))

    assert Seasonal().rates(scaled) == pytest.approx(7 * Seasonal().rates(base), rel=1e-12)


def test_another_seed_gives_other_trees_and_the_same_seed_the_same():
    from halfhour.engine.forecasting._base import fit_base

    case = Case(days=70)
    table = laid_out(case, case.poisson(flat(50), seed=7)[0])
    base = fit_base(table=table, facts=facts_of(table, {}))

    assert (Boosted(seed=1).rates(base) == Boosted(seed=1).rates(base)).all()
    assert (Boosted(seed=1).rates(base) != Boosted(seed=2).rates(base)).any()
