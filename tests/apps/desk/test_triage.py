"""Sorting: rules, what was learned and what people say, each with its reason."""

from datetime import timedelta

import pytest
from django.urls import reverse

from halfhour.desk.actions.complaint_opening import open_complaint
from halfhour.desk.actions.gate import bring_in
from halfhour.desk.actions.training import train, use_classifier
from halfhour.desk.actions.triage import correct, save_rules
from halfhour.desk.adapter.dry_runs import dry_run_of
from halfhour.desk.adapter.rules import rules_from
from halfhour.desk.errors import DeskRefused, EveryContact
from halfhour.desk.models import (
    Complaint,
    DeskSettings,
    EventKind,
    Label,
    Ticket,
    TrainedClassifier,
    TriageRules,
)
from halfhour.desk.queries.triage import fields_to_learn, why
from halfhour.jobs.models import Job
from halfhour.jobs.running import run_here
from support.api import Program
from support.desk import a_ticket
from support.ledger import MONDAY

REFUNDS = {
    "name": "Refunds",
    "when": [{"kind": "words", "any_of": ["refund*", "money back"]}],
    "sets": {"category": "refund", "complexity": "complex"},
}
ABOUT = {
    "refund": ("money back for {} please", "refund my {} now", "return payment of {}", "I want {} refunded"),
    "delivery": ("where is my {}", "parcel with {} is late", "{} has not arrived", "track the {} shipment"),
}
ELSE = ("do you sponsor football clubs", "is your office open to visitors", "may I quote you in my thesis")
THINGS = ("shoes", "lamp", "coat", "phone", "desk", "chair")


def bring(cast, text, key="1", **more):
    body = {"email": "ann@example.org", "text": text} | more
    return bring_in(team=cast.team, source="form", key=key, channel="form", body=body, at=MONDAY).ticket


def keep(cast, *rules, based_on=0, every_contact=True):
    return save_rules(
        team=cast.team,
        document={"rules": list(rules)},
        based_on=based_on,
        by=cast.lead,
        at=MONDAY,
        every_contact=every_contact,
    )


def url(cast, name, **places):
    return reverse(f"desk:{name}", kwargs={"team": cast.team.slug, **places})


def told(ticket):
    return {row.field: (row.words, row.by, row.sentence) for row in why(ticket)}


def test_a_rule_sorts_a_new_contact_and_says_so(cast):
    keep(cast, REFUNDS)
    ticket = bring(cast, "Two refunds for order 4711, please")
    assert (ticket.category, ticket.complexity, ticket.weight) == ("refund", "complex", 2.0)
    assert told(ticket)["category"] == ("refund", "a rule", "The rule “Refunds” set it.")


@pytest.mark.parametrize(
    ("text", "priority", "signal"),
    [
        ("Someone hacked my account!", "urgent", "account_in_danger"),
        ("Сайт не работает, ничего не открывается", "urgent", "outage"),
        ("我要投诉你们的服务", "normal", "complaint"),
        ("Where is my order?", "normal", None),
    ],
)
def test_danger_and_outages_are_urgent_and_complaints_are_marked(cast, text, priority, signal):
    ticket = bring(cast, text, name="Ann")
    assert ticket.priority == priority
    assert (signal in ticket.signals) if signal else not ticket.signals
    if priority == "urgent":
        assert told(ticket)["priority"][1] == "its words"


def test_no_rule_touches_what_a_person_entered(cast):
    keep(cast, {"name": "All low", "when": [], "sets": {"priority": "low"}})
    assert bring(cast, "Hello", "1").priority == "low"
    ticket = bring(cast, "I was hacked", "2", priority="high", entered_by=cast.agent.pk)
    assert ticket.priority == "high"
    assert told(ticket)["priority"][1] == "a person"


def test_a_queue_that_the_team_no_longer_has_is_left_out_of_rules(cast):
    keep(cast, {"name": "Old", "when": [], "sets": {"queue": "letters"}})
    assert bring(cast, "Hello").queue == "email"


