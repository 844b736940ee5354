"""Goals: refused where unclear, looked at before they hold, and not for what came before."""

import re
from datetime import timedelta
from html import unescape
from unittest.mock import Mock

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from halfhour.desk.actions.assigning import assign_ticket
from halfhour.desk.actions.conversation import reply
from halfhour.desk.actions.goals import remind_of_review, save_goals
from halfhour.desk.actions.states import move_ticket
from halfhour.desk.adapter import goals_kept
from halfhour.desk.adapter.goals import Suggestion, later_goals, preview, settled, suggestions
from halfhour.desk.adapter.policies import forget, policies_of
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import GoalPolicy, Notice, State
from halfhour.desk.queries.clocks import clock_rows
from halfhour.desk.queries.goals import current_goals
from halfhour.desk.views import goals as goal_views
from halfhour.engine.response import share_of
from halfhour.ledger.models import Contact
from halfhour.people.models import User
from support.desk import a_ticket
from support.ledger import MONDAY, bring_in

HOUR = timedelta(hours=1)
USUAL = {"name": "usual", "when": {}, "first_answer_seconds": 8 * 3600}
URGENT = {"name": "urgent", "when": {"priority": "urgent"}, "first_answer_seconds": 1800}
MAIL = {"name": "mail", "when": {"channel": "email"}, "first_answer_seconds": 4 * 3600}


def saved(cast, *rules, at=MONDAY, based_on=0):
    return save_goals(team=cast.team, document={"rules": list(rules)}, based_on=based_on, by=cast.lead, at=at)


def test_until_goals_are_saved_the_queues_promises_hold(cast):
    document, number = current_goals(cast.team)
    assert number == 0
    assert {rule["name"]: rule["first_answer_seconds"] for rule in document["rules"]} == {
        "phone": 20,
        "email": 8 * 3600,
        "others": 8 * 3600,
    }


def test_the_most_specific_rule_holds(cast):
    saved(cast, USUAL, URGENT)
    assert a_ticket(cast).due_at == MONDAY + 8 * HOUR
    assert a_ticket(cast, priority="urgent").due_at == MONDAY + HOUR / 2


def test_a_tie_is_refused_with_both_names_and_nothing_is_saved(cast):
    with pytest.raises(DeskRefused, match="“urgent” and “mail” are equally specific"):
        saved(cast, USUAL, URGENT, MAIL)
    assert not GoalPolicy.objects.exists()


def test_two_people_cannot_overwrite_each_other(cast):
    saved(cast, USUAL)
    with pytest.raises(DeskRefused, match="Somebody else changed the goals"):
        saved(cast, URGENT, based_on=0)
    assert GoalPolicy.objects.count() == 1


def test_a_policy_edit_never_rewrites_history(cast):
    before = a_ticket(cast, at=MONDAY)
    saved(cast, MAIL, at=MONDAY + HOUR)
    forget()
    after = a_ticket(cast, at=MONDAY + 2 * HOUR)
    reply(ticket=before, text="Soon.", by=cast.agent, at=MONDAY + 3 * HOUR, then=State.OPEN)
    assert before.due_at == MONDAY + 8 * HOUR
    assert after.due_at == MONDAY + 6 * HOUR
    assert len(policies_of(cast.team, "email")) == 2


def test_a_preview_shows_what_would_match_and_what_was_kept(cast):
    for hours in (1, 5, 9):
        ticket = a_ticket(cast, at=MONDAY, priority="urgent" if hours == 1 else "normal")
        reply(ticket=ticket, text="Answer", by=cast.agent, at=MONDAY + hours * HOUR)
    found = preview(
        team=cast.team,
        document={"rules": [URGENT, MAIL | {"when": {"channel": "email", "priority": "normal"}}]},
        at=MONDAY + timedelta(days=1),
    )
    kept = {meant.rule.name: (meant.contacts, meant.first_answer.hits) for meant in found.rules}
    assert kept == {"urgent": (1, 0), "mail": (2, 0)}
    assert (found.contacts, found.without_goal) == (3, 0)


def test_what_ended_after_the_time_that_is_asked_about_had_not_ended_then(cast):
    for days in (0, 40):
        reply(ticket=a_ticket(cast), text="Answer", by=cast.agent, at=MONDAY + HOUR + timedelta(days=days))
    found = preview(team=cast.team, document={"rules": [USUAL]}, at=MONDAY + timedelta(days=1))
    first = found.rules[0].first_answer
    assert (found.contacts, first.hits, first.count) == (2, 1, 2)


