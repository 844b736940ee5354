"""Views: everybody's, one's own, the team's; only filters that exist are kept, and looked at again."""

import pytest
from django.http import Http404
from django.urls import reverse

from halfhour.desk.actions.views import remove_view, save_view
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import SavedView
from halfhour.desk.queries.listing import counts, listed
from halfhour.desk.queries.views import open_saved_view, open_view, usual_views, views_of
from halfhour.people.access import access_to
from support.desk import a_ticket
from support.ledger import MONDAY


def keep(cast, name="Storms", *, by=None, is_shared=False, view=None, **filters):
    asked = filters or {"tag": "storm", "state": ""}
    return save_view(
        team=cast.team,
        name=name,
        filters=asked,
        sort="changed",
        by=by or cast.agent,
        is_shared=is_shared,
        view=view,
    )


def test_everybody_has_the_usual_views_and_each_opens(cast):
    access = access_to(cast.agent, cast.team)
    ticket = a_ticket(cast)
    found = {
        view.key: [row.id for row in listed(access, filters=view.filters, sort=view.sort, at=MONDAY).rows]
        for view in usual_views()
    }
    assert found == {
        "mine": [],
        "unassigned": [ticket.pk],
        "due-soon": [],
        "late": [],
        "waiting-on-customer": [],
        "all-open": [ticket.pk],
    }


def test_one_s_own_view_is_one_s_own_and_a_shared_one_everybody_s(cast):
    own, shared = keep(cast), keep(cast, "Shared", is_shared=True)
    assert own.filters == {"tag": ["storm"]}
    mine, others = access_to(cast.agent, cast.team), access_to(cast.second_agent, cast.team)
    lead = access_to(cast.lead, cast.team)
    names = [str(view.name) for view in views_of(others)]
    assert "Shared" in names
    assert "Storms" not in names
    assert open_view(mine, f"view-{own.pk}").is_own
    for access, row in ((others, own), (others, shared), (lead, own)):
        with pytest.raises(Http404):
            open_saved_view(access, row.pk)
    with pytest.raises(Http404):
        open_view(others, f"view-{own.pk}")
    assert open_saved_view(lead, shared.pk) == shared
    remove_view(view=shared)
    assert len(views_of(others)) == len(usual_views())


def test_a_view_that_is_not_there_for_somebody_is_told_beside_the_usual_one(cast):
    own = keep(cast, "Mine alone", by=cast.second_agent)
    client, base = cast.client(cast.agent), f"/t/{cast.team.slug}/desk/"
    for key in ("no-such", f"view-{own.pk}"):
        page = client.get(base, {"view": key}).content.decode()
        assert "There is no such view, or it is not shared with you. This is “Mine”." in page
        assert "Mine alone" not in page
        refused = client.get(f"{base}export/", {"view": key})
        assert (refused.status_code, "no such view" in refused.content.decode()) == (422, True)
    for query in ({}, {"view": "late"}):
        assert "no such view" not in client.get(base, query).content.decode()


def test_only_filters_that_exist_are_kept_and_what_is_kept_is_looked_at_again(cast):
    for refused in ({"assignee__password__startswith": "p"}, {"state": "x"}):
        with pytest.raises(DeskRefused):
            keep(cast, **refused)
    with pytest.raises(DeskRefused):
        save_view(team=cast.team, name="x", filters={}, sort="-assignee__password", by=cast.agent)
    slipped = SavedView.objects.create(
        team=cast.team, owner=cast.agent, name="Slipped in", filters={"assignee__password__startswith": "p"}
    )
    access = access_to(cast.agent, cast.team)
    assert slipped.pk not in [view.pk for view in views_of(access)]
    with pytest.raises(Http404):
        open_view(access, f"view-{slipped.pk}")


def test_a_name_is_one_s_own_once(cast):
    view = keep(cast)
    with pytest.raises(DeskRefused, match="already"):
        keep(cast)
    keep(cast, by=cast.second_agent)
    assert keep(cast, "Storms", view=view, queue="email").filters == {"queue": ["email"]}
    for name in ("", "  ", "x" * 81):
        with pytest.raises(DeskRefused):
            keep(cast, name)


def test_a_team_shares_a_bounded_number_of_views_and_all_are_counted(cast, django_assert_max_num_queries):
    for number in range(50):
        save_view(team=cast.team, name=f"{number}", filters={}, sort="due", by=cast.agent, is_shared=True)
    with pytest.raises(DeskRefused, match="at most 50 views"):
        save_view(team=cast.team, name="more", filters={}, sort="due", by=cast.lead, is_shared=True)
    save_view(team=cast.team, name="own", filters={}, sort="due", by=cast.lead)
    shared = SavedView.objects.get(name="7")
    save_view(
        team=cast.team, name="seven", filters={}, sort="due", by=cast.agent, is_shared=True, view=shared
    )
    a_ticket(cast)
    access = access_to(cast.lead, cast.team)
    with django_assert_max_num_queries(4):
        counted = counts(access, views_of(access))
    assert len(counted) == 57
    assert counted[-1].count == 1


def test_who_may_change_nothing_shares_no_view(cast):
    client, url = cast.client(cast.planner), reverse("desk:keep_view", kwargs={"team": cast.team.slug})
    asked = {"name": "Mine", "query": "view=all-open"}
    assert client.post(url, asked).status_code == 302
    assert client.post(url, asked | {"name": "Ours", "is_shared": "on"}).status_code == 403
    assert [view.is_shared for view in SavedView.objects.all()] == [False]
