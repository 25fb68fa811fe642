"""Every component with an example, at `/components/` in the demonstration; screenshots and axe read it too.

Everything in the examples is invented.
"""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from markupsafe import Markup

from lodestar.rules import life_areas
from lodestar.web import doors, rendering
from lodestar.web.charts import chart, dot_strip, line_over_time, share_bar, sparkline, wait_bars
from lodestar.web.components import cards, day_field, fields, forms, frame, lists

AS_OF = date(2026, 9, 30)
SOURCE = "Lodestar, referrals and contacts of the demonstration"


class ExampleForm(forms.PageForm):
    """One of each field."""

    hopes = fields.TextField(label="What would help?", missing="Say what would help, in a few words", required=True)
    postcode = fields.PostcodeField(
        label="Postcode",
        hint="We use it for distances only, and do not keep it",
        is_part_enough=True,
        required=False,
    )
    words = fields.LongTextField(
        label="In your own words",
        missing="Write what you want to change, even one line",
        most_characters=200,
        rows=4,
    )
    met_on = day_field.DayField(
        label="When did you first meet?", missing="Enter the date you first met, like 27 3 2026"
    )
    way = fields.RadiosField(
        label="How would you like to meet?",
        missing="Choose how you would like to meet",
        choices=(("here", "In person"), ("phone", "By phone"), ("unsaid", "I would rather not say")),
        item_hints={"phone": "We ring from a number that does not say who we are"},
    )
    areas = fields.CheckboxesField(
        label="Which parts of life is this about?",
        missing="Choose at least one part of life",
        choices=tuple((area.value, area.label) for area in life_areas.LIFE_AREAS),
    )
    language = fields.SelectField(
        label="Language",
        required=False,
        choices=(("en", "English"), ("pl", "Polish"), ("ur", "Urdu")),
    )
    company = fields.TickField(label="Go with me the first time", required=False)
    version = fields.HiddenField(initial="3", required=False)


@dataclass(frozen=True, kw_only=True)
class GalleryPage:
    """One of each component."""

    services: tuple[cards.ServiceCard, ...]
    chips: lists.ChipGroup
    table: lists.Table
    timeline: tuple[lists.TimelineEntry, ...]
    empty: lists.EmptyState
    paging: lists.Paging
    headline: lists.StatHeadline
    charts: tuple[chart.Chart, ...]
    spark: Markup
    strip: frame.PersonStrip
    areas: tuple[str, ...]
    icons: tuple[str, ...]
    form: forms.PageForm
    wrong_form: forms.PageForm


@doors.opens_to(doors.EVERYBODY)
def components(request: HttpRequest) -> HttpResponse:
    """Show the gallery. Routed in the demonstration only."""
    return rendering.render(request, "components/gallery.html", example_page())


def example_page() -> GalleryPage:
    """Return the page of examples."""
    wrong = ExampleForm(
        data={"words": "word " * 45, "met_on-day": "31", "met_on-month": "2", "met_on-year": "2026", "postcode": "here"}
    )
    return GalleryPage(
        services=example_services(),
        chips=lists.ChipGroup(
            legend="Parts of life",
            name="area",
            chips=tuple(
                lists.Chip(value=area.value, label=area.label, icon=area.value, is_on=area.value == "money")
                for area in life_areas.LIFE_AREAS
            ),
        ),
        table=_example_table(),
        timeline=_example_timeline(),
        empty=lists.EmptyState(
            title="No referrals waiting",
            words="New referrals to Harbour Kitchen appear here, the oldest first. You are up to date.",
            action=lists.Link(words="See past referrals", url="#"),
        ),
        paging=lists.Paging(words="Page 2 of 9", previous_url="#", next_url="#"),
        headline=lists.StatHeadline(
            figure="1 in 3",
            figure_label="waited over four weeks",
            words="137 of 412 people waited more than 28 days for a first contact.",
            comparison="Better than in spring, when it was nearly half.",
            definition="Days from the referral arriving to the first contact that took place. "
            "People still waiting are counted up to the last day of the period.",
        ),
        charts=example_charts(),
        spark=sparkline.sparkline(
            label="Median wait by month: from 31 days in April to 24 in September", values=(31, 33, 29, 27, 28, 24)
        ),
        strip=frame.PersonStrip(
            name="Sam Ferris",
            url="#",
            pronouns="they/them",
            how_to_speak=("Text before you ring", "Large print"),
            alerts=("Meet in pairs at home",),
        ),
        areas=tuple(area.value for area in life_areas.LIFE_AREAS),
        icons=(
            "phone",
            "place",
            "online",
            "clock",
            "check",
            "question",
            "not-fit",
            "print",
            "send",
            "calendar",
            "person",
            "list",
            "search",
            "star",
        ),
        form=ExampleForm(auto_id="fresh_%s"),
        wrong_form=wrong,
    )


