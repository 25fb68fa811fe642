"""Addresses of the API of referrals: no stroke at their end, and nothing in them but ids that say nothing."""

from django.urls import path

from lodestar.api.referrals import answering, document, reading, sending
from lodestar.api.referrals.operations import door

app_name = "api"
urlpatterns = [
    path("openapi.json", document.openapi, name="openapi"),
    path("requests", door(POST=sending.ASK), name="requests"),
    path("requests/<uuid:request_id>", door(GET=reading.READ_ASKED), name="request"),
    path("referrals", door(GET=reading.LIST, POST=sending.REFER), name="referrals"),
    path("referrals/<uuid:referral_id>", door(GET=reading.READ), name="referral"),
    path("referrals/<uuid:referral_id>/acceptance", door(POST=answering.ACCEPT), name="accept"),
    path("referrals/<uuid:referral_id>/waiting", door(POST=answering.WAIT), name="wait"),
    path("referrals/<uuid:referral_id>/question", door(POST=answering.ASK), name="ask"),
    path("referrals/<uuid:referral_id>/decline", door(POST=answering.DECLINE), name="decline"),
    path("referrals/<uuid:referral_id>/first-contact", door(POST=answering.FIRST_CONTACT), name="first-contact"),
    path("referrals/<uuid:referral_id>/start", door(POST=answering.START), name="start"),
    path("referrals/<uuid:referral_id>/outcome", door(POST=answering.END), name="end"),
]
