"""Names of fields and tables: every spelling that feeds use, read as one, and tables known by their columns."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

_CANONICAL = """
id organization_id service_id location_id service_at_location_id contact_id phone_id program_id taxonomy_id
taxonomy_term_id parent_id parent_name parent_organization_id link_id link_type link_entity
name alternate_name description url uri email status logo
interpretation_services application_process fees fees_description wait_time accreditations licenses
eligibility_description minimum_age maximum_age assured_date assurer_email alert last_modified
tax_status tax_id year_incorporated legal_status identifier_scheme identifier_type identifier
location_type transportation latitude longitude external_identifier external_identifier_type
attention address_1 address_2 address_3 address_4 city region state_province postal_code country address_type
number extension type title department
weekday byday freq interval bymonthday bysetpos byweekno byyearday dtstart until count wkst timezone
opens_at closes_at opens closes valid_from valid_to start_date end_date closed schedule_link attending_type notes hours
rrule open_24_hours schedule_closed schedule_holiday
service_area extent extent_type option amount amount_description currency source code note accessibility details
document payment eligibility vocabulary taxonomy version term term_uri taxonomy_detail value
resource_id last_action_date last_action_type field_name replacement_value updated_by character_set
taxonomy_ids location_ids service_ids needs_referral free mask_exact_address slug label level
"""
_ALIASES = {
    "minage": "minimum_age",
    "maxage": "maximum_age",
    "updatedat": "last_modified",
    "lastupdated": "last_modified",
    "datemodified": "last_modified",
    "modifiedat": "last_modified",
    "website": "url",
    "postcode": "postal_code",
    "zip": "postal_code",
    "zipcode": "postal_code",
    "county": "state_province",
    "state": "state_province",
    "province": "state_province",
    "town": "city",
    "lat": "latitude",
    "lng": "longitude",
    "lon": "longitude",
    "minimumage": "minimum_age",
    "assureddate": "assured_date",
    "serviceid": "service_id",
}
_ALIASES_OF_KIND: Mapping[str, Mapping[str, str]] = {
    "service": {
        "locations": "location_ids",
        "servicelocations": "location_ids",
        "taxonomy": "taxonomy_ids",
        "servicetaxonomy": "taxonomy_ids",
        "organization": "organization_id",
        "eligibility": "eligibility_description",
        "serviceinterpretation": "interpretation_services",
        "program": "program_id",
    },
    "location": {
        "services": "service_ids",
        "locationservices": "service_ids",
        "organization": "organization_id",
    },
    "taxonomy_term": {
        "term": "name",
        "label": "name",
        "taxonomyxdescription": "description",
        "taxonomyparentrecordid": "parent_id",
        "taxonomyparentname": "parent_name",
    },
    "phone": {"phonenumber": "number", "telephone": "number", "language": "phone_language"},
    "language": {"language": "name"},
    "accessibility": {"accessibility": "description"},
    "service_area": {"servicearea": "name"},
    "eligibility": {"eligibility": "description"},
    "attribute": {"taxonomyid": "taxonomy_term_id"},
    "schedule": {"scheduleholiday": "schedule_holiday"},
}
_PREFIXES = {
    "service": ("service",),
    "organization": ("organization",),
    "location": ("location",),
    "address": ("address",),
    "phone": ("phone",),
    "contact": ("contact",),
    "schedule": ("schedule",),
    "taxonomy_term": ("taxonomyterm", "taxonomy", "term"),
    "taxonomy": ("taxonomy",),
    "language": ("language",),
    "program": ("program",),
    "service_area": ("area",),
}
_ENTITIES = {
    "service": "service_id",
    "services": "service_id",
    "location": "location_id",
    "locations": "location_id",
    "organization": "organization_id",
    "organizations": "organization_id",
    "contact": "contact_id",
    "contacts": "contact_id",
    "phone": "phone_id",
    "taxonomyterm": "taxonomy_term_id",
    "taxonomy": "taxonomy_id",
    "serviceatlocation": "service_at_location_id",
    "servicesatlocation": "service_at_location_id",
    "address": "address_id",
    "schedule": "schedule_id",
    "program": "program_id",
    "parentorganization": "parent_organization_id",
    "parent": "parent_id",
}
_IDS = ("recordid", "uuid", "guid")


@lru_cache(maxsize=20_000)
def compact(name: str) -> str:
    """Return a field name with case, spaces and underscores gone and the standard's spelling."""
    return re.sub(r"[^a-z0-9]", "", name.lower()).replace("organisation", "organization")


_KNOWN = {**{compact(name): name for name in _CANONICAL.split()}, **_ALIASES}


