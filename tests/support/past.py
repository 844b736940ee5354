"""A past for the small team: the same contacts every week, so that tests know every figure."""

from datetime import date, timedelta

HEADER = "contact_id,opened_at,queue,category,answered_at,resolved_at,handle_seconds"


def past_csv(*, first_on: date, weeks: int, per_half_hour: int = 3) -> str:
    """On each weekday from 08:00 to 18:00, so many calls in each half hour, and one e-mail in each hour.

    Calls are answered after 10 seconds and take 4 minutes; e-mails after half an hour and take 6.
    """
    rows = [HEADER]
    for day in range(7 * weeks):
        on = first_on + timedelta(days=day)
        if on.weekday() < 5:
            rows += _calls(on, per_half_hour)
            rows += _mails(on)
    return "\n".join(rows) + "\n"


def _calls(on: date, per_half_hour: int) -> list[str]:
    return [
        f"c-{on}-{slot}-{number},{on} {_clock(slot * 1800 + number * 60)},phone,billing,"
        f"{on} {_clock(slot * 1800 + number * 60 + 10)},{on} {_clock(slot * 1800 + number * 60 + 250)},240"
        for slot in range(16, 36)
        for number in range(per_half_hour)
    ]


def _mails(on: date) -> list[str]:
    return [
        f"m-{on}-{hour},{on} {_clock(hour * 3600)},email,orders,"
        f"{on} {_clock(hour * 3600 + 1800)},{on} {_clock(hour * 3600 + 2160)},360"
        for hour in range(8, 17)
    ]


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
