"""Lists over HTTP ask all that lists of the desk can be asked, under the same names."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from halfhour.api.schemas.filters import Filters
from halfhour.desk.models import Ticket
from halfhour.desk.queries.filters import FILTERS
from support.api import Program
from support.desk import a_ticket


@pytest.fixture
def program(cast):
    return Program(team=cast.team, user=cast.agent)


def test_the_filters_are_those_there_are():
    assert list(Filters.model_fields) == list(FILTERS)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"late": "yes"}, [1]),
        ({"language": "zh"}, [2]),
        ({"language": ["zh", "ru"]}, [2, 3]),
        ({"queue": ["email", "phone"]}, [1, 2, 3]),
        ({"due_before": "2026-03-02T12:00:00+01:00"}, [1]),
        ({"due_before": "2026-03-02T12:00:00 01:00"}, [1]),  # a + that nobody encoded
        ({"due_before": "2026-03-03"}, [1]),
        ({"due_within": "120"}, [2]),
        ({"signals": "outage"}, [3]),
        ({"signals": ["outage", "complaint"]}, []),
        ({"opened_from": "2026-03-03", "opened_until": "2026-03-04"}, [2]),
        ({"changed_from": "2026-03-04T00:00:00Z"}, [3]),
        ({"changed_until": "2026-03-03"}, [1]),
        ({"watched": "yes"}, [3]),
        ({"late": ""}, [1, 2, 3]),
    ],
)
def test_a_list_is_narrowed_as_on_the_page(cast, program, query, expected):
    now = timezone.now()
    days = [datetime(2026, 3, day, 9, tzinfo=UTC) for day in (2, 3, 4)]
    due = (days[0], now + timedelta(minutes=60), None)
    told = zip(days, due, ("en", "zh", "ru"), ([], [], ["outage"]), strict=True)
    for at, due_at, language, signals in told:
        made = a_ticket(cast)
        Ticket.objects.filter(pk=made.pk).update(
            opened_at=at, changed_at=at, due_at=due_at, language=language, signals=signals
        )
    program.put("/tickets/3/watching", {"watches": True})
    Ticket.objects.filter(number=3).update(changed_at=days[2])
    found = program.get("/tickets", **query).json()["tickets"]
    assert sorted(each["number"] for each in found) == expected


def test_the_file_of_a_list_takes_the_same_filters(cast, program):
    a_ticket(cast, priority="urgent")
    a_ticket(cast)
    lines = program.get("/tickets/export", priority=["urgent", "high"], sort="newest")
    assert len(b"".join(lines.streaming_content).splitlines()) == 2


def test_the_document_says_what_each_filter_takes(program):
    document = program.client.get("/api/v1/openapi.json").json()
    asked = {each["name"]: each for each in document["paths"]["/api/v1/tickets"]["get"]["parameters"]}
    assert asked.keys() == {*FILTERS, "sort", "after", "limit"}
    assert "unfinished" in asked["state"]["schema"]["enum"]
    assert "urgent" in asked["priority"]["schema"]["items"]["enum"]
    assert "due" in asked["sort"]["schema"]["enum"]