def snake(name: str) -> str:
    """Return any field name in lower case with underscores."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip())
    return re.sub(r"[^a-z0-9]+", "_", parted.lower()).strip("_")


@lru_cache(maxsize=20_000)
def canonical(kind: str, name: str) -> str:
    """Return the standard's name for a field of a row of `kind`, or the field's own name in snake case.

    Reads snake, camel and lower case, British spelling, and the Airtable manner (`service_recordid`,
    `phone_services`).
    """
    short = compact(name)
    of_kind = _ALIASES_OF_KIND.get(kind, {})
    prefixes = _PREFIXES.get(kind, ())
    for ending in _IDS:
        if short.endswith(ending) and short not in of_kind:
            base = short.removesuffix(ending)
            if not base or base in prefixes:
                return "id"
            return of_kind.get(base + "id") or _ENTITIES.get(base, snake(name))
    found = of_kind.get(short) or _KNOWN.get(short)
    if found:
        return found
    for prefix in prefixes:
        rest = short.removeprefix(prefix)
        if rest and rest != short:
            inner = of_kind.get(rest) or _KNOWN.get(rest) or _ENTITIES.get(rest)
            if inner:
                return inner
    if kind in _PREFIXES and short in _ENTITIES and kind not in ("taxonomy_term", "taxonomy"):
        return _ENTITIES[short]
    return snake(name)


# What tells a table's kind: columns that are telling, and columns that must be there.
_SIGNS: Mapping[str, tuple[str, str]] = {
    "service": (
        "application_process fees fees_description wait_time accreditations licenses interpretation_services "
        "program_id eligibility_description minimum_age maximum_age assured_date status alert taxonomy_ids",
        "name",
    ),
    "organization": (
        "tax_status tax_id year_incorporated legal_status logo parent_organization_id email url",
        "name",
    ),
    "location": ("latitude longitude transportation location_type external_identifier", "id"),
    "service_at_location": ("service_id location_id", "service_id location_id"),
    "address": ("address_1 postal_code city state_province country region attention", "city"),
    "phone": ("number extension type department", "number"),
    "contact": ("title department email name", "title"),
    "holiday_schedule": ("closed start_date end_date opens_at closes_at service_id", "start_date end_date"),
    "schedule": ("weekday opens_at closes_at byday dtstart freq interval until wkst valid_from", ""),
    "service_area": ("name extent extent_type service_id uri description", "service_id name"),
    "cost_option": ("amount option amount_description currency valid_from", "amount"),
    "funding": ("source service_id organization_id", "source"),
    "language": ("name code note location_id phone_id service_id", "service_id"),
    "accessibility": ("description details url location_id", "location_id details"),
    "eligibility": ("description service_id", "service_id description"),
    "required_document": ("document service_id", "document"),
    "payment_accepted": ("payment service_id", "payment"),
    "taxonomy_term": ("parent_id parent_name vocabulary taxonomy term_uri name", "name"),
    "taxonomy": ("version uri name description", "name version"),
    "attribute": (
        "taxonomy_term_id link_id link_entity service_id taxonomy_detail value",
        "taxonomy_term_id",
    ),
    "organization_identifier": ("identifier_scheme identifier_type identifier organization_id", "identifier"),
    "program": ("organization_id name alternate_name", "organization_id name"),
}
_SIGN_SETS = {kind: (set(telling.split()), set(must.split())) for kind, (telling, must) in _SIGNS.items()}
_TABLE_NAMES = {
    "service": "service services",
    "organization": "organization organizations",
    "location": "location locations",
    "service_at_location": "serviceatlocation servicesatlocation serviceatlocations servicelocations servicelocation",
    "address": "address addresses physicaladdress physicaladdresses postaladdress postaladdresses",
    "phone": "phone phones",
    "contact": "contact contacts",
    "schedule": "schedule schedules regularschedule regularschedules",
    "holiday_schedule": "holidayschedule holidayschedules",
    "service_area": "servicearea serviceareas area areas",
    "cost_option": "costoption costoptions",
    "funding": "funding fundings",
    "language": "language languages",
    "accessibility": "accessibility accessibilities accessibilityfordisabilities",
    "eligibility": "eligibility eligibilities eligibilitys",
    "required_document": "requireddocument requireddocuments",
    "payment_accepted": "paymentaccepted paymentsaccepted",
    "taxonomy_term": "taxonomyterm taxonomyterms taxonomy taxonomies terms",
    "taxonomy": "taxonomy taxonomies taxonomytypes",
    "attribute": "attribute attributes serviceattribute serviceattributes servicetaxonomy servicestaxonomy "
    "servicetaxonomys servicetaxonomies serviceterms otherattribute otherattributes",
    "organization_identifier": "organizationidentifier organizationidentifiers",
    "program": "program programs",
    "other": "metadata metatabledescription metatabledescriptions",
}
_KINDS_OF_NAME: dict[str, list[str]] = {}
for _kind, _names in _TABLE_NAMES.items():
    for _name in _names.split():
        _KINDS_OF_NAME.setdefault(_name, []).append(_kind)


def kind_of_table(columns: Iterable[str], *, named: str = "") -> str | None:
    """Return the kind of row that a table with these columns holds, or None.

    The columns decide. The table's name only chooses between kinds whose columns are there.
    """
    columns = [column for column in columns if column]
    best = max(_SIGN_SETS, key=lambda kind: _fit(kind, columns))
    share = _fit(best, columns)
    hinted = max(_KINDS_OF_NAME.get(compact(named), [""]), key=lambda kind: _fit(kind, columns))
    if _fit(hinted, columns) >= 1 or (_fit(hinted, columns) > 0 and share < 2):
        return hinted
    # Two telling columns at least: `id` and `name` alone say nothing.
    if share >= 2 and not ({"resource_id", "character_set"} & {canonical("other", column) for column in columns}):
        return best
    return None


def _fit(kind: str, columns: Iterable[str]) -> float:
    """Return how well columns fit a kind: telling columns found, a little less for each that is strange to it."""
    if kind == "other":
        return 1.0
    if not kind:
        return 0.0
    telling, must = _SIGN_SETS[kind]
    found = {canonical(kind, column) for column in columns}
    if not must <= found:
        return 0.0
    here = len(telling & found)
    strange = sum(1 for name in found - telling - {"name", "description", "notes"} if not name.endswith("id"))
    return here - strange * 0.3 if here - strange * 0.3 > 0 else 0.01 * here
