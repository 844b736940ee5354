"""Faults that other help desks had with lists, drafts, files, merges and exports, each by its name.

The list that is wider than the page of a ticket, filters that reach the ORM, drafts lost with their owner and
merges in a circle have theirs in test_listing, test_drafts and test_merging_tickets, beside what they guard.
"""

import csv
from datetime import timedelta

import pytest
from django.urls import reverse

from halfhour.desk.actions.attachments import attach_to_draft
from halfhour.desk.actions.changing import change_ticket
from halfhour.desk.actions.conversation import add_note, customer_wrote, reply
from halfhour.desk.actions.drafts import save_draft
from halfhour.desk.actions.views import save_view
from halfhour.desk.html import safe_html
from halfhour.desk.models import DraftKind, Message, MessageKind, SavedView
from support.customers import known
from support.desk import a_ticket, attached
from support.ledger import MONDAY

HOUR = timedelta(hours=1)
SCRIPT = "<script>alert(1)</script>"
IMAGE = "<img src=x onerror=alert(2)>"


def page(cast, name, *, user=None, expected=200, **places):
    query = places.pop("query", {})
    url = reverse(f"desk:{name}", kwargs={"team": cast.team.slug, **places})
    response = cast.client(user or cast.agent).get(url, query)
    assert response.status_code == expected, (name, response.status_code)
    return response


@pytest.mark.parametrize(
    ("given", "never"),
    [
        (SCRIPT, "script"),
        (IMAGE, "img"),
        ('<a href="javascript:alert(1)">x</a>', "javascript"),
        ('<a href=" java\tscript:alert(1)">x</a>', "script:"),
        ('<a href="data:text/html,<script>1</script>">x</a>', "data:"),
        ("<svg><animate onbegin=alert(1)></svg>", "onbegin"),
        ("<math><mtext><table><mglyph><style><img src=x onerror=1>", "onerror"),
        ("<scr<script>ipt>alert(1)</scr</script>ipt>", "<script"),
        ('<p style="background:url(//evil)">x</p>', "evil"),
        ('<form action="//evil"><input name=password></form>', "evil"),
        ('<iframe srcdoc="<script>1</script>">', "iframe"),
        ("<b onclick=alert(1)>x</b>", "onclick"),
        ('<meta http-equiv="refresh" content="0;url=//evil">', "evil"),
        ("<!--<img src=x onerror=1>-->", "onerror"),
    ],
)
def test_stored_script_in_formatted_text(given, never):
    kept = safe_html(f"<p>ok</p>{given}")
    assert never not in kept
    assert "<p>ok</p>" in kept


def test_stored_script_is_taken_out_when_kept_and_again_when_shown(cast):
    ticket = a_ticket(cast, html=f"<b>bold</b>{SCRIPT}")
    reply(ticket=ticket, text="x", html=f"<i>x</i>{IMAGE}", by=cast.agent, at=MONDAY)
    add_note(ticket=ticket, text="x", html=SCRIPT, by=cast.agent, at=MONDAY)
    customer_wrote(ticket=ticket, text="x", html=f"<u>y</u>{SCRIPT}", at=MONDAY)
    kept = list(Message.objects.order_by("id").values_list("html", flat=True))
    assert kept == ["<b>bold</b>", "<i>x</i>", "", "<u>y</u>"]
    # A row that slipped past the first look does not pass the second.
    Message.objects.create(
        ticket=ticket, kind=MessageKind.CUSTOMER, text="x", html=SCRIPT + "<s>z</s>", at=MONDAY
    )
    shown = page(cast, "ticket", number=ticket.number).content.decode()
    assert "alert(1)" not in shown
    assert "<s>z</s>" in shown


def test_stored_script_in_names_and_attachments(cast):
    name = f'{SCRIPT}{IMAGE}"onmouseover="alert(3)'
    ann = known(cast, name[:200], ("email", "ann@example.org"))
    ticket = a_ticket(cast, name, subject=name, customer=ann, tags=(SCRIPT,))
    change_ticket(ticket=ticket, changes={"category": name, "add_tags": [IMAGE]}, by=cast.agent, at=MONDAY)
    attached(ticket.messages.get(), f"{IMAGE}.html", [SCRIPT.encode()])
    attach_to_draft(ticket=ticket, kind=DraftKind.REPLY, name=IMAGE, chunks=[b"x"], by=cast.agent, at=MONDAY)
    save_draft(ticket=ticket, kind=DraftKind.REPLY, text=f"</textarea>{SCRIPT}", by=cast.agent, at=MONDAY)
    save_view(team=cast.team, name=name[:80], filters={"text": SCRIPT}, sort="due", by=cast.agent)
    view = SavedView.objects.get()
    for shown in (
        page(cast, "workspace", query={"view": "all-open"}),
        page(cast, "workspace", query={"view": f"view-{view.pk}"}),
        page(cast, "workspace", query={"view": "all-open", "text": name}),
        page(cast, "rail"),
        page(cast, "ticket", number=ticket.number),
        page(cast, "customer", number=ticket.number),
        page(cast, "history", number=ticket.number),
    ):
        text = shown.content.decode()
        assert SCRIPT not in text
        assert IMAGE not in text
        assert '"onmouseover="' not in text


def test_a_stored_page_or_drawing_comes_back_as_a_download_only(cast):
    ticket = a_ticket(cast)
    for name, content in (
        ("page.html", b"<html><script>alert(1)</script></html>"),
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    ):
        file = attached(ticket.messages.get(), name, [content])
        response = page(cast, "attachment", token=file.token)
        assert response["Content-Disposition"].startswith("attachment;")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        assert response["Content-Type"] not in ("text/html", "image/svg+xml")
        assert b"".join(response) == content
        page(cast, "attachment", token=file.token, user=cast.stranger, expected=404)
    page(cast, "attachment", token="guessed", expected=404)


def test_formula_cells_in_an_exported_list(cast):
    starts = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", "|calc")
    for text in starts:
        a_ticket(cast, subject="x", customer=known(cast, text), tags=(text.strip(),))
    a_ticket(cast, subject='=HYPERLINK("//evil","x")')
    response = page(cast, "export", query={"view": "all-open"})
    rows = list(csv.reader(b"".join(response).decode("utf-8-sig").splitlines()))
    assert len(rows) == 8
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "|"))]
    assert any("HYPERLINK" in cell for cell in cells)


def test_an_exported_list_is_no_wider_than_the_list(cast):
    a_ticket(cast, subject="Ours")
    a_ticket(cast, subject="Theirs", team=cast.other_team)
    text = b"".join(page(cast, "export", query={"view": "all-open"})).decode()
    assert "Ours" in text
    assert "Theirs" not in text
    page(cast, "export", user=cast.stranger, expected=404)
