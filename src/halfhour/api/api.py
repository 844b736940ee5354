"""The API put together: its parts, its door, and how it says no."""

import logging
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from ninja import Router
from ninja.errors import HttpError, ValidationError

from halfhour import __version__
from halfhour.api.document import DocumentedAPI
from halfhour.api.doors import Bearer, TokenThrottle
from halfhour.api.errors import NothingGiven, RightRefused, ValuesRefused, Wrong
from halfhour.api.invalid import wrong_values
from halfhour.api.routes import (
    beside_customers,
    checklist,
    complaints,
    composing,
    customer_history,
    customer_setting,
    customers,
    explaining,
    failed_mail,
    goals,
    hand_offs,
    jobs,
    joining,
    key,
    learned,
    macros,
    many,
    missed,
    notices,
    organisations,
    overview,
    process_setting,
    ratings,
    set_aside,
    setting,
    setting_changes,
    taking_back,
    ticket_fields,
    tickets,
    triage_rules,
)
from halfhour.api.tokens import known_token
from halfhour.customers.errors import CustomerMovedOn, CustomerRefused
from halfhour.desk.errors import (
    DeskRefused,
    DifferentCustomers,
    DraftMovedOn,
    KeyUsedAgain,
    SavedSince,
    TicketMovedOn,
    TicketTaken,
)
from halfhour.desk.storage import MOST_MEGABYTES
from halfhour.people.errors import TeamHasNoSettings

logger = logging.getLogger(__name__)
DESCRIPTION = """
The desk of one team over HTTP. Send the key as `Authorization: Bearer hh_…`; make one on the page "API keys".

Lists come in pages: send the `next` of one as the `after` of the following request. What changes something
takes an `Idempotency-Key`: the same key with the same body is carried out once, however often it is sent
within seven days.
Send the `revision` you have seen, and nothing that somebody else did since is overwritten. What is refused
comes with one sentence in `detail`; with 422, `wrong` names each value that does not fit, with 403
`missing_scopes` and `missing_rights` what the key or its person lacks.
"""

api = DocumentedAPI(
    title="Halfhour",
    version=__version__,
    description=DESCRIPTION.strip(),
    urls_namespace="api",
    auth=Bearer(),
    throttle=TokenThrottle(),
    docs_url=None,
)
PARTS: tuple[tuple[str, str, Router], ...] = (
    ("/tickets/bulk", "Many tickets", many.bulk),
    ("/tickets", "Tickets", tickets.router),
    ("/tickets", "Tickets", taking_back.router),
    ("/given", "Tickets", taking_back.given),
    ("/tickets", "Belonging together", joining.router),
    ("/tickets", "Writing and files", composing.router),
    ("/attachments", "Writing and files", composing.files),
    ("/tickets", "Checklist", checklist.router),
    ("/tickets", "Why a ticket stands as it does", explaining.router),
    ("/views", "Many tickets", many.views),
    ("/search", "Many tickets", many.search),
    ("/set-aside", "Set aside", set_aside.router),
    ("/failed-mail", "Mail that could not be sent", failed_mail.router),
    ("/customers", "Customers", customer_history.bringing_in),
    ("/customers", "Customers", customers.router),
    ("/customers", "Customers", beside_customers.router),
    ("/customers", "Customers", customer_history.router),
    ("/duplicates", "Customers", customer_history.duplicates),
    ("/organisations", "Organisations", organisations.router),
    ("/macros", "Canned replies", macros.router),
    ("/tickets", "Canned replies", macros.on_tickets),
    ("/complaints", "Complaints", complaints.router),
    ("/tickets", "Complaints", complaints.on_tickets),
    ("/departments", "Hand-offs", hand_offs.departments),
    ("/hand-offs", "Hand-offs", hand_offs.router),
    ("/tickets", "Hand-offs", hand_offs.on_tickets),
    ("/ratings", "Ratings", ratings.router),
    ("", "Overview", overview.router),
    ("", "Overview", key.router),
    ("/notices", "Overview", notices.router),
    ("", "Overview", missed.router),
    ("/goals", "Setting", goals.router),
    ("", "Setting", setting.router),
    ("/triage-rules", "Setting", triage_rules.router),
    ("/learned", "Setting", learned.router),
    ("/ticket-fields", "Setting", ticket_fields.router),
    ("", "Setting", process_setting.router),
    ("", "Setting", setting_changes.router),
    ("", "Setting of customers", customer_setting.router),
    ("/jobs", "Long work", jobs.router),
)
for prefix, tag, part in PARTS:
    api.add_router(prefix, part, tags=[tag])


@api.exception_handler(OperationalError)
def broken_off(request: HttpRequest, error: OperationalError) -> HttpResponse:
    """Two waited for each other, or the database is away; the step that was begun is taken back."""
    logger.error("%s %s was broken off", request.method, request.path, exc_info=error)
    sentence = _("The server could not finish this just now. Send it again, under the same idempotency key.")
    answer = _refusal(request, 503, sentence)
    answer.headers["Retry-After"] = "1"
    return answer


@api.exception_handler(TicketMovedOn)
@api.exception_handler(TicketTaken)
@api.exception_handler(CustomerMovedOn)
def moved_on(request: HttpRequest, refused: Any) -> HttpResponse:
    """Somebody was faster: what they left is said along."""
    return _refusal(request, 409, refused.sentence, revision=refused.latest.revision)


