"""Canned replies: words, facts and state in one."""

from datetime import timedelta

import pytest
from django.urls import reverse

from halfhour.desk.actions.assigning import assign_ticket
from halfhour.desk.actions.conversation import customer_wrote
from halfhour.desk.actions.macros import apply_macro, retire_macro, save_macro
from halfhour.desk.actions.promising import promise
from halfhour.desk.actions.ticket_fields import save_ticket_field
from halfhour.desk.errors import DeskRefused, TicketMovedOn
from halfhour.desk.models import DeskSettings, EventKind, Macro, MacroUse, Message, Rating, State
from halfhour.desk.queries.macros import outcomes
from halfhour.people.access import access_to
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY


def a_macro(cast, **more):
    given = {
        "name": "On its way",
        "shortcut": "way",
        "texts": {"en": "Dear {customer_name}, number {ticket_number} is on its way. {agent_name}"},
        "sets": {"state": "resolved", "priority": "low", "tags": ["parcel"], "assign_to_me": True},
    } | more
    return save_macro(team=cast.team, macro=None, by=cast.lead, at=MONDAY, **given)


def test_reply_facts_and_state_are_done_in_one(cast):
    ticket = a_ticket(cast, customer=known(cast, "Zoë <b>", ("email", "zoe@example.org")))
    apply_macro(ticket=ticket, macro=a_macro(cast), by=cast.agent, at=MONDAY)
    ticket.refresh_from_db()
    said = Message.objects.get(kind="reply").text
    assert said == "Dear Zoë <b>, number 1 is on its way. Ada"
    assert (ticket.state, ticket.priority, ticket.assignee) == (State.RESOLVED, "low", cast.agent)
    assert [tag.name for tag in ticket.tags.all()] == ["parcel"]
    assert ticket.events.filter(kind=EventKind.MACRO_USED).count() == 1


def test_the_customer_s_language_is_chosen_and_another_where_there_is_none(cast):
    macro = a_macro(cast, texts={"en": "Hello", "ru": "Здравствуйте"}, sets={})
    for language in ("ru", "zh"):
        apply_macro(ticket=a_ticket(cast, language=language), macro=macro, by=cast.agent, at=MONDAY)
    texts = Message.objects.filter(kind="reply").order_by("id").values_list("text", flat=True)
    assert list(texts) == ["Здравствуйте", "Hello"]


def test_a_time_that_has_passed_is_not_promised_in_a_reply(cast):
    macro = a_macro(cast, texts={"en": "We look into it. {promise}"}, sets={})
    for ticket in (a_ticket(cast), a_ticket(cast)):
        made = promise(ticket=ticket, at=MONDAY)
        late = timedelta(0) if ticket.number == 1 else made.by_at - MONDAY
        apply_macro(ticket=ticket, macro=macro, by=cast.agent, at=MONDAY + late)
    said = Message.objects.filter(kind="reply").order_by("id").values_list("text", flat=True)
    assert "We answer between" in said[0]
    assert said[1] == "We look into it."


def test_variables_that_there_are_not_are_refused_on_saving(cast):
    for text in ("{password}", "{ticket.team}", "{}"):
        with pytest.raises(DeskRefused):
            a_macro(cast, texts={"en": text})
    with pytest.raises(DeskRefused):
        a_macro(cast, sets={"queue": "no such queue"})
    assert not Macro.objects.exists()


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("Hello {customer_name}, ticket {ticket_number}", "Hello, ticket 1"),
        ("Hello, {customer_name}!\nThank you.", "Hello!\nThank you."),
        ("Thanks, {customer_name}", "Thanks"),
        ("{customer_name}, your order left.", "Your order left."),
        ("Здравствуйте, {customer_name}! Спасибо.", "Здравствуйте! Спасибо."),
        ("您好，{customer_name}！", "您好！"),
        ("{customer_name}，您好", "您好"),
        ("{customer_name}, https://example.org/a", "https://example.org/a"),
        ("Hi\n{customer_name}\n\nBest", "Hi\n\nBest"),
        ("Hello {customer_name|there}, ticket {ticket_number}", "Hello there, ticket 1"),
    ],
)
def test_a_name_that_is_not_known_leaves_no_blank(cast, text, reads):
    nameless = known(cast, "", ("email", "zoe@example.org"))
    macro = a_macro(cast, texts={"en": text}, sets={})
    apply_macro(ticket=a_ticket(cast, customer=nameless), macro=macro, by=cast.agent, at=MONDAY)
    assert Message.objects.get(kind="reply").text == reads


def test_a_variable_within_a_variable_is_refused(cast):
    with pytest.raises(DeskRefused, match="customer_name"):
        a_macro(cast, texts={"en": "Hello {customer_name|{agent_name}}"})


