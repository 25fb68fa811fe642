"""Makes a directory of 10,000 invented services in 25 English towns, in a database of its own.

Shape after the field notes' test file: 1,500 organisations, one location each for most services, British
texts of 60 to 100 words, about four in ten with a capacity statement, a seeded draw. Nothing in it is real
but the towns' grid references.
"""

import random
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from django.db import transaction

from lodestar.access.models import Organisation
from lodestar.directory import indexing, models
from lodestar.places.models import Outcode
from lodestar.rules import service_kinds

SEED = 7
SERVICES = 10_000
ORGANISATIONS = 1_500
ON = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 10, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Town:
    """One town: its name, an outward code, and its middle in metres of the National Grid."""

    name: str
    outcode: str
    easting: int
    northing: int


TOWNS = tuple(
    Town(*row)
    for row in (
        ("Manchester", "M1", 384200, 398100),
        ("Sale", "M33", 379000, 391300),
        ("Leeds", "LS1", 429900, 433600),
        ("Sheffield", "S1", 435400, 387200),
        ("Bradford", "BD1", 416300, 433100),
        ("Liverpool", "L1", 334900, 390100),
        ("Preston", "PR1", 354000, 429300),
        ("Newcastle", "NE1", 424800, 564600),
        ("Sunderland", "SR1", 439700, 557000),
        ("York", "YO1", 460300, 451900),
        ("Hull", "HU1", 509600, 428700),
        ("Nottingham", "NG1", 457200, 340000),
        ("Derby", "DE1", 435200, 336300),
        ("Leicester", "LE1", 458600, 304500),
        ("Birmingham", "B1", 406800, 286800),
        ("Coventry", "CV1", 433300, 279000),
        ("Norwich", "NR1", 623100, 308600),
        ("Cambridge", "CB1", 545400, 258400),
        ("Oxford", "OX1", 451300, 206200),
        ("Reading", "RG1", 471500, 173400),
        ("Bristol", "BS1", 358900, 172900),
        ("Plymouth", "PL1", 247700, 54600),
        ("Exeter", "EX1", 292000, 92600),
        ("Brighton", "BN1", 531200, 104400),
        ("Southampton", "SO14", 442000, 111900),
    )
)

