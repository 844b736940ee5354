"""Public holidays and make-up workdays of a country, as the `holidays` library knows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays

from halfhour.engine.errors import OutOfRange, UnknownCountry

ENGLISH = "en_US"


def holidays_between(
    *, country: str | None, subdivision: str | None, first_on: date, last_on: date
) -> Mapping[date, str]:
    """Public holidays and their names from `first_on` to `last_on`, both included, in date order.

    Days off given in place of a weekend's holiday, or in exchange for a worked weekend, are included.
    Names are English wherever the library has them.

    Parameters
    ----------
    country
        ISO 3166 code; None where no public holidays are kept, which gives none.
    subdivision
        Code of a state or province with holidays of its own; None for the country's alone.

    Raises
    ------
    UnknownCountry
        For a country or subdivision that the library does not know.
    OutOfRange
        Where the days run backwards.

    Examples
    --------
    >>> found = holidays_between(
    ...     country="IL", subdivision=None, first_on=date(1999, 4, 1), last_on=date(1999, 4, 30)
    ... )
    >>> [f"{on} {name}" for on, name in found.items()][:2]
    ['1999-04-01 Pesach', '1999-04-07 Seventh day of Pesach']
    """
    _refuse_backward_days(first_on, last_on)
    if country is None:
        return MappingProxyType({})
    names = _country_years(country, subdivision, first_on.year, last_on.year).names
    return MappingProxyType({on: name for on, name in names if first_on <= on <= last_on})


def makeup_workdays_between(
    *, country: str | None, subdivision: str | None, first_on: date, last_on: date
) -> frozenset[date]:
    """Weekend days that the country works, in exchange for days off (China, Russia, Hungary, ...).

    Raises
    ------
    UnknownCountry
        For a country or subdivision that the library does not know.
    OutOfRange
        Where the days run backwards.

    Examples
    --------
    >>> found = makeup_workdays_between(
    ...     country="CN", subdivision=None, first_on=date(2024, 2, 1), last_on=date(2024, 2, 29)
    ... )
    >>> [str(on) for on in sorted(found)]
    ['2024-02-04', '2024-02-18']
    """
    _refuse_backward_days(first_on, last_on)
    if country is None:
        return frozenset()
    workdays = _country_years(country, subdivision, first_on.year, last_on.year).workdays
    return frozenset(on for on in workdays if first_on <= on <= last_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class _CountryYears:
    """Holidays (date, name) in date order and make-up workdays of a run of years."""

    names: tuple[tuple[date, str], ...]
    workdays: frozenset[date]


@lru_cache(maxsize=256)
def _country_years(country: str, subdivision: str | None, first: int, last: int) -> _CountryYears:
    supported = holidays.list_supported_countries(include_aliases=True)
    if country not in supported:
        raise UnknownCountry(f"got country {country!r}; need an ISO 3166 code such as DE, CN or US")
    if subdivision is not None and subdivision not in supported[country]:
        known_ones = ", ".join(supported[country]) or "none"
        raise UnknownCountry(f"got subdivision {subdivision!r} of {country}; need one of: {known_ones}")
    known = holidays.country_holidays(
        country, subdiv=subdivision, years=range(first, last + 1), language=_language(country)
    )
    workdays = frozenset(known.weekend_workdays)
    return _CountryYears(
        names=tuple(sorted((on, name) for on, name in known.items() if on not in workdays)),
        workdays=workdays,
    )


def _language(country: str) -> str | None:
    """English where the library has it, else the country's own."""
    return ENGLISH if ENGLISH in holidays.list_localized_countries().get(country, []) else None


def _refuse_backward_days(first_on: date, last_on: date) -> None:
    if last_on < first_on:
        raise OutOfRange(f"got days from {first_on} to {last_on}; need the last no earlier than the first")
