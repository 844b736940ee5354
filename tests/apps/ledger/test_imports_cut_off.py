"""Imports that are killed, and imports at once: every contact is taken exactly once."""

import signal
import time

import pytest

from support.house import House

ROWS = 60_000
PREPARE = """
import sys
from django.utils import timezone
from halfhour.ledger import actions
from halfhour.people.models import Team
team, _new = Team.objects.get_or_create(slug="t", defaults={"name": "T"})
rows = "".join(f"{n},2024-03-04 09:00,phone,2024-03-04 09:0{n % 10}\\n" for n in range(int(sys.argv[1])))
content = ("contact_id,opened_at,queue,answered_at\\n" + rows + sys.argv[2]).encode()
print(actions.store_upload(team=team, file_name="a.csv", chunks=[content], by=None, at=timezone.now()).pk)
"""
IMPORT = """
import sys
from django.utils import timezone
from halfhour.ledger.actions import importing
from halfhour.ledger.models import Import
importing.BATCH_ROWS = 1_000
done = importing.import_history(record=Import.objects.get(pk=sys.argv[1]), at=timezone.now())
print(done.counts["new"], done.counts["changed"], done.counts["unchanged"], done.counts["replaced"])
"""


def stored(house: House, *, rows: int = ROWS, more: str = "") -> str:
    return house.python(PREPARE, str(rows), more).strip()


def batches_done(house: House, record: str) -> int:
    return house.rows(f"select batches_done from ledger_import where id = {record}")[0][0]


def killed_in_the_middle(house: House) -> None:
    record = stored(house)
    running = house.start(IMPORT, record)
    house.wait_until(lambda: batches_done(house, record), lambda batches: batches >= 5)
    running.send_signal(signal.SIGKILL)
    assert running.wait(timeout=10) == -signal.SIGKILL
    # In one look: PostgreSQL still does what it was told last by somebody who is gone.
    both = (
        f"select batches_done, (select count(*) from ledger_contact) from ledger_import where id = {record}"
    )
    ((cut_off_at, kept),) = house.rows(both)
    assert 5 <= cut_off_at < ROWS / 1_000
    assert kept == cut_off_at * 1_000
    assert house.python(IMPORT, record).split() == [str(ROWS), "0", "0", "0"]
    assert house.rows("select count(*), count(distinct contact_id) from ledger_contact") == [(ROWS, ROWS)]
    assert house.rows("select count(*) from ledger_contactevent") == [(0,)]
    assert house.rows(f"select state, batches_done from ledger_import where id = {record}") == [("done", 60)]


def test_an_import_killed_in_the_middle_goes_on_and_takes_every_contact_once(sqlite_house):
    killed_in_the_middle(sqlite_house)


@pytest.mark.postgresql
def test_the_same_on_postgresql(postgresql_house):
    killed_in_the_middle(postgresql_house)


@pytest.mark.postgresql
def test_two_imports_of_the_same_rows_at_once_take_every_contact_once(postgresql_house):
    rows = 20_000
    records = [stored(postgresql_house, rows=rows, more=more) for more in ("", "\n")]
    running = [postgresql_house.start(IMPORT, record) for record in records]
    counts = [[int(each) for each in process.communicate(timeout=60)[0].split()] for process in running]
    assert [process.returncode for process in running] == [0, 0]
    assert sum(new for new, *_rest in counts) == rows
    assert sum(unchanged for _new, _changed, unchanged, _replaced in counts) == rows
    assert postgresql_house.rows("select count(*), count(distinct contact_id) from ledger_contact") == [
        (rows, rows)
    ]
    assert postgresql_house.rows("select count(*) from ledger_contactevent") == [(0,)]


@pytest.mark.postgresql
def test_one_import_started_twice_is_read_once(postgresql_house):
    rows = 20_000
    record = stored(postgresql_house, rows=rows)
    first, second = (postgresql_house.start(IMPORT, record) for _twice in range(2))
    said = [process.communicate(timeout=60)[0] for process in (first, second)]
    assert postgresql_house.rows("select count(*) from ledger_contact") == [(rows,)]
    assert postgresql_house.rows(f"select state from ledger_import where id = {record}") == [("done",)]
    assert any(words.split()[:1] == [str(rows)] for words in said)


@pytest.mark.postgresql
def test_corrections_and_interval_counts_and_events_work_on_postgresql(postgresql_house):
    said = postgresql_house.python("""
from datetime import UTC, datetime
from support.histories import HEADER, contacts_csv, xes
from support.ledger import bring_in
from halfhour.ledger.columnar import read_copy
from halfhour.ledger.models import Contact, ContactEvent, IntervalCount
from halfhour.people.models import Team
team = Team.objects.create(slug="t", name="T")
bring_in(team, contacts_csv())
bring_in(team, f"{HEADER}\\n2,2024-03-04 09:05,chat,2024-03-04 09:06:00.25,180\\n")
bring_in(team, "interval_start,offered\\n2024-03-04 09:00,5\\n")
bring_in(team, "interval_start,offered\\n2024-03-04 09:00,6\\n")
log = (("A", "Created", "2024-03-04T09:00:00Z"), ("A", "In progress", "2024-03-04T09:10:00Z"))
bring_in(team, xes(log), name="log.xes")
event = ContactEvent.objects.get(kind="corrected")
assert event.facts["queue"] == ["phone", "chat"], event.facts
assert Contact.objects.get(contact_id="2").answered_at == datetime(2024, 3, 4, 9, 6, 0, 250_000, tzinfo=UTC)
assert IntervalCount.objects.get().offered == 6
assert Contact.objects.get(contact_id="A").answered_at == datetime(2024, 3, 4, 9, 10, tzinfo=UTC)
contacts, intervals = read_copy(team)
assert contacts["contact_id"].to_list() == ["1", "A", "2", "3"], contacts
assert contacts["opened_at"].to_list() == [c.opened_at for c in Contact.objects.order_by("opened_at", "id")]
assert intervals["offered"].to_list() == [6.0]
print("good")
""")
    assert said == "good\n"


def test_half_an_upload_is_no_import(sqlite_house):
    """Killed while the raw file arrives: no import exists, and whoever sent it knows it was not taken."""
    running = sqlite_house.start("""
import itertools, time
from django.utils import timezone
from halfhour.ledger import actions
from halfhour.people.models import Team
team = Team.objects.create(slug="t", name="T")
def slowly():
    for n in itertools.count():
        yield b"x" * 1000
        print(n, flush=True)
        time.sleep(0.01)
actions.store_upload(team=team, file_name="a.csv", chunks=slowly(), by=None, at=timezone.now())
""")
    assert running.stdout is not None
    running.stdout.readline()
    time.sleep(0.1)
    running.send_signal(signal.SIGKILL)
    running.wait(timeout=10)
    assert sqlite_house.rows("select count(*) from ledger_import") == [(0,)]
