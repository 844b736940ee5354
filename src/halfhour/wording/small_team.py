"""What a study of a small team's day says, in words a lead would use."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from halfhour.engine.reasons import ReasonKind
from halfhour.engine.small_team import SmallTeamReason

WORDS: dict[ReasonKind, str | Promise] = {
    SmallTeamReason.NOBODY_COMES: _(
        "Nobody is expected on these queues on this day. Choose another day, or other queues."
    ),
    SmallTeamReason.NOBODY_WORKS: _(
        "Nobody is on these queues on this day. Put somebody on them first, or choose another day."
    ),
    SmallTeamReason.HALF_HOURS: _(
        "Over the whole day {mean:.0%} are answered in time. Single half hours show anything between"
        " {low:.0%} and {high:.0%} (nine in ten of them), and {under:.0%} of the half hours miss the goal."
    ),
    SmallTeamReason.STEADY: _(
        "Half hours hardly differ: {mean:.0%} are answered in time, and nineteen half hours in twenty show"
        " {low:.0%} or more."
    ),
    SmallTeamReason.DAYS: _(
        "Whole days stay between {low:.0%} and {high:.0%}: what one half hour loses, another makes good."
    ),
    SmallTeamReason.CAUSES: _(
        "Chance alone, with a perfect forecast and everybody there, leaves one half hour in twenty below"
        " {chance_low:.0%}. A forecast that may be wrong makes that {forecast_low:.0%}, people who may be ill"
        " {all_low:.0%}."
    ),
    SmallTeamReason.MISSED_MOST: _(
        "{agent} is missed most: on a day without them {contacts:.0f} contacts more wait too long, and"
        " {without:.0%} are answered in time in place of {level:.0%}."
    ),
    SmallTeamReason.WORST_TIME: _(
        "One person fewer hurts most at {clock}: the half hour then answers {without:.0%} in time in place of"
        " {level:.0%}, and keeps its goal with a chance of {chance_without:.0%} in place of {chance:.0%}."
    ),
    SmallTeamReason.NOBODY_MISSED: ngettext_lazy(
        "The one person at work could stay away, and nobody would notice it in the figures.",
        "Any one of the {people} people at work could stay away, and nobody would notice it in the figures.",
        "people",
    ),
    SmallTeamReason.SOME_LEFT_OUT: _(
        "{people} people are at work on these queues; the {most} with the most time on them were left out in"
        " turn."
    ),
    SmallTeamReason.BEST_SHARE: _(
        "The most is gained if the {people} people who can do both {first} and {second} answer both whenever"
        " they answer one: {contacts:.1f} contacts a day more in time (between {low:.1f} and {high:.1f})."
        " Nobody has to learn anything."
    ),
    SmallTeamReason.BEST_POOL: _(
        "The most is gained if everybody on {first} or {second} answers both: {contacts:.1f} contacts a day"
        " more in time (between {low:.1f} and {high:.1f}). People who have to learn one of them: {learners}."
    ),
    SmallTeamReason.BEST_TRAIN: _(
        "The most is gained if {agent} learns {queue}: {contacts:.1f} contacts a day more in time (between"
        " {low:.1f} and {high:.1f})."
    ),
    SmallTeamReason.AS_GOOD: ngettext_lazy(
        "One other way may be as good: the days simulated do not tell the two apart.",
        "{moves} other ways may be as good: the days simulated do not tell them apart.",
        "moves",
    ),
    SmallTeamReason.NO_SURE_GAIN: ngettext_lazy(
        "There is one way to share work differently, and it surely gains nothing.",
        "None of the {moves} ways looked at surely gains anything.",
        "moves",
    ),
    SmallTeamReason.NOTHING_TO_SHARE: _(
        "There is nothing to share: everybody answers everything that is asked for."
    ),
    SmallTeamReason.CHOSEN_FIRST: _(
        "{possible} ways are possible; the {simulated} that a quick estimate puts first were simulated."
    ),
    SmallTeamReason.SIZE_TRUSTED: _(
        "With people as busy as here ({occupancy:.0%} of their time), single half hours come within"
        " {points} points of the mean from about {people} people on {queue} at once. Here there are"
        " {own:.1f}: judge by days and weeks, not by half hours."
    ),
    SmallTeamReason.SIZE_LARGE_ENOUGH: _(
        "With people as busy as here ({occupancy:.0%} of their time), single half hours come within"
        " {points} points of the mean from about {people} people on {queue} at once. Here there are"
        " {own:.1f}: the averages can be trusted."
    ),
    SmallTeamReason.SIZE_NEVER: _(
        "With people as busy as on {queue} ({occupancy:.0%} of their time), no team of up to {largest} people"
        " has half hours within {points} points of the mean. Only spare time helps, not size."
    ),
    SmallTeamReason.SIZE_AT_GOAL: _(
        "A team that grows and saves everybody it can spare, so that {share:.0%} are just kept, never gets"
        " there: even with {largest} people one half hour in twenty is below {low:.0%}."
    ),
}
