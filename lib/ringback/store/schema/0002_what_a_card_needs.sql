-- What a ringing phone would otherwise look up or work out: what the numbering plan says of a number that somebody has
-- ('' where it was not worked out yet), and how many rows of a record stand in other tables.

ALTER TABLE caller_phones ADD COLUMN national TEXT NOT NULL DEFAULT '';
ALTER TABLE caller_phones ADD COLUMN region TEXT NOT NULL DEFAULT '';
ALTER TABLE caller_phones ADD COLUMN line_type BIGINT NOT NULL DEFAULT 0;

ALTER TABLE callers ADD COLUMN phone_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE callers ADD COLUMN email_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE callers ADD COLUMN external_id_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE callers ADD COLUMN annotation_count BIGINT NOT NULL DEFAULT 0;
UPDATE callers SET
  phone_count = (SELECT COUNT(*) FROM caller_phones p WHERE p.tenant = callers.tenant AND p.caller = callers.id),
  email_count = (SELECT COUNT(*) FROM caller_emails e WHERE e.tenant = callers.tenant AND e.caller = callers.id),
  external_id_count =
    (SELECT COUNT(*) FROM caller_external_ids x WHERE x.tenant = callers.tenant AND x.caller = callers.id),
  annotation_count =
    (SELECT COUNT(*) FROM caller_annotations a WHERE a.tenant = callers.tenant AND a.caller = callers.id);

ALTER TABLE leads ADD COLUMN milestone_count BIGINT NOT NULL DEFAULT 0;
UPDATE leads SET milestone_count =
  (SELECT COUNT(*) FROM lead_milestones m WHERE m.tenant = leads.tenant AND m.lead = leads.id);

ALTER TABLE call_notes ADD COLUMN need_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE call_notes ADD COLUMN milestone_count BIGINT NOT NULL DEFAULT 0;
UPDATE call_notes SET
  need_count = (SELECT COUNT(*) FROM call_note_needs n WHERE n.tenant = call_notes.tenant AND n.note = call_notes.id),
  milestone_count =
    (SELECT COUNT(*) FROM call_note_milestones m WHERE m.tenant = call_notes.tenant AND m.note = call_notes.id);

-- With the caller in it, whose attempts to a number are not theirs is seen without reading the attempts.
DROP INDEX attempts_number;
CREATE INDEX attempts_number ON attempts (tenant, number, start_us, id, caller) WHERE number <> 0;
