"""Sentences about a whole file, for whoever brought it."""

from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halfhour.ledger.reading._rejected import TITLES, Rejections


def nothing_usable(file: str, read: int, rejected: Rejections) -> str:
    """The sentence for a file without one row that can be used."""
    if read == 0:
        return _("{file} has column names and no rows.").format(file=file)
    reason, count = max(rejected.by_reason.items(), key=lambda item: item[1])
    example = rejected.examples[reason][0]
    return _(
        "None of the {read} rows of {file} can be used; {count} times the reason is: {title}. For"
        " example line {line}: {sentence}"
    ).format(
        read=_grouped(read),
        file=file,
        count=_grouped(count),
        title=TITLES[reason],
        line=example.line,
        sentence=example.sentence,
    )


def cut_off_notice(file: str, read: int) -> str:
    return ngettext(
        "{file} is cut off or damaged; the {count} row before that place was read.",
        "{file} is cut off or damaged; the {count} rows before that place were read.",
        read,
    ).format(file=file, count=_grouped(read))


def header_notice(file: str, line: int) -> str:
    return _("{file} names its columns in line {line}; what stands above was passed over.").format(
        file=file, line=line
    )


def future_notice(count: int, last_on: date) -> str:
    return ngettext(
        "{count} contact lies in the future, on {day}. If that is a mistake, correct the date: a plan starts"
        " after the last contact unless its first day is said.",
        "{count} contacts lie in the future, the last on {day}. If that is a mistake, correct the dates: a"
        " plan starts after the last contact unless its first day is said.",
        count,
    ).format(count=_grouped(count), day=date_format(last_on, "DATE_FORMAT"))


def merged_notice(file: str, places: str) -> str:
    return _(
        "{file} has merged cells ({places}); the value counts for the first cell of each, the others are"
        " empty."
    ).format(file=file, places=places)


def dates_notice(file: str, count: int) -> str:
    return ngettext(
        "{file} has {count} time without a time of day; it was taken as midnight.",
        "{file} has {count} times without a time of day; they were taken as midnight.",
        count,
    ).format(file=file, count=_grouped(count))


def _grouped(count: int) -> str:
    return number_format(count, use_l10n=True, force_grouping=True)
