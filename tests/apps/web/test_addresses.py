"""Addresses in templates are put together once, and are those that Django would give."""

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, reverse, set_script_prefix

from halfhour.web.templatetags.addresses import AddressNode


def rendered(text: str, **values) -> str:
    return Template(text).render(Context(values))


@pytest.mark.parametrize("number", [7, "7", 8])
def test_an_address_is_djangos_again_and_again(number):
    tag = "{% url 'desk:ticket' team='night-desk' number=number %}"
    wanted = reverse("desk:ticket", kwargs={"team": "night-desk", "number": number})
    assert [rendered(tag, number=number) for _ in range(2)] == [wanted, wanted]
    assert rendered("{% url 'desk:ticket' 'night-desk' number %}", number=number) == wanted
    assert rendered(tag.replace("%}", "as there %}[{{ there }}]"), number=number) == f"[{wanted}]"


def test_every_page_has_its_addresses_from_here():
    (node,) = Template("{% url 'web:home' %}").nodelist
    assert isinstance(node, AddressNode)


def test_an_address_begins_where_the_server_is_reached():
    before = rendered("{% url 'web:home' %}")
    set_script_prefix("/halfhour/")
    try:
        assert rendered("{% url 'web:home' %}") == f"/halfhour{before}"
    finally:
        set_script_prefix("/")


def test_an_address_that_is_none_is_refused():
    with pytest.raises(NoReverseMatch):
        rendered("{% url 'desk:ticket' team='night-desk' number='seven' %}")
