"""The reader's language and time zone, for the length of a request."""

from collections.abc import Callable
from functools import cache
from urllib.parse import unquote
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from halfhour.people.preferences import ZONE_COOKIE


class ReaderMiddleware:
    """Activates what the person chose in their account, else what their browser says.

    `request.reader_zone` is None where neither says: team pages then show the team's zone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = reader_language(request)
        zone = reader_zone(request)
        request.LANGUAGE_CODE = language
        request.reader_zone = zone  # type: ignore[attr-defined]
        with translation.override(language), timezone.override(zone):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if not translation.get_language_from_path(request.path_info):
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


def reader_language(request: HttpRequest) -> str:
    chosen = getattr(request.user, "language", "")
    if chosen and translation.check_for_language(chosen):
        return str(chosen)
    return translation.get_language_from_request(request)


def reader_zone(request: HttpRequest) -> ZoneInfo | None:
    chosen = getattr(request.user, "timezone", "")
    for name in (chosen, unquote(request.COOKIES.get(ZONE_COOKIE, ""))):
        if name in zone_names():
            return ZoneInfo(name)
    return None


@cache
def zone_names() -> frozenset[str]:
    """Every time zone a person may name, read once."""
    return frozenset(available_timezones())
