-- Cadences: planned sequences of touches. Which lead is how far in one stands with the lead.

CREATE TABLE cadences (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  display_name TEXT NOT NULL,
  max_touches BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  create_us BIGINT NOT NULL,
  update_us BIGINT NOT NULL,
  PRIMARY KEY (tenant, id)
) {{clustered}};

CREATE TABLE cadence_steps (
  tenant TEXT NOT NULL,
  cadence TEXT NOT NULL,
  position BIGINT NOT NULL,
  offset_seconds BIGINT NOT NULL,
  channel BIGINT NOT NULL,
  purpose TEXT NOT NULL,
  script TEXT NOT NULL,
  PRIMARY KEY (tenant, cadence, position)
) {{clustered}};

CREATE TABLE cadence_rules (
  tenant TEXT NOT NULL,
  cadence TEXT NOT NULL,
  position BIGINT NOT NULL,
  outcome BIGINT NOT NULL,
  action BIGINT NOT NULL,
  delay_seconds BIGINT NOT NULL,
  max_retries BIGINT NOT NULL,
  PRIMARY KEY (tenant, cadence, position)
) {{clustered}};

-- The leads that have a step to come.
CREATE INDEX leads_cadence ON leads (tenant, enrol_cadence, id) WHERE enrol_state IN (1, 2);