def test_a_name_that_is_known_stands_in_the_place_of_what_to_write_without_it(cast):
    macro = a_macro(cast, texts={"en": "Hello {customer_name|there}, x"}, sets={})
    ticket = a_ticket(cast, customer=known(cast, "Zoë", ("email", "zoe@example.org")))
    apply_macro(ticket=ticket, macro=macro, by=cast.agent, at=MONDAY)
    assert Message.objects.get(kind="reply").text == "Hello Zoë, x"


def test_a_refusal_does_nothing_at_all(cast):
    ticket = a_ticket(cast)
    customer_wrote(ticket=ticket, text="Wait", at=MONDAY)
    with pytest.raises(TicketMovedOn):
        apply_macro(ticket=ticket, macro=a_macro(cast), by=cast.agent, at=MONDAY, revision=ticket.revision)
    assert not MacroUse.objects.exists()
    with pytest.raises(DeskRefused):
        apply_macro(
            ticket=a_ticket(cast, team=cast.other_team),
            macro=a_macro(cast, name="X"),
            by=cast.stranger,
            at=MONDAY,
        )


def test_use_and_outcome_are_counted(cast):
    macro, ticket = a_macro(cast), a_ticket(cast)
    apply_macro(ticket=ticket, macro=macro, by=cast.agent, at=MONDAY, text="Something else")
    customer_wrote(ticket=ticket, text="It is not!", at=MONDAY + timedelta(hours=1))
    apply_macro(ticket=a_ticket(cast), macro=macro, by=cast.agent, at=MONDAY)
    found = outcomes(access_to(cast.lead, cast.team), since=MONDAY)[0]
    assert (found.uses, found.edited, found.reopened, found.quality) == (2, 1, 1, None)


def test_the_composer_finds_sees_and_sends_one(cast):
    macro, ticket, client = a_macro(cast), a_ticket(cast), cast.client(cast.agent)
    places = {"team": cast.team.slug, "number": ticket.number}
    assert (
        "On its way" in client.get(reverse("desk:macros_for", kwargs=places), {"q": "/wa"}).content.decode()
    )
    assert (
        "On its way" not in client.get(reverse("desk:macros_for", kwargs=places), {"q": "x"}).content.decode()
    )
    shown = client.get(reverse("desk:macro_preview", kwargs=places | {"pk": macro.pk})).content.decode()
    assert "number 1 is on its way" in shown
    assert "Priority: Low" in shown
    client.post(reverse("desk:macro_apply", kwargs=places | {"pk": macro.pk}), {"text": "Mine"})
    assert MacroUse.objects.get().was_edited


def test_lines_that_a_browser_ends_otherwise_are_no_edit(cast):
    macro, ticket = a_macro(cast, texts={"en": "Hello,\n\nit is on its way."}), a_ticket(cast)
    places = {"team": cast.team.slug, "number": ticket.number, "pk": macro.pk}
    sent = {"text": "Hello,\r\n\r\nit is on its way."}
    cast.client(cast.agent).post(reverse("desk:macro_apply", kwargs=places), sent)
    assert not MacroUse.objects.get().was_edited


def test_whoever_sends_one_has_the_last_word_on_the_state(cast):
    macro, ticket = a_macro(cast), a_ticket(cast)
    places = {"team": cast.team.slug, "number": ticket.number, "pk": macro.pk}
    client = cast.client(cast.agent)
    shown = client.get(reverse("desk:macro_preview", kwargs=places)).content.decode()
    assert 'data-macro-then="resolved"' in shown
    client.post(reverse("desk:macro_apply", kwargs=places), {"text": "Hello", "then": "open"})
    ticket.refresh_from_db()
    assert ticket.state == State.OPEN
    client.post(reverse("desk:macro_apply", kwargs=places), {"text": "Hello", "then": "no such state"})
    ticket.refresh_from_db()
    assert ticket.state == State.RESOLVED


def test_a_canned_reply_without_a_text_or_a_state_leaves_the_state(cast):
    ticket = a_ticket(cast)
    apply_macro(
        ticket=ticket,
        macro=a_macro(cast, texts={}, sets={"priority": "low"}),
        by=cast.agent,
        at=MONDAY,
        then=State.WAITING_ON_CUSTOMER,
    )
    ticket.refresh_from_db()
    assert (ticket.state, ticket.priority) == (State.NEW, "low")


def test_one_shortcut_leads_to_one_canned_reply_that_is_offered(cast):
    first = a_macro(cast)
    with pytest.raises(DeskRefused, match="“WAY” leads to the canned reply “On its way” already") as refused:
        a_macro(cast, name="Another", shortcut="WAY")
    assert refused.value.field == "shortcut"
    a_macro(cast, name="Without", shortcut="")
    a_macro(cast, name="Without too", shortcut="")
    retire_macro(macro=first, is_retired=True, by=cast.lead, at=MONDAY)
    a_macro(cast, name="Another", shortcut="WAY")
    there = reverse("desk:retire_macro", kwargs={"team": cast.team.slug, "pk": first.pk})
    page = cast.client(cast.lead).post(there, follow=True).content.decode()
    assert "The shortcut “way” leads to the canned reply “Another” already." in page
    first.refresh_from_db()
    assert first.is_retired


