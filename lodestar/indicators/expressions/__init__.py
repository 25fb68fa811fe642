"""One module for each family of indicators: Ibis expressions over the tables of `tables`."""
