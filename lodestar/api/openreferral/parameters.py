"""What a request asks for: the parameters of both official lists, read strictly, each fault in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from uuid import UUID

from django.utils.dateparse import parse_date, parse_datetime

from lodestar.api.openreferral.faults import BadParameter
from lodestar.exchange.openreferral import timetables
from lodestar.exchange.openreferral.publishing.profiles import Profile
from lodestar.exchange.openreferral.publishing.selecting import Wanted
from lodestar.places import queries as places
from lodestar.rules import postcodes

PER_PAGE = 25
MOST_PER_PAGE = 500
FARTHEST_M = 100_000
LONGEST_SEARCH = 200

MEANINGS: Mapping[str, str] = {
    "search": "Words to look for. They are understood as in the finder: slips mended, other ways to say it added.",
    "page": "Which page, from 1.",
    "per_page": f"How many on a page, 1 to {MOST_PER_PAGE}; {PER_PAGE} if not said.",
    "format": "json, or ndjson: all records, one a line, without pages.",
    "taxonomy_term_id": "Services of this term; several ids are parted by commas.",
    "taxonomy_id": "Services of any term of this scheme.",
    "organization_id": "Services of this organisation.",
    "modified_after": "Changed at or after this moment. Then what ended comes too: services with status defunct, "
    "organizations with a description that says so, service_at_locations with their id alone.",
    "minimal": "Only the id and the date of change of all services, in one list.",
    "full": "Each record with everything that hangs on it.",
    "minimum_age": "Services that may take somebody of this age or older. Unit: years.",
    "maximum_age": "Services that may take somebody of this age or younger. Unit: years.",
    "start_time": "Open at some time after this, like 09:00.",
    "end_time": "Open at some time before this, like 17:00.",
    "day": "Open on this day: MO or Monday; several are parted by commas.",
    "postcode": "Services that cover this postcode, and with proximity those near it.",
    "proximity": f"Within this distance of the middle of the postcode, up to {FARTHEST_M}. Unit: metres.",
    "full_service": "The organisation's services whole, not by id and name alone.",
    "top_only": "Only terms that have none above them.",
    "parent_id": "Only terms right below this one.",
    "profile": "strict: the fields of Open Referral UK 3.0 alone; extended: telephones and more of HSDS 3.1 too.",
}
_PAGED = ("search", "page", "per_page", "format", "profile")
_OF_SERVICES = (
    *("taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after", "full", "minimum_age", "maximum_age"),
    *("start_time", "end_time", "day", "postcode", "proximity"),
)
LISTS: Mapping[str, tuple[str, ...]] = {
    "services": (*_PAGED, "minimal", *_OF_SERVICES),
    "taxonomies": _PAGED,
    "taxonomy_terms": (*_PAGED, "taxonomy_id", "top_only", "parent_id"),
    "organizations": (*_PAGED, "modified_after", "full", "full_service"),
    "service_at_locations": (*_PAGED, *_OF_SERVICES),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How the answer is to look."""

    page: int
    per_page: int
    is_stream: bool
    is_full: bool
    is_minimal: bool
    profile: Profile


def asked(query: Mapping[str, str]) -> Asked:
    """Return how the answer is to look. Raises BadParameter."""
    format_name = query.get("format") or "json"
    if format_name not in ("json", "ndjson"):
        raise BadParameter("format is json or ndjson.", parameter="format")
    return Asked(
        page=_whole(query, "page", default=1, least=1, most=10**9) or 1,
        per_page=_whole(query, "per_page", default=PER_PAGE, least=1, most=MOST_PER_PAGE) or PER_PAGE,
        is_stream=format_name == "ndjson",
        is_full=yes_no(query, "full"),
        is_minimal=yes_no(query, "minimal"),
        profile=profile(query),
    )


def profile(query: Mapping[str, str]) -> Profile:
    """Return the profile that is asked for; strict when nothing is said. Raises BadParameter."""
    try:
        return Profile(query.get("profile") or Profile.STRICT)
    except ValueError:
        raise BadParameter("profile is strict or extended.", parameter="profile") from None


