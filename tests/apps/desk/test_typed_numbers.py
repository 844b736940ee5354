"""Where a number is typed, whatever else is typed is answered with a sentence."""

import pytest
from django.urls import reverse

from halfhour.desk.models import Macro
from halfhour.people.typed import whole_number
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY

pytestmark = pytest.mark.rows

ENDLESS = "1" * 5000
FORMS = [
    ("bulk", {"ticket": "NUMBER", "priority": "high"}, {}),
    ("merge", {"into": "NUMBER"}, {"number": 1}),
    ("link", {"other": "NUMBER"}, {"number": 1}),
    ("split", {"message": "NUMBER"}, {"number": 1}),
    ("check", {"item": "NUMBER"}, {"number": 1}),
    ("change", {"customer": "NUMBER"}, {"number": 1}),
    ("read_notices", {"notice": "NUMBER"}, {}),
]


@pytest.mark.parametrize("typed", ["²", "١", ENDLESS, "-1", "1e3", "", " "])
def test_what_is_no_number_of_a_few_digits_is_none(typed):
    assert whole_number(typed) is None


def test_digits_are_read():
    assert (whole_number("007"), whole_number("0"), whole_number(None)) == (7, 0, None)
    assert (whole_number("1234567890"), whole_number("1234567890", digits=10)) == (None, 1234567890)


@pytest.mark.parametrize("typed", ["²", "١", ENDLESS])
@pytest.mark.parametrize(("name", "values", "places"), FORMS, ids=[name for name, *_more in FORMS])
def test_no_page_breaks_on_digits_that_python_refuses(cast, name, values, places, typed):
    a_ticket(cast)
    address = reverse(f"desk:{name}", kwargs={"team": cast.team.slug, **places})
    sent = {field: typed if value == "NUMBER" else value for field, value in values.items()}
    assert cast.client(cast.lead).post(address, sent).status_code < 500


@pytest.mark.parametrize("typed", ["²", ENDLESS])
def test_a_list_of_no_number_of_rows_is_the_usual_one(cast, typed):
    address = reverse("desk:workspace", kwargs={"team": cast.team.slug})
    assert cast.client(cast.lead).get(address, {"limit": typed}).status_code == 200


@pytest.mark.parametrize(
    "name", ["desk:macros_for", "customers:merge", "customers:organisations", "desk:tags"]
)
def test_what_no_database_keeps_breaks_no_search(cast, name):
    a_ticket(cast)
    known(cast, "Ann")
    places = {"desk:macros_for": {"number": 1}, "customers:merge": {"number": 1}}.get(name, {})
    address = reverse(name, kwargs={"team": cast.team.slug, **places})
    assert cast.client(cast.lead).get(address, {"q": "a\0b"}).status_code == 200


def test_a_canned_reply_with_what_no_database_keeps_is_sent_without_it(cast):
    ticket, macro = a_ticket(cast), Macro.objects.create(team=cast.team, name="m", changed_at=MONDAY)
    places = {"team": cast.team.slug, "number": ticket.number, "pk": macro.pk}
    cast.client(cast.agent).post(reverse("desk:macro_apply", kwargs=places), {"text": "Dear\0 Ann"})
    assert ticket.messages.filter(text="Dear Ann").exists()
