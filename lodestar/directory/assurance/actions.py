"""Making sure of entries: by their keepers, by a link without an account, by what people see, by their use."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.directory.assurance import asking, making_sure
from lodestar.directory.assurance.asking import LinkExpired, LinkNotFound, LinkUsed
from lodestar.directory.assurance.models import (
    Assurance,
    AssuranceLink,
    EntryTask,
    HidingLimit,
    LearnedWait,
    ShownAnyway,
)
from lodestar.directory.entries import reaching
from lodestar.directory.entries.reaching import EntryNotFound
from lodestar.directory.models import Service
from lodestar.rules import parameters
from lodestar.rules.entry_changes import EntryField

__all__ = [
    "EntryNotFound",
    "LeastLimit",
    "LinkExpired",
    "LinkNotFound",
    "LinkUsed",
    "NoAddress",
    "ServiceUse",
    "TaskClosed",
    "WordsMissing",
    "answer_link",
    "ask_provider",
    "close_task",
    "learn_from_use",
    "make_sure",
    "note_bounce",
    "report_fault",
    "set_hiding_limit",
    "show_anyway",
]

EVERYTHING = tuple(field.value for field in EntryField)
# What an accepted referral shows: somebody is there, and it takes people this way.
SHOWN_BY_USE = (EntryField.STATUS.value, EntryField.HOW_TO_APPLY.value)
LEAST_LIMIT_DAYS = 30
# As long as a task can hold.
MOST_WORDS = 600


class NoAddress(ValueError):
    """The entry has no e-mail address to ask: ring them, then write down what they said."""


class WordsMissing(ValueError):
    """Somebody said that something has changed, and not what: one line is enough."""


class TaskClosed(LookupError):
    """There is no such task, or a colleague closed it."""


class LeastLimit(ValueError):
    """Search would hide what was checked this month: choose 30 days or more."""


@dataclass(frozen=True)
class ServiceUse:
    """What referrals showed of a service: a week in which one was accepted, and how long people waited.

    The three figures are None where too few waited for them to be told.
    """

    service_id: UUID
    accepted_in_week_of: date | None
    median_days: int | None
    longest_tenth_days: int | None
    people: int | None


def make_sure(
    *, service_id: UUID, how: Assurance.How, fields: Iterable[str] = EVERYTHING, by: Viewer, at: datetime
) -> Assurance:
    """Write down that somebody made sure of an entry today. Raises EntryNotFound for whoever does not keep it."""
    with transaction.atomic():
        service = reaching.entry_to_keep(by, service_id=service_id, lock=True)
        made = making_sure.write(
            service, how=how, fields=fields, on=by.today, at=at, by_user_id=by.user_id, by_name=by.name,
            by_body=by.organisation_name,
        )  # fmt: skip
        audit.record(by=by, at=at, action="make-sure-of-entry", subject_kind="service", subject_id=service.pk)
        return made


def ask_provider(*, service_id: UUID, address_of: Callable[[str], str], by: Viewer, at: datetime) -> AssuranceLink:
    """Send the provider an e-mail that asks whether the entry is still right; its link works once.

    `address_of` gives the web address of a link from its secret. Earlier links of the entry stop working. Raises
    EntryNotFound for whoever does not keep the directory, and NoAddress.
    """
    with transaction.atomic():
        service = Service.objects.filter(pk=service_id, retired_at=None).first()
        if service is None or not (reaching.is_lead(by) or by.user_id is None):
            raise EntryNotFound
        link, secret = asking.write_link(service, at=at)
        if link is None:
            raise NoAddress
        asking.send(link, service_name=service.name, address=address_of(secret))
        audit.record(by=by, at=at, action="ask-provider", subject_kind="service", subject_id=service.pk)
        return link


def answer_link(
    *, secret: str, answer: AssuranceLink.Answer, words: str = "", by: Viewer, at: datetime
) -> AssuranceLink:
    """Keep what a provider answered to our e-mail, once.

    Still right: the entry counts as made sure of. Changed or closed: a task for whoever keeps the directory, since
    nothing closes by itself. Raises LinkNotFound, LinkUsed, LinkExpired and WordsMissing.
    """
    with transaction.atomic():
        link = asking.open_link(secret, at=at, lock=True)
        service = Service.objects.select_for_update().get(pk=link.service_id)
        if answer == AssuranceLink.Answer.CHANGE and not words.strip():
            raise WordsMissing
        link.answered_at, link.answer, link.words = at, answer, words.strip()
        link.save(update_fields=["answered_at", "answer", "words"])
        if answer == AssuranceLink.Answer.STILL_RIGHT:
            body = service.organisation.name if service.organisation else service.name
            making_sure.write(service, how=Assurance.How.BY_LINK, fields=EVERYTHING, on=by.today, at=at, by_body=body)
        else:
            kind = EntryTask.Kind.CLOSED if answer == AssuranceLink.Answer.CLOSED else EntryTask.Kind.CHANGED
            EntryTask.objects.create(service=service, kind=kind, words=words.strip()[:MOST_WORDS], opened_at=at)
        audit.record(
            by=by, at=at, action="answer-provider-link", subject_kind="service", subject_id=service.pk, reason=answer
        )
        return link


def note_bounce(*, address: str, by: Viewer, at: datetime) -> int:
    """Open a task for each entry whose e-mail to this address came back, and return how many there are.

    Nobody is asked at that address again. Raises EntryNotFound for whoever does not keep the directory.
    """
    if not (reaching.is_lead(by) or by.user_id is None):
        raise EntryNotFound
    with transaction.atomic():
        links = AssuranceLink.objects.select_for_update().filter(sent_to__iexact=address, bounced_at=None)
        service_ids = sorted({link.service_id for link in links}, key=str)
        links.update(bounced_at=at)
        EntryTask.objects.bulk_create(
            EntryTask(service_id=service_id, kind=EntryTask.Kind.BOUNCED, about=EntryField.EMAIL, opened_at=at)
            for service_id in service_ids
        )
        audit.record(by=by, at=at, action="note-bounce", subject_kind="service", reason=str(len(service_ids)))
        return len(service_ids)


def report_fault(*, service_id: UUID, about: str, words: str, by: Viewer, at: datetime) -> EntryTask:
    """Keep that somebody saw a fault in an entry; who it was is not kept. Raises EntryNotFound.

    Saying again what waits already opens no second task; words that come later are added to it.
    """
    words = words.strip()[:MOST_WORDS]
    with transaction.atomic():
        service = Service.objects.select_for_update().filter(pk=service_id, retired_at=None).first()
        if service is None:
            raise EntryNotFound
        said = EntryTask.objects.filter(service=service, kind=EntryTask.Kind.FAULT, about=about, closed_at=None)
        task = said.filter(words="").first() if words else said.order_by("opened_at", "id").first()
        if task is None:
            task = EntryTask(service=service, kind=EntryTask.Kind.FAULT, about=about, opened_at=at)
        task.words = words or task.words
        task.save()
        audit.record(by=by, at=at, action="report-fault", subject_kind="service", subject_id=service.pk)
        return task


def close_task(*, task_id: UUID, outcome: str, by: Viewer, at: datetime) -> EntryTask:
    """Write down what was done about a task. Raises TaskClosed, and WordsMissing."""
    with transaction.atomic():
        task = EntryTask.objects.select_for_update().filter(pk=task_id, closed_at=None).first()
        if task is None or not reaching.is_lead(by):
            raise TaskClosed
        if not outcome.strip():
            raise WordsMissing
        task.closed_at, task.closed_by_name, task.outcome = at, by.name, outcome.strip()[:300]
        task.save(update_fields=["closed_at", "closed_by_name", "outcome"])
        audit.record(by=by, at=at, action="close-entry-task", subject_kind="service", subject_id=task.service_id)
        return task


def set_hiding_limit(*, limit_days: int, by: Viewer, at: datetime) -> HidingLimit:
    """Set how old a check may be before search leaves an entry out. Raises LeastLimit, and EntryNotFound."""
    with transaction.atomic():
        if not reaching.is_lead(by):
            raise EntryNotFound
        if limit_days < LEAST_LIMIT_DAYS:
            raise LeastLimit
        limit = HidingLimit.objects.create(limit_days=limit_days, set_at=at)
        audit.record(by=by, at=at, action="set-hiding-limit", subject_kind="directory", reason=str(limit_days))
        return limit


def show_anyway(*, service_id: UUID, reason: str, until_on: date, by: Viewer, at: datetime) -> ShownAnyway:
    """Let search show an entry until a day, however old its check is. Raises EntryNotFound, WordsMissing."""
    with transaction.atomic():
        if not reaching.is_lead(by) or until_on <= by.today:
            raise EntryNotFound
        service = reaching.entry_to_keep(by, service_id=service_id)
        if not reason.strip():
            raise WordsMissing
        told = {"reason": reason.strip()[:300], "until_on": until_on, "said_at": at, "said_by_name": by.name}
        shown, _made = ShownAnyway.objects.update_or_create(service=service, defaults=told)
        audit.record(by=by, at=at, action="show-anyway", subject_kind="service", subject_id=service.pk)
        return shown


def learn_from_use(*, found: Iterable[ServiceUse], from_on: date, to_on: date, by: Viewer, at: datetime) -> int:
    """Keep what referrals showed of services, and return of how many. What was learned before and no more is gone.

    A service that accepted a referral lately counts as in touch, though nobody read its entry: that moves no check.
    """
    with transaction.atomic():
        LearnedWait.objects.all().delete()
        holds = timedelta(days=parameters.whole_number("freshness-fresh", on=by.today))
        told = list(found)
        for one in told:
            if one.median_days is not None and one.longest_tenth_days is not None and one.people is not None:
                LearnedWait.objects.create(
                    service_id=one.service_id,
                    median_days=one.median_days,
                    longest_tenth_days=one.longest_tenth_days,
                    people=one.people,
                    from_on=from_on,
                    to_on=to_on,
                    worked_out_at=at,
                )
            week = one.accepted_in_week_of
            if week and not Assurance.objects.filter(service=one.service_id, how="by-use", assured_on=week).exists():
                Assurance.objects.create(
                    service_id=one.service_id,
                    how=Assurance.How.BY_USE,
                    assured_on=week,
                    until_on=week + holds,
                    fields=list(SHOWN_BY_USE),
                    recorded_at=at,
                )
        audit.record(by=by, at=at, action="learn-from-use", subject_kind="directory", reason=str(len(told)))
        return len(told)
