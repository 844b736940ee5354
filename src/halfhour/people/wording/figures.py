"""Numbers, shares and lengths of time in the reader's form."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from halfhour.people.teamfile.problems import Refused
from halfhour.people.teamfile.values import exact_duration

LONGEST_SECONDS = 1e9


def figure(value: float | None, decimals: int = 0) -> str:
    """A number in the reader's form; a dash where there is none."""
    if value is None or value != value:
        return "–"
    return number_format(round(value, decimals), decimal_pos=decimals, use_l10n=True, force_grouping=True)


def percent(share: float | None, decimals: int = 0) -> str:
    """A share between 0 and 1 as per cent in the reader's form."""
    if share is None or share != share:
        return "–"
    return _("%(number)s%%") % {"number": figure(share * 100, decimals)}


def duration(seconds: float | None) -> str:
    """Seconds as the two largest units people say: 45 s, 4 min 30 s, 3 h 05 min, 2 d 4 h."""
    if seconds is None or seconds != seconds:
        return "–"
    whole = round(abs(seconds))
    sign = "−" if seconds < 0 and whole else ""
    days, rest = divmod(whole, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, left = divmod(rest, 60)
    if days:
        words = (
            pgettext("duration", "%(days)d d %(hours)d h") if hours else pgettext("duration", "%(days)d d")
        )
    elif hours:
        words = (
            pgettext("duration", "%(hours)d h %(minutes)02d min")
            if minutes
            else pgettext("duration", "%(hours)d h")
        )
    elif minutes:
        words = (
            pgettext("duration", "%(minutes)d min %(seconds)02d s")
            if left
            else pgettext("duration", "%(minutes)d min")
        )
    else:
        words = pgettext("duration", "%(seconds)d s")
    return sign + words % {"days": days, "hours": hours, "minutes": minutes, "seconds": left}


def length_words(text: str) -> str:
    """A length of time of the team file, such as "1 h 30 min", exactly and as the reader says it.

    Long ones stay hours: in business time a day has fewer than 24.
    """
    try:
        seconds = exact_duration(least=0, most=LONGEST_SECONDS)(text)
    except Refused:
        return text
    if not seconds.is_integer():
        return text
    minutes, left = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = (
        (hours, pgettext("duration", "%(hours)d h") % {"hours": hours}),
        (minutes, pgettext("duration", "%(minutes)d min") % {"minutes": minutes}),
        (left, pgettext("duration", "%(seconds)d s") % {"seconds": left}),
    )
    return " ".join(words for size, words in parts if size) or parts[-1][1]


def plain(value: float) -> str:
    """A number without needless decimals: 40, 37.5."""
    return figure(value, next((decimals for decimals in (0, 1) if round(value, decimals) == value), 2))
