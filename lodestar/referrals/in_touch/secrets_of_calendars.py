"""Secrets in the addresses of workers' calendars: shown once, kept as hashes."""

import hashlib


def hash_of(secret: str) -> str:
    """Return the SHA-256 of a secret: 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
