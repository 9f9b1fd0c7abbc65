-- One row for one lead. `body` is the truth: the text as the browser sent it. The columns after it are copied from it
-- so that lists need not decode, and so that a person with a SQLite shell sees something.
CREATE TABLE leads (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT, -- order of arrival, and the paging cursor
    id          TEXT    NOT NULL UNIQUE,           -- the lead's UUID, lower case
    received_at INTEGER NOT NULL,                  -- milliseconds since 1970-01-01T00:00:00Z
    body        TEXT    NOT NULL,
    occurred_at TEXT    NOT NULL,                  -- by the visitor's clock, RFC 3339
    site        TEXT    NOT NULL,
    campaign    TEXT    NOT NULL,
    page        TEXT    NOT NULL,                  -- URL
    name        TEXT,
    email       TEXT,
    company     TEXT,
    band        TEXT    NOT NULL,
    grade       TEXT    NOT NULL,
    stage       TEXT    NOT NULL,
    interest    INTEGER NOT NULL,
    fit         INTEGER NOT NULL
) STRICT;

-- What /healthz writes to learn whether the database can be written.
CREATE TABLE health (
    only_row   INTEGER PRIMARY KEY CHECK (only_row = 1),
    checked_at INTEGER NOT NULL
) STRICT;
