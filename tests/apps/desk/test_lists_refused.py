"""What a list cannot be asked for is said aloud, in the address of a page as through the API."""

import json
from base64 import urlsafe_b64encode

import pytest

from support.api import Program
from support.desk import a_ticket

BASE = "/t/support-hamburg/desk/"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("prioritty=urgent", "There is no filter “prioritty”; there are: state, assignee"),
        ("sort=password", "Lists cannot be sorted by “password”, but by: due"),
        ("field=bogus:1", "There is no field “bogus” on tickets; there are: –."),
        ("field-bogus=1", "There is no field “bogus” on tickets"),
    ],
)
def test_what_a_list_cannot_be_asked_for_is_told_and_nothing_is_listed(cast, query, said):
    a_ticket(cast, subject="Parcel")
    for path in ("", "rows/"):
        page = cast.client(cast.agent).get(f"{BASE}{path}?view=all-open&{query}").content.decode()
        assert said in page
        assert "Parcel" not in page


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("/tickets?nonsense=1", "state"),
        ("/tickets?stat=open", "state"),
        ("/tickets/export?nonsense=1", "sort"),
        ("/customers?nonsense=1", "after"),
        ("/tickets?number=1", "state"),
    ],
)
def test_the_api_refuses_what_it_does_not_know_by_one_sentence_that_says_what_there_is(cast, path, known):
    refused = Program(team=cast.team, user=cast.lead).get(path)
    assert refused.status_code == 422
    sentence = refused.json()["detail"]
    assert f"“{path.partition('?')[2].partition('=')[0]}”" in sentence
    assert known in sentence


def test_the_api_refuses_a_field_that_a_team_never_had(cast):
    refused = Program(team=cast.team, user=cast.lead).get("/tickets?field=bogus:1")
    assert (refused.status_code, refused.json()["detail"]) == (
        422,
        "There is no field “bogus” on tickets; there are: –.",
    )


def test_the_api_refuses_a_question_where_none_can_be_asked(cast):
    ticket = a_ticket(cast)
    refused = Program(team=cast.team, user=cast.lead).get(f"/tickets/{ticket.number}?nonsense=1")
    assert (refused.status_code, refused.json()["detail"]) == (422, "There is no “nonsense” here.")


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_place_in_a_list_that_no_calendar_has_is_refused(cast, moment):
    place = urlsafe_b64encode(json.dumps(["changed", 0, moment, 1]).encode()).decode()
    refused = Program(team=cast.team, user=cast.lead).get(f"/tickets?sort=changed&after={place}")
    assert refused.status_code == 422
    assert refused.json()["wrong"][0]["field"] == "after"
