"""Fields draw themselves, say how to mend an answer in both places, and keep what was typed."""

from datetime import date

import pytest
from django import forms as django_forms
from django.core.exceptions import ValidationError

from lodestar.web.components import day_field, fields, forms
from lodestar.web.components.gallery import ExampleForm

ANSWERS = {
    "hopes": "somewhere to go on Tuesdays",
    "postcode": "m33 7ab",
    "words": "I want\r\nto sleep",
    "met_on-day": "27",
    "met_on-month": "3",
    "met_on-year": "2026",
    "way": "phone",
    "areas": ["home", "money"],
    "language": "pl",
    "company": "true",
    "version": "3",
}


def test_good_answers_come_out_as_what_they_mean() -> None:
    form = ExampleForm(data=ANSWERS)

    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "hopes": "somewhere to go on Tuesdays",
        "postcode": "M33 7AB",
        "words": "I want\nto sleep",
        "met_on": date(2026, 3, 27),
        "way": "phone",
        "areas": ["home", "money"],
        "language": "pl",
        "company": True,
        "version": "3",
    }
    assert form.error_summary() == ""


def test_each_mistake_is_said_beside_its_field_and_in_the_summary_that_leads_there() -> None:
    form = ExampleForm(data={**ANSWERS, "hopes": "", "met_on-month": "", "way": ""})

    summary, page = form.error_summary(), form.as_nhsuk()

    for target, words in (
        ("id_hopes", "Say what would help, in a few words"),
        ("id_met_on-day", "Add a month to the date, like 27 3 2026"),
        ("id_way", "Choose how you would like to meet"),
    ):
        assert f'href="#{target}"' in summary
        assert words in summary
        assert words in page
        assert f'id="{target}"' in page


def test_what_was_typed_is_kept() -> None:
    form = ExampleForm(
        data={**ANSWERS, "hopes": "", "postcode": "<b>here</b>", "met_on-day": "31", "met_on-month": "2"}
    )

    page = form.as_nhsuk()

    assert "&lt;b&gt;here&lt;/b&gt;" in page
    assert "<b>here" not in page
    assert 'value="31"' in page
    assert "I want" in form["words"].as_nhsuk()
    assert form["way"].as_nhsuk().count("checked") == 1
    assert form["areas"].as_nhsuk().count("checked") == 2


def test_nothing_is_chosen_beforehand() -> None:
    form = ExampleForm()

    assert "checked" not in form["way"].as_nhsuk() + form["areas"].as_nhsuk() + form["company"].as_nhsuk()


@pytest.mark.parametrize(
    ("typed", "part_enough", "given"),
    [
        ("m337ab", False, "M33 7AB"),
        (" M33 7ab ", True, "M33 7AB"),
        ("m33", True, "M33"),
        ("M33 7", True, "M33 7"),
    ],
)
def test_a_postcode_is_tidied(typed: str, part_enough: bool, given: str) -> None:
    field = fields.PostcodeField(label="Postcode", required=False, is_part_enough=part_enough)

    assert field.clean(typed) == given


@pytest.mark.parametrize(("typed", "part_enough"), [("m33", False), ("here", True), ("M33 7A", False), ("12345", True)])
def test_what_cannot_be_a_postcode_is_answered_with_an_example(typed: str, part_enough: bool) -> None:
    field = fields.PostcodeField(label="Postcode", required=False, is_part_enough=part_enough)

    with pytest.raises(ValidationError, match="like M33 7AB"):
        field.clean(typed)


def test_the_boxes_of_a_date_are_named_as_the_field_reads_them() -> None:
    form = ExampleForm(data=ANSWERS)

    drawn = str(form["met_on"].as_nhsuk())

    for part in ("day", "month", "year"):
        assert f'name="met_on-{part}" type="text" value="{ANSWERS[f"met_on-{part}"]}"' in drawn
        assert f'id="id_met_on-{part}"' in drawn


@pytest.mark.parametrize(
    ("day", "month", "year", "given"),
    [("1", "12", "2026", date(2026, 12, 1)), ("29", "Feb", "2028", date(2028, 2, 29)), ("", "", "", None)],
)
def test_a_date_may_name_its_month(day: str, month: str, year: str, given: date | None) -> None:
    field = day_field.DayField(label="When?", required=False)

    assert field.clean({"day": day, "month": month, "year": year}) == given


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        ("29", "2", "2026"),
        ("1", "13", "2026"),
        ("one", "1", "2026"),
        ("1", "1", "26"),
        ("1", "mebbe", "2026"),
    ],
)
def test_a_day_that_never_was_is_answered_with_an_example(day: str, month: str, year: str) -> None:
    field = day_field.DayField(label="When?", required=False, example="5 11 2026")

    with pytest.raises(ValidationError, match="Enter a real date, like 5 11 2026"):
        field.clean({"day": day, "month": month, "year": year})


def test_an_empty_date_that_is_needed_says_how_to_mend_it() -> None:
    field = day_field.DayField(label="When?", missing="Enter the date you first met")

    with pytest.raises(ValidationError, match="Enter the date you first met"):
        field.clean({"day": "", "month": "", "year": ""})


def test_a_date_that_was_there_before_fills_its_three_boxes() -> None:
    page = ExampleForm(initial={"met_on": date(2026, 3, 27)})["met_on"].as_nhsuk()

    for value in ("27", "3", "2026"):
        assert f'value="{value}"' in page


def test_too_many_words_are_counted_as_the_page_counts_them() -> None:
    field = fields.LongTextField(label="Words", required=False, most_characters=5)

    assert field.clean("ab\r\ncd") == "ab\ncd"
    with pytest.raises(ValidationError, match=r"Use 5 characters or fewer\. You have used 6"):
        field.clean("abcdef")


def test_a_field_that_must_be_answered_must_say_how() -> None:
    with pytest.raises(ValueError, match="Say how to mend"):
        fields.TextField(label="Name")


def test_the_only_question_of_a_page_can_be_its_heading() -> None:
    class Asking(forms.PageForm):
        way = fields.RadiosField(
            label="How shall we meet?", missing="Choose a way", choices=(("a", "Here"),), is_page_heading=True
        )

    assert "<h1" in Asking()["way"].as_nhsuk()


def test_a_mistake_of_the_whole_form_stands_in_the_summary() -> None:
    class Pair(forms.PageForm):
        name = fields.TextField(label="Name", required=False)

        def clean(self) -> None:
            raise django_forms.ValidationError("Give a name or a number, either will do")

    assert "Give a name or a number" in Pair(data={}).error_summary()


def test_control_characters_are_dropped_from_words_and_from_what_is_shown_again() -> None:
    class Form(forms.PageForm):
        words = fields.TextField(label="Words", required=False)
        story = fields.LongTextField(label="Story", required=False)

    form = Form(data={"words": "de\x00bt\x07", "story": "one\x00\ntwo"})

    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"words": "debt", "story": "one\ntwo"}
    assert "\x00" not in form["words"].as_nhsuk()
