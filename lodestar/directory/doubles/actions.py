"""What a person decides of two entries that may be of one service."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.directory import indexing
from lodestar.directory.doubles.models import DoublePair, Replacement
from lodestar.directory.finding.questions import KEEPERS
from lodestar.directory.models import Service


class NotTheirsToDecide(PermissionError):
    """Only the place's leads and administrators decide whether two entries are one."""


class PairGone(LookupError):
    """The pair is decided already, or one of its entries is replaced or gone. Look at the list again."""


class NothingToUndo(LookupError):
    """There is no such replacement, or it is undone already."""


def keep_apart(*, pair_id: UUID, by: Viewer, at: datetime) -> None:
    """Say that two entries are of two services; they are not shown again. Raises NotTheirsToDecide, PairGone."""
    with transaction.atomic():
        pair = _undecided(pair_id, by)
        _decide(pair, DoublePair.Decision.APART, by=by, at=at)
        audit.record(by=by, at=at, action="keep-entries-apart", subject_kind="double-pair", subject_id=pair_id)


def replace_entry(*, pair_id: UUID, kept_id: UUID, by: Viewer, at: datetime) -> Replacement:
    """Say that two entries are of one service, and let the kept one stand for both. Nothing is moved or written over.

    The other leaves the finder; its address and its record in the feed lead to the kept one. Raises
    NotTheirsToDecide and PairGone.
    """
    with transaction.atomic():
        pair = _undecided(pair_id, by)
        if kept_id not in (pair.one_id, pair.other_id):
            raise PairGone
        gone_id = pair.other_id if kept_id == pair.one_id else pair.one_id
        if Replacement.objects.filter(undone_at=None, replaced__in=(kept_id, gone_id)).exists():
            raise PairGone
        gone = Service.objects.select_for_update().get(pk=gone_id)
        done = Replacement.objects.create(
            pair=pair,
            replaced_id=gone_id,
            by_id=kept_id,
            retired_before=gone.retired_at,
            done_at=at,
            done_by_id=by.user_id,
        )
        Service.objects.filter(pk=gone_id).update(retired_at=gone.retired_at or at, changed_at=at)
        _decide(pair, DoublePair.Decision.REPLACED, by=by, at=at)
        indexing.index_services(service_ids=[gone_id])
        audit.record(by=by, at=at, action="replace-entry", subject_kind="service", subject_id=gone_id)
    return done


def undo_replacement(*, replacement_id: UUID, by: Viewer, at: datetime) -> None:
    """Let a replaced entry stand by itself again, and its pair be decided anew. Raises as above, and NothingToUndo."""
    _refuse_strangers(by)
    with transaction.atomic():
        done = Replacement.objects.select_for_update().filter(pk=replacement_id, undone_at=None).first()
        if done is None:
            raise NothingToUndo
        Replacement.objects.filter(pk=done.pk).update(undone_at=at, undone_by=by.user_id)
        Service.objects.filter(pk=done.replaced_id).update(retired_at=done.retired_before, changed_at=at)
        DoublePair.objects.filter(pk=done.pair_id).update(decision="", decided_at=None, decided_by=None)
        indexing.index_services(service_ids=[done.replaced_id])
        audit.record(by=by, at=at, action="undo-replacement", subject_kind="service", subject_id=done.replaced_id)


def _undecided(pair_id: UUID, by: Viewer) -> DoublePair:
    _refuse_strangers(by)
    pair = DoublePair.objects.select_for_update().filter(pk=pair_id, decision="").first()
    if pair is None:
        raise PairGone
    return pair


def _decide(pair: DoublePair, decision: DoublePair.Decision, *, by: Viewer, at: datetime) -> None:
    DoublePair.objects.filter(pk=pair.pk).update(decision=decision, decided_at=at, decided_by=by.user_id)


def _refuse_strangers(by: Viewer) -> None:
    if not by.has_any(KEEPERS):
        raise NotTheirsToDecide
