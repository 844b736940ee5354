"""Every field of a ticket, changed by somebody who has seen it as it is, and its history in words."""

from datetime import timedelta

import pytest

from halfhour.customers.models import FieldKind
from halfhour.desk.actions.alerting import alert_of_urgent
from halfhour.desk.actions.changing import change_ticket
from halfhour.desk.actions.conversation import reply
from halfhour.desk.actions.states import move_ticket, snooze_ticket
from halfhour.desk.errors import DeskRefused, TicketMovedOn
from halfhour.desk.models import DeskSettings, EventKind, Label, State, Ticket, TicketField
from halfhour.desk.queries.history import history_of
from halfhour.people.access import access_to
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY

HOUR = timedelta(hours=1)


def change(cast, ticket, **changes):
    return change_ticket(ticket=ticket, changes=changes, by=cast.agent, at=MONDAY + HOUR)


def test_what_goals_go_by_moves_the_clocks_and_teaches(cast):
    ticket = a_ticket(cast)
    changed = change(cast, ticket, priority="urgent", category="delivery", subject="  My   order ")
    event = changed.events.get(kind=EventKind.JUDGED)
    assert event.facts == {"priority": ["normal", "urgent"], "category": ["", "delivery"]}
    assert event.judged["priority"] == "urgent"
    assert (changed.priority_rank, changed.triage["category"]) == (3, {"value": "delivery", "by": "person"})
    labels = Label.objects.filter(ticket=ticket).order_by("field").values_list("field", "value", "was")
    assert list(labels) == [("category", "delivery", ""), ("priority", "urgent", "normal")]


def test_another_queue_means_its_own_hours(cast):
    ticket = a_ticket(cast)
    changed = change(cast, ticket, queue="phone")
    assert changed.events.filter(kind=EventKind.JUDGED).count() == 1
    assert changed.queue == "phone"


def test_another_customer_brings_their_tier(cast):
    ann = known(cast, "Ann Lee", ("email", "ann@example.org"), tier="premium")
    changed = change(cast, a_ticket(cast, customer=None), customer=ann.number)
    assert (changed.customer, changed.tier) == (ann, "premium")
    assert changed.events.get(kind=EventKind.JUDGED).judged["tier"] == "premium"
    assert change(cast, changed, customer=None).tier == ""


def test_own_fields_are_of_their_kind_and_no_others_are_stored(cast):
    for key, kind, choices in (
        ("order", FieldKind.NUMBER, []),
        ("shop", FieldKind.CHOICE, ["Hamburg", "Wien"]),
        ("paid", FieldKind.YES_NO, []),
        ("sent_on", FieldKind.DATE, []),
    ):
        TicketField.objects.create(team=cast.team, key=key, label=key, kind=kind, choices=choices)
    ticket = a_ticket(cast)
    values = {"order": 55123, "shop": "Wien", "paid": True, "sent_on": "2026-03-01"}
    changed = change(cast, ticket, fields=values)
    assert changed.fields == values
    assert change(cast, ticket, fields={"shop": None, "order": "7"}).fields == {
        "order": 7,
        "paid": True,
        "sent_on": "2026-03-01",
    }
    for fields in ({"shop": "Berlin"}, {"order": "many"}, {"sent_on": "soon"}, {"is_admin": "yes"}):
        with pytest.raises(DeskRefused):
            change(cast, ticket, fields=fields)


@pytest.mark.parametrize(
    "changes",
    [
        {"team_id": 2},
        {"assignee__password": "x"},
        {"revision": 9},
        {"priority": "highest"},
        {"queue": "sales"},
        {"language": "<script>"},
        {"customer": 99},
        {"customer": "1 or 1=1"},
        {"subject": "x" * 301},
        {"tags": ["x" * 61]},
        {"tags": [str(each) for each in range(31)]},
    ],
)
def test_what_cannot_be_changed_is_refused_in_a_sentence(cast, changes):
    ticket = a_ticket(cast)
    with pytest.raises(DeskRefused):
        change(cast, ticket, **changes)
    assert Ticket.objects.get(pk=ticket.pk).revision == ticket.revision


