-- Due contacts: the queue of those who are to be contacted. States 1 (waiting) and 2 (leased) are not over.
CREATE TABLE due_contacts (
  tenant TEXT NOT NULL,
  id BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  state BIGINT NOT NULL,
  lead BIGINT NOT NULL,
  caller BIGINT NOT NULL,
  channel BIGINT NOT NULL,
  number BIGINT NOT NULL,
  extension TEXT NOT NULL,
  purpose TEXT NOT NULL,
  script TEXT NOT NULL,
  due_us BIGINT NOT NULL,
  -- Not before this time whatever the lead says: an agent gave it back until then.
  not_before_us BIGINT NOT NULL,
  promise_us BIGINT NOT NULL,
  agent TEXT NOT NULL,
  team TEXT NOT NULL,
  -- Who may take it: 'a/' and its agent, else 't/' and its team.
  queue TEXT NOT NULL,
  -- The callee's time zone; '' when calling hours do not count for its channel.
  zone TEXT NOT NULL,
  step BIGINT NOT NULL,
  lease_agent TEXT NOT NULL,
  lease_end_us BIGINT NOT NULL,
  lease_count BIGINT NOT NULL,
  -- When the clock has to tell of a promise next: that it is due, that it is late. 0: nothing is left to tell.
  tell_us BIGINT NOT NULL,
  told_due BIGINT NOT NULL,
  late BIGINT NOT NULL,
  attempt BIGINT NOT NULL,
  end_us BIGINT NOT NULL,
  create_us BIGINT NOT NULL,
  PRIMARY KEY (tenant, id)
) {{clustered}};

-- A lead has at most one that is not over.
CREATE UNIQUE INDEX due_contacts_open ON due_contacts (tenant, lead) WHERE state < 3;
CREATE INDEX due_contacts_lead ON due_contacts (tenant, lead, id);
-- The heads of the queues: what is due first in each kind, channel and time zone.
CREATE INDEX due_contacts_queue ON due_contacts (tenant, queue, kind, channel, zone, due_us, lead) WHERE state = 1;
-- The same for an agent's promises, which are their team's once they are late.
CREATE INDEX due_contacts_promised ON due_contacts (tenant, team, kind, channel, zone, due_us, lead)
  WHERE state = 1 AND kind = 1 AND agent <> '';
CREATE INDEX due_contacts_leased ON due_contacts (tenant, lease_end_us, id) WHERE state = 2;
CREATE INDEX due_contacts_order ON due_contacts (tenant, kind, due_us, lead) WHERE state < 3;
CREATE INDEX due_contacts_told ON due_contacts (tenant, tell_us, id) WHERE tell_us > 0;
