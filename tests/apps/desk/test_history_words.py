"""A ticket's history says every event and every fact in words, never as they are stored."""

import ast
import re
from pathlib import Path

import pytest

import halfhour.desk.actions
from halfhour.desk.actions.changing import CHANGES
from halfhour.desk.models import Actor, EventKind, LinkKind, TicketEvent
from halfhour.desk.queries.history import history_of
from halfhour.desk.wording.history import NAMES, NOT_LISTED
from halfhour.engine.routing import RoutingReason
from halfhour.people.access import access_to
from support.desk import a_ticket
from support.ledger import MONDAY

# What is asked of a change, and becomes other facts: tags that are added are "tags", own fields "field-…".
BECOME_OTHERS = {"add_tags", "remove_tags", "fields"}
VALUES = {
    "state": "open",
    "priority": "urgent",
    "complexity": "complex",
    "channel": "email",
    "language": "ru",
    "step": "investigate",
    "assignee": "ben",
    "owner": "ben",
    "reviewer": "ben",
    "tags": ["vip"],
    "is_upheld": True,
    "share": 1.0,
    "clock": "first_answer",
}
TIMES = {"wakes_at", "from", "by"}


def page_of(cast, ticket, query=""):
    address = f"/t/{cast.team.slug}/desk/{ticket.number}/history/{query}"
    return cast.client(cast.agent).get(address).content.decode()


def told(cast, kind, **values):
    ticket = a_ticket(cast)
    TicketEvent.objects.create(ticket=ticket, at=MONDAY, kind=kind, **values)
    return history_of(access_to(cast.lead, cast.team), ticket)[0], page_of(cast, ticket)


def facts_that_actions_write():
    """The names in every {what: (before, after)} of the actions, and in what is put into `facts`."""
    for path in Path(halfhour.desk.actions.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Dict) and node.values and all(is_pair(value) for value in node.values):
                yield from (key.value for key in node.keys if isinstance(key, ast.Constant))
            if isinstance(node, ast.Assign) and is_pair(node.value):
                yield from (
                    target.slice.value
                    for target in node.targets
                    if isinstance(target, ast.Subscript)
                    and isinstance(target.value, ast.Name)
                    and target.value.id == "facts"
                    and isinstance(target.slice, ast.Constant)
                )


def is_pair(node):
    return isinstance(node, ast.Tuple) and len(node.elts) == 2


def test_every_fact_that_an_action_writes_has_a_name_or_a_sentence():
    written = {*facts_that_actions_write(), *CHANGES, *LinkKind.values}
    assert {"share", "macro", "assignee", "wakes_at", "merged_into"} <= written
    assert written - BECOME_OTHERS - NAMES.keys() - NOT_LISTED == set()


@pytest.mark.parametrize("kind", EventKind)
def test_no_event_shows_how_it_is_stored(cast, kind):
    names = [*NAMES, *NOT_LISTED]
    facts = {name: [None, MONDAY.isoformat() if name in TIMES else VALUES.get(name, 1)] for name in names}
    found, page = told(cast, kind, facts=facts)
    assert (found.what, found.what in page) == (str(kind.label), True)
    assert len(found.changes) == len(NAMES)
    stored = {each for each in (*names, *EventKind.values) if "_" in each}
    shown = " ".join([found.what, found.details, *(f"{each.what} {each.after}" for each in found.changes)])
    assert [each for each in (*stored, "T00:00", "first_answer", "1.0") if each in shown] == []


def test_a_warning_says_which_time_and_how_much_of_it_is_used(cast):
    facts = {"share": [None, 0.75], "clock": [None, "next_answer"]}
    found, page = told(cast, EventKind.WARNED, facts=facts)
    assert (found.details, found.changes) == ("Next answer: 75 % of the time is used", ())
    assert found.details in page
    facts = {"share": [None, 1.0], "clock": [None, "first_answer"]}
    found, _page = told(cast, EventKind.WARNED, facts=facts)
    assert found.details == "First answer: all of the time is used"


def test_what_routing_found_is_told_with_people_s_names(cast):
    reason = {"kind": RoutingReason.WENT_AWAY.value, "figures": {"person": cast.second_agent.username}}
    found, page = told(cast, EventKind.ROUTED, reason=reason)
    assert (found.what, found.why) == ("Routing", "Ben went away before answering.")
    assert found.why in page


def test_what_routing_found_of_an_erased_customer_s_ticket_is_left_out(cast):
    found, _page = told(cast, EventKind.HANDED, reason={"kind": RoutingReason.WENT_AWAY.value})
    assert found.why == ""


def test_a_ticket_that_only_changed_hands_says_who_does_the_next_step(cast):
    found, _page = told(cast, EventKind.HANDED, segment="department-4")
    assert found.details == "Next step: a department"


def test_a_line_is_a_heading_and_then_who_acted(cast):
    _found, page = told(cast, EventKind.ANSWERED, actor=Actor.PERSON, by=cast.agent)
    assert "<b>Answer</b> · Ada" in page
    assert "<b>New ticket</b> · The customer" in page


def test_what_somebody_only_confirmed_is_told_once(cast):
    _found, page = told(cast, EventKind.JUDGED, facts={"category": ["delivery", "delivery"]})
    assert "Category: delivery<" in page


def test_a_long_history_is_asked_for_a_hundred_at_a_time_and_nothing_is_left_out_or_told_twice(cast):
    ticket = a_ticket(cast)
    rows = [
        TicketEvent(ticket=ticket, at=MONDAY, kind="changed", facts={"subject": ["", f"<{n:03}>"]})
        for n in range(230)
    ]
    TicketEvent.objects.bulk_create(rows)
    told, page = [], page_of(cast, ticket)
    while found := re.search(r'data-lazy="[^"]*(\?before=\d+)"', page):
        told += re.findall(r"&lt;(\d{3})&gt;", page)
        page = page_of(cast, ticket, found[1])
    told += re.findall(r"&lt;(\d{3})&gt;", page)
    assert told == [f"{n:03}" for n in reversed(range(230))]
