"""The one plan in a real browser: each of its pages at both doors, and journey J11 as far as the plan goes.

J11 is told in the design notes: what a navigator changes for Omar. Its comparison is another part's.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from playwright.sync_api import Page, expect

from lodestar.web import filters
from tests.browser.conftest import ONE_WORKER

pytestmark = ONE_WORKER

AsSomebody = Callable[..., Page]
CheckPage = Callable[[Page], None]
OF_THE_PLAN = (
    "plan/", "plan/talk/", "plan/parts/money/", "plan/job/employment/", "plan/goals/new/", "plan/well/",
    "plan/together/", "plan/at-work/", "plan/everyday/", "plan/outward/",
)  # fmt: skip


def test_every_page_of_the_plan_is_sound_for_the_person_and_for_their_worker(
    as_somebody: AsSomebody, check_page: CheckPage
) -> None:
    # Without JavaScript: axe brings its own, and the page has none to lean on.
    omar = as_somebody("omar@example.org", java_script_enabled=True)
    for address in (*OF_THE_PLAN, "check-ins/", "health/", "crisis-card/", "people/meet-me/", "people/days/"):
        omar.goto(f"/me/{address}")
        check_page(omar)
    omar.goto("/me/plan/")
    omar.get_by_role("main").get_by_role("link", name="Say what comes of it").or_(
        omar.get_by_role("main").get_by_role("link", name="Change what comes of it")
    ).first.click()
    check_page(omar)
    omar.goto("/me/plan/")
    omar.get_by_role("main").get_by_role("link", name="What it would cost").first.click()
    check_page(omar)
    omar.goto("/me/plan/")
    omar.get_by_role("main").get_by_role("link", name="Debt clinic").first.click()
    check_page(omar)

    priya = as_somebody("priya@example.org")
    priya.get_by_role("main").get_by_role("link", name="Omar", exact=True).first.click()
    record = priya.url
    for address in (*OF_THE_PLAN, "check-ins/", "health/", "in-touch/"):
        priya.goto(f"{record}{address}")
        check_page(priya)
    priya.goto("/casework/wording/")
    check_page(priya)


def test_the_plan_goes_on_without_javascript(as_somebody: AsSomebody) -> None:
    omar = as_somebody("omar@example.org", java_script_enabled=False)
    omar.goto("/me/plan/everyday/")
    omar.get_by_label("Help with gas and electricity").check()
    omar.get_by_label("Me", exact=True).check()
    omar.get_by_role("button", name="Put it on the plan").click()
    expect(omar.get_by_text("Each thing has a first step")).to_be_visible()

    # One form for all small buttons of the page: each still does its own.
    step = omar.locator(".ls-step", has_text="Ask what help there is with the energy bill").first
    step.get_by_role("button", name="Done").click()
    expect(omar.get_by_text("Done. It is ticked off.")).to_be_visible()
    expect(omar.locator(".ls-step", has_text="Ask what help there is with the energy bill")).to_have_count(0)


def test_what_is_asked_and_noted_goes_on_without_javascript(as_somebody: AsSomebody) -> None:
    omar = as_somebody("omar@example.org", java_script_enabled=False)
    omar.goto("/me/plan/parts/home/")
    omar.get_by_role("textbox", name="What I want").fill("A door that locks")
    omar.get_by_role("main").get_by_role("button").first.click()
    omar.goto("/me/plan/")
    expect(omar.get_by_text("A door that locks")).to_be_visible()

    omar.goto("/me/check-ins/")
    omar.get_by_role("button", name="Start: How things are").click()
    for answer in ("Quite happy with it", "I would rather not say"):
        omar.get_by_label(answer).check()
        omar.get_by_role("button", name="Save and go on").click()
    expect(omar.get_by_role("heading", level=1)).to_contain_text("question 3 of")
    omar.goto("/me/check-ins/")
    omar.get_by_role("link", name="Go on with my check-in").click()
    expect(omar.get_by_role("heading", level=1)).to_contain_text("question 3 of")

    priya = as_somebody("priya@example.org", java_script_enabled=False)
    priya.get_by_role("main").get_by_role("link", name="Omar", exact=True).first.click()
    record = priya.url
    priya.goto(f"{record}contacts/new/")
    priya.get_by_label("We tried and did not reach them").check()
    priya.get_by_label("Telephone", exact=True).check()
    priya.get_by_text("Day, part of life, and who was there").click()
    priya.get_by_label("Home", exact=True).check()
    priya.get_by_role("button", name="Save the contact").click()
    expect(priya.get_by_role("alert").first).to_be_visible()
    for address in ("plan/well/", "health/", "check-ins/", "timeline/"):
        priya.goto(f"{record}{address}")
        expect(priya.get_by_role("heading", level=1)).to_be_visible()


def test_what_the_navigator_changes_for_omar(as_somebody: AsSomebody, check_page: CheckPage) -> None:
    priya = as_somebody("priya@example.org")
    priya.get_by_role("main").get_by_role("link", name="Omar", exact=True).first.click()
    record = priya.url
    four_needs_in_four_areas(priya, record)
    the_first_time_with_somebody(priya, record, check_page)
    what_is_full_is_said_to_those_who_buy(priya, record, check_page)
    a_licensed_tool_waits_for_its_licence_and_dialog_does_not(priya, record, check_page)
    he_leaves_and_somebody_is_in_touch(priya, record, check_page)
    takes_over = both_names(priya, record, check_page)
    omar_reads_it(as_somebody("omar@example.org"), takes_over, check_page)


def four_needs_in_four_areas(priya: Page, record: str) -> None:
    for area, words in (
        ("money", "The letters under the bed"),
        ("social-connection", "My two old friends from the port"),
        ("clinical-care", "To sleep till six"),
        ("physical-health", "The asthma check that never was"),
    ):
        priya.goto(f"{record}needs/new/?area={area}")
        priya.get_by_label("What do they want help with").fill(words)
        priya.get_by_role("main").get_by_role("button").click()
        expect(priya.get_by_role("heading", level=1)).to_have_text("What there is")
        options = priya.locator("article")
        assert 1 <= options.count() <= 5
        for one in options.all():
            assert re.search(r"Fits:|Check:|Does not fit:", one.inner_text()), "each option says why"


def the_first_time_with_somebody(priya: Page, record: str, check_page: CheckPage) -> None:
    priya.goto(record)
    priya.get_by_role("main").get_by_role("link", name="Gull Lane allotment group").first.click()
    check_page(priya)
    priya.get_by_role("main").get_by_role("link", name=re.compile("Add what came of it")).first.click()
    check_page(priya)
    priya.get_by_label("Somebody goes along the first time").check()
    enter_day(priya, "When?", datetime.now(filters.LONDON).date() + timedelta(days=3))
    priya.get_by_label("Who goes along, if somebody does?").fill("Priya")
    priya.get_by_role("button", name="Save").click()
    expect(priya.get_by_role("alert").first).to_be_visible()


def what_is_full_is_said_to_those_who_buy(priya: Page, record: str, check_page: CheckPage) -> None:
    priya.goto(record)
    priya.get_by_role("link", name="Something was not there").click()
    check_page(priya)
    priya.get_by_label("It is not available").check()
    priya.get_by_label("What did they want?").fill("A debt clinic before July")
    priya.get_by_label("Money").check()
    priya.get_by_role("button", name="Save").click()
    expect(priya.get_by_text(re.compile("who buy services")).first).to_be_visible()


def a_licensed_tool_waits_for_its_licence_and_dialog_does_not(priya: Page, record: str, check_page: CheckPage) -> None:
    priya.goto(f"{record}licensed/new/")
    expect(priya.get_by_role("heading", level=1)).to_have_text("No licence on file")
    check_page(priya)
    priya.get_by_role("link", name="Use DIALOG instead").click()
    priya.get_by_label("DIALOG", exact=True).check()
    priya.get_by_role("button", name="Begin").click()
    check_page(priya)


def he_leaves_and_somebody_is_in_touch(priya: Page, record: str, check_page: CheckPage) -> None:
    left_at = datetime.now(filters.LONDON) - timedelta(hours=40)
    priya.goto(f"{record}life-events/new/")
    priya.get_by_role("radio", name="They left hospital or a crisis house").check()
    enter_day(priya, "When was it?", left_at.date())
    priya.get_by_label("At what time, if they left hospital or a crisis house?").fill(f"{left_at:%H:%M}")
    check_page(priya)
    priya.get_by_role("button", name="Save and tell those who may know").click()
    priya.goto(f"{record}in-touch/")
    expect(priya.get_by_text("that is 72 hours")).to_be_visible()
    priya.get_by_role("region", name="After they left").get_by_role("link", name="Note a contact").click()
    check_page(priya)
    priya.get_by_label("We met or spoke").check()
    priya.get_by_label("Telephone", exact=True).check()
    priya.get_by_text("Day, part of life, and who was there").click()
    priya.get_by_label("Clinical care").check()
    priya.get_by_role("button", name="Save the contact").click()
    priya.goto(f"{record}in-touch/")
    expect(priya.get_by_text(re.compile("was in touch after 40 hours: within the 72 hours"))).to_be_visible()
    check_page(priya)


def both_names(priya: Page, record: str, check_page: CheckPage) -> str:
    """Hand over with a week in which both are there; return who takes over."""
    priya.goto(f"{record}hand-over/")
    check_page(priya)
    expect(priya.get_by_text("the person reads both names")).to_be_visible()
    today = datetime.now(filters.LONDON).date()
    others = priya.get_by_label("Who takes over?").locator("option")
    chosen = next(one for one in others.all_inner_texts()[1:] if not one.startswith("Priya Raman"))
    priya.get_by_label("Who takes over?").select_option(label=chosen)
    enter_day(priya, "From which day are both of you there?", today)
    enter_day(priya, "From which day is the new one the key worker?", today + timedelta(days=7))
    priya.get_by_role("button", name="Save the handover").click()
    expect(priya.get_by_role("alert").first).to_be_visible()
    priya.goto(f"{record}hand-over/")
    name = chosen.split(",")[0]
    expect(priya.get_by_text(f"{name} becomes the key worker on")).to_be_visible()
    return name


def omar_reads_it(omar: Page, takes_over: str, check_page: CheckPage) -> None:
    omar.goto("/me/plan/")
    for words in ("The letters under the bed", "My two old friends from the port", "To sleep till six"):
        expect(omar.get_by_text(words).first).to_be_visible()
    omar.goto("/me/people/")
    for name in ("Priya Raman", takes_over):
        expect(omar.get_by_text(name).first).to_be_visible()
    check_page(omar)
    omar.goto("/me/")
    expect(omar.get_by_text("After you left, Priya Raman was in touch")).to_be_visible()


def enter_day(page: Page, label: str, on: date) -> None:
    day = page.get_by_role("group", name=label)
    for part, value in (("Day", on.day), ("Month", on.month), ("Year", on.year)):
        day.get_by_label(part).fill(str(value))
