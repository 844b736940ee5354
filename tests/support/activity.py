"""Records of a small team's time whose shares anybody can count: every day is like every other.

Each working day is paid from 09:00 to 17:30 but for half an hour at noon, which is 480 minutes: 24 of them
break, 12 meeting, 300 in calls, 144 waiting for one. Planned were 12 minutes of break and the meeting.
"""

from datetime import date, timedelta

MONDAY = date(2026, 9, 7)
PEOPLE = ("Ada", "Ben", "Cleo", "Dan", "Eve", "Finn")
HEADER = "agent,started_at,ended_at,state,planned"
DAY = (
    ("09:00", "10:30", "In call"),
    ("10:30", "10:54", "Break"),
    ("10:54", "12:00", "In call"),
    ("12:00", "12:30", "Logged out"),
    ("12:30", "12:42", "Team meeting"),
    ("12:42", "15:06", "Ready"),
    ("15:06", "17:30", "In call"),
)
PLAN = (
    ("09:00", "17:30", "Shift"),
    ("12:00", "12:30", "Unpaid lunch"),
    ("10:30", "10:42", "Break"),
    ("12:30", "12:42", "Team meeting"),
)


def activity_csv(
    *,
    people: tuple[str, ...] = PEOPLE,
    weeks: int = 3,
    sick: dict[str, int] | None = None,
    with_plan: bool = True,
    first_on: date = MONDAY,
) -> str:
    """CSV of so many weeks of five days; `sick` says who was ill on how many of the first days."""
    rows = [HEADER]
    days = [first_on + timedelta(days=7 * week + day) for week in range(weeks) for day in range(5)]
    for name in people:
        for number, on in enumerate(days):
            if number < (sick or {}).get(name, 0):
                rows.append(f"{name},{on} 09:00,{on} 17:30,Sick,")
            else:
                rows += [f"{name},{on} {start},{end_on(on, end)},{state}," for start, end, state in DAY]
            if with_plan:
                rows += [f"{name},{on} {start},{end_on(on, end)},{state},yes" for start, end, state in PLAN]
    return "\n".join(rows) + "\n"


def end_on(on: date, clock: str) -> str:
    return f"{on} {clock}"
