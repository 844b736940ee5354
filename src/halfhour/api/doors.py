"""The API's door: a key, what it may do, how often, and the answers to whoever is refused.

Every operation is declared with what it `needs`; a test walks them all.
"""

import hashlib
import json
import time
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Status
from ninja.errors import HttpError
from ninja.responses import NinjaJSONEncoder
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle
from pydantic import BaseModel

from halfhour.api.asked import refuse_unknown
from halfhour.api.counting import MINUTE, counts
from halfhour.api.erasing import ERASED
from halfhour.api.errors import ValuesRefused, Wrong
from halfhour.api.models import AnsweredCall, ApiToken
from halfhour.api.rights import lacking
from halfhour.api.scopes import permissions_of
from halfhour.api.tokens import access_of, token_of
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.acting import by_key

KEY_HEADER = "Idempotency-Key"
LONGEST_KEY = 200


def tell_limit(request: HttpRequest, answer: HttpResponse) -> None:
    """How many requests the key has, how many of them are left, and in how many seconds they begin anew."""
    left = getattr(request, "requests_left", None)
    if left is not None:
        answer.headers["RateLimit-Limit"] = str(settings.API_REQUESTS_PER_MINUTE)
        answer.headers["RateLimit-Remaining"] = str(left)
        answer.headers["RateLimit-Reset"] = str(MINUTE - int(time.time()) % MINUTE)


class TokenRequest(HttpRequest):
    """A request that has passed the door."""

    auth: ApiToken
    access: TeamAccess


class Bearer(HttpBearer):
    """`Authorization: Bearer hh_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        found = token_of(token, at=timezone.now())
        if found is not None:
            request.access = access_of(found, permissions_of(found.scopes))  # type: ignore[attr-defined]
        return found


class TokenThrottle(BaseThrottle):
    """So many requests a minute for each key, counted by the minute of the clock."""

    def allow_request(self, request: HttpRequest) -> bool:
        token = getattr(request, "auth", None)
        if not isinstance(token, ApiToken):
            return True
        left = int(settings.API_REQUESTS_PER_MINUTE) - counts.asked(token.pk)
        request.requests_left = max(left, 0)  # type: ignore[attr-defined]
        return left >= 0

    def wait(self) -> float:
        return MINUTE - time.time() % MINUTE


def needs(*permissions: Permission) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Refuse a key whose person or scopes do not allow this; of several permissions any one is enough."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def opened(request: TokenRequest, *args: Any, **kwargs: Any) -> Any:
            refuse_without(request, *permissions)
            refuse_unknown(request, view)
            with by_key(request.auth.name):
                return view(request, *args, **kwargs)

        opened.needs = permissions  # type: ignore[attr-defined]
        return opened

    return decorate


def refuse_without(request: TokenRequest, *permissions: Permission) -> None:
    """Refuse a key that may do none of these, and say what it lacks."""
    if not any(map(request.access.may, permissions)):
        raise lacking(request.auth, permissions)


def once(view: Callable[..., Any]) -> Callable[..., Any]:
    """Carry out a request with an idempotency key once; the same request later gets the same answer.

    The key and what it did are saved together: a request that broke leaves no trace, and can be repeated.
    """

    @wraps(view)
    def opened(request: TokenRequest, *args: Any, **kwargs: Any) -> Any:
        key = request.headers.get(KEY_HEADER, "")
        if not key:
            return view(request, *args, **kwargs)
        refuse_unusable_key(key)
        return _answer_once(view, request, key, timezone.now(), args, kwargs)

    opened.takes_key = True  # type: ignore[attr-defined]
    return opened


def once_at_the_gate(view: Callable[..., Any]) -> Callable[..., Any]:
    """For what goes through the gate, which keeps idempotency keys itself."""
    view.takes_key = True  # type: ignore[attr-defined]
    return view


def refuse_unusable_key(key: str) -> None:
    if len(key) > LONGEST_KEY or "\x00" in key:
        sentence = _("An idempotency key has at most {most} characters.")
        raise ValuesRefused(Wrong(sentence.format(most=LONGEST_KEY), field=KEY_HEADER))


def _answer_once(
    view: Callable[..., Any], request: TokenRequest, key: str, at: datetime, args: Any, kwargs: Any
) -> Any:
    digest = _digest(request)
    call = AnsweredCall(token=request.auth, key=key, digest=digest, at=at)
    try:
        with transaction.atomic():
            call.save(force_insert=True)
            answer = view(request, *args, **kwargs)
            status, body = _parts(answer)
            call.status, call.body = status, body
            call.save(update_fields=["status", "body"])
            return answer
    except IntegrityError:
        known = AnsweredCall.objects.filter(token=request.auth, key=key).first()
        if known is None:
            raise
    if known.digest != digest:
        raise HttpError(409, _("This idempotency key was used before, for another request."))
    if known.status is None:
        raise HttpError(409, _("The first request with this idempotency key is still being carried out."))
    if known.body == ERASED:
        raise HttpError(
            409, _("This request was carried out; its answer is gone, since a customer was erased meanwhile.")
        )
    return HttpResponse(known.body, status=known.status, content_type="application/json")


def _digest(request: TokenRequest) -> str:
    """Equal for requests that ask for the same; of forms with files their values, whatever parts them."""
    digest = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    if request.content_type != "multipart/form-data":
        digest.update(request.body)
        return digest.hexdigest()
    digest.update(request.POST.urlencode().encode())
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            digest.update(f"\n{name} {file.name} {file.size}\n".encode())
            for chunk in file.chunks():
                digest.update(chunk)
    return digest.hexdigest()


def _parts(answer: Any) -> tuple[int, str]:
    """What a view returned, as it will be answered again."""
    status, value = (answer.status_code, answer.value) if isinstance(answer, Status) else (200, answer)
    if value is None:
        return status, ""
    dumped = value.model_dump() if isinstance(value, BaseModel) else value
    return status, json.dumps(dumped, cls=NinjaJSONEncoder)


__all__ = [
    "Bearer",
    "Router",
    "TokenRequest",
    "TokenThrottle",
    "needs",
    "once",
    "once_at_the_gate",
    "refuse_unusable_key",
    "refuse_without",
]
