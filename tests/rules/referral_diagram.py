"""The states of a referral as a page for the documentation, printed from the rules."""

from lodestar.rules import referral_next, referral_states
from lodestar.rules.referral_states import StepKind

HEAD = """# The states of a referral

Printed from `lodestar/rules/referral_states.py` and `referral_next.py`; a test keeps it so
(`UPDATE_DOCS=1 pytest tests/rules/test_referral_diagram.py` prints it again). Steps are added, never changed, and each
is somebody's act: none follows from time going by.

```mermaid
stateDiagram-v2
"""


def printed() -> str:
    """Return the page: the diagram, whose turn it is in each state, and the pairs with which something ends."""
    lines = []
    for state, follows in referral_states.ALLOWED.items():
        lines += [f"    {_name(state)} --> {_name(step)}" for step in sorted(follows)]
    turns = ["| state | whose turn | what is owed | by when (parameter) |", "|---|---|---|---|"]
    for state in StepKind:
        owed = referral_next.OWED[state]
        turns.append(
            f"| {state} | {owed[1]} | {owed[0]} | `{owed[2]}`, or the day that was promised |"
            if owed
            else f"| {state} | nobody | asking again is one step | – |"
        )
    pairs = ["| who | why |", "|---|---|"]
    for who, reasons in referral_states.END_PAIRS.items():
        pairs.append(f"| {who} | {', '.join(sorted(reasons))} |")
    return "\n".join(
        [HEAD.rstrip("\n"), *lines, "```", "", "## Whose turn it is", "", *turns, "", "## Who ends it, and why", "",
         "Declined is always the service, withdrawn always the person, cancelled always whoever referred them.", "",
         *pairs, ""]
    )  # fmt: skip


def _name(state: StepKind | None) -> str:
    return state.value.replace("-", "_") if state else "[*]"
