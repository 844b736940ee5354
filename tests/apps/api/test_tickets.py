"""Tickets over HTTP: the same rules as on the pages, and nothing done twice."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from halfhour.api.jobs import forget_answers
from halfhour.api.models import AnsweredCall
from halfhour.api.tokens import make_token, revoke_token
from halfhour.desk.actions.complaint_opening import OPENS_THEM
from halfhour.desk.actions.conversation import customer_wrote
from halfhour.desk.models import DeskSettings, Message, RawInput, Ticket
from halfhour.people.models import User
from support.api import Program
from support.desk import a_ticket

NEW = {"email": "mia@example.org", "name": "Mia", "subject": "Lamp", "text": "The lamp is broken."}


@pytest.fixture
def program(cast):
    return Program(team=cast.team, user=cast.agent)


def test_a_ticket_is_opened_through_the_gate_and_read_again(program):
    opened = program.post("/tickets", NEW)
    assert opened.status_code == 201
    number = opened.json()["number"]
    assert RawInput.objects.get().body["email"] == "mia@example.org"
    read = program.get(f"/tickets/{number}").json()
    assert read["customer"]["name"] == "Mia"
    assert (read["state"], read["due_measure"]) == ("new", "first_answer")
    assert [each["text"] for each in program.get(f"/tickets/{number}/messages").json()["messages"]] == [
        "The lamp is broken."
    ]


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"tags": ["lamps", "broken"]},
        {"channel": "chat"},
        {"channel": "phone", "queue": "phone"},
        {"text": "This is unacceptable, I want to complain to your manager!"},
    ],
)
def test_what_opening_answers_is_what_reading_answers(cast, program, more):
    settings = DeskSettings.objects.get_or_create(team=cast.team)[0]
    settings.processes = {OPENS_THEM: True}
    settings.save()
    program.post("/tickets", NEW)
    opened = program.post("/tickets", NEW | more).json()
    assert opened.pop("left_out") == []
    assert program.get(f"/tickets/{opened['number']}").json() == opened


def test_a_ticket_without_a_channel_has_its_queue_s_and_else_is_no_form(program):
    asked = ({}, {"queue": "email"}, {"queue": "nowhere"}, {"queue": "email", "channel": "chat"})
    opened = [program.post("/tickets", NEW | more).json() for more in asked]
    assert [each["channel"] for each in opened] == ["other", "email", "other", "chat"]


def test_what_the_team_does_not_have_is_left_out_of_a_contact_and_said(cast, program):
    DeskSettings.objects.update_or_create(team=cast.team, defaults={"categories": ["Delivery"]})
    asked = NEW | {"queue": "nowhere", "category": "Moon", "language": "klingon!", "timezone": "Mars/Up"}
    for answer in (program.post("/tickets", asked, key="1"), program.post("/tickets", asked, key="1")):
        assert (answer.status_code, answer.json()["number"], answer.json()["category"]) == (201, 1, "")
        assert [(each["field"], each["value"]) for each in answer.json()["left_out"]] == [
            ("language", "klingon!"),
            ("timezone", "Mars/Up"),
            ("queue", "nowhere"),
            ("category", "Moon"),
        ]
    assert "Delivery" in answer.json()["left_out"][-1]["detail"]


def test_the_zone_and_the_language_of_a_new_customer_are_kept(program):
    program.post("/tickets", NEW | {"timezone": "Asia/Shanghai", "reads": "zh-Hans"})
    program.post("/tickets", NEW | {"timezone": "Europe/Berlin", "reads": "en"})
    customer = Ticket.objects.get(number=1).customer
    assert (customer.timezone, customer.language) == ("Asia/Shanghai", "zh-Hans")


def test_a_key_is_made_for_what_its_person_may_do(cast):
    client, url = cast.client(cast.lead), f"/t/{cast.team.slug}/api-keys/"
    member = cast.team.members.get(user=cast.planner).pk
    asked = {"name": "Shop", "user": member, "scopes": ["tickets:read", "tickets:write"], "days": 30}
    page = client.post(url, asked)
    assert not page.context["secret"]
    assert "lacks the right to this: “Open, answer and change tickets”." in page.content.decode()
    assert client.post(url, asked | {"scopes": ["tickets:read"]}).context["secret"]


def test_the_same_key_opens_one_ticket_and_another_body_is_refused(program):
    answers = [program.post("/tickets", NEW, key="order-7") for _ in range(3)]
    assert {answer.json()["number"] for answer in answers} == {1}
    other = program.post("/tickets", NEW | {"text": "Something else"}, key="order-7")
    assert other.status_code == 409
    assert Ticket.objects.count() == 1


def test_a_reply_with_a_key_is_sent_once(cast, program):
    ticket = a_ticket(cast)
    answers = [program.post(f"/tickets/{ticket.number}/replies", {"text": "Hi"}, key="r1") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert Message.objects.filter(ticket=ticket, kind="reply").count() == 1


def test_a_key_of_a_refused_request_can_be_used_again(cast, program):
    ticket = a_ticket(cast)
    refused = program.post(f"/tickets/{ticket.number}/replies", {"text": " "}, key="r1")
    assert (refused.status_code, refused.json()["detail"]) == (422, "Write something before you send it.")
    assert not AnsweredCall.objects.exists()
    assert program.post(f"/tickets/{ticket.number}/replies", {"text": "Hi"}, key="r1").status_code == 201


def test_what_somebody_else_did_since_is_not_overwritten(cast, program):
    ticket = a_ticket(cast)
    customer_wrote(ticket=ticket, text="One more thing", at=timezone.now())
    refused = program.patch(f"/tickets/{ticket.number}", {"priority": "urgent", "revision": ticket.revision})
    assert (refused.status_code, refused.json()["revision"]) == (409, 2)
    ticket.refresh_from_db()
    assert ticket.priority == "normal"


def test_a_change_names_what_changes(cast, program):
    ticket = a_ticket(cast)
    changed = program.patch(f"/tickets/{ticket.number}", {"priority": "urgent", "tags": ["vip"]}).json()
    assert (changed["priority"], changed["tags"], changed["subject"]) == ("urgent", ["vip"], "My order")
    unknown = program.patch(f"/tickets/{ticket.number}", {"assignee_id": 1})
    assert unknown.status_code == 422


def test_pages_follow_each_other_without_a_gap(cast, program):
    for _number in range(5):
        a_ticket(cast)
    seen, after = [], ""
    while after is not None:
        page = program.get("/tickets", limit=2, after=after).json()
        seen += [ticket["number"] for ticket in page["tickets"]]
        after = page["next"]
    assert sorted(seen) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"sort": "customer__addresses__value"}, "customer__addresses__value"),
        ({"after": "xyz"}, "This place in the list does not exist"),
    ],
)
def test_what_a_list_cannot_be_asked_is_refused_in_a_sentence(program, query, sentence):
    refused = program.get("/tickets", **query)
    assert refused.status_code == 422
    assert sentence in refused.json()["detail"]


def test_a_key_opens_its_own_team_alone(cast, program):
    theirs = a_ticket(cast, team=cast.other_team)
    a_ticket(cast)
    assert program.get(f"/tickets/{theirs.number}").json()["subject"] == "My order"  # number 1 of our own
    stranger = Program(team=cast.team, user=cast.stranger)
    assert stranger.get("/tickets").status_code == 403


def test_a_key_does_no_more_than_its_scopes_and_its_person_allow(cast):
    ticket = a_ticket(cast)
    reader = Program(team=cast.team, user=cast.agent, scopes=("tickets:read",))
    assert reader.get(f"/tickets/{ticket.number}").status_code == 200
    assert reader.post(f"/tickets/{ticket.number}/notes", {"text": "x"}).status_code == 403
    planner = Program(team=cast.team, user=cast.planner)
    assert planner.post(f"/tickets/{ticket.number}/notes", {"text": "x"}).status_code == 403


def test_a_key_that_was_taken_back_or_has_expired_opens_nothing(cast, program):
    _token, old = make_token(
        team=cast.team, user=cast.agent, name="old", scopes=["tickets:read"], by=cast.lead,
        at=timezone.now() - timedelta(days=2), days=1,
    )  # fmt: skip
    revoke_token(token=program.token, by=cast.lead, at=timezone.now())
    _token, inactive = make_token(
        team=cast.team, user=cast.second_agent, name="x", scopes=[], by=cast.lead, at=timezone.now()
    )
    User.objects.filter(pk=cast.second_agent.pk).update(is_active=False)
    for sent, said in (
        (f"Bearer {program.secret}", "was taken back on"),
        (f"Bearer {old}", "ran out on"),
        (f"bearer {inactive}", "can no longer log in"),
        ("Bearer hh_guess", "No key of this house is like"),
        ("Bearer hh_\udce9", "No key of this house is like"),  # no text at all
        ("Bearer ", "Send a key"),
        ("Basic YTpi", "Send a key"),
    ):
        program.client.defaults["HTTP_AUTHORIZATION"] = sent
        answer = program.client.get("/api/v1/tickets")
        assert (answer.status_code, said in answer.json()["detail"]) == (401, True), answer.json()


def test_each_answer_tells_how_many_requests_are_left(program, settings):
    settings.API_REQUESTS_PER_MINUTE = 7
    first, second = program.get("/tickets"), program.get("/tickets/999")
    assert [first.headers["RateLimit-Limit"], second.status_code] == ["7", 404]
    assert int(first.headers["RateLimit-Remaining"]) - int(second.headers["RateLimit-Remaining"]) in (1, -5)
    assert 0 < int(second.headers["RateLimit-Reset"]) <= 60


def test_too_many_requests_are_told_to_wait(program, settings):
    settings.API_REQUESTS_PER_MINUTE = 3
    answers = [program.get("/tickets") for _ in range(8)]
    assert answers[-1].status_code == 429


def test_answers_to_keys_are_forgotten_after_a_week(cast, program):
    url, body = f"/tickets/{a_ticket(cast).number}/notes", {"text": "A word of the customer"}
    assert program.post(url, body, key="one").status_code == 201
    now = timezone.now()
    forget_answers(now + timedelta(days=6))
    assert AnsweredCall.objects.count() == 1
    forget_answers(now + timedelta(days=8))
    assert not AnsweredCall.objects.exists()


def test_a_key_is_shown_once_and_kept_as_a_digest(cast):
    client, url = cast.client(cast.lead), f"/t/{cast.team.slug}/api-keys/"
    member = cast.team.members.get(user=cast.agent).pk
    page = client.post(url, {"name": "Shop", "user": member, "scopes": ["tickets:read"], "days": 30})
    secret = page.context["secret"]
    assert secret.startswith("hh_")
    assert secret in page.content.decode()
    assert secret not in client.get(url).content.decode()
    assert secret not in str(list(cast.team.api_tokens.values()))


def test_who_took_a_key_back_stands_beside_it_whoever_tries_again(cast, program):
    page = f"/t/{cast.team.slug}/api-keys/"
    for person in (cast.lead, cast.administrator):
        cast.client(person).post(f"{page}{program.token.pk}/revoke/")
    program.token.refresh_from_db()
    assert program.token.revoked_by == cast.lead
    shown = cast.client(cast.lead).get(page).content.decode()
    assert re.search(r"taken back</span> <span class=\"muted\">[^<]+, Lena", shown)


def test_an_address_that_does_not_exist_is_refused_as_json(program):
    for path in ("/nothing-here", "/tickets/999"):
        answer = program.get(path)
        assert (answer.status_code, answer.json()) == (404, {"detail": "There is nothing here"})


@pytest.mark.parametrize(
    ("body", "field", "why"),
    [
        ({}, "text", "“text” must be given."),
        ({"text": 5}, "text", "“text” must be a text; something else came in."),
        ({"text": "a\0b"}, "text", "“text” cannot be taken: NUL characters are not allowed."),
        ({"text": "a", "color": 1}, "color", "There is no “color” here."),
        ({"text": "a", "tags": ["a", "b" * 61]}, "tags[1]", "“tags[1]” may have at most 60 characters."),
        ({"text": "a", "tags": ["a"] * 21}, "tags", "“tags” must be a list of at most 20."),
        ([], "", "“the body” must be a set of named values; something else came in."),
        (
            {"text": "a", "priority": "now"},
            "priority",
            "“priority” must be one of: low, normal, high, urgent.",
        ),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence_that_says_where_and_what_may_be_there(
    program, body, field, why
):
    answer = program.post("/tickets", body)
    assert (answer.status_code, answer.json()["detail"]) == (422, why)
    assert [(each["field"], each["why"]) for each in answer.json()["wrong"]] == [(field, why)]
    assert not Ticket.objects.exists()


def test_all_that_does_not_fit_is_named_and_the_first_is_the_sentence(cast):
    rules = [{"name": "x", "when": [{"kind": "moon"}], "sets": {"moon": "x"}}]
    answer = Program(team=cast.team, user=cast.lead).put("/triage-rules", {"rules": rules, "based_on": -1})
    wrong = {each["field"]: each["why"] for each in answer.json()["wrong"]}
    assert answer.json()["detail"] == wrong["rules[0].when[0]"]
    assert "channel, customer, language, signal, words, time, fact" in wrong["rules[0].when[0]"]
    assert wrong.keys() == {"rules[0].when[0]", "rules[0].sets.moon", "based_on"}
    assert Program(team=cast.team, user=cast.agent).get("/tickets", limit=900).json()["detail"] == (
        "“limit” must be at most 200."
    )


def test_what_cannot_be_read_and_what_an_address_does_not_take_is_refused_in_a_sentence(program):
    unread = program.client.post("/api/v1/tickets", "{", content_type="application/json")
    assert (unread.status_code, unread.headers["Content-Type"]) == (400, "application/json; charset=utf-8")
    assert unread.json()["detail"].startswith("The body could not be read")
    wrong = program.delete("/tickets")
    assert (wrong.status_code, wrong.headers["Allow"]) == (405, "GET, POST")
    assert wrong.json() == {"detail": "This address takes GET, POST, and not DELETE."}
    unknown = Client().get("/api/v1/tickets")
    assert (unknown.status_code, unknown.json()["detail"][:10]) == (401, "Send a key")