def test_leads_add_look_at_and_retire_them(cast):
    client, slug = cast.client(cast.lead), cast.team.slug
    new = reverse("desk:new_macro", kwargs={"team": slug})
    typed = {"name": "Thanks", "text_en": "Thank you, {customer_name}"}
    a_ticket(cast, customer=known(cast, "Zoë"))
    assert "Thank you, Zoë" in client.post(new, typed | {"act": "look"}).content.decode()
    assert "{who}" in client.post(new, typed | {"text_en": "Hi {who}"}).content.decode()
    client.post(new, typed)
    client.post(reverse("desk:retire_macro", kwargs={"team": slug, "pk": Macro.objects.get().pk}))
    assert Macro.objects.get().is_retired
    assert "Retired" in client.get(reverse("desk:macros", kwargs={"team": slug})).content.decode()


def test_a_canned_reply_takes_nobody_s_ticket_away_unless_a_lead_uses_it(cast):
    macro = save_macro(
        team=cast.team, macro=None, name="Mine now", shortcut="", texts={"en": "On it."},
        sets={"assign_to_me": True}, by=cast.lead, at=MONDAY,
    )  # fmt: skip
    ticket = a_ticket(cast)
    assign_ticket(ticket=ticket, to=cast.second_agent, by=cast.lead, at=MONDAY)
    with pytest.raises(DeskRefused, match="It is not yours"):
        apply_macro(ticket=ticket, macro=macro, by=cast.agent, at=MONDAY)
    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.messages.count()) == (cast.second_agent, 1)
    apply_macro(ticket=ticket, macro=macro, by=cast.lead, at=MONDAY)
    ticket.refresh_from_db()
    assert ticket.assignee == cast.lead


def test_what_the_team_has_no_longer_keeps_no_canned_reply_from_being_sent(cast):
    macro = a_macro(cast, sets={"queue": "phone", "category": "billing", "priority": "low"})
    Macro.objects.filter(pk=macro.pk).update(sets={**macro.sets, "queue": "fax"})
    DeskSettings.objects.update_or_create(team=cast.team, defaults={"categories": [{"name": "invoices"}]})
    ticket = a_ticket(cast)
    apply_macro(ticket=ticket, macro=macro, by=cast.agent, at=MONDAY)
    ticket.refresh_from_db()
    assert (ticket.queue, ticket.category, ticket.priority) == ("email", "", "low")
    assert Message.objects.filter(kind="reply").exists()


def test_a_rating_counts_once_however_often_a_canned_reply_was_used_on_its_ticket(cast):
    macro = save_macro(
        team=cast.team,
        macro=None,
        name="m",
        shortcut="",
        texts={"en": "Thanks"},
        sets={},
        by=cast.lead,
        at=MONDAY,
    )
    for number, uses in enumerate((5, 1, 1, 1, 1)):
        ticket = a_ticket(cast)
        for use in range(uses):
            apply_macro(ticket=ticket, macro=macro, by=cast.agent, at=MONDAY + timedelta(minutes=use))
        Rating.objects.create(
            ticket=ticket, asked_at=MONDAY, answered_at=MONDAY, speed=5, quality=5 if number else 1
        )
    (outcome,) = outcomes(access_to(cast.lead, cast.team), since=MONDAY - timedelta(days=1))
    assert (outcome.ratings, outcome.quality, outcome.uses) == (5, pytest.approx(4.2), 9)


def test_a_choice_that_is_gone_and_tags_without_room_keep_no_canned_reply_from_being_sent(cast):
    values = {"team": cast.team, "label": "Size", "kind": "choice", "by": cast.lead, "at": MONDAY}
    field = save_ticket_field(**values, field=None, choices=["S", "L"])
    macro = save_macro(
        team=cast.team,
        macro=None,
        name="m",
        shortcut="",
        texts={"en": "Thanks"},
        sets={"fields": {"size": "L"}, "tags": ["a", "b", "t1"]},
        by=cast.lead,
        at=MONDAY,
    )
    save_ticket_field(**values, field=field, choices=["S", "M"])
    ticket = a_ticket(cast, tags=tuple(f"t{number}" for number in range(29)))
    apply_macro(ticket=ticket, macro=macro, by=cast.agent, at=MONDAY)
    ticket.refresh_from_db()
    assert ticket.messages.filter(text="Thanks").exists()
    assert (ticket.fields, ticket.tags.count(), ticket.tags.filter(name="a").exists()) == ({}, 30, True)
