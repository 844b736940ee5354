"""The week that it is where the small team works: late on Sunday it is another one than in UTC."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


def this_monday() -> date:
    today = datetime.now(ZoneInfo("Europe/Berlin")).date()
    return today - timedelta(days=today.weekday())
