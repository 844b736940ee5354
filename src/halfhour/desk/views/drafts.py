"""What a page says of the draft it shows: which text of it was seen, and which files go along."""

import re
from contextlib import suppress
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from halfhour.desk.actions.attachments import MOST_FILES
from halfhour.desk.actions.drafts import SeenDraft, join_to_draft, save_draft
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import DraftKind, Ticket
from halfhour.people.access import TeamAccess

MOST_STAMPS = 100  # a window that is not answered for long tries no more often
STAMP = re.compile(r"[A-Za-z0-9_-]{8,32}")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed and could not be sent."""

    kind: DraftKind
    text: str


def seen_stamps(request: HttpRequest) -> tuple[str, ...]:
    """The stamps that the page knows of the draft; an empty one where it knows of none."""
    return tuple(request.POST.get("draft_seen", "").split(" ")[-MOST_STAMPS:])


def given_stamp(request: HttpRequest) -> str:
    """By which stamp the page will know the draft; empty where we are to make one."""
    stamp = request.POST.get("draft_stamp", "")
    return stamp if STAMP.fullmatch(stamp) else ""


def seen_draft(request: HttpRequest) -> SeenDraft:
    files = request.POST.getlist("draft_file")[:MOST_FILES]
    return SeenDraft(stamps=seen_stamps(request), files=files, leaves=given_stamp(request))


def keep_typed(request: HttpRequest, access: TeamAccess, found: Ticket, typed: Typed | None) -> None:
    """Keep what could not be sent; a page with scripts has it still, and joins it itself where it must."""
    if typed is None or not typed.text.strip():
        return
    keep = save_draft if getattr(request, "htmx", False) else join_to_draft
    with suppress(DeskRefused):
        keep(
            ticket=found,
            kind=typed.kind,
            text=typed.text,
            by=access.user,
            at=timezone.now(),
            seen=seen_stamps(request),
            stamp=given_stamp(request),
        )