def test_who_was_never_answered_missed_the_goals_they_waited_longer_than(cast):
    tickets = [a_ticket(cast, at=MONDAY) for _number in range(100)]
    for ticket in tickets[:40]:
        reply(ticket=ticket, text="Answer", by=cast.agent, at=MONDAY + HOUR / 3)
    at, document = MONDAY + timedelta(days=25), {"rules": [USUAL]}
    a_ticket(cast, at=at - HOUR / 60)
    meant = preview(team=cast.team, document=document, at=at)
    first = meant.rules[0].first_answer
    assert (first.hits, first.count, meant.waiting) == (40, 100, 61)
    (found,) = suggestions(team=cast.team, document=document, at=at)
    assert (found.kept.hits, found.kept.count, found.waiting) == (40, 100, 61)
    assert found.suggested is None


def test_of_files_that_tell_no_answers_nobody_is_said_to_wait(cast):
    content = "id,opened_at,channel\n" + "".join(f"{n},2026-03-02 0{n}:00,email\n" for n in range(5))
    bring_in(cast.team, content)
    assert Contact.objects.filter(team=cast.team).count() == 5
    found = preview(team=cast.team, document={"rules": [USUAL]}, at=MONDAY + timedelta(days=9))
    assert (found.contacts, found.waiting, found.rules[0].first_answer.count) == (5, 0, 0)


def test_a_goal_is_suggested_that_nine_of_ten_would_have_kept(cast):
    for number in range(30):
        ticket = a_ticket(cast, at=MONDAY)
        reply(ticket=ticket, text="Answer", by=cast.agent, at=MONDAY + (2.9 if number < 27 else 6) * HOUR)
        move_ticket(ticket=ticket, to=State.CLOSED, by=cast.agent, at=MONDAY + 7 * HOUR)
    (found,) = suggestions(
        team=cast.team, document=current_goals(cast.team)[0], at=MONDAY + timedelta(days=1)
    )
    assert (found.channel, found.contacts, found.goal_seconds) == ("email", 30, 8 * 3600)
    assert found.suggested.within_seconds == 3 * 3600
    assert found.suggested.kept.share == 0.9


def test_what_the_past_suggests_is_kept_until_more_came_or_ten_minutes_went_by(cast, monkeypatch):
    worked_out = Mock(wraps=suggestions)
    monkeypatch.setattr(goals_kept, "suggestions", worked_out)
    document = current_goals(cast.team)[0]

    def suggested(at):
        found = goals_kept.suggested_lately(team=cast.team, document=document, at=at)
        return [each.contacts for each in found], worked_out.call_count

    ticket = a_ticket(cast, at=MONDAY)
    assert suggested(MONDAY + HOUR) == suggested(MONDAY + HOUR + timedelta(minutes=9)) == ([0], 1)
    a_ticket(cast, at=MONDAY)
    assert suggested(MONDAY + HOUR) == ([0], 2)
    reply(ticket=ticket, text="Answer", by=cast.agent, at=MONDAY + HOUR)
    assert suggested(MONDAY + HOUR + timedelta(minutes=10)) == ([1], 3)
    other = {**document, "rules": [USUAL]}
    goals_kept.suggested_lately(team=cast.team, document=other, at=MONDAY + HOUR)
    assert worked_out.call_count == 4


def test_leads_are_asked_once_a_month_to_look_where_the_past_suggests_other_goals(cast):
    for _number in range(30):
        reply(ticket=a_ticket(cast), text="Answer", by=cast.agent, at=MONDAY + HOUR)
    for days in (1, 2, 31):
        cache.clear()
        remind_of_review(MONDAY + timedelta(days=days))
    told = Notice.objects.filter(user=cast.lead, kind="goals_review").order_by("at")
    assert [notice.key[-7:] for notice in told] == ["2026-03", "2026-04"]
    assert not Notice.objects.filter(user=cast.agent).exists()


