"""Addresses of the figures pages."""

from django.urls import path

from lodestar.web.commissioning import (
    agreements,
    contract_edits,
    contract_list,
    contract_page,
    ecosystem_page,
    exit_plan,
    funds,
    gap_map,
    measures,
    searches,
    stories,
    unit_costs,
    unmet,
    views,
)

app_name = "commissioning"

urlpatterns = [
    path("", views.indicators, name="indicators"),
    path("contracts/", contract_list.contracts, name="contracts"),
    path("contracts/new/", contract_edits.new_contract, name="contract-new"),
    path("contracts/list.csv", contract_list.contracts_csv, name="contracts-csv"),
    path("contracts/services/", contract_list.register, name="register"),
    path("contracts/<uuid:contract_id>/", contract_page.contract, name="contract"),
    path("contracts/<uuid:contract_id>/events/new/", contract_edits.new_event, name="event-new"),
    path("contracts/<uuid:contract_id>/measures/new/", contract_edits.new_target, name="target-new"),
    path("contracts/<uuid:contract_id>/alerts/<slug:kind>/", contract_edits.alert_done, name="alert-done"),
    path("contracts/<uuid:contract_id>/end/", contract_edits.end, name="contract-end"),
    path("contracts/<uuid:contract_id>/exit-plan/", exit_plan.exit_plan, name="exit-plan"),
    path("contracts/<uuid:contract_id>/exit-plan/open/", exit_plan.open_plan, name="exit-plan-open"),
    path("contracts/<uuid:contract_id>/exit-plan/tell/", exit_plan.new_message, name="exit-message-new"),
    path("contracts/<uuid:contract_id>/exit-plan/told/<uuid:message_id>/", exit_plan.told, name="exit-told"),
    path("contracts/<uuid:contract_id>/exit-plan/hand-over/", exit_plan.hand_over, name="exit-hand-over"),
    path("contracts/<uuid:contract_id>/exit-plan/posts.csv", exit_plan.staff_csv, name="exit-staff-csv"),
    path("funds/", funds.funds, name="funds"),
    path("funds/new/", funds.new_fund, name="fund-new"),
    path("funds/<uuid:fund_id>/", funds.fund, name="fund"),
    path("funds/<uuid:fund_id>/money/", funds.new_money, name="fund-money"),
    path("funds/<uuid:fund_id>/outcomes/", funds.new_outcome, name="outcome-new"),
    path("funds/<uuid:fund_id>/close/", funds.close, name="fund-close"),
    path("agreements/", agreements.agreements, name="agreements"),
    path("ecosystem/", ecosystem_page.ecosystem_map, name="ecosystem"),
    path("gaps/", gap_map.gaps, name="gaps"),
    path("searches/", searches.searches, name="searches"),
    path("more/", measures.measures, name="measures"),
    path("more/<slug:slug>/", measures.measure, name="measure"),
    path("stories/", stories.stories, name="stories"),
    path("not-there/", unmet.unmet, name="unmet"),
    path("unit-costs/", unit_costs.unit_costs, name="unit-costs"),
    path("unit-costs/new/", unit_costs.new_cost, name="unit-cost-new"),
    path("unit-costs/<uuid:cost_id>/carry-over/", unit_costs.uprate, name="unit-cost-uprate"),
    path("<slug:slug>.csv", views.indicator_csv, name="indicator-csv"),
]
