"""Whom to ring about referrals to a service and what is agreed, in words that say how old that is."""

from lodestar.access.viewers import Viewer
from lodestar.directory.routes.queries import AgreementLine, ContactLine
from lodestar.rules import parameters
from lodestar.web import filters
from lodestar.web.components import cards


def contact_words(contact: ContactLine) -> str:
    """Return whom to ring, what they do there and how they are reached."""
    reached = " or ".join(filter(None, (contact.telephone, contact.email)))
    return f"{contact.name}, {contact.job}: {reached}"


def sure(contact: ContactLine | None, *, viewer: Viewer) -> cards.Freshness:
    """Return how long ago somebody made sure of a contact; old after six months, and where nobody is named."""
    if contact is None:
        return cards.Freshness(words="Nobody is named", is_old=True)
    return cards.freshness(
        checked_days_ago=(viewer.today - contact.sure_on).days,
        old_after_days=parameters.whole_number("freshness-ask-again", on=viewer.today),
    )


def ring_words(contact: ContactLine | None, *, viewer: Viewer) -> str:
    """Return in one line whom to ring about a referral, with a warning where that is old; empty where none is named."""
    if contact is None:
        return ""
    age = filters.days_ago_words(contact.sure_on, viewer.today)
    if contact.is_stale:
        return f"Whom to ring: {contact_words(contact)}. Last made sure of {age}: this may be out of date."
    return f"Whom to ring: {contact_words(contact)}. Made sure of {age}."


def agreement_words(agreement: AgreementLine) -> str:
    """Return what is agreed, since when and until when."""
    day = filters.short_date_words
    review = f"to be looked at again since {day(agreement.review_on)}" if agreement.is_due else ""
    return f"{agreement.words.rstrip('.')}. Agreed {day(agreement.agreed_on)}, " + (
        review or f"looked at again on {day(agreement.review_on)}"
    )