def test_a_lead_looks_at_a_rule_before_it_holds(cast):
    client, url = cast.client(cast.lead), reverse("desk:new_goal_rule", kwargs={"team": cast.team.slug})
    when = {"channel": "email", "priority": "urgent"}
    typed = {"name": "Urgent", **when, "first_answer_seconds": "30 min", "based_on": 0}
    page = client.post(url, {**typed, "act": "look"})
    assert "Nothing is saved yet" in page.content.decode()
    assert not GoalPolicy.objects.exists()
    client.post(url, {**typed, "act": "save"})
    assert GoalPolicy.objects.get().document["rules"][-1] == {
        "name": "Urgent", "when": when, "first_answer_seconds": 1800,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"first_answer_seconds": "soon"}, "Give a length of time from 5 s to 400 h"),
        ({"resolution_seconds": ""}, "Give at least one goal"),
        ({"first_answer_seconds": "1 h", "channel": "email"}, "are equally specific"),
        (
            {"first_answer_seconds": "4 h", "resolution_seconds": "1 h"},
            "“Mine” would have a contact resolved before its first answer is due.",
        ),
    ],
)
def test_what_cannot_be_a_rule_is_refused_in_a_sentence_and_stays_as_typed(cast, typed, sentence):
    url = reverse("desk:new_goal_rule", kwargs={"team": cast.team.slug})
    page = cast.client(cast.lead).post(url, {"name": "Mine", "based_on": 0, "act": "save", **typed})
    assert sentence in page.content.decode()
    assert 'value="Mine"' in page.content.decode()


def test_a_rule_beside_the_usual_ones_is_saved_with_rules_for_what_both_match(cast):
    client, url = cast.client(cast.lead), reverse("desk:new_goal_rule", kwargs={"team": cast.team.slug})
    typed = {"name": "Urgent", "priority": "urgent", "first_answer_seconds": "15 min", "based_on": 0}
    page = client.post(url, {**typed, "act": "save"}).content.decode()
    assert page.count("“phone” and “Urgent” are equally specific") == 1
    assert "phone + Urgent" in page
    assert "What all rules would have meant" in page
    assert not GoalPolicy.objects.exists()
    client.post(url, {**typed, "act": "save_with"})
    forget()
    goals = {each["name"]: each["first_answer_seconds"] for each in current_goals(cast.team)[0]["rules"]}
    assert (goals["phone + Urgent"], goals["email + Urgent"]) == (20, 900)


def test_the_names_of_rules_stay_as_they_are_whatever_language_they_are_saved_in(cast):
    User.objects.update(language="ru")
    client, names = cast.client(User.objects.get(username="lena")), ["phone", "email", "others"]
    url = reverse("desk:goal_rule", kwargs={"team": cast.team.slug, "place": 0})
    shown = client.get(url).context["form"]
    assert shown["name"].value() == "phone"
    sent = {name: value for name in shown.fields if (value := shown[name].value()) is not None}
    typed = sent | {"first_answer_seconds": "30 s"}
    client.post(url, {**typed, "act": "save"})
    assert [each["name"] for each in GoalPolicy.objects.get().document["rules"]] == names
    between = {"name": "urgent", "priority": "urgent", "first_answer_seconds": "15 min", "based_on": 1}
    new = reverse("desk:new_goal_rule", kwargs={"team": cast.team.slug})
    client.post(new, {**between, "act": "save_with"})
    kept = GoalPolicy.objects.get(number=2).document["rules"]
    assert [each["name"] for each in kept] == [*names, "urgent", "phone + urgent", "email + urgent"]


def test_the_goals_page_shows_goals_meaning_and_warnings(cast):
    reply(ticket=a_ticket(cast), text="Answer", by=cast.agent, at=MONDAY + HOUR)
    page = cast.client(cast.planner).get(reverse("desk:goals", kwargs={"team": cast.team.slug}))
    assert "When 75% of a goal is spent: who holds the ticket" in page.content.decode()


def test_no_share_is_told_of_few_contacts_and_each_share_has_its_own_label(cast, monkeypatch):
    few = Suggestion(
        channel="chat",
        complexity="",
        contacts=2,
        goal_seconds=60,
        kept=share_of(hits=1, count=2),
        suggested=None,
    )
    monkeypatch.setattr(goal_views, "suggested_lately", lambda **_given: (few,))
    page = cast.client(cast.planner).get(reverse("desk:goals", args=[cast.team.slug])).content.decode()
    assert "too few</span>" in page
    assert "50.0%" not in page
    assert ">not said</span>" in page
    heads = re.findall(r'<th scope="col"[^>]*>([^<]+)', page.partition('id="suggested"')[0])
    assert len(heads) == len(set(heads))
    assert page.count('data-label="First answers kept"') == page.count('data-label="Resolutions kept"') == 3


def test_warnings_are_set_by_share_and_by_whom(cast):
    client, url = cast.client(cast.lead), reverse("desk:escalation", kwargs={"team": cast.team.slug})
    refused = client.post(url, {"share_1": 50, "share_2": 50})
    assert "Give each share once" in refused.content.decode()
    client.post(url, {"share_1": 120, "whom_1": "leads", "share_2": 50, "whom_2": "assignee"})
    cast.team.desk_settings.refresh_from_db()
    assert cast.team.desk_settings.escalation["steps"] == [
        {"share": 0.5, "tell": ["assignee"]},
        {"share": 1.2, "tell": ["leads"]},
    ]


