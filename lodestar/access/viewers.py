"""The viewer: who is asking, with everything that a rule or a row policy needs to know of them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from lodestar.access.roles import Role
from lodestar.rules import reach


@dataclass(frozen=True)
class Viewer:
    """Who looks or acts. `user_id` is empty for somebody who is not signed in.

    `is_program` says that a program acts for `user_id` with a token of a team.
    `today` is the London date of the request, `now` its moment (None: the clock of the database): rules and row
    policies share them.
    """

    user_id: UUID | None
    today: date
    name: str = ""
    organisation_name: str = ""
    roles: frozenset[Role] = frozenset()
    team_ids: frozenset[UUID] = frozenset()
    organisation_ids: frozenset[UUID] = frozenset()
    team_names: tuple[str, ...] = field(default=())
    now: datetime | None = None
    is_program: bool = False

    @property
    def holder_ids(self) -> tuple[UUID, ...]:
        """Ids under which involvements are held for this viewer: their own and their teams'.

        A program has its team's alone: what somebody sees as themself never goes to a machine.
        """
        return tuple(sorted(self.team_ids)) if self.is_program else (*self._own_ids, *sorted(self.team_ids))

    @property
    def audience_ids(self) -> tuple[UUID, ...]:
        """Ids by which a person can close their record to this viewer: own, teams' and organisations'."""
        return (*self._own_ids, *sorted(self.team_ids), *sorted(self.organisation_ids))

    @property
    def _own_ids(self) -> tuple[UUID, ...]:
        return (self.user_id,) if self.user_id else ()

    @property
    def areas_within(self) -> tuple[str, ...]:
        """The most life areas that the viewer's roles let them see of anybody, in order."""
        return reach.areas_within(self.roles)

    def may(self, power: reach.Power) -> bool:
        """Return whether one of the viewer's roles gives `power`."""
        return power in reach.powers_of(self.roles)

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None

    @property
    def own_id(self) -> UUID:
        """Return their id. Raises AssertionError where nobody is signed in, which a door had to see to."""
        assert self.user_id is not None, "nobody does this without signing in"
        return self.user_id

    @property
    def is_staff(self) -> bool:
        """Whether they are here for their work: everybody who holds a membership is."""
        return self.is_signed_in and Role.PERSON not in self.roles

    def has_any(self, roles: frozenset[Role]) -> bool:
        """Return whether the viewer holds one of `roles`."""
        return bool(self.roles & roles)
