"""`/health/`: whether pages can be answered, for proxies, containers and whoever watches over them."""

import logging
from collections.abc import Callable

from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse

from halfhour.people.models import Team

logger = logging.getLogger(__name__)

PATH = "/health/"


class HealthMiddleware:
    """Answers before anything else does: who asks has no account, and may know neither name nor https.

    It tells nothing that depends on who asks, so names and https need not be insisted on here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info != PATH or request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        return _health()


def _health() -> HttpResponse:
    told, status = "ok", 200
    try:
        Team.objects.exists()
    except Error as error:
        logger.error("the database does not answer: %s", error)
        told, status = "no_database", 503
    return JsonResponse({"status": told}, status=status, headers={"Cache-Control": "no-store"})
