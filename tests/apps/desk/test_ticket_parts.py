"""Parts of a ticket's page as they are drawn."""

import re

from support.desk import a_ticket


def test_what_is_written_is_in_panels_of_their_own_since_a_form_cannot_be_one(cast):
    ticket = a_ticket(cast)
    page = cast.client(cast.agent).get(f"/t/{cast.team.slug}/desk/{ticket.number}/").content.decode()
    assert re.findall(r"<form[^>]* role=", page) == []
    for tab in ("reply", "note"):
        assert f'aria-controls="panel-{tab}"' in page
        panel = re.search(rf'<div id="panel-{tab}" role="tabpanel" aria-labelledby="tab-{tab}"[^>]*>', page)
        assert page[panel.end() :].startswith('<form class="write') if panel else False
