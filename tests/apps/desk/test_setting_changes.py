"""Every change of what a team sets: who, when, from what to what, in one place."""

from importlib import import_module

import pytest
from django.apps import apps as installed
from django.utils import translation

from halfhour.api.tokens import make_token, revoke_token
from halfhour.customers.actions import save_field, set_retention, set_tiers
from halfhour.desk.actions.departments import save_department
from halfhour.desk.actions.goals import save_escalation, save_goals
from halfhour.desk.actions.macros import retire_macro, save_macro
from halfhour.desk.actions.process_setting import set_form, set_processes
from halfhour.desk.actions.ticket_fields import save_ticket_field
from halfhour.desk.actions.training import use_classifier
from halfhour.desk.actions.triage import save_rules
from halfhour.desk.models import DeskSettings, TrainedClassifier
from halfhour.desk.queries.goals import current_goals
from halfhour.desk.queries.setting_changes import row_of, setting_changes
from halfhour.people.actions import change_member, remove_member
from halfhour.people.models import Role, SettingChange
from support.ledger import MONDAY

PAGE = "/t/support-hamburg/desk/settings/changes/"


@pytest.fixture
def known(cast):
    return {"team": cast.team, "by": cast.lead, "at": MONDAY}


def lines(part=""):
    return [
        (line.place, line.before, line.after)
        for change in SettingChange.objects.filter(part=part).order_by("id")
        for line in row_of(change).lines
    ]


def set_the_form(known, **more):
    form = {"is_open": True, "link_days": 30, "shows_answers": False, "title": {}, "intro": {}, "topics": []}
    return set_form(**known, **form | more)


def test_the_form_keeps_each_change_with_what_was_before(cast, known):
    set_the_form(known)  # as it is without a setting
    set_the_form(known, title={"en": "Ask us"}, is_open=False)
    set_the_form(known, title={"en": "Ask us"}, is_open=False)  # nothing is different
    assert SettingChange.objects.count() == 1
    last = setting_changes(cast.team).first()
    assert (last.by, last.at) == (cast.lead, MONDAY)
    assert lines("form") == [
        ("Customers can write by the form", "yes", "no"),
        ("Heading › English", "", "Ask us"),
    ]


def test_changes_are_told_in_the_reader_s_words_and_nothing_of_what_is_empty(cast, known):
    set_the_form(known, title={"zh-hans": "联系我们"})
    empty = {"intro": [None, {}], "topics": [None, []], "is_open": [True, False]}
    SettingChange.objects.create(team=cast.team, part="form", by=cast.lead, at=MONDAY, changes=empty)
    assert [place for place, *_values in lines("form")] == ["Heading › 简体中文", "is_open"]
    document, number = current_goals(cast.team)
    rule = {"name": "Calls", "when": {"channel": "phone"}, "first_answer_seconds": 1800}
    save_goals(**known, document={**document, "rules": [rule]}, based_on=number)
    assert ("Rules › Calls › Conditions › Channel", "", "Phone") in lines("goals")
    with translation.override("ru"):
        told = lines("goals")
    assert [after for _place, _before, after in told if after in ("Телефон", "30 мин")] == [
        "Телефон",
        "30 мин",
    ]


def test_deadlines_and_ratings_keep_theirs(known):
    given = {"asks_for_rating": True, "rating_pause_hours": 1}
    set_processes(**known, **given, complaint_days={"learn": 15})
    set_processes(**known, **given, complaint_days={"learn": 20})
    assert lines("processes")[-1] == ("Complaints, working days until › Learn", "15", "20")
    set_processes(**known, **given, complaint_days={"learn": 20}, close_after_days=7)
    assert lines("processes")[-1] == ("Resolved tickets close after so many days", "4", "7")


def test_warnings_goals_and_rules_keep_theirs(cast, known):
    save_escalation(**known, steps=[{"share": 0.75, "tell": ["assignee"]}])
    save_escalation(**known, steps=[{"share": 0.75, "tell": ["assignee", "leads"]}])
    assert lines("escalation")[-1] == ("75%", "who holds it", "who holds it, the leads")
    document, number = current_goals(cast.team)
    rule = {"name": "Chats", "when": {"channel": "chat"}, "first_answer_seconds": 120}
    save_goals(**known, document={**document, "rules": [rule]}, based_on=number)
    assert ("Rules › Chats › First answer", "", "2 min") in lines("goals")
    rules = [
        {"name": "Refunds", "when": [{"kind": "words", "any_of": ["refund"]}], "sets": {"priority": "high"}}
    ]
    save_rules(**known, document={"rules": rules}, based_on=0)
    assert ("Rules › Refunds › Sets", "", "Priority: High") in lines("triage")


