"""One question after a resolution, credited to those who did the work."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from halfhour.customers.actions import merge_customers
from halfhour.customers.models import Consent, Customer
from halfhour.desk.actions.assigning import assign_ticket
from halfhour.desk.actions.conversation import add_note, customer_wrote, reply
from halfhour.desk.actions.posting import send_waiting
from halfhour.desk.actions.rating import ask_for_ratings, rate
from halfhour.desk.actions.states import move_ticket
from halfhour.desk.models import DeskSettings, Outgoing, Rating, RatingCredit, State
from halfhour.desk.queries.ratings import by_month, by_person, by_queue
from halfhour.desk.signing import open_signed, rating_link
from halfhour.ledger.models import Contact
from halfhour.people.access import access_to
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _not_asked_this_minute():
    cache.clear()


def settled(cast, zoe, *writers, at=MONDAY, channel="email"):
    ticket = a_ticket(cast, customer=zoe, at=at, channel=channel)
    for writer in writers or (cast.agent,):
        reply(ticket=ticket, text="Done.", by=writer, at=at, then=State.RESOLVED)
    return ticket


@pytest.fixture
def zoe(cast):
    return known(cast, "Zoë", ("email", "zoe@example.org"))


def test_it_is_asked_once_per_resolution_and_after_a_pause(cast, zoe):
    ticket = settled(cast, zoe)
    assert ask_for_ratings(MONDAY + HOUR / 2) == 0
    assert ask_for_ratings(MONDAY + HOUR) == 1
    assert ask_for_ratings(MONDAY + 2 * HOUR) == 0
    customer_wrote(ticket=ticket, text="No!", at=MONDAY + 3 * HOUR)
    reply(ticket=ticket, text="Now.", by=cast.agent, at=MONDAY + 4 * HOUR, then=State.RESOLVED)
    assert ask_for_ratings(MONDAY + 5 * HOUR) == 1
    assert Outgoing.objects.filter(kind="rating").count() == 2


def test_the_ledger_has_what_was_said_of_the_quality_and_keeps_it(cast, zoe):
    ticket = settled(cast, zoe)
    rating = Rating.objects.create(ticket=ticket, asked_at=MONDAY + HOUR)
    rate(rating=rating, speed=2, quality=4, comment="", at=MONDAY + 2 * HOUR)
    assert Contact.objects.get().rating == "4"
    customer_wrote(ticket=ticket, text="Once more!", at=MONDAY + 3 * HOUR)
    assert Contact.objects.get().rating == "4"


def test_who_refused_contact_who_has_no_answer_and_who_was_long_ago_is_not_asked(cast, zoe):
    shy = known(cast, "Shy", ("email", "shy@example.org"), consent=Consent.REFUSED)
    settled(cast, shy)
    settled(cast, None, channel="phone")
    settled(cast, zoe, at=MONDAY - timedelta(days=5))
    move_ticket(ticket=a_ticket(cast, customer=zoe), to=State.CLOSED, by=cast.agent, at=MONDAY)
    assert ask_for_ratings(MONDAY + 2 * HOUR) == 0
    settled(cast, zoe)
    DeskSettings.objects.filter(team=cast.team).update(asks_for_rating=False)
    assert ask_for_ratings(MONDAY + 3 * HOUR) == 0


def test_a_rating_is_never_credited_to_nobody_but_to_shares_of_the_work(cast, zoe):
    ticket = settled(cast, zoe, cast.agent, cast.agent, cast.second_agent)
    assign_ticket(ticket=ticket, to=None, by=cast.lead, at=MONDAY)
    ask_for_ratings(MONDAY + HOUR)
    rate(rating=Rating.objects.get(), speed=4, quality=5, comment="", at=MONDAY + HOUR)
    credits = dict(RatingCredit.objects.values_list("user__username", "share"))
    assert credits == {"ada": pytest.approx(2 / 3), "ben": pytest.approx(1 / 3)}


def test_the_link_asks_one_question_and_takes_one_answer(cast, zoe):
    settled(cast, zoe)
    ask_for_ratings(MONDAY + HOUR)
    address = "/" + rating_link(Rating.objects.get()).split("/", 3)[3]
    assert Client().get(address).status_code == 200
    assert Client().post(address, {"speed": "9", "quality": "5"}).status_code == 422
    for quality in ("5", "1"):
        Client().post(address, {"speed": "4", "quality": quality, "comment": "<b>Good</b>"})
    kept = Rating.objects.get()
    assert (kept.speed, kept.quality, kept.comment) == (4, 5, "<b>Good</b>")
    assert "4 of 5 for speed" in Client().get(address).content.decode()
    assert "&lt;b&gt;Good" in cast.client(cast.lead).get("/t/support-hamburg/desk/ratings/").content.decode()
    assert (
        "Good" not in cast.client(cast.second_agent).get("/t/support-hamburg/desk/ratings/").content.decode()
    )


def test_means_are_told_from_enough_answers_on(cast, zoe):
    for _each in range(10):
        settled(cast, zoe)
    ask_for_ratings(MONDAY + HOUR)
    for number, rating in enumerate(Rating.objects.all()):
        access = access_to(cast.agent, cast.team)
        if number == 9:
            assert by_queue(access, since=MONDAY)[0].quality is None
        rate(rating=rating, speed=5, quality=4 + number % 2, comment="", at=MONDAY + 2 * HOUR)
    assert by_queue(access, since=MONDAY)[0].quality == 4.5
    # Only an answer is credited: how many were asked of their work, nobody knows.
    asked = [by_queue(access_to(each, cast.team), since=MONDAY)[0].asked for each in (cast.agent, cast.lead)]
    assert asked == [None, 10]
    assert by_person(access, since=MONDAY)[0].quality == pytest.approx(4.5)


def test_months_are_the_team_s_for_a_reader_west_of_it(cast):
    ends = datetime(2026, 2, 28, 23, 30, tzinfo=UTC)  # in Hamburg it is March
    Rating.objects.create(ticket=a_ticket(cast), asked_at=ends)
    with timezone.override("America/Los_Angeles"):
        months = by_month(access_to(cast.lead, cast.team), since=ends)
        shown = render_to_string("desk/processes/rating_rows.html", {"rows": months, "first": "Month"})
    assert [each.month for each in months] == [date(2026, 3, 1)]
    assert "March 2026" in shown


def test_who_asks_for_no_more_questions_is_answered_and_asked_nothing(cast, zoe):
    settled(cast, zoe)
    ask_for_ratings(MONDAY + HOUR)
    rating = Rating.objects.get()
    address = rating_link(rating).split("//", 1)[1].split("/", 1)[1]
    page = Client().get(f"/{address}").content.decode()
    led_to = page.split("/help/ticket/")[1].split("/")[0]  # where to write if something is still open
    assert open_signed(led_to) == rating.ticket
    assert led_to.split(":")[-2] == address.split("/")[-2].split(":")[-2]  # as old as what led there
    asked_no_more = Client().post(f"/{address}", {"no_more": "yes"}, headers={"Accept-Language": "ru"})
    assert asked_no_more.headers["Content-Language"] == "ru"
    zoe.refresh_from_db()
    assert (zoe.consent, zoe.consent_how) == (Consent.WITHDRAWN, "On the page of a rating")
    assert Rating.objects.get().answered_at is None
    cast.agent.language = "zh-hans"
    cast.agent.save()
    there = f"/t/{cast.team.slug}/customers/{zoe.number}/"
    assert (
        "在评分页面上" in cast.client(cast.agent).get(there).content.decode()
    )  # as each reader's language has it
    settled(cast, zoe, at=MONDAY + HOUR)
    assert ask_for_ratings(MONDAY + 2 * HOUR) == 0


def test_who_refused_is_not_asked_by_either_name_they_were_known_under(cast, zoe):
    other = known(cast, "Zoe L", ("email", "zoe.l@example.org"))
    ticket = a_ticket(cast, customer=other)
    reply(ticket=ticket, text="Done.", by=cast.agent, at=MONDAY, then=State.RESOLVED)
    Customer.objects.filter(pk=zoe.pk).update(consent=Consent.REFUSED)
    last = merge_customers(source=other, target=known(cast, "Zoe"), by=cast.lead, at=MONDAY).target
    merge_customers(source=last, target=zoe, by=cast.lead, at=MONDAY)
    assert ask_for_ratings(MONDAY + timedelta(hours=2)) == 0
    assert not Rating.objects.exists()


def test_a_word_of_thanks_is_not_asked_about_once_more(cast, zoe):
    ticket = a_ticket(cast, customer=zoe)
    reply(ticket=ticket, text="Done.", by=cast.agent, at=MONDAY, then=State.RESOLVED)
    assert ask_for_ratings(MONDAY + 2 * HOUR) == 1
    customer_wrote(ticket=ticket, text="Thank you!", at=MONDAY + 3 * HOUR)
    move_ticket(ticket=ticket, to=State.RESOLVED, by=cast.agent, at=MONDAY + 3 * HOUR)
    assert ask_for_ratings(MONDAY + 5 * HOUR) == 0
    customer_wrote(ticket=ticket, text="One more thing", at=MONDAY + 6 * HOUR)
    reply(ticket=ticket, text="This, too.", by=cast.agent, at=MONDAY + 6 * HOUR, then=State.RESOLVED)
    assert ask_for_ratings(MONDAY + 8 * HOUR) == 1


@pytest.mark.parametrize("since", ["open again", "asked for peace"])
def test_a_question_that_waits_to_be_mailed_is_not_sent_once_it_is_out_of_place(cast, since):
    ann = known(cast, "Ann", ("email", "ann@example.org"))
    ticket = a_ticket(cast, customer=ann)
    reply(ticket=ticket, text="Done", by=cast.agent, at=MONDAY, then=State.RESOLVED)
    assert ask_for_ratings(MONDAY + timedelta(hours=2)) == 1
    if since == "open again":
        move_ticket(ticket=ticket, to=State.OPEN, by=cast.agent, at=MONDAY + timedelta(hours=3))
    else:
        Customer.objects.filter(pk=ann.pk).update(consent="refused")
    send_waiting(MONDAY + timedelta(hours=4))
    assert [each.subject for each in mail.outbox if "How did we do" in each.subject] == []


def test_what_was_resolved_long_ago_is_asked_about_no_more(cast):
    ticket = a_ticket(cast, customer=known(cast, "Ann", ("email", "ann@example.org")))
    reply(ticket=ticket, text="Done", by=cast.agent, at=MONDAY, then=State.RESOLVED)
    assert ask_for_ratings(MONDAY + timedelta(days=4)) == 0
    add_note(ticket=ticket, text="Filed", by=cast.agent, at=MONDAY + timedelta(days=4))
    assert ask_for_ratings(MONDAY + timedelta(days=4, minutes=2)) == 0
