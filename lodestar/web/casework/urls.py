"""Addresses of workers' pages. None holds a name or a word about anybody."""

from django.urls import path

from lodestar.web.casework import (
    answering,
    caseload,
    communication,
    desk,
    entries,
    imports,
    menu,
    person,
    records,
    referring,
    registry,
)

app_name = "casework"
urlpatterns = [
    path("", caseload.caseload, name="caseload"),
    path("people/", registry.find, name="people"),
    path("people/new/", registry.register, name="register"),
    path("people/<uuid:person_id>/", person.person, name="person"),
    path("people/<uuid:person_id>/communication/", communication.communication, name="communication"),
    path(
        "people/<uuid:person_id>/communication/<uuid:need_id>/end/",
        communication.end_communication,
        name="communication-end",
    ),
    path("people/<uuid:person_id>/needs/new/", entries.new_need, name="need-new"),
    path("people/<uuid:person_id>/contacts/new/", entries.new_contact, name="contact-new"),
    path("needs/<uuid:need_id>/menu/", menu.menu, name="menu"),
    path("needs/<uuid:need_id>/refer/<uuid:service_id>/", referring.refer, name="refer"),
    path("referrals/<uuid:referral_id>/", referring.referral, name="referral"),
    path("referrals/<uuid:referral_id>/answer/", referring.answer, name="answer"),
    path("referrals/<uuid:referral_id>/take-back/", referring.take_back, name="take-back"),
    path("desk/", desk.desk, name="desk"),
    path("desk/<uuid:referral_id>/", answering.desk_referral, name="desk-referral"),
    path("desk/<uuid:referral_id>/accept/", answering.accept, name="accept"),
    path("desk/<uuid:referral_id>/ask/", answering.ask, name="ask"),
    path("desk/<uuid:referral_id>/decline/", answering.decline, name="decline"),
    path("desk/<uuid:referral_id>/first-contact/", answering.first_contact, name="first-contact"),
    path("records/", records.review, name="records"),
    path("records/<uuid:pair_id>/", records.decide, name="records-pair"),
    path("records/merges/<uuid:merge_id>/undo/", records.undo, name="records-undo"),
    path("records/due/", records.due, name="records-due"),
    path("records/due/<uuid:person_id>/", records.due_record, name="records-due-one"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<uuid:run_id>/", imports.import_run, name="import-run"),
]
