-- Every primary key and index starts with the tenant, so that the schema shards by tenant; the one exception routes an
-- inbound call to its tenant. Times are microseconds since 1970, UTC; numbers are E.164 digits; 0 and '' mean not set.

CREATE TABLE tenants (
  id TEXT PRIMARY KEY,
  display_name TEXT NOT NULL,
  default_region TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  callback_window_seconds BIGINT NOT NULL,
  retention_seconds BIGINT NOT NULL,
  website TEXT NOT NULL,
  language TEXT NOT NULL,
  revision BIGINT NOT NULL,
  create_us BIGINT NOT NULL,
  update_us BIGINT NOT NULL
) {{clustered}};

-- The tenant's own lines (kind 1) and the numbers it shows on outbound calls (kind 2).
CREATE TABLE tenant_numbers (
  tenant TEXT NOT NULL,
  kind BIGINT NOT NULL,
  position BIGINT NOT NULL,
  number BIGINT NOT NULL,
  PRIMARY KEY (tenant, kind, position)
) {{clustered}};
CREATE INDEX tenant_numbers_route ON tenant_numbers (number, tenant);

CREATE TABLE tenant_calling_hours (
  tenant TEXT NOT NULL,
  position BIGINT NOT NULL,
  iso_weekday BIGINT NOT NULL,
  start_minute BIGINT NOT NULL,
  end_minute BIGINT NOT NULL,
  PRIMARY KEY (tenant, position)
) {{clustered}};

CREATE TABLE agents (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  display_name TEXT NOT NULL,
  team TEXT NOT NULL,
  extension TEXT NOT NULL,
  email TEXT NOT NULL,
  presence BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  create_us BIGINT NOT NULL,
  update_us BIGINT NOT NULL,
  PRIMARY KEY (tenant, id)
) {{clustered}};

CREATE TABLE callers (
  tenant TEXT NOT NULL,
  id BIGINT NOT NULL,
  honorific TEXT NOT NULL,
  given_name TEXT NOT NULL,
  family_name TEXT NOT NULL,
  display_name TEXT NOT NULL,
  company TEXT NOT NULL,
  company_key TEXT NOT NULL,
  household TEXT NOT NULL,
  household_key TEXT NOT NULL,
  service_address TEXT NOT NULL,
  language TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  revision BIGINT NOT NULL,
  create_us BIGINT NOT NULL,
  update_us BIGINT NOT NULL,
  PRIMARY KEY (tenant, id)
) {{clustered}};
CREATE INDEX callers_company ON callers (tenant, company_key, id) WHERE company_key <> '';
CREATE INDEX callers_household ON callers (tenant, household_key, id) WHERE household_key <> '';

-- In the order in which a ringing phone asks: by number.
CREATE TABLE caller_phones (
  tenant TEXT NOT NULL,
  number BIGINT NOT NULL,
  caller BIGINT NOT NULL,
  position BIGINT NOT NULL,
  extension TEXT NOT NULL,
  label TEXT NOT NULL,
  raw_input TEXT NOT NULL,
  is_primary BIGINT NOT NULL,
  do_not_call BIGINT NOT NULL,
  PRIMARY KEY (tenant, number, caller, position)
) {{clustered}};
CREATE INDEX caller_phones_caller ON caller_phones (tenant, caller, position);

CREATE TABLE caller_emails (
  tenant TEXT NOT NULL,
  caller BIGINT NOT NULL,
  position BIGINT NOT NULL,
  email TEXT NOT NULL,
  PRIMARY KEY (tenant, caller, position)
) {{clustered}};

CREATE TABLE caller_external_ids (
  tenant TEXT NOT NULL,
  caller BIGINT NOT NULL,
  position BIGINT NOT NULL,
  system TEXT NOT NULL,
  external_id TEXT NOT NULL,
  url TEXT NOT NULL,
  PRIMARY KEY (tenant, caller, position)
) {{clustered}};
CREATE UNIQUE INDEX caller_external_ids_id ON caller_external_ids (tenant, system, external_id);

CREATE TABLE caller_annotations (
  tenant TEXT NOT NULL,
  caller BIGINT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (tenant, caller, name)
) {{clustered}};

-- Names, company, addresses and numbers folded into one text, for SearchCallers.
CREATE TABLE caller_search (
  tenant TEXT NOT NULL,
  caller BIGINT NOT NULL,
  words TEXT NOT NULL,
  PRIMARY KEY (tenant, caller)
) {{clustered}};

CREATE TABLE leads (
  tenant TEXT NOT NULL,
  id BIGINT NOT NULL,
  caller BIGINT NOT NULL,
  interest TEXT NOT NULL,
  source BIGINT NOT NULL,
  state BIGINT NOT NULL,
  owner TEXT NOT NULL,
  team TEXT NOT NULL,
  next_contact_us BIGINT NOT NULL,
  next_contact_channel BIGINT NOT NULL,
  next_contact_reason TEXT NOT NULL,
  cadence TEXT NOT NULL,
  touch_count BIGINT NOT NULL,
  close_reason TEXT NOT NULL,
  value BIGINT NOT NULL,
  currency TEXT NOT NULL,
  revision BIGINT NOT NULL,
  create_us BIGINT NOT NULL,
  update_us BIGINT NOT NULL,
  PRIMARY KEY (tenant, id)
) {{clustered}};
CREATE INDEX leads_caller ON leads (tenant, caller, id);

