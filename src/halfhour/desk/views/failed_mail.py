"""Mail that could not be sent: looked at, tried again, or left."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from halfhour.desk.actions.failed_mail import leave, try_again
from halfhour.desk.models import Outgoing
from halfhour.desk.queries.failed_mail import failed_mail as failed_mail_of
from halfhour.desk.queries.failed_mail import state_of, still_tried, waiting_mail, with_receivers
from halfhour.desk.wording.failed_mail import settled_words
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.people.typed import whole_number

ON_A_PAGE = 50
MOST_WAITING = 20  # are listed: after an hour without a mail server they are all alike


@team_view(needs=Permission.SET_DESK)
@require_GET
def failed_mail(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """What could not be sent, to whom, and why."""
    failed = failed_mail_of(access).select_related("ticket__customer")
    page = Paginator(failed, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": with_receivers(page.object_list),
        "count": page.paginator.count,
        "still_tried": still_tried(access),
        "waiting": with_receivers(waiting_mail(access).select_related("ticket__customer")[:MOST_WAITING]),
    }
    return render(request, "desk/intake/failed_mail.html", context)


@team_view(needs=Permission.SET_DESK)
@require_POST
def settle_failed_mail(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """One of them, or all: tried again, or left."""
    named = request.POST.get("mail", "")
    chosen = _chosen(failed_mail_of(access), named)
    if request.POST.get("act") == "leave":
        count = leave(chosen)
        said = ngettext("{count} mail is left.", "{count} mails are left.", count)
    else:
        count = try_again(chosen, at=timezone.now())
        said = ngettext("{count} mail is sent again now.", "{count} mails are sent again now.", count)
    if count:
        messages.success(request, said.format(count=count))
    else:
        messages.info(request, settled_words(state_of(access, _pk(named))))
    return redirect("desk:failed_mail", team=access.team.slug)


def _chosen(failed: QuerySet[Outgoing], pk: str) -> QuerySet[Outgoing]:
    if pk == "all":
        return failed
    return failed.filter(pk=_pk(pk))


def _pk(text: str) -> int:
    """0, which no row has, where it is no number."""
    return whole_number(text, digits=17) or 0
