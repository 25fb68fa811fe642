"""What the database itself holds about stories. docs/decisions/0021-stories.md.

A story is its person's and their helper's. Only the person lets it be shown; the copy that is shown is made and
taken out by the database, so that no forgotten line of ours can leave one standing.
"""

_MINE = "(SELECT lodestar_viewer())::uuid[]"

STORIES = f"""
ALTER TABLE telling_story ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_stories ON telling_story
    USING (lodestar_owns(person_id)) WITH CHECK (lodestar_owns(person_id));
CREATE POLICY helper_reads ON telling_story FOR SELECT USING (helper_id = ANY ({_MINE}));
ALTER TABLE telling_storytext ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_texts ON telling_storytext
    USING (lodestar_owns(person_id)) WITH CHECK (lodestar_owns(person_id));
CREATE POLICY helper_reads ON telling_storytext FOR SELECT
    USING (EXISTS (SELECT 1 FROM telling_story s WHERE s.id = story_id AND s.helper_id = ANY ({_MINE})));
CREATE POLICY helper_writes ON telling_storytext FOR INSERT
    WITH CHECK (written_by_id = ANY ({_MINE}) AND EXISTS (
        SELECT 1 FROM telling_story s WHERE s.id = story_id AND s.helper_id = ANY ({_MINE})
            AND s.person_id = telling_storytext.person_id));
ALTER TABLE telling_storyshown ENABLE ROW LEVEL SECURITY;
CREATE POLICY only_the_person ON telling_storyshown
    USING (lodestar_owns(person_id)) WITH CHECK (lodestar_owns(person_id));
REVOKE UPDATE, DELETE ON telling_storytext, telling_storyshown FROM lodestar_web;
"""  # noqa: S608
NO_STORIES = """
DROP POLICY only_the_person ON telling_storyshown;
DROP POLICY helper_writes ON telling_storytext;
DROP POLICY helper_reads ON telling_storytext;
DROP POLICY own_texts ON telling_storytext;
DROP POLICY helper_reads ON telling_story;
DROP POLICY own_stories ON telling_story;
"""

# A consent for a story names no part of life, so that no worker's reach shows it: which story is whose is not theirs.
CONSENTS = f"""
CREATE POLICY own_for_stories ON people_consent
    USING (purpose = 'story' AND lodestar_owns(person_id))
    WITH CHECK (purpose = 'story' AND lodestar_owns(person_id) AND asked_by_id = ANY ({_MINE}));
"""
NO_CONSENTS = "DROP POLICY own_for_stories ON people_consent;"

COPIES = """
CREATE FUNCTION lodestar_show_story() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE agreed people_consent;
DECLARE said telling_storytext;
BEGIN
    SELECT * INTO agreed FROM people_consent c
        WHERE c.id = NEW.consent_id AND c.person_id = NEW.person_id AND c.purpose = 'story' AND c.withdrawn_at IS NULL;
    SELECT * INTO said FROM telling_storytext t
        WHERE t.id = NEW.text_id AND t.story_id = NEW.story_id AND t.person_id = NEW.person_id;
    IF agreed.id IS NULL OR said.id IS NULL THEN
        RAISE EXCEPTION 'a story is shown on a consent of the person who tells it' USING ERRCODE = 'LS020';
    END IF;
    INSERT INTO stories_publishedstory (id, title, words, told_as, places, service_id, shown_on, until_on)
        VALUES (NEW.public_id, said.title, said.words, NEW.told_as, NEW.places, NEW.service_id,
                (NEW.shown_at AT TIME ZONE 'Europe/London')::date, agreed.ends_on);
    RETURN NULL;
END $$;
CREATE TRIGGER show_story AFTER INSERT ON telling_storyshown FOR EACH ROW EXECUTE FUNCTION lodestar_show_story();
CREATE FUNCTION lodestar_stop_showing_story() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM stories_publishedstory p USING telling_storyshown s
        WHERE s.consent_id = NEW.id AND p.id = s.public_id;
    RETURN NULL;
END $$;
CREATE TRIGGER stop_showing_story AFTER UPDATE OF withdrawn_at ON people_consent
    FOR EACH ROW WHEN (NEW.purpose = 'story' AND NEW.withdrawn_at IS NOT NULL)
    EXECUTE FUNCTION lodestar_stop_showing_story();
-- Erasing a record puts triggers aside; what refers to a row goes with it all the same.
ALTER TABLE stories_publishedstory ADD CONSTRAINT goes_with_what_was_agreed
    FOREIGN KEY (id) REFERENCES telling_storyshown (public_id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
REVOKE INSERT, UPDATE, DELETE ON stories_publishedstory FROM lodestar_web;
ALTER TABLE stories_publishedstory ENABLE ROW LEVEL SECURITY;
CREATE POLICY until_it_ends ON stories_publishedstory FOR SELECT
    USING (until_on IS NULL OR until_on > (SELECT lodestar_today()));
"""
NO_COPIES = """
DROP POLICY until_it_ends ON stories_publishedstory;
ALTER TABLE stories_publishedstory DROP CONSTRAINT goes_with_what_was_agreed;
DROP TRIGGER stop_showing_story ON people_consent;
DROP FUNCTION lodestar_stop_showing_story();
DROP TRIGGER show_story ON telling_storyshown;
DROP FUNCTION lodestar_show_story();
"""
