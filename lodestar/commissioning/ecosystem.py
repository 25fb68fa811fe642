"""The ecosystem map: services, who pays for them and the ways between them, each with what it is known from.

A way is real, where enough people went it (directory.routes, made from referrals that happened), or declared: an
agreement, a contract, what an entry says of its money, an exit plan, an entry that replaced another. No other way is
drawn. Nobody's name and no small number is here.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from lodestar.access.roles import FIGURES_ROLES
from lodestar.access.viewers import Viewer
from lodestar.commissioning import contracts, exits
from lodestar.commissioning.models import ContractLot
from lodestar.directory.doubles.models import Replacement
from lodestar.directory.models import Funding, Service
from lodestar.directory.routes import queries as routes
from lodestar.directory.routes.models import ReferralAgreement, UsedRoute


class Kind(StrEnum):
    """What stands on the map."""

    SENDER = "sender"
    SERVICE = "service"
    FUNDER = "funder"


class Source(StrEnum):
    """What a way is known from."""

    REFERRALS = "referrals"
    AGREEMENT = "agreement"
    CONTRACT = "contract"
    ENTRY = "entry"
    EXIT_PLAN = "exit-plan"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True, order=True)
class Node:
    """One sender, service or funder. `key` is an id, the slug of an origin, or a funder's name in an entry."""

    kind: Kind
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class Known:
    """What a way is known from: when, about how many people went it, and the contract behind it."""

    source: Source
    on: date | None = None
    people: int | None = None
    contract_id: UUID | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """One way: somebody is sent, something is paid for, or people go on from one service to another."""

    start: Node
    end: Node
    known: tuple[Known, ...]

    @property
    def people(self) -> int | None:
        """Return about how many people went it; None where it is declared only."""
        return next((one.people for one in self.known if one.source is Source.REFERRALS), None)

    @property
    def is_declared(self) -> bool:
        """Return whether somebody declared it, beside whether people go it."""
        return any(one.source is not Source.REFERRALS for one in self.known)


@dataclass(frozen=True, kw_only=True)
class Ecosystem:
    """The ways into services, what is paid for, and where people go on; `services` are all that a way touches."""

    sent: tuple[Way, ...]
    paid: tuple[Way, ...]
    went_on: tuple[Way, ...]
    services: tuple[Node, ...]
    from_on: date | None

    @property
    def unpaid(self) -> tuple[Node, ...]:
        """Return the services of which nobody is known who pays."""
        paid = {way.end for way in self.paid}
        return tuple(one for one in self.services if one not in paid)

    @property
    def used_unagreed(self) -> tuple[Way, ...]:
        """Return the ways that people are sent with no agreement behind it."""
        return tuple(way for way in self.sent if not way.is_declared and way.start.key.count("-") == UUID_DASHES)

    @property
    def agreed_unused(self) -> tuple[Way, ...]:
        """Return the ways that are agreed and that not enough people went for it to be told."""
        return tuple(way for way in self.sent if way.people is None)


UUID_DASHES = 4


class _Ways:
    """Ways as they are gathered: each pair once, with everything that it is known from."""

    def __init__(self) -> None:
        self.known: dict[tuple[Node, Node], list[Known]] = defaultdict(list)

    def add(self, start: Node, end: Node, known: Known) -> None:
        self.known[start, end].append(known)

    def of(self, kind: Kind, *, ends: Kind = Kind.SERVICE) -> tuple[Way, ...]:
        found = [Way(start, end, tuple(known)) for (start, end), known in self.known.items()]
        return tuple(
            sorted(
                (way for way in found if way.start.kind is kind and way.end.kind is ends),
                key=lambda way: (way.end.name, way.start.name, way.start.key),
            )
        )


