"""Addresses of workers' pages. None holds a name or a word about anybody."""

from django.urls import path

from lodestar.web.casework import answering, caseload, desk, entries, imports, menu, person, referring

app_name = "casework"
urlpatterns = [
    path("", caseload.caseload, name="caseload"),
    path("people/<uuid:person_id>/", person.person, name="person"),
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
    path("imports/", imports.imports, name="imports"),
    path("imports/<uuid:run_id>/", imports.import_run, name="import-run"),
]
