"""How allauth signs people in here: nobody makes an account for themselves yet."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: people are helped to sign up by a worker, staff by their information lead."""
        return False