def test_categories_are_the_team_s_where_it_has_named_some(cast):
    ticket = a_ticket(cast)
    DeskSettings.objects.filter(team=cast.team).update(categories=["delivery"])
    change(cast, ticket, category="delivery")
    with pytest.raises(DeskRefused, match="no category"):
        change(cast, ticket, category="refund")


def test_a_customer_of_another_team_is_not_found(cast):
    stranger = known(cast, "Zoe", team=cast.other_team)
    ticket = a_ticket(cast)
    with pytest.raises(DeskRefused):
        change(cast, ticket, customer=stranger)


def test_tags_are_set_added_and_taken_away(cast):
    ticket = a_ticket(cast, tags=("old",))
    change(cast, ticket, tags=["b", " a "])
    change(cast, ticket, add_tags=["c"], remove_tags=["b", "z"])
    assert [tag.name for tag in ticket.tags.order_by("name")] == ["a", "c"]
    facts = ticket.events.filter(kind=EventKind.CHANGED).order_by("id").values_list("facts", flat=True)
    assert list(facts) == [{"tags": [["old"], ["a", "b"]]}, {"tags": [["a", "b"], ["a", "c"]]}]


def test_a_change_of_nothing_is_none_and_an_old_page_overwrites_nothing(cast):
    ticket = a_ticket(cast)
    change(cast, ticket, priority="normal", subject="My order")
    assert ticket.events.count() == 1
    change(cast, ticket, priority="high")
    with pytest.raises(TicketMovedOn) as refused:
        change_ticket(ticket=ticket, changes={"priority": "low"}, by=cast.second_agent, at=MONDAY, revision=1)
    assert refused.value.latest.priority == "high"


def test_what_halfhour_says_of_a_ticket_meanwhile_overtakes_nobody(cast):
    ticket = a_ticket(cast)
    seen = change(cast, ticket, priority="urgent").revision
    alert_of_urgent(MONDAY + HOUR)
    said = Ticket.objects.get()
    assert said.revision > seen, "it was said that nobody is there to take it"
    known = {"ticket": ticket, "by": cast.second_agent, "at": MONDAY + HOUR}
    assert change_ticket(changes={"priority": "high"}, revision=seen, **known).priority == "high"
    for revision in (seen, said.revision, 99):  # overtaken by a person now, or never there
        with pytest.raises(TicketMovedOn):
            change_ticket(changes={"priority": "low"}, revision=revision, **known)


def test_the_history_tells_every_change_in_words(cast, django_assert_max_num_queries):
    TicketField.objects.create(team=cast.team, key="paid", label="Already paid", kind=FieldKind.YES_NO)
    ticket = a_ticket(cast)
    change(cast, ticket, priority="urgent", fields={"paid": True})
    reply(ticket=ticket, text="On its way", by=cast.second_agent, at=MONDAY + 2 * HOUR)
    snooze_ticket(ticket=ticket, until=MONDAY + 48 * HOUR, by=cast.agent, at=MONDAY + 3 * HOUR)
    move_ticket(ticket=ticket, to=State.OPEN, by=cast.agent, at=MONDAY + 4 * HOUR)
    access = access_to(cast.lead, cast.team)
    with django_assert_max_num_queries(3):
        told = history_of(access, ticket)[::-1]
    assert [(each.who, each.what) for each in told[:2]] == [
        ("The customer", "New ticket"),
        ("Ada", "Sorting"),
    ]
    changes = {(each.what, each.before, each.after) for line in told for each in line.changes}
    assert {
        ("Priority", "Normal", "Urgent"),
        ("Already paid", "–", "Yes"),
        ("Held by", "–", "Ben"),
        ("State", "Scheduled", "Open"),
    } <= changes
