"""Makes services findable: their words, their points, and the list of words that slips are held against."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from lodestar.directory import hidden_places, ordering
from lodestar.directory.models import Service, ServiceAtLocation, ServiceTerm
from lodestar.directory.search_records import SearchEntry, SearchPlace, SearchWord
from lodestar.places.models import Outcode
from lodestar.rules import hidden_addresses, postcodes, service_kinds, spelling
from lodestar.rules.life_areas import LifeArea

LONGEST_WORD = 60
BATCH = 1_000
# How much of a text goes into the index: what lies further down decides no search and slows each.
LONGEST_TEXT = 4_000


class _Words(NamedTuple):
    """Folded words of one service by weight: its names, its kinds and people, its texts, who runs it and where."""

    service_id: UUID
    name: str
    kinds: str
    texts: str
    organisation: str

    @property
    def every(self) -> str:
        return " ".join(part for part in self[1:] if part)


@transaction.atomic
def index_services(*, service_ids: Collection[UUID] | None = None) -> int:
    """Fill the search's words, points and word list, for these services or for all; return how many.

    Services that ended or that their source no longer lists lose theirs. Call it after every change to a
    service, its terms, its locations, its capacity or its organisation's name, in the same transaction.
    """
    services = Service.objects.all() if service_ids is None else Service.objects.filter(pk__in=service_ids)
    before = _words_before(services) if service_ids is not None else Counter[str]()
    SearchPlace.objects.filter(service__in=services).delete()
    after: Counter[str] = Counter()
    count = 0
    listed = services.exclude(status=Service.Status.DEFUNCT).filter(retired_at=None)
    SearchEntry.objects.filter(service__in=services).delete()
    services.exclude(pk__in=listed.values("pk")).exclude(search_text="").update(search_text="")
    for batch in _batches(listed.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH)):
        words = list(_words_of(batch))
        _write_places(batch)
        _write_words(words)
        for row in words:
            after.update(set(row.every.split()))
        count += len(batch)
    if service_ids is None:
        SearchWord.objects.all().delete()
        _add_words(after)
    else:
        after.subtract(before)
        _add_words(after)
        SearchWord.objects.filter(service_count__lte=0).delete()
    return count


def _batches(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    left = iter(ids)
    while batch := list(islice(left, BATCH)):
        yield batch


def _words_before(services: Iterable[Service]) -> Counter[str]:
    before: Counter[str] = Counter()
    for text in services.values_list("search_text", flat=True):  # type: ignore[attr-defined]
        before.update(set(text.split()))
    return before


def _words_of(ids: list[UUID]) -> Iterator[_Words]:
    terms: Mapping[UUID, list[str]] = defaultdict(list)
    for service_id, name in ServiceTerm.objects.filter(service__in=ids).values_list("service_id", "term__name"):
        terms[service_id].append(name)
    rows = Service.objects.filter(pk__in=ids).values_list(
        "pk",
        "name",
        "alternate_name",
        "kinds",
        "life_areas",
        "audience",
        "summary",
        "description",
        "organisation__name",
        "is_address_hidden",
    )
    towns = _towns(ids)
    secrets = hidden_places.address_words([row[0] for row in rows if row[-1]])
    for pk, name, other_name, kinds, life_areas, audience, *texts, organisation, is_hidden in rows:
        summary, description = hidden_addresses.masked(texts, secrets=secrets[pk]) if is_hidden else texts
        labels = [*_kind_labels(kinds), *_life_area_labels(life_areas), *terms[pk], audience]
        yield _Words(
            service_id=pk,
            name=spelling.normalise_text(f"{name} {other_name}"),
            kinds=spelling.normalise_text(" ".join(labels)),
            texts=spelling.normalise_text(f"{summary} {description}"[:LONGEST_TEXT]),
            organisation=spelling.normalise_text(" ".join((organisation or "", *sorted(towns[pk])))),
        )


def _towns(ids: list[UUID]) -> Mapping[UUID, set[str]]:
    found: defaultdict[UUID, set[str]] = defaultdict(set)
    told = ServiceAtLocation.objects.filter(service__in=ids, service__is_address_hidden=False)
    for service_id, town in told.exclude(location__city="").values_list("service_id", "location__city"):
        found[service_id].add(town)
    return found


def _kind_labels(slugs: Iterable[str]) -> Iterator[str]:
    known = service_kinds.all_kinds()
    for slug in slugs:
        if kind := known.get(slug):
            yield from (kind.label, slug.replace("-", " "), *kind.also)


def _life_area_labels(slugs: Iterable[str]) -> Iterator[str]:
    return (LifeArea(slug).label for slug in slugs if slug in set(LifeArea))


def _write_words(words: list[_Words]) -> None:
    parts = [list(column) for column in zip(*((*row, row.every) for row in words), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_TEXT, [parts[0], parts[-1]])
        values = dict(zip(("ids", "names", "kinds", "texts", "organisations"), parts[:-1], strict=True))
        cursor.execute(_ADD_ENTRIES, {**ordering.day_values(timezone.localdate()), **values})


_KEEP_TEXT = """
    UPDATE directory_service service SET search_text = words.every
    FROM unnest(%s::uuid[], %s::text[]) AS words (id, every)
    WHERE service.id = words.id AND service.search_text <> words.every
