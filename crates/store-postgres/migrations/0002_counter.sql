-- What the counter needs beside its cases: tablets, wrong passwords, lists of what changed.

CREATE INDEX cases_by_change ON cases (changed_at);

-- A tablet waits with a code until it is given to a terminal, which has one tablet only.
CREATE TABLE tablets (
    token BYTEA NOT NULL PRIMARY KEY CHECK (length(token) = 32),
    code BIGINT UNIQUE CHECK (code BETWEEN 0 AND 999999),
    made BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    terminal TEXT UNIQUE,
    office TEXT,
    paired_at BIGINT,
    case_id BYTEA REFERENCES cases (id),
    shown_event BIGINT CHECK (shown_event > 0),
    shown_at BIGINT,
    CHECK ((code IS NULL) = (terminal IS NOT NULL)),
    CHECK ((terminal IS NULL) = (paired_at IS NULL)),
    CHECK ((case_id IS NULL) = (shown_event IS NULL) AND (case_id IS NULL) = (shown_at IS NULL)),
    CHECK (terminal IS NOT NULL OR case_id IS NULL)
);
CREATE INDEX tablets_by_case ON tablets (case_id) WHERE case_id IS NOT NULL;

-- The failures of the last quarter of an hour, and the waits that followed.
CREATE TABLE sign_in_failures (
    number BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    login TEXT NOT NULL,
    place TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX sign_in_failures_by_login ON sign_in_failures (login, at);
CREATE INDEX sign_in_failures_by_place ON sign_in_failures (place, at);
CREATE INDEX sign_in_failures_by_time ON sign_in_failures (at);

CREATE TABLE sign_in_waits (
    counted TEXT NOT NULL CHECK (counted IN ('login', 'place')),
    name TEXT NOT NULL,
    step BIGINT NOT NULL CHECK (step > 0),
    until BIGINT NOT NULL,
    PRIMARY KEY (counted, name)
);
CREATE INDEX sign_in_waits_by_end ON sign_in_waits (until);

-- Shutting a person out ends that person's sessions.
CREATE INDEX sessions_by_staff ON sessions (staff);
