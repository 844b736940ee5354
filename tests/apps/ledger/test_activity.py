"""Records of what people did: in any form and format, each once, whatever is brought in again."""

import io
from datetime import UTC, datetime
from random import Random

import polars as pl
import pytest
from openpyxl import Workbook

from halfhour.ledger.columnar import read_activity_copy
from halfhour.ledger.models import Activity, Contact
from halfhour.ledger.queries import has_history
from halfhour.ledger.reading import HistoryRefused, RejectReason, Shape, read_history
from support.ledger import bring_in

SPANS = """agent,started_at,ended_at,state
Ada,2026-03-02 09:00,2026-03-02 10:30,Available
Ada,2026-03-02 10:30,2026-03-02 10:45,Break
Ben,2026-03-02 09:00,2026-03-02 17:00,After-call work
"""
CHANGES = """agent,at,state
Ada,2026-03-02T09:00:00+01:00,Available
Ada,2026-03-02T10:30:00+01:00,Break
Ada,2026-03-02T10:45:00+01:00,Logged out
"""


def read(tmp_path, content, name="activity.csv", **options):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_history([path], timezone="Europe/Berlin", **options)


def rows(history):
    assert history.activity is not None
    return [tuple(row) for row in history.activity.iter_rows()]


def write_workbook(frame, held):
    book = Workbook()
    for row in (frame.columns, *frame.iter_rows()):
        book.active.append(row)
    book.save(held)


def at(hour, minute=0):
    return datetime(2026, 3, 2, hour, minute, tzinfo=UTC)


def test_one_row_per_stretch_is_recognised_and_its_local_times_are_the_teams(tmp_path):
    found = read(tmp_path, SPANS)
    assert found.recognised[0].shape is Shape.ACTIVITY
    assert rows(found) == [
        ("Ada", at(8), at(9, 30), "Available", 0),
        ("Ben", at(8), at(16), "After-call work", 0),
        ("Ada", at(9, 30), at(9, 45), "Break", 0),
    ]


def test_one_row_per_change_has_no_ends_yet(tmp_path):
    found = read(tmp_path, CHANGES)
    assert found.recognised[0].shape is Shape.ACTIVITY
    assert [row[1:] for row in rows(found)] == [
        (at(8), None, "Available", 0),
        (at(9, 30), None, "Break", 0),
        (at(9, 45), None, "Logged out", 0),
    ]


@pytest.mark.parametrize("format", ["csv", "xlsx", "parquet", "jsonl"])
def test_all_four_formats_say_the_same(tmp_path, format):
    frame = pl.read_csv(io.StringIO(SPANS))
    held = io.BytesIO()
    write = {
        "csv": frame.write_csv,
        "xlsx": lambda held: write_workbook(frame, held),
        "parquet": frame.write_parquet,
        "jsonl": frame.write_ndjson,
    }[format]
    write(held)
    assert rows(read(tmp_path, held.getvalue(), name=f"activity.{format}")) == rows(read(tmp_path, SPANS))


def test_names_of_other_systems_and_durations_are_understood(tmp_path):
    theirs = (
        "User Name;Status;Status Start;Duration (seconds)\n"
        "Ada;Обед;02.03.2026 12:00;1800\n"
        "Ada;Обед;13.03.2026 12:00;60\n"
    )
    found = read(tmp_path, theirs, mapping={"lasted_seconds": "Duration (seconds)"})
    assert rows(found)[0] == ("Ada", at(11), at(11, 30), "Обед", 0)


def test_rows_of_a_plan_are_told_from_what_was_done(tmp_path):
    content = (
        "agent,from,to,state,planned\n"
        "Ada,2026-03-02 09:00,2026-03-02 17:00,Shift,yes\n"
        "Ada,2026-03-02 09:00,2026-03-02 17:00,Available,no\n"
    )
    found = read(tmp_path, content, shape="activity")
    assert sorted(row[3:] for row in rows(found)) == [("Available", 0), ("Shift", 1)]


def test_what_cannot_be_read_is_listed_and_the_rest_is_used(tmp_path):
    bad = (
        "Cleo,2026-03-02 12:00,2026-03-02 11:00,Lunch\n"
        ",2026-03-02 12:00,,Lunch\n"
        "Dan,never,,Lunch\n"
        "Eve,2026-03-02 12:00,later,Lunch\n"
    )
    found = read(tmp_path, SPANS + bad)
    assert dict(found.rejected.by_reason) == {
        RejectReason.ENDS_BEFORE_START: 1, RejectReason.EMPTY: 1, RejectReason.UNREADABLE_TIME: 2,
    }  # fmt: skip
    assert found.counts.rejected == 3, "an end that cannot be read is left out, and the row is kept"
    assert ("Eve", at(11), None, "Lunch", 0) in rows(found)


def test_a_night_when_clocks_change_is_counted_and_moved_as_times_of_contacts_are(tmp_path):
    content = (
        "agent,started_at,ended_at,state\n"
        "Ada,2026-03-29 02:30,2026-03-29 04:00,Break\n"
        "Ada,2026-10-25 02:30,2026-10-25 04:00,Break\n"
    )
    found = read(tmp_path, content)
    assert (found.counts.moved_by_clock_change, found.counts.ambiguous) == (1, 1)
    lengths = [(row[2] - row[1]).total_seconds() / 60 for row in rows(found)]
    assert lengths == [30, 150]


