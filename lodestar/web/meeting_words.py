"""How a person likes to be met, said in short lines for whoever is about to meet or ring them."""

from lodestar.referrals.in_touch.models import MeetingWish
from lodestar.referrals.models import Contact


def wishes(wish: MeetingWish | None) -> tuple[str, ...]:
    """Return how to meet somebody well, one line each; nothing while nobody said anything."""
    if wish is None:
        return ()
    told = (
        ("Who", wish.who),
        ("Where", wish.venue),
        ("How", Contact.Mode(wish.mode).label if wish.mode else ""),
        ("Do not ask or do", wish.not_to_ask),
        ("Told once, and not again", wish.told_once),
        ("Nobody else may notice", wish.privacy),
    )
    return tuple(f"{label}: {words}" for label, words in told if words)
