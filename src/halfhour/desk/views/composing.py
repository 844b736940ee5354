"""Writing on a ticket: replies, notes, what is kept of them while they are written, and their files."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from halfhour.desk.access import open_attachment, open_ticket
from halfhour.desk.actions.attachments import attach_to_draft, detach
from halfhour.desk.actions.conversation import add_note, reply
from halfhour.desk.actions.drafts import ComesWith, save_draft
from halfhour.desk.errors import DeskRefused, DraftMovedOn
from halfhour.desk.forms.workspace import ComesWithForm, NoteForm, ReplyForm, first_error
from halfhour.desk.models import DraftKind, Ticket
from halfhour.desk.queries.macros import visible_macros
from halfhour.desk.views.downloads import as_download
from halfhour.desk.views.drafts import Typed, given_stamp, keep_typed, seen_draft, seen_stamps
from halfhour.desk.views.pane import Said, answer
from halfhour.desk.views.ticket import done, wrong
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view

MOST_NAMED = 5  # files that were left out; of the others it is said how many


@team_view(needs=Permission.WORK_TICKETS)
@require_POST
def send_reply(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Answer the customer; what was typed stays in the composer, and as a draft, until it is sent."""
    found = open_ticket(access, number)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _kept(request, access, found, DraftKind.REPLY, first_error(form))
    return done(
        request,
        access,
        found,
        lambda: reply(
            ticket=found,
            text=form.cleaned_data["text"],
            by=access.user,
            at=timezone.now(),
            then=form.cleaned_data["then"],
            seen=form.cleaned_data["seen_messages"],
            draft=seen_draft(request),
        ),
        said=lambda: Said(
            text=_("Sent. Ticket {number}: {state}.").format(
                number=number, state=form.cleaned_data["then"].label
            ),
            tone="success",
        ),
        sent=DraftKind.REPLY,
        keeps=Typed(DraftKind.REPLY, request.POST.get("text", "")),
    )


@team_view(needs=Permission.WORK_TICKETS)
@require_POST
def keep_note(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Write something that only the team reads. Nobody's change in between is in its way."""
    found = open_ticket(access, number)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _kept(request, access, found, DraftKind.NOTE, first_error(form))
    return done(
        request,
        access,
        found,
        lambda: add_note(
            ticket=found,
            text=form.cleaned_data["text"],
            by=access.user,
            at=timezone.now(),
            draft=seen_draft(request),
        ),
        said=lambda: Said(text=_("Note kept. Only the team reads it."), tone="success"),
        sent=DraftKind.NOTE,
        keeps=Typed(DraftKind.NOTE, request.POST.get("text", "")),
    )


@team_view(needs=Permission.WORK_TICKETS)
@require_POST
def draft(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Keep what is being typed; what was written in another window meanwhile comes back, to be joined."""
    found = open_ticket(access, number)
    kind = request.POST.get("kind", "")
    if kind not in DraftKind.values:
        return JsonResponse({"said": _("This is neither a reply nor a note.")}, status=422)
    try:
        save_draft(
            ticket=found,
            kind=DraftKind(kind),
            text=request.POST.get("text", ""),
            by=access.user,
            at=timezone.now(),
            comes_with=_comes_with(request, access),
            seen=seen_stamps(request),
            stamp=given_stamp(request),
        )
    except DraftMovedOn as moved:
        now = {"said": moved.sentence, "text": moved.text, "stamp": moved.stamp}
        return JsonResponse(now, status=409)
    except DeskRefused as refused:
        return JsonResponse({"said": refused.sentence}, status=409)
    return HttpResponse(status=204)


@team_view(needs=Permission.WORK_TICKETS)
@require_POST
def attach(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Files for what is being written; each is kept at once, and goes out with the message.

    What cannot be kept is left out and named; the others are kept.
    """
    found = open_ticket(access, number)
    kind = request.POST.get("kind", "")
    files = request.FILES.getlist("file")
    if kind not in DraftKind.values or not files:
        return wrong(request, access, found, _("Choose a file."))
    left_out = []
    for file in files:
        name, chunks = file.name or "", file.chunks()
        try:
            attach_to_draft(
                ticket=found,
                kind=DraftKind(kind),
                name=name,
                chunks=chunks,
                by=access.user,
                at=timezone.now(),
            )
        except DeskRefused as refused:
            left_out.append(_("“{name}” was left out: {why}").format(name=name, why=refused.sentence))
    if not left_out:
        return answer(request, access=access, ticket=found)
    more = len(left_out) - MOST_NAMED
    if more > 0:
        words = ngettext("{count} more file was left out.", "{count} more files were left out.", more)
        left_out[MOST_NAMED:] = [words.format(count=more)]
    said = Said(text=" ".join(left_out), tone="error")
    return answer(request, access=access, ticket=found, said=said, status=409)


@team_view(needs=Permission.SEE_TICKETS)
@require_GET
def attachment(request: HttpRequest, *, access: TeamAccess, token: str) -> HttpResponseBase:
    """A file, always as a download."""
    return as_download(open_attachment(access, token))


@team_view(needs=Permission.WORK_TICKETS)
@require_POST
def remove_attachment(request: HttpRequest, *, access: TeamAccess, token: str) -> HttpResponse:
    """Take a file away from what is being written."""
    file = open_attachment(access, token)
    found = open_ticket(access, file.ticket.number)
    return done(
        request,
        access,
        found,
        lambda: detach(attachment=file, by=access.user),
        said=lambda: Said(text=_("File removed.")),
    )


def _comes_with(request: HttpRequest, access: TeamAccess) -> ComesWith:
    """The canned reply that the page says the text was made of, and what is chosen to follow."""
    form = ComesWithForm(request.POST)
    if not form.is_valid():
        return ComesWith(macro=None, then="")
    given = form.cleaned_data
    offered = visible_macros(access).filter(is_retired=False)
    return ComesWith(macro=offered.filter(pk=given["macro"]).first(), then=given["then"])


def _kept(
    request: HttpRequest, access: TeamAccess, found: Ticket, kind: DraftKind, sentence: str
) -> HttpResponse:
    keep_typed(request, access, found, Typed(kind, request.POST.get("text", "")))
    return wrong(request, access, found, sentence)
