"""What programs of other systems do that no worker does at a page, and where they are told what moved on."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.referrals.programs import addresses, signing
from lodestar.referrals.programs.models import Notice, Webhook
from lodestar.referrals.queries import Standing


class WebhookNotFound(LookupError):
    """There is no such webhook at the viewer's desks, or it was ended: nobody is told which."""


class NotTheirDesk(Exception):
    """The viewer belongs to no such team."""


def read_standing(*, standing: Standing, by: Viewer, at: datetime) -> None:
    """Write down that a program read where a referral stands; the person reads it with who looked.

    It refuses nothing: the query that made `standing` did.
    """
    with transaction.atomic():
        audit.record(
            by=by,
            at=at,
            action="read-standing",
            person_id=standing.person_id,
            life_areas=[standing.life_area],
            subject_kind="referral",
            subject_id=standing.referral_id,
            reason=standing.state.value,
        )


def add_webhook(*, team_id: UUID, address: str, by: Viewer, at: datetime) -> tuple[Webhook, str]:
    """Tell an address, from now, when a referral of a team's moves on; return it with its secret, shown once.

    Raises NotTheirDesk, and AddressRefused (addresses) for what is no https address.
    """
    addresses.check(address)
    if team_id not in by.team_ids:
        raise NotTheirDesk
    with transaction.atomic():
        webhook = Webhook.objects.create(team_id=team_id, address=address, made_by_id=by.own_id, made_at=at)
        audit.record(by=by, at=at, action="add-webhook", subject_kind="webhook", subject_id=webhook.pk)
    return webhook, signing.secret_of(webhook.pk)


def end_webhook(*, webhook_id: UUID, by: Viewer, at: datetime) -> None:
    """Tell an address nothing more, from now; what was not told yet is not told. Raises WebhookNotFound."""
    with transaction.atomic():
        ours = Webhook.objects.filter(pk=webhook_id, team_id__in=by.team_ids, ended_at=None)
        if not ours.update(ended_at=at):
            raise WebhookNotFound
        Notice.objects.filter(webhook_id=webhook_id).update(next_try_at=None)
        audit.record(by=by, at=at, action="end-webhook", subject_kind="webhook", subject_id=webhook_id)


def tell_again(*, webhook_id: UUID, by: Viewer, at: datetime) -> int:
    """Begin anew with what was given up, and return how many letters that were. Raises WebhookNotFound."""
    with transaction.atomic():
        if not Webhook.objects.filter(pk=webhook_id, team_id__in=by.team_ids, ended_at=None).exists():
            raise WebhookNotFound
        given_up = Notice.objects.filter(webhook_id=webhook_id, told_at=None, next_try_at=None)
        again = given_up.update(next_try_at=at, tries=0)
        audit.record(
            by=by, at=at, action="tell-again", subject_kind="webhook", subject_id=webhook_id, reason=str(again)
        )
    return again
