"""What stands behind the question mark of an address: refused where an operation knows nothing of it."""

from collections.abc import Callable
from functools import cache
from inspect import isclass, signature
from typing import Any, get_args

from django.http import HttpRequest
from django.utils.translation import gettext as _
from pydantic import BaseModel

from halfhour.api.errors import ValuesRefused, Wrong

LONGEST_NAME = 60


def refuse_unknown(request: HttpRequest, view: Callable[..., Any]) -> None:
    """Refuse a request that asks for something by a name that its operation does not have."""
    if not request.GET:
        return
    in_path = request.resolver_match.kwargs if request.resolver_match else {}
    known = sorted(_names(view) - in_path.keys())
    unknown = next((name for name in request.GET if name not in known), None)
    if unknown is None:
        return
    name = unknown[:LONGEST_NAME]
    sentence = _("There is no “{name}” here.")
    if known:
        sentence = _("There is no “{name}” to ask for here; there are: {known}.")
    raise ValuesRefused(Wrong(sentence.format(name=name, known=", ".join(known)), field=name, allowed=known))


@cache
def _names(view: Callable[..., Any]) -> frozenset[str]:
    """The names of a view's values; of a group of them, each."""
    found: set[str] = set()
    for name, parameter in signature(view).parameters.items():
        kind = next(iter(get_args(parameter.annotation)), None)
        if isclass(kind) and issubclass(kind, BaseModel):
            found.update(kind.model_fields)
        elif not (isclass(parameter.annotation) and issubclass(parameter.annotation, BaseModel)):
            found.add(name)
    return frozenset(found - {"request"})
