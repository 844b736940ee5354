"""Pages for people without an account: the form, their ticket, new links."""

import re
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from halfhour.customers.actions import merge_customers
from halfhour.desk.actions.conversation import add_note, reply
from halfhour.desk.actions.customer_side import send_links_again
from halfhour.desk.actions.gate import take_waiting
from halfhour.desk.actions.merging import merge_tickets
from halfhour.desk.actions.posting import send_waiting
from halfhour.desk.actions.triage import save_rules
from halfhour.desk.models import Attachment, DeskSettings, Message, Outgoing, RawInput, State, Ticket
from halfhour.desk.signing import form_token, open_signed, ticket_token
from halfhour.desk.wording.mail import language_of
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY

FORM = "/help/support-hamburg/"


@pytest.fixture(autouse=True)
def _nobody_came_before():
    cache.clear()


def filled(**more):
    return {
        "key": uuid4().hex,
        "name": "Zoë",
        "email": "zoe@example.org",
        "subject": "Late parcel",
        "text": "Where is it?",
        "website": "",
    } | more


def page_of(ticket, client=None):
    return (client or Client()).get(f"/help/ticket/{ticket_token(ticket)}/")


@pytest.fixture
def ticket(cast):
    return a_ticket(cast, customer=known(cast, "Zoë", ("email", "zoe@example.org")))


def test_who_writes_by_the_form_gets_a_number_and_a_page_of_their_own(cast):
    file = BytesIO(b"<script>alert(1)</script>")
    file.name = "evil.html"
    response = Client().post(FORM, filled(attached=[file]), follow=True)
    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.customer.name, ticket.language) == ("form", "Zoë", "en")
    assert response.redirect_chain[0][0].startswith("/help/sent/")
    assert f"<strong>{ticket.number}</strong>" in response.content.decode()
    assert Outgoing.objects.get().kind == "received"
    attached = Attachment.objects.get()
    answer = Client().get(f"/help/ticket/{ticket_token(ticket)}/file/{attached.token}/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Where is my parcel? I have been waiting for it for two weeks now.", "en"),
        ("Где мой заказ? Я жду его уже две недели.", "ru"),
        ("我的订单在哪里？我已经等了两个星期了。", "zh"),
        ("ok", "zh"),
    ],
)
@pytest.mark.parametrize("is_known", [False, True])
def test_a_message_has_the_language_of_its_text_and_is_answered_in_that_of_the_page(
    cast, text, written, is_known
):
    if is_known:
        known(cast, "Zoë", ("email", "zoe@example.org"))
    client = Client(headers={"accept-language": "zh-CN"})
    client.post(FORM, filled(subject=text[:20], text=text))
    ticket = Ticket.objects.get()
    assert (ticket.language, ticket.customer.language) == (written, "zh")
    assert language_of(ticket) == "zh-hans"
    assert ticket.triage["language"]["by"] == ("form" if text == "ok" else "words")


def test_a_customer_whose_language_is_known_keeps_it_whatever_page_they_write_on(cast):
    known(cast, "Zoë", ("email", "zoe@example.org"), language="ru")
    Client(headers={"accept-language": "zh-CN"}).post(FORM, filled())
    ticket = Ticket.objects.get()
    assert (ticket.customer.language, ticket.customer.revision, language_of(ticket)) == ("ru", 1, "ru")


@pytest.mark.parametrize(
    ("told", "known_zone", "kept"),
    [
        ("Asia/Tokyo", "", "Asia/Tokyo"),
        ("Asia/Tokyo", "Europe/Paris", "Europe/Paris"),
        ("UTC", "", ""),  # a browser that hides where it is
        ("localtime", "", ""),
        ("Moon/Base", "", ""),
    ],
)
@pytest.mark.parametrize("is_new", [False, True])
def test_mail_to_who_wrote_by_the_form_is_in_the_time_of_their_browser(cast, told, known_zone, kept, is_new):
    if not is_new:
        known(cast, "Zoë", ("email", "zoe@example.org"), timezone=known_zone)
    client = Client()
    client.cookies["halfhour_zone"] = told
    client.post(FORM, filled())
    assert Ticket.objects.get().customer.timezone == (kept if not is_new or not known_zone else told)


