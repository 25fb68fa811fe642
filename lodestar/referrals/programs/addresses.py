"""Where a webhook may go: out, over https, and never to a machine beside this one that was not meant."""

import ipaddress
import socket
import urllib.parse
from dataclasses import dataclass

from django.conf import settings


class AddressRefused(ValueError):
    """It is no https address, or it leads inside this place's own network."""


@dataclass(frozen=True)
class Where:
    """An address taken apart. `machine` is the number that its name stood for when it was looked up."""

    is_encrypted: bool
    host: str
    port: int
    path: str
    machine: str


def check(address: str) -> None:
    """Refuse what is written as no webhook may be. Nothing is looked up. Raises AddressRefused."""
    _taken_apart(address)


def looked_up(address: str) -> Where:
    """Return where an address leads now, to connect to that machine and no other. Raises AddressRefused, OSError.

    A name that leads inside is refused at each letter: who keeps the name can change where it leads.
    """
    parts, port = _taken_apart(address)
    host = parts.hostname or ""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    machines = [str(one[4][0]) for one in found]
    if not machines or not all(_may_be_told(machine) for machine in machines):
        raise AddressRefused("It leads inside this place's own network.")
    path = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
    return Where(parts.scheme == "https", host, port, path, machines[0])


def _taken_apart(address: str) -> tuple[urllib.parse.SplitResult, int]:
    try:
        parts = urllib.parse.urlsplit(address)
        port = parts.port
    except ValueError:
        raise AddressRefused("It is no address.") from None
    schemes = {"https": 443, "http": 80} if settings.IS_DEMO else {"https": 443}
    is_plain = address.isascii() and address.isprintable() and " " not in address
    if parts.scheme not in schemes or not parts.hostname or parts.username or parts.fragment or not is_plain:
        raise AddressRefused("It is no https address.")
    return parts, port or schemes[parts.scheme]


def _may_be_told(machine: str) -> bool:
    at = ipaddress.ip_address(machine.partition("%")[0])
    # The demo tells this machine alone, as it is served to this machine alone.
    if settings.IS_DEMO:
        return at.is_loopback
    is_inside = at.is_private and not (at.is_loopback or at.is_link_local)
    return at.is_global or (settings.WEBHOOKS_INSIDE and is_inside)
