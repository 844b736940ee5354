"""How a person reads: the cookies that keep it for those without an account, and Babel's locale for it."""

from babel import Locale
from django.utils.translation import get_language, to_locale

THEME_COOKIE = "halfhour_theme"
ZONE_COOKIE = "halfhour_zone"


def without_year_mark(date_text: str) -> str:
    """A date without the Russian "г.", whose point would meet the sentence's own."""
    return date_text.removesuffix("г.").rstrip()


def reader_locale() -> Locale:
    """The active language for Babel; English as the rest of the product writes it, days before months."""
    name = to_locale(get_language() or "en")
    return Locale.parse("en_GB" if name == "en" else name)