def test_rule_loops_are_refused_with_a_sentence(cast):
    there = {
        "name": "There",
        "when": [{"kind": "fact", "field": "category", "any_of": ["a"]}],
        "sets": {"category": "b"},
    }
    back = {
        "name": "Back",
        "when": [{"kind": "fact", "field": "category", "any_of": ["b"]}],
        "sets": {"category": "a"},
    }
    with pytest.raises(DeskRefused, match=r"These rules undo one another.*There, Back"):
        keep(cast, REFUNDS, there, back)
    on_mail = {**there, "when": [*there["when"], {"kind": "channel", "any_of": ["email"]}]}
    on_chat = {**back, "when": [*back["when"], {"kind": "channel", "any_of": ["chat"]}]}
    assert keep(cast, on_mail, on_chat).number == 1  # no contact comes by both


def test_nobody_overwrites_rules_that_they_have_not_seen(cast):
    keep(cast, REFUNDS)
    with pytest.raises(DeskRefused, match="Somebody else saved the rules meanwhile, as version 1"):
        keep(cast, REFUNDS, based_on=0)
    with pytest.raises(DeskRefused, match="There is a rule “Refunds” already"):
        keep(cast, REFUNDS, REFUNDS, based_on=1)


def test_a_correction_changes_the_ticket_and_is_learned_from(cast):
    keep(cast, REFUNDS)
    ticket = bring(cast, "No refund, I want my parcel")
    correct(ticket=ticket, field="category", value="delivery", by=cast.agent, at=MONDAY)
    ticket.refresh_from_db()
    label = Label.objects.get()
    assert (ticket.category, label.value, label.was) == ("delivery", "delivery", "refund")
    assert told(ticket)["category"][:2] == ("delivery", "a person")
    assert ticket.events.filter(kind=EventKind.JUDGED, by=cast.agent).exists()
    correct(ticket=ticket, field="complexity", value="complex", by=cast.agent, at=MONDAY)
    correct(ticket=ticket, field="complexity", value="complex", by=cast.agent, at=MONDAY)
    assert Label.objects.filter(field="complexity").count() == 1  # confirmed once
    with pytest.raises(DeskRefused):
        correct(ticket=ticket, field="state", value="closed", by=cast.agent, at=MONDAY)
    with pytest.raises(DeskRefused):
        correct(ticket=ticket, field="priority", value="enormous", by=cast.agent, at=MONDAY)


def labelled(cast):
    for label, sentences in ABOUT.items():
        for sentence in sentences:
            for thing in THINGS:
                ticket = a_ticket(cast, sentence.format(thing), subject="")
                Label.objects.create(
                    team=cast.team, ticket=ticket, field="category", value=label, by=cast.agent, at=MONDAY
                )
    for text in ELSE:  # what fits no category
        ticket = a_ticket(cast, text, subject="")
        Label.objects.create(
            team=cast.team, ticket=ticket, field="category", value="", by=cast.agent, at=MONDAY
        )


def test_the_team_s_labels_are_learned_and_what_is_not_known_is_left_open(cast):
    with pytest.raises(DeskRefused, match="Nothing is learned"):
        train(team=cast.team, field="category", at=MONDAY)
    labelled(cast)
    client = cast.client(cast.lead)
    job = client.post(url(cast, "train_triage"), {"field": "category"})
    assert job.status_code == 302
    run_here(job_id=str(Job.objects.get().id))
    found = TrainedClassifier.objects.get()
    assert (found.examples, found.measures["labels"]) == (51, 2)
    assert found.measures["accuracy"] > 0.9
    ticket = bring(cast, "please refund the lamp", "1")
    words, by, sentence = told(ticket)["category"]
    assert (words, by) == ("refund", "learned from your labels")
    assert "Looks like “refund”; the chance that this is right is" in sentence
    unsure = bring(cast, "Does your club sponsor a choir?", "2")
    assert unsure.category == ""
    assert "but the chance that this is right is only" in told(unsure)["category"][2]
    shown = client.get(url(cast, "learned")).content.decode()
    assert "51 examples from people" in shown
    assert "is asked" in shown
    assert fields_to_learn() == []
    TrainedClassifier.objects.update(trained_at=MONDAY - timedelta(days=1))
    assert fields_to_learn() == [(cast.team, "category")]  # once a day it is learned anew
    use_classifier(classifier=found, is_used=False, by=cast.lead, at=MONDAY)
    assert bring(cast, "please refund the lamp", "3").category == ""


