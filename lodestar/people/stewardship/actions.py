"""What an information lead does: compare records, merge them and undo it, hold a record, erase one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from lodestar.access import audit
from lodestar.access.roles import Role
from lodestar.access.viewers import Viewer
from lodestar.people.models import Merge, PossibleDuplicate, RetentionHold
from lodestar.people.stewardship import queries
from lodestar.rules import duplicates

ERASED = "Somebody whose record was erased"
STEWARDS = frozenset({Role.INFORMATION_LEAD})


class NotTheInformationLead(Exception):
    """Only an information lead does this."""


class NoSuchRecord(LookupError):
    """There is no such record, pair, merge or hold any more."""


class MergeCollides(Exception):
    """Both records hold something that there can be only one of; the message names the table."""


class BothSignIn(Exception):
    """Each record has somebody who signs in: one sign-in has to be ended first."""


class RecordIsHeld(Exception):
    """A hold keeps this record: it cannot be erased until the hold is lifted."""


class EraseReason(StrEnum):
    """Why a record is erased."""

    RETENTION_ENDED = "retention-ended"
    PERSON_ASKED = "person-asked"
    MADE_BY_MISTAKE = "made-by-mistake"


_REFUSALS: dict[str, type[Exception]] = {
    "LS001": MergeCollides,
    "LS002": NoSuchRecord,
    "LS003": BothSignIn,
    "LS004": RecordIsHeld,
}


@contextmanager
def _in_one_transaction(by: Viewer) -> Iterator[None]:
    if not by.has_any(STEWARDS):
        raise NotTheInformationLead
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        refusal = _REFUSALS.get(getattr(error.__cause__, "sqlstate", None) or "")
        if refusal is None:
            raise
        raise refusal(str(error.__cause__).splitlines()[0]) from error


def _call(function: str, *arguments: UUID | str) -> None:
    slots = ", ".join(["%s"] * len(arguments))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({slots})", arguments)


def _pairs_of(one_id: UUID, other_id: UUID) -> QuerySet[PossibleDuplicate]:
    both = (one_id, other_id)
    return PossibleDuplicate.objects.filter(newer_id__in=both, older_id__in=both)


def find_duplicates(*, by: Viewer, at: datetime, most: int = 200) -> int:
    """Compare records that nobody has compared yet with all others, and queue those that may be one person's.

    Returns how many pairs were added. It runs apart from any registration, so that the time a registration
    takes tells nothing. Raises NotTheInformationLead.
    """
    with _in_one_transaction(by):
        added = 0
        for newer_id, identity in queries.not_compared(by, most=most):
            for older_id, other in queries.near(by, person_id=newer_id, identity=identity):
                alike = duplicates.likenesses(identity, other)
                known = PossibleDuplicate.objects.filter(
                    newer_id__in=(newer_id, older_id), older_id__in=(newer_id, older_id)
                )
                if alike and not known.exists():
                    PossibleDuplicate.objects.create(
                        newer_id=newer_id, older_id=older_id, likenesses=list(alike), found_at=at
                    )
                    added += 1
        audit.record(by=by, at=at, action="find-duplicates", reason=str(added))
        return added


def keep_apart(*, pair_id: UUID, by: Viewer, at: datetime) -> None:
    """Say that two records are two people's: the pair leaves the queue and does not come back.

    Raises NotTheInformationLead and NoSuchRecord.
    """
    with _in_one_transaction(by):
        pair = PossibleDuplicate.objects.select_for_update().filter(pk=pair_id, decision="").first()
        if pair is None:
            raise NoSuchRecord
        pair.decision = PossibleDuplicate.Decision.DIFFERENT
        pair.decided_at, pair.decided_by_id = at, by.user_id
        pair.save(update_fields=["decision", "decided_at", "decided_by"])
        audit.record(by=by, at=at, action="keep-apart", person_id=pair.newer_id, subject_id=pair.older_id)


def merge_people(*, kept_id: UUID, gone_id: UUID, by: Viewer, at: datetime) -> Merge:
    """Move every row of one record to another, and write down each, so that the merge can be undone exactly.

    What the kept record does not know of the person is taken from the other; what it knows stays. Its key
    worker stays too. Raises NotTheInformationLead, NoSuchRecord, BothSignIn and MergeCollides.
    """
    with _in_one_transaction(by):
        assert by.user_id is not None, "nobody is an information lead without signing in"
        if not len(queries.identities(by, person_ids=[kept_id, gone_id])) == 2:
            raise NoSuchRecord
        merge = Merge.objects.create(kept_id=kept_id, gone_id=gone_id, merged_at=at, merged_by_id=by.user_id)
        _call("lodestar_merge_people", merge.pk, kept_id, gone_id)
        _pairs_of(kept_id, gone_id).filter(decision="").update(
            decision=PossibleDuplicate.Decision.SAME, decided_at=at, decided_by=by.user_id
        )
        audit.record(by=by, at=at, action="merge-people", person_id=kept_id, subject_kind="person", subject_id=gone_id)
        return merge


def undo_merge(*, merge_id: UUID, by: Viewer, at: datetime) -> None:
    """Part two records again: each row goes back to where it was, and the pair is queued for another look.

    What was added to the kept record since stays there. Raises NotTheInformationLead, NoSuchRecord, and
    MergeCollides where the parted record holds such a row again.
    """
    with _in_one_transaction(by):
        merge = Merge.objects.select_for_update().filter(pk=merge_id, undone_at=None).first()
        if merge is None:
            raise NoSuchRecord
        _call("lodestar_undo_merge", merge.pk)
        merge.undone_at, merge.undone_by_id = at, by.user_id
        merge.save(update_fields=["undone_at", "undone_by"])
        _pairs_of(merge.kept_id, merge.gone_id).update(decision="", decided_at=None, decided_by=None)
        audit.record(
            by=by, at=at, action="undo-merge", person_id=merge.kept_id, subject_kind="person", subject_id=merge.gone_id
        )


def place_hold(*, person_id: UUID, reason: str, by: Viewer, at: datetime) -> RetentionHold:
    """Keep a record past its time. A record that is held already stays as it is held.

    Raises NotTheInformationLead, NoSuchRecord, and ValueError for a reason that is not on the list.
    """
    with _in_one_transaction(by):
        if not queries.identities(by, person_ids=[person_id]):
            raise NoSuchRecord
        assert by.user_id is not None, "nobody is an information lead without signing in"
        why = RetentionHold.Reason(reason)
        held = RetentionHold.objects.filter(person_id=person_id, lifted_at=None).first()
        if held is not None:
            return held
        hold = RetentionHold.objects.create(person_id=person_id, reason=why, placed_by_id=by.user_id, placed_at=at)
        audit.record(by=by, at=at, action="place-hold", person_id=person_id, reason=why)
        return hold


def lift_hold(*, person_id: UUID, by: Viewer, at: datetime) -> None:
    """Let a record go its way again. Raises NotTheInformationLead, and NoSuchRecord where nothing holds it."""
    with _in_one_transaction(by):
        lifted = RetentionHold.objects.filter(person_id=person_id, lifted_at=None).update(
            lifted_at=at, lifted_by=by.user_id
        )
        if not lifted:
            raise NoSuchRecord
        audit.record(by=by, at=at, action="lift-hold", person_id=person_id)


def erase_person(*, person_id: UUID, reason: EraseReason, by: Viewer, at: datetime) -> None:
    """Erase a record with every row about the person, and what was merged into it. This cannot be undone.

    The trail stays without their name: that there was a record, who opened it, and who erased it and why.
    A sign-in that serves nothing else is emptied too. Raises NotTheInformationLead, NoSuchRecord, RecordIsHeld.
    """
    with _in_one_transaction(by):
        _call("lodestar_erase_person", person_id, ERASED)
        audit.record(by=by, at=at, action="erase-person", person_id=person_id, reason=reason)
