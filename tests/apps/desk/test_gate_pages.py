"""A ticket entered by hand, and what was set aside."""

import pytest
from django.urls import reverse

from halfhour.desk.actions.gate import bring_in
from halfhour.desk.models import IntakeState, RawInput, Ticket
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY

TYPED = {"name": "Ann Lee", "phone": "030 23125123", "channel": "phone", "text": "Calls about her order."}


def url(cast, name, **places):
    return reverse(f"desk:{name}", kwargs={"team": cast.team.slug, **places})


def send(cast, data, *, user=None, name="new_ticket", **places):
    return cast.client(user or cast.agent).post(url(cast, name, **places), data)


def set_aside(cast, body):
    return bring_in(team=cast.team, source="mail", key="1", channel="email", body=body, at=MONDAY)


def test_duplicate_tickets_from_a_double_click_are_one_ticket(cast):
    key = cast.client(cast.agent).get(url(cast, "new_ticket")).context["form"]["key"].value()
    first, second = send(cast, TYPED | {"key": key}), send(cast, TYPED | {"key": key})
    ticket = Ticket.objects.get()
    assert (
        first.headers["Location"] == second.headers["Location"] == url(cast, "ticket", number=ticket.number)
    )
    assert (ticket.customer.name, ticket.queue) == ("Ann Lee", "phone")
    assert ticket.events.get(kind="opened").by == cast.agent
    other = send(cast, TYPED | {"key": key, "text": "Something else"})
    assert "This form was sent before, with other words." in other.content.decode()
    assert "Something else" in other.content.decode()
    again = send(cast, TYPED | {"key": other.context["form"]["key"].value(), "text": "Something else"})
    assert again.status_code == 302
    assert Ticket.objects.count() == 2


@pytest.mark.parametrize("speaking", [True, False])
def test_who_enters_a_live_contact_holds_and_answers_it_unless_it_waits_for_somebody(cast, speaking):
    typed = TYPED | {"key": "k", **({"speaking": "on"} if speaking else {})}
    send(cast, typed, user=cast.lead)
    ticket = Ticket.objects.get()
    answered = ticket.first_answered_at is not None
    assert (ticket.assignee, answered, ticket.due_at is None) == (
        (cast.lead, True, True) if speaking else (None, False, False)
    )


def test_what_came_is_shown_without_what_it_left_empty(cast):
    raw = set_aside(cast, {"text": "", "tags": [], "fields": {}, "name": "Ann"})
    page = cast.client(cast.agent).get(url(cast, "mend", pk=raw.pk)).content.decode()
    assert '<th scope="row">name</th>' in page
    for empty in ("text", "tags", "fields"):
        assert f'<th scope="row">{empty}</th>' not in page


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(cast):
    refused = send(cast, TYPED | {"key": "k", "phone": "call me"}).content.decode()
    assert "“call me” is neither an e-mail address nor a phone number" in refused
    assert "Calls about her order." in refused
    assert "Nothing is set aside" in cast.client(cast.agent).get(url(cast, "set_aside")).content.decode()
    assert not Ticket.objects.exists()


def test_open_tickets_of_the_same_customer_are_shown_before_another_is_opened(cast):
    ann = known(cast, "Ann Lee", ("email", "ann@example.org"))
    a_ticket(cast, customer=ann, subject="Lost parcel")
    known(cast, "Nina", ("email", "nina@example.org"), team=cast.other_team)
    client = cast.client(cast.agent)
    for asked in ({"customer": "1"}, {"email": "ANN@example.org"}):
        shown = client.get(url(cast, "known_customer"), asked).content.decode()
        assert "Ann Lee" in shown
        assert "Lost parcel" in shown
    assert not client.get(url(cast, "known_customer"), {"email": "nina@example.org"}).content.strip()
    assert not client.get(url(cast, "known_customer"), {"customer": "9" * 20}).content.strip()


def test_what_was_set_aside_is_put_right_and_taken_or_dismissed(cast):
    raw = set_aside(
        cast, {"email": "ann(at)example.org", "subject": "<script>alert(1)</script>", "text": "Help"}
    )
    client = cast.client(cast.agent)
    shown = client.get(url(cast, "set_aside")).content.decode()
    assert "“ann(at)example.org” is neither" in shown
    assert "<script>alert" not in shown
    page = client.get(url(cast, "mend", pk=raw.pk))
    assert "<script>alert" not in page.content.decode()
    typed = {**page.context["form"].initial, "email": "ann@example"}
    still = client.post(url(cast, "mend", pk=raw.pk), typed).content.decode()
    assert "“ann@example” is neither" in still
    client.post(url(cast, "mend", pk=raw.pk), typed | {"email": "ann@example.org"})
    raw.refresh_from_db()
    assert raw.state == IntakeState.TAKEN
    assert raw.body["email"] == "ann(at)example.org"  # as it came
    assert raw.ticket.customer.addresses.get().value == "ann@example.org"


def test_whoever_presses_twice_is_led_to_the_ticket_that_it_became(cast):
    raw = set_aside(cast, {"email": "ann(at)example.org", "text": "Help"})
    client, mend = cast.client(cast.agent), url(cast, "mend", pk=raw.pk)
    typed = client.get(mend).context["form"].initial | {"email": "ann@example.org"}
    first, second, later = client.post(mend, typed), client.post(mend, typed), client.get(mend)
    ticket = Ticket.objects.get()
    for answer in (first, second, later):
        assert answer.url == url(cast, "ticket", number=ticket.number)
    other = reverse("desk:mend", kwargs={"team": cast.other_team.slug, "pk": raw.pk})
    assert cast.client(cast.stranger).get(other).status_code == 404


def test_what_is_dismissed_stays_stored_and_is_no_longer_shown(cast):
    raw = set_aside(cast, ["not", "an object"])
    client = cast.client(cast.agent)
    assert client.get(url(cast, "mend", pk=raw.pk)).status_code == 200
    stranger = cast.client(cast.stranger)
    elsewhere = reverse("desk:dismiss_input", kwargs={"team": cast.other_team.slug, "pk": raw.pk})
    assert stranger.post(elsewhere).status_code == 404
    client.post(url(cast, "dismiss_input", pk=raw.pk))
    assert "Nothing is set aside" in client.get(url(cast, "set_aside")).content.decode()
    assert RawInput.objects.get().body == ["not", "an object"]
