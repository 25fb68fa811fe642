"""Which kinds of help a plan asks about in which life area."""

from lodestar.rules.life_areas import LifeArea
from lodestar.rules.service_kinds import Help, kinds_of_help


def area_of(help_wanted: Help) -> str:
    """Return the life area in which a plan asks about a kind of help: the first of its services' areas."""
    kinds = kinds_of_help(help_wanted)
    return (kinds[0].life_areas[0] if kinds else LifeArea.SOCIAL_CONNECTION).value


def helps_of(life_area: str) -> tuple[Help, ...]:
    """Return the kinds of help that belong to a life area, in the order of the founding documents."""
    return tuple(one for one in Help if area_of(one) == life_area)
