"""A service that closes, in the same words on its page, on the menu and in the answer to a referral."""

from datetime import date

from django.urls import reverse

from lodestar.commissioning.exits import Closing
from lodestar.web import filters
from lodestar.web.components.lists import Link


def closing(closing: Closing, *, today: date) -> str:
    """Return when a service closes and until when it takes people, and on a menu what to use instead."""
    day = filters.short_date_words
    if today > closing.end_on:
        return f"Closed on {day(closing.end_on)}."
    when = f"Closing on {day(closing.end_on)}."
    if closing.takes_referrals(today):
        return f"{when} It takes people until {day(closing.last_referral_on)}."
    return f"{when} It takes nobody new: somebody referred now could not be helped in full before it ends."


def instead(closing: Closing) -> Link | None:
    """Return the way to the service to use instead, if one is named."""
    if closing.instead_id is None:
        return None
    return Link(words=closing.instead_name, url=reverse("public:service", kwargs={"service_id": closing.instead_id}))
