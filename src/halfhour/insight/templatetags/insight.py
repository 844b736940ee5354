"""Words for what insight tells apart: `{% load insight %}`."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from halfhour.people.wording.channels import channel_words
from halfhour.wording.shrinkage import cause_words

register = template.Library()
register.filter(channel_words)

MEASURE_WORDS = {
    "answer": gettext_lazy("Time to the answer"),
    "resolution": gettext_lazy("Time to the solution"),
}
CLOCK_WORDS = {
    "business": gettext_lazy("Business time"),
    "elapsed": gettext_lazy("By the clock on the wall"),
}


SHARE_WORDS = {
    "measured": gettext_lazy("Measured"),
    "planned": gettext_lazy("Planned"),
    "beyond": gettext_lazy("Beyond the plan"),
}


@register.filter
def measure_words(measure: str) -> str:
    return str(MEASURE_WORDS[measure])


@register.filter
def clock_words(clock: str) -> str:
    return str(CLOCK_WORDS[clock])


@register.filter
def share_words(figure: str) -> str:
    return str(SHARE_WORDS[figure])


register.filter("cause_words", cause_words)


@register.filter
def period_words(weeks: int) -> str:
    if not weeks:
        return _("Whole history")
    return ngettext("Last week", "Last %(weeks)d weeks", weeks) % {"weeks": weeks}
