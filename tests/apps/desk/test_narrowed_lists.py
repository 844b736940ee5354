"""What a list is narrowed by is said above it, and each of it can be taken away by a link."""

import re

import pytest

from halfhour.desk.models import TicketField
from support.desk import a_ticket

BASE = "/t/support-hamburg/desk/"


def narrowed(cast, query, path=""):
    page = cast.client(cast.agent).get(f"{BASE}{path}?{query}").content.decode()
    part = page[page.index('id="narrowed"') : page.index('id="rows"')]
    links = re.findall(r'href="([^"]*)" data-narrowed(?: aria-label="[^"]*")?>([^<]*)', part)
    return part, {words.strip(): link.replace("&amp;", "&") for link, words in links}


@pytest.mark.parametrize("path", ["", "rows/"])
def test_each_filter_is_named_with_the_list_that_is_left_without_it(cast, path):
    a_ticket(cast, subject="Parcel", priority="urgent")
    a_ticket(cast, subject="Invoice")
    part, links = narrowed(cast, "view=all-open&priority=urgent&priority=high&assignee=nobody", path)
    assert "<b data-found>1 ticket</b>" in part
    assert links == {
        "Priority: Urgent": f"{BASE}?view=all-open&priority=high&assignee=nobody",
        "Priority: High": f"{BASE}?view=all-open&priority=urgent&assignee=nobody",
        "Holder: Nobody": f"{BASE}?view=all-open&priority=urgent&priority=high",
        "Clear": f"{BASE}?view=all-open",
    }


def test_a_view_as_it_is_says_nothing_of_filters(cast):
    a_ticket(cast)
    part, links = narrowed(cast, "view=all-open&sort=newest")
    assert links == {}
    assert " hidden" in part


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("state=all", "State: All"),
        ("late=yes", "Late"),
        ("due_within=60", "Due: within the hour"),
        ("due_within=180", "Due: 3 h"),
        ("opened_from=2026-03-02", "Opened from: 2 Mar 2026"),
        ("opened_from=2026-03-02T09:00:00%2B01:00", "Opened from: 2 Mar 2026, 09:00"),
        ("changed_until=soon", "Changed before: soon"),
        ("language=de", "Language: German"),
        ("signals=outage", "Says: nothing works"),
        ("field-size=big", "Size of it: big"),
        ("text=parcel", "“parcel”"),
        ("nonsense=1", "nonsense: 1"),
    ],
)
def test_what_is_asked_is_said_in_the_words_of_the_form(cast, query, words):
    TicketField.objects.create(team=cast.team, key="size", label="Size of it", kind="text")
    a_ticket(cast)
    assert words in narrowed(cast, f"view=all-open&{query}")[1]


def test_a_holder_is_named_and_who_is_not_of_the_team_is_not(cast):
    assert f"Holder: {cast.agent.get_full_name()}" in narrowed(cast, f"assignee={cast.agent.pk}")[1]
    assert f"Holder: {cast.stranger.pk}" in narrowed(cast, f"assignee={cast.stranger.pk}")[1]


def test_without_the_words_that_are_searched_everywhere_the_view_is_looked_at_again(cast):
    links = narrowed(cast, "view=mine&text=parcel&in=all&priority=low")[1]
    assert links["“parcel”"] == f"{BASE}?view=mine&priority=low"
    assert links["Priority: Low"] == f"{BASE}?view=mine&in=all&text=parcel"
