import subprocess
import sys

import numpy as np
import pytest

from halfhour.engine.errors import OutOfRange
from halfhour.engine.forecasting import backtest, coverage, wape
from halfhour.engine.history import QueueHistory
from support.forecasting import Case, always, flat


def history_of(case: Case, offered) -> QueueHistory:
    return QueueHistory(
        queue="phone", grid=case.past, offered=offered, handle_seconds=np.full(len(case.past), 120.0)
    )


def backtested(case: Case, offered, **options):
    arguments = {"holidays": {}, "default_handle_seconds": 300.0, **options}
    return backtest(history=history_of(case, offered), open_seconds=always(case.past), **arguments)


def test_periods_end_where_the_history_ends_and_are_told_in_time_order():
    case = Case(days=40)
    offered, _ = case.poisson(flat(20), seed=1)

    found = backtested(case, offered, days=7, periods=3)

    assert [str(each.forecast.grid.dates[0]) for each in found] == ["2024-01-20", "2024-01-27", "2024-02-03"]
    assert np.concatenate([each.offered for each in found]).tolist() == offered[-21 * 48 :].tolist()


def test_each_period_is_forecast_from_what_came_before_it_alone():
    case, shorter = Case(days=40), Case(days=33, ahead=7)
    offered, _ = case.poisson(flat(20), seed=2)

    (found,) = backtested(case, offered, days=7)

    alone = shorter.forecast(offered[: 33 * 48], handle_seconds=120.0)
    assert (found.forecast.offered_mean == alone.offered_mean).all()
    assert found.wape == wape(offered=found.offered, expected=alone.offered_mean)
    assert found.coverage == coverage(
        offered=found.offered, low=alone.offered_at(0.05), high=alone.offered_at(0.95)
    )


def test_periods_with_nothing_before_them_are_left_out():
    case = Case(days=20)
    offered, _ = case.poisson(flat(20), seed=3)

    assert len(backtested(case, offered, days=7, periods=9)) == 2
    assert backtested(case, np.full(len(case.past), np.nan)) == ()


def test_no_periods_or_no_days_are_refused():
    case = Case(days=20)

    with pytest.raises(OutOfRange, match="got 0 periods of 14 days; need at least one of each"):
        backtested(case, np.ones(len(case.past)), periods=0)


def test_importing_the_forecast_loads_no_trees():
    program = "import sys, halfhour.engine.forecasting; print('lightgbm' in sys.modules)"

    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "False"
