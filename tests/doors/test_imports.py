"""The imports screen: what was held back, and how to mend it."""

from collections.abc import Callable

from django.test import Client
from django.utils import timezone

from lodestar.access.models import User
from lodestar.access.roles import Role
from lodestar.directory.models import ImportRun, QuarantinedRow, Source
from tests.factories import people as make
from tests.factories.casework import read, to
from tests.roles import as_owner

SignIn = Callable[[User], Client]


def test_imports_show_what_was_held_back_and_how_to_mend_it(db: None, sign_in: SignIn) -> None:
    counts = {"read": 3, "created": 2, "updated": 0, "unchanged": 0, "repeated": 0, "retired": 0, "quarantined": 1}
    with as_owner():
        source = Source.objects.create(slug="bay", name="The Bay's directory", address="feed.json", format="oruk-3")
        run = ImportRun.objects.create(
            source=source,
            started_at=timezone.now(),
            finished_at=timezone.now(),
            format="oruk-3",
            counts={"service": counts},
        )
        QuarantinedRow.objects.create(
            run=run,
            kind="service",
            source_key="s-17",
            reason="no-name",
            explanation="It has no name. Give it one.",
            payload={},
        )
    browser = sign_in(make.worker(role=Role.INFORMATION_LEAD))

    assert "The Bay's directory" in read(browser.get(to("imports")))
    page = read(browser.get(to("import-run", run_id=run.pk) + "?reason=no-name"))
    for words in ("s-17", "No name", "It has no name. Give it one.", "1 row"):
        assert words in page
    assert browser.get(to("import-run", run_id=make.nobody())).status_code == 404
    assert sign_in(make.worker()).get(to("imports")).status_code == 403
