"""A feed of the neighbours of Harbourne Bay, read as any feed is, with the faults that real ones have."""

from datetime import date, timedelta

from lodestar.access import actions as access
from lodestar.demo import rows, written
from lodestar.directory import actions
from lodestar.directory.models import ImportRun
from lodestar.exchange.openreferral import importing

SLUG = "estuary-neighbours"
NAME = "Estuary neighbours' directory"
ADDRESS = "https://estuary-neighbours.example.org/open-referral/services"
EVERY_DAYS = 7
# It was read once more than a fortnight ago, and could not be read a week later.
READ_DAYS_AGO = 16
DIED_DAYS_AGO = READ_DAYS_AGO - EVERY_DAYS


def read(*, on: date, using: str) -> None:
    """Bring in what the feed held when it was last read, once."""
    if ImportRun.objects.filter(source=SLUG).exists():
        return
    source = str(written.FOLDER / "estuary_neighbours.json")
    gathered = importing.gathered_or_refused(source, mapping=None, progress=lambda line: None)
    named = actions.SourceNamed(
        slug=SLUG,
        name=NAME,
        address=ADDRESS,
        format=gathered.format,
        remarks=tuple(importing.remarks_on(gathered)),
    )
    at = rows.moment(on - timedelta(days=READ_DAYS_AGO), 5, 15)
    actions.import_source(
        source=named,
        pile=gathered.pile,
        is_part=gathered.is_part,
        dry_run=False,
        by=access.the_system(on),
        at=at,
        progress=lambda line: None,
    )
    # An import says by the clock when it was done; this one was done in the past.
    ImportRun.objects.using(using).filter(source=SLUG).update(finished_at=at + timedelta(seconds=1))
