"""Roles as data: slugs that memberships hold and doors ask for."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody does in an organisation. Stored by slug, never by class name."""

    PERSON = "person"
    KEY_WORKER = "key-worker"
    NAVIGATOR = "navigator"
    PEER_WORKER = "peer-worker"
    REFERRAL_DESK = "referral-desk"
    PROVIDER_MANAGER = "provider-manager"
    COMMISSIONER = "commissioner"
    PLACE_LEAD = "place-lead"
    INFORMATION_LEAD = "information-lead"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Role.PERSON: "Person",
    Role.KEY_WORKER: "Key worker",
    Role.NAVIGATOR: "Care navigator",
    Role.PEER_WORKER: "Peer worker",
    Role.REFERRAL_DESK: "Referral desk",
    Role.PROVIDER_MANAGER: "Provider manager",
    Role.COMMISSIONER: "Commissioner",
    Role.PLACE_LEAD: "Place lead",
    Role.INFORMATION_LEAD: "Information lead",
    Role.ADMINISTRATOR: "System administrator",
}

CASEWORK_ROLES = frozenset({Role.KEY_WORKER, Role.NAVIGATOR, Role.PEER_WORKER})
DESK_ROLES = frozenset({Role.REFERRAL_DESK, Role.PROVIDER_MANAGER})
FIGURES_ROLES = frozenset({Role.COMMISSIONER, Role.PLACE_LEAD})
DIRECTORY_ROLES = frozenset(
    {Role.PROVIDER_MANAGER, Role.PLACE_LEAD, Role.INFORMATION_LEAD, Role.ADMINISTRATOR}
)
