-- What can be booked, when it is at work, and what was booked. Spans end before their end.

CREATE TABLE bookable_resources (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  display_name TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  slot_seconds BIGINT NOT NULL,
  travel_seconds BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  create_us BIGINT NOT NULL,
  update_us BIGINT NOT NULL,
  PRIMARY KEY (tenant, id)
) {{clustered}};

CREATE TABLE bookable_hours (
  tenant TEXT NOT NULL,
  resource TEXT NOT NULL,
  position BIGINT NOT NULL,
  iso_weekday BIGINT NOT NULL,
  start_minute BIGINT NOT NULL,
  end_minute BIGINT NOT NULL,
  PRIMARY KEY (tenant, resource, position)
) {{clustered}};

CREATE TABLE appointments (
  tenant TEXT NOT NULL,
  id BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  caller BIGINT NOT NULL,
  lead BIGINT NOT NULL,
  resource TEXT NOT NULL,
  start_us BIGINT NOT NULL,
  end_us BIGINT NOT NULL,
  address TEXT NOT NULL,
  description TEXT NOT NULL,
  agent TEXT NOT NULL,
  state BIGINT NOT NULL,
  cancel_reason TEXT NOT NULL,
  sequence BIGINT NOT NULL,
  create_us BIGINT NOT NULL,
  update_us BIGINT NOT NULL,
  PRIMARY KEY (tenant, id)
) {{clustered}};
-- No appointment is longer than a day, so that what overlaps a span begins in a short range before its end.
CREATE INDEX appointments_resource ON appointments (tenant, resource, start_us, end_us, id) WHERE state = 1;
CREATE INDEX appointments_caller ON appointments (tenant, caller, start_us, id);
CREATE INDEX appointments_start ON appointments (tenant, start_us, id);
