"""When something that did not get through is tried again: soon at first, then less often, and not for ever."""

from datetime import timedelta

WAITS: tuple[timedelta, ...] = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=24),
    timedelta(hours=24),
)
"""How long to wait after each try that failed: 8 tries over 2 days and 10 hours.

Source: Lodestar's own, after the retry schedule of the Standard Webhooks specification 1.0 (exponential, over days).
Checked: 2026-11-22.
"""


def wait_after(*, tries: int) -> timedelta | None:
    """Return how long to wait after this many tries, all in vain; None when it is given up.

    Unit: time.  Source: `WAITS`.  Checked: 2026-11-22.  Raises ValueError before the first try.
    """
    if tries < 1:
        raise ValueError("Nothing was tried yet.")
    return WAITS[tries - 1] if tries <= len(WAITS) else None
