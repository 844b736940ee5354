import hashlib
import io
import re
from datetime import UTC, datetime

import polars as pl
import pytest

from halfhour.ledger import actions
from halfhour.ledger.columnar import ledger_state, read_copy
from halfhour.ledger.errors import ImportRefused
from halfhour.ledger.models import Contact, ContactEvent, Import, ImportState, IntervalCount
from halfhour.ledger.queries import team_history
from halfhour.ledger.storage import raw_path, rejected_path
from support.histories import HEADER, contacts_csv, xes
from support.ledger import MONDAY, bring_in

COUNTS = """interval_start,offered,queue,handle_seconds_mean
2024-03-04 09:00,5,phone,100
2024-03-04 09:00,3,phone,180
2024-03-04 09:30,7,phone,
"""


def all_rows(team):
    return list(Contact.objects.filter(team=team).order_by("id").values())


def test_a_file_becomes_contacts_and_the_raw_file_is_kept(cast):
    record = bring_in(cast.team, contacts_csv(), by=cast.planner)
    first = Contact.objects.get(team=cast.team, contact_id="1")
    assert first.opened_at == datetime(2024, 3, 4, 8, 0, tzinfo=UTC)  # 09:00 in Hamburg
    assert (first.queue, first.handle_seconds, first.source) == ("phone", 120.0, record)
    assert Contact.objects.get(contact_id="3").answered_at is None
    assert record.state == ImportState.DONE
    assert record.counts["new"] == record.counts["read"] == 3
    assert raw_path(record).read_text() == contacts_csv()
    assert record.made_by == cast.planner


def test_importing_the_same_file_twice_changes_nothing(cast):
    bring_in(cast.team, contacts_csv())
    before = all_rows(cast.team)
    again = bring_in(cast.team, contacts_csv())
    assert all_rows(cast.team) == before
    assert again.findings["same_as"] == 1
    assert ContactEvent.objects.count() == 0


def test_the_same_rows_in_another_file_change_nothing_either(cast):
    bring_in(cast.team, contacts_csv())
    before = all_rows(cast.team)
    again = bring_in(cast.team, contacts_csv() + "\n\n")
    assert all_rows(cast.team) == before
    assert (again.counts["new"], again.counts["changed"], again.counts["unchanged"]) == (0, 0, 3)


def test_a_newer_file_corrects_and_the_correction_is_recorded(cast):
    bring_in(cast.team, contacts_csv())
    newer = bring_in(cast.team, f"{HEADER}\n2,2024-03-04 09:05,chat,2024-03-04 09:06,180\n")
    corrected = Contact.objects.get(team=cast.team, contact_id="2")
    assert (corrected.queue, corrected.source) == ("chat", newer)
    event = ContactEvent.objects.get()
    assert (event.kind, event.contact_id, event.at, event.source) == ("corrected", "2", MONDAY, newer)
    assert event.facts == {
        "queue": ["phone", "chat"],
        "answered_at": ["2024-03-04 08:07:00+00:00", "2024-03-04 08:06:00+00:00"],
    }


def test_an_older_file_imported_once_more_does_not_undo_a_correction(cast):
    bring_in(cast.team, contacts_csv())
    bring_in(cast.team, f"{HEADER}\n2,2024-03-04 09:05,chat,,\n")
    bring_in(cast.team, contacts_csv())
    assert Contact.objects.get(team=cast.team, contact_id="2").queue == "chat"


def test_what_a_newer_file_does_not_tell_stays_as_it_was(cast):
    bring_in(cast.team, contacts_csv())
    bring_in(cast.team, "contact_id,opened_at,rating\n1,2024-03-04 09:00,good\n")
    first = Contact.objects.get(team=cast.team, contact_id="1")
    assert (first.rating, first.queue, first.handle_seconds) == ("good", "phone", 120.0)


def test_an_opening_corrected_past_the_answer_forgets_the_answer(cast):
    bring_in(cast.team, contacts_csv())
    bring_in(cast.team, "contact_id,opened_at\n1,2024-03-04 12:00\n")
    first = Contact.objects.get(team=cast.team, contact_id="1")
    assert first.opened_at == datetime(2024, 3, 4, 11, 0, tzinfo=UTC)
    assert first.answered_at is None


def test_events_are_only_ever_added(cast):
    bring_in(cast.team, contacts_csv())
    bring_in(cast.team, "contact_id,opened_at\n1,2024-03-04 12:00\n")
    event = ContactEvent.objects.get()
    with pytest.raises(TypeError, match="only added to"):
        event.save()
    with pytest.raises(TypeError, match="only added to"):
        event.delete()


def test_an_id_twice_in_one_file_is_the_later_row_and_no_correction(cast, monkeypatch):
    monkeypatch.setattr("halfhour.ledger.actions.importing.BATCH_ROWS", 2)
    record = bring_in(cast.team, contacts_csv("1,2024-03-04 09:00,chat,,"))
    assert Contact.objects.get(team=cast.team, contact_id="1").queue == "chat"
    assert ContactEvent.objects.count() == 0
    assert (record.counts["new"], record.counts["replaced"]) == (3, 1)


