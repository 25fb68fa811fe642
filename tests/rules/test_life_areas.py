"""The six life areas have one spelling and one order."""

from lodestar.rules import life_areas


def test_the_six_areas_come_in_their_order_with_their_names() -> None:
    named = [(area.value, area.label) for area in life_areas.LIFE_AREAS]

    assert named == [
        ("clinical-care", "Clinical care"),
        ("social-connection", "Social connection"),
        ("physical-health", "Physical health"),
        ("home", "Home"),
        ("money", "Money"),
        ("work-and-learning", "Work and learning"),
    ]
