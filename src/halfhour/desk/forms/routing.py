"""How contacts find their person."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from halfhour.desk.adapter.routing import CHANNELS, MOST_ROOM, NEXT, PUSH, RoutingSetting, usual_way
from halfhour.people.wording.channels import channel_words

WAYS = ((PUSH, _("given away as they come")), (NEXT, _("taken by one key")))
MOST_GROWTH = 50
LONGEST_UNOPENED = 3600


class RoutingForm(forms.Form):
    """What a team sets about routing; shares are entered per cent."""

    growth_percent = forms.IntegerField(
        label=_("Share of complex contacts for newer people, per cent"),
        min_value=0,
        max_value=MOST_GROWTH,
        help_text=_("Of all that somebody takes in a week, so that they grow. 0 for none."),
    )
    know_percent = forms.IntegerField(
        label=_("Share of the goal's time for which a contact waits for who knows the customer, per cent"),
        min_value=0,
        max_value=100,
        help_text=_("Only while they are there and will still be there when it is due."),
    )
    takes_without_plan = forms.BooleanField(
        label=_("On days without a published plan, who is available takes all that their skills allow"),
        required=False,
    )
    open_seconds = forms.IntegerField(
        label=_("Seconds after which what was given away and not opened goes to somebody else"),
        min_value=0,
        max_value=LONGEST_UNOPENED,
        help_text=_("Only where somebody else can take it. 0 for never."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, usual_room: Mapping[str, int], **options: Any) -> None:
        """`usual_room` is by channel how many contacts at once hold where nothing is set."""
        super().__init__(*arguments, **options)
        for channel in CHANNELS:
            name = channel_words(channel)
            fields = {
                "way": forms.ChoiceField(label=_("{channel}: contacts are"), choices=WAYS),
                "room": forms.IntegerField(
                    label=_("{channel}: at once, at most"),
                    min_value=1,
                    max_value=MOST_ROOM,
                    required=False,
                ),
                "interrupts": forms.BooleanField(
                    label=_("{channel}: may interrupt what somebody took by key"), required=False
                ),
            }
            for part, field in fields.items():
                field.label = str(field.label).format(channel=name)
                field.widget.attrs["aria-label"] = field.label  # its cell stands under a heading
                if part == "room":
                    field.widget.attrs["placeholder"] = usual_room[channel]
                self.fields[f"{part}_{channel}"] = field

    def rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Channel by channel: its name, how its contacts are given, how many at once, who they interrupt."""
        return [
            (
                channel_words(channel),
                self[f"way_{channel}"],
                self[f"room_{channel}"],
                self[f"interrupts_{channel}"],
            )
            for channel in CHANNELS
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for channel in CHANNELS:
            if given.get(f"interrupts_{channel}") and given.get(f"way_{channel}") == NEXT:
                sentence = _("Only what is given away as it comes can interrupt.")
                self.add_error(f"interrupts_{channel}", sentence)
        return given

    def setting(self) -> RoutingSetting:
        given = self.cleaned_data
        return RoutingSetting(
            growth_share=given["growth_percent"] / 100,
            know_share=given["know_percent"] / 100,
            takes_without_plan=given["takes_without_plan"],
            open_seconds=given["open_seconds"],
            room={channel: given[f"room_{channel}"] for channel in CHANNELS if given[f"room_{channel}"]},
            ways={
                channel: given[f"way_{channel}"]
                for channel in CHANNELS
                if given[f"way_{channel}"] != usual_way(channel)
            },
            interrupts=frozenset(channel for channel in CHANNELS if given[f"interrupts_{channel}"]),
        )


def initial_routing(setting: RoutingSetting, *, revision: int) -> dict[str, Any]:
    """The form as the team has set it."""
    return {
        "growth_percent": round(setting.growth_share * 100),
        "know_percent": round(setting.know_share * 100),
        "takes_without_plan": setting.takes_without_plan,
        "open_seconds": setting.open_seconds,
        "revision": revision,
        **{f"way_{channel}": PUSH if setting.is_pushed(channel) else NEXT for channel in CHANNELS},
        **{f"interrupts_{channel}": channel in setting.interrupts for channel in CHANNELS},
        **{f"room_{channel}": setting.room.get(channel) for channel in CHANNELS},
    }
