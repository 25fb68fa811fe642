"""Addresses of signing in. Names that begin account_, mfa_ and openid_connect_ are those that allauth asks for."""

from django.urls import path

from lodestar.web.account import kept, links, security, sessions, staff_identity, tokens, views

urlpatterns = [
    path("login/", views.sign_in, name="account_login"),
    path("logout/", views.sign_out, name="account_logout"),
    path("help/", views.sign_in_help, name="account_signup"),
    path("closed/", views.closed, name="account_inactive"),
    path("login/passkey/", security.sign_in_with_passkey, name="mfa_login_webauthn"),
    path("login/second-step/", security.ask_second_step, name="mfa_authenticate"),
    path("link/", links.ask_for_link, name="account_link"),
    path("link/sent/", links.link_sent, name="account_link_sent"),
    path("link/<str:secret>/", links.open_link, name="account_link_open"),
    path("invite/<uuid:person_id>/", links.invite, name="account_invite"),
    path("staff-identity/<slug:provider_id>/", staff_identity.begin, name="openid_connect_login"),
    path("staff-identity/<slug:provider_id>/back/", staff_identity.come_back, name="openid_connect_callback"),
    path("", security.overview, name="mfa_index"),
    path("confirm/", security.confirm_by_password, name="account_reauthenticate"),
    path("confirm/code/", security.confirm_by_code, name="mfa_reauthenticate"),
    path("confirm/passkey/", security.confirm_by_passkey, name="mfa_reauthenticate_webauthn"),
    path("app/", security.add_app, name="mfa_activate_totp"),
    path("app/remove/", security.take_app_away, name="mfa_deactivate_totp"),
    path("codes/", security.show_codes, name="mfa_view_recovery_codes"),
    path("codes/new/", security.make_new_codes, name="mfa_generate_recovery_codes"),
    path("passkeys/add/", security.add_passkey, name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/remove/", security.take_passkey_away, name="mfa_remove_webauthn"),
    path("password/", security.change_password, name="account_change_password"),
    path("sessions/", sessions.show, name="account_sessions"),
    path("sessions/end-others/", sessions.end_others, name="account_end_other_sessions"),
    path("sessions/<uuid:session_id>/end/", sessions.end, name="account_end_session"),
    path("stay/", sessions.stay, name="account_stay"),
    path("leave/", sessions.leave, name="account_leave"),
    path("kept/", kept.show, name="account_kept"),
    path("kept/<uuid:kept_id>/", kept.take_back, name="account_take_back"),
    path("tokens/", tokens.show, name="account_tokens"),
    path("tokens/<uuid:token_id>/revoke/", tokens.revoke, name="account_revoke_token"),
]
