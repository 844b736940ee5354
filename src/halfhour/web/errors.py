"""Pages for what went wrong; each says what happened and where to go next."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": _("The request could not be read.")}, status=400)
    return render(request, "web/errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "web/errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": _("There is nothing here")}, status=404)
    return render(request, "web/errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """No database and no context here: whatever broke may break again."""
    return HttpResponse(_PLAIN_PAGE, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The token is gone or another's: the session has ended, or a new one has begun, as scripts are told."""
    response = render(request, "web/errors/csrf.html", status=403)
    response.headers["X-Session-Ended"] = "yes"
    return response


_PLAIN_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Halfhour</title>
<h1>Something broke on our side</h1>
<p>It has been written to the log. Nothing you saved before is lost. <a href="/">Back to the start</a></p>
</html>"""
