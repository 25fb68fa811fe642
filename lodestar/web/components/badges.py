"""A self-check of adjustments, as a badge with its day."""

from dataclasses import dataclass

from lodestar.directory.entries.queries import Badge
from lodestar.rules import adjustments
from lodestar.rules.adjustments import BadgeState
from lodestar.web import filters


@dataclass(frozen=True)
class BadgeCard:
    """One self-check, in words."""

    title: str
    words: str
    offers: tuple[str, ...]
    is_lapsed: bool


def badge_card(badge: Badge) -> BadgeCard:
    """Return a self-check in words, with the day from which it no longer counts."""
    known = adjustments.all_adjustments()
    offers = tuple(known[slug].offer for slug in badge.offers if slug in known)
    quiet = f" Quiet sessions: {badge.quiet_times}." if badge.quiet_times else ""
    is_lapsed = badge.state is BadgeState.LAPSED
    checked = f"Checked by themselves on {filters.short_date_words(badge.checked_on)}"
    counts = f"{'lapsed' if is_lapsed else 'counts until'} {filters.short_date_words(badge.lapses_on)}"
    return BadgeCard(title=badge.activity, words=f"{checked}, {counts}.{quiet}", offers=offers, is_lapsed=is_lapsed)
