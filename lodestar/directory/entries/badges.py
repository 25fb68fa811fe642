"""Which services have an adjustment today, for the search: the newest self-check of each activity, while it counts."""

QUIET_NOW = """
    SELECT service_id FROM (
        SELECT DISTINCT ON (service_id, activity) service_id, offers, lapses_on
        FROM entries_adjustmentcheck ORDER BY service_id, activity, checked_at DESC, id) newest
    WHERE offers @> ARRAY['quiet-session']::varchar[] AND lapses_on > %(quiet_on)s
"""
