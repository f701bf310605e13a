-- Visits, cases, events, outbox, access log, staff. Payloads are sealed before they come here;
-- everything in clear is an identifier, a time, a code or a hash.
-- Times: milliseconds since 1970 (UTC). Days: the number yyyymmdd.

CREATE TABLE visit_counters (
    office TEXT NOT NULL,
    day INTEGER NOT NULL,
    last_serial INTEGER NOT NULL CHECK (last_serial > 0),
    PRIMARY KEY (office, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE visits (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    office TEXT NOT NULL,
    day INTEGER NOT NULL,
    serial INTEGER NOT NULL CHECK (serial > 0),
    UNIQUE (day, office, serial)
) STRICT;

CREATE TABLE cases (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    visit_id BLOB NOT NULL REFERENCES visits (id),
    state TEXT NOT NULL,
    seq INTEGER NOT NULL CHECK (seq > 0),
    chain BLOB NOT NULL CHECK (length(chain) = 32),
    opened_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    erased_at INTEGER
) STRICT;
CREATE INDEX cases_by_visit ON cases (visit_id);
CREATE INDEX cases_by_opening ON cases (opened_at, id);
CREATE INDEX cases_by_state ON cases (state, opened_at, id);

-- A submission opens one case, however often it is read.
CREATE TABLE envelopes (
    hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    case_id BLOB NOT NULL REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

CREATE TABLE commands (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    case_id BLOB NOT NULL REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED,
    first_seq INTEGER NOT NULL,
    last_seq INTEGER NOT NULL CHECK (last_seq >= first_seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
    case_id BLOB NOT NULL REFERENCES cases (id),
    seq INTEGER NOT NULL CHECK (seq > 0),
    command_id BLOB NOT NULL REFERENCES commands (id),
    at INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    chain BLOB NOT NULL CHECK (length(chain) = 32),
    UNIQUE (case_id, seq)
) STRICT;

CREATE TABLE summaries (
    case_id BLOB NOT NULL PRIMARY KEY REFERENCES cases (id),
    sealed BLOB NOT NULL
) STRICT;

-- The payload goes when the work is done; the row stays as a witness.
CREATE TABLE outbox (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    case_id BLOB NOT NULL REFERENCES cases (id),
    kind TEXT NOT NULL,
    payload BLOB,
    at INTEGER NOT NULL,
    taken_by TEXT,
    taken_at INTEGER,
    settled_at INTEGER,
    CHECK ((payload IS NULL) = (settled_at IS NOT NULL))
) STRICT;
CREATE INDEX outbox_waiting ON outbox (kind, at, id) WHERE taken_by IS NULL;
CREATE INDEX outbox_held ON outbox (taken_at) WHERE taken_by IS NOT NULL AND settled_at IS NULL;
CREATE INDEX outbox_by_case ON outbox (case_id);

CREATE TABLE access_log (
    number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    staff TEXT NOT NULL,
    action TEXT NOT NULL,
    case_id BLOB,
    visit_id BLOB,
    purpose TEXT NOT NULL,
    place TEXT NOT NULL
) STRICT;

CREATE TABLE access_seals (
    number INTEGER NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    first_row INTEGER NOT NULL,
    last_row INTEGER NOT NULL,
    row_count INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TABLE staff (
    login TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    password TEXT NOT NULL,
    roles TEXT NOT NULL,
    office TEXT NOT NULL,
    active INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;

CREATE TABLE sessions (
    token BLOB NOT NULL PRIMARY KEY CHECK (length(token) = 32),
    staff TEXT NOT NULL REFERENCES staff (login),
    created INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_by_end ON sessions (expires);

-- What is written once stays: against slips of the program, not against an administrator (the
-- chains are for that).
CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_remain BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;
CREATE TRIGGER commands_stay BEFORE UPDATE ON commands BEGIN SELECT RAISE(ABORT, 'commands are never changed'); END;
CREATE TRIGGER commands_remain BEFORE DELETE ON commands BEGIN SELECT RAISE(ABORT, 'commands are never removed'); END;
CREATE TRIGGER access_log_stays BEFORE UPDATE ON access_log BEGIN SELECT RAISE(ABORT, 'the access log is never changed'); END;
CREATE TRIGGER access_log_remains BEFORE DELETE ON access_log BEGIN SELECT RAISE(ABORT, 'the access log is never removed'); END;
CREATE TRIGGER access_seals_stay BEFORE UPDATE ON access_seals BEGIN SELECT RAISE(ABORT, 'seals are never changed'); END;
CREATE TRIGGER access_seals_remain BEFORE DELETE ON access_seals BEGIN SELECT RAISE(ABORT, 'seals are never removed'); END;
