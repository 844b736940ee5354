"""Pages for people without an account: the form, a customer's ticket, new links."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from halfhour.desk.actions import customer_side
from halfhour.desk.errors import DeskRefused, KeyUsedAgain
from halfhour.desk.forms.public import AgainForm, ContactForm, Guarded, LinkForm, fields_on_form, own_words
from halfhour.desk.limits import is_allowed, visitor
from halfhour.desk.models import DeskSettings, State
from halfhour.desk.queries import customer_page
from halfhour.desk.signing import LinkRefused, form_token, ticket_token
from halfhour.desk.views.downloads import as_download
from halfhour.desk.wording.mail import zone_of
from halfhour.desk.wording.public import complaint_words, promised_words, state_words
from halfhour.people.doors import open_to_everyone
from halfhour.people.models import Team
from halfhour.people.queries import team_zone

View = Callable[..., HttpResponseBase]
TOO_OFTEN, CLOSED = 429, 403


def for_outsiders(view: View) -> View:
    """A page that is nobody else's: neither kept nor listed anywhere, calm where a link is wrong."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except LinkRefused as refused:
            status = 410 if refused.is_old else 404
            context = {"form": LinkForm(), "typed": typed_text(request), "files_again": bool(request.FILES)}
            response = render(request, "desk/public/no_link.html", context, status=status)
        response.headers["Cache-Control"] = "no-store, private"
        response.headers["Content-Language"] = get_language()  # a page may have one of its own
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return open_to_everyone(opened)


def typed_text(request: HttpRequest) -> str:
    """What somebody wrote on a page that cannot be sent any more; it is shown to them and kept nowhere."""
    named = (request.POST.get(name, "").strip() for name in ("text", "answer", "comment"))
    return next((each for each in named if each), "")


def _comes_too_often(request: HttpRequest, form: Guarded, *limits: tuple[str, str, int, int]) -> bool:
    """Whether this is too much from one place; the form says so, and keeps what was typed."""
    allowed = [is_allowed(what=what, who=who, most=most, seconds=span) for what, who, most, span in limits]
    if all(allowed):
        return False
    form.add_error(None, _("That was a lot in a short time. Please wait some minutes, then send it again."))
    return True


@for_outsiders
def form(request: HttpRequest, slug: str) -> HttpResponse:
    """A team's form; where it is closed, nothing but that, and what somebody wrote meanwhile."""
    found = Team.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    kept = DeskSettings.objects.filter(team=found).first() or DeskSettings(team=found)
    context: dict[str, Any] = {
        "help_team": found,
        "heading": own_words(kept.form.get("title", {})),
        "intro": own_words(kept.form.get("intro", {})),
    }
    if not kept.form_is_open and not request.POST.get("text", "").strip():
        return render(request, "desk/public/closed.html", context)
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    filled = ContactForm(*data, kept=kept, fields=fields_on_form(found))
    status = 200
    if filled.is_bound:
        answer = _sent(request, found, filled) if kept.form_is_open else None
        if answer is not None:
            return answer
        status = TOO_OFTEN if filled.non_field_errors() else 422
        if not kept.form_is_open:
            status = _kept_back(filled)
    context |= {"form": filled, "files_again": bool(request.FILES)}
    return render(request, "desk/public/form.html", context, status=status)


def _kept_back(filled: ContactForm) -> int:
    """The form was closed while somebody wrote: what they typed stays before them, with this status."""
    filled.full_clean()
    sentence = _(
        "This form was closed while you wrote, so nothing was sent. Your text stays on this page: copy it,"
        " or leave the page open and send it once the form is open again."
    )
    filled.add_error(None, sentence)
    return CLOSED


def _sent(request: HttpRequest, team: Team, filled: ContactForm) -> HttpResponse | None:
    if not filled.is_valid():
        return None
    address = filled.cleaned_data["email"].lower()
    place = ("form-place", visitor(request), 30, 600)
    if _comes_too_often(request, filled, place, ("form-address", address, 10, 600)):
        return None
    try:
        raw = customer_side.send_form(
            team=team,
            key=filled.cleaned_data["key"],
            body={**filled.body(), "timezone": _told_zone(request)},
            files=filled.given_files(),
            at=timezone.now(),
        )
    except KeyUsedAgain:
        filled.with_new_key()
        filled.add_error(None, _("Your first message was sent already. Send once more to send this one too."))
        return None
    except DeskRefused as refused:
        filled.add_error(None, refused.sentence)
        return None
    if raw.ticket is None:
        return render(request, "desk/public/kept.html", {"help_team": team})
    return redirect("help:sent", token=form_token(raw.ticket))