def example_services() -> tuple[cards.ServiceCard, ...]:
    """Return three services that differ in what a person would want to know."""
    return (
        cards.ServiceCard(
            number=1,
            name="Harbour Kitchen",
            url="#",
            summary="Cook and eat together on Tuesdays. Nobody asks why you came.",
            organisation_name="Quayside Neighbours",
            capacity=cards.capacity(cards.CapacityState.TAKING),
            freshness=cards.freshness(checked_days_ago=12, old_after_days=90),
            cost="Free",
            distance="1.2 km",
            audience="Anybody over 18",
            life_areas=("social-connection",),
            reasons=(
                cards.FitReason(answer=cards.FitAnswer.FITS, words="it is for people who live in Harbourne Bay."),
                cards.FitReason(answer=cards.FitAnswer.CHECK, words="they ask about allergies before you come."),
                cards.FitReason(answer=cards.FitAnswer.DOES_NOT_FIT, words="it meets in the daytime, when you work."),
            ),
        ),
        cards.ServiceCard(
            number=2,
            name="Steady Ground money advice",
            url="#",
            summary="Free, confidential help with debts, bills and benefits. Our advisers know mental health.",
            organisation_name="Harbourne Bay Advice",
            capacity=cards.capacity(cards.CapacityState.WAITING, waiting_weeks=3),
            freshness=cards.freshness(checked_days_ago=200, old_after_days=90),
            cost="Free",
            distance="about 3 km",
            life_areas=("money",),
        ),
        cards.ServiceCard(
            number=3,
            name="Tideline peer group for men",
            url="#",
            summary="A weekly walk and a brew with men who have been there.",
            organisation_name="Tideline",
            capacity=cards.capacity(cards.CapacityState.NOT_KNOWN),
            freshness=cards.freshness(checked_days_ago=None, old_after_days=90),
            cost="£2 each time",
            life_areas=("social-connection", "physical-health"),
        ),
    )


def _example_table() -> lists.Table:
    return lists.Table(
        caption="People you work with",
        count_words="3 people",
        columns=(
            lists.Column(label="Name"),
            lists.Column(label="Next"),
            lists.Column(label="Last spoke"),
            lists.Column(label="Days since", is_figure=True),
        ),
        rows=(
            (lists.Link(words="Sam Ferris", url="#"), "Ring today, 2 pm", "Tuesday 22 September", "8"),
            (lists.Link(words="Asha Bright", url="#"), "Visit with Dee, Thursday", "Friday 11 September", "19"),
            (lists.Link(words="Jo Pell", url="#"), "Nothing arranged", "Monday 3 August", "58"),
        ),
    )


def _example_timeline() -> tuple[lists.TimelineEntry, ...]:
    return (
        lists.TimelineEntry(
            when="Tuesday 4 August 2026", title="You asked to be referred", by="With Noor, link worker"
        ),
        lists.TimelineEntry(
            when="Friday 7 August 2026",
            title="Harbour Kitchen said yes",
            body="“Come any Tuesday from 11. Ask for Mel.”",
            is_now=True,
        ),
        lists.TimelineEntry(when="Tuesday 11 August 2026", title="First visit, Noor comes with you", is_to_come=True),
    )


def _about(key: str, title: str, summary: str, unit: str, count_words: str) -> chart.About:
    return chart.About(
        key=key, title=title, summary=summary, unit=unit, source=SOURCE, as_of=AS_OF, count_words=count_words
    )


def example_charts() -> tuple[chart.Chart, ...]:
    """Return one chart of each kind."""
    months = ("Apr 2026", "May 2026", "Jun 2026", "Jul 2026", "Aug 2026", "Sep 2026")
    board = [week for week, people in enumerate((9, 12, 14, 8, 7, 5, 4, 4, 2, 3, 1, 1, 0, 2, 1)) for _ in range(people)]
    return (
        wait_bars.wait_bars(
            about=_about(
                "waits",
                "Half of referrals are met within 18 days, but not for money advice",
                "Half of the people referred to Harbour Kitchen were seen within 6 days; Steady Ground, 33.",
                "days",
                "412 people",
            ),
            target_days=28,
            bars=(
                wait_bars.WaitBar(label="Harbour Kitchen", count_words="120", median_days=6, ninetieth_days=19),
                wait_bars.WaitBar(
                    label="Tideline peer group for men", count_words="86", median_days=14, ninetieth_days=31
                ),
                wait_bars.WaitBar(
                    label="Steady Ground money advice and benefits",
                    count_words="206",
                    median_days=33,
                    ninetieth_days=71,
                ),
                wait_bars.WaitBar(
                    label="Lantern allotment", count_words="fewer than 5", hidden_words="Fewer than 5 people: not shown"
                ),
            ),
        ),
        dot_strip.dot_strip(
            about=_about(
                "board",
                "73 people are waiting; half for under three weeks",
                "73 people wait. Half have waited under 3 weeks, 9 in 10 under 9. The longest is 14.",
                "weeks",
                "73 people",
            ),
            waits_weeks=board,
            median_weeks=3,
            ninetieth_weeks=9,
        ),
        line_over_time.line_over_time(
            about=_about(
                "trend",
                "More people are seen within 28 days than in spring",
                "The share seen within 28 days rose from 52% in April to 67% in September.",
                "percent",
                "412 people",
            ),
            periods=months,
            series=(
                line_over_time.Series(label="Harbourne Bay", values=(52, 55, 54, 61, 63, 67)),
                line_over_time.Series(label="Money advice", values=(40, 38, None, 41, 45, 44)),
            ),
        ),
        share_bar.share_bar(
            about=_about(
                "answers",
                "Four in five referrals are taken up",
                "Of 412 referrals, 81% were accepted, 12% declined and 7% wait for an answer.",
                "percent",
                "412 referrals",
            ),
            parts=("Accepted", "Declined", "Waiting"),
            rows=(
                share_bar.ShareRow(label="Harbourne Bay", counts=(334, 49, 29)),
                share_bar.ShareRow(label="Money advice", counts=(150, 41, 15)),
            ),
        ),
    )