def test_of_rows_that_begin_together_the_last_file_counts_and_in_one_file_the_longest(tmp_path):
    noon = (
        "agent,started_at,ended_at,state\n"
        "Ada,2026-03-02 09:00,2026-03-02 12:00,Available\n"
        "Ada,2026-03-02 09:00,2026-03-02 11:00,Break\n"
    )
    evening = "agent,started_at,ended_at,state\nAda,2026-03-02 09:00,2026-03-02 10:00,Meeting\n"
    assert [row[3] for row in rows(read(tmp_path, noon))] == ["Available"]
    for name, content in (("1.csv", noon), ("2.csv", evening)):
        (tmp_path / name).write_text(content)
    both = read_history([tmp_path / "1.csv", tmp_path / "2.csv"], timezone="Europe/Berlin")
    assert [row[3] for row in rows(both)] == ["Meeting"]
    assert both.counts.duplicates == 2


def test_the_order_of_rows_does_not_matter(tmp_path):
    head, *lines = SPANS.splitlines()
    again = [*lines, "Ada,2026-03-02 09:00,2026-03-02 09:10,Meeting", "Ada,2026-03-02 09:00,,Admin"]
    expected = rows(read(tmp_path, "\n".join([head, *again])))
    for seed in range(6):
        shuffled = Random(seed).sample(again, len(again))
        assert rows(read(tmp_path, "\n".join([head, *shuffled]))) == expected


def test_a_call_log_with_ids_is_no_activity_record(tmp_path):
    calls = "id,agent,start_time,end_time,status\n1,Ada,2026-03-02 09:00,2026-03-02 09:05,answered\n"
    assert read(tmp_path, calls).recognised[0].shape is Shape.CONTACTS
    assert read(tmp_path, calls, shape="activity").recognised[0].shape is Shape.ACTIVITY


def test_without_a_person_a_time_and_a_state_it_is_refused_in_one_sentence(tmp_path):
    with pytest.raises(HistoryRefused, match="no column for state"):
        read(tmp_path, "agent,started_at\nAda,2026-03-02 09:00\n", shape="activity")


def kept():
    return list(
        Activity.objects.order_by("started_at", "agent", "id").values_list("agent", "state", "is_planned")
    )


def test_the_same_file_twice_and_its_rows_in_another_order_change_nothing(cast):
    first = bring_in(cast.team, SPANS)
    assert first.counts["new"] == 3
    before = read_activity_copy(cast.team)
    again = bring_in(cast.team, SPANS)
    assert again.findings["same_as"] == first.number
    head, *lines = SPANS.splitlines()
    shuffled = bring_in(cast.team, "\n".join([head, *reversed(lines)]) + "\n")
    assert (shuffled.counts["new"], shuffled.counts["unchanged"]) == (0, 3)
    assert Activity.objects.count() == 3
    assert read_activity_copy(cast.team).drop("source").equals(before.drop("source"))


def test_a_file_that_overlaps_another_adds_what_is_new(cast):
    bring_in(cast.team, SPANS)
    more = "Ada,2026-03-02 10:45,2026-03-02 12:00,Available\n"
    longer = bring_in(cast.team, SPANS + more)
    assert (longer.counts["new"], longer.counts["unchanged"]) == (1, 3)
    assert [state for _agent, state, _planned in kept()].count("Available") == 2


def test_an_activity_record_is_no_contact_history(cast):
    record = bring_in(cast.team, SPANS)
    assert not has_history(cast.team)
    assert not Contact.objects.exists()
    assert record.findings["activity"] | {"states": None} == {
        "people": 2, "rows": 3, "planned": 0, "states": None,
        "first_on": "2026-03-02", "last_on": "2026-03-02",
    }  # fmt: skip


def test_a_team_never_sees_anothers_records(cast):
    bring_in(cast.other_team, SPANS)
    assert read_activity_copy(cast.team).is_empty()


def test_rows_are_only_added(cast):
    bring_in(cast.team, SPANS)
    row = Activity.objects.first()
    with pytest.raises(TypeError, match="only added to"):
        row.save()
    with pytest.raises(TypeError, match="only added to"):
        row.delete()


def test_the_page_of_the_import_says_what_the_states_mean_and_names_nobody(cast):
    record = bring_in(cast.team, SPANS)
    page = cast.client(cast.lead).get(f"/t/{cast.team.slug}/ledger/imports/{record.number}/")
    text = page.content.decode()
    assert "3 records of 2 people" in text
    assert "on queue, handling contacts" in text
    assert "Ada" not in text


def test_the_shape_can_be_chosen_on_the_page_and_the_columns_follow(cast):
    from halfhour.ledger import actions

    record = actions.store_upload(
        team=cast.team, file_name="calls.csv", chunks=[SPANS.encode()], by=cast.lead, at=at(9)
    )
    answer = cast.client(cast.lead).post(
        f"/t/{cast.team.slug}/ledger/imports/{record.number}/look/", {"shape": "activity"}
    )
    assert answer.status_code == 200
    fields = answer.context["form"].fields
    assert {"column-agent", "column-started_at", "column-state", "column-ended_at"} <= set(fields)
