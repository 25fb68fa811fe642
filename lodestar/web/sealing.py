"""Sealing text so that a copy of it does not show it: second steps' secrets, kept forms, searches on their way."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes


class SealBroken(Exception):
    """The text was sealed for something or somebody else, or was changed, or its key is gone."""


def seal(text: str, *, purpose: str) -> str:
    """Return `text` encrypted and signed. Only the same `purpose` opens it again."""
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str, opens_seconds: int | None = None) -> str:
    """Return what was sealed for `purpose`, not longer ago than `opens_seconds`, if given. Raises SealBroken."""
    try:
        return _box(purpose).decrypt(sealed.encode(errors="replace"), ttl=opens_seconds).decode()
    except InvalidToken as error:
        raise SealBroken from error


def _box(purpose: str) -> MultiFernet:
    """Return the box for a purpose: the secret key seals, and those that went before it still open."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(key, purpose)) for key in keys])


def _key(secret: str | bytes, purpose: str) -> bytes:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=f"lodestar {purpose}".encode())
    return base64.urlsafe_b64encode(derived.derive(force_bytes(secret)))
