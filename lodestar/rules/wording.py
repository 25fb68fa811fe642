"""The language guide: what to say about people and their lives, and what to leave; and where goals may come from.

Source: inventory S2-29 (recovery: language guide, CHIME-style prompts, no deficit wording in what a person reads).
CHIME: connectedness, hope, identity, meaning, empowerment, the five processes of Leamy et al., British Journal of
Psychiatry 2011; 199: 445 to 452.  Checked: 2026-11-22.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guide:
    """What to leave, what to say for it, and why."""

    leave: tuple[str, ...]
    say: str
    because: str


GUIDES: tuple[Guide, ...] = (
    Guide(("non-compliant", "noncompliant", "not compliant", "compliance", "refuses to engage", "disengaged"),
          "has chosen another way; what we offered did not fit", "What did not fit is ours to change."),
    Guide(("hard to reach", "difficult to engage"), "we have not reached them yet", "Reaching is our work."),
    Guide(("frequent attender", "revolving door"), "has asked for help often", "Asking is not a fault."),
    Guide(("sufferer", "suffers from", "suffering from", "victim of"), "lives with", "A life is more than an illness."),
    Guide(("mentally ill", "the mentally", "schizophrenic", "an addict", "psychotic patient"),
          "a person with a mental health problem", "The person comes first."),
    Guide(("treatment resistant", "treatment-resistant"), "nothing that was tried has helped enough yet",
          "The treatment did not help; the person resisted nothing."),
    Guide(("lacks insight", "lack of insight", "in denial"), "sees it another way", "Ask how they see it."),
    Guide(("manipulative", "attention seeking", "attention-seeking", "challenging behaviour"),
          "needs something and has not been heard", "Say what happened and what was needed."),
    Guide(("low functioning", "high functioning", "deficit", "dysfunction", "maladaptive"),
          "what is hard now, and what goes well", "Say which thing is hard, and when."),
    Guide(("committed suicide", "failed suicide", "successful suicide"), "died by suicide; tried to end their life",
          "It is no crime and no success."),
    Guide(("did not attend", "failed to attend", "dna rate"), "missed appointment; we did not meet",
          "It says nothing about why."),
    Guide(("relapsed", "relapse"), "a hard time again", "A setback is something to learn from."),
)  # fmt: skip

PROMPTS: tuple[tuple[str, str], ...] = (
    ("People", "Who do I want to see more of? Where do I belong?"),
    ("Hope", "What do I look forward to? What has got better before?"),
    ("Me", "What am I good at? What do I want others to know me for?"),
    ("Meaning", "What gives my days a point? What matters, whatever else happens?"),
    ("My say", "What do I want to decide or do by myself?"),
)
"""Where a goal may come from: the five of CHIME, as questions in plain words."""


def to_leave(text: str, *, guides: Iterable[Guide] = GUIDES) -> tuple[str, ...]:
    """Return the words of a text that the guide asks to leave, in the order of the guide.

    Unit: none.  Source: inventory S2-29.  Checked: 2026-11-22.
    Never used on what a person writes: their words are theirs.
    """
    lowered = " ".join(text.lower().split())
    return tuple(word for guide in guides for word in guide.leave if word in lowered)