def test_a_breach_is_put_down_to_whoever_spent_the_time(cast):
    ticket = a_ticket(cast)
    assign_ticket(ticket=ticket, to=cast.agent, by=cast.lead, at=MONDAY + 2 * HOUR)
    assign_ticket(ticket=ticket, to=cast.second_agent, by=cast.lead, at=MONDAY + 3 * HOUR)
    reply(ticket=ticket, text="Sorry", by=cast.second_agent, at=MONDAY + timedelta(days=1))
    ticket.refresh_from_db()
    first, _resolution = clock_rows(ticket, at=MONDAY + timedelta(days=2))
    assert first.is_late
    assert [(each.who, each.seconds) for each in first.by] == [
        ("Ben", 7 * 3600),
        ("waiting for somebody to take it", 2 * 3600),
        ("Ada", 3600),
    ]
    assert first.most.who == "Ben"
    page = cast.client(cast.agent).get(
        reverse("desk:clocks", kwargs={"team": cast.team.slug, "number": ticket.number})
    )
    assert "10 h of 8 h business time spent" in page.content.decode()


@pytest.mark.parametrize(("answers", "is_unanswered"), [(True, False), (False, True)])
def test_a_clock_that_ended_without_an_answer_is_not_called_done(cast, answers, is_unanswered):
    ticket = a_ticket(cast)
    if answers:
        reply(ticket=ticket, text="Here", by=cast.agent, at=MONDAY + HOUR)
    move_ticket(ticket=ticket, to=State.CLOSED, by=cast.agent, at=MONDAY + 2 * HOUR)
    first, resolution = clock_rows(ticket, at=MONDAY + 3 * HOUR)
    assert (first.is_unanswered, resolution.is_unanswered) == (is_unanswered, False)
    address = reverse("desk:clocks", kwargs={"team": cast.team.slug, "number": ticket.number})
    page = cast.client(cast.agent).get(address).content.decode()
    assert ("ended without an answer" in page) == is_unanswered


def test_a_suggested_goal_is_taken_up_by_a_link_to_its_rule_filled_in(cast):
    at = timezone.now() - timedelta(days=2)
    for _number in range(30):
        ticket = a_ticket(cast, at=at)
        reply(ticket=ticket, text="Answer", by=cast.agent, at=at + HOUR / 30)
    client, base = cast.client(cast.lead), f"/t/{cast.team.slug}/desk/goals/"
    page = client.get(base).content.decode()
    address = unescape(re.search(r'href="([^"]+)">Take it up', page)[1])
    form = client.get(address).content.decode()
    assert '<option value="email" selected>' in form
    typed = re.search(r'<input[^>]*name="first_answer_seconds"[^>]*>', form)[0]
    assert re.search(r'value="\d+ (s|min|h)"', typed), typed
    assert "Take it up" not in cast.client(cast.planner).get(base).content.decode()


def test_a_goal_taken_up_brings_along_the_others_that_hold_for_the_same_contacts(cast):
    mail = {"channel": "email"}
    rules = [
        {"name": "all", "when": {}, "first_answer_seconds": 60, "resolution_seconds": 600},
        {"name": "mail", "when": mail, "next_answer_seconds": 28_800, "resolution_seconds": 86_400},
    ]
    held = later_goals({"rules": rules}, {**mail, "complexity": "standard"})
    assert held == {"next_answer_seconds": 28_800, "resolution_seconds": 86_400}
    assert later_goals({"rules": rules}, {"channel": "chat"}) == {"resolution_seconds": 600}
    assert later_goals({"rules": []}, mail) == {}
    asked = {"channel": "email", "first_answer_seconds": 7_200, **held}
    form = cast.client(cast.lead).get(f"/t/{cast.team.slug}/desk/goals/new/", asked).content.decode()
    for name, words in (("first", "2 h"), ("next", "8 h")):
        assert re.search(rf'name="{name}_answer_seconds"[^>]* value="{words}"', form) or re.search(
            rf'value="{words}"[^>]*name="{name}_answer_seconds"', form
        ), name


def test_a_goal_of_no_time_at_all_is_kept_between_two_rules():
    rules = [
        {"name": "chats", "when": {"channel": "chat"}, "first_answer_seconds": 0},
        {"name": "urgent", "when": {"priority": "urgent"}, "first_answer_seconds": 900},
    ]
    kept, _added = settled({"rules": rules})
    assert kept["rules"][-1]["first_answer_seconds"] == 0
