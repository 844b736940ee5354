"""Of who is erased no row of any table keeps a word, though everything that can say something said it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from halfhour.customers.actions import (
    add_address,
    add_note,
    change_customer,
    erase_customer,
    merge_customers,
)
from halfhour.customers.models import CustomField
from halfhour.desk.actions import complaints, conversation, rating
from halfhour.desk.actions.bulk import apply_bulk
from halfhour.desk.actions.changing import change_ticket
from halfhour.desk.actions.checklists import add_item
from halfhour.desk.actions.complaint_opening import open_complaint
from halfhour.desk.actions.customer_side import send_form, write_again
from halfhour.desk.actions.departments import save_department
from halfhour.desk.actions.drafts import save_draft
from halfhour.desk.actions.gate import bring_in
from halfhour.desk.actions.handing_off import answer_hand_off, hand_off
from halfhour.desk.actions.merging import merge_tickets
from halfhour.desk.actions.splitting import split_ticket
from halfhour.desk.models import DraftKind, Rating, State, StepKind, TicketField
from support.api import Program
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY

pytestmark = pytest.mark.rows

WORD = "qxvzprivate"
MAIL = f"{WORD}@example.org"
HOUR = timedelta(hours=1)


def found_anywhere():
    """{table: columns} in which the word stands."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    said = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                    if WORD in said.lower():
                        found.setdefault(table, set()).add(name)
    return found


def said_everywhere(cast):
    """A customer of whom everything says something."""
    TicketField.objects.create(team=cast.team, key="bike", label="Bike", kind="text")
    CustomField.objects.create(team=cast.team, key="pet", label="Pet", kind="text")
    body = {"name": f"Ann {WORD}", "email": MAIL, "subject": f"About {WORD}", "text": f"I am {WORD}"}
    files = [SimpleUploadedFile(f"{WORD}.txt", b"mine")]
    ticket = send_form(team=cast.team, key="k", body=body, files=files, at=MONDAY).ticket
    ann = ticket.customer
    at, by = MONDAY + HOUR, cast.agent
    change_ticket(
        ticket=ticket, changes={"fields": {"bike": WORD}, "tags": [WORD], "subject": f"{WORD}!"}, by=by, at=at
    )
    more = {"fields": {"bike": f"{WORD} two"}, "add_tags": [f"{WORD}-2"]}
    apply_bulk(team=cast.team, ids=[ticket.pk], changes=more, by=by, at=at)
    conversation.add_note(ticket=ticket, text=f"{WORD} called", by=by, at=at, mentions=[cast.lead])
    conversation.reply(ticket=ticket, text=f"Dear {WORD}", by=by, at=at, html=f"<p>Dear {WORD}</p>")
    write_again(ticket=ticket, text=f"{WORD} again", key="p", at=at)
    save_draft(ticket=ticket, kind=DraftKind.REPLY, text=f"{WORD} draft", by=by, at=at)
    add_item(ticket=ticket, text=f"Call {WORD}", by=by, at=at)
    given = {"name": "Workshop", "email": "w@example.org", "due_hours": 4}
    workshop = save_department(team=cast.team, department=None, by=cast.lead, at=at, **given)
    asked = hand_off(ticket=ticket, department=workshop, asked=f"{WORD}?", messages=[], by=by, at=at)
    answer_hand_off(hand_off=asked, answer=f"{WORD} paid", answered_by=f"Mr {WORD}", by=None, at=at)
    complaint = open_complaint(ticket=ticket, by=by, at=at)
    for kind in tuple(StepKind)[:5]:
        complaints.do_step(complaint=complaint, kind=kind, text=f"{WORD} {kind}", by=by, at=at)
    other = known(cast, f"Anna {WORD}", ("phone", "+4930123456"))
    merge_customers(source=other, target=ann, by=cast.lead, at=at)
    add_note(customer=ann, text=f"{WORD} likes bells", by=by, at=at)
    ann.refresh_from_db()
    change_customer(customer=ann, values={"fields": {"pet": WORD}}, revision=ann.revision, by=by, at=at)
    add_address(customer=ann, kind="id", value=WORD, by=by, at=at)
    wrote = conversation.customer_wrote(ticket=ticket, text=f"{WORD} and another", at=at)
    split_ticket(ticket=ticket, messages=[wrote.pk], subject=f"{WORD} split", by=by, at=at)
    theirs = a_ticket(cast, customer=known(cast, "Bob", ("email", "bob@example.org")))
    second = a_ticket(cast, text=f"{WORD} second", customer=ann)
    merge_tickets(source=second, target=theirs, by=cast.lead, at=at, different_customers=True)
    mail = {"email": MAIL, "ticket": second.number, "text": f"{WORD} on another's"}
    bring_in(team=cast.team, source="mail", key="m", channel="email", body=mail, at=at)
    bring_in(team=cast.team, source="mail", key="x", channel="nowhere", body=mail, at=at)
    program = Program(team=cast.team, user=cast.lead)
    program.post("/tickets", {"email": MAIL, "text": f"{WORD} by a program"}, key="order")
    cache.clear()
    conversation.reply(ticket=ticket, text=f"Done, {WORD}", by=by, at=at, then=State.RESOLVED)
    rating.ask_for_ratings(at + 2 * HOUR)
    for each in Rating.objects.all():
        rating.rate(rating=each, speed=5, quality=5, comment=f"{WORD} is happy", at=at + 3 * HOUR)
    return ann


def test_no_table_keeps_a_word_of_who_was_erased(cast):
    ann = said_everywhere(cast)
    before = found_anywhere()
    assert len(before) > 15, before
    erase_customer(customer=ann, by=cast.lead, at=MONDAY + 9 * HOUR)
    assert found_anywhere() == {}
