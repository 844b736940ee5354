from datetime import UTC, datetime

import polars as pl
import pytest

from halfhour.ledger.reading import (
    CONTACT_SCHEMA,
    EVENT_SCHEMA,
    INTERVAL_SCHEMA,
    HistoryRefused,
    Shape,
    read_history,
)
from support.histories import contacts_csv, ids, read_bytes, read_text

# The first columns of exports, as their makers' documentation shows them, with one row.
EXPORTS = {
    "Zendesk": (
        "Id,Requester,Requester id,Subject,Status,Group,Assignee,Created at,Solved at,Via,Priority,Reopens,"
        "Satisfaction Score,First reply time in minutes",
        "17,Ann,900,Broken,Solved,Tier 1,Ben,2024-03-04 09:00,2024-03-04 11:00,Mail,High,1,Good,45",
    ),
    "Freshdesk": (
        "Ticket ID,Subject,Status,Priority,Source,Type,Agent,Group,Created time,Resolved time,Closed time,"
        "Initial response time,Survey results",
        "17,Broken,Closed,High,Mail,Question,Ben,Tier 1,2024-03-04 09:00,2024-03-04 11:00,2024-03-05 11:00,"
        "2024-03-04 09:45,Good",
    ),
    "ServiceNow": (
        "Number,Opened,Caller,Priority,State,Category,Assignment group,Assigned to,Resolved,Closed,Channel",
        "17,2024-03-04 09:00,Ann,High,Closed,Question,Tier 1,Ben,2024-03-04 11:00,2024-03-05 11:00,Mail",
    ),
    "Jira Service Management": (
        "Issue key,Issue id,Summary,Issue Type,Status,Project key,Priority,Assignee,Reporter,Created,"
        "Resolved",
        "17,1,Broken,Question,Done,Tier 1,High,Ben,Ann,04/Mar/24 9:00 AM,04/Mar/24 11:00 AM",
    ),
    "Zammad": (
        "Number,Title,State,Group,Owner,Customer,Priority,Create article type,Created at,"
        "First response at,Close at",
        "17,Broken,closed,Tier 1,Ben,Ann,High,Mail,2024-03-04 09:00,2024-03-04 09:45,2024-03-04 11:00",
    ),
    "Intercom": (
        "Conversation ID,Conversation started at (Europe/Berlin),"
        "Conversation first replied at (Europe/Berlin),Conversation first closed at (Europe/Berlin),"
        "Channel,Teammate currently assigned,Team currently assigned,Conversation priority",
        "17,2024-03-04 09:00,2024-03-04 09:45,2024-03-04 11:00,Mail,Ben,Tier 1,High",
    ),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_common_exports_are_recognised(tmp_path, name):
    history = read_text(tmp_path, "\n".join(EXPORTS[name]) + "\n")
    assert history.recognised[0].export == name
    row = history.contacts.row(0, named=True)
    assert (row["contact_id"], row["queue"], row["agent"], row["priority"]) == ("17", "Tier 1", "Ben", "High")
    assert row["opened_at"] == datetime(2024, 3, 4, 8, tzinfo=UTC)
    assert row["resolved_at"] == datetime(2024, 3, 4, 10, tzinfo=UTC)
    if name in ("Zendesk", "Freshdesk", "Zammad", "Intercom"):
        assert row["answered_at"] == datetime(2024, 3, 4, 8, 45, tzinfo=UTC)
    if name != "Jira Service Management":
        assert row["channel"] == "Mail"


def test_chatwoot_s_json_is_recognised_with_what_lies_inside_objects(tmp_path):
    line = (
        '{"id": 17, "inbox_id": 3, "status": "resolved", "created_at": 1709539200, '
        '"first_reply_created_at": 1709541900, "meta": {"channel": "Channel::Email", '
        '"assignee": {"name": "Ben"}, "sender": {"id": 900}}}\n'
    )
    history = read_text(tmp_path, line)
    assert history.recognised[0].export == "Chatwoot"
    row = history.contacts.row(0, named=True)
    assert (row["queue"], row["agent"], row["customer_id"]) == ("3", "Ben", "900")
    assert row["opened_at"] == datetime(2024, 3, 4, 8, tzinfo=UTC)
    assert row["answered_at"] == datetime(2024, 3, 4, 8, 45, tzinfo=UTC)


def test_columns_go_by_other_names_in_three_languages(tmp_path):
    for header in ("Ticket Number,Created On", "工单编号,创建时间", "Номер заявки,Дата создания"):
        history = read_text(tmp_path, f"{header}\n1,2024-03-04 09:00\n")
        assert ids(history) == ["1"]


@pytest.mark.parametrize(
    "header",
    [
        "First reply", "First response", "first_response_at", "firstResponseAt", "First reply date",
        "Initial response time", "First Agent Reply Date", "Answered on", "首次回复时间", "Первый ответ",
    ],
)  # fmt: skip
def test_the_first_answer_goes_by_many_names(tmp_path, header):
    history = read_text(tmp_path, f"Ticket ID,Created,{header}\n17,2024-03-04 09:00,2024-03-04 09:45\n")
    assert history.recognised[0].unused == ()
    assert history.contacts["answered_at"].to_list() == [datetime(2024, 3, 4, 8, 45, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("header", "ours"),
    [
        ("ticketId,createdAt,assigneeName,closedAt", ("contact_id", "opened_at", "agent", "closed_at")),
        (
            "Case Number,Date/Time Opened,Case Owner,Case Origin",
            ("contact_id", "opened_at", "agent", "channel"),
        ),
        ("Interaction ID,Start time,Skill group,Media type", ("contact_id", "opened_at", "queue", "channel")),
        ("Ticket ID,Create date,Ticket owner,Close date", ("contact_id", "opened_at", "agent", "closed_at")),
    ],
)
def test_other_desks_words_are_known(tmp_path, header, ours):
    row = [
        "17" if name == "contact_id" else "2024-03-04 09:00" if name.endswith("_at") else "x" for name in ours
    ]
    history = read_text(tmp_path, f"{header}\n{','.join(row)}\n")
    assert set(history.recognised[0].columns) == set(ours)
    assert history.recognised[0].unused == ()


def test_counts_for_genesys_cloud_are_recognised(tmp_path):
    header = "Interval Start UTC Date,Queue,Media Type,Offered,Interactions Handled"
    history = read_text(tmp_path, f"{header}\n2024-03-04T08:00:00Z,Tier 1,Voice,16,6\n")
    assert history.recognised[0].export == "Genesys Cloud"
    row = history.intervals.row(0, named=True)
    assert (row["interval_start"], row["queue"]) == (datetime(2024, 3, 4, 8, tzinfo=UTC), "Tier 1")
    assert (row["offered"], row["handled"]) == (16, 6)


def test_a_zone_behind_a_column_s_name_is_the_zone_of_its_times(tmp_path):
    text = "id,Created at (America/New_York)\n17,2024-03-04 09:00\n"
    history = read_text(tmp_path, text)
    assert history.contacts["opened_at"].to_list() == [datetime(2024, 3, 4, 14, tzinfo=UTC)]


def test_a_zone_behind_a_name_is_not_taken_for_an_unnamed_one(tmp_path):
    (tmp_path / "history.csv").write_text("id,Created at (America/New_York)\n17,2024-03-04 09:00\n")
    assert read_history([tmp_path / "history.csv"]).notices == ()


def test_a_bracket_that_names_no_zone_is_a_part_of_the_name(tmp_path):
    history = read_text(tmp_path, "id,Created at (Local/Nowhere)\n17,2024-03-04 09:00\n")
    assert history.contacts["opened_at"].to_list() == [datetime(2024, 3, 4, 8, tzinfo=UTC)]


def test_what_the_person_says_wins_over_what_is_recognised(tmp_path):
    history = read_text(
        tmp_path, "\n".join(EXPORTS["Zendesk"]) + "\n", mapping={"queue": "Assignee", "agent": "Group"}
    )
    row = history.contacts.row(0, named=True)
    assert (row["queue"], row["agent"]) == ("Ben", "Tier 1")


def test_every_column_is_there_whatever_the_file_has(tmp_path):
    assert read_text(tmp_path, contacts_csv()).contacts.schema == pl.Schema(CONTACT_SCHEMA)
    counts = read_text(tmp_path, "interval_start,calls\n2024-03-04 09:00,3\n")
    assert counts.intervals.schema == pl.Schema(INTERVAL_SCHEMA)
    log = read_text(tmp_path, "case,timestamp,activity\n1,2024-03-04 09:00,in\n1,2024-03-04 09:10,out\n")
    assert log.events.schema == pl.Schema(EVENT_SCHEMA)


def test_the_shape_is_told_by_the_columns_and_by_ids_that_repeat(tmp_path):
    header = "id,created_at,status,user\n"
    once = read_text(tmp_path, header + "1,2024-03-04 09:00,new,a\n2,2024-03-04 09:00,new,a\n")
    assert once.recognised[0].shape is Shape.CONTACTS
    often = read_text(tmp_path, header + "1,2024-03-04 09:00,new,a\n1,2024-03-04 09:10,done,a\n")
    assert often.recognised[0].shape is Shape.EVENTS


def test_a_shape_that_was_asked_for_is_taken(tmp_path):
    content = "id,created_at,status,user\n1,2024-03-04 09:00,new,a\n1,2024-03-04 09:10,done,a\n"
    history = read_text(tmp_path, content, shape="contacts")
    assert history.counts.duplicates == 1
    with pytest.raises(HistoryRefused, match="has no column for interval_start, offered"):
        read_text(tmp_path, content, shape="intervals")


def test_durations_in_other_units_fill_our_columns(tmp_path):
    header = "contact_id,opened_at,handle_minutes,answer_minutes,resolve_hours,wait_minutes"
    history = read_text(
        tmp_path, f"{header}\n1,2024-03-04 09:00,2.5,10,1.5,0.5\n2,2024-03-04 09:00,-1,-5,,\n"
    )
    first, second = history.contacts.iter_rows(named=True)
    assert (first["handle_seconds"], first["wait_seconds"]) == (150.0, 30.0)
    assert first["answered_at"] == datetime(2024, 3, 4, 8, 10, tzinfo=UTC)
    assert first["resolved_at"] == datetime(2024, 3, 4, 9, 30, tzinfo=UTC)
    assert (second["handle_seconds"], second["answered_at"]) == (None, None)
    assert history.counts.cells_left_out == 2


def test_an_outcome_in_words_tells_who_gave_up_and_when(tmp_path):
    rows = (
        "1,2024-03-04 09:00,abandoned,30,0\n2,2024-03-04 09:00,AGENT,10,120\n3,2024-03-04 09:00,phantom,,\n"
    )
    history = read_text(tmp_path, f"contact_id,opened_at,outcome,wait_seconds,handle_seconds\n{rows}")
    assert ids(history) == ["1", "2"]
    assert history.contacts["abandoned_at"].to_list() == [datetime(2024, 3, 4, 8, 0, 30, tzinfo=UTC), None]
    assert history.contacts["handle_seconds"].to_list() == [None, 120.0]


def test_identical_rows_of_counts_are_one_and_different_ones_add_up(tmp_path):
    rows = ["2024-03-04 09:00,5,a", "2024-03-04 09:00,5,a", "2024-03-04 09:00,3,b"]
    history = read_text(tmp_path, "\n".join(["interval_start,offered,shop", *rows, ""]))
    assert history.intervals["offered"].to_list() == [8.0]
    assert history.counts.duplicates == 1


def test_of_two_files_the_later_counts_for_an_interval(tmp_path):
    (tmp_path / "a.csv").write_text("interval_start,offered\n2024-03-04 09:00,5\n2024-03-04 10:00,5\n")
    (tmp_path / "b.csv").write_text("interval_start,offered\n2024-03-04 09:00,7\n")
    history = read_history([tmp_path / "a.csv", tmp_path / "b.csv"], timezone="UTC")
    assert history.intervals["offered"].to_list() == [7.0, 5.0]


def test_several_files_of_different_shapes_make_one_history(tmp_path):
    (tmp_path / "a.csv").write_text(contacts_csv())
    (tmp_path / "b.csv").write_text("interval_start,offered\n2024-03-04 09:00,7\n")
    history = read_history([tmp_path / "a.csv", tmp_path / "b.csv"], timezone="UTC")
    assert (history.contacts.height, history.intervals.height, history.counts.read) == (3, 1, 4)


def test_progress_is_told_and_ends_at_the_end(tmp_path):
    heard = []
    rows = [f"{n},2024-03-04 09:00,phone,," for n in range(4, 120_000)]
    read_bytes(tmp_path, contacts_csv(*rows).encode(), on_progress=heard.append)
    assert len(heard) >= 3
    assert [each.share for each in heard] == sorted(each.share for each in heard)
    assert (heard[-1].share, heard[-1].rows) == (1.0, 119_999)


def test_every_row_is_accounted_for(tmp_path):
    history = read_text(
        tmp_path, contacts_csv("4,never,,,", "1,2024-03-04 09:00,,,", "5", "6,2024-03-04 09:00,,,-1")
    )
    counts = history.counts
    assert counts.read == counts.used + counts.rejected + counts.duplicates == 7
    assert counts.used == history.contacts.height == 4
    assert len(history.rejected) == counts.rejected + counts.cells_left_out == 3
