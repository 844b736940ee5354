"""The depth of tickets over HTTP: what belongs together, what is being written, many at once."""

import pytest

from halfhour.desk.models import Attachment, Message, RawInput, Ticket
from support.api import Program
from support.customers import known
from support.desk import a_ticket


@pytest.fixture
def program(cast):
    return Program(team=cast.team, user=cast.agent)


def test_tickets_are_merged_and_taken_apart_again(cast, program):
    first, second = a_ticket(cast), a_ticket(cast)
    merged = program.post(f"/tickets/{second.number}/merge", {"number": first.number}).json()
    assert merged["number"] == first.number
    assert program.get(f"/tickets/{second.number}").json()["merged_into"] == first.number
    refused = program.post(f"/tickets/{first.number}/merge", {"number": second.number})
    assert (refused.status_code, refused.json()["detail"]) == (422, "These tickets are one already.")
    assert program.post(f"/tickets/{second.number}/unmerge").json()["merged_into"] is None


def test_the_messages_of_merged_tickets_say_which_customer_wrote_them(cast, program):
    ann, bob = (known(cast, name, ("email", f"{name}@example.org")) for name in ("Ann", "Bob"))
    first, second = a_ticket(cast, customer=ann), a_ticket(cast, customer=bob)
    meant = {"number": first.number, "different_customers": True}
    program.post(f"/tickets/{second.number}/merge", meant)
    said = program.get(f"/tickets/{first.number}/messages").json()["messages"]
    assert [each["customer"] for each in said] == [ann.number, bob.number]


def test_a_message_is_split_off(cast, program):
    ticket = a_ticket(cast)
    said = program.post(f"/tickets/{ticket.number}/customer-messages", {"text": "And my lamp?"})
    assert (said.status_code, said.json()["number"]) == (201, ticket.number)
    assert RawInput.objects.get().ticket == ticket
    last = ticket.messages.order_by("id").last()
    new = program.post(f"/tickets/{ticket.number}/split", {"messages": [last.pk], "subject": "Lamp"}).json()
    assert new["subject"] == "Lamp"
    links = program.get(f"/tickets/{ticket.number}/links").json()
    assert [(link["kind"], link["number"], link["is_from_here"]) for link in links] == [
        ("follows", new["number"], False)
    ]
    back = program.post(f"/tickets/{new['number']}/unsplit").json()
    assert back["number"] == ticket.number
    assert last.pk in [
        each["id"] for each in program.get(f"/tickets/{ticket.number}/messages").json()["messages"]
    ]
    assert program.post(f"/tickets/{ticket.number}/unsplit").status_code == 422


def test_links_and_points_come_and_go(cast, program):
    ticket, other = a_ticket(cast), a_ticket(cast)
    at = f"/tickets/{ticket.number}"
    link = program.post(f"{at}/links", {"number": other.number, "kind": "waits_for"}).json()
    assert program.delete(f"{at}/links/{link['id']}").status_code == 204
    assert program.get(f"{at}/links").json() == []
    item = program.post(f"{at}/checklist", {"text": "Ask the depot"}).json()
    done = program.patch(f"{at}/checklist/{item['id']}", {"is_done": True}).json()
    assert (done["text"], done["done_by"]) == ("Ask the depot", "ada")
    assert program.delete(f"/tickets/{other.number}/checklist/{item['id']}").status_code == 404
    assert program.delete(f"{at}/checklist/{item['id']}").status_code == 204
    assert program.put(f"{at}/watching", {"watches": True}).status_code == 204
    assert ticket.watches.filter(user=cast.agent).exists()


def test_files_go_out_with_the_reply_that_takes_the_draft(cast, program):
    ticket = a_ticket(cast)
    at = f"/tickets/{ticket.number}"
    sent = [
        program.upload(f"{at}/attachments", name="../a.html", content=b"<b>", kind="reply", key="f1")
        for _ in range(2)
    ]
    assert [each.status_code for each in sent] == [201, 201]
    assert Attachment.objects.count() == 1
    token = sent[0].json()["token"]
    draft = program.put(f"{at}/drafts/reply", {"text": "Here", "seen": ""}).json()
    assert draft["attachments"][0]["name"] == "a.html"
    other = Program(team=cast.team, user=cast.second_agent)
    assert other.get(f"{at}/drafts").json() == []
    assert other.get(f"/attachments/{token}").status_code == 404
    reply = program.post(
        f"{at}/replies", {"text": "Here it is", "draft": {"stamp": draft["stamp"], "files": [token]}}
    ).json()
    assert [each["token"] for each in reply["attachments"]] == [token]
    file = other.get(f"/attachments/{token}")
    assert (b"".join(file.streaming_content), file["Content-Type"]) == (b"<b>", "application/octet-stream")
    assert "attachment" in file["Content-Disposition"]
    assert [(each["text"], each["attachments"]) for each in program.get(f"{at}/drafts").json()] == [("", [])]
    assert program.delete(f"/attachments/{token}").status_code == 422


