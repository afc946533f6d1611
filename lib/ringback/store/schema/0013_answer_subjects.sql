-- Whom each kept answer names (callers, and numbers), so that what is kept about one of them is forgotten without reading
-- everything.

CREATE TABLE request_subjects (
  tenant TEXT NOT NULL,
  subject TEXT NOT NULL,
  request_id TEXT NOT NULL,
  PRIMARY KEY (tenant, subject, request_id)
) {{clustered}};
CREATE INDEX request_subjects_request ON request_subjects (tenant, request_id);
-- 0 for answers from before there were subjects, which are gone after a week.
ALTER TABLE requests ADD COLUMN has_subjects BIGINT NOT NULL DEFAULT 0;
CREATE INDEX requests_without_subjects ON requests (tenant) WHERE has_subjects = 0;
