"""Charts as SVG with real text. Facts in, `Chart` out: finding, unit, source, date, count and table."""