def test_many_are_looked_at_changed_and_undone(cast, program):
    numbers = [a_ticket(cast).number for _ in range(3)]
    asked = {"tickets": numbers, "changes": {"priority": "high", "add_tags": ["vip"]}}
    effects = program.post("/tickets/bulk/preview", asked).json()
    assert effects[0]["facts"] == {"priority": ["normal", "high"], "tags": [[], ["vip"]]}
    assert not Ticket.objects.filter(priority="high").exists()
    change = program.post("/tickets/bulk", asked, key="b1").json()
    assert (change["changed"], change["refused"]) == (numbers, [])
    assert program.post("/tickets/bulk", asked, key="b1").json() == change
    other = Program(team=cast.team, user=cast.second_agent)
    assert other.post(f"/tickets/bulk/{change['id']}/undo").status_code == 404
    assert program.post(f"/tickets/bulk/{change['id']}/undo").json() == {"count": 3, "touched": []}
    assert not Ticket.objects.filter(priority="high").exists()


def test_numbers_that_there_are_not_are_named_and_what_may_not_be_seen_is_none_of_them(cast, program):
    ours, theirs = a_ticket(cast), [a_ticket(cast, team=cast.other_team) for _ in range(2)][-1]
    asked = {"tickets": [99, ours.number, theirs.number], "changes": {"priority": "high"}}
    effects = program.post("/tickets/bulk/preview", asked).json()
    assert [(each["number"], bool(each["facts"]), each["refused"]) for each in effects] == [
        (ours.number, True, ""),
        (99, False, "There is no ticket 99."),
        (theirs.number, False, f"There is no ticket {theirs.number}."),
    ]
    change = program.post("/tickets/bulk", asked).json()
    assert change["changed"] == [ours.number]
    assert change["refused"] == [
        {"ticket": each, "why": f"There is no ticket {each}."} for each in (99, theirs.number)
    ]
    assert not Ticket.objects.filter(pk=theirs.pk, priority="high").exists()
    none = program.post("/tickets/bulk/preview", asked | {"tickets": [99]})
    assert [each["number"] for each in none.json()] == [99]


def test_an_agent_gives_away_many_only_where_none_is_somebody_elses(cast, program):
    ticket = a_ticket(cast)
    other = Program(team=cast.team, user=cast.second_agent)
    other.post(f"/tickets/{ticket.number}/take")
    free = a_ticket(cast)
    wanted = {"tickets": [ticket.number, free.number], "changes": {"assignee": "ada"}}
    change = program.post("/tickets/bulk", wanted).json()
    assert change["changed"] == [free.number]
    assert [each["ticket"] for each in change["refused"]] == [ticket.number]
    assert program.get("/tickets", assignee="ben").json()["tickets"][0]["assignee"] == "ben"


def test_lists_are_kept_under_a_name_and_opened(cast, program):
    a_ticket(cast, priority="urgent")
    a_ticket(cast)
    wanted = {"name": "Hot", "filters": {"priority": ["urgent"]}, "sort": "newest"}
    view = program.post("/views", wanted).json()
    assert (view["is_own"], view["is_shared"]) == (True, False)
    assert [each["number"] for each in program.get(f"/views/{view['key']}/tickets").json()["tickets"]] == [1]
    other = Program(team=cast.team, user=cast.second_agent)
    assert other.put(f"/views/{view['id']}", wanted).status_code == 404
    assert program.put(f"/views/{view['id']}", wanted | {"name": "Hottest"}).json()["name"] == "Hottest"
    refused = program.post("/views", {"name": "Leak", "filters": {"customer__addresses__value": "x"}})
    assert refused.status_code == 422
    assert program.delete(f"/views/{view['id']}").status_code == 204
    assert all(each["id"] is None for each in program.get("/views").json())


def test_search_clocks_and_reasons_are_as_on_the_page(cast, program):
    customer = known(cast, "Mia", ("email", "mia@example.org"))
    number = program.post(
        "/tickets", {"customer": customer.number, "text": "The zeppelin is broken."}
    ).json()["number"]
    assert [each["number"] for each in program.get("/search", text="zeppelin").json()] == [number]
    assert {clock["measure"] for clock in program.get(f"/tickets/{number}/clocks").json()} >= {"first_answer"}
    assert "category" in {why["field"] for why in program.get(f"/tickets/{number}/triage").json()}
    told = program.get(f"/tickets/{number}/promises").json()
    standing = program.get(f"/tickets/{number}").json()["promise"]
    assert (told[0]["by_at"] if told else None) == (standing["by_at"] if standing else None)


def test_what_the_customer_says_again_with_the_same_key_is_said_once(cast, program):
    ticket = a_ticket(cast)
    for _ in range(2):
        program.post(f"/tickets/{ticket.number}/customer-messages", {"text": "Hello?"}, key="sms-1")
    assert Message.objects.filter(ticket=ticket, kind="customer").count() == 2


def test_a_program_says_when_and_how_a_customer_agreed_to_be_written_to(cast, program):
    said = {"consent": "given", "consent_on": "2026-03-01", "consent_how": "At the counter"}
    made = program.post("/customers", {"name": "Ann", **said}).json()
    assert {name: made[name] for name in said} == said
    path = f"/customers/{made['number']}"
    renamed = program.patch(path, {"name": "Anna"}).json()
    assert {name: renamed[name] for name in said} == said
    refused = program.patch(
        path, {"consent": "refused", "consent_on": "2026-03-02", "consent_how": "By phone"}
    )
    assert refused.json()["consent_on"] == "2026-03-02"
    assert program.patch(path, {"consent_on": "soon"}).status_code == 422
