-- What SQLite's planner is to believe of the sizes, in the place of ANALYZE: a young file would mislead it, and so would a
-- file in which one tenant has nearly everything. The plans stay the same for the life of a file.
-- Numbers: rows of the index, then rows that share its first column, its first two, …
-- Makes sqlite_stat1 when it is not there.
ANALYZE schema_migrations;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('agents', 'agents', '1000 10 1'),
  ('callers', 'callers', '1000000 10000 1'),
  ('callers', 'callers_company', '500000 5000 5 1'),
  ('callers', 'callers_household', '500000 5000 3 1'),
  ('caller_phones', 'caller_phones', '2000000 20000 1 1 1'),
  ('caller_phones', 'caller_phones_caller', '2000000 20000 2 1'),
  ('caller_emails', 'caller_emails', '1000000 10000 1 1'),
  ('caller_external_ids', 'caller_external_ids', '1000000 10000 1 1'),
  ('caller_external_ids', 'caller_external_ids_id', '1000000 10000 5000 1'),
  ('caller_annotations', 'caller_annotations', '1000000 10000 2 1'),
  ('caller_search', 'caller_search', '1000000 10000 1'),
  ('leads', 'leads', '1000000 10000 1'),
  ('leads', 'leads_caller', '1000000 10000 2 1'),
  ('lead_milestones', 'lead_milestones', '1000000 10000 2 1'),
  ('lead_changes', 'lead_changes', '3000000 30000 1'),
  ('lead_changes', 'lead_changes_lead', '3000000 30000 3 1'),
  ('lead_changes', 'lead_changes_time', '3000000 30000 1 1'),
  ('call_notes', 'call_notes', '1000000 10000 1'),
  ('call_notes', 'call_notes_caller', '1000000 10000 3 1 1'),
  ('call_notes', 'call_notes_call', '1000000 10000 2 1'),
  ('call_note_needs', 'call_note_needs', '1000000 10000 2 1 1'),
  ('call_note_milestones', 'call_note_milestones', '1000000 10000 2 1'),
  ('attempts', 'attempts', '10000000 100000 1'),
  ('attempts', 'attempts_caller', '10000000 100000 10 1 1'),
  ('attempts', 'attempts_number', '10000000 100000 8 1 1 1'),
  ('attempts', 'attempts_caller_id', '10000000 100000 1000 1 1'),
  ('attempts', 'attempts_lead', '5000000 50000 5 1 1'),
  ('attempts', 'attempts_returned', '2000000 20000 1'),
  ('attempt_slots', 'attempt_slots', '2000000 20000 2 1'),
  ('calls', 'calls', '5000000 50000 1'),
  ('calls', 'calls_caller', '5000000 50000 5 1'),
  ('calls', 'calls_ani', '5000000 50000 5 1'),
  ('identity_verdicts', 'identity_verdicts', '1000000 10000 1 1'),
  ('identity_verdicts', 'identity_verdicts_caller', '1000000 10000 1 1'),
  ('events', 'events', '20000000 200000 1'),
  ('requests', 'requests', '1000000 10000 1'),
  ('requests', 'requests_age', '1000000 10000 1');
ANALYZE sqlite_schema;
