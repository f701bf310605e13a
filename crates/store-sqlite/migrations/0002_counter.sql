-- What the counter needs beside its cases: tablets, wrong passwords, lists of what changed.

CREATE INDEX cases_by_change ON cases (changed_at);

-- A tablet waits with a code until it is given to a terminal, which has one tablet only.
CREATE TABLE tablets (
    token BLOB NOT NULL PRIMARY KEY CHECK (length(token) = 32),
    code INTEGER UNIQUE CHECK (code BETWEEN 0 AND 999999),
    made INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    terminal TEXT UNIQUE,
    office TEXT,
    paired_at INTEGER,
    case_id BLOB REFERENCES cases (id),
    shown_event INTEGER CHECK (shown_event > 0),
    shown_at INTEGER,
    CHECK ((code IS NULL) = (terminal IS NOT NULL)),
    CHECK ((terminal IS NULL) = (paired_at IS NULL)),
    CHECK ((case_id IS NULL) = (shown_event IS NULL) AND (case_id IS NULL) = (shown_at IS NULL)),
    CHECK (terminal IS NOT NULL OR case_id IS NULL)
) STRICT;
CREATE INDEX tablets_by_case ON tablets (case_id) WHERE case_id IS NOT NULL;

-- The failures of the last quarter of an hour, and the waits that followed.
CREATE TABLE sign_in_failures (
    number INTEGER NOT NULL PRIMARY KEY,
    login TEXT NOT NULL,
    place TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_in_failures_by_login ON sign_in_failures (login, at);
CREATE INDEX sign_in_failures_by_place ON sign_in_failures (place, at);
CREATE INDEX sign_in_failures_by_time ON sign_in_failures (at);

CREATE TABLE sign_in_waits (
    counted TEXT NOT NULL CHECK (counted IN ('login', 'place')),
    name TEXT NOT NULL,
    step INTEGER NOT NULL CHECK (step > 0),
    until INTEGER NOT NULL,
    PRIMARY KEY (counted, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_waits_by_end ON sign_in_waits (until);

-- Shutting a person out ends that person's sessions.
CREATE INDEX sessions_by_staff ON sessions (staff);
