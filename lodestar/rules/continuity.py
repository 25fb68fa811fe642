"""How much of somebody's support came from one and the same worker."""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Continuity:
    """How many of the contacts were with the usual worker. `usual` is None where there was no contact."""

    usual: Hashable | None
    with_usual: int
    contacts: int

    @property
    def index(self) -> float | None:
        """Return the share of contacts with the usual worker, from 0 to 1; None where there was no contact.

        Unit: share.  Source: Usual Provider of Care index (Breslau and Reeb, 1975).  Checked: 2026-11-22.
        """
        return self.with_usual / self.contacts if self.contacts else None


def continuity(*, workers: Iterable[Hashable]) -> Continuity:
    """Return the usual worker and how many of the contacts were with them.

    Unit: contacts.  Source: Usual Provider of Care index (Breslau and Reeb, 1975).  Checked: 2026-11-22.
    `workers` has one entry for each contact that took place. Of two who are equal, the one seen last is the usual one.
    """
    seen = list(workers)
    if not seen:
        return Continuity(usual=None, with_usual=0, contacts=0)
    counts = Counter(seen)
    last_seen = {worker: place for place, worker in enumerate(seen)}
    usual = max(counts, key=lambda worker: (counts[worker], last_seen[worker]))
    return Continuity(usual=usual, with_usual=counts[usual], contacts=len(seen))
