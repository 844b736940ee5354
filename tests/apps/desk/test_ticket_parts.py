"""Parts of a ticket's page as they are drawn."""

import re

from support.customers import history, known
from support.desk import a_ticket
from support.ledger import bring_in


def test_what_is_written_is_in_panels_of_their_own_since_a_form_cannot_be_one(cast):
    ticket = a_ticket(cast)
    page = cast.client(cast.agent).get(f"/t/{cast.team.slug}/desk/{ticket.number}/").content.decode()
    assert re.findall(r'<form[^>]* role="tab', page) == []
    for tab in ("reply", "note"):
        assert f'aria-controls="panel-{tab}"' in page
        panel = re.search(rf'<div id="panel-{tab}" role="tabpanel" aria-labelledby="tab-{tab}"[^>]*>', page)
        assert page[panel.end() :].startswith('<form class="write') if panel else False


def test_a_customer_with_a_history_and_no_other_ticket_is_not_said_to_be_new(cast):
    ann = known(cast, "Ann Lee", ("email", "ann@example.org"))
    ticket = a_ticket(cast, customer=ann)
    address = f"/t/{cast.team.slug}/desk/{ticket.number}/customer/"
    assert "This is the first." in cast.client(cast.agent).get(address).content.decode()
    rows = history(("1", "2025-03-04", "ann@example.org"), ("2", "2025-03-05", "ann@example.org"))
    bring_in(cast.team, rows)
    page = cast.client(cast.agent).get(address).content.decode()
    assert "This is the first." not in page
    assert "No other tickets here; 3 contacts in the history." in page
