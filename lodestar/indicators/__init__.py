"""Figures about many people at once, as declarations and table expressions. No Django here."""
