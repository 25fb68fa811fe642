"""Check-ins, for tests."""

from datetime import UTC, datetime
from typing import Any

from lodestar.access.models import User
from lodestar.access.roles import Role
from lodestar.outcomes.models import (
    AgreedAction,
    Answer,
    CheckIn,
    InstrumentSwitch,
    LicensedReading,
    OwnAnswer,
    SafetyNotice,
    SafetyTask,
    TalkedArea,
)
from lodestar.people.models import Person
from tests.factories import people as make
from tests.roles import as_owner

THEN = datetime(2026, 3, 4, 14, 30, tzinfo=UTC)


def switch(code: str, *, is_on: bool = True, **fields: Any) -> InstrumentSwitch:
    """A decision on an instrument, on by default, with a licence reference."""
    decided_by = fields.pop("decided_by", None) or make.worker(role=Role.INFORMATION_LEAD)
    with as_owner():
        return InstrumentSwitch.objects.create(
            **{
                "instrument": code,
                "is_on": is_on,
                "reference": "LIC-1",
                "valid_from": "2026-01-01",
                "decided_by": decided_by,
                "decided_at": THEN,
                **fields,
            }
        )


def check_in(
    person: Person, by: User, answers: dict[str, tuple[int | None, ...]], *, on: datetime = THEN, **fields: Any
) -> CheckIn:
    """A finished check-in with these answers, by instrument and in the order of its items."""
    with as_owner():
        made = CheckIn.objects.create(
            **{
                "person": person,
                "instruments": list(answers),
                "own_questions": [],
                "how": CheckIn.How.BY_PERSON,
                "begun_by": by,
                "begun_at": on,
                "finished_at": on,
                **fields,
            }
        )
        Answer.objects.bulk_create(
            Answer(
                person=person, check_in=made, instrument=code, item=item, value=value, answered_by=by, answered_at=on
            )
            for code, given in answers.items()
            for item, value in enumerate(given, start=1)
        )
    return made


def fill(person: Person, worker: User) -> None:
    """A row in every table of this kind."""
    made = check_in(person, worker, {"dialog": (3, 4)}, own_questions=["home-impact"])
    licence = switch("recovery-star", labels=["One"])
    with as_owner():
        OwnAnswer.objects.create(
            person=person, check_in_id=made.pk, life_area="home", question="home-impact", answer="neither",
            answered_by=worker, answered_at=THEN,
        )  # fmt: skip
        task = SafetyTask.objects.create(
            person=person, check_in=made, instrument="phq-9", item=9, raised_by=worker, raised_at=THEN
        )
        SafetyNotice.objects.create(person=person, task=task, to_user=worker, sent_at=THEN)
        area = TalkedArea.objects.create(person=person, check_in=made, item=1, written_at=THEN)
        AgreedAction.objects.create(
            person=person, talked_area=area, words="Ring the library", owner="person", due_on="2026-04-01",
            agreed_by=worker, agreed_at=THEN,
        )  # fmt: skip
        LicensedReading.objects.create(
            person=person, switch=licence, labels=["One"], scores=[4], taken_on="2026-03-04", entered_by=worker,
            entered_at=THEN,
        )  # fmt: skip
