"""Every address of the product."""

from django.urls import include, path

from lodestar.web import errors, health
from lodestar.web.account import views as account

urlpatterns = [
    path("", include("lodestar.web.public.urls")),
    path("", include("lodestar.web.front_door.urls")),
    path("home/", account.home, name="home"),
    path("account/", include("lodestar.web.account.urls")),
    path("me/", include("lodestar.web.person.urls")),
    path("casework/", include("lodestar.web.casework.urls")),
    path("figures/", include("lodestar.web.commissioning.urls")),
    path("open-referral/", include("lodestar.api.openreferral.urls")),
    path("api/", include("lodestar.api.referrals.urls")),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
]

handler400 = errors.bad_request
handler403 = errors.not_allowed
handler404 = errors.not_found
handler500 = errors.broken
handler429 = errors.too_many
