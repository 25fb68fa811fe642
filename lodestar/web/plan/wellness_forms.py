"""The forms of a wellness plan. Headings are the person's, and so are the words."""

from lodestar.plans.wellness.models import ChoiceAhead, RoutineSlot, Section
from lodestar.web.components import day_field, fields
from lodestar.web.plan.forms import LONGEST_WORDS, OnceForm

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FORCE = {
    ChoiceAhead.Kind.STATEMENT: "It has to be thought about. It does not bind.",
    ChoiceAhead.Kind.REFUSAL: "It binds if it is valid and fits. The law on treatment in hospital can override it.",
}


class SectionForm(OnceForm):
    """One heading of the person's own, its words, and who may read them."""

    plan = fields.RadiosField(label="Which plan is it for?", missing="Choose one", choices=tuple(Section.Plan.choices))
    heading = fields.TextField(
        label="My heading",
        hint="Like: what keeps me well, my usual day, what to do first.",
        missing="Write a heading in your own words",
        max_length=120,
    )
    seen = fields.HiddenField(required=False, strip=False)
    words = fields.LongTextField(label="My words", missing="Write a few words", most_characters=LONGEST_WORDS, rows=6)
    is_for_workers = fields.TickField(label="Everybody who supports me may read it", required=False)
    is_for_emergency = fields.TickField(
        label="It may be read in an emergency", hint="You are told each time somebody does.", required=False
    )


class SignForm(OnceForm):
    """An early sign, who may notice it, and what is wanted then."""

    sign = fields.TextField(
        label="What is the sign?", hint="Like: I shut the curtains.", missing="Write the sign", max_length=300
    )
    who_may_notice = fields.TextField(label="Who may notice it?", required=False, max_length=200)
    what_i_want_done = fields.LongTextField(
        label="What do I want them to do?", required=False, most_characters=LONGEST_WORDS, rows=2
    )
    is_for_workers = fields.TickField(label="Everybody who supports me may read it", required=False)


class ChoiceForm(OnceForm):
    """A choice made ahead of a time in which somebody cannot say."""

    kind = fields.RadiosField(
        label="What is it?",
        missing="Choose one",
        choices=tuple(ChoiceAhead.Kind.choices),
        item_hints={kind.value: said for kind, said in FORCE.items()},
    )
    words = fields.LongTextField(
        label="In my own words", missing="Write what you want or refuse", most_characters=LONGEST_WORDS, rows=4
    )
    made_on = day_field.DayField(label="When did I decide it?", missing="Write the day, like 27 3 2026")
    kept_where = fields.TextField(label="Where is the signed paper?", required=False, max_length=200)
    witness = fields.TextField(label="Who saw me sign?", required=False, max_length=120)


class SlotForm(OnceForm):
    """One thing in the shape of a week."""

    weekday = fields.SelectField(
        label="Which day?", missing="Choose a day", choices=tuple((str(n), day) for n, day in enumerate(DAYS))
    )
    part_of_day = fields.RadiosField(label="When?", missing="Choose when", choices=tuple(RoutineSlot.PartOfDay.choices))
    words = fields.TextField(label="What is it?", missing="Write what it is", max_length=120)


class SuggestForm(OnceForm):
    """Other words for a section, offered to the person."""

    words = fields.LongTextField(
        label="How would you put it?",
        hint="They read it beside their own words, and choose.",
        missing="Write the words that you suggest",
        most_characters=LONGEST_WORDS,
        rows=6,
    )
