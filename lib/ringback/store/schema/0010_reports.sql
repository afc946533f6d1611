-- Reports: what happened in a period, in order.

CREATE INDEX attempts_time ON attempts (tenant, start_us, id);
CREATE INDEX calls_time ON calls (tenant, start_us, id);
-- Notes that stand for a conversation of their own; those of a call are found by the call.
CREATE INDEX call_notes_assessed ON call_notes (tenant, note_us, id) WHERE call = 0 AND milestone_count > 0;
CREATE INDEX due_contacts_promise ON due_contacts (tenant, promise_us, id) WHERE promise_us <> 0;
