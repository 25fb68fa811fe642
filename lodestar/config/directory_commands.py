"""Commands that keep the directory true: asking providers, e-mails that came back, what use shows."""

import click

from lodestar.config.starting import ready, refuse, say


@click.command("ask")
@click.argument("site")
@click.option("--most", default=50, show_default=True, help="How many e-mails at most.")
def ask(site: str, most: int) -> None:
    """Ask the providers of entries that are due whether they are still right. SITE is where this place is served."""
    ready()
    from django.conf import settings
    from django.utils import timezone

    from lodestar.access import actions as access
    from lodestar.directory.assurance import actions, due

    if not site.startswith("https://") and not settings.IS_DEMO:
        refuse("Give the address of the site with https://, since the e-mails carry it.")
    now = timezone.now()
    by = access.the_system(timezone.localdate(now))
    sent = 0
    for service_id in due.to_ask(on=by.today, at=now, most=most):
        try:
            actions.ask_provider(
                service_id=service_id,
                address_of=lambda secret: f"{site.rstrip('/')}/still-right/{secret}/",
                by=by,
                at=now,
            )
        except actions.NoAddress:
            continue
        sent += 1
    click.echo(f"{sent} e-mails sent.")


@click.command("bounced")
@click.argument("address")
def bounced(address: str) -> None:
    """Note that our e-mail to ADDRESS came back: whoever keeps the directory gets a task for each entry."""
    ready()
    from django.utils import timezone

    from lodestar.access import actions as access
    from lodestar.directory.assurance import actions

    now = timezone.now()
    count = actions.note_bounce(address=address, by=access.the_system(timezone.localdate(now)), at=now)
    click.echo(f"{count} entries to look into.")


@click.command("learn")
def learn() -> None:
    """Bring waits, signs of life and used ways from referrals into the directory, small numbers hidden. Run nightly."""
    ready()
    from django.db import transaction
    from django.utils import timezone

    from lodestar.access import actions as access
    from lodestar.referrals import showing_routes, showing_use

    now = timezone.now()
    with transaction.atomic():
        by = access.the_system(timezone.localdate(now))
        found = showing_use.learn(by=by, at=now)
        ways = showing_routes.learn(by=by, at=now)
    say(f"Learned of {found.services} services, the wait of {found.waits}, and {ways} ways that people went.")


@click.command("digests")
@click.argument("site")
def digests(site: str) -> None:
    """Note what is new, and e-mail it to whoever asked for that. SITE is where this place is served."""
    ready()
    from django.utils import timezone

    from lodestar.access import actions as access
    from lodestar.directory.digests import actions

    now = timezone.now()
    by = access.the_system(timezone.localdate(now))
    new = actions.note_listings(by=by, at=now)
    sent = actions.send_digests(
        address_of=lambda service_id: f"{site.rstrip('/')}/services/{service_id}/", by=by, at=now
    )
    click.echo(f"{new} new services noted, {sent} e-mails sent.")


COMMANDS = (ask, bounced, digests, learn)
