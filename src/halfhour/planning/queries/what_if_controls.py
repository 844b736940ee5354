"""The controls of the what-if page: sliders and ticks, each of which writes one line of a scenario.

A control's `line` is how its line is written, with places for its parts: `{count}` and the like. The page
reads lines back into controls by the same pattern.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from halfhour.engine.dayplanning import BlockKind
from halfhour.engine.plan import DayQueue, PlanDay
from halfhour.engine.scenarios import name_text
from halfhour.engine.team import Channel

MOST_PEOPLE = 10
MOST_SICK = 6
MOST_CHATS = 6
USUAL_LUNCH = ("11:30", "14:00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing to set. `kind` is "signed", "number", "clock", "duration" or "tick".

    `none` is the value with which the control says nothing; only the first part of a control has one.
    Durations are set in units of `unit_seconds`.
    """

    name: str
    kind: str
    label: str
    none: str = ""
    value: str = ""
    least: float = 0
    most: float = 0
    step: float = 1
    unit: str = ""
    unit_seconds: int = 1

    @property
    def is_slider(self) -> bool:
        return self.kind in ("signed", "number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    name: str
    line: str
    label: str
    parts: tuple[Part, ...]
    help: str = ""

    @property
    def first(self) -> Part:
        return self.parts[0]

    @property
    def others(self) -> tuple[Part, ...]:
        return self.parts[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    label: str
    icon: str
    controls: tuple[Control, ...]
    is_open: bool = False


def control_groups(day: PlanDay) -> tuple[Group, ...]:
    """What can be set on this day: people and breaks, then each queue."""
    groups = [
        Group(label=_("People"), icon="users", controls=tuple(_people(day)), is_open=True),
        *(
            Group(label=queue.name, icon=ICONS.get(queue.settings.channel, "inbox"), controls=_queue(queue))
            for queue in day.queues
        ),
    ]
    return tuple(group for group in groups if group.controls)


ICONS = {Channel.PHONE: "phone", Channel.CHAT: "message-circle", Channel.EMAIL: "mail", Channel.FORM: "forms"}


def _people(day: PlanDay) -> list[Control]:
    live = [queue for queue in day.queues if not queue.is_deferred and queue.open]
    controls = [_more_people(day, queue) for queue in live]
    at_work = len(day.at_work)
    if at_work > 1:
        controls.append(
            Control(
                name="sick",
                line="{count} sick",
                label=_("People away, the worst case"),
                parts=(_slider("count", _("People away"), most=min(at_work - 1, MOST_SICK)),),
                help=_("Those with the most time on queue. To name somebody, write a line: sick Kim"),
            )
        )
    if _has(day, BlockKind.LUNCH):
        controls.append(
            Control(
                name="lunch",
                line="lunch spread {from}-{to}",
                label=_("Spread lunches"),
                parts=(_tick(_("Spread lunches")), *_window(*USUAL_LUNCH)),
            )
        )
    if _has(day, BlockKind.BUFFER):
        controls.append(
            Control(
                name="buffer",
                line="buffer on queue",
                label=_("Buffers on queue"),
                parts=(_tick(_("Buffers on queue")),),
                help=_("Time kept free for the unexpected is spent on live queues."),
            )
        )
    return controls


def _more_people(day: PlanDay, queue: DayQueue) -> Control:
    opens, closes = day.clock_at(queue.open[0][0]), day.clock_at(queue.open[-1][1])
    return Control(
        name=f"people-{queue.name}",
        line=f"{{count}} {{people}} {{from}}-{{to}} for {name_text(queue.name)}",
        label=_("People more or fewer on %(queue)s") % {"queue": queue.name},
        parts=(
            _slider(
                "count",
                _("People more or fewer on %(queue)s") % {"queue": queue.name},
                least=-MOST_PEOPLE,
                most=MOST_PEOPLE,
                kind="signed",
            ),
            *_window(opens, "24:00" if closes == "00:00" else closes),
        ),
    )


def _queue(queue: DayQueue) -> tuple[Control, ...]:
    name = name_text(queue.name)
    controls = [
        Control(
            name=f"volume-{queue.name}",
            line=f"volume {name} {{by}} %",
            label=_("Contacts"),
            parts=(_by(_("Contacts on %(queue)s") % {"queue": queue.name}, least=-90, most=100),),
        ),
        Control(
            name=f"handle-{queue.name}",
            line=f"handle time {name} {{by}} %",
            label=_("Handle time"),
            parts=(_by(_("Handle time on %(queue)s") % {"queue": queue.name}, least=-50, most=50),),
        ),
    ]
    if not queue.is_deferred and queue.settings.patience_seconds is not None:
        controls.append(
            Control(
                name=f"patience-{queue.name}",
                line=f"patience {name} {{by}} %",
                label=_("Patience"),
                parts=(_by(_("Patience on %(queue)s") % {"queue": queue.name}, least=-50, most=100),),
            )
        )
    if not queue.is_deferred and queue.settings.channel is not Channel.PHONE:
        controls.append(_chats(queue, name))
    controls.append(_goal(queue, name))
    if queue.is_deferred:
        controls.append(
            Control(
                name=f"interrupt-{queue.name}",
                line=f"interrupt {name}",
                label=_("Yields to live contacts"),
                parts=(_tick(_("%(queue)s yields to live contacts") % {"queue": queue.name}),),
                help=_("Who works on it turns to live contacts that find nobody free."),
            )
        )
    return tuple(controls)


def _chats(queue: DayQueue, name: str) -> Control:
    now = str(len(queue.speeds))
    return Control(
        name=f"chats-{queue.name}",
        line=f"{name} concurrency {{count}}",
        label=_("Contacts at once"),
        parts=(
            Part(
                name="count",
                kind="number",
                label=_("Contacts at once on %(queue)s") % {"queue": queue.name},
                none=now,
                value=now,
                least=1,
                most=max(MOST_CHATS, len(queue.speeds)),
            ),
        ),
        help=_("The more at once, the longer each lasts."),
    )


def _goal(queue: DayQueue, name: str) -> Control:
    goal = queue.settings.goal
    share = str(round(goal.share * 100))
    unit, seconds = (_("h"), 3600) if queue.is_deferred else (_("s"), 1)
    return Control(
        name=f"goal-{queue.name}",
        line=f"goal {name} {{share}} % in {{within}}",
        label=_("Goal"),
        parts=(
            Part(
                name="share",
                kind="number",
                label=_("Share of the goal on %(queue)s") % {"queue": queue.name},
                none=share,
                value=share,
                least=1,
                most=99,
                unit="%",
            ),
            Part(
                name="within",
                kind="duration",
                label=_("Time of the goal on %(queue)s") % {"queue": queue.name},
                none=f"{goal.within_seconds / seconds:g}",
                value=f"{goal.within_seconds / seconds:g}",
                least=1 if seconds == 1 else 0.5,
                most=720 if seconds == 3600 else 3600,
                step=1 if seconds == 1 else 0.5,
                unit=unit,
                unit_seconds=seconds,
            ),
        ),
    )


def _slider(name: str, label: str, *, most: float, least: float = 0, kind: str = "number") -> Part:
    return Part(name=name, kind=kind, label=label, none="0", value="0", least=least, most=most)


def _by(label: str, *, least: float, most: float) -> Part:
    return Part(
        name="by", kind="signed", label=label, none="0", value="0", least=least, most=most, step=5, unit="%"
    )


def _tick(label: str) -> Part:
    return Part(name="tick", kind="tick", label=label)


def _window(start: str, end: str) -> tuple[Part, Part]:
    return (
        Part(name="from", kind="clock", label=_("From"), value=start),
        Part(name="to", kind="clock", label=_("To"), value=end),
    )


def _has(day: PlanDay, kind: BlockKind) -> bool:
    return any(block.kind is kind for person in day.people for block in person.blocks)
