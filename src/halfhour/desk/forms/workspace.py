"""What people send from the workspace: checked here, saved by actions."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from halfhour.desk.actions.unread import HasRead
from halfhour.desk.models import State
from halfhour.desk.models.conversation import MOST_CHARACTERS
from halfhour.desk.queries.there import who_answers
from halfhour.people.models import Team, User

AFTER_REPLY = (State.WAITING_ON_CUSTOMER, State.OPEN, State.WAITING_ON_THIRD_PARTY, State.RESOLVED)
CHOSEN_STATES = (*AFTER_REPLY, State.CLOSED)


class Seen(forms.Form):
    """Which revision of the ticket the person saw, where the page told them one."""

    revision = forms.IntegerField(required=False, min_value=1)


class Read(forms.Form):
    """What of what others said the person has read, where the page told them."""

    seen_messages = forms.RegexField(r"^\d{1,9}-\d{1,17}$", required=False)

    def clean_seen_messages(self) -> HasRead | None:
        given = self.cleaned_data["seen_messages"]
        return HasRead(*map(int, given.split("-"))) if given else None


class ReplyForm(Read):
    text = forms.CharField(max_length=MOST_CHARACTERS, required=False, strip=False)
    then = forms.TypedChoiceField(
        choices=[(state, state.label) for state in AFTER_REPLY],
        coerce=State,
        required=False,
        empty_value=State.WAITING_ON_CUSTOMER,
    )


class ComesWithForm(forms.Form):
    """What a reply that is being written will do besides."""

    macro = forms.IntegerField(required=False, min_value=1)
    then = forms.ChoiceField(choices=[(state, state.label) for state in AFTER_REPLY], required=False)


class NoteForm(Seen):
    text = forms.CharField(max_length=MOST_CHARACTERS, required=False, strip=False)


class MoveForm(Seen):
    to = forms.TypedChoiceField(choices=[(state, state.label) for state in CHOSEN_STATES], coerce=State)


class UndoMoveForm(forms.Form):
    event = forms.IntegerField(min_value=1)


class AssignForm(Seen):
    to = forms.ModelChoiceField(queryset=User.objects.none(), to_field_name="username", required=False)

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = who_answers(team.pk)  # type: ignore[attr-defined]


class InstantField(forms.Field):
    """A moment with its zone, or one that a date-and-time field gives, which is in the reader's."""

    default_error_messages = {"invalid": _("Give a day and a time.")}

    def to_python(self, value: Any) -> datetime | None:
        if not value:
            return None
        try:
            found = parse_datetime(value)
        except ValueError:
            found = None
        if found is None:
            raise forms.ValidationError(self.error_messages["invalid"])
        return found if timezone.is_aware(found) else timezone.make_aware(found)


class SnoozeForm(Seen):
    until = InstantField(error_messages={"required": _("Say until when the ticket is put off.")})


def first_error(form: forms.Form) -> str:
    """The first sentence of what is wrong with a form."""
    errors: Iterable[Any] = (each for found in form.errors.values() for each in found)
    return str(next(iter(errors), ""))
