-- What the inbox searches: the visitor's own words and the lead's names, in lower case. In a table of its own, as a search
-- reads every row of it and the bodies would be ten times as much. `search_text` is the binary's own function, as SQLite
-- lowers ASCII only.
CREATE TABLE lead_words (
    seq   INTEGER PRIMARY KEY REFERENCES leads (seq),
    words TEXT    NOT NULL
) STRICT;

INSERT INTO lead_words (seq, words) SELECT seq, search_text(body) FROM leads;
