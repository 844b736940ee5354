"""The HTTP API, version 1."""

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.translation import gettext as _

from halfhour.api.api import api
from halfhour.api.doors import tell_limit
from halfhour.api.views import reference

View = Callable[..., HttpResponse]


def completed(view: View) -> View:
    """Tell of the limit, and of the methods an address takes, which the framework says in plain text."""

    @wraps(view)
    def opened(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        tell_limit(request, answer)
        if answer.status_code != 405:
            return answer
        allowed = ", ".join(sorted(answer["Allow"].split(", ")))
        sentence = _("This address takes {methods}, and not {method}.")
        detail = sentence.format(methods=allowed, method=request.method)
        return JsonResponse({"detail": detail}, status=405, headers={"Allow": allowed})

    return opened


put_together = api.urls
for pattern in put_together[0]:
    pattern.callback = completed(cast(View, pattern.callback))
urlpatterns = [path("", reference, name="api-reference"), path("", put_together)]