def test_a_rule_is_tried_on_past_contacts_before_it_is_saved(cast):
    a_ticket(cast, "I want a refund")
    a_ticket(cast, "Where is it?")
    client = cast.client(cast.lead)
    typed = {
        "name": "Refunds",
        "words_any": "refund*\nmoney back",
        "weekdays": ["0"],
        "from_time": "08:00",
        "until_time": "18:00",
        "set_priority": "high",
        "based_on": "0",
    }
    shown = client.post(url(cast, "new_triage_rule"), {**typed, "act": "look"}).content.decode()
    assert "To the last 2 contacts: 1 changed. Nothing is saved yet." in shown
    assert "Priority: Normal → High (1)" in shown
    assert not TriageRules.objects.exists()
    client.post(url(cast, "new_triage_rule"), {**typed, "act": "save"})
    page = client.get(url(cast, "triage")).content.decode()
    assert "has one of: refund*, money back" in page
    assert "comes Mon 08:00–18:00 (Europe/Berlin)" in page
    kept = TriageRules.objects.get().document["rules"][0]
    again = client.get(url(cast, "triage_rule", place=0)).context["form"]
    assert (
        again["until_time"].help_text
        == again["weekdays"].help_text
        == "In the team's time zone: Europe/Berlin"
    )
    assert again.initial["words_any"] == kept["when"][0]["any_of"] or again.initial["weekdays"] == ["0"]
    resaved = {**typed, "based_on": "1", "act": "save"}
    client.post(url(cast, "triage_rule", place=0), resaved)
    assert TriageRules.objects.get(number=2).document["rules"] == [kept]
    client.post(url(cast, "remove_triage_rule", place=0), {"based_on": "2"})
    assert TriageRules.objects.get(number=3).document["rules"] == []


def test_a_rule_chooses_among_the_team_s_categories(cast):
    DeskSettings.objects.create(team=cast.team, categories=["refund", "delivery"])
    client, new = cast.client(cast.lead), url(cast, "new_triage_rule")
    typed = {
        "name": "Money",
        "words_any": "refund*",
        "if_category": ["delivery"],
        "based_on": "0",
        "act": "save",
    }
    form = client.get(new).context["form"]
    assert [value for value, _words in form.fields["set_category"].choices] == ["", "refund", "delivery"]
    refused = client.post(new, typed | {"set_category": "moon"}).content.decode()
    assert "Choose one of the team&#x27;s categories." in refused
    client.post(new, typed | {"set_category": "refund"})
    kept = TriageRules.objects.get().document["rules"][0]
    assert kept["sets"] == {"category": "refund"}
    again = client.get(url(cast, "triage_rule", place=0)).context["form"]
    assert (
        again["until_time"].help_text
        == again["weekdays"].help_text
        == "In the team's time zone: Europe/Berlin"
    )
    assert (again["if_category"].value(), again["set_category"].value()) == (["delivery"], "refund")


def test_a_rule_that_opens_complaints_is_tried_and_kept(cast):
    a_ticket(cast, "My lawyer will write to you")
    known = a_ticket(cast, "Ask my lawyer")
    open_complaint(ticket=known, by=cast.agent, at=MONDAY)
    typed = {"name": "Lawyers", "words_any": "lawyer", "set_complaint": "opened", "based_on": "0"}
    client = cast.client(cast.lead)
    shown = client.post(url(cast, "new_triage_rule"), {**typed, "act": "look"}).content.decode()
    assert "Complaint: none → opened (1)" in shown
    client.post(url(cast, "new_triage_rule"), {**typed, "act": "save"})
    assert TriageRules.objects.get().document["rules"][0]["sets"] == {"complaint": "opened"}
    assert "Complaint: opened" in client.get(url(cast, "triage")).content.decode()
    assert Complaint.objects.get().ticket == known