_OPENERS = (
    "We offer {what} in {town} for {who}.",
    "{what_cap} for {who}, run by people who know {town} well.",
    "A friendly place in {town} to get {what}.",
    "{what_cap} with no waiting room and no jargon, for {who}.",
)
_SENTENCES = (
    "You can come on your own or bring somebody with you.",
    "Our staff and volunteers have been through hard times themselves.",
    "We will talk about what matters to you and agree what happens next.",
    "Sessions are held in a quiet room with tea and coffee.",
    "We can help you to fill in forms and make telephone calls.",
    "Counselling and talking therapy are offered after a first meeting.",
    "We work closely with the community mental health team and your GP.",
    "There is a garden, a kitchen and a room for art and music.",
    "We can meet you at home, in a café or at the library.",
    "You do not need a diagnosis to come, and you can stop at any time.",
    "We also give advice on debt, housing, benefits and getting back to work.",
    "Carers and families are welcome at our Thursday evening group.",
    "The building is step-free, with an accessible toilet and a hearing loop.",
    "We help people to stay well after leaving hospital.",
    "Peer workers run walking, cooking and football groups through the year.",
    "Help is given in person, by telephone and by video call.",
    "We organise trips, a choir and a weekly lunch at the neighbourhood centre.",
    "If you are in crisis, tell us and we will see you on the same day.",
    "Bus routes stop outside, and there is free parking for blue badge holders.",
    "Our recovery programme lasts twelve weeks and has a certificate at the end.",
    "A nurse visits each month to check blood pressure, weight and teeth.",
    "We keep a small food cupboard that anybody may take from.",
    "Interpreters can be booked, and our leaflets come in six languages.",
    "New members meet a buddy who shows them round on the first day.",
    "We lend laptops and teach people to use them safely.",
    "The allotment is open from March to October, whatever the weather.",
    "Dogs are welcome, and so are children in the school holidays.",
    "Our advisers can speak to your landlord, your bank or the council for you.",
    "We run courses on sleep, worry and managing medicines.",
    "Evening and weekend appointments can be made a week ahead.",
    "People who use the service sit on its board and choose its staff.",
    "We keep no notes unless you ask us to, and you may read all of them.",
    "A minibus collects members from the villages on Mondays.",
    "We will write with you the plan for what to do on a bad day.",
    "Football, yoga and swimming are free for members and their friends.",
    "There are single rooms with shared kitchens, and staff are there at night.",
    "We visit prisons and hospitals to meet people before they leave.",
    "Our shop and bicycle workshop give people a first taste of paid work.",
    "The choir sings twice a year in the market hall.",
    "You can ring, text or write to us; we answer within two working days.",
)
_PEOPLE = (
    "adults of any age",
    "men who feel alone",
    "women",
    "young people aged 16 to 25",
    "parents of small children",
    "people over 55",
    "people from South Asian communities",
    "people living with psychosis",
    "people who are homeless",
    "veterans",
    "carers",
    "LGBT+ people",
)
_NAMES = ("Open Door", "Bridge", "Lantern", "Harbour", "New Leaf", "Cornerstone", "Beacon", "Oak", "Meadow", "Compass")
_ENDINGS = ("Project", "Trust", "Centre", "Partnership", "Community", "Group", "Foundation", "Network")
_TOPICS = (
    "anxiety",
    "low mood",
    "grief",
    "addiction",
    "loneliness",
    "anger",
    "sleep",
    "trauma",
    "self-esteem",
    "stress",
)


def fill() -> int:
    """Make the whole directory and its index, in one transaction; return how many services there are."""
    draw = random.Random(SEED)
    with transaction.atomic():
        organisations = _organisations(draw)
        Outcode.objects.bulk_create(
            Outcode(
                outcode=town.outcode,
                easting=town.easting,
                northing=town.northing,
                latitude=53.0,
                longitude=-2.0,
                radius_m=3_000,
                postcodes=900,
                local_authority_code="E08000009",
            )
            for town in TOWNS
        )
        terms = _terms(draw)
        services = [_service(draw, number, organisations) for number in range(SERVICES)]
        models.Service.objects.bulk_create((service for service, _ in services), batch_size=1_000)
        _hang_on(draw, services, terms)
        return indexing.index_services()


def _id(draw: random.Random) -> uuid.UUID:
    return uuid.UUID(int=draw.getrandbits(128), version=4)


def _organisations(draw: random.Random) -> list[tuple[Organisation, Town]]:
    made = []
    for number in range(ORGANISATIONS):
        town = TOWNS[number % len(TOWNS)]
        name = f"{town.name} {draw.choice(_NAMES)} {draw.choice(_ENDINGS)}"
        made.append((Organisation(id=_id(draw), name=name, kind="charity", changed_at=AT), town))
    Organisation.objects.bulk_create(organisation for organisation, _ in made)
    return made


def _terms(draw: random.Random) -> list[models.TaxonomyTerm]:
    taxonomy = models.Taxonomy.objects.create(id=_id(draw), name="Made for the benchmark")
    terms = [
        models.TaxonomyTerm(id=_id(draw), taxonomy=taxonomy, name=f"{topic} {kind.label.lower()}")
        for topic in _TOPICS
        for kind in service_kinds.all_kinds().values()
    ]
    return models.TaxonomyTerm.objects.bulk_create(terms)


