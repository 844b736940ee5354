"""Make the figures that our forecasts are held against: `python tests/reference/make_forecast_peers.py`.

Runs models of statsforecast (tried with 2.1.1) on calls-bank-2003 and calls-bank-1999, two weeks ahead
from several days, and writes the WAPE per half hour of each. It shares no code with the engine. Install
statsforecast and polars in an environment of its own; the data lie in ../shared/data beside the repository.

The peers know no holidays and no opening hours: closed half hours are cut out, and a day that is absent
or a holiday is filled with the same weekday a week before, in what they learn from and nowhere else.
"""

import csv
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from statsforecast.models import MSTL, AutoETS, SeasonalNaive, SeasonalWindowAverage

HERE = Path(__file__).parent
DATA = HERE.parents[2] / "shared" / "data"
BANKS = {
    # file, open slots, days of its week, first origin, number of origins two weeks apart
    "calls-bank-2003": ("calls_5min.csv", range(14, 42), range(5), date(2003, 4, 30), 6),
    "calls-bank-1999": ("calls_6min_jan_jul.csv.gz", range(48), range(7), date(1999, 4, 11), 8),
}
AHEAD_DAYS = 14


def counts_by_day(path, slots):
    """Days × open slots, NaN where a day is absent; and the first day."""
    rows = pl.read_csv(path, infer_schema_length=None).with_columns(
        pl.col("interval_start").str.to_datetime("%Y-%m-%d %H:%M")
    )
    first = rows["interval_start"].min().date()
    days = (rows["interval_start"].max().date() - first).days + 1
    table = np.full((days, 48), np.nan)
    for start, calls in zip(rows["interval_start"], rows["calls"], strict=True):
        day, slot = (start.date() - first).days, (start.hour * 60 + start.minute) // 30
        table[day, slot] = np.nan_to_num(table[day, slot]) + calls
    return table[:, list(slots)], first


def filled(table, week):
    """Absent days take the counts of a week before, or of a week after where there is none."""
    table = table.copy()
    for day in np.flatnonzero(np.isnan(table).any(axis=1)):
        before, after = day - week, day + week
        table[day] = table[before] if before >= 0 else table[after]
    return table


def peers(slots, week):
    season = slots * week
    return {
        "SeasonalNaive": SeasonalNaive(season_length=season),
        "SeasonalWindowAverage4": SeasonalWindowAverage(season_length=season, window_size=4),
        "MSTL": MSTL(season_length=[slots, season], trend_forecaster=AutoETS(model="ZZN")),
    }


def scores():
    for bank, (file, slots, weekdays, first_origin, origins) in BANKS.items():
        table, first = counts_by_day(DATA / bank / file, slots)
        on = [first + timedelta(days=day) for day in range(len(table))]
        kept = [day for day, each in enumerate(on) if each.weekday() in weekdays]
        table, on = table[kept], [on[day] for day in kept]
        week = len(weekdays)
        for number in range(origins):
            origin = first_origin + timedelta(days=AHEAD_DAYS * number)
            begin = on.index(origin)
            ahead = table[begin : begin + AHEAD_DAYS * week // 7]
            learned = filled(table[:begin], week)
            for name, model in peers(len(slots), week).items():
                told = model.forecast(y=learned.ravel(), h=ahead.size)["mean"].reshape(ahead.shape)
                known = ~np.isnan(ahead)
                wape = np.abs(told - ahead)[known].sum() / ahead[known].sum()
                yield {"bank": bank, "origin": origin.isoformat(), "model": name, "wape": f"{wape:.6f}"}


def main():
    with (HERE / "forecast_peers.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=("bank", "origin", "model", "wape"), lineterminator="\n")
        writer.writeheader()
        writer.writerows(scores())


if __name__ == "__main__":
    main()