def test_a_canned_reply_keeps_every_change_of_its_own(known):
    given = {"name": "Thanks", "shortcut": "", "sets": {}}
    macro = save_macro(**known, macro=None, texts={"en": "Thank you"}, **given)
    macro = save_macro(**known, macro=macro, texts={"en": "Many thanks"}, **given)
    retire_macro(macro=macro, is_retired=True, by=known["by"], at=MONDAY)
    assert lines("macros")[-2:] == [("Text › English", "Thank you", "Many thanks"), ("Retired", "no", "yes")]
    assert set(SettingChange.objects.values_list("name", flat=True)) == {"Thanks"}


def test_departments_fields_and_what_is_learned_keep_theirs(cast, known):
    given = {"name": "Legal", "email": ""}
    legal = save_department(**known, department=None, due_hours=8, **given)
    save_department(**known, department=legal, due_hours=4, **given)
    assert lines("departments")[-1] == ("Hours until the answer is due", "8", "4")
    assert "Retired" not in [place for place, *_values in lines("departments")]
    save_ticket_field(**known, field=None, label="Size", kind="number")
    assert ("Kind", "", "Number") in lines("ticket_fields")
    found = TrainedClassifier.objects.create(
        team=cast.team, field="category", number=3, data=b"", examples=9, trained_at=MONDAY
    )
    use_classifier(classifier=found, is_used=False, by=cast.lead, at=MONDAY)
    assert lines("learned") == [("Is asked", "yes", "no")]


def test_who_sets_the_desk_reads_all_changes_or_those_of_a_part(cast, known):
    set_the_form(known, link_days=12)
    save_department(**known, department=None, name="Legal", email="", due_hours=8)
    client = cast.client(cast.lead)
    page = client.get(PAGE).content.decode()
    assert "Departments: Legal" in page
    assert "<ins>12</ins>" in page
    assert "Departments: Legal" not in client.get(PAGE, {"part": "form"}).content.decode()
    assert cast.client(cast.agent).get(PAGE).status_code == 403


def test_changes_are_only_added_to(known):
    set_the_form(known, is_open=False)
    change = SettingChange.objects.get()
    with pytest.raises(TypeError):
        change.save()
    with pytest.raises(TypeError):
        change.delete()


def test_what_routing_kept_for_itself_moves_to_the_others(cast):
    kept = {"at": MONDAY.isoformat(), "by": cast.lead.pk, "name": "Lena", "changes": [["room email", 1, 2]]}
    DeskSettings.objects.create(team=cast.team, routing={"growth_share": 0.2, "history": [kept]})
    migration = import_module("halfhour.desk.migrations.0005_one_history_of_settings")
    migration.move_history(installed, None)
    assert DeskSettings.objects.get().routing == {"growth_share": 0.2}
    assert lines("routing") == [("E-mail: at once 2, before 1", "", "")]


def test_what_is_set_about_customers_stands_with_the_rest(cast, known):
    set_tiers(**known, tiers=["gold", "standard"])
    set_retention(**known, months=24)
    save_field(**known, field=None, label="Shoe size", kind="number")
    assert lines("tiers") == [("Tiers", "standard, premium", "gold, standard")]
    assert lines("retention") == [("Months without contact", "", "24")]
    assert ("Kind", "", "Number") in lines("customer_fields")


def test_who_gave_whom_which_role_and_which_key_is_kept(cast):
    member = cast.team.members.get(user=cast.agent)
    change_member(member=member, role=Role.LEAD, agent_name="Ada", by=cast.lead)
    token, _secret = make_token(
        team=cast.team, user=cast.agent, name="Shop", scopes=["tickets:read"], by=cast.lead, at=MONDAY
    )
    revoke_token(token=token, by=cast.agent, at=MONDAY)
    revoke_token(token=token, by=cast.lead, at=MONDAY)
    remove_member(member=member, by=cast.lead)
    kept = SettingChange.objects.filter(part__in=("members", "keys")).order_by("id")
    assert [(each.part, each.by, sorted(each.changes)) for each in kept] == [
        ("members", cast.lead, ["role"]),
        ("keys", cast.lead, ["acts_as", "scopes"]),
        ("keys", cast.agent, ["acts_as", "scopes"]),
        ("members", cast.lead, ["agent_name", "role"]),
    ]
    page = cast.client(cast.lead).get(f"/t/{cast.team.slug}/desk/settings/changes/").content.decode()
    assert "Members" in page
    assert "tickets:read" in page
