"""A version of the goals or of the triage rules: as it was, what it changed, and taken up again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from halfhour.desk.actions.goals import save_goals
from halfhour.desk.actions.triage import save_rules
from halfhour.desk.errors import DeskRefused, EveryContact
from halfhour.desk.queries.goals import policies
from halfhour.desk.queries.triage import rule_versions
from halfhour.desk.wording.setting import PARTS
from halfhour.desk.wording.versions import rules_changed, rules_shown
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.people.models import Team
from halfhour.people.typed import whole_number


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Where versions of a part are, by what they are saved, and the page that lists them."""

    versions: Callable[[Team], QuerySet[Any]]
    save: Callable[..., Any]
    page: str


KEPT = {
    "goals": Kept(versions=policies, save=save_goals, page="desk:goals"),
    "triage": Kept(versions=rule_versions, save=save_rules, page="desk:triage"),
}


@team_view(needs=Permission.SEE_BOARD)
def version(request: HttpRequest, *, access: TeamAccess, part: str, number: int) -> HttpResponse:
    """One version, for whoever sees the rules; whoever sets them can put it into force again."""
    kept = KEPT[part]
    shown = kept.versions(access.team).filter(number=number).first()
    newest = kept.versions(access.team).first()
    if shown is None or newest is None:
        raise Http404
    every_contact = ""
    if request.method == "POST":
        try:
            return _taken_up(request, access, part, shown.document)
        except EveryContact as refused:
            every_contact = refused.sentence
        except DeskRefused as refused:
            messages.error(request, refused.sentence)
            return redirect(request.path)
    earlier = kept.versions(access.team).filter(number__lt=number).first()
    context = {
        "part": PARTS[part],
        "page": kept.page,
        "shown": shown,
        "saved_at": shown.in_force_from if part == "goals" else shown.changed_at,
        "newest": newest.number,
        "rules": rules_shown(part, shown.document),
        "changed": rules_changed(part, earlier.document, shown.document) if earlier else None,
        "every_contact": every_contact,
        "may_set": access.may(Permission.SET_DESK),
    }
    return render(request, "desk/setting/version.html", context)


def _taken_up(
    request: HttpRequest, access: TeamAccess, part: str, document: Mapping[str, Any]
) -> HttpResponse:
    if not access.may(Permission.SET_DESK):
        raise PermissionDenied
    typed = whole_number(request.POST.get("based_on"))
    based_on = -1 if typed is None else typed
    more = {"every_contact": True} if part == "triage" and request.POST.get("act") == "every" else {}
    saved = KEPT[part].save(
        team=access.team, document=document, based_on=based_on, by=access.user, at=timezone.now(), **more
    )
    words = _("Saved as version {number}. It holds for contacts from now on.")
    messages.success(request, words.format(number=saved.number))
    return redirect(KEPT[part].page, team=access.team.slug)
