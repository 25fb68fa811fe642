"""The viewer: who is asking, with everything that a rule or a row policy needs to know of them."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from lodestar.access.roles import Role


@dataclass(frozen=True)
class Viewer:
    """Who looks or acts. `user_id` is empty for somebody who is not signed in.

    `today` is the London date of the request: rules and row policies share it.
    """

    user_id: UUID | None
    today: date
    name: str = ""
    organisation_name: str = ""
    roles: frozenset[Role] = frozenset()
    team_ids: frozenset[UUID] = frozenset()
    organisation_ids: frozenset[UUID] = frozenset()
    team_names: tuple[str, ...] = field(default=())

    @property
    def holder_ids(self) -> tuple[UUID, ...]:
        """Ids under which involvements are held for this viewer: their own and their teams'."""
        own = (self.user_id,) if self.user_id else ()
        return (*own, *sorted(self.team_ids))

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
