//! Changes of cases and tablets, told by whichever server made them.

use std::time::Duration;

use kakanai_store::{CaseChange, Change, EventSeq, Result};
use sqlx::postgres::PgListener;
use sqlx::{PgConnection, PgPool};
use tokio::sync::broadcast;

use crate::failed;

const CHANNEL: &str = "kakanai_case";
const TABLET: &str = "tablet ";
const WAITING: usize = 1024;

/// Tells of a change once the transaction is committed.
pub(crate) async fn notify(db: &mut PgConnection, change: &Change) -> Result<()> {
    let text = match change {
        Change::Case(CaseChange { case, seq }) => format!("{case} {seq}"),
        // No case is called so: a program of before passes this over.
        Change::Tablet { terminal } => format!("{TABLET}{terminal}"),
    };
    let notify = sqlx::query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(text);
    notify.execute(db).await.map(drop).map_err(failed("telling of the change"))
}

/// Starts listening; ends when the pool is closed.
pub(crate) async fn listen(pool: &PgPool) -> Result<broadcast::Sender<Change>> {
    let mut listener = PgListener::connect_with(pool).await.map_err(failed("listening for changes"))?;
    listener.listen(CHANNEL).await.map_err(failed("listening for changes"))?;
    let (changes, _) = broadcast::channel(WAITING);
    tokio::spawn(pass_on(listener, pool.clone(), changes.clone()));
    Ok(changes)
}

async fn pass_on(mut listener: PgListener, pool: PgPool, changes: broadcast::Sender<Change>) {
    while !pool.is_closed() {
        match listener.recv().await {
            // Nobody listening is no error; nor is a text of somebody else's on our channel.
            Ok(told) => drop(read(told.payload()).map(|change| changes.send(change))),
            // The listener reaches for the server again by itself; what was told meanwhile is
            // missed, and screens fetch their view again when they come back.
            Err(_) => tokio::time::sleep(Duration::from_secs(1)).await,
        }
    }
}

fn read(text: &str) -> Option<Change> {
    if let Some(terminal) = text.strip_prefix(TABLET) {
        return Some(Change::Tablet { terminal: terminal.parse().ok()? });
    }
    let (case, seq) = text.split_once(' ')?;
    Some(Change::Case(CaseChange { case: case.parse().ok()?, seq: EventSeq(seq.parse().ok()?) }))
}