def test_two_teams_may_use_the_same_ids(cast):
    bring_in(cast.team, contacts_csv())
    bring_in(cast.other_team, contacts_csv())
    assert Contact.objects.filter(contact_id="1").count() == 2


def test_counts_of_one_interval_are_added_up_and_a_newer_file_replaces_them(cast):
    bring_in(cast.team, COUNTS)
    first = IntervalCount.objects.get(team=cast.team, offered=8)
    assert first.interval_start == datetime(2024, 3, 4, 8, 0, tzinfo=UTC)
    assert first.handle_seconds_mean == pytest.approx((5 * 100 + 3 * 180) / 8)
    newer = bring_in(
        cast.team, "interval_start,offered,queue\n2024-03-04 09:00,9,phone\n2024-03-04 09:30,7,phone\n"
    )
    assert (newer.counts["new"], newer.counts["changed"], newer.counts["unchanged"]) == (0, 1, 1)
    assert IntervalCount.objects.get(interval_start=first.interval_start).offered == 9


EVENTS = (
    ("A", "Created", "2024-03-04T09:00:00+01:00"),
    ("A", "In progress", "2024-03-04T09:10:00+01:00"),
    ("A", "Resolved", "2024-03-04T10:00:00+01:00"),
    ("B", "Created", "2024-03-04T09:30:00+01:00"),
)


def test_an_event_log_becomes_events_and_contacts(cast):
    record = bring_in(cast.team, xes(EVENTS), name="log.xes")
    assert ContactEvent.objects.count() == 4
    made = Contact.objects.get(contact_id="A")
    assert made.opened_at == datetime(2024, 3, 4, 8, 0, tzinfo=UTC)
    assert made.answered_at == datetime(2024, 3, 4, 8, 10, tzinfo=UTC)
    assert made.resolved_at == datetime(2024, 3, 4, 9, 0, tzinfo=UTC)
    assert record.findings["rules"]["answered_by"] == ["In progress"]


def test_later_events_of_a_log_complete_the_contact(cast):
    bring_in(cast.team, xes(EVENTS), name="log.xes")
    later = (*EVENTS, ("B", "In progress", "2024-03-04T11:00:00+01:00"))
    record = bring_in(cast.team, xes(later), name="log.xes")
    assert Contact.objects.get(contact_id="B").answered_at == datetime(2024, 3, 4, 10, 0, tzinfo=UTC)
    assert ContactEvent.objects.filter(kind=ContactEvent.LOGGED).count() == 5
    assert (record.counts["new_events"], record.counts["known_events"]) == (1, 4)


def test_events_named_by_hand_decide_what_an_answer_is(cast):
    log = "case,at,event\n1,2024-03-04 09:00,in\n1,2024-03-04 09:20,called\n1,2024-03-04 09:40,done\n"
    bring_in(cast.team, log, rules={"answered_by": ["called"], "resolved_by": ["done"]}, shape="events")
    made = Contact.objects.get(contact_id="1")
    assert made.answered_at == datetime(2024, 3, 4, 8, 20, tzinfo=UTC)
    assert made.resolved_at == datetime(2024, 3, 4, 8, 40, tzinfo=UTC)


def test_a_refused_file_is_kept_with_its_sentence_and_changes_nothing(cast):
    with pytest.raises(ImportRefused, match="has column names and no rows"):
        bring_in(cast.team, HEADER)
    record = Import.objects.get()
    assert record.state == ImportState.REFUSED
    assert record.refusal == "history.csv has column names and no rows."
    assert raw_path(record).read_text() == HEADER
    assert not Contact.objects.exists()


def test_a_refused_file_may_be_tried_again_with_other_options(cast):
    content = contacts_csv().replace(",", "~").encode()
    record = actions.store_upload(team=cast.team, file_name="a.csv", chunks=[content], by=None, at=MONDAY)
    with pytest.raises(ImportRefused, match="has one column only"):
        actions.import_history(record=record, at=MONDAY)
    record = actions.choose_options(record=record, options={"delimiter": "~"})
    assert actions.import_history(record=record, at=MONDAY).counts["new"] == 3


def test_what_was_rejected_lies_beside_the_raw_file(cast):
    record = bring_in(cast.team, contacts_csv("4,never,phone,,", "5,2024-03-04 10:00,phone,,-1"))
    rejected = pl.read_csv(rejected_path(record))
    assert rejected["line"].to_list() == [5, 6]
    assert rejected["left_out"].to_list() == ["row", "handle_seconds"]
    assert record.findings["rejected"][0]["count"] == 1
    assert (record.counts["rejected"], record.counts["cells_left_out"]) == (1, 1)


class StopHereError(Exception):
    pass


