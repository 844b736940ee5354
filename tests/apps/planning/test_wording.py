"""How a plan's coverage and errors are told, the same on pages, in the report and on the terminal."""

import pytest
from django.utils.translation import override

from halfhour.engine.forecasting import wape_floor
from halfhour.engine.plan import plan_figures
from halfhour.planning.outputs.report import report_content
from halfhour.planning.templatetags import planning as filters
from halfhour.planning.wording import chance_words, covered_tone, covered_words
from support.engine_plan import engine_plan


@pytest.mark.parametrize(
    ("share", "words", "tone"),
    [(1.0, "100%", "good"), (0.9996, "99.9%", "good"), (0.997, "99.7%", "good"), (0.98, "98%", "good"),
     (0.95, "95%", "good"), (0.949, "95%", "fair"), (0.8, "80%", "fair"), (0.79, "79%", "bad"),
     (0.0, "0%", "bad")],
)  # fmt: skip
def test_a_share_of_covered_half_hours_has_one_tone_and_never_says_all_where_somebody_is_missing(
    share, words, tone
):
    with override("en"):
        assert covered_words(share) == words
    assert covered_tone(share) == tone


def test_pages_and_report_give_a_queue_the_same_tone():
    plan = engine_plan()
    rows = {row.queue: row.covered_tone for row in report_content(plan).queues}
    for queue in plan_figures(plan).queues:
        shown = filters.covered_tone(queue.covered_share)
        assert {"good": "good", "warn": "fair", "bad": "bad"}[shown] == rows[queue.queue]


def test_chance_is_told_of_where_it_makes_half_of_the_error_or_more():
    errors = [("Phone", 0.416, 0.409), ("Chat", 0.5, 0.25), ("E-mail", 0.3, 0.1), ("Fax", None, 0.9)]
    with override("en"):
        assert chance_words(errors).endswith("this error: 41% on Phone, 25% on Chat.")
        assert chance_words(errors[2:]) == ""


def test_the_chance_that_is_told_is_the_forecast_s_own():
    plan = engine_plan()
    told = {queue.queue: queue.wape_floor for queue in plan_figures(plan).queues}
    assert told == {each.queue: pytest.approx(wape_floor(each.offered_mean)) for each in plan.forecasts}
