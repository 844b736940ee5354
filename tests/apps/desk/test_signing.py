"""Links for people without an account: for one purpose, for a while, until they are made worthless."""

from datetime import timedelta

import pytest
import time_machine

from halfhour.desk.actions.recording import save_ticket
from halfhour.desk.models import DeskSettings
from halfhour.desk.signing import FORM, LinkRefused, form_token, open_rating, open_signed, ticket_token
from support.desk import a_ticket
from support.ledger import MONDAY


def test_a_link_opens_its_ticket_and_holds_no_address(cast):
    ticket = a_ticket(cast)
    assert open_signed(ticket_token(ticket)) == ticket


def test_a_link_is_good_for_its_purpose_only(cast):
    token = ticket_token(a_ticket(cast))
    for opening in (lambda: open_signed(token, purpose=FORM), lambda: open_rating(token)):
        with pytest.raises(LinkRefused):
            opening()


def test_a_link_that_was_changed_by_a_letter_opens_nothing(cast):
    token = ticket_token(a_ticket(cast))
    with pytest.raises(LinkRefused) as refused:
        open_signed("X" + token[1:])
    assert not refused.value.is_old


def test_a_link_lasts_as_long_as_the_team_says(cast):
    ticket = a_ticket(cast)
    DeskSettings.objects.filter(team=cast.team).update(link_days=3)
    with time_machine.travel(MONDAY):
        token = ticket_token(ticket)
    with time_machine.travel(MONDAY + timedelta(days=3) - timedelta(seconds=5)):
        assert open_signed(token) == ticket
    with time_machine.travel(MONDAY + timedelta(days=3, seconds=5)), pytest.raises(LinkRefused) as refused:
        open_signed(token)
    assert refused.value.is_old


def test_older_links_of_every_kind_end_when_they_are_made_worthless(cast):
    ticket = a_ticket(cast)
    tokens = [(ticket_token(ticket), "halfhour.desk.ticket"), (form_token(ticket), FORM)]
    ticket.link_version += 1
    save_ticket(ticket, events=[], at=MONDAY)
    for token, purpose in tokens:
        with pytest.raises(LinkRefused):
            open_signed(token, purpose=purpose)
