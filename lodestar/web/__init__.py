"""The HTML doors: public, person, casework, commissioning and account pages, and the parts that they share."""
