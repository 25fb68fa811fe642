"""The account with which a person sees their own record: made with a worker's help, inside the action of it."""

from dataclasses import dataclass
from datetime import date

from lodestar.access.models import User
from lodestar.people.models import Involvement, Person
from lodestar.rules.life_areas import LIFE_AREAS


class AlreadySignsIn(ValueError):
    """The person has an account with another address: only they can change it."""


@dataclass(frozen=True)
class Invited:
    """What came of helping somebody to sign up: where to write, the link's secret, and the code to tell them.

    `secret` is empty when the address is somebody else's account: then the letter says so, to its owner alone.
    """

    email: str
    secret: str
    code: str


def write_account(person: Person, email: str, *, starts_on: date) -> User | None:
    """Add the account with which a person sees their own record; None when the address is taken.

    A worker's account is never joined to a record: whoever is both has two.
    """
    if User.objects.filter(email=email).exists():
        return None
    user = User.objects.create_user(email, name=person.preferred_name, is_synthetic=person.is_synthetic)
    person.user = user
    person.save(update_fields=["user"])
    Involvement.objects.create(
        person=person,
        user=user,
        basis=Involvement.Basis.SELF,
        life_areas=[area.value for area in LIFE_AREAS],
        starts_on=starts_on,
    )
    return user
