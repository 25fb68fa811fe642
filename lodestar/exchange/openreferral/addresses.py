"""Addresses as feeds write them: columns that slipped, postcodes in the wrong place, places without lines."""

import re
from collections.abc import Mapping
from typing import Any

from lodestar.exchange.openreferral import cleaning
from lodestar.rules import postcodes

_ZIP = re.compile(r"\d{5}(?:-\d{4})?")
_POSTCODE_INSIDE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\b", re.IGNORECASE)
_COLUMNS = (
    *("attention", "address_1", "address_2", "address_3", "address_4"),
    *("city", "region", "state_province", "postal_code", "country"),
)


def read(flat: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return an address's values and notes, with slipped columns put back and the postcode written with its space."""
    cells = {name: cleaning.plain(flat.get(name)) for name in _COLUMNS}
    cells, notes = _put_back(cells)
    lines = [cleaning.line(cells[name], 300)[0] for name in ("address_1", "address_2", "address_3", "address_4")]
    first, rest = lines[0], ", ".join(text for text in lines[1:] if text)
    code, note = _postcode(cells["postal_code"], " ".join(lines))
    if note:
        notes.append(note)
    county = cells["state_province"] or cells["region"]
    values = {
        "address_1": first,
        "address_2": rest[:300],
        "city": cleaning.line(cells["city"], 120)[0],
        "county": cleaning.line(county, 120)[0],
        "postcode": code,
        "country": cleaning.line(cells["country"], 60)[0],
    }
    return {name: text for name, text in values.items() if text}, notes


def looks_like_postcode(text: str) -> bool:
    """Return whether text is a British postcode or outward code, or an American one."""
    if _ZIP.fullmatch(text.strip()):
        return True
    try:
        postcodes.parse_postcode(text)
    except postcodes.NotAPostcode:
        return False
    return True


def _put_back(cells: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return the cells in their own columns when all of them slipped one to the right, with a note."""
    if looks_like_postcode(cells["postal_code"]) or not looks_like_postcode(cells["country"]):
        return cells, []
    if not cells["address_1"] and not any(letter.isdigit() for letter in cells["postal_code"]):
        slipped = list(_COLUMNS[2:])
        moved = {**cells, "country": ""}
        for here, there in zip(_COLUMNS[1:-1], slipped, strict=True):
            moved[here] = cells[there]
        if moved["address_1"]:
            return moved, ["the address had slipped one column to the right: put back"]
    mended = {**cells, "postal_code": cells["country"], "country": ""}
    if not cells["address_1"]:
        following = next((name for name in _COLUMNS[2:5] if cells[name]), "")
        if following:
            mended["address_1"], mended[following] = cells[following], ""
    return mended, ["the postcode stood in the country's column: moved"]


def _postcode(written: str, lines: str) -> tuple[str, str]:
    if not written:
        inside = _POSTCODE_INSIDE.search(lines)
        if inside is None:
            return "", ""
        return f"{inside.group(1)} {inside.group(2)}".upper(), "postcode read from the lines of the address"
    try:
        parts = postcodes.parse_postcode(written)
    except postcodes.NotAPostcode:
        return written[:20], "" if _ZIP.fullmatch(written) else f'"{written[:20]}" is not a postcode: kept as written'
    return parts.postcode or parts.sector or parts.outcode, ""
