-- Numbers on which somebody asked not to be rung, whoever has them now or will have them.

CREATE TABLE do_not_call_numbers (
  tenant TEXT NOT NULL,
  number BIGINT NOT NULL,
  asked_us BIGINT NOT NULL,
  PRIMARY KEY (tenant, number)
) {{clustered}};
-- Outcome 9 is DO_NOT_CALL. Where a caller has the number without the mark, it was taken back since.
INSERT INTO do_not_call_numbers (tenant, number, asked_us)
  SELECT a.tenant, a.number, MAX(a.start_us) FROM attempts a
  WHERE a.outcome = 9 AND a.number <> 0 AND NOT EXISTS (SELECT 1 FROM caller_phones p
    WHERE p.tenant = a.tenant AND p.number = a.number AND p.do_not_call = 0)
  GROUP BY a.tenant, a.number;
