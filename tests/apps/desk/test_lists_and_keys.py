"""The lists of the workspace, what they are asked, and its keys."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from halfhour.desk import keys
from halfhour.desk.actions.changing import change_ticket
from halfhour.desk.models import DeskSettings, SavedView
from halfhour.desk.queries.filters import FILTERS
from halfhour.desk.views.pane import snooze_choices
from support.desk import a_ticket
from support.ledger import MONDAY

BASE = "/t/support-hamburg/desk/"
HX = {"HX-Request": "true"}


def test_every_command_is_known_to_the_page_and_no_two_share_a_key():
    script = (Path(keys.__file__).parent / "static" / "desk" / "js" / "keys.js").read_text()
    acts = script[script.index("export const commands") : script.index("const worksOn")]
    named = set(re.findall(r"^  (?:async )?(\w+)[:,]", acts, re.MULTILINE))
    assert {each.name for each in keys.COMMANDS} - named == {"send"}  # pressed where it is written
    pressed = [key for each in keys.COMMANDS for key in each.keys]
    assert len(pressed) == len(set(pressed))


def test_the_language_of_a_ticket_is_set_beside_it(cast):
    ticket = a_ticket(cast, language="fi")
    client, page = cast.client(cast.agent), f"{BASE}{ticket.number}/"
    assert '<option value="fi" selected>' in client.get(page).content.decode()
    client.post(f"{page}change/", {"language": "ru"})
    ticket.refresh_from_db()
    assert ticket.language == "ru"


@pytest.mark.parametrize(
    ("at", "names"),
    [
        (MONDAY, ["Later today", "Tomorrow morning", "In two days", "Next Monday"]),
        (
            MONDAY + timedelta(hours=10),
            ["Tomorrow morning", "In two days", "Next Monday"],
        ),  # open until 18:00
        (MONDAY + timedelta(days=4), ["Later today", "Next Monday", "In a week"]),  # closed at the weekend
        (MONDAY + timedelta(days=6), ["Tomorrow morning", "In two days"]),  # a Sunday
    ],
)
def test_a_ticket_is_put_off_until_times_at_which_somebody_answers_each_named_once(cast, at, names):
    ticket = a_ticket(cast)
    with timezone.override("Europe/Berlin"):
        assert [name for name, *_rest in snooze_choices(at, ticket=ticket, promise=None)] == names


def test_a_morning_begins_when_the_queue_opens_where_that_is_after_nine(cast):
    ticket = a_ticket(cast)
    with timezone.override("Asia/Shanghai"):
        whens = [when for _name, when, *_rest in snooze_choices(MONDAY, ticket=ticket, promise=None)]
    assert "2026-03-03T15:00:00+08:00" in whens, "eight in the morning in Berlin, where the team is"


def test_the_form_of_a_list_asks_for_all_that_a_list_can_be_asked(cast):
    DeskSettings.objects.create(team=cast.team, categories=["refund"])
    change_ticket(ticket=a_ticket(cast), changes={"tags": ["vip"]}, by=cast.agent, at=MONDAY)
    page = cast.client(cast.agent).get(BASE, {"view": "all-open"}).content.decode()
    form = page[page.index('id="list-form"') : page.index('id="save-view"')]
    otherwise = {"due_before", "field"}  # how soon it is due, and the team's own fields by their names
    assert {name for name in FILTERS if f'name="{name}"' not in form} == otherwise


def test_of_one_filter_several_values_are_asked(cast):
    subjects = {priority: f"A {priority} one" for priority in ("low", "normal", "urgent")}
    for priority, subject in subjects.items():
        a_ticket(cast, priority=priority, subject=subject)
    asked = {"view": "all-open", "priority": ["low", "urgent"]}
    page = cast.client(cast.agent).get(BASE, asked).content.decode()
    assert [priority for priority, subject in subjects.items() if subject in page] == ["low", "urgent"]
    assert "Low, Urgent" in page
    assert page.count('name="priority"') >= 4
    assert 'value="urgent" checked' in page


def test_a_filter_that_does_not_exist_is_told_and_shows_nothing(cast):
    a_ticket(cast, subject="Parcel")
    page = cast.client(cast.agent).get(f"{BASE}rows/", {"view": "all-open", "priority": "secret"})
    assert "is nothing that the filter" in page.content.decode()
    assert "Parcel" not in page.content.decode()


def test_a_list_is_kept_shared_and_removed(cast):
    client = cast.client(cast.agent)
    query = "view=all-open&priority=urgent"
    client.post(f"{BASE}views/keep/", {"name": "Burning", "query": query, "is_shared": "yes"})
    view = SavedView.objects.get()
    assert view.filters == {"state": "unfinished", "priority": ["urgent"]}
    assert "Burning" in cast.client(cast.second_agent).get(BASE).content.decode()
    assert cast.client(cast.second_agent).post(f"{BASE}views/{view.pk}/remove/").status_code == 404
    client.post(f"{BASE}views/{view.pk}/remove/")
    assert not SavedView.objects.exists()


def test_formula_cells_are_no_formulas_in_the_file(cast):
    a_ticket(cast, subject="=HYPERLINK(1)")
    response = cast.client(cast.agent).get(f"{BASE}export/", {"view": "all-open"})
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert lines[0].startswith("number,subject,state")
    assert lines[1].startswith("1,'=HYPERLINK(1),new")
