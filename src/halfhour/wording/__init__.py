"""The engine's reasons in the reader's language: one module of words per engine package.

Each module holds `WORDS`, from a reason's kind to a sentence with named places for its figures.
"""

from datetime import date
from functools import cache
from importlib import import_module
from math import isfinite
from pkgutil import iter_modules
from typing import cast

from babel import Locale
from babel.dates import format_skeleton
from babel.numbers import format_decimal
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from halfhour.engine.errors import EngineError
from halfhour.engine.reasons import Figure, Reason, ReasonKind

# English as the rest of the product writes it, days before months.
LOCALES = {"en": "en_GB", "zh-hans": "zh_Hans_CN", "ru": "ru"}
# The kinds that the engine itself names; any other is the team's own word.
KINDS: dict[str, str | Promise] = {
    "break": _("break"),
    "lunch": _("lunch"),
    "training": _("training"),
    "coaching": _("coaching"),
    "meeting": _("meeting"),
    "leave": _("leave"),
}


@cache
def all_words() -> dict[ReasonKind, str | Promise]:
    """Every kind of reason that has words, from all the modules of this package."""
    words: dict[ReasonKind, str | Promise] = {}
    for module in iter_modules(__path__, prefix=f"{__name__}."):
        words.update(import_module(module.name).WORDS)
    return words


def sentence(reason: Reason) -> str:
    """The reason as a sentence in the active language, its numbers in the reader's form: 2,531 or 39,4%.

    Figures named `on` or ending in `_on` are dates, and written as the reader writes them. Those named
    `kind` or ending in `_kind` are the kinds of breaks, sessions and days off. Those ending in `_rule`
    are rules that have words of their own.
    """
    words = cast(str, all_words()[reason.kind])  # a promise passes `format` on, plural forms included
    return words.format(**{name: _told(name, figure) for name, figure in reason.figures.items()})


def refusal(error: EngineError) -> str:
    """Why the engine refuses: its reason as a sentence, or its message where it gives none."""
    return str(error) if error.reason is None else sentence(error.reason)


def _told(name: str, figure: Figure) -> Figure:
    if isinstance(figure, str) and (name == "on" or name.endswith("_on")):
        return _day(date.fromisoformat(figure))
    if isinstance(figure, str) and (name == "kind" or name.endswith("_kind")):
        return str(KINDS.get(figure, figure))
    if isinstance(figure, str) and name.endswith("_rule"):
        return str(all_words().get(figure, figure))  # type: ignore[call-overload]
    if isinstance(figure, int):
        return _Whole(figure)
    return _Number(figure) if isinstance(figure, float) else figure


class _Whole(int):
    """A count that is told as the reader writes numbers, and still chooses the plural form."""

    def __format__(self, asked: str) -> str:
        return _number_words(int(self), asked)


class _Number(float):
    def __format__(self, asked: str) -> str:
        return _number_words(float(self), asked)


def _number_words(number: float, asked: str) -> str:
    """What `format` would give for `asked` (such as ".1f", ".0%", ".3g"), in the reader's signs."""
    if not isfinite(number):
        return format(number, asked)
    shown = format(number, asked).removesuffix("%")
    decimals = 0 if "e" in shown else len(shown.partition(".")[2])
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    words = format_decimal(float(shown) + 0.0, format=pattern, locale=_locale())
    return gettext("%(number)s%%") % {"number": words} if asked.endswith("%") else words


def _day(on: date) -> str:
    """Mon 1 Dec"""
    return str(format_skeleton("MMMEd", on, locale=_locale()))


def _locale() -> Locale:
    return Locale.parse(LOCALES.get(get_language() or "en", LOCALES["en"]))
