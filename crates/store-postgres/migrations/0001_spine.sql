-- Visits, cases, events, outbox, access log, staff. Payloads are sealed before they come here;
-- everything in clear is an identifier, a time, a code or a hash.
-- Times: milliseconds since 1970 (UTC). Days: the number yyyymmdd.

CREATE TABLE visit_counters (
    office TEXT NOT NULL,
    day BIGINT NOT NULL,
    last_serial BIGINT NOT NULL CHECK (last_serial >= 0),
    PRIMARY KEY (office, day)
);

CREATE TABLE visits (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    office TEXT NOT NULL,
    day BIGINT NOT NULL,
    serial BIGINT NOT NULL CHECK (serial > 0),
    UNIQUE (day, office, serial)
);

CREATE TABLE cases (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    visit_id BYTEA NOT NULL REFERENCES visits (id),
    state TEXT NOT NULL,
    seq BIGINT NOT NULL CHECK (seq > 0),
    chain BYTEA NOT NULL CHECK (length(chain) = 32),
    opened_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    erased_at BIGINT
);
CREATE INDEX cases_by_visit ON cases (visit_id);
CREATE INDEX cases_by_opening ON cases (opened_at, id);
CREATE INDEX cases_by_state ON cases (state, opened_at, id);

-- A submission opens one case, however often it is read.
CREATE TABLE envelopes (
    hash BYTEA NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    case_id BYTEA NOT NULL REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE commands (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    case_id BYTEA NOT NULL REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED,
    first_seq BIGINT NOT NULL,
    last_seq BIGINT NOT NULL CHECK (last_seq >= first_seq)
);

CREATE TABLE events (
    case_id BYTEA NOT NULL REFERENCES cases (id),
    seq BIGINT NOT NULL CHECK (seq > 0),
    command_id BYTEA NOT NULL REFERENCES commands (id),
    at BIGINT NOT NULL,
    sealed BYTEA NOT NULL,
    chain BYTEA NOT NULL CHECK (length(chain) = 32),
    PRIMARY KEY (case_id, seq)
);

CREATE TABLE summaries (
    case_id BYTEA NOT NULL PRIMARY KEY REFERENCES cases (id),
    sealed BYTEA NOT NULL
);

-- The payload goes when the work is done; the row stays as a witness.
CREATE TABLE outbox (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    case_id BYTEA NOT NULL REFERENCES cases (id),
    kind TEXT NOT NULL,
    payload BYTEA,
    at BIGINT NOT NULL,
    taken_by TEXT,
    taken_at BIGINT,
    settled_at BIGINT,
    CHECK ((payload IS NULL) = (settled_at IS NOT NULL))
);
CREATE INDEX outbox_waiting ON outbox (kind, at, id) WHERE taken_by IS NULL;
CREATE INDEX outbox_held ON outbox (taken_at) WHERE taken_by IS NOT NULL AND settled_at IS NULL;
CREATE INDEX outbox_by_case ON outbox (case_id);

-- Sealed or random: compressing them again only costs time.
ALTER TABLE events ALTER COLUMN sealed SET STORAGE EXTERNAL;
ALTER TABLE summaries ALTER COLUMN sealed SET STORAGE EXTERNAL;
ALTER TABLE outbox ALTER COLUMN payload SET STORAGE EXTERNAL;

CREATE TABLE access_log (
    number BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at BIGINT NOT NULL,
    staff TEXT NOT NULL,
    action TEXT NOT NULL,
    case_id BYTEA,
    visit_id BYTEA,
    purpose TEXT NOT NULL,
    place TEXT NOT NULL
);

CREATE TABLE access_seals (
    number BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    first_row BIGINT NOT NULL,
    last_row BIGINT NOT NULL,
    row_count BIGINT NOT NULL,
    hash BYTEA NOT NULL CHECK (length(hash) = 32)
);

CREATE TABLE staff (
    login TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    password TEXT NOT NULL,
    roles TEXT NOT NULL,
    office TEXT NOT NULL,
    active BOOLEAN NOT NULL
);

CREATE TABLE sessions (
    token BYTEA NOT NULL PRIMARY KEY CHECK (length(token) = 32),
    staff TEXT NOT NULL REFERENCES staff (login),
    created BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    expires BIGINT NOT NULL
);
CREATE INDEX sessions_by_end ON sessions (expires);

-- What is written once stays: against slips of the program, not against an administrator (the
-- chains are for that).
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME; END $$;
CREATE TRIGGER events_stay BEFORE UPDATE OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER commands_stay BEFORE UPDATE OR DELETE ON commands FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER access_log_stays BEFORE UPDATE OR DELETE ON access_log FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER access_seals_stay BEFORE UPDATE OR DELETE ON access_seals FOR EACH ROW EXECUTE FUNCTION refuse_change();