def test_rules_see_the_language_of_the_text_and_where_it_cannot_be_told_that_of_the_page(cast):
    document = {
        "rules": [
            {
                "name": "Chinese",
                "when": [{"kind": "language", "any_of": ["zh"]}],
                "sets": {"priority": "high"},
            }
        ]
    }
    save_rules(team=cast.team, document=document, based_on=0, by=cast.lead, at=MONDAY)
    client = Client(headers={"accept-language": "zh-CN"})
    client.post(FORM, filled(text="Where is my parcel? I have been waiting for two weeks."))
    client.post(FORM, filled(subject="ok", text="ok"))
    assert list(Ticket.objects.order_by("id").values_list("priority", flat=True)) == ["normal", "high"]


@pytest.mark.parametrize("email", ["no address", "zoe@localhost"])
def test_on_errors_nothing_typed_is_lost(cast, email):
    response = Client().post(FORM, filled(email=email, text="A long story"))
    assert response.status_code == 422
    assert "A long story" in response.content.decode()
    assert not Ticket.objects.exists()


def test_without_scripts_the_language_can_be_chosen_too(cast):
    page = Client().get(FORM).content.decode()
    plain = page.split("<noscript>")[1].split("</noscript>")[0]
    assert [plain.count(f'value="{code}"') for code in ("en", "zh-hans", "ru")] == [1, 1, 1]


def test_topics_and_fields_are_the_team_s_own(cast):
    DeskSettings.objects.create(
        team=cast.team,
        form={"topics": [{"labels": {"en": "An order", "ru": "Заказ"}, "queue": "phone", "category": ""}]},
    )
    page = Client().get(FORM, headers={"accept-language": "ru"}).content.decode()
    assert "Заказ" in page
    Client().post(FORM, filled(topic="0"))
    assert Ticket.objects.get().queue == "phone"
    assert Client().post(FORM, filled(topic="1")).status_code == 422


def test_a_closed_form_takes_nothing(cast):
    DeskSettings.objects.create(team=cast.team, form_is_open=False)
    Client().post(FORM, filled())
    assert not Ticket.objects.exists()


def test_who_wrote_while_the_form_was_closed_keeps_their_text_and_is_told_what_to_do(cast):
    kept = DeskSettings.objects.create(team=cast.team, form_is_open=False)
    form = filled(text="A long story about my parcel")
    refused = Client().post(FORM, form | {"attached": SimpleUploadedFile("photo.txt", b"Hi")})
    page = refused.content.decode()
    assert "choose your files again" in page
    assert (refused.status_code, Ticket.objects.exists()) == (403, False)
    assert "A long story about my parcel" in page
    assert "nothing was sent" in page
    kept.form_is_open = True
    kept.save()
    assert Client().post(FORM, form).status_code == 302
    assert Ticket.objects.count() == 1


def test_words_of_the_form_in_one_language_leave_other_readers_theirs(cast):
    DeskSettings.objects.create(
        team=cast.team, form={"title": {"zh-hans": "联系我们"}, "intro": {"zh-hans": "您好"}}
    )
    pages = {
        code: Client().get(FORM, headers={"Accept-Language": code}).content.decode()
        for code in ("en", "ru", "zh-hans")
    }
    assert ["联系我们" in pages[code] for code in pages] == [False, False, True]
    assert ["您好" in pages[code] for code in pages] == [False, False, True]
    assert "Write to us" in pages["en"]


def test_robots_and_floods_are_kept_out_and_told_so(cast):
    client = Client()
    assert client.post(FORM, filled(website="http://spam")).status_code == 422
    codes = [client.post(FORM, filled()).status_code for _each in range(11)]
    assert codes == [302] * 10 + [429]


def test_the_page_shows_what_was_said_and_how_far_it_is(cast, ticket):
    reply(ticket=ticket, text="On its <b>way</b>", by=cast.agent, at=MONDAY)
    page = page_of(ticket).content.decode()
    assert "On its &lt;b&gt;way&lt;/b&gt;" in page
    assert "We have answered, and wait to hear from you." in page
    assert "Ada, Support Hamburg" in page