CREATE TABLE lead_milestones (
  tenant TEXT NOT NULL,
  lead BIGINT NOT NULL,
  milestone BIGINT NOT NULL,
  PRIMARY KEY (tenant, lead, milestone)
) {{clustered}};

CREATE TABLE call_notes (
  tenant TEXT NOT NULL,
  id BIGINT NOT NULL,
  caller BIGINT NOT NULL,
  lead BIGINT NOT NULL,
  call BIGINT NOT NULL,
  agent TEXT NOT NULL,
  body TEXT NOT NULL,
  note_us BIGINT NOT NULL,
  create_us BIGINT NOT NULL,
  PRIMARY KEY (tenant, id)
) {{clustered}};
CREATE INDEX call_notes_caller ON call_notes (tenant, caller, note_us, id);
CREATE INDEX call_notes_call ON call_notes (tenant, call, id) WHERE call <> 0;

CREATE TABLE call_note_needs (
  tenant TEXT NOT NULL,
  note BIGINT NOT NULL,
  stated BIGINT NOT NULL,
  position BIGINT NOT NULL,
  need TEXT NOT NULL,
  PRIMARY KEY (tenant, note, stated, position)
) {{clustered}};

CREATE TABLE call_note_milestones (
  tenant TEXT NOT NULL,
  note BIGINT NOT NULL,
  milestone BIGINT NOT NULL,
  PRIMARY KEY (tenant, note, milestone)
) {{clustered}};

CREATE TABLE attempts (
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
  PRIMARY KEY (tenant, id)
) {{clustered}};
CREATE INDEX attempts_caller ON attempts (tenant, caller, start_us, id) WHERE caller <> 0;
CREATE INDEX attempts_number ON attempts (tenant, number, start_us, id) WHERE number <> 0;
CREATE INDEX attempts_caller_id ON attempts (tenant, caller_id, start_us, id) WHERE caller_id <> 0;
CREATE INDEX attempts_returned ON attempts (tenant, returned_by) WHERE returned_by <> 0;

CREATE TABLE attempt_slots (
  tenant TEXT NOT NULL,
  attempt BIGINT NOT NULL,
  position BIGINT NOT NULL,
  start_us BIGINT NOT NULL,
  end_us BIGINT NOT NULL,
  PRIMARY KEY (tenant, attempt, position)
) {{clustered}};

CREATE TABLE calls (
  tenant TEXT NOT NULL,
  id BIGINT NOT NULL,
  ani TEXT NOT NULL,
  ani_number BIGINT NOT NULL,
  dnis TEXT NOT NULL,
  dnis_number BIGINT NOT NULL,
  sip_call_id TEXT NOT NULL,
  agent TEXT NOT NULL,
  verification BIGINT NOT NULL,
  start_us BIGINT NOT NULL,
  answer_us BIGINT NOT NULL,
  end_us BIGINT NOT NULL,
  caller BIGINT NOT NULL,
  identification BIGINT NOT NULL,
  identified_by TEXT NOT NULL,
  returned_attempt BIGINT NOT NULL,
  outcome BIGINT NOT NULL,
  create_us BIGINT NOT NULL,
  PRIMARY KEY (tenant, id)
) {{clustered}};
CREATE INDEX calls_caller ON calls (tenant, caller, id) WHERE caller <> 0;
CREATE INDEX calls_ani ON calls (tenant, ani_number, id) WHERE ani_number <> 0;

-- What agents said about (number, caller): the newest word counts.
CREATE TABLE identity_verdicts (
  tenant TEXT NOT NULL,
  number BIGINT NOT NULL,
  caller BIGINT NOT NULL,
  verdict BIGINT NOT NULL,
  agent TEXT NOT NULL,
  call BIGINT NOT NULL,
  verdict_us BIGINT NOT NULL,
  PRIMARY KEY (tenant, number, caller)
) {{clustered}};
CREATE INDEX identity_verdicts_caller ON identity_verdicts (tenant, caller, number);

-- The log; seq counts from 1 in each tenant without a gap, in the order of the commits.
CREATE TABLE event_counters (
  tenant TEXT PRIMARY KEY,
  last_seq BIGINT NOT NULL
) {{clustered}};
CREATE TABLE events (
  tenant TEXT NOT NULL,
  seq BIGINT NOT NULL,
  type BIGINT NOT NULL,
  event_us BIGINT NOT NULL,
  agent TEXT NOT NULL,
  resource TEXT NOT NULL,
  PRIMARY KEY (tenant, seq)
) {{clustered}};

-- The first answer to each request_id, given again when the request is repeated (AIP-155).
CREATE TABLE requests (
  tenant TEXT NOT NULL,
  request_id TEXT NOT NULL,
  method TEXT NOT NULL,
  fingerprint BIGINT NOT NULL,
  response {{bytes}} NOT NULL,
  create_us BIGINT NOT NULL,
  PRIMARY KEY (tenant, request_id)
) {{clustered}};
CREATE INDEX requests_age ON requests (tenant, create_us);
