"""Why a forecast is what it is, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from halfhour.engine.forecasting import ForecastReason
from halfhour.engine.reasons import ReasonKind

WORDS: dict[ReasonKind, str | Promise] = {
    ForecastReason.WON_BY_SEASONAL: ngettext_lazy(
        "“{queue}” is forecast from the same weekdays and times of recent weeks: in {folds} test on past"
        " weeks that came closest, {wape:.1%} off per interval.",
        "“{queue}” is forecast from the same weekdays and times of recent weeks: in {folds} tests on past"
        " weeks that came closest, {wape:.1%} off per interval.",
        "folds",
    ),
    ForecastReason.WON_BY_PROFILE: ngettext_lazy(
        "“{queue}” is forecast from the level of each day and the usual course of a day: in {folds} test on"
        " past weeks that came closest, {wape:.1%} off per interval.",
        "“{queue}” is forecast from the level of each day and the usual course of a day: in {folds} tests on"
        " past weeks that came closest, {wape:.1%} off per interval.",
        "folds",
    ),
    ForecastReason.WON_BY_BOOSTED: ngettext_lazy(
        "“{queue}” is forecast by gradient boosting on the calendar: in {folds} test on past weeks that came"
        " closest, {wape:.1%} off per interval.",
        "“{queue}” is forecast by gradient boosting on the calendar: in {folds} tests on past weeks that came"
        " closest, {wape:.1%} off per interval.",
        "folds",
    ),
    ForecastReason.WON_BY_AVERAGE: ngettext_lazy(
        "“{queue}” is forecast by the average of {models} models: in {folds} test on past weeks that came"
        " closer than any one alone, {wape:.1%} off per interval.",
        "“{queue}” is forecast by the average of {models} models: in {folds} tests on past weeks that came"
        " closer than any one alone, {wape:.1%} off per interval.",
        "folds",
    ),
    ForecastReason.UNTESTED: _(
        "The history of “{queue}” is too short to test a forecast on, so its bounds are wide by assumption."
    ),
    ForecastReason.TESTED_SHORTER: ngettext_lazy(
        "The history of “{queue}” is too short for tests as far ahead as asked: its forecast was tested up to"
        " {days} day ahead.",
        "The history of “{queue}” is too short for tests as far ahead as asked: its forecast was tested up to"
        " {days} days ahead.",
        "days",
    ),
    ForecastReason.CHANCE_ALONE: _(
        "Chance alone keeps any forecast of “{queue}” about {wape:.1%} off per interval, however good."
    ),
    ForecastReason.NO_HISTORY: _("Nothing is known of “{queue}”, so its forecast is zero."),
    ForecastReason.NO_CONTACTS: ngettext_lazy(
        "No contact came to “{queue}” on the {days} day known, so its forecast is zero.",
        "No contact came to “{queue}” on any of the {days} days known, so its forecast is zero.",
        "days",
    ),
    ForecastReason.FELL_SILENT: ngettext_lazy(
        "Nobody has come to “{queue}” on its last {days} day, though many did before; it is taken to have"
        " ended, and its forecast is zero.",
        "Nobody has come to “{queue}” on its last {days} days, though many did before; it is taken to have"
        " ended, and its forecast is zero.",
        "days",
    ),
    ForecastReason.SHORT_HISTORY: ngettext_lazy(
        "The history of “{queue}” knows {days} day; from 28 on each weekday has been seen four times.",
        "The history of “{queue}” knows {days} days; from 28 on each weekday has been seen four times.",
        "days",
    ),
    ForecastReason.WEEKDAYS_UNSEEN: ngettext_lazy(
        "The forecast of “{queue}” has {days} day of a weekday never seen in its history; it is a guess from"
        " other weekdays, and its bounds are wide.",
        "The forecast of “{queue}” has {days} days of weekdays never seen in its history; they are guesses"
        " from other weekdays, and their bounds are wide.",
        "days",
    ),
    ForecastReason.HOLIDAYS_UNSEEN: ngettext_lazy(
        "The forecast of “{queue}” has {days} public holiday on which it is open, but its history has none;"
        " it is a guess, and its bounds are wide.",
        "The forecast of “{queue}” has {days} public holidays on which it is open, but its history has none;"
        " they are guesses, and their bounds are wide.",
        "days",
    ),
    ForecastReason.DAYS_MISSING: ngettext_lazy(
        "The history of “{queue}” has nothing for {days} day on which it should have been open.",
        "The history of “{queue}” has nothing for {days} days on which it should have been open.",
        "days",
    ),
    ForecastReason.DAYS_SET_ASIDE: ngettext_lazy(
        "{days} day of “{queue}” was left out because nothing explains its contacts: far too many, too few or"
        " none.",
        "{days} days of “{queue}” were left out because nothing explains their contacts: far too many, too"
        " few or none.",
        "days",
    ),
    ForecastReason.HANDLE_TIME_MEASURED: ngettext_lazy(
        "The handle time of “{queue}” comes from {contacts} contact: {seconds:.0f} seconds on average.",
        "The handle time of “{queue}” comes from {contacts} contacts: {seconds:.0f} seconds on average.",
        "contacts",
    ),
    ForecastReason.HANDLE_TIME_ASSUMED: _(
        "The history of “{queue}” has no handle times, so the team's {seconds:.0f} seconds are assumed."
    ),
}

MODEL_WORDS: dict[str, str | Promise] = {
    "seasonal": pgettext_lazy("forecasting model", "seasonal baseline"),
    "profile": pgettext_lazy("forecasting model", "level and profile"),
    "boosted": pgettext_lazy("forecasting model", "gradient boosting"),
    "none": pgettext_lazy("forecasting model", "none"),
}


def model_words(model: str) -> str:
    """A model's name for readers; an average names its members."""
    members = [str(MODEL_WORDS.get(member, member)) for member in model.split("+")]
    return (
        members[0] if len(members) == 1 else gettext("average of {models}").format(models=", ".join(members))
    )
