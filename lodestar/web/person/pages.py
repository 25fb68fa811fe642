"""What the person's own pages are given."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from lodestar.referrals.queries import Standing
from lodestar.web import filters
from lodestar.web.components.forms import PageForm
from lodestar.web.components.lists import EmptyState, Link, TimelineEntry
from lodestar.web.person import words


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

    involvement_id: UUID
    holder_id: UUID
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
class MeetingLine:
    """One meeting that is to come: when, with whom and where, and what they wrote for you to read before."""

    when: str
    where: str
    told: str


@dataclass(frozen=True)
class TodayPage:
    """Next things, what is the person's to do, what moved, and who is there."""

    greeting: str
    next_thing: str
    in_touch: tuple[str, ...]
    days_ahead: tuple[str, ...]
    mine_to_do: tuple[Link, ...]
    meetings: tuple[MeetingLine, ...]
    new_messages: str
    pause: str
    moved: tuple[Request, ...]
    helpers: tuple[Helper, ...]
    empty: EmptyState | None


@dataclass(frozen=True)
class Need:
    """One need in the person's own words, with what is happening for it."""

    need_id: UUID
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
class RequestPage:
    """One referral, from the first step to now."""

    done: str
    connections: tuple[TimelineEntry, ...]
    referral_id: UUID
    service_name: str
    service_url: str
    hopes: str
    stands: str
    next_words: str
    reach_me: str
    why_not: str
    steps: tuple[TimelineEntry, ...]
    is_open: bool
    can_comment: bool
    asks_me: bool


@dataclass(frozen=True)
class PeoplePage:
    """Everybody who is involved."""

    done: str
    pause: str
    same_worker: str
    helpers: tuple[Helper, ...]
    empty: EmptyState | None


@dataclass(frozen=True)
class SeerLine:
    """Who sees which part of the record, why and until when, in one line."""

    involvement_id: UUID
    name: str
    organisation_name: str
    sees: str
    because: str
    until: str
    can_change: bool


@dataclass(frozen=True)
class ClosedLine:
    """Something that the person closed: to whom, what, until when."""

    choice_id: UUID
    name: str
    what: str
    until: str


@dataclass(frozen=True)
class Agreement:
    """One consent: what was agreed, in the words that were used, how, and until when."""

    consent_id: UUID
    words: str
    when: str
    how: str
    until: str
    is_withdrawn: bool


@dataclass(frozen=True)
class TaskLine:
    """One thing that was asked, and when it was done; empty while it is not."""

    words: str
    done: str


@dataclass(frozen=True)
class SupporterCard:
    """One supporter: what they see, until when, and what they were asked to do."""

    supporter_id: UUID
    name: str
    sees: str
    until: str
    is_waiting: bool
    tasks: tuple[TaskLine, ...]


@dataclass(frozen=True)
class SharingPage:
    """Who sees which part, why and until when; and what was agreed."""

    done: str
    seers: tuple[SeerLine, ...]
    closed: tuple[ClosedLine, ...]
    supporters: tuple[SupporterCard, ...]
    agreements: tuple[Agreement, ...]
    left_out_since: str
    empty: EmptyState | None


@dataclass(frozen=True)
class LookRow:
    """One line of the diary of who looked; what was asked about it and answered, where it was."""

    event_id: UUID
    who: str
    what: str
    why: str
    asked: str
    answer: str


@dataclass(frozen=True)
class LookDay:
    """One day of the diary, with its lines."""

    day: str
    rows: tuple[LookRow, ...]


@dataclass(frozen=True)
class EmergencyLine:
    """One opening of the record in an emergency: by whom, when, which parts, why, and what was found of it later."""

    who: str
    when: str
    sees: str
    why: str
    words: str
    review: str


@dataclass(frozen=True)
class LookedPage:
    """Who looked, by day, newest first; and every opening in an emergency."""

    emergencies: tuple[EmergencyLine, ...]
    days: tuple[LookDay, ...]
    empty: EmptyState | None


@dataclass(frozen=True)
class NoRecordPage:
    """For somebody who signs in and has no record of their own."""

    telephone: str


def request_of(standing: Standing) -> Request:
    """Return one referral as its person reads it."""
    return Request(
        url=reverse("person:referral", kwargs={"referral_id": standing.referral_id}),
        service_name=standing.service_name,
        service_url=reverse("public:service", kwargs={"service_id": standing.service_id}),
        stands=words.where_it_stands(standing),
        why_not=words.why_not(standing.last),
        when=filters.date_words(standing.last.at),
        is_open=standing.is_open,
    )


@dataclass(frozen=True)
class KeptDay:
    """A day of the year that the person wants kept in mind."""

    when: str
    words: str
    forget_url: str


@dataclass(frozen=True)
class DaysPage:
    """The days that the person wants kept in mind, and a form for one more."""

    done: str
    kept: tuple[KeptDay, ...]
    form: PageForm
