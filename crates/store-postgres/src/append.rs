//! Keeping one command's outcome.

use kakanai_store::chain::ChainHash;
use kakanai_store::rows::{CommandRecord, EndRecord, number, visit_number};
use kakanai_store::{
    Append, Appended, CaseChange, CaseId, Change, CommandId, EnvelopeHash, OpenCase, OutboxEntry, Result,
    StoreError, StoredEvent, VisitId, VisitNumber,
};
use sqlx::PgConnection;

use crate::access::insert_access;
use crate::cases::case_by_envelope;
use crate::listen::notify;
use crate::{counts, failed};

/// Keeps one command's outcome in the transaction given; the caller commits unless it was repeated.
///
/// Locks are always taken in the same order: command, case, envelope, counter, printed codes, counts. Of two that want the
/// same the second waits for the end of the first and then sees what it did.
pub(crate) async fn append(db: &mut PgConnection, append: &Append) -> Result<Appended> {
    append.check()?;
    if !insert_command(db, append).await? {
        return command(db, append.command).await;
    }
    let (link, visit) = match (end(db, append.case).await?, &append.open) {
        (Some(end), _) => end.continue_from(append.case, append.expected)?,
        (None, Some(open)) => {
            if let Some(hash) = open.envelope {
                insert_envelope(db, hash, append.case).await?;
            }
            (ChainHash::before(append.case), open_visit(db, open).await?)
        }
        (None, None) => return Err(StoreError::NoCase { case: append.case }),
    };
    for envelope in &append.envelopes {
        insert_envelope(db, *envelope, append.case).await?;
    }
    let events = append.chained(link);
    match &append.open {
        Some(open) => insert_case(db, append, open, &events).await?,
        None => update_case(db, append, &events).await?,
    }
    for event in &events {
        insert_event(db, append.case, event).await?;
    }
    put_summary(db, append).await?;
    for entry in &append.outbox {
        insert_outbox(db, append, entry).await?;
    }
    // In one order: two that count the same things would else wait for each other.
    let mut counted: Vec<_> = append.counts.iter().collect();
    counted.sort();
    for count in counted {
        counts::count(db, count).await?;
    }
    if let Some(access) = &append.access {
        insert_access(db, access).await?;
    }
    let (first, last) = (append.first(), append.last());
    notify(db, &Change::Case(CaseChange { case: append.case, seq: last })).await?;
    Ok(Appended { case: append.case, repeated: false, first, last, number: visit })
}

/// The answer given when the command came first.
async fn command(db: &mut PgConnection, command: CommandId) -> Result<Appended> {
    let id = command.as_bytes().as_slice();
    let found = sqlx::query_as!(
        CommandRecord,
        "SELECT c.case_id, c.first_seq, c.last_seq, v.office, v.day, v.serial FROM commands c \
         JOIN cases k ON k.id = c.case_id JOIN visits v ON v.id = k.visit_id WHERE c.id = $1",
        id
    );
    found.fetch_one(db).await.map_err(failed("looking for the command"))?.try_into()
}

async fn end(db: &mut PgConnection, case: CaseId) -> Result<Option<EndRecord>> {
    let id = case.as_bytes().as_slice();
    let found = sqlx::query_as!(
        EndRecord,
        "SELECT c.seq, c.chain, c.erased_at, v.office, v.day, v.serial FROM cases c \
         JOIN visits v ON v.id = c.visit_id WHERE c.id = $1 FOR UPDATE OF c",
        id
    );
    found.fetch_optional(db).await.map_err(failed("looking for the case"))
}

/// The number of a visit, a new one where this case is its first.
async fn open_visit(db: &mut PgConnection, open: &OpenCase) -> Result<VisitNumber> {
    if let Some(known) = visit(db, open.visit).await? {
        return Ok(known);
    }
    let (office, day) = (open.office.as_str(), i64::from(open.day.yyyymmdd()));
    let counter = sqlx::query!(
        "INSERT INTO visit_counters (office, day, last_serial) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING",
        office,
        day
    );
    counter.execute(&mut *db).await.map_err(failed("counting visits"))?;
    let lock = sqlx::query!(
        "SELECT last_serial FROM visit_counters WHERE office = $1 AND day = $2 FOR UPDATE",
        office,
        day
    );
    let serial = lock.fetch_one(&mut *db).await.map_err(failed("counting visits"))?.last_serial + 1;
    // Another case of the same visit may have been faster while this one waited for the counter.
    if let Some(known) = visit(db, open.visit).await? {
        return Ok(known);
    }
    insert_visit(db, open, serial).await?;
    visit_number(office, day, serial)
}

async fn visit(db: &mut PgConnection, visit: VisitId) -> Result<Option<VisitNumber>> {
    let id = visit.as_bytes().as_slice();
    let known = sqlx::query!("SELECT office, day, serial FROM visits WHERE id = $1", id);
    let row = known.fetch_optional(db).await.map_err(failed("looking for the visit"))?;
    row.map(|row| visit_number(&row.office, row.day, row.serial)).transpose()
}

