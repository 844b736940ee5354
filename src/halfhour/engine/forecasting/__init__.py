"""Forecasts of contacts and handle time per queue and interval, with bounds that hold."""

from halfhour.engine.forecasting._accuracy import coverage, wape, wape_floor
from halfhour.engine.forecasting._backtest import Backtest, backtest
from halfhour.engine.forecasting._forecast import forecast_queue
from halfhour.engine.forecasting._reasons import ForecastReason
from halfhour.engine.forecasting._values import LEVELS, ModelScore, QueueForecast

__all__ = [
    "LEVELS",
    "Backtest",
    "ForecastReason",
    "ModelScore",
    "QueueForecast",
    "backtest",
    "coverage",
    "forecast_queue",
    "wape",
    "wape_floor",
]
