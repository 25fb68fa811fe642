"""Which instruments may be used here on a day: the dated rows of the rules, and what the information lead decided."""

from dataclasses import dataclass
from datetime import date

from lodestar.outcomes.models import InstrumentSwitch
from lodestar.rules import instruments
from lodestar.rules.instruments import Instrument, LicenceOnFile, Needs

CONTAINER = "recovery-star"
GOALS = "goal-based-outcomes"
# Goals are rated on the plan, where they are; a container takes labelled scores and no answers.
NOT_ANSWERED_ITEM_BY_ITEM = frozenset({CONTAINER, GOALS})


@dataclass(frozen=True)
class Standing:
    """One instrument as it stands here on a day: the latest decision on it, and whether it may be used."""

    instrument: Instrument
    switch: InstrumentSwitch | None
    has_licence: bool
    is_in_use: bool

    @property
    def lacks_licence(self) -> bool:
        """Return whether a licence has to stand on file first, and none that covers the day does."""
        return self.instrument.needs is not Needs.NOTHING and not self.has_licence


def standings(*, on: date) -> tuple[Standing, ...]:
    """Return every instrument that is in force on this day, in the order of the file. One query."""
    latest: dict[str, InstrumentSwitch] = {}
    for switch in InstrumentSwitch.objects.select_related("decided_by").order_by("decided_at", "id"):
        latest[switch.instrument] = switch
    rows = (row for versions in instruments.all_instruments().values() for row in versions if row.holds_on(on))
    return tuple(_standing(row, latest.get(row.code), on) for row in rows)


def standing_of(code: str, *, on: date) -> Standing:
    """Return how one instrument stands. Raises UnknownInstrument (rules.instruments)."""
    found = next((one for one in standings(on=on) if one.instrument.code == code), None)
    if found is None:
        raise instruments.UnknownInstrument(f"No instrument {code!r} holds on {on.isoformat()}.")
    return found


def answerable(*, on: date) -> tuple[Instrument, ...]:
    """Return the instruments that a check-in may ask item by item on this day."""
    return tuple(
        one.instrument
        for one in standings(on=on)
        if one.is_in_use and one.instrument.code not in NOT_ANSWERED_ITEM_BY_ITEM
    )


def _standing(row: Instrument, switch: InstrumentSwitch | None, on: date) -> Standing:
    on_file = [_licence(switch)] if switch is not None and switch.is_on else []
    may_be_used = instruments.is_available(row, licences=on_file, on=on)
    has_licence = any(licence.covers(instrument=row, on=on) for licence in on_file)
    is_wanted = row.on_from_the_start if switch is None else switch.is_on
    return Standing(row, switch, has_licence, is_in_use=is_wanted and may_be_used)


def _licence(switch: InstrumentSwitch) -> LicenceOnFile:
    return LicenceOnFile(switch.instrument, switch.reference, switch.valid_from, switch.valid_to)
