-- The life of a lead: where it came from, when we first touched it and spoke, how far it is in its cadence.

ALTER TABLE leads ADD COLUMN campaign TEXT NOT NULL DEFAULT '';
ALTER TABLE leads ADD COLUMN source_name TEXT NOT NULL DEFAULT '';
ALTER TABLE leads ADD COLUMN return_reason BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leads ADD COLUMN conversation_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leads ADD COLUMN first_touch_us BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leads ADD COLUMN first_conversation_us BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leads ADD COLUMN advance_us BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leads ADD COLUMN close_us BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leads ADD COLUMN handoff_us BIGINT NOT NULL DEFAULT 0;
-- An enrolment is part of its lead; state 0: it follows no cadence.
ALTER TABLE leads ADD COLUMN enrol_state BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leads ADD COLUMN enrol_cadence TEXT NOT NULL DEFAULT '';
ALTER TABLE leads ADD COLUMN enrol_step BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leads ADD COLUMN enrol_touches BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leads ADD COLUMN enrol_retries BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leads ADD COLUMN enrol_us BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leads ADD COLUMN enrol_next_us BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leads ADD COLUMN enrol_resume_us BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leads ADD COLUMN enrol_stop_reason TEXT NOT NULL DEFAULT '';

-- What happened to leads, in order; the figures of a period are counted from here.
CREATE TABLE lead_changes (
  tenant TEXT NOT NULL,
  id BIGINT NOT NULL,
  lead BIGINT NOT NULL,
  change_us BIGINT NOT NULL,
  agent TEXT NOT NULL,
  team TEXT NOT NULL,
  from_state BIGINT NOT NULL,
  to_state BIGINT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (tenant, id)
) {{clustered}};
CREATE INDEX lead_changes_lead ON lead_changes (tenant, lead, id);
CREATE INDEX lead_changes_time ON lead_changes (tenant, change_us, id);

-- The touches of a lead, in order.
CREATE INDEX attempts_lead ON attempts (tenant, lead, start_us, id) WHERE lead <> 0;
-- What is known of the leads that were there before: outcome 5 is CONNECTED, state 3 ADVANCED, from 4 on it is closed.
UPDATE leads SET
  first_touch_us = COALESCE(
    (SELECT MIN(a.start_us) FROM attempts a WHERE a.tenant = leads.tenant AND a.lead = leads.id AND a.lead <> 0), 0),
  first_conversation_us = COALESCE(
    (SELECT MIN(a.start_us) FROM attempts a
     WHERE a.tenant = leads.tenant AND a.lead = leads.id AND a.lead <> 0 AND a.outcome = 5), 0),
  conversation_count =
    (SELECT COUNT(*) FROM attempts a
     WHERE a.tenant = leads.tenant AND a.lead = leads.id AND a.lead <> 0 AND a.outcome = 5),
  advance_us = CASE WHEN state = 3 THEN update_us ELSE 0 END,
  close_us = CASE WHEN state >= 4 THEN update_us ELSE 0 END;
-- How they came into their state was not kept: one change stands for all.
INSERT INTO lead_changes (tenant, id, lead, change_us, agent, team, from_state, to_state, reason)
  SELECT tenant, id, id, CASE WHEN state >= 3 THEN update_us ELSE create_us END, owner, '', 0, state,
    CASE WHEN state >= 4 THEN close_reason ELSE '' END
  FROM leads;

-- Which lead a call was about.
ALTER TABLE calls ADD COLUMN lead BIGINT NOT NULL DEFAULT 0;

-- Who follows leads up, and where leads and questions go; -1: not set, for 0 seconds is a length too.
ALTER TABLE tenants ADD COLUMN default_cadence TEXT NOT NULL DEFAULT '';
ALTER TABLE tenants ADD COLUMN long_conversation_seconds BIGINT NOT NULL DEFAULT -1;
ALTER TABLE tenants ADD COLUMN closers_team TEXT NOT NULL DEFAULT '';
ALTER TABLE tenants ADD COLUMN promise_grace_seconds BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tenants ADD COLUMN supervisor TEXT NOT NULL DEFAULT '';
ALTER TABLE tenants ADD COLUMN max_touches_per_day BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tenants ADD COLUMN handoff_email TEXT NOT NULL DEFAULT '';
ALTER TABLE tenants ADD COLUMN handoff_webhook TEXT NOT NULL DEFAULT '';