def test_an_import_that_was_stopped_goes_on_where_it_stopped(cast, monkeypatch):
    monkeypatch.setattr("halfhour.ledger.actions.importing.BATCH_ROWS", 10)
    rows = "\n".join(f"{n},2024-03-04 09:00,phone,," for n in range(95))
    record = actions.store_upload(
        team=cast.team, file_name="a.csv", chunks=[f"{HEADER}\n{rows}\n".encode()], by=None, at=MONDAY
    )

    def stop_after_forty(progress):
        if progress.rows >= 40:
            raise StopHereError

    with pytest.raises(StopHereError):
        actions.import_history(record=record, at=MONDAY, on_progress=stop_after_forty)
    record.refresh_from_db()
    assert (record.state, record.batches_done, Contact.objects.count()) == (ImportState.READING, 4, 40)
    done = actions.import_history(record=record, at=MONDAY)
    assert (done.counts["new"], done.counts["unchanged"], done.counts["read"]) == (95, 0, 95)
    assert Contact.objects.count() == 95
    assert ContactEvent.objects.count() == 0


def test_a_finished_import_is_not_read_again(cast):
    record = bring_in(cast.team, contacts_csv())
    raw_path(record).unlink()
    assert actions.import_history(record=record, at=MONDAY).counts == record.counts


def test_a_name_of_a_file_leads_nowhere_else(cast):
    record = bring_in(cast.team, contacts_csv(), name="../../../etc/passwd\x00.csv")
    assert raw_path(record).name == "passwd_.csv"
    assert len(record.stored_as.split("/")) == 3


@pytest.mark.parametrize("name", ["a\x00b.csv", "half\udce4.csv", "two\nlines.csv"])
def test_a_name_that_no_database_takes_is_shown_without_what_is_wrong(cast, name):
    record = bring_in(cast.team, contacts_csv(), name=name)
    assert Import.objects.get(pk=record.pk).file_name == re.sub(r"[^\w.]", "\ufffd", name)


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_nul_in_cells_and_names_costs_its_rows_alone(cast, kind):
    rows = [
        {"contact_id": "1", "opened_at": "2024-03-04 09:00", "queue": "phone", "no\x00te": "a"},
        {"contact_id": "2", "opened_at": "2024-03-04 09:05", "queue": "ph\x00one", "no\x00te": "a"},
        {"contact_id": "3", "opened_at": "2024-03-04 09:10", "queue": "email", "no\x00te": "b\x00"},
    ]
    table, packed = pl.DataFrame(rows), io.BytesIO()
    {"csv": table.write_csv, "jsonl": table.write_ndjson, "parquet": table.write_parquet}[kind](packed)
    record = bring_in(cast.team, packed.getvalue(), name=f"history.{kind}")
    assert list(Contact.objects.values_list("contact_id", flat=True)) == ["1"]
    assert (record.counts["read"], record.counts["rejected"]) == (3, 2)
    assert Import.objects.get(pk=record.pk).recognised[0]["unused"] == ["no\u2400te"]
    told = Import.objects.get(pk=record.pk).findings["rejected"]
    assert [each["reason"] for each in told] == ["nul_byte"]


def test_an_event_is_known_by_the_same_sign_on_every_database(cast):
    bring_in(cast.team, xes((("A", "Created", "2024-03-04T09:00:00+01:00"),)), name="log.xes")
    sign = "\x1f".join(("A", "2024-03-04 08:00:00+00:00", "Created", "Ada", "", "", ""))
    event = ContactEvent.objects.get(kind="logged")
    assert event.digest == hashlib.blake2b(sign.encode(), digest_size=16).hexdigest()


def test_the_copy_holds_what_the_rows_hold(cast):
    bring_in(cast.team, contacts_csv())
    bring_in(cast.team, COUNTS)
    bring_in(cast.other_team, contacts_csv("9,2024-03-04 11:00,phone,,"))
    contacts, intervals = read_copy(cast.team)
    assert contacts["contact_id"].to_list() == ["1", "2", "3"]
    assert contacts["queue"].to_list() == ["phone", "phone", "email"]
    assert contacts["agent"].to_list() == [None] * 3
    assert contacts["opened_at"].to_list() == [
        each.opened_at for each in Contact.objects.filter(team=cast.team)
    ]
    assert intervals["offered"].to_list() == [8.0, 7.0]


def test_the_copy_follows_every_import(cast):
    bring_in(cast.team, contacts_csv())
    state = ledger_state(cast.team)
    assert team_history(cast.team).contacts.height == 3
    bring_in(cast.team, contacts_csv("4,2024-03-04 11:00,phone,,"))
    assert ledger_state(cast.team) != state
    assert team_history(cast.team).contacts.height == 4


def test_a_copy_that_was_lost_is_made_again(cast, settings):
    import shutil

    bring_in(cast.team, contacts_csv())
    shutil.rmtree(settings.DATA_DIR / "ledger" / "copies")
    assert team_history(cast.team).contacts.height == 3


def test_a_team_without_imports_has_an_empty_history(cast):
    history = team_history(cast.team)
    assert (history.contacts, history.intervals, history.timezone) == (None, None, "Europe/Berlin")
