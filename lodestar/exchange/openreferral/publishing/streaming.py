"""Many records in little memory: ids from a cursor on the server, records some hundred at a time."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction

from lodestar.exchange.openreferral.publishing.selecting import Chosen

BATCH = 250


def records(found: Chosen, gather: Callable[[Sequence[UUID]], list[dict[str, Any]]]) -> Iterator[list[dict[str, Any]]]:
    """Yield the records of a query, batch by batch, as they stood when the first was read.

    The transaction is the stream's own: that of the request is over before the first byte goes out.
    """
    with transaction.atomic():
        ids = found.every(chunk=2_000)
        while batch := list(islice(ids, BATCH)):
            yield gather(batch)
