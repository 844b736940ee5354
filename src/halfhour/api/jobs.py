"""The API's background work."""

from datetime import datetime, timedelta

from halfhour.api.models import AnsweredCall

KEPT = timedelta(days=7)


def forget_answers(at: datetime) -> None:
    """Once a day: forget what was answered so long ago that nobody repeats the request.

    An answer may hold words of a customer; it is kept no longer than it is of use.
    """
    AnsweredCall.objects.filter(at__lt=at - KEPT).delete()
