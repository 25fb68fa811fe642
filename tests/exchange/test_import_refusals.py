"""What an import refuses before it changes anything, and with what sentence."""

from pathlib import Path
from typing import Any

import pytest

from lodestar.directory.models import ImportRun, Service, Source
from lodestar.exchange.openreferral import importing
from tests.exchange import feeds


def edition(folder: Path, *keys: str) -> Path:
    """Write a feed of services into a folder, always under the same file name."""
    folder.mkdir(parents=True, exist_ok=True)
    return feeds.write_json(folder / "services.json", [feeds.service(key) for key in keys])


def unnamed(source: Path | str, **more: Any) -> importing.ImportReport:
    """Import a source without saying which one it is."""
    return feeds.run(source, name=None, **more)


@pytest.mark.parametrize("address", ["ftp://example.org/services.json", "file:///services.json", "FTP://x"])
def test_an_address_of_another_kind_is_told_which_are_read(address: str) -> None:
    with pytest.raises(importing.ImportRefused, match="Only addresses that begin with http:// or https:// are read"):
        feeds.run(address)


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["nowhere/aside.ndjson", "."])
def test_a_quarantine_file_that_cannot_be_written_stops_the_import_before_it_reads(tmp_path: Path, place: str) -> None:
    feed = feeds.write_json(tmp_path / "feed.json", [feeds.service("s1"), feeds.service("s2", name="")])

    with pytest.raises(importing.ImportRefused, match=r"quarantine.*cannot be written.*Nothing was read"):
        feeds.run(feed, quarantine_file=tmp_path / place)

    assert not ImportRun.objects.exists()


@pytest.mark.django_db
def test_a_quarantine_file_that_is_not_needed_is_not_left_behind(tmp_path: Path) -> None:
    aside = tmp_path / "aside.ndjson"

    feeds.run(edition(tmp_path, "s1"), quarantine_file=aside)

    assert not aside.exists()


@pytest.mark.django_db
def test_two_feeds_with_one_file_name_do_not_retire_each_other(tmp_path: Path) -> None:
    unnamed(edition(tmp_path / "bristol", "s1", "s2"))

    with pytest.raises(importing.ImportRefused, match=r'--name "services".*another --name'):
        unnamed(edition(tmp_path / "mock", "m1", "m2"))

    assert set(Service.objects.values_list("source_key", flat=True)) == {"s1", "s2"}
    assert not Service.objects.exclude(retired_at=None).exists()
    assert Source.objects.get().address == "bristol/services.json"


@pytest.mark.django_db
def test_the_same_address_again_is_an_edition_and_so_is_the_same_name(tmp_path: Path) -> None:
    unnamed(edition(tmp_path / "a", "s1", "s2"))
    unnamed(edition(tmp_path / "a", "s1", "s2", "s3"))
    feeds.run(edition(tmp_path / "b", "s1", "s2", "s3", "s4"), name="services")

    assert (Source.objects.count(), Service.objects.count()) == (1, 4)


@pytest.mark.django_db
def test_two_names_that_would_be_kept_as_one_are_told_apart(tmp_path: Path) -> None:
    feeds.run(edition(tmp_path, "s1"), name="Bristol: directory")

    with pytest.raises(importing.ImportRefused, match='"Bristol: directory"'):
        feeds.run(edition(tmp_path, "s1"), name="Bristol directory")
    feeds.run(edition(tmp_path, "s1"), name="bristol-directory")

    assert Source.objects.get().name == "Bristol: directory", "the slug says the same source, and renames nothing"


@pytest.mark.django_db
def test_names_that_differ_by_a_dot_are_two_sources(tmp_path: Path) -> None:
    feeds.run(edition(tmp_path, "s1"), name="hsds1.1-x")
    feeds.run(edition(tmp_path, "s1"), name="hsds11-x")

    assert set(Source.objects.values_list("slug", flat=True)) == {"hsds1-1-x", "hsds11-x"}


def test_a_name_without_letters_or_figures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(importing.ImportRefused, match=r"“★” .*letters or figures"):
        feeds.run(edition(tmp_path, "s1"), name="★")


@pytest.mark.django_db
def test_an_edition_that_retires_more_than_half_is_refused_until_said(tmp_path: Path) -> None:
    feeds.run(edition(tmp_path, "s1", "s2", "s3"))
    smaller = edition(tmp_path, "s1")

    dry = feeds.run(smaller, dry_run=True)
    assert "--retire-many" in dry.as_text(), "a dry run says that the import would be refused"
    with pytest.raises(importing.ImportRefused, match=r"2 of the 3 services.*--retire-many"):
        feeds.run(smaller)
    assert not Service.objects.exclude(retired_at=None).exists()

    report = feeds.run(smaller, may_retire_many=True)
    assert report.counts["service"].retired == 2
