"""Commands that keep referrals moving: reminders and escalation, in working days."""

import click

from lodestar.config.starting import ready


@click.command("chase-referrals")
@click.option("--address", required=True, help="Where this place is served, like https://lodestar.example.org")
def chase_referrals(address: str) -> None:
    """Remind services of what they have not answered, then pass it back to whoever asked. Run it each morning.

    No reply is not a no: nothing is closed. A letter that the mail server did not take is sent again.
    """
    ready()
    from collections import Counter

    from django.db import transaction
    from django.urls import reverse
    from django.utils import timezone

    from lodestar.access import row_security
    from lodestar.access.roles import Role
    from lodestar.access.viewers import Viewer
    from lodestar.referrals.receiving import actions, queries

    path = reverse("front_door:answer", kwargs={"secret": "x"})[: -len("x/")]
    viewer = Viewer(user_id=None, today=timezone.localdate(), name="Lodestar", roles=frozenset({Role.ADMINISTRATOR}))
    with transaction.atomic():
        row_security.set_viewer(viewer)
        waiting = queries.unanswered(viewer)
    done: Counter[str] = Counter()
    for one in waiting:
        # Each in a transaction of its own: what one mail server says undoes nothing for the others.
        with transaction.atomic():
            row_security.set_viewer(viewer)
            kind = actions.chase_one(unanswered=one, base=f"{address.rstrip('/')}{path}", by=viewer, at=timezone.now())
        if kind is not None:
            done[kind] += 1
    click.echo(f"{len(waiting)} unanswered. Reminded: {done['reminded']}. Passed back: {done['escalated']}.")


@click.command("tell-programs")
def tell_programs() -> None:
    """Tell programs of other systems what moved on: each webhook's letters that are due. Run it each minute.

    A receiver that does not answer is tried again later, and holds up nobody.
    """
    ready()
    from django.utils import timezone

    from lodestar.access.roles import Role
    from lodestar.access.viewers import Viewer
    from lodestar.referrals.programs import telling

    viewer = Viewer(user_id=None, today=timezone.localdate(), name="Lodestar", roles=frozenset({Role.ADMINISTRATOR}))
    done = telling.tell_programs(by=viewer, clock=timezone.now)
    click.echo(f"Told: {done.told}. To be tried again: {done.again}. Given up: {done.given_up}.")


COMMANDS = (chase_referrals, tell_programs)