@api.exception_handler(SavedSince)
def saved_since(request: HttpRequest, refused: Any) -> HttpResponse:
    return _refusal(request, 409, refused.sentence, revision=refused.revision)


@api.exception_handler(DraftMovedOn)
def draft_moved_on(request: HttpRequest, refused: Any) -> HttpResponse:
    """What the person wrote meanwhile comes along; it is empty where they sent it or threw it away."""
    return _refusal(request, 409, refused.sentence, text=refused.text, stamp=refused.stamp)


@api.exception_handler(NothingGiven)
def nothing_given(request: HttpRequest, refused: Any) -> HttpResponse:
    return _refusal(request, 409, str(refused), reason=refused.reason)


@api.exception_handler(DifferentCustomers)
def different_customers(request: HttpRequest, refused: Any) -> HttpResponse:
    """Who they are, and how to say that it is meant."""
    whose = [
        {"number": customer.number, "name": customer.name, "ticket": ticket.number}
        for customer, ticket in refused.people
    ]
    said = _("Send “different_customers”: true to do so nevertheless.")
    return _refusal(request, 409, f"{refused.sentence} {said}", customers=whose)


@api.exception_handler(KeyUsedAgain)
def conflict(request: HttpRequest, refused: Any) -> HttpResponse:
    return _refusal(request, 409, refused.sentence)


@api.exception_handler(DeskRefused)
@api.exception_handler(CustomerRefused)
@api.exception_handler(TeamHasNoSettings)
def desk_refused(request: HttpRequest, refused: Any) -> HttpResponse:
    """What cannot be done as asked, with the value that is to blame where it is one."""
    field, allowed = getattr(refused, "field", ""), getattr(refused, "allowed", ())
    return _wrong(request, [Wrong(str(refused), field=field, allowed=allowed)])


@api.exception_handler(ValuesRefused)
def values_refused(request: HttpRequest, refused: Any) -> HttpResponse:
    return _wrong(request, refused.wrong)


@api.exception_handler(RightRefused)
def right_refused(request: HttpRequest, refused: Any) -> HttpResponse:
    """What the key lacks, or its person: for people a sentence, for programs the names."""
    missing = {"missing_scopes": refused.scopes, "missing_rights": refused.rights}
    return _refusal(request, 403, str(refused), **missing)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, refused: Any) -> HttpResponse:
    """What the body or the address may not hold: the first in `detail`, and all of it in `wrong`."""
    return _wrong(request, wrong_values(refused.errors))


@api.exception_handler(HttpError)
def refused(request: HttpRequest, refused: Any) -> HttpResponse:
    """What the framework refuses, in sentences; our own refusals bring theirs."""
    match refused.status_code:
        case 400:
            said = _unreadable()
        case 401:
            said = _why_no_key_fits(request)
        case 429:
            said = _("Too many requests; wait as many seconds as “Retry-After” says.")
        case _:
            said = str(refused)
    answer = _refusal(request, refused.status_code, said)
    if answer.status_code == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _why_no_key_fits(request: HttpRequest) -> str:
    """What is wrong with the key that came; of one that is known only whoever has it is told anything."""
    kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.casefold() != "bearer" or not secret.strip():
        return _("Send a key, as “Authorization: Bearer hh_…”.")
    known = known_token(secret)
    if known is None:
        return _("No key of this house is like the one sent; copy it whole, it begins with hh_.")
    if known.revoked_at is not None:
        when = date_format(timezone.localtime(known.revoked_at), "SHORT_DATE_FORMAT")
        return _("This key was taken back on {date}; make a new one.").format(date=when)
    if known.expires_at is not None and known.expires_at <= timezone.now():
        when = date_format(timezone.localtime(known.expires_at), "SHORT_DATE_FORMAT")
        return _("This key ran out on {date}; make a new one.").format(date=when)
    return _("The person in whose name this key acts can no longer log in; make a new one.")


@api.exception_handler(RequestDataTooBig)
def too_large(request: HttpRequest, refused: Any) -> HttpResponse:
    sentence = _("The body is too large: it may have at most {most} MB, and a file that is sent {file} MB.")
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1_000_000
    return _refusal(request, 413, sentence.format(most=most, file=MOST_MEGABYTES))


@api.exception_handler(SuspiciousOperation)
@api.exception_handler(MultiPartParserError)
def unreadable(request: HttpRequest, refused: Any) -> HttpResponse:
    return _refusal(request, 400, _unreadable())


@api.exception_handler(Http404)
def not_there(request: HttpRequest, refused: Any) -> HttpResponse:
    return _refusal(request, 404, _("There is nothing here"))


def _unreadable() -> str:
    return _("The body could not be read: send JSON, or multipart/form-data where files are taken.")


def _wrong(request: HttpRequest, wrong: Sequence[Wrong]) -> HttpResponse:
    return _refusal(request, 422, wrong[0].why, wrong=[each.said() for each in wrong])


def _refusal(request: HttpRequest, status: int, detail: str, **more: Any) -> HttpResponse:
    return api.create_response(request, {"detail": detail, **more}, status=status)
