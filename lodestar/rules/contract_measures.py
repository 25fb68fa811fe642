"""What an outcome in a contract can be paid by, beside the indicators that the place computes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OutcomeMeasure:
    """One thing that an outcome payment can rest on, and its unit."""

    slug: str
    label: str
    unit: str


MEASURES = (
    OutcomeMeasure("wait-to-first-contact", "Wait from referral to first contact", "days"),
    OutcomeMeasure("jobs-kept-13-weeks", "Jobs kept for 13 weeks", "people"),
    OutcomeMeasure("homes-kept", "Homes kept", "people"),
    OutcomeMeasure("length-of-stay", "Length of stay", "days"),
    OutcomeMeasure("distance-from-home", "Distance from home", "km"),
    OutcomeMeasure("own-goals-reached", "Goals that people set and reached", "percent"),
)
"""What a contract may pay for.

Source: inventory S4-10 (pay for outcomes, length of stay and proximity); domain facts §8.2 (outcomes with measure
ids). 13 weeks: domain facts §1.3.  Checked: 2026-11-22.
"""


def known() -> dict[str, OutcomeMeasure]:
    """Return every measure by its slug.

    Unit: each measure's own.  Source: `MEASURES`.  Checked: 2026-11-22.
    """
    return {measure.slug: measure for measure in MEASURES}
