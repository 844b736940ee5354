"""Taking a contact asks the database for little: every question more is time that somebody waits."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from halfhour.desk.actions.gate import bring_in
from support.ledger import MONDAY

# Beginnings and ends of transactions included; for a known customer, and for a new one.
MOST = {"postgresql": (8, 8), "sqlite": (25, 33)}


def asked_for(cast, key, email):
    body = {"email": email, "subject": "My order", "text": "Where is order 4711?"}
    at = MONDAY + timedelta(seconds=int(key))
    with CaptureQueriesContext(connection) as asked:
        raw = bring_in(team=cast.team, source="api", key=key, channel="email", body=body, at=at)
    assert raw.ticket is not None
    return len(asked)


def test_a_contact_is_taken_with_few_queries(cast):
    asked_for(cast, "1", "ann@example.org")  # fills what is kept in memory
    of_known, of_new = MOST[connection.vendor]
    assert asked_for(cast, "2", "ann@example.org") <= of_known
    assert asked_for(cast, "3", "bob@example.org") <= of_new


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is asked one thing after the other")
@pytest.mark.django_db(transaction=True)
def test_a_contact_is_stored_and_taken_in_three_goes(cast):
    """Where it is no part of a larger transaction; beginning and end leave with others."""
    asked_for(cast, "1", "ann@example.org")
    assert asked_for(cast, "2", "ann@example.org") == 3 + 2
    assert asked_for(cast, "3", "bob@example.org") == 3 + 2
