"""Help is never tied to anything: no field, and nothing that leaves, is for sanctions, compliance or being ready."""

import re
from datetime import date

import pytest
from django.apps import apps

from lodestar.rules import share_profiles
from lodestar.web.person import own_copy_document

# Stems of what is never stored, said or sent about a person.
NEVER = re.compile(
    r"sanction|complian|complied|adheren|concordan|mandat|compulsory|conditionality|obligation|penalt|"
    r"work_?ready|readiness|ready_for|motivation|engagement_score|attend_or|must_attend|treatment_condition",
    re.IGNORECASE,
)
OURS = [model for model in apps.get_models() if model.__module__.startswith("lodestar.")]


@pytest.mark.inventory("S1-26")
@pytest.mark.inventory("S2-76")
@pytest.mark.inventory("S4-27")
@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_no_field_and_no_choice_is_for_sanctions_compliance_or_readiness(model: type) -> None:
    for field in model._meta.get_fields():
        said = [field.name, str(getattr(field, "help_text", ""))]
        said += [f"{value} {label}" for value, label in getattr(field, "flatchoices", None) or ()]
        assert not [words for words in said if NEVER.search(words)], f"{model.__name__}.{field.name}"


@pytest.mark.inventory("S2-76")
def test_nothing_that_leaves_for_others_speaks_of_treatment_being_followed() -> None:
    for profile in share_profiles.ShareProfile:
        assert not NEVER.search(str(share_profiles.fields_of(profile, on=date(2026, 11, 22))))


def test_a_persons_own_copy_has_no_such_heading() -> None:
    headings = [*own_copy_document.TITLES.values(), *own_copy_document.LABELS.values()]

    assert not [words for words in headings if NEVER.search(words)]
