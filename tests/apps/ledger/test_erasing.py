"""A customer is taken out of the ledger; what is measured stays."""

import pytest

from halfhour.ledger.actions import erase_customer_ids
from halfhour.ledger.columnar import copies_dir, read_copy, refresh_copy
from halfhour.ledger.models import Contact, ContactEvent, ErasedCustomer
from support.ledger import MONDAY, bring_in

HEADER = "contact_id,opened_at,queue,answered_at,handle_seconds,customer_id"
FILE = f"""{HEADER}
1,2025-03-04 09:00,phone,2025-03-04 09:01,120,ann@example.org
2,2025-03-05 09:00,chat,2025-03-05 09:02,60,ann@example.org
3,2025-03-05 10:00,chat,2025-03-05 10:02,60,bob@example.org
"""
LOG = """contact_id,at,event,note,customer_id
7,2025-03-04 09:00,created,Ann called from home,ann@example.org
7,2025-03-04 09:05,resolved,,ann@example.org
"""


def erase(cast, *ids):
    return erase_customer_ids(team=cast.team, customer_ids=ids, at=MONDAY)


def customers(cast):
    return list(
        Contact.objects.filter(team=cast.team).order_by("contact_id").values_list("customer_id", flat=True)
    )


def test_contacts_keep_their_times_under_one_anonymous_id(cast):
    bring_in(cast.team, FILE)
    columns = ("contact_id", "opened_at", "queue", "answered_at", "handle_seconds")
    before = list(Contact.objects.values_list(*columns))
    assert erase(cast, "ann@example.org") == 2
    first, second, third = customers(cast)
    assert first == second
    assert first.startswith("erased-")
    assert third == "bob@example.org"
    assert list(Contact.objects.values_list(*columns)) == before


def test_the_columnar_copy_forgets_too_and_no_old_one_is_left(cast, django_capture_on_commit_callbacks):
    bring_in(cast.team, FILE)
    old = refresh_copy(cast.team)
    with django_capture_on_commit_callbacks(execute=True):
        erase(cast, "ann@example.org")
    assert not old.exists()
    contacts, _intervals = read_copy(cast.team)
    assert contacts.height == 3
    assert "ann@example.org" not in contacts["customer_id"].to_list()
    for file in copies_dir(cast.team).rglob("*"):
        assert not file.is_file() or b"ann@example.org" not in file.read_bytes()


def test_the_same_file_does_not_bring_the_customer_back(cast):
    bring_in(cast.team, FILE)
    erase(cast, "ann@example.org")
    after = customers(cast)
    bring_in(cast.team, FILE + "4,2025-03-06 10:00,chat,2025-03-06 10:02,60,Ann@example.org\n")
    assert customers(cast) == [*after, after[0]]
    assert not ContactEvent.objects.filter(kind=ContactEvent.CORRECTED).exists()


def test_who_comes_back_later_is_a_customer_like_any_other(cast):
    bring_in(cast.team, FILE)
    erase(cast, "ann@example.org")
    bring_in(cast.team, f"{HEADER}\n9,2026-03-20 10:00,chat,2026-03-20 10:02,60,ann@example.org\n")
    assert customers(cast)[-1] == "ann@example.org"


def test_events_lose_the_customer_and_their_notes(cast):
    bring_in(cast.team, LOG)
    erase(cast, "ann@example.org")
    events = ContactEvent.objects.filter(team=cast.team)
    assert {event.note for event in events} == {""}
    assert len({event.facts["customer_id"] for event in events}) == 1
    assert "ann" not in str([event.facts for event in events])
    digests = set(events.values_list("digest", flat=True))
    bring_in(cast.team, LOG + "8,2025-03-04 09:00,created,Ann again,ann@example.org\n")
    assert set(events.values_list("digest", flat=True)) > digests
    assert "ann@example.org" not in customers(cast)


def test_a_correction_that_names_the_customer_is_renamed(cast):
    bring_in(cast.team, FILE)
    bring_in(cast.team, FILE.replace("60,bob@example.org", "60,ann@example.org"))
    erase(cast, "bob@example.org")
    corrected = ContactEvent.objects.get(kind=ContactEvent.CORRECTED)
    before, after = corrected.facts["customer_id"]
    assert before.startswith("erased-")
    assert after == "ann@example.org"


def test_other_teams_keep_theirs_and_nothing_readable_is_kept_of_the_id(cast):
    bring_in(cast.team, FILE)
    bring_in(cast.other_team, FILE)
    erase(cast, "ann@example.org")
    assert Contact.objects.filter(team=cast.other_team, customer_id="ann@example.org").count() == 2
    kept = ErasedCustomer.objects.get()
    assert "ann" not in kept.digest + kept.anonymous_id


@pytest.mark.parametrize("ids", [(), ("",)])
def test_nobody_is_erased_where_there_is_no_id(cast, ids):
    bring_in(cast.team, FILE.replace("bob@example.org", ""))
    assert erase(cast, *ids) == 0
    assert not ErasedCustomer.objects.exists()
