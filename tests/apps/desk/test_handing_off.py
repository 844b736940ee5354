"""Questions to departments: passed on, followed up, and back with the answer."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from halfhour.desk.actions.assigning import assign_ticket, take_ticket
from halfhour.desk.actions.conversation import add_note, customer_wrote, reply
from halfhour.desk.actions.departments import save_department
from halfhour.desk.actions.handing_off import answer_hand_off, hand_off, remind, take_back
from halfhour.desk.actions.merging import merge_tickets, unmerge_tickets
from halfhour.desk.actions.states import move_ticket
from halfhour.desk.adapter.clocks import clocks_of_ticket
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import Department, HandOff, Notice, State
from halfhour.desk.notices import send_waiting
from halfhour.desk.signing import hand_off_link
from halfhour.people.models import Member, Role
from support.desk import a_ticket
from support.ledger import MONDAY

HOUR = timedelta(hours=1)


@pytest.fixture
def accounts(cast):
    known = {"name": "Accounts", "email": "accounts@example.org", "due_hours": 4}
    return save_department(team=cast.team, department=None, by=cast.lead, at=MONDAY, **known)


def passed_on(cast, accounts, **more):
    ticket = a_ticket(cast, at=MONDAY)
    first = ticket.messages.get()
    add_note(ticket=ticket, text="Do not tell them this", by=cast.agent, at=MONDAY)
    given = {"asked": "Was it paid?", "messages": [first.pk], "by": cast.agent, "at": MONDAY} | more
    return hand_off(ticket=ticket, department=accounts, **given)


def page_of(found):
    return "/" + hand_off_link(found).split("/", 3)[3]


def test_the_time_until_the_answer_is_the_department_s(cast, accounts):
    found = passed_on(cast, accounts)
    ticket = found.ticket
    ticket.refresh_from_db()
    assert (ticket.state, ticket.assignee) == (State.WAITING_ON_THIRD_PARTY, cast.agent)
    assert found.due_at == MONDAY + 4 * HOUR
    spent = clocks_of_ticket(ticket).first_answer.spent_by_segment(int((MONDAY + HOUR).timestamp()))
    assert set(spent) <= {f"department-{accounts.pk}", f"user-{cast.agent.pk}", "unassigned"}
    assert ticket.segment == f"department-{accounts.pk}"


def test_the_department_reads_what_was_passed_and_answers_without_an_account(cast, accounts):
    found = passed_on(cast, accounts)
    assert send_waiting(at=MONDAY) == 1
    assert mail.outbox[0].to == ["accounts@example.org"]
    page = Client().get(page_of(found)).content.decode()
    assert "Where is my order" in page
    assert "Do not tell them" not in page
    for _click in range(2):
        Client().post(page_of(found), {"answered_by": "Mia", "answer": "Yes, on Friday."})
    ticket = found.ticket
    ticket.refresh_from_db()
    note = ticket.messages.filter(kind="note").order_by("-id").first()
    assert note.text == "Accounts (Mia):\n\nYes, on Friday."
    assert ticket.messages.filter(kind="note").count() == 2
    assert ticket.state == State.OPEN
    assert ticket.segment in (f"user-{cast.agent.pk}", "unassigned")
    assert Notice.objects.filter(user=cast.agent, kind="hand_off_answered").count() == 1
    assert "nothing left to do" in Client().get(page_of(found)).content.decode()


def test_mail_goes_in_the_language_of_the_department(cast, accounts):
    client = cast.client(cast.lead)
    address = f"/t/{cast.team.slug}/desk/departments/{accounts.pk}/"
    typed = {"name": "Бухгалтерия", "email": "accounts@example.org", "due_hours": "4"}
    refused = client.post(address, typed | {"language": "tlh"})
    assert refused.context["form"].errors.keys() == {"language"}
    client.post(address, typed | {"language": "ru"})
    accounts.refresh_from_db()
    passed_on(cast, accounts)
    send_waiting(at=MONDAY)
    assert "Пожалуйста, ответьте до" in mail.outbox[0].body
    assert 'value="ru" selected' in client.get(address).content.decode()


def test_its_page_opens_in_the_language_of_the_department_unless_the_reader_chose_another(cast, accounts):
    Department.objects.update(language="ru")
    address = page_of(passed_on(cast, accounts))
    english = {"Accept-Language": "en"}
    page = Client().get(address, headers=english)
    assert ('<html lang="ru"' in page.content.decode(), page.headers["Content-Language"]) == (True, "ru")
    reader = Client()
    reader.post("/account/language/", {"language": "zh-hans", "next": address})
    assert '<html lang="zh-hans"' in reader.get(address, headers=english).content.decode()
    Department.objects.update(language="")
    assert '<html lang="en"' in Client().get(address, headers=english).content.decode()


def test_a_link_of_what_was_taken_back_opens_nothing(cast, accounts):
    found = passed_on(cast, accounts)
    address = page_of(found)
    take_back(hand_off=found, by=cast.agent, at=MONDAY + HOUR)
    page = Client().get(address)
    assert (page.status_code, "This question is no longer open" in page.content.decode()) == (410, True)
    assert "Send me a new link" not in page.content.decode()  # that is for customers
    with pytest.raises(DeskRefused):
        answer_hand_off(hand_off=found, answer="Late", answered_by="Mia", by=None, at=MONDAY + HOUR)


def test_a_double_click_asks_a_department_once(cast, accounts):
    ticket, client = a_ticket(cast, at=MONDAY), cast.client(cast.agent)
    url = f"/t/{cast.team.slug}/desk/{ticket.number}/hand-off/"
    typed = {"department": accounts.pk, "asked": "Was it paid?", "revision": ticket.revision}
    for _click in range(2):
        assert client.post(url, typed).status_code == 302
    assert HandOff.objects.count() == 1
    assert ticket.events.filter(kind="handed_off").count() == 1
    other = client.post(url, typed | {"asked": "And when?"})
    assert "changed" in other.content.decode()


def test_departments_are_reminded_every_day_until_it_is_done(cast, accounts):
    found = passed_on(cast, accounts)
    times = [MONDAY + 3 * HOUR, MONDAY + 5 * HOUR, MONDAY + 6 * HOUR, MONDAY + 30 * HOUR]
    assert [remind(at) for at in times] == [0, 1, 0, 1]
    assert send_waiting(at=MONDAY + 30 * HOUR) == 3
    assert Notice.objects.filter(kind="hand_off_late", user=cast.agent).count() == 2
    move_ticket(ticket=found.ticket, to=State.CLOSED, by=cast.agent, at=MONDAY + 31 * HOUR)
    assert remind(MONDAY + 60 * HOUR) == 0
    assert HandOff.objects.get().state == "taken_back"


def test_the_ticket_comes_back_when_the_last_of_several_has_answered(cast, accounts):
    first = passed_on(cast, accounts)
    known = {"name": "Stock", "email": "", "due_hours": 4}
    stock = save_department(team=cast.team, department=None, by=cast.lead, at=MONDAY, **known)
    second = hand_off(
        ticket=first.ticket, department=stock, asked="Is it there?", messages=[], by=cast.agent, at=MONDAY
    )
    for found, state in ((second, State.WAITING_ON_THIRD_PARTY), (first, State.OPEN)):
        answer_hand_off(hand_off=found, answer="Yes", answered_by="Mia", by=cast.agent, at=MONDAY + HOUR)
        first.ticket.refresh_from_db()
        assert first.ticket.state == state


def test_a_question_to_a_department_starts_no_clock_and_the_customer_s_goes_on(cast, accounts):
    answered, asked = a_ticket(cast), a_ticket(cast)
    for ticket in (answered, asked):
        reply(ticket=ticket, text="We ask.", by=cast.agent, at=MONDAY)
    customer_wrote(ticket=asked, text="And?", at=MONDAY + HOUR)
    for ticket in (answered, asked):
        due = [clock.due_at for clock in clocks_of_ticket(ticket).next_answers]
        assert len(due) == (ticket == asked)
        found = hand_off(
            ticket=ticket, department=accounts, asked="?", messages=[], by=cast.agent, at=MONDAY + 2 * HOUR
        )
        take_back(hand_off=found, by=cast.agent, at=MONDAY + 3 * HOUR)
        assert [clock.due_at for clock in clocks_of_ticket(ticket).next_answers] == due


def test_the_time_stays_the_department_s_whoever_is_given_the_ticket(cast, accounts):
    found = passed_on(cast, accounts)
    for person in (cast.second_agent, None, cast.second_agent):
        ticket = assign_ticket(ticket=found.ticket, to=person, by=cast.lead, at=MONDAY + HOUR)
        assert (ticket.segment, ticket.assignee) == (f"department-{accounts.pk}", person)
    take_back(hand_off=found, by=cast.lead, at=MONDAY + 3 * HOUR)
    ticket.refresh_from_db()
    assert ticket.segment == f"user-{cast.second_agent.pk}"  # a lead chose them
    spent = clocks_of_ticket(ticket).resolution.spent_by_segment(int((MONDAY + 4 * HOUR).timestamp()))
    assert spent[f"department-{accounts.pk}"] == 3 * 3600


@pytest.mark.parametrize("is_able", [True, False])
def test_what_comes_back_stays_with_whom_a_lead_chose_while_they_may_work_it(cast, accounts, is_able):
    ticket = assign_ticket(ticket=a_ticket(cast, at=MONDAY), to=cast.agent, by=cast.lead, at=MONDAY)
    found = hand_off(ticket=ticket, department=accounts, asked="?", messages=[], by=cast.agent, at=MONDAY)
    if not is_able:
        Member.objects.filter(user=cast.agent).update(role=Role.PLANNER)
    answer_hand_off(hand_off=found, answer="Yes", answered_by="Mia", by=None, at=MONDAY + HOUR)
    ticket.refresh_from_db()
    assert ticket.assignee == (cast.agent if is_able else None)
    if is_able:
        reply(ticket=ticket, text="It was paid.", by=cast.agent, at=MONDAY + HOUR)
        customer_wrote(ticket=ticket, text="Thanks!", at=MONDAY + 9 * HOUR)
        ticket.refresh_from_db()
        assert ticket.assignee == cast.agent


def test_what_comes_back_goes_to_the_line_where_who_took_it_is_away(cast, accounts):
    ticket = take_ticket(ticket=a_ticket(cast, at=MONDAY), by=cast.agent, at=MONDAY)
    found = hand_off(ticket=ticket, department=accounts, asked="?", messages=[], by=cast.lead, at=MONDAY)
    answer_hand_off(hand_off=found, answer="Yes", answered_by="Mia", by=None, at=MONDAY + HOUR)
    ticket.refresh_from_db()
    assert ticket.assignee is None


def test_a_ticket_that_ended_before_the_department_answered_is_theirs_no_more(cast, accounts):
    found = passed_on(cast, accounts)
    move_ticket(ticket=found.ticket, to=State.CLOSED, by=cast.agent, at=MONDAY + HOUR)
    remind(MONDAY + 6 * HOUR)
    found.ticket.refresh_from_db()
    assert found.ticket.segment == f"user-{cast.agent.pk}"


def test_what_was_passed_stays_with_the_question_when_its_ticket_is_merged(cast, accounts):
    found = passed_on(cast, accounts)
    other = a_ticket(cast, "And this, which was not passed")
    merge_tickets(source=found.ticket, target=other, by=cast.agent, at=MONDAY + HOUR)
    page = Client().get(page_of(found)).content.decode()
    assert "Where is my order" in page
    assert "which was not passed" not in page


def test_a_ticket_that_is_unmerged_waits_for_no_department_that_has_answered(cast, accounts):
    found = passed_on(cast, accounts)
    merge = merge_tickets(source=found.ticket, target=a_ticket(cast), by=cast.agent, at=MONDAY)
    answer_hand_off(hand_off=found, answer="Yes", answered_by="Mia", by=None, at=MONDAY + HOUR)
    ticket = unmerge_tickets(merge=merge, by=cast.agent, at=MONDAY + HOUR)
    assert (ticket.state, ticket.segment) == (State.OPEN, f"user-{cast.agent.pk}")


def test_what_does_not_belong_together_is_refused(cast, accounts):
    found = passed_on(cast, accounts)
    other = a_ticket(cast, team=cast.other_team)
    for wrong in (
        {"ticket": found.ticket},
        {"ticket": other, "by": cast.stranger},
        {"ticket": a_ticket(cast), "messages": [other.messages.get().pk]},
        {"ticket": a_ticket(cast), "owner": cast.stranger},
        {"ticket": a_ticket(cast), "asked": " "},
    ):
        given = {"department": accounts, "asked": "?", "messages": [], "by": cast.agent, "at": MONDAY} | wrong
        with pytest.raises(DeskRefused):
            hand_off(**given)
    assert HandOff.objects.count() == 1


def test_agents_pass_on_and_see_what_is_out(cast, accounts):
    ticket, client = a_ticket(cast), cast.client(cast.agent)
    reply(ticket=ticket, text="We ask.", by=cast.agent, at=MONDAY)
    address = f"/t/support-hamburg/desk/{ticket.number}/hand-off/"
    assert "Where is my order" in client.get(address).content.decode()
    client.post(
        address, {"department": accounts.pk, "asked": "Paid?", "messages": [ticket.messages.first().pk]}
    )
    assert "Accounts" in client.get("/t/support-hamburg/desk/hand-offs/").content.decode()
    found = HandOff.objects.get()
    client.post(
        f"/t/support-hamburg/desk/hand-offs/{found.pk}/answer/", {"answered_by": "Mia", "answer": "Yes"}
    )
    found.refresh_from_db()
    assert (found.state, found.answered_by) == ("answered", "Mia")
    assert cast.client(cast.lead).get("/t/support-hamburg/desk/departments/").status_code == 200
    assert client.get("/t/support-hamburg/desk/departments/").status_code == 403


def test_a_question_takes_nobody_s_ticket_away_unless_a_lead_asks_it(cast, accounts):
    ticket = a_ticket(cast, at=MONDAY)
    assign_ticket(ticket=ticket, to=cast.second_agent, by=cast.lead, at=MONDAY)
    asked = {"ticket": ticket, "department": accounts, "asked": "Paid?", "messages": [], "at": MONDAY}
    with pytest.raises(DeskRefused, match="It is not yours"):
        hand_off(**asked, by=cast.agent, owner=cast.agent)
    ticket.refresh_from_db()
    assert (ticket.assignee, HandOff.objects.count()) == (cast.second_agent, 0)
    hand_off(**asked, by=cast.lead, owner=cast.agent)
    ticket.refresh_from_db()
    assert ticket.assignee == cast.agent


@pytest.mark.parametrize("was_sent", [True, False])
def test_a_department_that_was_asked_is_told_when_it_is_asked_no_longer(cast, accounts, mailoutbox, was_sent):
    found = passed_on(cast, accounts)
    if was_sent:
        send_waiting(at=MONDAY)
    take_back(hand_off=found, by=cast.agent, at=MONDAY + HOUR)
    send_waiting(at=MONDAY + HOUR)
    told = [mail for mail in mailoutbox if "No longer asked" in mail.subject]
    assert len(told) == was_sent
    assert all("Was it paid?" in mail.body and "http" not in mail.body for mail in told)


def test_a_department_reads_again_what_it_answered_and_who_entered_it_hears_nothing_of_it(cast, accounts):
    found = passed_on(cast, accounts)
    address = page_of(found)
    answer_hand_off(hand_off=found, answer="It was paid", answered_by="Mia", by=cast.agent, at=MONDAY + HOUR)
    assert "It was paid" in Client().get(address).content.decode()
    assert not Notice.objects.filter(kind="hand_off_answered").exists()


def test_what_a_department_answers_is_opened_though_the_customer_was_told_meanwhile(cast):
    ticket = a_ticket(cast)
    depot = Department.objects.create(team=cast.team, name="Depot", due_hours=8)
    asked = hand_off(ticket=ticket, department=depot, asked="?", messages=[], by=cast.agent, at=MONDAY)
    page = cast.client(cast.agent).get(f"/t/{cast.team.slug}/desk/{ticket.number}/").content.decode()
    assert '<option value="waiting_on_third_party" selected>' in page
    reply(ticket=ticket, text="We ask the depot.", by=cast.agent, at=MONDAY)
    answer_hand_off(hand_off=asked, answer="It is lost", answered_by="Joe", by=None, at=MONDAY)
    ticket.refresh_from_db()
    assert ticket.state == State.OPEN
