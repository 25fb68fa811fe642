"""Taking an address that is never shown out of words, whoever wrote it into them.

Source: part 3 of the plan, Assurance: no page, feed, export, map, search or log tells a refuge's address.
"""

import re
from collections.abc import Iterable
from typing import Any

SHORTEST_SECRET = 5
IN_PLACE = "[address not published]"
_POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)(?:\s|\+|-|%20)*\d[A-Z]{2}\b", re.IGNORECASE)
_POINT = re.compile(r"-?\d{1,2}\.\d{3,}\s*,\s*-?\d{1,3}\.\d{3,}")


def masked(value: Any, *, secrets: Iterable[str]) -> Any:
    """Return words, or a record of them, with no postcode, point or secret inside.

    `secrets` are the lines of the address. A postcode keeps its outward code. Ids and numbers stay as they are.
    """
    told = sorted({one.strip() for one in secrets if len(one.strip()) >= SHORTEST_SECRET}, key=len, reverse=True)
    return _masked(value, re.compile("|".join(map(re.escape, told)), re.IGNORECASE) if told else None)


def _masked(value: Any, secrets: re.Pattern[str] | None) -> Any:
    if isinstance(value, dict):
        return {
            name: one if name == "id" or name.endswith("_id") else _masked(one, secrets) for name, one in value.items()
        }
    if isinstance(value, list | tuple):
        return type(value)(_masked(one, secrets) for one in value)
    if not isinstance(value, str):
        return value
    if secrets is not None:
        value = secrets.sub(IN_PLACE, value)
    return _POINT.sub(IN_PLACE, _POSTCODE.sub(lambda found: found.group(1).upper(), value))
