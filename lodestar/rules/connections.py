"""What comes of connecting somebody with support in their place, and which of it tells of a gap."""

from enum import StrEnum


class ConnectionKind(StrEnum):
    """One thing in the course of a connection, from the first talk to what came of it."""

    CONVERSATION = "conversation"
    INTRODUCTION = "introduction"
    GOING_ALONG = "going-along"
    ATTENDED = "attended"
    STAYED = "stayed"
    TRIED = "tried"
    NOT_FOR_ME = "not-for-me"
    NOT_AVAILABLE = "not-available"
    COULD_NOT_GET_THERE = "could-not-get-there"
    DID_NOT_WANT = "did-not-want"


GAPS: frozenset[ConnectionKind] = frozenset(
    {
        ConnectionKind.NOT_FOR_ME,
        ConnectionKind.NOT_AVAILABLE,
        ConnectionKind.COULD_NOT_GET_THERE,
        ConnectionKind.DID_NOT_WANT,
    }
)
"""What feeds the gap log.  Source: domain facts §3.7; inventory S0-15.  Checked: 2026-11-22."""


def tells_of_a_gap(kind: ConnectionKind) -> bool:
    """Return whether this is counted in the gap log.

    Unit: none.  Source: `GAPS`.  Checked: 2026-11-22.
    """
    return kind in GAPS
