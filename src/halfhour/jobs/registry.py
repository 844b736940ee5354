"""The kinds of long work: how each is called, who may see it, and where its handler lives.

A handler takes a `RunningJob` and returns a dict; `next` in it is the page that shows the result. It
runs in a process of its own, may be killed at any point and started again, so it must be safe to run
twice. Handlers are named, not imported: apps above this one register theirs here.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halfhour.people.access import Permission

NOTHING_CHANGED = _("Nothing was changed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobKind:
    title: str | Promise
    handler: str  # dotted name of `(job: RunningJob) -> dict`
    needs: Permission  # who, besides the person who asked, may see and stop it
    when_stopped: str | Promise = NOTHING_CHANGED  # what becomes of work that was half done


KINDS: dict[str, JobKind] = {
    "import_history": JobKind(
        title=_("Reading a contact history"),
        handler="halfhour.ledger.jobs.import_history",
        needs=Permission.IMPORT_HISTORY,
        when_stopped=_("What was read so far is in the ledger, and the rest can be read later."),
    ),
    "bring_in_customers": JobKind(
        title=_("Bringing in customers"),
        handler="halfhour.customers.jobs.bring_in_customers",
        needs=Permission.EDIT_CUSTOMERS,
        when_stopped=_("The customers added so far are there, and the rest can be brought in later."),
    ),
    "erase_old_customers": JobKind(
        title=_("Erasing customers without contact"),
        handler="halfhour.customers.jobs.erase_old_customers",
        needs=Permission.ERASE_CUSTOMERS,
        when_stopped=_("Who was erased so far stays erased; the others are as they were."),
    ),
    "train_triage": JobKind(
        title=_("Learning from labels"),
        handler="halfhour.desk.jobs.train_triage",
        needs=Permission.SET_DESK,
        when_stopped=_("What was learned before is asked as before."),
    ),
    "make_plan": JobKind(
        title=_("Making a plan"),
        handler="halfhour.planning.jobs.make_plan",
        needs=Permission.MAKE_PLANS,
    ),
    "small_team": JobKind(
        title=_("Simulating a small team's day"),
        handler="halfhour.planning.jobs.study_small_team",
        needs=Permission.SEE_PLANS,
    ),
}


def job_kind(kind: str) -> JobKind:
    return KINDS[kind]