"""
# Where its people may live, as rules: its provider's own word, else its source's, if we know all areas that it names.
_COVERED = """
    SELECT coalesce((
        SELECT jsonb_agg(CASE part.kind
            WHEN 'circle' THEN jsonb_build_object('kind', 'within', 'values', jsonb_build_array(
                part.easting::text, part.northing::text, part.radius_m::text))
            ELSE jsonb_build_object('kind', 'area', 'values', to_jsonb(part.codes)) END ORDER BY part.said_at, part.id)
        FROM entries_coveredarea part WHERE part.service_id = service.id), (
        SELECT CASE WHEN bool_and(area.area_code <> '') THEN jsonb_build_array(jsonb_build_object(
            'kind', 'area', 'values', jsonb_agg(DISTINCT area.area_code))) END
        FROM directory_servicearea area WHERE area.service_id = service.id)) AS rules
"""
# Closed for a time, or not running, is still a page of its own but nothing to be found.
# The only place stands with the entry, so that a search that asks how far everything is gathers no places first.
_ADD_ENTRIES = f"""
    INSERT INTO directory_searchentry (
        points, rounded_points, points_from, points_until, points_basis,
        service_id, checked_on, capacity_until, usual_wait_days, easting, northing, takes_people_now,
        is_free, is_in_person, is_online, is_by_telephone, accepts_self_referral, life_areas, name, who_for, vector)
    SELECT own.points, {ordering.rounded("own.points")}, %(on)s, {ordering.POINTS_UNTIL}, %(points_basis)s, e.*
    FROM (
        SELECT service.id, service.checked_on,
            said.expires_on AS capacity_until, said.usual_wait_days, place.easting, place.northing,
            said.takes_people_now,
            service.is_free, service.is_in_person, service.is_online, service.is_by_telephone,
            service.accepts_self_referral, service.life_areas, words.name,
            jsonb_build_array(service.eligibility_rules, service.minimum_age, service.maximum_age, covered.rules)::text,
            setweight(to_tsvector('english', words.name), 'A') ||
            setweight(to_tsvector('english', words.kinds), 'B') ||
            setweight(to_tsvector('english', words.texts), 'C') ||
            setweight(to_tsvector('english', words.organisation), 'D')
        FROM unnest(%(ids)s::uuid[], %(names)s::text[], %(kinds)s::text[], %(texts)s::text[], %(organisations)s::text[])
            AS words (id, name, kinds, texts, organisation)
        JOIN directory_service service ON service.id = words.id
        LEFT JOIN directory_searchplace place ON place.service_id = service.id AND NOT place.is_one_of_several
        LEFT JOIN LATERAL (
            SELECT takes_people_now, usual_wait_days, expires_on FROM directory_capacitystatement
            WHERE service_id = service.id ORDER BY said_at DESC, id LIMIT 1) said ON true
        LEFT JOIN LATERAL ({_COVERED}) covered ON true
        WHERE service.status = 'active') e
    CROSS JOIN LATERAL (SELECT {ordering.POINTS_WORKED_OUT} AS points) own
"""  # noqa: S608 -- our own parts only


def _write_places(ids: list[UUID]) -> None:
    rows = list(
        ServiceAtLocation.objects.filter(service__in=ids).values_list(
            "service_id",
            "service__is_address_hidden",
            "location__easting",
            "location__northing",
            "location__is_approximate",
            "location__postcode",
        )
    )
    middles = _middles({_outcode(postcode) for _, is_hidden, _, _, _, postcode in rows if is_hidden})
    places: set[tuple[UUID, int, int, bool]] = set()
    for service_id, is_hidden, easting, northing, is_approximate, postcode in rows:
        if is_hidden:
            if middle := middles.get(_outcode(postcode)):
                places.add((service_id, *middle, True))
        elif easting is not None and northing is not None:
            places.add((service_id, easting, northing, is_approximate))
    how_many = Counter(pk for pk, *_point in places)
    SearchPlace.objects.bulk_create(
        SearchPlace(
            service_id=pk,
            easting=easting,
            northing=northing,
            is_about=is_about,
            is_one_of_several=how_many[pk] > 1,
        )
        for pk, easting, northing, is_about in sorted(places)
    )


def _outcode(postcode: str) -> str:
    try:
        return postcodes.parse_postcode(postcode).outcode
    except postcodes.NotAPostcode:
        return ""


def _middles(outcodes: set[str]) -> dict[str, tuple[int, int]]:
    rows = Outcode.objects.filter(pk__in=outcodes).values_list("outcode", "easting", "northing")
    return {outcode: (easting, northing) for outcode, easting, northing in rows}


def _add_words(counts: Counter[str]) -> None:
    changed = {word: count for word, count in counts.items() if count and len(word) <= LONGEST_WORD}
    known = dict(SearchWord.objects.filter(pk__in=changed).values_list("word", "service_count"))
    SearchWord.objects.bulk_create(
        (
            SearchWord(
                word=word,
                deletions=sorted(spelling.one_deletions(word)),
                service_count=count + known.get(word, 0),
            )
            for word, count in sorted(changed.items())
        ),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["word"],
        update_fields=["service_count"],
    )