def _service(
    draw: random.Random, number: int, organisations: list[tuple[Organisation, Town]]
) -> tuple[models.Service, Town]:
    organisation, town = draw.choice(organisations)
    kind = draw.choice(list(service_kinds.all_kinds().values()))
    who, topic = draw.choice(_PEOPLE), draw.choice(_TOPICS)
    what = kind.label[0].lower() + kind.label[1:]
    opener = draw.choice(_OPENERS).format(what=what, what_cap=kind.label, town=town.name, who=who)
    body = " ".join(draw.sample(_SENTENCES, draw.randint(5, 9)))
    checked = ON - timedelta(days=draw.randint(0, 700)) if draw.random() < 0.7 else None
    is_online = draw.random() < 0.25
    return (
        models.Service(
            id=_id(draw),
            organisation=organisation,
            name=f"{kind.label} for {topic}, {town.name} {number % 400 + 1}",
            summary=opener[:400],
            description=f"{opener} It is there for {topic}. {body}",
            life_areas=[str(area) for area in kind.life_areas],
            kinds=[kind.slug],
            audience=who,
            eligibility_rules=draw.choice((None, None, [], [{"kind": "age", "minimum": 18}], [_AREA[town.name]])),
            is_free=draw.choice((True, True, True, False, None)),
            is_in_person=True if not is_online else draw.choice((True, False)),
            is_online=is_online,
            is_by_telephone=draw.choice((True, False, None)),
            accepts_self_referral=draw.choice((True, True, False, None)),
            is_address_hidden=kind.slug == "domestic-abuse-support",
            changed_at=AT,
            checked_on=checked,
        ),
        town,
    )


_AREA = {town.name: {"kind": "area", "values": [f"area-{town.outcode.lower()}"]} for town in TOWNS}


def _hang_on(
    draw: random.Random, services: list[tuple[models.Service, Town]], terms: list[models.TaxonomyTerm]
) -> None:
    locations, places, schedules, phones, of_terms, statements = [], [], [], [], [], []
    for (service, town), number in zip(services, count()):
        if service.is_in_person:
            locations.append(_location(draw, town, number))
            places.append(models.ServiceAtLocation(id=_id(draw), service=service, location=locations[-1]))
        for weekday in draw.sample(range(7), draw.randint(0, 5)):
            schedules.append(
                models.Schedule(
                    id=_id(draw),
                    service=service,
                    weekday=weekday,
                    opens_at=time(9),
                    closes_at=time(17),
                    frequency="weekly",
                )
            )
        phones.append(models.Phone(id=_id(draw), service=service, number=f"0161 496 {number % 1000:04d}"))
        of_terms += [
            models.ServiceTerm(id=_id(draw), service=service, term=term)
            for term in draw.sample(terms, draw.randint(1, 3))
        ]
        if draw.random() < 0.4:
            statements.append(_statement(draw, service))
    for model, rows in (
        (models.Location, locations),
        (models.ServiceAtLocation, places),
        (models.Schedule, schedules),
        (models.Phone, phones),
        (models.ServiceTerm, of_terms),
        (models.CapacityStatement, statements),
    ):
        model.objects.bulk_create(rows, batch_size=2_000)  # type: ignore[attr-defined]


def _location(draw: random.Random, town: Town, number: int) -> models.Location:
    return models.Location(
        id=_id(draw),
        name=f"{draw.choice(_NAMES)} House",
        address_1=f"{number % 200 + 1} High Street",
        city=town.name,
        postcode=f"{town.outcode} {number % 9 + 1}AA",
        easting=town.easting + round(draw.gauss(0, 2_500)),
        northing=town.northing + round(draw.gauss(0, 2_500)),
        latitude=53.0 + draw.random(),
        longitude=-2.0 + draw.random(),
        is_approximate=draw.random() < 0.1,
    )


def _statement(draw: random.Random, service: models.Service) -> models.CapacityStatement:
    said_days_ago = draw.randint(0, 45)
    return models.CapacityStatement(
        id=_id(draw),
        service=service,
        said_at=AT - timedelta(days=said_days_ago),
        takes_people_now=draw.choice((True, True, False)),
        usual_wait_days=draw.choice((None, 7, 21, 60)),
        expires_on=ON + timedelta(days=28 - said_days_ago),
    )
