"""Which kinds of help a plan asks about in which life area, and the story of each."""

from collections.abc import Iterable, Mapping
from datetime import date

from lodestar.plans.conversation.models import SupportWish
from lodestar.rules.life_areas import LifeArea
from lodestar.rules.service_kinds import Help, kinds_of_help
from lodestar.rules.support_gaps import DatedSupport


def area_of(help_wanted: Help) -> str:
    """Return the life area in which a plan asks about a kind of help: the first of its services' areas."""
    kinds = kinds_of_help(help_wanted)
    return (kinds[0].life_areas[0] if kinds else LifeArea.SOCIAL_CONNECTION).value


def helps_of(life_area: str) -> tuple[Help, ...]:
    """Return the kinds of help that belong to a life area, in the order of the founding documents."""
    return tuple(one for one in Help if area_of(one) == life_area)


def stories_of(told: Iterable[tuple[str, str, date]]) -> dict[Help, DatedSupport]:
    """Return the story of each kind of help, from what was said of it and the day, in the order of the saying.

    Who no longer wants it wanted it on no day; what was offered and received before stays.
    """
    days: dict[str, dict[str, date]] = {}
    for help_wanted, said, on in told:
        known = days.setdefault(help_wanted, {})
        if said == SupportWish.Said.NOT_WANTED:
            known.pop(SupportWish.Said.WANTED, None)
        known[said] = min(on, known.get(said, on))
    return {one: _story(days[one.value]) for one in Help if one.value in days}


def _story(known: Mapping[str, date]) -> DatedSupport:
    asked = [known[said] for said in (SupportWish.Said.WANTED, SupportWish.Said.NOT_WANTED) if said in known]
    return DatedSupport(
        wanted_on=known.get(SupportWish.Said.WANTED),
        offered_on=known.get(SupportWish.Said.OFFERED),
        received_on=known.get(SupportWish.Said.RECEIVED),
        asked_on=min(asked, default=None),
    )
