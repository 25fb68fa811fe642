"""`lodestar directory follow`, `let-go` and what `import --due` does."""

import sys

import click

from lodestar.config.starting import ready, refuse, say


@click.command("follow")
@click.argument("address")
@click.option("--name", help="Name of the source; the same name goes on with what was read before.")
@click.option("--every", "every_days", default=7, show_default=True, help="Days from one reading to the next.")
def follow(address: str, name: str | None, every_days: int) -> None:
    """Read the feed at ADDRESS again and again, whenever `lodestar directory import --due` runs."""
    ready()
    from lodestar.directory.feeds import actions
    from lodestar.exchange.openreferral import following, importing

    try:
        feed = following.follow(address, name=name, every_days=every_days)
    except importing.ImportRefused as error:
        refuse(str(error))
    except actions.NotSoOften:
        refuse(f"Say --every with 1 to {actions.MOST_DAYS} days.")
    else:
        click.echo(f"{feed.name} is read every {feed.every_days} days.")


@click.command("let-go")
@click.argument("slug")
def let_go(slug: str) -> None:
    """Read the feed kept under SLUG no more. What it brought stays."""
    ready()
    from django.utils import timezone

    from lodestar.access.actions import the_system
    from lodestar.directory.feeds import actions

    try:
        actions.let_feed_go(slug=slug, by=the_system(timezone.localdate()), at=timezone.now())
    except actions.NotFollowed:
        refuse(f"No feed is followed under {slug}.")
    click.echo(f"{slug} is not read any more.")


@click.command("find-doubles")
def find_doubles() -> None:
    """Look for entries that may be of one service, for somebody to decide. Nothing merges by itself."""
    ready()
    from django.utils import timezone

    from lodestar.directory.doubles import finding

    click.echo(f"{finding.find_doubles(at=timezone.now()):,} new pairs to decide.")


def import_due() -> None:
    """Read the feeds that are due, then look for doubles; leave with 1 when a feed failed."""
    from django.utils import timezone

    from lodestar.directory.doubles import finding
    from lodestar.exchange.openreferral import following

    has_failed = False
    for done in following.read_due(at=timezone.now(), progress=say):
        has_failed |= done.fault is not None
        click.echo(f"{done.name}: {done.fault.label if done.fault else 'read'}.\n{done.words}")
    click.echo(f"{finding.find_doubles(at=timezone.now()):,} new pairs of entries that may be doubles.")
    if has_failed:
        sys.exit(1)
