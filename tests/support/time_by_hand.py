"""Where paid time went, told ten minutes by ten minutes from the written rules: the judge of shrinkage.

Shares no code with the engine. All times are multiples of STEP; everything is a plain dictionary.
"""

from collections import defaultdict
from datetime import datetime
from zoneinfo import ZoneInfo

STEP = 600
AWAY = ("leave", "sickness")
OUTSIDE = ("leave", "sickness", "late", "absence")

Row = tuple[str, int, int, str]


def steps(starts: int, ends: int) -> range:
    return range(starts, ends, STEP)


def holding(rows: list[Row]) -> dict[str, dict[int, str]]:
    """Per person and step what holds: the span that started last, of those the one that ends first."""
    found: dict[str, dict[int, str]] = defaultdict(dict)
    by_age = sorted(rows, key=lambda row: (row[1], -row[2]))
    for agent, starts, ends, use in by_age:
        for at in steps(starts, ends):
            found[agent][at] = use
    return found


def spent(
    *,
    activity: list[Row],
    shifts: list[Row],
    unpaid: list[Row],
    planned: list[Row],
    timezone: str,
    day_seconds: int,
    days_per_week: int,
) -> dict[tuple[str, int], str]:
    """What each paid step of each person went to."""
    zone = ZoneInfo(timezone)
    did = {agent: uses for agent, uses in holding(activity).items() if set(uses.values()) - {"off"}}
    plan = holding(planned)
    at_work = {at for uses in did.values() for at, use in uses.items() if use != "off" and use not in AWAY}
    if not at_work:
        return {}
    first, last = min(at_work), max(at_work) + STEP

    def day(at: int):
        return datetime.fromtimestamp(at, zone).date()

    rostered = {
        agent: sorted(
            {at for who, a, b, _use in shifts if who == agent for at in steps(a, b) if first <= at < last}
        )
        for agent in did
    }
    rostered_days = {day(at) for taken in rostered.values() for at in taken}
    found: dict[tuple[str, int], str] = {}
    for agent, uses in did.items():
        working = [
            at
            for at, use in uses.items()
            if use != "off" and use not in AWAY and day(at) not in rostered_days and first <= at < last
        ]
        of_agent = sorted({*rostered[agent], *working})
        groups = _shifts(of_agent)
        for group in groups:
            planned_unpaid = {
                at for who, a, b, _use in unpaid if who == agent for at in steps(a, b) if at in set(group)
            }
            paid = _less(group, planned_unpaid, uses)
            _fill(found, agent, group, paid, uses, plan.get(agent, {}), did)
        _days_away(
            found, agent, rostered[agent], working, groups, uses, plan.get(agent, {}),
            window=(first, last), day=day, zone=zone, day_seconds=day_seconds, days_per_week=days_per_week,
            all_groups=[
                group
                for who in did
                for group in _shifts(
                    sorted({
                        *rostered[who],
                        *(
                            at
                            for at, use in did[who].items()
                            if use != "off" and use not in AWAY and day(at) not in rostered_days
                            and first <= at < last
                        ),
                    })
                )
            ],
        )  # fmt: skip
    return found


def _shifts(taken: list[int]) -> list[list[int]]:
    """Steps of one person as shifts: two hours apart begin a new one."""
    groups: list[list[int]] = []
    for at in taken:
        if groups and at - (groups[-1][-1] + STEP) < 7200:
            groups[-1].append(at)
        else:
            groups.append([at])
    return groups


def _less(group: list[int], planned_unpaid: set[int], uses: dict[int, str]) -> list[int]:
    seen = [at for at in group if uses.get(at, "off") != "off"]
    lunch = [at for at in group if uses.get(at) == "lunch"]
    gap_as_planned = [at for at in group if at not in seen and at in planned_unpaid]
    gap_between = [at for at in group if at not in seen and seen and seen[0] < at < seen[-1]]
    breaks = [at for at in group if uses.get(at) == "break"]
    as_planned = [at for at in group if at in planned_unpaid]
    order = dict.fromkeys([*lunch, *gap_as_planned, *gap_between, *breaks, *as_planned])
    gone = set(list(order)[: len(planned_unpaid)])
    return [at for at in group if at not in gone]


def _fill(found, agent, group, paid, uses, plan, did) -> None:
    recorded = [at for at in paid if uses.get(at, "off") != "off"]
    others = any(
        use not in ("off", *OUTSIDE)
        for seen in did.values()
        for at, use in seen.items()
        if paid and paid[0] <= at <= paid[-1]
    )
    for at in paid:
        use = uses.get(at, "off")
        if use != "off":
            found[agent, at] = use
        elif plan.get(at) == "leave":
            found[agent, at] = "leave"
        elif not recorded:
            found[agent, at] = "absence" if others else "unknown"
        elif at < recorded[0]:
            found[agent, at] = "late"
        elif at > recorded[-1]:
            found[agent, at] = "absence"
        else:
            found[agent, at] = "unknown"


def _days_away(
    found, agent, rostered, working, groups, uses, plan, *, window, day, zone, day_seconds, days_per_week,
    all_groups,
) -> None:  # fmt: skip
    first, last = window
    on_shift, at_work = {day(at) for at in rostered}, {day(at) for at in working}
    weeks: dict = defaultdict(int)
    for each in on_shift | at_work:
        weeks[each.isocalendar()[:2]] += 1
    days: dict = defaultdict(list)
    for at in sorted({*uses, *plan}):
        if at in rostered or at in working:
            continue
        if first <= at < last and (uses.get(at) in AWAY or plan.get(at) in AWAY):
            days[day(at)].append(at)
    for each in sorted(days):
        week = each.isocalendar()[:2]
        if each in on_shift or (each not in at_work and weeks[week] >= days_per_week):
            continue
        weeks[week] += each not in at_work
        taken = days[each]
        most = max(day_seconds // STEP - sum(day(at) == each for at in working), 0)
        if len(taken) > most:
            starts = sorted(_second_of_day(group[0], zone) for group in groups) or sorted(
                _second_of_day(group[0], zone) for group in all_groups
            )
            usual = starts[len(starts) // 2] if starts else 9 * 3600
            begin = min(
                next((at for at in taken if _second_of_day(at, zone) >= usual), taken[-1] + STEP),
                taken[-1] + STEP - most * STEP,
            )
            taken = [at for at in taken if at >= begin][:most]
        for at in taken:
            use = uses.get(at, "off")
            if use != "off":
                found[agent, at] = use
            elif plan.get(at) == "leave":
                found[agent, at] = "leave"
            else:
                found[agent, at] = "?"


def _second_of_day(at: int, zone: ZoneInfo) -> int:
    moment = datetime.fromtimestamp(at, zone)
    return moment.hour * 3600 + moment.minute * 60