def test_writing_again_reopens_and_saying_it_is_settled_resolves(cast, ticket):
    address = f"/help/ticket/{ticket_token(ticket)}/"
    Client().get(f"{address}solved/")
    ticket.refresh_from_db()
    assert ticket.state == State.NEW  # a mail reader that opens links settles nothing
    Client().post(f"{address}solved/")
    ticket.refresh_from_db()
    assert ticket.state == State.RESOLVED
    Client().post(address, {"key": uuid4().hex, "text": "No, it is not", "website": ""})
    ticket.refresh_from_db()
    assert ticket.state in (State.NEW, State.OPEN)


def test_what_is_written_again_passes_the_gate_and_a_double_click_is_one_message(cast, ticket):
    address = f"/help/ticket/{ticket_token(ticket)}/"
    file = SimpleUploadedFile("receipt.txt", b"paid")
    typed = {"key": uuid4().hex, "text": "One more thing", "website": "", "attached": [file]}
    for _click in range(2):
        file.seek(0)
        assert Client().post(address, typed).status_code == 302
    said = Message.objects.get(text="One more thing")
    assert [each.name for each in said.attachments.all()] == ["receipt.txt"]
    raw = RawInput.objects.get(source="page")
    assert (raw.state, raw.ticket, raw.body["text"]) == ("taken", ticket, "One more thing")
    changed = Client().post(address, typed | {"text": "Another thing", "attached": []})
    assert "Your first text was sent already" in changed.content.decode()
    assert Message.objects.filter(ticket=ticket).count() == 2


def test_what_is_written_again_is_kept_where_taking_it_breaks(cast, ticket, monkeypatch):
    def breaks(**_given):
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr("halfhour.desk.actions.writing_again.customer_wrote", breaks)
        typed = {"key": uuid4().hex, "text": "Do not lose this", "website": ""}
        assert Client().post(f"/help/ticket/{ticket_token(ticket)}/", typed).status_code == 302
    assert not Message.objects.filter(text="Do not lose this").exists()
    take_waiting(at=timezone.now() + timedelta(minutes=1))
    assert Message.objects.get(text="Do not lose this").ticket == ticket


def test_what_is_written_on_a_closed_ticket_opens_one_that_follows_it_once(cast, ticket):
    long_ago = timezone.now() - timedelta(days=60)
    Ticket.objects.filter(pk=ticket.pk).update(state="closed", closed_at=long_ago, resolved_at=long_ago)
    typed = {"key": uuid4().hex, "text": "It is back", "website": ""}
    answers = [Client().post(f"/help/ticket/{ticket_token(ticket)}/", typed) for _click in range(2)]
    follow = Ticket.objects.exclude(pk=ticket.pk).get()
    tokens = [each.headers["Location"].split("/")[3] for each in answers]
    assert [open_signed(token) for token in tokens] == [follow, follow]


@pytest.mark.parametrize("closed_days", [None, 60])
def test_who_writes_on_a_ticket_merged_with_somebody_else_s_reaches_us_and_nobody_else(
    cast, ticket, closed_days
):
    yan = a_ticket(cast, customer=known(cast, "Yan", ("email", "yan@example.org")), at=MONDAY)
    merge_tickets(source=ticket, target=yan, by=cast.lead, at=MONDAY, different_customers=True)
    if closed_days:
        long_ago = timezone.now() - timedelta(days=closed_days)
        Ticket.objects.filter(pk=yan.pk).update(state="closed", closed_at=long_ago, resolved_at=long_ago)
    address = f"/help/ticket/{ticket_token(ticket)}/"
    answer = Client().post(address, {"key": uuid4().hex, "text": "My PIN is 4711", "website": ""})
    said = Message.objects.get(text="My PIN is 4711")
    assert (said.ticket == yan, said.customer) == (closed_days is None, ticket.customer)
    token = answer.headers["Location"].split("/")[3]
    assert open_signed(token) == (said.ticket if closed_days else ticket)
    assert "4711" not in page_of(yan).content.decode()
    reply(ticket=yan, text="Dear Yan", by=cast.lead, at=timezone.now())
    assert "Dear Yan" not in Client().get(answer.headers["Location"]).content.decode()


def test_the_link_that_the_form_gives_shows_no_answers_to_who_borrowed_an_address(cast, ticket):
    reply(ticket=ticket, text="Your code is 4711", by=cast.agent, at=MONDAY)
    page = Client().get(f"/help/ticket/{form_token(ticket)}/").content.decode()
    assert "Where is my order" in page
    assert "4711" not in page


