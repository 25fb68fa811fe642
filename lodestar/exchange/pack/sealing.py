"""Sealing a pack so that a lost copy tells nothing, and opening it again without the server.

AES-256-GCM under a key that PBKDF2-HMAC-SHA256 makes of a passphrase, as browsers can do it (WebCrypto).
"""

import base64
import hashlib
import hmac
import json
import os
import re
from importlib import resources

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

# OWASP, Password Storage Cheat Sheet, 2023: PBKDF2-HMAC-SHA256 with 600,000 rounds.
ROUNDS = 600_000
SHORTEST_SECRET = 32
_SALT_BYTES, _NONCE_BYTES, _KEY_BYTES = 16, 12, 32
# No letters that are read for one another on paper.
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_GROUPS, _IN_A_GROUP = 6, 4
_SEALED = re.compile(r'<script type="application/json" id="sealed">(.*?)</script>', re.DOTALL)
_CODE = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)


class WrongPassphrase(Exception):
    """The passphrase does not open this pack, or the pack was changed."""


class NotAPack(ValueError):
    """The file is no sealed pack."""


class SecretTooShort(ValueError):
    """The secret that passphrases are made from has fewer than 32 characters."""


def passphrase_for(*, secret: str, team_id: str) -> str:
    """Return the passphrase of one team's packs: six groups of four, the same each night.

    It is made from the place's secret, so that nobody need keep a list; 120 bits. One team's says nothing of
    another's. Raises SecretTooShort.
    """
    if len(secret) < SHORTEST_SECRET:
        raise SecretTooShort(f"Set LODESTAR_PACK_SECRET to at least {SHORTEST_SECRET} characters.")
    made = hmac.digest(secret.encode(), f"lodestar pack {team_id}".encode(), hashlib.sha256)
    letters = [_ALPHABET[byte % len(_ALPHABET)] for byte in made[: _GROUPS * _IN_A_GROUP]]
    return "-".join("".join(letters[i : i + _IN_A_GROUP]) for i in range(0, len(letters), _IN_A_GROUP))


def sealed_page(content: dict[str, object], *, passphrase: str) -> str:
    """Return one self-contained HTML page that asks for the passphrase and shows the pack.

    It fetches nothing and runs no code but its own. What is in the pack cannot be read without the passphrase.
    """
    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    plain = json.dumps(content, ensure_ascii=False).encode()
    sealed = {
        "rounds": ROUNDS,
        "salt": _as_text(salt),
        "nonce": _as_text(nonce),
        "sealed": _as_text(AESGCM(_key(passphrase, salt, ROUNDS)).encrypt(nonce, plain, None)),
    }
    page = resources.files("lodestar.exchange.pack").joinpath("page.html").read_text(encoding="utf-8")
    kinds = {"script": "script-src", "style": "style-src"}
    allowed = "; ".join(
        f"{kinds[kind]} 'sha256-{_as_text(hashlib.sha256(code.encode()).digest())}'"
        for kind, code in _CODE.findall(page)
    )
    return page.replace("__POLICY__", f"default-src 'none'; base-uri 'none'; form-action 'none'; {allowed}").replace(
        "__SEALED__", json.dumps(sealed)
    )


def opened(page: str, *, passphrase: str) -> dict[str, object]:
    """Return what a sealed page holds. Raises NotAPack and WrongPassphrase."""
    found = _SEALED.search(page)
    if found is None:
        raise NotAPack("This file is not a sealed pack.")
    try:
        sealed = json.loads(found[1])
        salt, nonce, box = (base64.b64decode(sealed[part]) for part in ("salt", "nonce", "sealed"))
        rounds = int(sealed["rounds"])
    except (KeyError, ValueError, TypeError) as error:
        raise NotAPack("This file is not a sealed pack.") from error
    try:
        plain = AESGCM(_key(passphrase, salt, rounds)).decrypt(nonce, box, None)
    except InvalidTag as error:
        raise WrongPassphrase("That passphrase does not open this pack.") from error
    held: dict[str, object] = json.loads(plain)
    return held


def _key(passphrase: str, salt: bytes, rounds: int) -> bytes:
    typed = "".join(letter for letter in passphrase.upper() if letter.isalnum())
    return PBKDF2HMAC(hashes.SHA256(), _KEY_BYTES, salt, rounds).derive(typed.encode())


def _as_text(content: bytes) -> str:
    return base64.b64encode(content).decode()
