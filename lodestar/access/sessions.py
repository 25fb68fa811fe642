"""Where Django keeps sessions here: one row a browser, told apart by a hash of its key.

A row says whose it is and when it was last used, so that its user can see and end it. It ends twelve hours
after sign-in (`SESSION_COOKIE_AGE`), however busy it is. A copy of the database opens no session: it holds
hashes of keys, and no keys.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction
from django.utils import timezone

SIGNED_IN_AT = "signed_in_at"


def key_hash(session_key: str | None) -> str:
    """Return what stands in the table for a session's key."""
    return hashlib.sha256((session_key or "").encode()).hexdigest()


class SessionStore(SessionBase):
    """One browser's session. `row` is its record; `ended_row` is the one that had run out when it was asked for."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.row: Any = None
        self.ended_row: Any = None

    @staticmethod
    def _rows() -> Any:
        # Settings name this module before there are models.
        return apps.get_model("access", "BrowserSession").objects

    def load(self) -> dict[str, Any]:
        """Return what the session holds; nothing when it is not there or has run out."""
        row = self._rows().filter(key_hash=key_hash(self.session_key)).first()
        if row is None:
            self._session_key = None
            return {}
        if row.expires_at <= timezone.now():
            self.ended_row = row
            self._session_key = None
            return {}
        self.row = row
        return self.decode(row.session_data)

    def exists(self, session_key: str) -> bool:
        """Return whether the key is taken."""
        return bool(self._rows().filter(key_hash=key_hash(session_key)).exists())

    def create(self) -> None:
        """Take a new key and write an empty row for it."""
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """Write the session. Raises UpdateError when it was ended meanwhile, so that nothing brings it back."""
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        fields = self._fields(data, timezone.now())
        hashed = key_hash(self.session_key)
        if not must_create:
            if not self._rows().filter(key_hash=hashed).update(**fields):
                raise UpdateError
            return
        try:
            with transaction.atomic():
                self.row = self._rows().create(key_hash=hashed, last_used_at=timezone.now(), **fields)
        except IntegrityError as error:
            raise CreateError from error

    def _fields(self, data: dict[str, Any], now: datetime) -> dict[str, Any]:
        """Return what a row says of the session: the clock of a signed-in one starts when it is signed in."""
        user_id = data.get(SESSION_KEY)
        if user_id:
            started_at = datetime.fromisoformat(data.setdefault(SIGNED_IN_AT, now.isoformat()))
        else:
            started_at = self.row.started_at if self.row else now
        return {
            "user_id": user_id,
            "session_data": self.encode(data),
            "started_at": started_at,
            "expires_at": started_at + timedelta(seconds=settings.SESSION_COOKIE_AGE),
        }

    def delete(self, session_key: str | None = None) -> None:
        """End the session, or the one with another key."""
        key = session_key or self.session_key
        if key is not None:
            self._rows().filter(key_hash=key_hash(key)).delete()

    def touch(self, at: datetime, device: str) -> None:
        """Write down that the session was used, and on what."""
        self._rows().filter(pk=self.row.pk).update(last_used_at=at, device=device)
        self.row.last_used_at, self.row.device = at, device

    @classmethod
    def clear_expired(cls) -> None:
        """Remove what has run out."""
        cls._rows().filter(expires_at__lte=timezone.now()).delete()
