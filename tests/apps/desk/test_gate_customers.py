"""Erasing, exporting and merging a customer reaches their tickets."""

from halfhour.customers.actions import erase_customer, export_customer, merge_customers, unmerge_customers
from halfhour.desk.actions.changing import change_ticket
from halfhour.desk.actions.complaint_opening import open_complaint
from halfhour.desk.actions.conversation import add_note, reply
from halfhour.desk.actions.departments import save_department
from halfhour.desk.actions.gate import bring_in
from halfhour.desk.actions.handing_off import hand_off
from halfhour.desk.models import IntakeState, Message, RawInput, Ticket, TicketEvent
from halfhour.desk.models.conversation import TicketText
from halfhour.desk.queries.alike import tickets_alike
from halfhour.desk.queries.beside import beside_customer
from halfhour.desk.queries.customers import tickets_of
from halfhour.ledger.models import Contact
from halfhour.people.access import access_to
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY

SECRET = "Zanzibar"


def bring(cast, key="1", **more):
    body = {
        "name": SECRET,
        "email": "zanzibar@example.org",
        "subject": SECRET,
        "text": f"I am {SECRET}",
    } | more
    return bring_in(team=cast.team, source="mail", key=key, channel="email", body=body, at=MONDAY)


def everything_kept():
    """All that the desk's rows hold, as one text."""
    models = (Ticket, Message, RawInput, TicketEvent, TicketText, Contact)
    return " ".join(str(row) for model in models for row in model.objects.values_list()).casefold()


def test_an_erased_customer_is_in_no_ticket_any_more(cast, django_capture_on_commit_callbacks):
    ticket = bring(cast).ticket
    bring(cast, "2", text="")
    bring(cast, "3", email="zanzibar@example.org", text=["broken"])
    assert RawInput.objects.get(key="3").state == IntakeState.SET_ASIDE
    change_ticket(ticket=ticket, changes={"subject": f"Really {SECRET}"}, by=cast.agent, at=MONDAY)
    reply(ticket=ticket, text=f"Dear {SECRET}", by=cast.agent, at=MONDAY)
    assert SECRET.casefold() in everything_kept()
    contacts = Contact.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        erase_customer(customer=ticket.customer, by=cast.lead, at=MONDAY)
    assert SECRET.casefold() not in everything_kept()
    ticket.refresh_from_db()
    assert (ticket.state, ticket.first_answered_at, ticket.category) == ("closed", MONDAY, "")
    assert Contact.objects.count() == contacts
    assert bring(cast, "4").ticket.customer != ticket.customer


def test_an_export_holds_what_was_said_and_nothing_internal(cast):
    ticket = bring(cast, text="=1+1").ticket
    reply(ticket=ticket, text="It is two.", by=cast.agent, at=MONDAY)
    add_note(ticket=ticket, text="Sums are not our trade.", by=cast.agent, at=MONDAY)
    document = export_customer(customer=ticket.customer, by=cast.agent, at=MONDAY)
    (told,) = document["tickets"]
    assert [each["text"] for each in told["messages"]] == ["=1+1", "It is two."]
    assert told["number"] == ticket.number
    assert "Sums" not in str(document)


def test_an_export_says_to_whom_a_matter_was_passed_and_what_came_of_a_complaint(cast):
    ticket = bring(cast).ticket
    change_ticket(ticket=ticket, changes={"tags": ["bell"]}, by=cast.agent, at=MONDAY)
    reply(ticket=ticket, text="Done", by=cast.agent, at=MONDAY)
    given = {"name": "Workshop", "email": "", "language": "", "due_hours": 4, "is_retired": False}
    workshop = save_department(team=cast.team, department=None, by=cast.lead, at=MONDAY, **given)
    hand_off(ticket=ticket, department=workshop, asked="Is it broken?", messages=[], by=cast.agent, at=MONDAY)
    open_complaint(ticket=ticket, by=cast.agent, at=MONDAY)
    (told,) = export_customer(customer=ticket.customer, by=cast.agent, at=MONDAY)["tickets"]
    assert told["tags"] == ["bell"]
    assert [(each["department"], each["asked"]) for each in told["passed_to"]] == [
        ("Workshop", "Is it broken?")
    ]
    assert [each["kind"] for each in told["mails"]] == ["received", "replied"]
    assert [each["number"] for each in told["complaints"]] == [1]


def test_tickets_of_somebody_who_was_merged_are_found_with_who_they_are_now(cast):
    ticket = bring(cast).ticket
    ann = known(cast, "Ann Lee")
    merge = merge_customers(source=ticket.customer, target=ann, by=cast.agent, at=MONDAY)
    assert list(Ticket.objects.filter(tickets_of(ann))) == [ticket]
    assert bring(cast, "2", text="Any news?", ticket=ticket.number).ticket == ticket  # it is still their own
    assert len(export_customer(customer=ann, by=cast.agent, at=MONDAY)["tickets"]) == 1
    later = a_ticket(cast, customer=ann, subject=SECRET)
    access = access_to(cast.agent, cast.team)
    earlier = Ticket.objects.get(pk=ticket.pk)
    assert [beside_customer(access, each, at=MONDAY).customer for each in (later, earlier)] == [ann, ann]
    assert beside_customer(access, later, at=MONDAY).tickets == (ticket,)
    assert [row.number for row in tickets_alike(access, later)] == [ticket.number]
    unmerge_customers(merge=merge, by=cast.agent, at=MONDAY)
    assert list(Ticket.objects.filter(tickets_of(ann))) == [later]
