"""What schools and teams read of evidence, themes and ages: one wording for both."""

from datetime import datetime

from lodestar.rules.schools import Evidence, Theme, YearBand
from lodestar.web import filters

EVIDENCE = {
    Evidence.OFFERED: "National guidance says: offer it",
    Evidence.CONSIDERED: "National guidance says: think about it",
    Evidence.PROMISING: "Promising, and not yet sure",
    Evidence.NOT_KNOWN: "Nobody has written down how well it works",
}
THEMES = {
    Theme.WORRY: "Worry and anxiety",
    Theme.LOW_MOOD: "Low mood",
    Theme.SELF_HARM: "Self-harm",
    Theme.NOT_IN_SCHOOL: "Not coming to school",
    Theme.BEHAVIOUR: "Behaviour",
    Theme.EATING: "Eating",
    Theme.LOSS: "A death or a loss",
    Theme.FRIENDS: "Friends and bullying",
    Theme.STAFF: "How staff are",
    Theme.WHOLE_SCHOOL: "The whole school",
}
YEARS = {
    YearBand.EARLY: "Nursery and reception",
    YearBand.PRIMARY: "Primary school",
    YearBand.SECONDARY: "Secondary school",
    YearBand.SIXTH_FORM: "Sixth form or college",
    YearBand.MIXED: "More than one, or the staff",
}
NAMES = "Take out what could tell who a child is: a name, a number, a birthday, an address"


def when(at: datetime) -> str:
    """Return a moment as people say it, in London time."""
    return f"{filters.date_words(at)}, {filters.time_words(at)}"
