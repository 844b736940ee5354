"""What a team sets about its form, complaints and ratings."""

from django.test import Client

from halfhour.desk.models import DeskSettings

DESK = "/t/support-hamburg/desk"


def test_leads_set_the_words_and_topics_of_the_form(cast):
    client = cast.client(cast.lead)
    typed = {
        "form_is_open": "on",
        "link_days": "10",
        "title_ru": "Напишите нам",
        "topics-TOTAL_FORMS": "2",
        "topics-INITIAL_FORMS": "0",
        "topics-0-label_en": "An order",
        "topics-0-queue": "email",
        "topics-1-label_en": "",
    }
    assert client.post(f"{DESK}/form/", typed).status_code == 302
    kept = DeskSettings.objects.get()
    assert kept.form["topics"] == [{"labels": {"en": "An order"}, "queue": "email", "category": ""}]
    page = Client().get("/help/support-hamburg/", headers={"accept-language": "ru"}).content.decode()
    assert "Напишите нам" in page
    assert "An order" in page
    assert client.post(f"{DESK}/form/", typed | {"topics-0-queue": "none such"}).status_code == 200
    assert "An order" in client.get(f"{DESK}/form/").content.decode()


def test_leads_set_deadlines_and_when_ratings_are_asked(cast):
    client = cast.client(cast.lead)
    kinds = ("acknowledge", "record", "apologise", "investigate", "remedy", "answer", "learn")
    days = {"close_after_days": "6", "reopen_days": "0"}
    typed = {kind: str(place + 1) for place, kind in enumerate(kinds)} | {"rating_pause_hours": "3"} | days
    assert client.post(f"{DESK}/processes/", typed).status_code == 302
    kept = DeskSettings.objects.get()
    assert (kept.asks_for_rating, kept.processes["rating_pause_hours"]) == (False, 3)
    assert kept.processes["complaint_days"]["learn"] == 7
    assert (kept.close_after_days, kept.reopen_days) == (6, 0)
    assert cast.client(cast.agent).get(f"{DESK}/processes/").status_code == 403
