"""Rows on their way into the directory: what kinds there are and what each may hang on.

A mapping (see `exchange`) turns a feed into `Row`s; `sorting` decides which can stand;
`importing` writes them. Nothing here knows Django or any format.
"""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

NAMESPACE = uuid.UUID("6f0a3c3e-3c0b-5d51-9d0e-6c6f64657374")
LONGEST_KEY = 200


class Reason(StrEnum):
    """Why a row, or one link of a row, could not be taken."""

    MISSING_PARENT = "missing-parent"
    PARENT_HELD_BACK = "parent-held-back"
    NO_PARENT = "no-parent"
    CONFLICT = "conflicting-duplicate"
    NO_NAME = "no-name"
    NO_NUMBER = "no-number"
    SHIFTED_CELLS = "shifted-cells"
    NOT_A_RECORD = "not-a-record"
    UNREADABLE_FILE = "unreadable-file"
    CIRCLE = "circle"


@dataclass(frozen=True, slots=True)
class Kind:
    """How rows of one kind hang together.

    `must`: links without which the row cannot stand. `named`: links that may be empty, but if the
    row names a parent, that parent must be there. `any_of`: at least one of these must hold.
    `may`: links that the row can do without; a broken one is held back and the row goes in.
    """

    slug: str
    must: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    @property
    def links(self) -> tuple[str, ...]:
        return (*self.must, *self.named, *self.any_of, *self.may)


# A link's name is the kind that it points to, but for these. A "subject" may be of any of its kinds.
POINTS_TO: Mapping[str, tuple[str, ...]] = {
    "parent": ("taxonomy_term",),
    "parent_organization": ("organization",),
    "term": ("taxonomy_term",),
    "subject": ("service", "organization", "location", "service_at_location", "contact", "taxonomy_term"),
}

_DECLARED = (
    Kind("organization", may=("parent_organization",), needs=("name",)),
    Kind("program", may=("organization",)),
    Kind("organization_identifier", must=("organization",)),
    Kind("taxonomy", needs=("name",)),
    Kind("taxonomy_term", may=("parent", "taxonomy"), needs=("name",)),
    Kind("location", may=("organization",)),
    # ORUK 3.0's schema asks a service for an id, a name and a status, and for no organisation.
    Kind("service", named=("organization",), may=("program",), needs=("name",)),
    Kind("service_at_location", must=("service", "location")),
    Kind("address", any_of=("location", "organization", "service")),
    Kind("contact", any_of=("service", "organization", "service_at_location", "location")),
    Kind(
        "phone",
        any_of=("service", "location", "organization", "contact", "service_at_location"),
        needs=("number",),
    ),
    Kind("schedule", any_of=("service", "location", "service_at_location")),
    Kind("holiday_schedule", any_of=("service", "location", "service_at_location")),
    Kind("service_area", any_of=("service", "service_at_location")),
    Kind("cost_option", must=("service",)),
    Kind("funding", any_of=("service", "organization")),
    Kind("language", any_of=("service", "location", "phone")),
    Kind("accessibility", must=("location",)),
    Kind("eligibility", must=("service",)),
    Kind("required_document", must=("service",)),
    Kind("payment_accepted", must=("service",)),
    Kind("attribute", must=("term",), any_of=("service", "organization", "location", "subject")),
    Kind("other"),
)
KINDS: Mapping[str, Kind] = {kind.slug: kind for kind in _DECLARED}
# Parents first, so that one pass settles what is held back because its parent is.
ORDER: tuple[str, ...] = tuple(kind.slug for kind in _DECLARED)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a source, read and repaired.

    `links` holds the source's own keys, as written: several may stand in one cell. `payload` is the
    source's row as compact JSON text, untouched. `notes` says in words what was repaired.
    """

    kind: str
    key: str
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    payload: str = "{}"
    notes: tuple[str, ...] = ()
    is_nested: bool = False


@dataclass(frozen=True, slots=True)
class HeldBack:
    """One row that was not taken, or (`is_link_only`) one link that was left off a row that was."""

    kind: str
    key: str
    reason: Reason
    explanation: str
    payload: str = "{}"
    is_link_only: bool = False


def stable_id(source_slug: str, kind: str, key: str) -> uuid.UUID:
    """Return the id that a row of a source has here: the same at each import, never shared by two sources."""
    return uuid.uuid5(NAMESPACE, f"{source_slug}\x1f{kind}\x1f{key}")


def short_key(text: str) -> str:
    """Return `text` as a key that fits the column: itself, or its beginning and a digest when too long."""
    if len(text) <= LONGEST_KEY:
        return text
    return text[:120] + "~" + hashlib.sha256(text.encode()).hexdigest()[:32]


def key_from_content(*parts: str) -> str:
    """Return a key for a row that came without one, made from what it says. Begins with "~"."""
    return "~" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
