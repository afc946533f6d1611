-- What a card shows of a caller stands side by side: attempts and notes in the order of caller and time. And what a caller
-- never had is not looked for.

CREATE TABLE attempts_clustered (
  tenant TEXT NOT NULL,
  id BIGINT NOT NULL,
  agent TEXT NOT NULL,
  caller BIGINT NOT NULL,
  lead BIGINT NOT NULL,
  channel BIGINT NOT NULL,
  number BIGINT NOT NULL,
  extension TEXT NOT NULL,
  caller_id BIGINT NOT NULL,
  campaign TEXT NOT NULL,
  purpose TEXT NOT NULL,
  offer_text TEXT NOT NULL,
  offer_slots BIGINT NOT NULL,
  start_us BIGINT NOT NULL,
  end_us BIGINT NOT NULL,
  outcome BIGINT NOT NULL,
  voicemail_text TEXT NOT NULL,
  returned_by BIGINT NOT NULL,
  return_us BIGINT NOT NULL,
  create_us BIGINT NOT NULL,
  PRIMARY KEY (tenant, caller, start_us, id)
) {{clustered}};
INSERT INTO attempts_clustered (tenant, id, agent, caller, lead, channel, number, extension, caller_id, campaign, purpose,
    offer_text, offer_slots, start_us, end_us, outcome, voicemail_text, returned_by, return_us, create_us)
  SELECT tenant, id, agent, caller, lead, channel, number, extension, caller_id, campaign, purpose,
    offer_text, offer_slots, start_us, end_us, outcome, voicemail_text, returned_by, return_us, create_us
  FROM attempts ORDER BY tenant, caller, start_us, id;
DROP TABLE attempts;
ALTER TABLE attempts_clustered RENAME TO attempts;
CREATE UNIQUE INDEX attempts_id ON attempts (tenant, id);
-- With the caller in it, whose attempts to a number are not theirs is seen without reading the attempts.
CREATE INDEX attempts_number ON attempts (tenant, number, start_us, id, caller) WHERE number <> 0;
CREATE INDEX attempts_caller_id ON attempts (tenant, caller_id, start_us, id) WHERE caller_id <> 0;
CREATE INDEX attempts_lead ON attempts (tenant, lead, start_us, id) WHERE lead <> 0;
CREATE INDEX attempts_returned ON attempts (tenant, returned_by) WHERE returned_by <> 0;
-- With all that a report counts, so that it does not go from caller to caller.
CREATE INDEX attempts_time ON attempts (tenant, start_us, id, agent, outcome, returned_by, campaign, lead);

CREATE TABLE call_notes_clustered (
  tenant TEXT NOT NULL,
  id BIGINT NOT NULL,
  caller BIGINT NOT NULL,
  lead BIGINT NOT NULL,
  call BIGINT NOT NULL,
  agent TEXT NOT NULL,
  body TEXT NOT NULL,
  note_us BIGINT NOT NULL,
  create_us BIGINT NOT NULL,
  need_count BIGINT NOT NULL,
  milestone_count BIGINT NOT NULL,
  PRIMARY KEY (tenant, caller, note_us, id)
) {{clustered}};
INSERT INTO call_notes_clustered (tenant, id, caller, lead, call, agent, body, note_us, create_us, need_count,
    milestone_count)
  SELECT tenant, id, caller, lead, call, agent, body, note_us, create_us, need_count, milestone_count
  FROM call_notes ORDER BY tenant, caller, note_us, id;
DROP TABLE call_notes;
ALTER TABLE call_notes_clustered RENAME TO call_notes;
CREATE UNIQUE INDEX call_notes_id ON call_notes (tenant, id);
CREATE INDEX call_notes_call ON call_notes (tenant, call, id) WHERE call <> 0;
-- Notes that stand for a conversation of their own; those of a call are found by the call.
CREATE INDEX call_notes_assessed ON call_notes (tenant, note_us, id) WHERE call = 0 AND milestone_count > 0;

ALTER TABLE callers ADD COLUMN has_leads BIGINT NOT NULL DEFAULT 0;
ALTER TABLE callers ADD COLUMN has_notes BIGINT NOT NULL DEFAULT 0;
ALTER TABLE callers ADD COLUMN has_appointments BIGINT NOT NULL DEFAULT 0;
UPDATE callers SET
  has_leads = CASE WHEN EXISTS (SELECT 1 FROM leads l WHERE l.tenant = callers.tenant AND l.caller = callers.id)
    THEN 1 ELSE 0 END,
  has_notes = CASE WHEN EXISTS (SELECT 1 FROM call_notes n WHERE n.tenant = callers.tenant AND n.caller = callers.id)
    THEN 1 ELSE 0 END,
  has_appointments =
    CASE WHEN EXISTS (SELECT 1 FROM appointments a WHERE a.tenant = callers.tenant AND a.caller = callers.id)
    THEN 1 ELSE 0 END;
