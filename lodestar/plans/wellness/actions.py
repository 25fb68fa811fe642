"""What a person does with their own wellness plan. Nobody else writes in it, and nobody needs one for anything."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.people import queries as people_queries
from lodestar.people.models import Person
from lodestar.people.queries import RecordNotFound
from lodestar.plans.wellness.models import ChoiceAhead, RoutineSlot, Section, SectionWords, WarningSign
from lodestar.rules import versions

ROWS = {"section": Section, "sign": WarningSign, "slot": RoutineSlot}


class WordsMissing(ValueError):
    """A heading, a sign or a choice has no words."""


class ChangedMeanwhile(ValueError):
    """It was changed on another device. `now` is what stands there; nothing was lost."""

    def __init__(self, now: str) -> None:
        """Keep the words that stand there now, to show both."""
        super().__init__("The words were changed meanwhile.")
        self.now = now


@dataclass(frozen=True)
class Sharing:
    """Who may read a section besides its writer."""

    is_for_workers: bool = False
    is_for_emergency: bool = False


def write_section(
    *,
    plan: Section.Plan,
    heading: str,
    words: str,
    sharing: Sharing,
    by: Viewer,
    at: datetime,
    section_id: UUID | None = None,
    seen: str = "",
) -> Section:
    """Write a section of the viewer's own, under a heading of their own; the words before are kept.

    `seen` is what they had before their eyes. Raises RecordNotFound, WordsMissing and ChangedMeanwhile.
    """
    with transaction.atomic():
        own = _own(by)
        if not heading.strip() or not words.strip():
            raise WordsMissing
        section: Section | None = None
        if section_id is not None:
            section = Section.objects.select_for_update().filter(pk=section_id, person=own, taken_out_at=None).first()
        if section is None:
            given_id = {"pk": section_id} if section_id else {}
            section = Section(**given_id, person=own, begun_at=at)
        newest = SectionWords.objects.filter(section=section).order_by("-written_at", "-id").first()
        if newest is not None and _plain(newest.words) != _plain(seen):
            raise ChangedMeanwhile(newest.words)
        section.plan, section.heading = plan, heading.strip()[:120]
        section.is_for_workers, section.is_for_emergency = sharing.is_for_workers, sharing.is_for_emergency
        section.save()
        if newest is None or _plain(newest.words) != _plain(words):
            SectionWords.objects.create(
                person=own,
                section=section,
                words=_plain(words),
                written_by_id=by.own_id,
                written_at=versions.dated(at, after=newest.written_at if newest else None),
            )
        audit.record(
            by=by, at=at, action="write-section", person_id=own.pk, subject_kind="section", subject_id=section.pk
        )
        return section


def write_sign(
    *, sign: str, who_may_notice: str, what_i_want_done: str, is_for_workers: bool, by: Viewer, at: datetime
) -> WarningSign:
    """Write down an early sign, who may notice it, and what is wanted then. Raises RecordNotFound, WordsMissing."""
    with transaction.atomic():
        own = _own(by)
        if not sign.strip():
            raise WordsMissing
        made = WarningSign.objects.create(
            person=own,
            sign=sign.strip()[:300],
            who_may_notice=who_may_notice.strip()[:200],
            what_i_want_done=what_i_want_done.strip(),
            is_for_workers=is_for_workers,
            said_at=at,
        )
        audit.record(
            by=by, at=at, action="write-sign", person_id=own.pk, subject_kind="warning-sign", subject_id=made.pk
        )
        return made


def choose_ahead(
    *,
    kind: ChoiceAhead.Kind,
    words: str,
    made_on: date,
    kept_where: str,
    witness: str,
    by: Viewer,
    at: datetime,
) -> ChoiceAhead:
    """Write down a choice made ahead; whoever supports the person can read it, as it has to be honoured.

    Raises RecordNotFound and WordsMissing.
    """
    with transaction.atomic():
        own = _own(by)
        if not words.strip():
            raise WordsMissing
        made = ChoiceAhead.objects.create(
            person=own,
            kind=kind,
            words=words.strip(),
            made_on=made_on,
            kept_where=kept_where.strip()[:200],
            witness=witness.strip()[:120],
            written_at=at,
        )
        audit.record(
            by=by,
            at=at,
            action="choose-ahead",
            person_id=own.pk,
            subject_kind="choice-ahead",
            subject_id=made.pk,
            reason=kind,
        )
        return made


def take_back_choice(*, choice_id: UUID, by: Viewer, at: datetime) -> None:
    """Take back a choice that the viewer made ahead; it is kept in the history. Raises RecordNotFound."""
    with transaction.atomic():
        own = _own(by)
        if not ChoiceAhead.objects.filter(pk=choice_id, person=own, taken_back_at=None).update(taken_back_at=at):
            raise RecordNotFound
        audit.record(
            by=by,
            at=at,
            action="take-back-choice",
            person_id=own.pk,
            subject_kind="choice-ahead",
            subject_id=choice_id,
        )


def set_slot(*, weekday: int, part_of_day: RoutineSlot.PartOfDay, words: str, by: Viewer, at: datetime) -> RoutineSlot:
    """Put something into the shape of the viewer's week. Raises RecordNotFound and WordsMissing."""
    with transaction.atomic():
        own = _own(by)
        if not words.strip():
            raise WordsMissing
        slot = RoutineSlot.objects.create(
            person=own, weekday=weekday, part_of_day=part_of_day, words=words.strip()[:120], set_at=at
        )
        audit.record(by=by, at=at, action="set-slot", person_id=own.pk, subject_kind="slot", subject_id=slot.pk)
        return slot


def take_out(*, kind: str, row_id: UUID, by: Viewer, at: datetime) -> None:
    """Take a section, a sign or a slot out of the viewer's own plan; it is kept. Raises RecordNotFound."""
    with transaction.atomic():
        own = _own(by)
        rows = ROWS[kind]._default_manager.filter(pk=row_id, person=own, taken_out_at=None)
        if not rows.update(taken_out_at=at):
            raise RecordNotFound
        audit.record(by=by, at=at, action="take-out", person_id=own.pk, subject_kind=kind, subject_id=row_id)


def _own(by: Viewer) -> Person:
    own = people_queries.own_record(by)
    if own is None:
        raise RecordNotFound
    return own


def _plain(words: str) -> str:
    return words.replace("\r\n", "\n").strip()