def _told_zone(request: HttpRequest) -> str:
    """The zone of the browser, where it names a place; one that says UTC mostly keeps its own to itself."""
    zone = str(getattr(request, "reader_zone", None) or "")
    return zone if "/" in zone and not zone.startswith("Etc/") else ""


@for_outsiders
@require_GET
def sent(request: HttpRequest, token: str) -> HttpResponse:
    """The confirmation: number, promise, and where to see how far it is."""
    page = customer_page.opened(token)
    return render(request, "desk/public/sent.html", _context(request, page, token))


@for_outsiders
def ticket(request: HttpRequest, token: str) -> HttpResponse:
    """A customer's ticket: how far it is, what was said, and a place to write again."""
    page = customer_page.opened(token)
    filled = AgainForm(*((request.POST, request.FILES) if request.method == "POST" else (None, None)))
    status = 200
    if filled.is_bound:
        if filled.is_valid() and not _comes_too_often(
            request,
            filled,
            ("again-place", visitor(request), 30, 600),
            ("again", str(page.ticket.pk), 20, 600),
        ):
            try:
                raw = customer_side.write_again(
                    ticket=page.ticket,
                    text=filled.cleaned_data["text"],
                    key=filled.cleaned_data["key"],
                    files=filled.given_files(),
                    at=timezone.now(),
                )
            except KeyUsedAgain as refused:
                filled.with_new_key()
                filled.add_error(None, refused.sentence)
            except DeskRefused as refused:
                filled.add_error("text", refused.sentence)
            else:
                if customer_page.goes_on_at(raw.ticket, page):
                    token = ticket_token(raw.ticket)
                return redirect(f"{_path(token)}?written=1")
        status = TOO_OFTEN if filled.non_field_errors() else 422
    context = _context(request, page, token) | {
        "form": filled,
        "was_written": "written" in request.GET,
        "files_again": bool(request.FILES),
    }
    return render(request, "desk/public/ticket.html", context, status=status)


@for_outsiders
def solved(request: HttpRequest, token: str) -> HttpResponse:
    """Mark as solved; asked for by a button, so a mail reader that opens links settles nothing."""
    page = customer_page.opened(token)
    if request.method == "POST":
        customer_side.mark_solved(ticket=page.ticket, at=timezone.now())
    return redirect("help:ticket", token=token)


@for_outsiders
@require_GET
def file(request: HttpRequest, token: str, file: str) -> HttpResponseBase:
    """A file of a message that the page shows, as a download."""
    found = customer_page.open_file(customer_page.opened(token), file)
    if found is None:
        raise LinkRefused(is_old=False)
    return as_download(found)


@for_outsiders
def link_again(request: HttpRequest) -> HttpResponse:
    """Mails new links to whoever has tickets under an address; says the same whether there are any.

    How often is counted for who asks; what an address is sent has a limit that nobody is told of.
    """
    filled = LinkForm(request.POST if request.method == "POST" else None)
    if not filled.is_bound or not filled.is_valid():
        return render(request, "desk/public/link_again.html", {"form": filled, "was_sent": False})
    email = filled.cleaned_data["email"]
    if _comes_too_often(request, filled, ("link-place", visitor(request), 10, 3600)):
        return render(
            request, "desk/public/link_again.html", {"form": filled, "was_sent": False}, status=TOO_OFTEN
        )
    customer_side.send_links_again(email=email, at=timezone.now())
    return render(request, "desk/public/link_again.html", {"form": filled, "was_sent": True})


def _path(token: str) -> str:
    return str(redirect("help:ticket", token=token)["Location"])


def _context(request: HttpRequest, page: customer_page.Page, token: str) -> dict[str, Any]:
    shown = page.ticket
    if getattr(request, "reader_zone", None) is None:
        timezone.activate(zone_of(shown) if shown.customer else team_zone(shown.team))
    at = timezone.now()
    promise = customer_page.promise_of(shown, at)
    return {
        "help_team": shown.team,
        "ticket": shown,
        "token": token,
        "messages_shown": customer_page.conversation(page),
        "hides_answers": not page.shows_answers,
        "moved_to": customer_page.moved_to(page),
        "came_from": customer_page.came_from(page),
        "promise": promised_words(promise, at=at) if promise else "",
        "complaint": complaint_words(customer_page.complaint_answer(shown), at=at),
        "state_words": state_words(shown),
        "is_settled": shown.is_ended,
        "is_waiting": shown.state == State.WAITING_ON_CUSTOMER,
        "zone": timezone.get_current_timezone_name().replace("_", " "),
        "link": f"{settings.PUBLIC_URL}{_path(token)}",
    }
