"""Few questions to the database for each request: counted, so that none comes in unnoticed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support.api import Program
from support.desk import a_ticket


@pytest.fixture
def program(cast):
    program = Program(team=cast.team, user=cast.agent)
    program.get("/tickets")  # that the key was used is written once a minute
    return program


def asked(act):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        act()
    return [each["sql"] for each in queries if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))]


def test_reading_a_ticket_takes_four_which_postgresql_is_asked_in_two(cast, program):
    a_ticket(cast)
    takes = 2 if connection.vendor == "postgresql" else 4
    for number in (1, 77):  # the key; the ticket, its promise, its tags, also where there is none
        assert len(asked(lambda at=number: program.get(f"/tickets/{at}"))) == takes


def test_a_list_takes_no_more_for_many_than_for_one(cast, program):
    a_ticket(cast)
    one = len(asked(lambda: program.get("/tickets")))
    for _number in range(9):
        a_ticket(cast)
    assert len(asked(lambda: program.get("/tickets"))) == one <= 5
