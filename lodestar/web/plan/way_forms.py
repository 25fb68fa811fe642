"""The forms of a way that somebody has before them."""

from typing import Any

from lodestar.plans.ways.models import Way, WayTurn
from lodestar.rules.ways import Decider, WayKind
from lodestar.web import filters
from lodestar.web.components import day_field, fields
from lodestar.web.components.forms import OnceForm, PageForm
from lodestar.web.plan.forms import LONGEST_WORDS, choose


class WayForm(OnceForm):
    """A new way: what it is, where to, and where I am."""

    kind = fields.RadiosField(
        label="What is it about?", missing="Choose one", choices=tuple((one.value, one.label) for one in WayKind)
    )
    heading_to = fields.TextField(
        label="Where do I want to get?",
        hint="Like: my own flat near my sister",
        missing="Write where you want to get, even a few words",
        max_length=300,
        error_messages={"max_length": "Use 300 letters or fewer"},
    )
    where_i_am = fields.LongTextField(
        label="Where am I now?",
        hint="Like: on Heron ward. I go out by myself for an hour a day.",
        missing="Write where you are now, even one line",
        most_characters=LONGEST_WORDS,
        rows=3,
    )
    life_area = fields.RadiosField(
        label="Which part of my life is it about?",
        hint="Workers who see that part of your plan see this too.",
        missing="Choose one part",
    )

    def __init__(self, *args: Any, areas: tuple[str, ...], **kwargs: Any) -> None:
        """Make the form for the parts of life that open to the viewer."""
        super().__init__(*args, **kwargs)
        choose(self, "life_area", [(area, filters.life_area_label(area)) for area in areas])


class NowForm(PageForm):
    """Where I am now."""

    words = fields.LongTextField(
        label="Where am I now?", missing="Write where you are now, even one line", most_characters=LONGEST_WORDS, rows=3
    )


class PointForm(OnceForm):
    """Something that must happen: what, who decides, by when."""

    words = fields.TextField(
        label="What must happen?",
        hint="Like: two nights at the flat to try it out",
        missing="Write what must happen",
        max_length=300,
        error_messages={"max_length": "Use 300 letters or fewer"},
    )
    decider = fields.RadiosField(
        label="Who decides?",
        missing="Choose who decides. If nobody knows yet, choose “Somebody else”",
        choices=tuple((one.value, one.label) for one in Decider),
    )
    decider_name = fields.TextField(
        label="Who is that, by name?",
        hint="You can leave this empty.",
        required=False,
        max_length=120,
        error_messages={"max_length": "Use 120 letters or fewer"},
    )
    target_on = day_field.DayField(label="By when?", hint="Leave it empty if nobody knows yet.", required=False)


class TurnForm(PageForm):
    """How something stands now."""

    state = fields.RadiosField(label="How does it stand?", missing="Choose one", choices=tuple(WayTurn.State.choices))
    target_on = day_field.DayField(
        label="By when, or when was it?", hint="Leave it empty if nobody knows yet.", required=False
    )
    words = fields.LongTextField(
        label="What was decided, or why did the day change?", required=False, most_characters=LONGEST_WORDS, rows=2
    )


class EndForm(PageForm):
    """A way that is over."""

    ended = fields.RadiosField(label="How did it end?", missing="Choose one", choices=tuple(Way.Ended.choices))
    words = fields.LongTextField(
        label="What do you want to say about it?", required=False, most_characters=LONGEST_WORDS, rows=2
    )
