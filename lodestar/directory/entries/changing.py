"""The work of a change: held against what stands, written down field by field, brought into force."""

from collections.abc import Mapping
from datetime import datetime

from lodestar.access.viewers import Viewer
from lodestar.directory import indexing
from lodestar.directory.entries import holding
from lodestar.directory.entries.models import ChangedField, ChangeRequest, PreferredValue
from lodestar.directory.models import Service
from lodestar.rules.entry_changes import EntryField

Pair = tuple[holding.Value, holding.Value]


class NothingChanged(ValueError):
    """Every field says what it said before: change one of them, or leave the page."""


class ChangedMeanwhile(ValueError):
    """Somebody else changed a field since the page was opened; `fields` says which. Look at what it says now."""

    def __init__(self, fields: tuple[EntryField, ...]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


def compared(
    service: Service, changes: Mapping[EntryField, holding.Value], seen: Mapping[EntryField, holding.Value]
) -> dict[EntryField, Pair]:
    """Return what really changes: what stands and what is to stand. Raises NothingChanged and ChangedMeanwhile."""
    standing = {field: holding.read(service, field) for field in changes}
    found = {
        field: (standing[field], after)
        for field, after in changes.items()
        if not holding.says_the_same(field, seen[field], after)
        and not holding.says_the_same(field, standing[field], after)
    }
    stale = tuple(field for field in found if not holding.says_the_same(field, standing[field], seen[field]))
    if stale:
        raise ChangedMeanwhile(stale)
    if not found:
        raise NothingChanged
    return found


def write_request(
    service: Service, pairs: Mapping[EntryField, Pair], *, words: str, by: Viewer, at: datetime
) -> ChangeRequest:
    """Write down who asks for what."""
    made = ChangeRequest.objects.create(
        service=service,
        asked_at=at,
        asked_by_user_id=by.user_id,
        asked_by_name=by.name,
        asked_for=by.organisation_name,
        words=words.strip()[:400],
    )
    ChangedField.objects.bulk_create(
        ChangedField(request=made, field=field, before=before, after=after) for field, (before, after) in pairs.items()
    )
    return made


def decide(request: ChangeRequest, *, is_approved: bool, reason: str, by: Viewer, at: datetime) -> None:
    """Write down who agreed, or who did not and why."""
    request.decided_at, request.is_approved, request.reason = at, is_approved, reason[:400]
    request.decided_by_user_id, request.decided_by_name = by.user_id, by.name
    request.save()


def bring_into_force(service: Service, request: ChangeRequest, *, by: Viewer, at: datetime) -> None:
    """Let an entry say what was agreed, and go on saying it when its source is read again."""
    after = {EntryField(one.field): one.after for one in request.fields.all()}
    known = {one.field: one for one in PreferredValue.objects.filter(service=service, field__in=list(after))}
    for field, value in after.items():
        preferred = known.get(field) or PreferredValue(service=service, field=field)
        if preferred._state.adding and service.source_id is not None:
            # From now on this is what the source says; what stands is what we say.
            preferred.source_value, preferred.source_seen_at = holding.read(service, field), at
        preferred.value, preferred.said_at = value, at
        preferred.said_by_user_id = request.asked_by_user_id
        preferred.said_by_name, preferred.said_for = request.asked_by_name, request.asked_for
        preferred.save()
    put(service, after, at=at)


def put(service: Service, values: Mapping[EntryField, holding.Value], *, at: datetime) -> None:
    """Let an entry say these values, and be found by them."""
    for field, value in values.items():
        holding.write(service, field, value)
    service.changed_at = at
    service.save(update_fields=[*holding.columns_of(values), "changed_at"])
    indexing.index_services(service_ids=[service.pk])
