"""What a ticket's page says of what cannot be done, or is not done yet."""

import pytest

from halfhour.desk.actions.assigning import assign_ticket
from halfhour.desk.actions.drafts import save_draft
from halfhour.desk.models import ChecklistItem, DraftKind, State
from support.desk import a_ticket
from support.ledger import MONDAY

BASE = "/t/support-hamburg/desk/"
HX = {"HX-Request": "true"}
YOURS_NOT = "It is not yours; ask a lead to give it to somebody else."


def post(client, path, **values):
    return client.post(BASE + path, values, headers=HX)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Say what has to be done."),
        ("  ", "Say what has to be done."),
        ("x" * 2000, "A point has at most 300 characters; this one has 2000."),
    ],
)
def test_a_point_without_words_or_with_too_many_is_refused_and_nothing_is_saved(cast, typed, said):
    ticket = a_ticket(cast)
    response = post(cast.client(cast.agent), f"{ticket.number}/check/", text=typed)
    assert response.status_code == 409
    page = response.content.decode()
    assert said in page
    assert "Checklist saved." not in page
    assert not ChecklistItem.objects.exists()


def test_whoever_may_not_give_a_ticket_away_is_told_whom_to_ask(cast):
    ticket = assign_ticket(ticket=a_ticket(cast), to=cast.second_agent, by=cast.lead, at=MONDAY)
    pages = {
        user: cast.client(user).get(f"{BASE}{ticket.number}/").content.decode()
        for user in (cast.agent, cast.second_agent, cast.lead)
    }
    assert f'disabled data-refused="{YOURS_NOT}"' in pages[cast.agent]
    assert YOURS_NOT not in pages[cast.second_agent] + pages[cast.lead]


@pytest.mark.parametrize(
    ("kind", "text", "to", "is_said"),
    [
        (DraftKind.REPLY, "Half a", State.RESOLVED, True),
        (DraftKind.REPLY, " ", State.RESOLVED, False),
        (DraftKind.REPLY, "Half a", State.WAITING_ON_CUSTOMER, False),
        (DraftKind.NOTE, "Half a", State.RESOLVED, False),
    ],
)
def test_whoever_ends_a_ticket_hears_of_their_reply_that_is_not_sent(cast, kind, text, to, is_said):
    ticket = a_ticket(cast)
    save_draft(ticket=ticket, kind=kind, text=text, by=cast.agent, at=MONDAY)
    page = post(cast.client(cast.agent), f"{ticket.number}/move/", to=to).content.decode()
    assert ("Your reply is not sent yet; it stays a draft." in page) == is_said
    assert "data-undo" in page
    ticket.refresh_from_db()
    assert ticket.state == to


def test_nobody_hears_of_what_a_colleague_has_not_sent(cast):
    ticket = a_ticket(cast)
    save_draft(ticket=ticket, kind=DraftKind.REPLY, text="Half a", by=cast.second_agent, at=MONDAY)
    page = post(cast.client(cast.agent), f"{ticket.number}/move/", to="resolved").content.decode()
    assert "not sent yet" not in page
