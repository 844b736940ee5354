"""Where sessions are kept: in Django's table, read by a statement that is put together once."""

from datetime import datetime

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.utils import timezone

from halfhour.rows import Prepared

_standing = Prepared(
    lambda key, at: Session.objects.filter(session_key=key, expire_date__gt=at), key=str, at=datetime
)


class SessionStore(DatabaseSessions):
    """Django's own but for how a session is read; under another name it would not know those there are."""

    def _get_session_from_db(self) -> Session | None:
        found = _standing.first(key=self.session_key, at=timezone.now())
        if found is None:
            self._session_key = None
        return found
