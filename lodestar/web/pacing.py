"""How fast one visitor may search, so that nobody copies the directory or slows it for others."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest
from django_ratelimit.core import is_ratelimited

# One household has a whole network of this size in IPv6.
IPV6_HOUSEHOLD = 64


def is_too_fast(request: HttpRequest, *, group: str = "finder", rate: str | None = None) -> bool:
    """Count a request of a group, and return whether its address has made more than the rate allows.

    Searches have `SEARCH_RATE`. Only a digest of the address is kept, for the time of the rate.
    """
    return is_ratelimited(request, group=group, key=_address, rate=rate or settings.SEARCH_RATE, increment=True)


def _address(group: str, request: HttpRequest) -> str:
    # Behind a proxy all come from its address: the last one that it adds is whoever asked it.
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.IS_BEHIND_PROXY else ""
    typed = forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(typed)
    except ValueError:
        return "not known"
    if address.version == 6:
        return str(ipaddress.ip_network((address, IPV6_HOUSEHOLD), strict=False))
    return str(address)