def test_asking_for_a_new_link_tells_nobody_which_addresses_are_known(cast, ticket):
    answers = []
    for email in ("zoe@example.org", "nobody@example.org"):
        response = Client().post("/help/link/again/", {"key": uuid4().hex, "email": email, "website": ""})
        answers.append(re.sub(r"csrf[^>]*>|\"X-CSRFToken[^}]*}", "", response.content.decode()))
    assert answers[0] == answers[1]
    assert 'role="status"><div><p>' in answers[0]  # a notice lays its parts side by side
    assert [each.kind for each in Outgoing.objects.all()] == ["link_again"]


def test_nobody_can_keep_somebody_else_from_their_links_or_flood_them(cast, ticket):
    codes = [ask_for_links(f"10.0.0.{place % 20}").status_code for place in range(40)]
    assert set(codes) == {200}
    assert Outgoing.objects.filter(kind="link_again").count() == 1
    mine = [ask_for_links("10.9.9.9").status_code for _each in range(11)]
    assert mine == [200] * 10 + [429]


def ask_for_links(place, email="zoe@example.org"):
    typed = {"key": uuid4().hex, "email": email, "website": ""}
    return Client(REMOTE_ADDR=place).post("/help/link/again/", typed)


def test_links_come_to_who_was_merged_and_who_came_by_chat_too(cast, ticket):
    other = known(cast, "Z. Adams", ("email", "z@example.org"))
    chat = a_ticket(cast, customer=other, channel="chat", at=MONDAY + timedelta(days=200))
    merge_customers(source=ticket.customer, target=other, by=cast.agent, at=MONDAY)
    answer = ask_for_links("10.0.0.1", "zoe@example.org").content.decode()
    assert "once in four hours" in answer
    send_waiting(timezone.now())
    assert mail.outbox[0].to == ["zoe@example.org"]
    assert [ticket_token(each)[:12] in mail.outbox[0].body for each in (ticket, chat)] == [True, True]


def test_links_are_mailed_again_four_hours_later_or_once_a_mail_could_not_leave(cast, ticket):
    for minutes in (0, 239, 241):
        send_links_again(email="zoe@example.org", at=MONDAY + timedelta(minutes=minutes))
    assert [each.made_at for each in Outgoing.objects.order_by("made_at")] == [
        MONDAY,
        MONDAY + timedelta(minutes=241),
    ]
    Outgoing.objects.update(state="failed")
    send_links_again(email="zoe@example.org", at=MONDAY + timedelta(minutes=242))
    assert Outgoing.objects.count() == 3


def test_whose_ticket_went_on_with_somebody_else_gets_the_link_to_their_own(cast, ticket):
    other = a_ticket(cast, customer=known(cast, "Ann", ("email", "ann@example.org")))
    merge_tickets(source=ticket, target=other, by=cast.agent, at=MONDAY, different_customers=True)
    send_links_again(email="zoe@example.org", at=MONDAY)
    send_waiting(MONDAY)
    assert mail.outbox[0].body.count("/help/ticket/") == 1
    assert ticket_token(ticket)[:12] in mail.outbox[0].body


def test_links_that_were_asked_for_take_nothing_from_what_else_a_customer_is_told(cast, ticket):
    told = {"ticket": ticket, "made_at": MONDAY, "next_try_at": MONDAY}
    Outgoing.objects.bulk_create(
        Outgoing(key=f"link-{each}", kind="link_again", state="sent", sent_at=MONDAY, **told)
        for each in range(25)
    )
    Outgoing.objects.create(key="received", kind="received", **told)
    send_waiting(MONDAY)
    assert Outgoing.objects.get(kind="received").state == "sent"
    assert len(mail.outbox) == 1


def test_pages_of_outsiders_are_kept_by_nobody(cast, ticket):
    response = page_of(ticket)
    assert response.headers["Cache-Control"] == "no-store, private"
    assert "sessionid" not in response.cookies
    assert "halfhour_session" not in response.cookies


def test_notes_are_on_no_page_of_the_customer(cast, ticket):
    add_note(ticket=ticket, text="Difficult person", by=cast.agent, at=MONDAY)
    assert "Difficult" not in page_of(ticket).content.decode()
    assert Message.objects.filter(kind="note").count() == 1
