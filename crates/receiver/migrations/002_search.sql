-- What the inbox searches: the visitor's own words and the lead's names, in lower case. `search_text` is the binary's own
-- function, as SQLite lowers ASCII only.
ALTER TABLE leads ADD COLUMN search TEXT NOT NULL DEFAULT '';
UPDATE leads SET search = search_text(body);
