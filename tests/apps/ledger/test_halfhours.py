from datetime import UTC, datetime

import numpy as np
import polars as pl
import pytest

from halfhour.engine.team import Channel, Goal, OpeningHours, Queue, Service, Team, WeeklyPeriod
from halfhour.ledger.halfhours import channel_of, match_queues, queue_histories
from halfhour.ledger.reading import HistoryRefused, read_history
from support.histories import contacts_csv, read_text


def team(*queues: tuple[str, Channel]) -> Team:
    return Team(
        name="T",
        timezone="Europe/Berlin",
        hours=OpeningHours(periods=(WeeklyPeriod(weekday=0, opens_second=0, closes_second=86_400),)),
        queues=tuple(
            Queue(name=name, channel=channel, service=Service.LIVE, goal=Goal(within_seconds=20, share=0.8))
            for name, channel in queues
        ),
        agents=(),
    )


PHONE, MAIL = ("phone", Channel.PHONE), ("post", Channel.EMAIL)


def volumes(history, team=None, **how):
    histories = queue_histories(history=history, team=team, **how)
    return {name: float(np.nansum(each.offered)) for name, each in histories.items()}


def test_contacts_are_counted_in_the_half_hour_in_which_they_came(tmp_path):
    history = read_text(tmp_path, contacts_csv())
    phone = queue_histories(history=history)["phone"]
    nine = datetime(2024, 3, 4, 8, tzinfo=UTC).timestamp()
    assert phone.offered[phone.grid.starts == nine].tolist() == [2.0]
    assert phone.handle_seconds[phone.grid.starts == nine].tolist() == [150.0]
    assert str(phone.grid.dates[0]) == "2024-03-04"
    assert len(phone.grid) == 48


def test_all_queues_share_one_grid_and_are_known_over_the_whole_export(tmp_path):
    history = read_text(tmp_path, contacts_csv("4,2024-03-06 09:00,phone,,"))
    histories = queue_histories(history=history)
    assert {len(each.grid) for each in histories.values()} == {3 * 48}
    email = histories["email"]
    assert np.nansum(email.offered) == 1
    assert email.offered[48:60].tolist() == [0.0] * 12  # a quiet day, not an unknown one


def test_a_queue_of_the_same_name_takes_its_contacts_whatever_the_case(tmp_path):
    history = read_text(tmp_path, contacts_csv("4,2024-03-04 10:00,PHONE,,"))
    assert volumes(history, team(PHONE, MAIL)) == {"phone": 3.0, "post": 1.0}


def test_without_a_name_the_channel_decides_and_then_the_only_queue(tmp_path):
    rows = "1,2024-03-04 09:00,Telephone\n2,2024-03-04 09:00,E-Mail\n3,2024-03-04 09:00,\n"
    history = read_text(tmp_path, f"contact_id,opened_at,channel\n{rows}")
    assert volumes(history, team(PHONE, MAIL)) == {"phone": 1.0, "post": 1.0, "all": 1.0}
    assert volumes(history, team(PHONE)) == {"phone": 3.0}
    assert volumes(history) == {"all": 3.0}


def test_two_queues_of_one_channel_are_not_chosen_between_by_chance(tmp_path):
    history = read_text(tmp_path, "contact_id,opened_at,channel\n1,2024-03-04 09:00,phone\n")
    assert volumes(history, team(PHONE, ("sales", Channel.PHONE))) == {"all": 1.0}


def test_names_that_no_queue_takes_are_told_and_not_lost(tmp_path):
    history = read_text(tmp_path, contacts_csv("4,2024-03-04 10:00,returns,,"))
    assert volumes(history, team(PHONE, MAIL)) == {"phone": 2.0, "post": 1.0, "returns": 1.0}
    unknown = [match for match in match_queues(history=history, team=team(PHONE, MAIL)) if not match.known]
    assert [(match.theirs, match.ours, match.contacts) for match in unknown] == [("returns", "returns", 1.0)]


def test_a_team_with_one_queue_takes_names_that_divide_otherwise(tmp_path):
    history = read_text(
        tmp_path, "contact_id,opened_at,queue\n1,2024-03-04 09:00,group 7\n2,2024-03-04 09:00,group 8\n"
    )
    assert volumes(history, team(PHONE)) == {"phone": 2.0}


def test_finer_counts_are_summed_into_the_interval_that_is_asked_for(tmp_path):
    rows = "".join(f"2024-03-04 09:{minute:02d},{minute}\n" for minute in range(0, 60, 5))
    history = read_text(tmp_path, f"interval_start,offered\n{rows}")
    for interval_minutes, nine in ((15, [15, 60, 105, 150]), (30, [75, 255]), (60, [330])):
        offered = queue_histories(history=history, interval_minutes=interval_minutes)["all"].offered
        assert offered[~np.isnan(offered)].tolist() == nine


def test_counts_coarser_than_the_interval_are_refused(tmp_path):
    history = read_text(tmp_path, "interval_start,offered\n2024-03-04 09:00,5\n2024-03-04 10:00,5\n")
    with pytest.raises(HistoryRefused, match="queue all stand further apart than 30 minutes"):
        queue_histories(history=history)


def test_contacts_given_up_are_counted_apart(tmp_path):
    rows = "1,2024-03-04 09:00,2024-03-04 09:01\n2,2024-03-04 09:02,\n"
    phone = queue_histories(history=read_text(tmp_path, f"contact_id,opened_at,abandoned_at\n{rows}"))["all"]
    assert (np.nansum(phone.abandoned), np.nansum(phone.handled)) == (1.0, 1.0)


def test_event_logs_count_by_the_opening_of_each_contact(tmp_path):
    log = "case,at,event,agent\n1,2024-03-04 09:00,new,\n1,2024-03-04 11:00,done,A\n2,2024-03-04 09:10,new,\n"
    history = read_text(tmp_path, log, shape="events")
    assert volumes(history) == {"all": 2.0}


def test_words_for_channels_are_known_in_three_languages():
    assert [channel_of(word) for word in ("Phone", "电话", "почта", "carrier pigeon", None)] == [
        Channel.PHONE, Channel.PHONE, Channel.EMAIL, None, None,
    ]  # fmt: skip


@pytest.mark.shared_data
def test_the_bank_s_calls_add_up_as_its_folder_says(shared_data):
    path = shared_data / "calls-bank-2003" / "calls_5min.csv"
    bank = queue_histories(history=read_history([path], timezone="America/New_York"))["all"]
    assert np.nansum(bank.offered) == pl.read_csv(path)["calls"].sum() == 3_167_503
    by_day = {day: bank.offered[bank.grid.dates == day] for day in np.unique(bank.grid.dates)}
    served = [day for day, offered in by_day.items() if np.nansum(offered) > 0]
    assert len(served) == 98  # weekdays, says the README
    open_half_hours = bank.offered[(bank.grid.slots >= 14) & (bank.grid.slots < 42) & ~np.isnan(bank.offered)]
    assert np.mean(open_half_hours > 0) == 1.0


@pytest.mark.shared_data
def test_the_small_bank_s_clock_change_loses_no_call(shared_data):
    path = shared_data / "calls-bank-1999" / "calls_6min_jan_jul.csv.gz"
    history = read_history([path], timezone="Asia/Jerusalem")
    bank = queue_histories(history=history)["all"]
    assert np.nansum(bank.offered) == pl.read_csv(path, schema_overrides={"calls": pl.Float64})["calls"].sum()
    assert history.counts.moved_by_clock_change == 10  # one hour of six-minute rows that did not exist
