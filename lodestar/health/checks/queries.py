"""Reads of the physical health check: what is missing, who owes it, what follows, and the loop of stopping to smoke."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lodestar.access.viewers import Viewer
from lodestar.health.models import PHYSICAL_HEALTH, CareStanding, CheckResult, QuitOffer, ResultAction
from lodestar.people import queries as people_queries
from lodestar.rules import physical_checks, stop_smoking
from lodestar.rules.physical_checks import (
    AbnormalResult,
    CareFacts,
    CheckPart,
    Override,
    PartRecord,
    PartStatus,
    Party,
    RegisterReason,
    Responsible,
)
from lodestar.rules.stop_smoking import LoopState, QuitAnswer, QuitFacts, QuitOutcome, Smoking


@dataclass(frozen=True)
class ActionRow:
    """What is to be done about a result."""

    action_id: UUID
    words: str
    owner_words: str
    due_on: date
    is_done: bool


@dataclass(frozen=True)
class ResultRow:
    """One part that was done or refused, with what follows from it. `taken_out_because` is empty where it stands."""

    result_id: UUID
    part: CheckPart
    on: date
    is_refused: bool
    reading: str
    smoking: Smoking | None
    is_abnormal: bool
    recorded_by_name: str
    taken_out_because: str
    actions: tuple[ActionRow, ...]

    @property
    def lacks_action(self) -> bool:
        """Return whether it calls for something to be done, and nobody owes anything yet."""
        return self.is_abnormal and not self.taken_out_because and not self.actions


@dataclass(frozen=True)
class Tracker:
    """The six parts of one person on a day, who owes them, and every result, the newest first."""

    statuses: tuple[PartStatus, ...]
    responsible: Responsible
    is_on_register: bool
    lapses_on: date | None
    results: tuple[ResultRow, ...]
    smoking: Smoking | None
    loop: LoopState
    offers: tuple[QuitOffer, ...]
    standing: CareStanding | None

    @property
    def done(self) -> int:
        """Return how many of the six are done in time."""
        return sum(status.state is physical_checks.PartState.DONE for status in self.statuses)

    @property
    def is_complete(self) -> bool:
        """Return whether all six are: five of six never is."""
        return self.done == len(self.statuses)

    def latest(self, part: CheckPart) -> ResultRow | None:
        """Return the latest result of a part that stands and was not refused."""
        return next((row for row in self.results if row.part is part and _counts(row)), None)


def tracker_of(viewer: Viewer, *, person_id: UUID) -> Tracker:
    """Return the tracker of one person on the viewer's today. Four queries.

    Raises RecordNotFound (people.queries) for a stranger, and where physical health does not open to `viewer`.
    """
    if PHYSICAL_HEALTH not in people_queries.areas_open_to(viewer, person_id=person_id):
        raise people_queries.RecordNotFound
    results = results_of(viewer, person_id=person_id)
    records = [PartRecord(row.part, row.on, row.is_refused) for row in results if not row.taken_out_because]
    standing: CareStanding | None = (
        CareStanding.objects.visible_to(viewer).filter(person_id=person_id).order_by("-said_at", "-id").first()
    )
    offers = list(QuitOffer.objects.visible_to(viewer).filter(person_id=person_id).order_by("-offered_on", "-id"))
    smoking = next((row.smoking for row in results if row.smoking is not None and _counts(row)), None)
    return Tracker(
        statuses=physical_checks.check_status(records=records, on=viewer.today),
        responsible=_responsible(standing, viewer.today),
        is_on_register=_is_on_register(standing),
        lapses_on=physical_checks.lapses_on(records=records, on=viewer.today),
        results=results,
        smoking=smoking,
        loop=stop_smoking.loop_state(smoking=smoking, offers=[_quit_facts(one) for one in offers]),
        offers=tuple(offers),
        standing=standing,
    )


def results_of(viewer: Viewer, *, person_id: UUID) -> tuple[ResultRow, ...]:
    """Return every part that was done or refused, the newest first; those that were taken out too. Two queries."""
    rows = CheckResult.objects.visible_to(viewer).filter(person_id=person_id).select_related("recorded_by")
    actions: dict[UUID, list[ActionRow]] = {}
    for one in ResultAction.objects.visible_to(viewer).filter(person_id=person_id).order_by("opened_on", "id"):
        row = ActionRow(one.pk, one.words, one.owner_words, one.due_on, one.done_at is not None)
        actions.setdefault(one.result_id, []).append(row)
    return tuple(
        ResultRow(
            result_id=row.pk,
            part=CheckPart(row.part),
            on=row.on,
            is_refused=row.is_refused,
            reading=row.reading,
            smoking=Smoking(row.smoking) if row.smoking else None,
            is_abnormal=row.is_abnormal,
            recorded_by_name=row.recorded_by.name,
            taken_out_because=row.taken_out_because,
            actions=tuple(actions.get(row.pk, ())),
        )
        for row in rows.order_by("-on", "-recorded_at", "-id")
    )


def result_seen(viewer: Viewer, *, result_id: UUID) -> CheckResult:
    """Return one result that `viewer` may see. Raises RecordNotFound (people.queries)."""
    found: CheckResult | None = CheckResult.objects.visible_to(viewer).filter(pk=result_id).first()
    if found is None:
        raise people_queries.RecordNotFound
    return found


def quit_offer_seen(viewer: Viewer, *, offer_id: UUID) -> QuitOffer:
    """Return one offer that `viewer` may see. Raises RecordNotFound (people.queries)."""
    found: QuitOffer | None = QuitOffer.objects.visible_to(viewer).filter(pk=offer_id).first()
    if found is None:
        raise people_queries.RecordNotFound
    return found


def abnormal_results(viewer: Viewer, *, person_id: UUID) -> list[AbnormalResult]:
    """Return the abnormal results of a person that stand, each with the day of its first action."""
    first: dict[UUID, date] = {}
    for one in ResultAction.objects.visible_to(viewer).filter(person_id=person_id).order_by("-opened_on"):
        first[one.result_id] = one.opened_on
    rows = CheckResult.objects.visible_to(viewer).filter(person_id=person_id, is_abnormal=True, taken_out_at=None)
    return [AbnormalResult(row.on, first.get(row.pk)) for row in rows.order_by("on", "id")]


def _counts(row: ResultRow) -> bool:
    return not row.is_refused and not row.taken_out_because


def _responsible(standing: CareStanding | None, on: date) -> Responsible:
    if standing is None:
        return physical_checks.responsible_party(facts=CareFacts(), on=on)
    facts = CareFacts(
        is_inpatient=standing.is_inpatient,
        is_in_secondary_care=standing.is_in_secondary_care,
        secondary_care_since=standing.secondary_care_since,
        is_unstable=standing.is_unstable,
    )
    override = Override(Party(standing.override_party), standing.override_reason) if standing.override_party else None
    return physical_checks.responsible_party(facts=facts, on=on, override=override)


def _is_on_register(standing: CareStanding | None) -> bool:
    reason = RegisterReason(standing.register_reason) if standing and standing.register_reason else None
    return physical_checks.is_on_register(reason=reason, is_in_remission=bool(standing and standing.is_in_remission))


def _quit_facts(offer: QuitOffer) -> QuitFacts:
    return QuitFacts(
        offered_on=offer.offered_on,
        answer=QuitAnswer(offer.answer),
        is_referred=offer.referral_id is not None,
        quit_on=offer.quit_on,
        outcome=QuitOutcome(offer.outcome) if offer.outcome else None,
    )
