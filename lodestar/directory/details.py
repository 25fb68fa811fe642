"""Everything that one service's page says, with nothing that may not be told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from django.db.models import Prefetch

from lodestar.access.viewers import Viewer
from lodestar.directory import eligibility_rules, hidden_places, opening
from lodestar.directory.entries import shutting
from lodestar.directory.models import Accessibility, CapacityStatement, Language, Location, Phone, Service
from lodestar.places.models import Area
from lodestar.rules import eligibility, freshness, hidden_addresses, opening_hours, service_kinds

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceDetail:
    """One place where a service happens. The point is None when there is none to show."""

    name: str
    address: tuple[str, ...]
    postcode: str
    latitude: float | None
    longitude: float | None
    is_approximate: bool
    transport: str
    accessibility: tuple[str, ...]
    opening_words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneDetail:
    """One telephone number with the words that stood by it."""

    number: str
    extension: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactDetail:
    """One contact that the source published: what for, and an e-mail address."""

    title: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CostDetail:
    """One price, as far as it is known."""

    option: str
    amount_pounds: Decimal | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDetail:
    """All that a service's page shows. None and empty are "not known".

    The three dates: `changed_at`, when our row changed; `source_said_at`, when the source says that it changed;
    `checked_on`, when a person last checked it.
    """

    service_id: UUID
    name: str
    alternate_name: str
    summary: str
    paragraphs: tuple[str, ...]
    status: str
    is_listed: bool
    retired_at: datetime | None
    life_areas: tuple[str, ...]
    kinds: tuple[str, ...]
    terms: tuple[str, ...]
    audience: str
    eligibility_text: str
    rules: tuple[eligibility.EligibilityRule, ...] | None
    are_rules_whole: bool
    area_names: Mapping[str, str]
    is_free: bool | None
    cost_text: str
    costs: tuple[CostDetail, ...]
    is_in_person: bool | None
    is_online: bool | None
    is_by_telephone: bool | None
    accepts_self_referral: bool | None
    how_to_apply: str
    takes_people_now: bool | None
    usual_wait_days: int | None
    capacity_said_at: datetime | None
    is_open_now: bool | None
    shut_because: str
    next_opening_at: datetime | None
    opening_words: tuple[str, ...]
    is_address_hidden: bool
    places: tuple[PlaceDetail, ...]
    covers: tuple[str, ...]
    phones: tuple[PhoneDetail, ...]
    contacts: tuple[ContactDetail, ...]
    email: str
    url: str
    languages: tuple[str, ...]
    organisation_name: str
    organisation_description: str
    organisation_website: str
    organisation_email: str
    paid_by: tuple[str, ...]
    source_name: str
    changed_at: datetime
    source_said_at: datetime | None
    checked_on: date | None
    checked_by_name: str
    freshness: freshness.Freshness
    is_check_due: bool


def service_detail(viewer: Viewer, *, service_id: UUID, at: datetime) -> ServiceDetail | None:
    """Return everything about one service at this London time, without zone; None if there never was one.

    A service that ended or left its source is still given, with `is_listed` false, for the links that point at it.
    An address that is never shown is not in it: no place, no point, nothing said of the building or on its telephone.
    """
    service = (
        Service.objects.select_related("organisation", "source")
        .prefetch_related(
            "schedules",
            "phones",
            "contacts",
            "cost_options",
            "areas",
            "fundings",
            "terms__term",
            Prefetch("languages", queryset=Language.objects.order_by("name", "code")),
            "at_locations__location__schedules",
            "at_locations__location__phones",
            Prefetch("at_locations__location__accessibility", queryset=Accessibility.objects.order_by("id")),
        )
        .filter(pk=service_id)
        .first()
    )
    if service is None:
        return None
    said = CapacityStatement.objects.filter(service=service).order_by("-said_at", "id").first()
    detail = _detail(service, said, at=at)
    return _without_address(detail) if service.is_address_hidden else detail


def _without_address(detail: ServiceDetail) -> ServiceDetail:
    """Return what is told of a service with a hidden address, with nothing of the address in its words either."""
    secrets = hidden_places.address_words([detail.service_id])[detail.service_id]
    words = (
        *("summary", "paragraphs", "audience", "eligibility_text", "cost_text", "how_to_apply", "url", "covers"),
        *("opening_words", "organisation_description", "shut_because"),
    )
    masked = {name: hidden_addresses.masked(getattr(detail, name), secrets=secrets) for name in words}
    return replace(detail, **masked)


def _detail(service: Service, said: CapacityStatement | None, *, at: datetime) -> ServiceDetail:
    on = at.date()
    locations = [] if service.is_address_hidden else [held.location for held in service.at_locations.all()]
    own_schedules = list(service.schedules.all())
    schedules = own_schedules or [one for location in locations for one in location.schedules.all()]
    openings = opening.openings(schedules)
    said = said if said is not None and said.expires_on > on else None
    rules, are_rules_whole = eligibility_rules.rules_of(
        stored=service.eligibility_rules, minimum_age=service.minimum_age, maximum_age=service.maximum_age
    )
    known_open = opening_hours.is_open(openings=openings, at=at)
    is_open_now, shut_because = shutting.openness(service.pk, known_open, at=at)
    organisation = service.organisation
    checked_on = min(service.checked_on, on) if service.checked_on else None
    known_kinds = service_kinds.all_kinds()
    return ServiceDetail(
        service_id=service.pk,
        name=service.name,
        alternate_name=service.alternate_name,
        summary=service.summary,
        paragraphs=_paragraphs(service.description),
        status=service.status,
        is_listed=service.status == Service.Status.ACTIVE and service.retired_at is None,
        retired_at=service.retired_at,
        life_areas=tuple(service.life_areas),
        kinds=tuple(known_kinds[slug].label for slug in service.kinds if slug in known_kinds),
        terms=_unique(held.term.name for held in service.terms.all()),
        audience=service.audience,
        eligibility_text=service.eligibility_text,
        rules=rules,
        are_rules_whole=are_rules_whole,
        area_names=_area_names(rules or ()),
        is_free=service.is_free,
        cost_text=service.cost_text,
        costs=tuple(
            CostDetail(option=one.option, amount_pounds=one.amount_pounds, note=one.note)
            for one in service.cost_options.all()
            if one.valid_to is None or one.valid_to >= on
        ),
        is_in_person=service.is_in_person,
        is_online=service.is_online,
        is_by_telephone=service.is_by_telephone,
        accepts_self_referral=service.accepts_self_referral,
        how_to_apply=service.how_to_apply,
        takes_people_now=said.takes_people_now if said else None,
        usual_wait_days=said.usual_wait_days if said else None,
        capacity_said_at=said.said_at if said else None,
        is_open_now=is_open_now,
        shut_because=shut_because,
        next_opening_at=opening_hours.next_opening(openings=openings, after=at),
        opening_words=opening.words(own_schedules, on=on),
        is_address_hidden=service.is_address_hidden,
        places=tuple(_place(location, on=on) for location in locations),
        covers=_unique(area.name or area.extent for area in service.areas.all()),
        phones=_phones([*service.phones.all(), *(one for location in locations for one in location.phones.all())]),
        contacts=_unique(
            ContactDetail(title=one.title or one.department, email=one.email)
            for one in service.contacts.all()
            if one.email
        ),
        email=service.email,
        url=service.url,
        languages=_unique(language.name or language.code for language in service.languages.all()),
        organisation_name=organisation.name if organisation else "",
        organisation_description=organisation.description if organisation else "",
        organisation_website=organisation.website if organisation else "",
        organisation_email=organisation.email if organisation else "",
        paid_by=_unique(funding.paid_by for funding in service.fundings.all()),
        source_name=service.source.name if service.source else "",
        changed_at=service.changed_at,
        source_said_at=service.source_said_at,
        checked_on=checked_on,
        checked_by_name=service.checked_by_name,
        freshness=freshness.freshness(checked_on=checked_on, on=on),
        is_check_due=freshness.is_check_due(checked_on=checked_on, on=on),
    )


def _place(location: Location, *, on: date) -> PlaceDetail:
    lines = (location.address_1, location.address_2, location.city, location.county)
    return PlaceDetail(
        name=location.name,
        address=_unique(lines),
        postcode=location.postcode,
        latitude=location.latitude,
        longitude=location.longitude,
        is_approximate=location.is_approximate,
        transport=location.transport,
        accessibility=_unique(one.description or one.details for one in location.accessibility.all()),
        opening_words=opening.words(list(location.schedules.all()), on=on),
    )


def _area_names(rules: Iterable[eligibility.EligibilityRule]) -> Mapping[str, str]:
    codes = [code for rule in rules if rule.kind is eligibility.RuleKind.AREA for code in rule.values]
    return dict(Area.objects.filter(pk__in=codes).values_list("code", "name")) if codes else {}


def _phones(phones: Iterable[Phone]) -> tuple[PhoneDetail, ...]:
    return _unique(PhoneDetail(number=one.number, extension=one.extension, note=one.note) for one in phones)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip())


def _unique(items: Iterable[_T]) -> tuple[_T, ...]:
    """Return the items that are not empty, each once, in their order."""
    return tuple(dict.fromkeys(item for item in items if item))
