"""The secret with which a request at the front door is followed."""

from uuid import UUID

from django.utils.crypto import salted_hmac


def secret_for(request_id: UUID) -> str:
    """Return the secret of a request. The same form sent twice is followed with the same one."""
    return salted_hmac("front door", str(request_id), algorithm="sha256").hexdigest()
