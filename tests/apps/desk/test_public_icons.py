"""Icons on pages for people without an account."""

import json
import re
from pathlib import Path

import pytest
from django.test import Client

import halfhour
from halfhour.desk.signing import ticket_token
from halfhour.web.templatetags.halfhour import drawn_icon
from support.customers import known
from support.desk import a_ticket

CODE = Path(halfhour.__file__).parent
PACKAGE = Path(__file__).resolve().parents[3] / "package.json"


def test_a_customers_pages_load_no_font_for_their_icons(cast):
    ticket = a_ticket(cast, customer=known(cast, "Zoë", ("email", "zoe@example.org")))
    for url in ("/help/support-hamburg/", f"/help/ticket/{ticket_token(ticket)}/"):
        page = Client().get(url).content.decode()
        assert "vendor/icons" not in page
        assert 'class="ti ti-' not in page
        assert '<svg xmlns="http://www.w3.org/2000/svg" width="1em" height="1em"' in page


def test_each_icon_that_is_drawn_comes_with_the_front_end_and_none_in_vain():
    drawn = {
        name
        for path in CODE.rglob("templates/**/*.html")
        for name in re.findall(r'{% drawn_icon "([a-z-]+)" %}', path.read_text())
    }
    listed = json.loads(PACKAGE.read_text())["halfhour"]["vendor"]["@tabler/icons"]["files"]
    assert {Path(each).stem for each in listed} == drawn


@pytest.mark.parametrize("name", ["send", "brightness-half"])
def test_a_drawn_icon_is_nothing_to_who_listens(name):
    assert 'aria-hidden="true"' in drawn_icon(name)
