"""Who is there: what they said, whether they are heard of, and what their published day says."""

from datetime import UTC, date, datetime, timedelta

import pytest

from halfhour.desk.actions.presence import seen, set_presence
from halfhour.desk.models import DeskSettings, Presence, PresenceState
from halfhour.desk.queries.presence import desk_now, people_now
from halfhour.planning.models import Block
from support.ledger import MONDAY
from support.planned import planned

MINUTE = timedelta(minutes=1)
PLANNED_MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)  # 10:00 in Berlin


def _ada(cast, at):
    return next(each for each in people_now(cast.team, at) if each.user == cast.agent)


def test_somebody_not_heard_of_for_two_minutes_is_not_there(cast):
    set_presence(team=cast.team, user=cast.agent, state=PresenceState.AVAILABLE, at=MONDAY)
    assert _ada(cast, MONDAY + 2 * MINUTE).is_present
    assert not _ada(cast, MONDAY + 3 * MINUTE).is_present
    seen(team=cast.team, user=cast.agent, at=MONDAY + 3 * MINUTE)
    assert _ada(cast, MONDAY + 3 * MINUTE).is_present


def test_a_page_that_beats_costs_one_query(cast, django_assert_num_queries):
    set_presence(team=cast.team, user=cast.agent, state=PresenceState.AVAILABLE, at=MONDAY)
    with django_assert_num_queries(3):  # the savepoint's two among them
        seen(team=cast.team, user=cast.agent, at=MONDAY + MINUTE)


def test_whoever_was_gone_for_hours_says_anew_that_they_are_there(cast):
    set_presence(team=cast.team, user=cast.agent, state=PresenceState.AVAILABLE, at=MONDAY)
    seen(team=cast.team, user=cast.agent, at=MONDAY + timedelta(hours=14))
    assert Presence.objects.get().state == PresenceState.AWAY


def test_no_new_contacts_is_here_and_given_nothing(cast):
    set_presence(team=cast.team, user=cast.agent, state=PresenceState.BUSY, at=MONDAY)
    ada = _ada(cast, MONDAY)
    assert (ada.is_here, ada.is_present) == (True, False)


def test_without_a_plan_people_take_what_their_skills_allow_unless_the_team_says_otherwise(cast):
    set_presence(team=cast.team, user=cast.agent, state=PresenceState.AVAILABLE, at=MONDAY)
    assert _ada(cast, MONDAY).takes == {"phone", "email"}
    DeskSettings.objects.create(team=cast.team, routing={"takes_without_plan": False})
    assert _ada(cast, MONDAY).takes == set()


@pytest.mark.parametrize(
    ("kind", "queue", "takes"),
    [
        ("queue", "phone", {"phone"}),
        ("focus", "email", {"email"}),
        ("lunch", "", set()),
        ("buffer", "", set()),
    ],
)
def test_by_the_published_plan_people_take_the_queue_of_their_block(cast, kind, queue, takes):
    plan = planned(cast).published()
    Block.objects.filter(plan=plan, on=date(2026, 11, 30)).delete()
    Block.objects.create(
        plan=plan,
        agent="Ada",
        on=date(2026, 11, 30),
        kind=kind,
        queue=queue,
        starts_at=PLANNED_MONDAY - MINUTE,
        ends_at=PLANNED_MONDAY + MINUTE,
    )
    set_presence(team=cast.team, user=cast.agent, state=PresenceState.AVAILABLE, at=PLANNED_MONDAY)
    ada = _ada(cast, PLANNED_MONDAY)
    assert (ada.takes, ada.until) == (takes, PLANNED_MONDAY + MINUTE)
    assert _ada(cast, PLANNED_MONDAY + MINUTE).takes == set()  # a block ends before its end


def test_who_is_there_is_read_in_few_queries(cast, django_assert_max_num_queries):
    set_presence(team=cast.team, user=cast.agent, state=PresenceState.AVAILABLE, at=MONDAY)
    desk_now(cast.team, MONDAY)
    with django_assert_max_num_queries(6):
        desk_now(cast.team, MONDAY)
