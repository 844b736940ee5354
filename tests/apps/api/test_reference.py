"""The page that tells of the API says of every operation what the OpenAPI document says of it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from halfhour.api.api import api

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def document():
    return api.get_openapi_schema()


def test_everybody_can_read_every_operation_with_its_method_and_scopes(document):
    page = Client().get("/api/v1/").content.decode()
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            _before, found, rest = page.partition(f'id="{told["operationId"]}"')
            assert found, told["operationId"]
            said = rest.partition("</details>")[0]
            assert path in said
            assert method.upper() in said
            assert all(f"<code>{scope}</code>" in said for scope in told["x-scopes"])


def test_an_example_that_is_wider_than_a_phone_is_scrolled_by_keys():
    page = Client().get("/api/v1/").content.decode()
    assert '<pre tabindex="0" role="region" aria-label="Example">' in page


def test_every_link_on_the_page_leads_to_something_on_it():
    page = Client().get(reverse("api-reference")).content.decode()
    wanted = set(re.findall(r'href="#([^"]+)"', page))
    assert {"TicketOut", "tickets"} <= wanted
    assert wanted <= set(re.findall(r'id="([^"]+)"', page))


def test_a_value_says_what_may_stand_there_and_whether_it_is_needed():
    page = Client().get(reverse("api-reference")).content.decode()
    said = page.partition('id="open_ticket"')[2].partition("</details>")[0]
    text = said.partition("<code>text</code>")[2].partition("</tr>")[0]
    assert "needed" in text
    assert "text (at most 100000)" in text
    assert "<code>urgent</code>" in said.partition("<code>priority</code>")[2].partition("</tr>")[0]


def test_how_requests_are_refused_is_told_once_and_not_with_each():
    page = Client().get(reverse("api-reference")).content.decode()
    said = page.partition('id="read_ticket"')[2].partition("</details>")[0]
    assert "<code>200</code>" in said
    assert "<code>404</code>" not in said
