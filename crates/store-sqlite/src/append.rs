//! Keeping one command's outcome.

use kakanai_store::chain::ChainHash;
use kakanai_store::rows::{CommandRecord, EndRecord, number, visit_number};
use kakanai_store::{
    Append, Appended, BoxFuture, CaseChange, CaseId, Change, CommandId, EnvelopeHash, OpenCase, OutboxEntry,
    Result, StoreError, StoredEvent, VisitNumber,
};
use sqlx::SqliteConnection;

use crate::access::insert_access;
use crate::cases::case_by_envelope;
use crate::writer::Write;
use crate::{counts, failed};

impl Write for Append {
    type Answer = Appended;

    fn run<'c>(&'c self, db: &'c mut SqliteConnection) -> BoxFuture<'c, Result<Appended>> {
        Box::pin(append(db, self))
    }

    fn changes(&self, answer: &Appended) -> Vec<Change> {
        let change = Change::Case(CaseChange { case: answer.case, seq: answer.last });
        if answer.repeated { Vec::new() } else { vec![change] }
    }
}

async fn append(db: &mut SqliteConnection, append: &Append) -> Result<Appended> {
    append.check()?;
    if let Some(first_answer) = command(db, append.command).await? {
        return Ok(first_answer);
    }
    let (link, visit) = match (end(db, append.case).await?, &append.open) {
        (Some(end), _) => end.continue_from(append.case, append.expected)?,
        (None, Some(open)) => (ChainHash::before(append.case), open_visit(db, open).await?),
        (None, None) => return Err(StoreError::NoCase { case: append.case }),
    };
    let events = append.chained(link);
    insert_command(db, append).await?;
    match &append.open {
        Some(open) => insert_case(db, append, open, &events).await?,
        None => update_case(db, append, &events).await?,
    }
    for envelope in &append.envelopes {
        insert_envelope(db, *envelope, append.case).await?;
    }
    for event in &events {
        insert_event(db, append.case, event).await?;
    }
    put_summary(db, append).await?;
    for entry in &append.outbox {
        insert_outbox(db, append, entry).await?;
    }
    for count in &append.counts {
        counts::count(db, count).await?;
    }
    if let Some(access) = &append.access {
        insert_access(db, access).await?;
    }
    let (first, last) = (append.first(), append.last());
    Ok(Appended { case: append.case, repeated: false, first, last, number: visit })
}

/// The answer given when the command came first.
async fn command(db: &mut SqliteConnection, command: CommandId) -> Result<Option<Appended>> {
    let id = command.as_bytes().as_slice();
    let found = sqlx::query_as!(
        CommandRecord,
        "SELECT c.case_id, c.first_seq, c.last_seq, v.office, v.day, v.serial FROM commands c \
         JOIN cases k ON k.id = c.case_id JOIN visits v ON v.id = k.visit_id WHERE c.id = ?",
        id
    );
    let row = found.fetch_optional(db).await.map_err(failed("looking for the command"))?;
    row.map(Appended::try_from).transpose()
}

async fn end(db: &mut SqliteConnection, case: CaseId) -> Result<Option<EndRecord>> {
    let id = case.as_bytes().as_slice();
    let found = sqlx::query_as!(
        EndRecord,
        "SELECT c.seq, c.chain, c.erased_at, v.office, v.day, v.serial FROM cases c \
         JOIN visits v ON v.id = c.visit_id WHERE c.id = ?",
        id
    );
    found.fetch_optional(db).await.map_err(failed("looking for the case"))
}

/// The number of a visit, a new one where this case is its first.
async fn open_visit(db: &mut SqliteConnection, open: &OpenCase) -> Result<VisitNumber> {
    if let Some(hash) = open.envelope
        && let Some(case) = case_by_envelope(db, hash).await?
    {
        return Err(StoreError::AlreadyOpened { case });
    }
    let id = open.visit.as_bytes().as_slice();
    let known = sqlx::query!("SELECT office, day, serial FROM visits WHERE id = ?", id);
    if let Some(row) = known.fetch_optional(&mut *db).await.map_err(failed("looking for the visit"))? {
        return visit_number(&row.office, row.day, row.serial);
    }
    let (office, day) = (open.office.as_str(), i64::from(open.day.yyyymmdd()));
    let serial = sqlx::query_scalar!(
        "INSERT INTO visit_counters (office, day, last_serial) VALUES (?, ?, 1) \
         ON CONFLICT (office, day) DO UPDATE SET last_serial = last_serial + 1 RETURNING last_serial",
        office,
        day
    );
    let serial = serial.fetch_one(&mut *db).await.map_err(failed("counting visits"))?;
    let insert = sqlx::query!(
        "INSERT INTO visits (id, office, day, serial) VALUES (?, ?, ?, ?)",
        id,
        office,
        day,
        serial
    );
    insert.execute(db).await.map_err(failed("keeping the visit"))?;
    visit_number(office, day, serial)
}

