"""What happens to a package: offers are put in and taken out, and the money that there is for it is said."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.directory.models import Service
from lodestar.people import locks
from lodestar.plans import queries as plan_queries
from lodestar.plans.models import Need
from lodestar.plans.packages.models import Package, PackageItem

MOST_TIMES = 400


class ServiceUnknown(LookupError):
    """There is no such service in the directory."""


class ItemNotFound(LookupError):
    """There is no such offer in a package that this viewer may see."""


class CostWrong(ValueError):
    """A cost is nothing or more; what nobody pays costs nothing; it is paid once a year or oftener."""


@dataclass(frozen=True)
class Cost:
    """What an offer costs: pounds each time, how often in a year, and who pays."""

    pounds: Decimal
    per: PackageItem.Per
    times: int
    payer: PackageItem.Payer


def put_in_package(*, need_id: UUID, service_id: UUID, cost: Cost, words: str, by: Viewer, at: datetime) -> PackageItem:
    """Put an offer into the package for a need; the first one begins it.

    Raises NeedNotFound, ServiceUnknown and CostWrong.
    """
    with transaction.atomic():
        need = _locked(need_id, by)
        if not Service.objects.filter(pk=service_id).exists():
            raise ServiceUnknown
        is_free = cost.payer == PackageItem.Payer.NOBODY
        if cost.pounds < 0 or (is_free and cost.pounds) or not 0 < cost.times <= MOST_TIMES:
            raise CostWrong
        item: PackageItem = PackageItem.objects.create(
            person_id=need.person_id,
            life_area=need.life_area,
            package=_package(need, by, at),
            service_id=service_id,
            words=words.strip()[:200],
            cost_pounds=cost.pounds,
            per=cost.per,
            times=cost.times,
            payer=cost.payer,
            put_in_by_id=by.own_id,
            put_in_at=at,
        )
        audit.record(
            by=by,
            at=at,
            action="put-in-package",
            person_id=need.person_id,
            life_areas=[need.life_area],
            subject_kind="package-item",
            subject_id=item.pk,
        )
        return item


def take_out_of_package(*, need_id: UUID, item_id: UUID, by: Viewer, at: datetime) -> None:
    """Take an offer out of a package; it is kept in its history. Raises NeedNotFound and ItemNotFound."""
    with transaction.atomic():
        need = _locked(need_id, by)
        taken = PackageItem.objects.filter(pk=item_id, package__need=need, taken_out_at=None).update(taken_out_at=at)
        if not taken:
            raise ItemNotFound
        audit.record(
            by=by,
            at=at,
            action="take-out-of-package",
            person_id=need.person_id,
            life_areas=[need.life_area],
            subject_kind="package-item",
            subject_id=item_id,
        )


def say_budget(*, need_id: UUID, budget_pounds: Decimal | None, by: Viewer, at: datetime) -> Package:
    """Say how much money a year there is for a package; None where it is not known. Raises NeedNotFound, CostWrong."""
    with transaction.atomic():
        need = _locked(need_id, by)
        if budget_pounds is not None and budget_pounds < 0:
            raise CostWrong
        package = _package(need, by, at)
        package.budget_pounds = budget_pounds
        package.save(update_fields=["budget_pounds"])
        audit.record(
            by=by,
            at=at,
            action="say-budget",
            person_id=need.person_id,
            life_areas=[need.life_area],
            subject_kind="package",
            subject_id=package.pk,
        )
        return package


def _locked(need_id: UUID, by: Viewer) -> Need:
    need = plan_queries.need_seen(by, need_id=need_id)
    locks.locked_person(need.person_id, life_area=need.life_area, by=by)
    return need


def _package(need: Need, by: Viewer, at: datetime) -> Package:
    package: Package
    package, _ = Package.objects.get_or_create(
        need=need,
        defaults={
            "person_id": need.person_id,
            "life_area": need.life_area,
            "begun_by_id": by.own_id,
            "begun_at": at,
        },
    )
    return package
