-- Scripts: what agents say and what letters say.

CREATE TABLE scripts (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  display_name TEXT NOT NULL,
  used_for BIGINT NOT NULL,
  purpose TEXT NOT NULL,
  language TEXT NOT NULL,
  confidence BIGINT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  revision BIGINT NOT NULL,
  create_us BIGINT NOT NULL,
  update_us BIGINT NOT NULL,
  PRIMARY KEY (tenant, id)
) {{clustered}};
