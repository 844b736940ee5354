"""A slip that is taken back at once is as if it had not been, also for what it taught."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from halfhour.desk.actions.changing import change_ticket
from halfhour.desk.actions.undoing_change import undo_change, way_back
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import Label, Ticket
from support.desk import a_ticket

pytestmark = pytest.mark.rows

GUESSED = {"category": {"value": "refund", "by": "classifier", "chance": 0.9}}


@pytest.fixture
def slipped(cast):
    """A ticket whose category somebody set otherwise, and the way back."""
    ticket = a_ticket(cast, category="refund", triage=GUESSED)
    changed = change_ticket(ticket=ticket, changes={"category": "tax"}, by=cast.agent, at=timezone.now())
    return changed, way_back(before=ticket, after=changed, by=cast.agent)


def undo(cast, ticket, way, by=None):
    return undo_change(ticket=ticket, way=way, by=by or cast.agent, at=timezone.now())


def test_a_slip_that_is_undone_teaches_nothing(cast, slipped):
    ticket, way = slipped
    assert Label.objects.get().value == "tax"
    undo(cast, ticket, way)
    ticket.refresh_from_db()
    assert (ticket.category, ticket.triage) == ("refund", GUESSED)
    assert not Label.objects.exists()


def test_what_was_said_before_the_slip_is_still_an_example(cast):
    ticket = a_ticket(cast)
    said = change_ticket(ticket=ticket, changes={"category": "refund"}, by=cast.agent, at=timezone.now())
    slip = change_ticket(ticket=said, changes={"category": "tax"}, by=cast.agent, at=timezone.now())
    undo(cast, ticket, way_back(before=said, after=slip, by=cast.agent))
    assert [each.value for each in Label.objects.all()] == ["refund"]
    ticket.refresh_from_db()
    assert ticket.triage["category"] == {"value": "refund", "by": "person"}


def test_nothing_is_undone_twice_by_somebody_else_or_over_what_came_after(cast, slipped):
    ticket, way = slipped
    other = a_ticket(cast)
    for on, by in ((ticket, cast.second_agent), (other, cast.agent)):
        with pytest.raises(DeskRefused, match="no longer be undone"):
            undo(cast, on, way, by)
    change_ticket(ticket=ticket, changes={"category": "delivery"}, by=cast.lead, at=timezone.now())
    with pytest.raises(DeskRefused, match="no longer be undone"):
        undo(cast, ticket, way)
    assert Ticket.objects.get(pk=ticket.pk).category == "delivery"


@pytest.mark.parametrize("way", ["", "anything", "eyJldmVudCI6MX0:1:x"])
def test_what_we_have_not_signed_undoes_nothing(cast, slipped, way):
    with pytest.raises(DeskRefused, match="no longer be undone"):
        undo(cast, slipped[0], way)


def test_after_ten_minutes_a_change_stays(cast, slipped):
    ticket, way = slipped
    later = time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False)
    with later, pytest.raises(DeskRefused, match="no longer be undone"):
        undo(cast, ticket, way)


def test_a_change_of_nothing_and_one_of_fields_has_no_way_back(cast):
    ticket = a_ticket(cast, category="refund")
    same = change_ticket(ticket=ticket, changes={"category": "refund"}, by=cast.agent, at=timezone.now())
    assert way_back(before=ticket, after=same, by=cast.agent) == ""


def test_the_page_undoes_priority_and_tags_as_they_were(cast):
    ticket, client = a_ticket(cast, tags=("old",)), cast.client(cast.agent)
    address = reverse("desk:change", kwargs={"team": cast.team.slug, "number": ticket.number})
    client.post(address, {"priority": "urgent"}, headers={"HX-Request": "true"})
    page = client.post(address, {"tags": "new, newer"}, headers={"HX-Request": "true"}).content.decode()
    action, way = re.search(
        r'action="([^"]+/undo-change/)".*?name="way" value="([^"]+)"', page, re.S
    ).groups()
    assert client.post(action, {"way": way}, headers={"HX-Request": "true"}).status_code == 200
    ticket.refresh_from_db()
    assert (ticket.priority, [tag.name for tag in ticket.tags.all()]) == ("urgent", ["old"])
