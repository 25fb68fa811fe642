"""Choosing what to hear of, and telling it."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from lodestar.access import audit
from lodestar.access import queries as access_queries
from lodestar.access.viewers import Viewer
from lodestar.directory.digests import letters, queries
from lodestar.directory.digests.models import DigestChoice
from lodestar.rules import life_areas as areas

__all__ = ["NothingChosen", "choose_digest", "note_listings", "send_digests"]

# Whoever has just been read in is as old as its source's first row; the rest began when we first looked.
_NOTE = """
INSERT INTO digests_listing (service_id, first_listed_at)
SELECT service.id, coalesce(
    (SELECT min(first_seen_at) FROM directory_rawrecord raw WHERE raw.entity_id = service.id), %s)
FROM directory_service service
WHERE NOT EXISTS (SELECT 1 FROM digests_listing listing WHERE listing.service_id = service.id)
"""


class NothingChosen(ValueError):
    """A digest of nothing: choose at least one part of life."""


def choose_digest(
    *, life_areas: Iterable[str], area_code: str, by_email: bool, by: Viewer, at: datetime
) -> DigestChoice:
    """Keep what the viewer wants to hear of, from now on. Raises NothingChosen."""
    with transaction.atomic():
        chosen = list(areas.in_order(life_areas))
        if not chosen:
            raise NothingChosen
        told = {"life_areas": chosen, "area_code": area_code, "by_email": by_email, "chosen_at": at}
        kept, _made = DigestChoice.objects.update_or_create(
            user_id=by.own_id, defaults=told, create_defaults={**told, "told_until": at}
        )
        audit.record(
            by=by, at=at, action="choose-digest", subject_kind="digest", reason="e-mail" if by_email else "page"
        )
        return kept


def note_listings(*, by: Viewer, at: datetime) -> int:
    """Write down since when services stand in the directory, for those of which it is not known; return how many."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_NOTE, [at])
            count: int = cursor.rowcount
        audit.record(by=by, at=at, action="note-listings", subject_kind="directory", reason=str(count))
        return count


def send_digests(*, address_of: Callable[[UUID], str], by: Viewer, at: datetime) -> int:
    """Send everybody who wants it what is new since they were told last, and return how many e-mails that is.

    Whoever has left is sent nothing, and an empty digest is not sent. `address_of` gives a service's web address.
    """
    with transaction.atomic():
        sent = 0
        choices = DigestChoice.objects.select_for_update(of=("self",)).filter(by_email=True, user__is_active=True)
        for choice in choices.select_related("user").order_by("user_id"):
            reader = access_queries.viewer_for(choice.user, today=by.today)
            if not reader.is_signed_in:
                continue
            offers = queries.new_offers(
                reader, life_areas=choice.life_areas, area_code=choice.area_code, since=choice.told_until, until=at
            )
            choice.told_until = at
            choice.save(update_fields=["told_until"])
            if offers:
                letters.send(to=choice.user.email, offers=offers, address_of=address_of)
                sent += 1
        audit.record(by=by, at=at, action="send-digests", subject_kind="digest", reason=str(sent))
        return sent
