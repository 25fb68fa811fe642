"""Charts as SVG with real text, each with its finding, unit, source, date, count and table. Facts in, `Chart` out."""
