"""What the person's own pages are given."""

from dataclasses import dataclass

from lodestar.web.components.lists import EmptyState, TimelineEntry


@dataclass(frozen=True)
class Request:
    """One referral as its person reads it. `why_not` is empty unless a service said not now."""

    url: str
    service_name: str
    service_url: str
    stands: str
    why_not: str
    when: str
    is_open: bool


@dataclass(frozen=True)
class Helper:
    """Somebody in the person's life. `initials` stand where a face would be."""

    name: str
    initials: str
    role: str
    organisation_name: str
    telephone: str
    email: str
    is_key_worker: bool
    since: str
    sees: str
    because: str
    until: str


@dataclass(frozen=True)
class TodayPage:
    """Next things, what moved, and who is there."""

    greeting: str
    next_thing: str
    moved: tuple[Request, ...]
    helpers: tuple[Helper, ...]
    empty: EmptyState | None


@dataclass(frozen=True)
class Need:
    """One need in the person's own words, with what is happening for it."""

    words: str
    when: str
    requests: tuple[Request, ...]


@dataclass(frozen=True)
class Area:
    """One life area of the plan. `slug` chooses its icon and name."""

    slug: str
    needs: tuple[Need, ...]
    other_requests: tuple[Request, ...]


@dataclass(frozen=True)
class PlanPage:
    """The plan on one page: what matters, then the six life areas in their order."""

    what_matters: str
    strengths: str
    how_to_speak_to_me: str
    areas: tuple[Area, ...]


@dataclass(frozen=True)
class RequestPage:
    """One referral, from the first step to now."""

    service_name: str
    service_url: str
    hopes: str
    stands: str
    why_not: str
    steps: tuple[TimelineEntry, ...]
    is_open: bool


@dataclass(frozen=True)
class PeoplePage:
    """Everybody who is involved."""

    helpers: tuple[Helper, ...]
    empty: EmptyState | None


@dataclass(frozen=True)
class Agreement:
    """One consent: what was agreed, in the words that were used, how, and until when."""

    words: str
    when: str
    how: str
    until: str
    is_withdrawn: bool


@dataclass(frozen=True)
class SharingPage:
    """Who sees which part, why and until when; and what was agreed."""

    helpers: tuple[Helper, ...]
    agreements: tuple[Agreement, ...]
    empty: EmptyState | None


@dataclass(frozen=True)
class LookRow:
    """One line of the diary of who looked."""

    who: str
    what: str
    why: str


@dataclass(frozen=True)
class LookDay:
    """One day of the diary, with its lines."""

    day: str
    rows: tuple[LookRow, ...]


@dataclass(frozen=True)
class LookedPage:
    """Who looked, by day, newest first."""

    days: tuple[LookDay, ...]
    empty: EmptyState | None


@dataclass(frozen=True)
class NoRecordPage:
    """For somebody who signs in and has no record of their own."""

    telephone: str
