from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from halfhour.demo import demo_history, demo_team, demo_team_file, write_history
from halfhour.demo.demand import STREAMS, expected_by_slot, german_holidays
from halfhour.ledger.halfhours import queue_histories
from halfhour.ledger.reading import read_history
from halfhour.people.teamfile import parse_team, team_remarks

LAST = date(2026, 11, 21)
EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


@pytest.fixture(scope="module")
def month() -> pl.DataFrame:
    """Four weeks with a holiday-free autumn, newsletters included."""
    return demo_history(team=demo_team(), last_on=LAST, days=28)


def test_the_team_has_fourteen_people_and_a_file_without_remarks():
    team = demo_team()

    assert len(team.agents) == 14
    assert {str(queue.channel) for queue in team.queues} == {"phone", "chat", "email"}
    assert team_remarks(team) == ()
    assert "demo" in team.name


def test_the_example_file_is_the_demo_team():
    assert parse_team((EXAMPLES / "small-team.toml").read_text("utf-8")) == parse_team(demo_team_file())


def test_the_same_last_day_gives_the_same_history(month):
    assert demo_history(team=demo_team(), last_on=LAST, days=28).equals(month)


def test_a_day_has_the_same_contacts_whatever_the_last_day():
    columns = ["contact_id", "queue", "opened_at", "category", "language", "customer_id"]
    long = demo_history(team=demo_team(), last_on=LAST, days=10)
    short = demo_history(team=demo_team(), last_on=LAST - timedelta(days=3), days=7)

    shared = long.filter(pl.col.contact_id.is_in(short["contact_id"].implode()))
    assert shared.select(columns).equals(short.select(columns))
    assert short.height > 1000


def test_a_year_is_sixty_to_a_hundred_thousand_contacts():
    first_on = LAST - timedelta(days=363)
    holidays = german_holidays(first_on, LAST)
    expected = sum(
        expected_by_slot(stream, first_on + timedelta(days=day), holidays).sum()
        for stream in STREAMS
        for day in range(364)
    )

    assert 60_000 < expected < 100_000


def test_every_contact_says_that_it_is_generated(month):
    assert month["contact_id"].str.starts_with("demo-").all()
    assert month["contact_id"].is_unique().all()


def test_times_follow_each_other(month):
    order = month.select(
        answered=(pl.col.answered_at >= pl.col.opened_at).all(),
        resolved=(pl.col.resolved_at >= pl.col.answered_at).all(),
        closed=(pl.col.closed_at >= pl.col.resolved_at).all(),
        abandoned=(pl.col.abandoned_at >= pl.col.opened_at).all(),
        either=(pl.col.answered_at.is_null() | pl.col.abandoned_at.is_null()).all(),
    )

    assert all(order.row(0))


def test_phone_and_chat_are_silent_while_the_team_is_closed():
    # Christmas Day and the day after.
    days = demo_history(team=demo_team(), last_on=date(2026, 12, 26), days=2)

    assert set(days["queue"]) == {"E-mail"}


def test_nobody_talks_to_two_callers_at_once(month):
    calls = month.filter(pl.col.queue == "Phone", pl.col.agent.is_not_null()).sort("agent", "answered_at")
    overlap = calls.select(
        busy=(
            (
                pl.col.answered_at.shift(-1)
                < pl.col.answered_at + pl.duration(seconds=pl.col.handle_seconds - 2)
            )
            & (pl.col.agent.shift(-1) == pl.col.agent)
        ).sum()
    )

    assert overlap.item() == 0


def test_contacts_are_taken_by_people_with_the_skill(month):
    skills = {agent.name: {skill.name for skill in agent.skills} for agent in demo_team().agents}
    taken = month.filter(pl.col.agent.is_not_null()).select("agent", "channel").unique()

    assert all(channel in skills[agent] for agent, channel in taken.iter_rows())


def test_mondays_are_busier_than_wednesdays():
    for stream in STREAMS:
        monday = expected_by_slot(stream, date(2026, 11, 16), set()).sum()
        wednesday = expected_by_slot(stream, date(2026, 11, 18), set()).sum()
        assert monday > wednesday


def test_with_half_the_team_customers_wait_longer_and_more_give_up(month):
    team = demo_team()
    half = replace(team, agents=team.agents[::2])
    fewer = demo_history(team=half, last_on=LAST, days=28).filter(pl.col.queue == "Phone")
    all_of_them = month.filter(pl.col.queue == "Phone")

    assert fewer["wait_seconds"].mean() > 2 * all_of_them["wait_seconds"].mean()
    assert fewer["abandoned_at"].count() > 2 * all_of_them["abandoned_at"].count()


def test_the_written_history_is_read_back_without_a_rejection(month, tmp_path):
    write_history(month, tmp_path / "demo.csv", timezone="Europe/Berlin")

    history = read_history([tmp_path / "demo.csv"], timezone="Europe/Berlin")

    assert history.counts.used == month.height
    assert len(history.rejected) == 0
    per_queue = queue_histories(history=history, team=demo_team(), timezone="Europe/Berlin")
    assert set(per_queue) == {"Phone", "Chat", "E-mail"}