def test_a_rule_without_conditions_is_saved_once_somebody_was_told_what_it_would_do(cast):
    for text in ("One", "Two"):
        a_ticket(cast, text)
    client, new = cast.client(cast.lead), url(cast, "new_triage_rule")
    typed = {"name": "All high", "set_priority": "high", "based_on": "0"}
    for off in ({}, {"is_off": "on"}):
        asked = client.post(new, {**typed, **off, "act": "save"}).content.decode()
        assert "Of the last 2 contacts it would change 2." in asked
    assert not TriageRules.objects.exists()
    client.post(new, {**typed, "act": "save_every"})
    client.post(url(cast, "triage_rule", place=0), {**typed, "based_on": "1", "act": "save"})
    assert TriageRules.objects.count() == 2  # it is asked once
    with pytest.raises(EveryContact):
        keep(
            cast, {"name": "Other", "when": [], "sets": {"priority": "low"}}, based_on=2, every_contact=False
        )


def test_a_rule_that_is_switched_off_does_nothing_until_it_is_switched_on(cast):
    keep(cast, REFUNDS)
    client, switch = cast.client(cast.lead), url(cast, "switch_triage_rule", place=0)
    client.post(switch, {"to": "off", "based_on": "1"})
    assert "switched off" in client.get(url(cast, "triage")).content.decode()
    assert bring(cast, "A refund, please").category == ""
    assert dry_run_of(cast.team, rules_from(TriageRules.objects.get(number=2).document)).effects == ()
    client.post(switch, {"to": "on", "based_on": "2"})
    assert TriageRules.objects.get(number=3).document == {"rules": [REFUNDS]}
    assert bring(cast, "A refund, please", "2").category == "refund"


def test_rules_change_places_with_one_click(cast):
    keep(cast, REFUNDS, {**REFUNDS, "name": "Second"})
    client = cast.client(cast.lead)
    client.post(url(cast, "move_triage_rule", place=1), {"way": "up", "based_on": "1"})
    newest = TriageRules.objects.get(number=2)
    assert [rule["name"] for rule in newest.document["rules"]] == ["Second", "Refunds"]
    client.post(url(cast, "move_triage_rule", place=1), {"way": "up", "based_on": "1"})  # seen too long ago
    assert not TriageRules.objects.filter(number=3).exists()


def test_one_click_corrects_or_confirms(cast):
    ticket = bring(cast, "Hello there")
    client = cast.client(cast.agent)
    there = url(cast, "correct", number=ticket.number)
    client.post(there, {"field": "priority", "value": "high"})
    assert told(Ticket.objects.get())["priority"][:2] == ("High", "a person")
    assert "That is right" in client.get(url(cast, "why", number=ticket.number)).content.decode()
    client.post(there, {"field": "language", "value": "en"})
    assert Label.objects.filter(field="language", value="en", was="en").exists()
    refused = client.post(there, {"field": "queue", "value": "nowhere"})
    assert refused.status_code == 409
    assert "nowhere" in refused.content.decode()
    assert cast.client(cast.planner).post(there, {"field": "priority", "value": "low"}).status_code == 403


def test_a_correction_to_nothing_is_one_example(cast):
    guessed = {"category": {"value": "refund", "by": "classifier"}}
    ticket = a_ticket(cast, category="refund", triage=guessed)
    correct(ticket=ticket, field="category", value="", by=cast.agent, at=MONDAY)
    assert [(each.value, each.was) for each in Label.objects.all()] == [("", "refund")]


def test_a_program_that_says_what_is_right_already_confirms_it(cast):
    guessed = {"category": {"value": "refund", "by": "classifier"}}
    ticket = a_ticket(cast, category="refund", triage=guessed)
    program = Program(team=cast.team, user=cast.agent)
    path = f"/tickets/{ticket.number}/correct"
    assert program.post(path, {"field": "category", "value": "refund"}).status_code == 200
    ticket.refresh_from_db()
    assert ticket.triage["category"]["by"] == "person"
    assert Label.objects.get().value == "refund"
    for field, value, wrong in (("priority", "burning", "value"), ("colour", "red", "field")):
        refused = program.post(path, {"field": field, "value": value})
        assert (refused.status_code, refused.json()["wrong"][0]["field"]) == (422, wrong)
