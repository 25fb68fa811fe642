"""Who works where, who may sign in, and the trail of what they did."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from lodestar.access.roles import Role


class Organisation(models.Model):
    """One row is one organisation: one that offers services, pays for them, or whose people sign in."""

    class Kind(models.TextChoices):
        NHS_TRUST = "nhs-trust", "NHS trust"
        PRIMARY_CARE = "primary-care", "GP practice or network"
        COUNCIL = "council", "Council"
        ICB = "icb", "Integrated care board"
        CHARITY = "charity", "Charity"
        COMMUNITY_GROUP = "community-group", "Community group"
        SOCIAL_ENTERPRISE = "social-enterprise", "Social enterprise"
        COMPANY = "company", "Company"
        NOT_KNOWN = "not-known", "Not known"

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=24, choices=Kind, default=Kind.NOT_KNOWN)
    description = models.TextField(blank=True)
    website = models.URLField(blank=True, max_length=500)
    email = models.EmailField(blank=True)
    charity_number = models.CharField(max_length=20, blank=True, help_text="Charity Commission number.")
    company_number = models.CharField(max_length=20, blank=True, help_text="Companies House number.")
    ods_code = models.CharField(max_length=10, blank=True, help_text="NHS organisation code.")
    is_synthetic = models.BooleanField(default=False, help_text="Invented for the demo place.")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(Lower("name"), name="organisation_name")]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """One row is one team of an organisation: what a person is referred to and involved with."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=200)
    telephone = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """One row is one human being who may sign in."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"email", "name", "telephone"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150, help_text="As they like to be called.")
    telephone = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    is_synthetic = models.BooleanField(default=False, help_text="Invented for the demo place.")

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return str(self.id)


class Membership(models.Model):
    """One row is one role that a user holds in an organisation, perhaps in one team, for a time."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=24, choices=[(role.value, role.label) for role in Role])
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The first day on which it no longer holds.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="membership_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["user", "role"], name="membership_user_role")]


class AuditEvent(models.Model):
    """One row is one thing that somebody did or opened. Never changed, never removed.

    It holds no foreign keys, so that it outlives what it speaks of.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"by_name", "reason"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField()
    action = models.CharField(max_length=60, help_text="Slug of the action, like open-record.")
    by_user_id = models.UUIDField(null=True, help_text="Empty for the system itself.")
    by_name = models.CharField(max_length=150)
    by_role = models.CharField(max_length=24, blank=True)
    by_organisation_name = models.CharField(max_length=300, blank=True)
    person_id = models.UUIDField(null=True, help_text="Whom it is about, if anybody.")
    life_areas = ArrayField(models.CharField(max_length=24), default=list, help_text="Life areas shown or changed.")
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text="Why, as a code or in words that we wrote.")

    class Meta:
        indexes = [
            models.Index(fields=["person_id", "-at"], name="audit_person_at"),
            models.Index(fields=["by_user_id", "-at"], name="audit_by_at"),
        ]


class BrowserSession(models.Model):
    """One row is one browser in which somebody is signed in, or was about to be."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"session_data", "device"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key_hash = models.CharField(
        max_length=64, unique=True, help_text="SHA-256 of what the browser holds; the key itself is not kept."
    )
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="browser_sessions")
    session_data = models.TextField(help_text="Django's session, signed.")
    device = models.CharField(max_length=60, blank=True, help_text="In words, like Chrome on Windows.")
    started_at = models.DateTimeField()
    last_used_at = models.DateTimeField()
    expires_at = models.DateTimeField(help_text="It ends then, however busy it is.")

    class Meta:
        indexes = [models.Index(fields=["user", "-last_used_at"], name="session_user_used")]


class KeptForm(models.Model):
    """One row is what somebody had typed when their session ended, sealed, until they take it back."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"sealed"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="kept_forms")
    path = models.CharField(max_length=300, help_text="Where it was to be sent.")
    sealed = models.TextField(help_text="The fields, encrypted for this user.")
    kept_at = models.DateTimeField()
    expires_at = models.DateTimeField()


class SignInLink(models.Model):
    """One row is one link, sent by e-mail, that signs somebody in once."""

    class Kind(models.TextChoices):
        INVITATION = "invitation", "A worker helped them to sign up"
        ASKED_FOR = "asked-for", "They asked for it"

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_in_links")
    kind = models.CharField(max_length=12, choices=Kind)
    secret_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of what the link holds.")
    code_hash = models.CharField(
        max_length=64, blank=True, help_text="Keyed hash of the code that the worker says to the person."
    )
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class ApiToken(models.Model):
    """One row is one secret with which a program acts for a user, within scopes, until it expires."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Whose desk it works at; empty for a token that sees no referrals.",
    )  # fmt: skip
    name = models.CharField(max_length=80, help_text="What it is for, like Nightly directory import.")
    prefix = models.CharField(max_length=12, unique=True, help_text="Its first letters, to tell it by.")
    secret_hash = models.CharField(max_length=64, help_text="SHA-256 of the whole token.")
    scopes = ArrayField(models.CharField(max_length=24), help_text="Slugs of what it may do.")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("made_at")), name="token_expires"),
            models.CheckConstraint(condition=Q(scopes__len__gt=0), name="token_has_a_scope"),
            models.CheckConstraint(
                condition=~Q(scopes__overlap=["referrals-read", "referrals-send", "referrals-answer"])
                | Q(team__isnull=False),
                name="token_for_referrals_has_a_team",
            ),
        ]
