"""The sealed pack: what is in it, that it opens without the server, and that nothing of it shows without the words."""

import json
import re
import stat
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from lodestar.access.models import AuditEvent, Team
from lodestar.access.roles import Role
from lodestar.exchange.pack import gathering, packing, sealing
from lodestar.people.models import CommunicationNeed, Person
from lodestar.people.voice.models import CrisisCard
from lodestar.plans.models import Need
from tests.factories import people as make
from tests.roles import as_owner

SECRET = "a secret of the place, long enough to keep"


@pytest.fixture
def team(db: None) -> Team:
    return make.team(name="Harbour Mind", telephone="0161 496 0001")


@pytest.fixture
def sam(team: Team) -> Person:
    noor = make.worker(name="Noor Malik", team=team, role=Role.NAVIGATOR, telephone="07700 900111")
    someone = make.person(
        preferred_name="Sam", full_name="Samuel Okonkwo", telephone="07700 900123", what_matters="My lad on Saturdays"
    )
    make.involve(someone, noor, is_key_worker=True)
    with as_owner():
        CommunicationNeed.objects.create(
            person=someone,
            kind="interpreter",
            words="Polish </script><b>",
            recorded_by=noor,
            recorded_at=timezone.now(),
            starts_on="2026-01-01",
        )
        CrisisCard.objects.create(
            person=someone, signs="I stop answering", people=["My sister"], written_by=noor, written_at=timezone.now()
        )
        Need.objects.create(
            person=someone, life_area="home", words="A door that locks", recorded_by=noor, recorded_at=timezone.now()
        )
    return someone


def made(folder: Path) -> Path:
    packing.run_pack(folder, secret=SECRET, on=timezone.localdate(), at=timezone.now(), progress=print)
    (file,) = folder.glob("*.html")
    return file


def opened(file: Path, team: Team) -> Any:
    passphrase = sealing.passphrase_for(secret=SECRET, team_id=str(team.pk))
    return sealing.opened(file.read_text(encoding="utf-8"), passphrase=passphrase)


def test_a_team_finds_its_people_how_to_reach_them_and_who_is_there(team: Team, sam: Person, tmp_path: Path) -> None:
    pack = opened(made(tmp_path), team)

    assert (pack["team"], pack["telephone"]) == ("Harbour Mind", "0161 496 0001")
    (worker,) = pack["workers"]
    (person,) = worker["people"]
    assert (worker["name"], person["name"], person["telephone"]) == ("Noor Malik", "Sam", "07700 900123")
    assert (person["crisis_card"]["signs"], person["crisis_card"]["people"]) == ("I stop answering", ["My sister"])
    assert person["to_know"] == [["interpreter", "Polish </script><b>"]]
    assert [(one["name"], one["is_key_worker"]) for one in person["contacts"]] == [("Noor Malik", True)]


def test_what_a_person_wrote_and_what_is_noted_stays_out(team: Team, sam: Person, tmp_path: Path) -> None:
    text = json.dumps(opened(made(tmp_path), team))

    assert "A door that locks" not in text
    assert "Saturdays" not in text


def test_nothing_of_it_shows_without_the_passphrase(team: Team, sam: Person, tmp_path: Path) -> None:
    file = made(tmp_path)
    page = file.read_text(encoding="utf-8")

    for word in ("Sam", "answering", "Okonkwo", "07700", "Harbour", "Noor", "Polish"):
        assert word not in page
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(sealing.WrongPassphrase):
        sealing.opened(page, passphrase="ABCD-EFGH-JKLM-NPQR-STUV-WXYZ")


def test_each_team_has_a_passphrase_of_its_own_the_same_every_night(team: Team, sam: Person, tmp_path: Path) -> None:
    one, other = (sealing.passphrase_for(secret=SECRET, team_id=key) for key in ("a", "b"))
    file = made(tmp_path)

    assert one != other
    assert one == sealing.passphrase_for(secret=SECRET, team_id="a")
    assert re.fullmatch(r"([2-9A-HJ-NP-Z]{4}-){5}[2-9A-HJ-NP-Z]{4}", one)
    with pytest.raises(sealing.WrongPassphrase):
        sealing.opened(file.read_text(encoding="utf-8"), passphrase=one)


def test_the_passphrase_may_be_typed_small_and_without_dashes(team: Team, sam: Person, tmp_path: Path) -> None:
    passphrase = sealing.passphrase_for(secret=SECRET, team_id=str(team.pk))
    page = made(tmp_path).read_text(encoding="utf-8")

    assert sealing.opened(page, passphrase=f" {passphrase.lower().replace('-', ' ')} ")


def test_another_team_and_a_worker_who_left_are_in_no_pack(team: Team, sam: Person, tmp_path: Path) -> None:
    stranger = make.person(preferred_name="Somebody else")
    make.involve(stranger, make.worker(role=Role.REFERRAL_DESK))
    left = make.worker(team=team, role=Role.KEY_WORKER, is_active=False)
    make.involve(stranger, left)

    pack = opened(made(tmp_path), team)

    assert "Somebody else" not in json.dumps(pack)
    assert [team.name for team in gathering.teams_with_casework(on=timezone.localdate())] == ["Harbour Mind"]


def test_each_person_can_read_that_they_are_in_a_pack_once_a_night(team: Team, sam: Person, tmp_path: Path) -> None:
    colleague = make.worker(team=team)
    make.involve(sam, colleague)

    made(tmp_path)

    with as_owner():
        events = AuditEvent.objects.filter(person_id=sam.pk, action="make-pack")
        assert [(event.by_name, event.by_user_id) for event in events] == [("Lodestar", None)]


def test_a_pack_opens_as_text_where_there_is_no_browser(team: Team, sam: Person, tmp_path: Path) -> None:
    text = packing.open_pack(made(tmp_path), passphrase=sealing.passphrase_for(secret=SECRET, team_id=str(team.pk)))

    assert "name: Sam" in text
    assert "to know: interpreter Polish" in text


@pytest.mark.parametrize("content", ["", "<html></html>", '<script type="application/json" id="sealed">{}</script>'])
def test_what_is_no_pack_is_refused(content: str, tmp_path: Path) -> None:
    file = tmp_path / "x.html"
    file.write_text(content)

    with pytest.raises(sealing.NotAPack):
        packing.open_pack(file, passphrase="x")


def test_a_changed_pack_does_not_open(team: Team, sam: Person, tmp_path: Path) -> None:
    page = made(tmp_path).read_text(encoding="utf-8")
    sealed = json.loads(sealing._SEALED.search(page)[1])["sealed"]
    changed = page.replace(sealed, ("A" if sealed[0] != "A" else "B") + sealed[1:])

    with pytest.raises(sealing.WrongPassphrase):
        sealing.opened(changed, passphrase=sealing.passphrase_for(secret=SECRET, team_id=str(team.pk)))


def test_a_short_secret_is_refused_before_anything_is_written(team: Team, sam: Person, tmp_path: Path) -> None:
    with pytest.raises(sealing.SecretTooShort):
        packing.run_pack(tmp_path / "x", secret="short", on=date(2026, 1, 1), at=timezone.now(), progress=print)

    assert not (tmp_path / "x").exists()