def ecosystem(viewer: Viewer, *, life_area: str = "") -> Ecosystem:
    """Return the map, of one life area where that is said. Empty for whoever may not see figures."""
    ways = _Ways()
    used: list[UsedRoute] = []
    if viewer.has_any(FIGURES_ROLES):
        services = Service.objects.filter(status=Service.Status.ACTIVE, retired_at=None)
        if life_area:
            services = services.filter(life_areas__contains=[life_area])
        wanted = {pk: Node(Kind.SERVICE, name, str(pk)) for pk, name in services.values_list("pk", "name")}
        used = routes.used_routes(viewer)
        _add_used(ways, used, wanted)
        _add_agreed(ways, wanted)
        _add_paid(ways, viewer, wanted)
        _add_followed(ways, viewer, wanted)
    sent, paid, went_on = ways.of(Kind.SENDER), ways.of(Kind.FUNDER), ways.of(Kind.SERVICE)
    nodes = {way.end for way in (*sent, *paid, *went_on)} | {way.start for way in went_on}
    return Ecosystem(
        sent=sent,
        paid=paid,
        went_on=went_on,
        services=tuple(sorted(nodes)),
        from_on=used[0].from_on if used else None,
    )


def _add_used(ways: _Ways, used: Iterable[UsedRoute], wanted: dict[UUID, Node]) -> None:
    for row in used:
        end = wanted.get(row.service_id)
        if end is None:
            continue
        known = Known(Source.REFERRALS, on=row.from_on, people=row.people)
        if row.before is not None and row.before_id is not None:
            start = wanted.get(row.before_id) or Node(Kind.SERVICE, row.before.name, str(row.before_id))
            ways.add(start, end, known)
        elif row.sender is not None:
            ways.add(Node(Kind.SENDER, row.sender.name, str(row.sender_id)), end, known)
        else:
            # The name of an origin is a word for the page to choose.
            ways.add(Node(Kind.SENDER, "", row.origin), end, known)


def _add_agreed(ways: _Ways, wanted: dict[UUID, Node]) -> None:
    for row in ReferralAgreement.objects.filter(service__in=wanted, ended_at=None).select_related("sender"):
        ways.add(
            Node(Kind.SENDER, row.sender.name, str(row.sender_id)),
            wanted[row.service_id],
            Known(Source.AGREEMENT, on=row.agreed_on, words=row.words),
        )


def _add_paid(ways: _Ways, viewer: Viewer, wanted: dict[UUID, Node]) -> None:
    for contract in contracts.seen_by(viewer):
        if contracts.standing_of(contract, on=viewer.today).is_over:
            continue
        known = Known(Source.CONTRACT, on=contract.starts_on, contract_id=contract.pk, words=contract.title)
        for lot in contract.lots.all():
            for share in contract.shares.all():
                if lot.service_id in wanted:
                    payer = Node(Kind.FUNDER, share.buyer.name, str(share.buyer_id))
                    ways.add(payer, wanted[lot.service_id], known)
    for row in Funding.objects.filter(service__in=wanted).order_by("paid_by", "id"):
        if row.service_id is not None:
            ways.add(
                Node(Kind.FUNDER, row.paid_by[:120], row.paid_by[:120]), wanted[row.service_id], Known(Source.ENTRY)
            )


def _add_followed(ways: _Ways, viewer: Viewer, wanted: dict[UUID, Node]) -> None:
    planned = ContractLot.objects.filter(contract__exit_plan__instead__isnull=False, service__in=wanted)
    behind = dict(planned.values_list("service_id", "contract_id"))
    for service_id, closing in exits.closings(list(behind), on=viewer.today).items():
        if closing.instead_id is not None:
            end = wanted.get(closing.instead_id) or Node(Kind.SERVICE, closing.instead_name, str(closing.instead_id))
            known = Known(Source.EXIT_PLAN, on=closing.end_on, contract_id=behind[service_id])
            ways.add(wanted[service_id], end, known)
    for row in Replacement.objects.filter(by__in=wanted, undone_at=None).select_related("replaced"):
        start = Node(Kind.SERVICE, row.replaced.name, str(row.replaced_id))
        ways.add(start, wanted[row.by_id], Known(Source.REPLACED, on=row.done_at.date()))
