"""The HTTP API, version 1."""

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.translation import gettext as _

from halfhour.api.api import api

View = Callable[..., HttpResponse]


def refusing_as_json(view: View) -> View:
    """Say with a sentence which methods an address takes, where the framework says a word of plain text."""

    @wraps(view)
    def opened(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        if answer.status_code != 405:
            return answer
        allowed = ", ".join(sorted(answer["Allow"].split(", ")))
        sentence = _("This address takes {methods}, and not {method}.")
        detail = sentence.format(methods=allowed, method=request.method)
        return JsonResponse({"detail": detail}, status=405, headers={"Allow": allowed})

    return opened


put_together = api.urls
for pattern in put_together[0]:
    pattern.callback = refusing_as_json(cast(View, pattern.callback))
urlpatterns = [path("", put_together)]
