"""What people do with inputs that were set aside: mend and take them, or dismiss them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.desk.actions.gate import take
from halfhour.desk.actions.input_files import hang_files
from halfhour.desk.adapter.bodies import MENDED
from halfhour.desk.adapter.raw import storable
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import IntakeState, RawInput
from halfhour.people.models import User


def take_again(*, raw: RawInput, channel: str, mended: Mapping[str, Any], by: User, at: datetime) -> RawInput:
    """Take an input once more, with what a person put right; what came stays beside it as it came.

    Raises
    ------
    DeskRefused
        Where somebody took or dismissed it meanwhile.
    """
    with transaction.atomic():
        locked = _set_aside(raw)
        body = locked.body if isinstance(locked.body, dict) else {"came": locked.body}
        locked.body = {**body, MENDED: storable(mended), "mended_by": by.pk}
        locked.channel, locked.state, locked.settled_at, locked.tries = channel, IntakeState.RECEIVED, None, 0
        locked.save(update_fields=["body", "channel", "state", "settled_at", "tries"])
    taken = take(raw=locked, at=at)
    hang_files(raw=taken)
    return taken


@transaction.atomic
def dismiss(*, raw: RawInput, by: User, at: datetime) -> RawInput:
    """Say that nothing is to become of an input; it stays stored, with who said so."""
    locked = _set_aside(raw)
    locked.why = {**locked.why, "dismissed": {"by": by.pk, "at": at.isoformat()}}
    locked.save(update_fields=["why"])
    return locked


def _set_aside(raw: RawInput) -> RawInput:
    locked = RawInput.objects.select_for_update(of=("self",)).get(pk=raw.pk)
    if locked.state != IntakeState.SET_ASIDE or "dismissed" in locked.why:
        raise DeskRefused(_("Somebody has taken or dismissed it meanwhile."))
    return locked