async fn insert_visit(db: &mut PgConnection, open: &OpenCase, serial: i64) -> Result<()> {
    let (id, office) = (open.visit.as_bytes().as_slice(), open.office.as_str());
    let day = i64::from(open.day.yyyymmdd());
    let count = sqlx::query!(
        "UPDATE visit_counters SET last_serial = $1 WHERE office = $2 AND day = $3",
        serial,
        office,
        day
    );
    count.execute(&mut *db).await.map_err(failed("counting visits"))?;
    let insert = sqlx::query!(
        "INSERT INTO visits (id, office, day, serial) VALUES ($1, $2, $3, $4)",
        id,
        office,
        day,
        serial
    );
    insert.execute(db).await.map(drop).map_err(failed("keeping the visit"))
}

/// Whether the command is new. Waits for one that is just being kept.
async fn insert_command(db: &mut PgConnection, append: &Append) -> Result<bool> {
    let (id, case) = (append.command.as_bytes().as_slice(), append.case.as_bytes().as_slice());
    let (first, last) = (number(append.first().0)?, number(append.last().0)?);
    let insert = sqlx::query!(
        "INSERT INTO commands (id, case_id, first_seq, last_seq) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (id) DO NOTHING",
        id,
        case,
        first,
        last
    );
    let inserted = insert.execute(db).await.map_err(failed("keeping the command"))?;
    Ok(inserted.rows_affected() == 1)
}

async fn insert_case(
    db: &mut PgConnection,
    append: &Append,
    open: &OpenCase,
    events: &[StoredEvent],
) -> Result<()> {
    let (id, visit) = (append.case.as_bytes().as_slice(), open.visit.as_bytes().as_slice());
    let (state, seq, at) = (append.state.as_str(), number(append.last().0)?, append.at.0);
    let chain = last_link(events);
    let insert = sqlx::query!(
        "INSERT INTO cases (id, visit_id, state, seq, chain, opened_at, changed_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        id,
        visit,
        state,
        seq,
        chain,
        at,
        at
    );
    insert.execute(db).await.map(drop).map_err(failed("keeping the case"))
}

/// Lets a code lead to this case, which it may do already. Waits for another case that is just being
/// given the same code.
async fn insert_envelope(db: &mut PgConnection, envelope: EnvelopeHash, case: CaseId) -> Result<()> {
    let (hash, id) = (envelope.0.as_slice(), case.as_bytes().as_slice());
    let insert = sqlx::query!(
        "INSERT INTO envelopes (hash, case_id) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING",
        hash,
        id
    );
    let inserted = insert.execute(&mut *db).await.map_err(failed("keeping the envelope"))?;
    if inserted.rows_affected() == 1 {
        return Ok(());
    }
    match case_by_envelope(db, envelope).await? {
        Some(other) if other != case => Err(StoreError::AlreadyOpened { case: other }),
        Some(_) => Ok(()),
        None => Err(StoreError::database("keeping the envelope", "it is there and is not")),
    }
}

async fn update_case(db: &mut PgConnection, append: &Append, events: &[StoredEvent]) -> Result<()> {
    let (id, seq, at) = (append.case.as_bytes().as_slice(), number(append.last().0)?, append.at.0);
    let (state, chain) = (append.state.as_str(), last_link(events));
    let update = sqlx::query!(
        "UPDATE cases SET seq = $1, chain = $2, state = $3, changed_at = $4 WHERE id = $5",
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

async fn insert_event(db: &mut PgConnection, case: CaseId, event: &StoredEvent) -> Result<()> {
    let (case, command) = (case.as_bytes().as_slice(), event.command.as_bytes().as_slice());
    let (seq, at) = (number(event.seq.0)?, event.at.0);
    let (sealed, chain) = (event.sealed.as_bytes(), event.chain.0.as_slice());
    let insert = sqlx::query!(
        "INSERT INTO events (case_id, seq, command_id, at, sealed, chain) VALUES ($1, $2, $3, $4, $5, $6)",
        case,
        seq,
        command,
        at,
        sealed,
        chain
    );
    insert.execute(db).await.map(drop).map_err(failed("keeping an event"))
}

async fn put_summary(db: &mut PgConnection, append: &Append) -> Result<()> {
    let (case, sealed) = (append.case.as_bytes().as_slice(), append.summary.as_bytes());
    let upsert = sqlx::query!(
        "INSERT INTO summaries (case_id, sealed) VALUES ($1, $2) \
         ON CONFLICT (case_id) DO UPDATE SET sealed = excluded.sealed",
        case,
        sealed
    );
    upsert.execute(db).await.map(drop).map_err(failed("keeping the summary"))
}

async fn insert_outbox(db: &mut PgConnection, append: &Append, entry: &OutboxEntry) -> Result<()> {
    let (id, case) = (entry.id.0.as_slice(), append.case.as_bytes().as_slice());
    let (kind, payload, at) = (entry.kind.as_str(), entry.payload.as_bytes(), append.at.0);
    let insert = sqlx::query!(
        "INSERT INTO outbox (id, case_id, kind, payload, at) VALUES ($1, $2, $3, $4, $5)",
        id,
        case,
        kind,
        payload,
        at
    );
    insert.execute(db).await.map(drop).map_err(failed("keeping outbox work"))
}