def wanted(query: Mapping[str, str]) -> Wanted:
    """Return which services are asked for. Raises BadParameter."""
    place = _place(query)
    within_m = _whole(query, "proximity", default=None, least=1, most=FARTHEST_M)
    if within_m is not None and place is None:
        raise BadParameter("proximity needs a postcode to be near to.", parameter="proximity")
    return Wanted(
        words=words(query),
        term_ids=ids(query, "taxonomy_term_id"),
        taxonomy_ids=ids(query, "taxonomy_id"),
        organisation_ids=ids(query, "organization_id"),
        modified_after=moment(query, "modified_after"),
        minimum_age=_whole(query, "minimum_age", default=None, least=0, most=150),
        maximum_age=_whole(query, "maximum_age", default=None, least=0, most=150),
        weekdays=_weekdays(query),
        open_after=_clock(query, "start_time"),
        opens_by=_clock(query, "end_time"),
        place=place,
        within_m=within_m,
    )


def words(query: Mapping[str, str]) -> str:
    """Return the words to search for. Raises BadParameter."""
    text = query.get("search", "").replace("\x00", " ").strip()
    if len(text) > LONGEST_SEARCH:
        raise BadParameter(f"search holds {LONGEST_SEARCH} characters at most.", parameter="search")
    return text


def ids(query: Mapping[str, str], name: str) -> tuple[UUID, ...]:
    """Return the ids of a parameter, parted by commas. Raises BadParameter."""
    try:
        return tuple(UUID(one.strip()) for one in query.get(name, "").split(",") if one.strip())
    except ValueError:
        raise BadParameter(f"{name} is a UUID, or several with commas between them.", parameter=name) from None


def yes_no(query: Mapping[str, str], name: str) -> bool:
    """Return whether a parameter says yes; to name it without a value does. Raises BadParameter."""
    if name not in query:
        return False
    text = query[name].lower()
    if text in ("", "true", "1"):
        return True
    if text in ("false", "0"):
        return False
    raise BadParameter(f"{name} is true or false.", parameter=name)


def _whole(query: Mapping[str, str], name: str, *, default: int | None, least: int, most: int) -> int | None:
    text = query.get(name, "").strip()
    if not text:
        return default
    # Longer than any number that may be said, and Python reads such texts slowly.
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 12 else -1
    if not least <= number <= most:
        raise BadParameter(f"{name} is a whole number from {least} to {most}.", parameter=name)
    return number


def moment(query: Mapping[str, str], name: str) -> datetime | None:
    # A plus sign that nobody wrote as %2B comes as a space.
    text = query.get(name, "").strip().replace(" ", "+" if "T" in query.get(name, "") else " ")
    if not text:
        return None
    try:
        found = parse_datetime(text)
        on = parse_date(text) if found is None else None
    except ValueError:
        found = on = None
    if on is not None:
        found = datetime.combine(on, time(0))
    if found is None:
        raise BadParameter(f"{name} is a moment like 2026-01-31T09:00:00Z, or a date.", parameter=name)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _clock(query: Mapping[str, str], name: str) -> time | None:
    text = query.get(name, "").strip()
    found = timetables.clock(text) if text else None
    if text and found is None:
        raise BadParameter(f"{name} is a time of day like 09:00.", parameter=name)
    return found


def _weekdays(query: Mapping[str, str]) -> tuple[int, ...]:
    found = timetables.weekdays(query.get("day", ""))
    if found is None:
        raise BadParameter("day is a day of the week, like MO or Monday.", parameter="day")
    return tuple(day for day, _ in found)


def _place(query: Mapping[str, str]) -> places.PlacedPostcode | None:
    text = query.get("postcode", "").strip()
    if not text:
        return None
    try:
        return places.place_postcode(text=text[:20])
    except postcodes.NotAPostcode:
        raise BadParameter(
            "postcode is a British postcode, like M33 2AB, or its first part.", parameter="postcode"
        ) from None
    except places.PostcodeNotFound:
        raise BadParameter("This feed does not know that postcode.", parameter="postcode") from None
