-- What goes out by itself: webhooks with the place in the log that each has come to, and the outbox.

CREATE TABLE webhooks (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  url TEXT NOT NULL,
  secret TEXT NOT NULL,
  disabled BIGINT NOT NULL,
  type_count BIGINT NOT NULL,
  last_seq BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  create_us BIGINT NOT NULL,
  update_us BIGINT NOT NULL,
  PRIMARY KEY (tenant, id)
) {{clustered}};

CREATE TABLE webhook_event_types (
  tenant TEXT NOT NULL,
  webhook TEXT NOT NULL,
  position BIGINT NOT NULL,
  type BIGINT NOT NULL,
  PRIMARY KEY (tenant, webhook, position)
) {{clustered}};

-- Those of one place and resource go out in the order of their ids: head is 1 for the first of them that is queued, whose
-- turn it is at next_try_us. One that is being tried is claimed until then. An event (event_seq) has no body: it is made of
-- the log when it is sent.
CREATE TABLE deliveries (
  tenant TEXT NOT NULL,
  id BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  state BIGINT NOT NULL,
  channel BIGINT NOT NULL,
  webhook TEXT NOT NULL,
  place TEXT NOT NULL,
  recipient TEXT NOT NULL,
  resource TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  event_seq BIGINT NOT NULL,
  event_type BIGINT NOT NULL,
  caller BIGINT NOT NULL,
  lead BIGINT NOT NULL,
  agent TEXT NOT NULL,
  due_contact BIGINT NOT NULL,
  purpose TEXT NOT NULL,
  try_count BIGINT NOT NULL,
  head BIGINT NOT NULL,
  claimed BIGINT NOT NULL,
  next_try_us BIGINT NOT NULL,
  last_error TEXT NOT NULL,
  attempt BIGINT NOT NULL,
  create_us BIGINT NOT NULL,
  end_us BIGINT NOT NULL,
  PRIMARY KEY (tenant, id)
) {{clustered}};
CREATE INDEX deliveries_turn ON deliveries (tenant, place, next_try_us, id) WHERE state = 1 AND head = 1;
CREATE INDEX deliveries_order ON deliveries (tenant, place, resource, id) WHERE state = 1;
CREATE INDEX deliveries_state ON deliveries (tenant, state, id);
CREATE INDEX deliveries_webhook ON deliveries (tenant, webhook, id) WHERE webhook <> '';
CREATE INDEX deliveries_caller ON deliveries (tenant, caller, id) WHERE caller <> 0;
CREATE INDEX deliveries_sent ON deliveries (tenant, channel, end_us, id) WHERE state = 2 AND channel <> 0;

-- Contacts that need no agent: e-mails and letters that are no promise.
CREATE INDEX due_contacts_touches ON due_contacts (tenant, channel, due_us, id) WHERE state = 1 AND channel > 1 AND kind > 1;
