"""How check-ins ask and say things, on the person's pages and the workers' alike.

The wording of PHQ-9 and GAD-7 is theirs, unchanged, and in the public domain (NOTICE). DIALOG is asked by our own
topic names. Of any other instrument nothing stands here but the number of the question on its own form.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from lodestar.outcomes.models import CheckIn
from lodestar.rules.instruments import Instrument
from lodestar.rules.own_questions import NOT_SAID, OwnQuestion

PASSED_OVER = "passed-over"
DOES_NOT_APPLY = "does-not-apply"
RATHER_NOT = "I would rather not say"

TOPICS: Mapping[int, str] = {
    1: "my mental health",
    2: "my physical health",
    3: "my job, or what I do in the day",
    4: "where I live",
    5: "what I do for fun",
    6: "my friendships",
    7: "my partner or family",
    8: "feeling safe",
    9: "my medicines",
    10: "the practical help I get",
    11: "my meetings with workers",
}
_DIALOG = {
    1: "Very unhappy with it",
    2: "Unhappy with it",
    3: "A bit unhappy with it",
    4: "In between",
    5: "Quite happy with it",
    6: "Happy with it",
    7: "Very happy with it",
}
_TWO_WEEKS = "Over the last 2 weeks, how often have you been bothered by any of the following problems?"
_HOW_OFTEN = {0: "Not at all", 1: "Several days", 2: "More than half the days", 3: "Nearly every day"}
_PUBLIC: Mapping[str, tuple[str, ...]] = {
    "phq-9": (
        "Little interest or pleasure in doing things",
        "Feeling down, depressed, or hopeless",
        "Trouble falling or staying asleep, or sleeping too much",
        "Feeling tired or having little energy",
        "Poor appetite or overeating",
        "Feeling bad about yourself – or that you are a failure or have let yourself or your family down",
        "Trouble concentrating on things, such as reading the newspaper or watching television",
        "Moving or speaking so slowly that other people could have noticed? Or the opposite – being so fidgety or "
        "restless that you have been moving around a lot more than usual",
        "Thoughts that you would be better off dead or of hurting yourself in some way",
    ),
    "gad-7": (
        "Feeling nervous, anxious or on edge",
        "Not being able to stop or control worrying",
        "Worrying too much about different things",
        "Trouble relaxing",
        "Being so restless that it is hard to sit still",
        "Becoming easily annoyed or irritable",
        "Feeling afraid as if something awful might happen",
    ),
}

OWN: Mapping[OwnQuestion, str] = {
    OwnQuestion.SOCIAL_CONTACT: "Do you see and talk to people as much as you want?",
    OwnQuestion.HOME_IMPACT: "What does the place where you live do to your mental health?",
    OwnQuestion.FEELING_HEARD: "Do you feel heard by the people who support you?",
    OwnQuestion.HABITS: "Does drinking, drugs, gambling or the like get in your way?",
}
OWN_ABOUT: Mapping[str, str] = {
    OwnQuestion.SOCIAL_CONTACT: "Seeing people",
    OwnQuestion.HOME_IMPACT: "Where I live",
    OwnQuestion.FEELING_HEARD: "Being heard",
    OwnQuestion.HABITS: "Things that get in my way",
}
OWN_WHY: Mapping[OwnQuestion, str] = {
    OwnQuestion.SOCIAL_CONTACT: "We ask so that somebody can look for company with you, if you want some.",
    OwnQuestion.HOME_IMPACT: "We ask because a home can help, or harm. Your housing worker sees this answer.",
    OwnQuestion.FEELING_HEARD: "We ask so that your workers can do better.",
    OwnQuestion.HABITS: "We ask so that you can have help with it, if you want. No door closes because of your answer.",
}
OWN_ANSWERS: Mapping[str, str] = {
    "as-much-as-i-want": "As much as I want",
    "enough": "Enough, though I could do with more",
    "not-enough": "Not enough",
    "feel-alone": "Very little, and I feel alone",
    "helps-a-lot": "It helps a lot",
    "helps-a-little": "It helps a little",
    "neither": "It does neither good nor harm",
    "harms-a-little": "It harms a little",
    "harms-a-lot": "It harms a lot",
    "yes-always": "Yes, always",
    "mostly": "Mostly",
    "sometimes": "Sometimes",
    "not-often": "Not often",
    "no": "No",
    "not-in-the-way": "No, it does not get in my way",
    "a-little": "A little",
    "a-lot": "A lot",
    NOT_SAID: RATHER_NOT,
}
HOW: Mapping[str, str] = {
    CheckIn.How.BY_PERSON: "answered by themselves",
    CheckIn.How.TOGETHER: "answered together",
    CheckIn.How.FROM_PAPER: "from a form on paper",
}
SCALES: Mapping[str, str] = {
    "quality-of-life": "Life",
    "treatment-satisfaction": "Help and treatment",
    "total": "Total",
    "metric": "Metric score",
}
NOT_TOLD = (
    "What this does not tell: a number says nothing about who you are, or if you try hard. "
    "Nothing is decided by it alone."
)
NOT_TOLD_OF_THEM = (
    "What this does not tell: a number says nothing about who somebody is, or how hard they try. "
    "Nothing is decided by it alone."
)


@dataclass(frozen=True)
class Asked:
    """One question as it is put: its words, what is said above it, and the answers with their values."""

    words: str
    above: str
    choices: tuple[tuple[str, str], ...]
    asks_for_more_help: bool = False


def asked(instrument: Instrument, item: int) -> Asked:
    """Return how one item is put. Instruments whose wording is not ours are asked by number, from their own form."""
    choices = _labels(instrument)
    if item in instrument.may_not_apply:
        choices = (*choices, (DOES_NOT_APPLY, "This does not apply to me"))
    choices = (*choices, (PASSED_OVER, RATHER_NOT))
    if instrument.code == "dialog":
        return Asked(f"How do you feel about {_to_them(TOPICS[item])}?", "", choices, asks_for_more_help=True)
    if instrument.code in _PUBLIC:
        return Asked(_PUBLIC[instrument.code][item - 1], _TWO_WEEKS, choices)
    topic = f": {instrument.item_topics[item - 1]}" if instrument.item_topics else ""
    above = f"Take the {instrument.name} form in your hand. Choose the number that you would choose there."
    return Asked(f"Question {item} on the form{topic}", above, choices)


def own_choices(answers: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the answers of a question of ours with their words, and that one would rather not say."""
    return tuple((slug, OWN_ANSWERS[slug]) for slug in (*answers, NOT_SAID))


def topic(instrument: Instrument, item: int) -> str:
    """Return what an item is about, in a word or two; its number where the licence covers even that."""
    return instrument.item_topics[item - 1] if instrument.item_topics else f"question {item}"


def answer_words(instrument: Instrument, value: int) -> str:
    """Return the words of an answer; the number where the wording is not ours."""
    return dict(_labels(instrument))[str(value)]


def _to_them(topic: str) -> str:
    return topic.replace("my ", "your ").replace(" I ", " you ")


def _labels(instrument: Instrument) -> tuple[tuple[str, str], ...]:
    values = range(instrument.minimum, instrument.maximum + 1)
    named = _DIALOG if instrument.code == "dialog" else _HOW_OFTEN if instrument.code in _PUBLIC else {}
    return tuple((str(value), named.get(value, str(value))) for value in values)
