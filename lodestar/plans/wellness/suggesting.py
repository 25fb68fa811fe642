"""Workers offer other words for a section that is open to them; the person takes them, changes them or says no."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.people import queries as people_queries
from lodestar.people.models import Person
from lodestar.people.queries import RecordNotFound
from lodestar.plans.wellness.actions import WordsMissing
from lodestar.plans.wellness.models import Section, SectionWords, Suggestion


def suggest_words(*, section_id: UUID, words: str, by: Viewer, at: datetime) -> Suggestion:
    """Offer other words for a section; the section itself stays as it is. Raises RecordNotFound and WordsMissing."""
    with transaction.atomic():
        section = Section.objects.filter(
            pk=section_id, is_for_workers=True, taken_out_at=None, person__in=Person.objects.visible_to(by)
        ).first()
        if section is None or section.person_id == getattr(people_queries.own_record(by), "pk", None):
            raise RecordNotFound
        if not words.strip():
            raise WordsMissing
        made: Suggestion = Suggestion.objects.create(
            person_id=section.person_id,
            section=section,
            words=words.replace("\r\n", "\n").strip(),
            suggested_by_id=by.own_id,
            suggested_at=at,
        )
        _record("suggest-words", made, by, at)
        return made


def answer_suggestion(*, suggestion_id: UUID, take: bool, by: Viewer, at: datetime) -> Suggestion:
    """Take the words into the viewer's own section as a new version, or leave the section as it is.

    Raises RecordNotFound, also for one that was answered before.
    """
    with transaction.atomic():
        own = people_queries.own_record(by)
        rows = Suggestion.objects.select_for_update().filter(pk=suggestion_id, person=own, answer="")
        found: Suggestion | None = rows.first() if own else None
        if found is None:
            raise RecordNotFound
        found.answer = Suggestion.Answer.TAKEN if take else Suggestion.Answer.NOT_TAKEN
        found.answered_at = at
        found.save(update_fields=["answer", "answered_at"])
        if take:
            SectionWords.objects.create(
                person_id=found.person_id,
                section_id=found.section_id,
                words=found.words,
                written_by_id=by.own_id,
                written_at=at,
            )
        _record("answer-suggestion", found, by, at)
        return found


def waiting_suggestions(viewer: Viewer, *, person_id: UUID) -> dict[UUID, list[Suggestion]]:
    """Return the suggestions that wait for the person, by section, the oldest first. One query."""
    rows = Suggestion.objects.filter(person_id=person_id, answer="", person__in=Person.objects.visible_to(viewer))
    found: dict[UUID, list[Suggestion]] = {}
    for one in rows.select_related("suggested_by").order_by("suggested_at", "id"):
        found.setdefault(one.section_id, []).append(one)
    return found


def _record(action: str, made: Suggestion, by: Viewer, at: datetime) -> None:
    audit.record(
        by=by,
        at=at,
        action=action,
        person_id=made.person_id,
        subject_kind="suggestion",
        subject_id=made.pk,
        reason=made.answer,
    )
