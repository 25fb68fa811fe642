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


def test_an_import_tells_rows_from_links_as_the_command_does(db: None, sign_in: SignIn) -> None:
    service = {"read": 1200, "created": 1199, "quarantined": 1, "links_held": 2, "before": 5, "after": 1204}
    with as_owner():
        source = Source.objects.create(slug="bay", name="The Bay's directory", address="feed.json", format="oruk-3")
        run = ImportRun.objects.create(
            source=source,
            started_at=timezone.now(),
            finished_at=timezone.now(),
            format="oruk-3",
            counts={"service": service, "organization": {"read": 1, "created": 1, "after": 1}},
            remarks=["The source says that it goes on (1 of 3 pages read)."],
        )
        for key, reason, is_link in (("s-1", "no-name", False), ("s-2", "circle", True), ("s-3", "circle", True)):
            QuarantinedRow.objects.create(
                run=run,
                kind="service",
                source_key=key,
                reason=reason,
                explanation="Mend.",
                is_link_only=is_link,
                payload={},
            )
    browser = sign_in(make.worker(role=Role.INFORMATION_LEAD))

    page = read(browser.get(to("import-run", run_id=run.pk)))
    for words in (
        "Rows in quarantine: 1",
        "Links held back, their rows being in: 2",
        "Links held back, their rows being in: 2 of service.",
        "Held before 5 + created 1,200 − retired 0 = held after 1,205.",
        "The source says that it goes on (1 of 3 pages read).",
        "1,201",
        "Organisation",
    ):
        assert words in page
    assert page.index("Organisation Read 1") < page.index("Service Read 1,200"), "in the order of the report"
    assert "Repeated Quarantined Retired" in page
    links = read(browser.get(to("import-run", run_id=run.pk) + "?reason=no-name&link-reason=circle"))
    assert all(key in links for key in ("s-1", "s-2", "s-3"))
