from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from halfhour.ledger.reading import (
    CONTACT_SCHEMA,
    EventRules,
    HistoryRefused,
    contacts_from_events,
    read_history,
)
from support.histories import read_text

NINE = datetime(2024, 3, 4, 9, tzinfo=UTC)


def made(
    tmp_path, *rows: str, rules: EventRules | None = None, header: str = "case,minute,event,agent,state,queue"
):
    """The contacts of a log whose times are minutes after nine o'clock."""
    lines = []
    for row in rows:
        cells = row.split(",")
        cells[1] = (NINE + timedelta(minutes=int(cells[1]))).isoformat()
        lines.append(",".join(cells))
    history = read_text(tmp_path, "\n".join([header, *lines, ""]), shape="events", mapping={"at": "minute"})
    return contacts_from_events(history.events, rules=rules)


def minutes(contacts: pl.DataFrame, name: str) -> list[float | None]:
    return [None if at is None else (at - NINE) / timedelta(minutes=1) for at in contacts[name]]


def test_the_first_answer_and_the_last_resolution_count(tmp_path):
    log = [
        "1,0,created,,,",
        "1,5,in progress,Ann,,",
        "1,9,resolved,Ann,,",
        "1,20,in progress,Ben,,",
        "1,30,resolved,Ben,,",
    ]
    contacts = made(tmp_path, *log).contacts
    assert (minutes(contacts, "answered_at"), minutes(contacts, "resolved_at")) == ([5.0], [30.0])
    assert (contacts["reopened"].to_list(), contacts["agent"].to_list()) == ([1], ["Ben"])


def test_a_resolution_without_an_answer_is_the_answer(tmp_path):
    contacts = made(
        tmp_path, "1,0,created,,,", "1,5,Resolved,Ann,,", "2,0,created,,,", "2,1,in progress,A,,"
    ).contacts
    assert minutes(contacts, "answered_at") == [5.0, 1.0]


def test_without_names_of_answers_the_first_event_of_an_agent_after_the_opening_counts(tmp_path):
    made_of = made(tmp_path, "1,0,in,Ann,,", "1,3,moved,,,", "1,7,talked,Ben,,", "1,9,talked,Ann,,")
    assert made_of.rules.answered_by == ()
    assert minutes(made_of.contacts, "answered_at") == [7.0]


def test_names_are_told_without_regard_to_case_and_punctuation(tmp_path):
    log = ["1,0,x,,,", "1,4,Call-Back done,Ann,,", "1,6,Finito!,Ann,,"]
    rules = EventRules(answered_by=("call back DONE",), resolved_by=("finito",))
    contacts = made(tmp_path, *log, rules=rules).contacts
    assert (minutes(contacts, "answered_at"), minutes(contacts, "resolved_at")) == ([4.0], [6.0])


def test_a_rule_with_a_name_that_the_log_does_not_have_is_refused(tmp_path):
    with pytest.raises(HistoryRefused, match=r"has no event or state Fixed; it has created, done\."):
        made(tmp_path, "1,0,created,,,", "1,1,done,,,", rules=EventRules(resolved_by=("Fixed",)))


def test_a_state_counts_as_an_event_does(tmp_path):
    contacts = made(
        tmp_path, "1,0,update,,New,", "1,5,update,Ann,Active,", "1,9,update,Ann,Resolved,"
    ).contacts
    assert (minutes(contacts, "answered_at"), minutes(contacts, "resolved_at")) == ([5.0], [9.0])


def test_time_in_which_we_wait_for_the_customer_is_summed_until_the_resolution(tmp_path):
    log = [
        "1,0,created,,,",
        "1,2,active,A,,",
        "1,5,pending,A,,",
        "1,15,active,A,,",
        "1,20,pending,A,,",
        "1,26,resolved,A,,",
        "1,30,pending,A,,",
        "1,99,closed,A,,",
    ]
    assert made(tmp_path, *log).waiting["waiting_seconds"].to_list() == [16 * 60.0]


def test_a_contact_given_up_has_no_answer_and_one_answered_first_was_not_given_up(tmp_path):
    log = ["1,0,in,,,", "1,2,abandoned,,,", "2,0,in,,,", "2,1,answered,A,,", "2,3,abandoned,,,"]
    contacts = made(tmp_path, *log).contacts
    assert minutes(contacts, "abandoned_at") == [2.0, None]
    assert minutes(contacts, "answered_at") == [None, 1.0]


def test_the_first_queue_is_kept_and_what_the_log_says_of_the_opening_counts(tmp_path):
    history = read_text(
        tmp_path,
        "case,at,event,queue,opened_at,priority\n1,2024-03-04 09:10,new,one,2024-03-04 09:00,\n"
        "1,2024-03-04 09:20,active,two,2024-03-04 09:00,high\n",
        shape="events",
        timezone="UTC",
    )
    row = contacts_from_events(history.events).contacts.row(0, named=True)
    assert (row["queue"], row["opened_at"], row["priority"]) == ("one", NINE, "high")


def test_the_order_of_rows_does_not_matter(tmp_path):
    log = ["1,0,created,,,", "1,5,active,A,,", "2,3,created,,,", "1,9,resolved,A,,", "2,8,resolved,B,,"]
    forth, back = (made(tmp_path, *rows).contacts for rows in (log, log[::-1]))
    assert forth.equals(back)
    assert forth.schema == pl.Schema(CONTACT_SCHEMA)


@pytest.mark.shared_data
def test_incidents_of_the_service_desk_agree_with_the_answers_its_log_carries(shared_data):
    """The log repeats each case's resolved_at on all its events: found from events alone, it is the same."""
    path = shared_data / "tickets-it-incidents" / "events_opened_before_2016-04-25.csv.gz"
    contacts = contacts_from_events(read_history([path], timezone="UTC").events).contacts
    told = (
        pl.read_csv(
            path, columns=["number", "resolved_at", "closed_at"], schema_overrides={"resolved_at": pl.String}
        )
        .unique("number")
        .with_columns(pl.col("resolved_at", "closed_at").str.to_datetime("%Y-%m-%d %H:%M", time_zone="UTC"))
    )
    both = contacts.join(told, left_on="contact_id", right_on="number", suffix="_told")
    assert both.height == contacts.height == 15_170
    resolved = both.filter(pl.col("resolved_at").is_not_null() & pl.col("resolved_at_told").is_not_null())
    assert (resolved["resolved_at"] == resolved["resolved_at_told"]).mean() > 0.9
    assert (both["closed_at"] == both["closed_at_told"]).mean() > 0.95


@pytest.mark.shared_data
def test_tickets_of_the_italian_help_desk_are_resolved_long_before_they_are_closed(shared_data):
    path = shared_data / "tickets-helpdesk-italy" / "events_first60pct.csv.gz"
    contacts = contacts_from_events(read_history([path]).events).contacts
    assert contacts.height == 2_748
    gaps = (contacts["closed_at"] - contacts["resolved_at"]).dt.total_days()
    assert gaps.median() == pytest.approx(30, abs=1)
    life = (contacts["closed_at"] - contacts["opened_at"]).dt.total_seconds() / 86_400
    assert life.min() > 30  # "no case is shorter than 30.6 days", says the folder's README