async fn insert_command(db: &mut SqliteConnection, append: &Append) -> Result<()> {
    let (id, case) = (append.command.as_bytes().as_slice(), append.case.as_bytes().as_slice());
    let (first, last) = (number(append.first().0)?, number(append.last().0)?);
    let insert = sqlx::query!(
        "INSERT INTO commands (id, case_id, first_seq, last_seq) VALUES (?, ?, ?, ?)",
        id,
        case,
        first,
        last
    );
    insert.execute(db).await.map(drop).map_err(failed("keeping the command"))
}

async fn insert_case(
    db: &mut SqliteConnection,
    append: &Append,
    open: &OpenCase,
    events: &[StoredEvent],
) -> Result<()> {
    let (id, visit) = (append.case.as_bytes().as_slice(), open.visit.as_bytes().as_slice());
    let (state, seq, at) = (append.state.as_str(), number(append.last().0)?, append.at.0);
    let chain = last_link(events);
    let insert = sqlx::query!(
        "INSERT INTO cases (id, visit_id, state, seq, chain, opened_at, changed_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?)",
        id,
        visit,
        state,
        seq,
        chain,
        at,
        at
    );
    insert.execute(&mut *db).await.map_err(failed("keeping the case"))?;
    match open.envelope {
        Some(envelope) => insert_envelope(db, envelope, append.case).await,
        None => Ok(()),
    }
}

/// Lets a code lead to a case, which it may do already.
async fn insert_envelope(db: &mut SqliteConnection, envelope: EnvelopeHash, case: CaseId) -> Result<()> {
    let (hash, id) = (envelope.0.as_slice(), case.as_bytes().as_slice());
    let insert = sqlx::query!(
        "INSERT INTO envelopes (hash, case_id) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING",
        hash,
        id
    );
    let inserted = insert.execute(&mut *db).await.map_err(failed("keeping the envelope"))?;
    if inserted.rows_affected() == 1 {
        return Ok(());
    }
    match case_by_envelope(db, envelope).await? {
        Some(other) if other != case => Err(StoreError::AlreadyOpened { case: other }),
        _ => Ok(()),
    }
}

async fn update_case(db: &mut SqliteConnection, append: &Append, events: &[StoredEvent]) -> Result<()> {
    let (id, seq, at) = (append.case.as_bytes().as_slice(), number(append.last().0)?, append.at.0);
    let (state, chain) = (append.state.as_str(), last_link(events));
    let update = sqlx::query!(
        "UPDATE cases SET seq = ?, chain = ?, state = ?, changed_at = ? WHERE id = ?",
        seq,
        chain,
        state,
        at,
        id
    );
    update.execute(db).await.map(drop).map_err(failed("moving the case on"))
}

fn last_link(events: &[StoredEvent]) -> &[u8] {
    events.last().map_or(&[], |event| event.chain.0.as_slice())
}

async fn insert_event(db: &mut SqliteConnection, case: CaseId, event: &StoredEvent) -> Result<()> {
    let (case, command) = (case.as_bytes().as_slice(), event.command.as_bytes().as_slice());
    let (seq, at) = (number(event.seq.0)?, event.at.0);
    let (sealed, chain) = (event.sealed.as_bytes(), event.chain.0.as_slice());
    let insert = sqlx::query!(
        "INSERT INTO events (case_id, seq, command_id, at, sealed, chain) VALUES (?, ?, ?, ?, ?, ?)",
        case,
        seq,
        command,
        at,
        sealed,
        chain
    );
    insert.execute(db).await.map(drop).map_err(failed("keeping an event"))
}

async fn put_summary(db: &mut SqliteConnection, append: &Append) -> Result<()> {
    let (case, sealed) = (append.case.as_bytes().as_slice(), append.summary.as_bytes());
    let upsert = sqlx::query!(
        "INSERT INTO summaries (case_id, sealed) VALUES (?, ?) \
         ON CONFLICT (case_id) DO UPDATE SET sealed = excluded.sealed",
        case,
        sealed
    );
    upsert.execute(db).await.map(drop).map_err(failed("keeping the summary"))
}

async fn insert_outbox(db: &mut SqliteConnection, append: &Append, entry: &OutboxEntry) -> Result<()> {
    let (id, case) = (entry.id.0.as_slice(), append.case.as_bytes().as_slice());
    let (kind, payload, at) = (entry.kind.as_str(), entry.payload.as_bytes(), append.at.0);
    let insert = sqlx::query!(
        "INSERT INTO outbox (id, case_id, kind, payload, at) VALUES (?, ?, ?, ?, ?)",
        id,
        case,
        kind,
        payload,
        at
    );
    insert.execute(db).await.map(drop).map_err(failed("keeping outbox work"))
}
