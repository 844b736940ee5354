"""Mail that could not be sent, over HTTP."""

import pytest

from halfhour.desk.models import Outgoing, OutgoingState
from support.api import Program
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY


@pytest.fixture
def lead(cast):
    return Program(team=cast.team, user=cast.lead)


@pytest.fixture
def failed(cast):
    """Three mails to Mia that failed, the oldest first."""
    ticket = a_ticket(cast, customer=known(cast, "Mia", ("email", "mia@example.org")))
    Outgoing.objects.all().delete()
    return [
        Outgoing.objects.create(
            ticket=ticket,
            kind="replied",
            key=f"failed-{number}",
            state=OutgoingState.FAILED,
            tries=5,
            why="SMTPRecipientsRefused: 550 no such user",
            made_at=MONDAY,
            next_try_at=MONDAY,
        )
        for number in range(3)
    ]


def states(mails):
    return [Outgoing.objects.get(pk=each.pk).state for each in mails]


def test_what_failed_is_listed_page_by_page_with_why_and_to_whom(failed, lead):
    first = lead.get("/failed-mail", limit=2).json()
    second = lead.get("/failed-mail", limit=2, after=first["next"]).json()
    listed = first["mails"] + second["mails"]
    assert [each["id"] for each in listed] == [each.pk for each in reversed(failed)]
    assert second["next"] is None
    assert (listed[0]["name"], listed[0]["addresses"]) == ("Mia", ["mia@example.org"])
    assert listed[0]["why"] == "The mail server does not take mail for this address."
    assert listed[0]["said"] == "550 no such user"


def test_one_is_tried_again_and_another_left_and_neither_twice(failed, lead):
    again, left, other = failed
    assert lead.post(f"/failed-mail/{again.pk}/settle", {"then": "try_again"}).json() == {"count": 1}
    assert lead.post(f"/failed-mail/{left.pk}/settle", {"then": "leave"}).json() == {"count": 1}
    assert states(failed) == [OutgoingState.WAITING, OutgoingState.DROPPED, OutgoingState.FAILED]
    refused = lead.post(f"/failed-mail/{again.pk}/settle", {"then": "leave"})
    assert (refused.status_code, refused.json()["detail"]) == (422, "It is on its way already.")
    assert lead.post("/failed-mail/settle", {"then": "try_again"}, key="all").json() == {"count": 1}
    assert states([other]) == [OutgoingState.WAITING]
    assert lead.get("/failed-mail").json() == {"mails": [], "still_tried": 2, "next": None}


def test_mail_is_settled_by_those_who_set_the_desk_and_see_its_tickets(cast, failed, lead):
    of = f"/failed-mail/{failed[0].pk}/settle"
    agent = Program(team=cast.team, user=cast.agent)
    assert agent.post(of, {"then": "leave"}).json()["missing_rights"] == ["set_desk"]
    assert agent.get("/failed-mail").status_code == 403
    setting = Program(team=cast.team, user=cast.lead, scopes=("setting",))
    for refused in (setting.get("/failed-mail"), setting.post(of, {"then": "leave"})):
        assert refused.status_code == 403
        assert "tickets:read" in refused.json()["missing_scopes"]
    stranger = Program(team=cast.other_team, user=cast.stranger)
    assert stranger.post(of, {"then": "leave"}).status_code == 404
    assert stranger.get("/failed-mail", after=failed[0].pk).status_code == 404
    assert stranger.post("/failed-mail/settle", {"then": "leave"}).json() == {"count": 0}
    assert set(states(failed)) == {OutgoingState.FAILED}
