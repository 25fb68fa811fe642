"""A supporter does their own step; whoever may see the plan then sees that it is done.

A worker sees no supporter and none of their tasks, so the database carries the one moment over.
"""

DONE_BY_SUPPORTER = """
CREATE FUNCTION lodestar_step_done_by_supporter() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE goals_planstep SET done_at = greatest(NEW.done_at, set_at)
        WHERE supporter_task_id = NEW.id AND done_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER step_done_by_supporter AFTER UPDATE OF done_at ON supporting_supportertask
    FOR EACH ROW WHEN (NEW.done_at IS NOT NULL) EXECUTE FUNCTION lodestar_step_done_by_supporter();
"""
NO_DONE_BY_SUPPORTER = """
DROP TRIGGER step_done_by_supporter ON supporting_supportertask;
DROP FUNCTION lodestar_step_done_by_supporter();
"""
