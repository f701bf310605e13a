//! Tablets and what they show.

use kakanai_store::rows::{TabletRecord, code, number};
use kakanai_store::{
    BoxFuture, CaseId, Change, Code, EventSeq, Millis, PairTablet, PairingCode, Result, StoreError, Tablet,
    TokenHash,
};
use sqlx::SqliteConnection;

use crate::cases::case_row;
use crate::failed;
use crate::writer::Write;

/// What to tell of these terminals.
pub(crate) fn told(terminals: &[Code]) -> Vec<Change> {
    terminals.iter().map(|terminal| Change::Tablet { terminal: terminal.clone() }).collect()
}

fn terminals(names: impl IntoIterator<Item = Option<String>>) -> Result<Vec<Code>> {
    names.into_iter().flatten().map(|name| code("tablets", "terminal", &name)).collect()
}

/// A query for tablets; only the condition differs.
macro_rules! select_tablets {
    ($condition:tt, $argument:ident) => {
        sqlx::query_as!(
            TabletRecord,
            "SELECT token, code, made, seen, terminal, office, paired_at, case_id, shown_event, shown_at \
             FROM tablets WHERE "
                + $condition,
            $argument
        )
    };
}

pub(crate) async fn find(db: &mut SqliteConnection, token: TokenHash) -> Result<Option<Tablet>> {
    let token = token.0.as_slice();
    let found = select_tablets!("token = ?", token);
    let row = found.fetch_optional(db).await.map_err(failed("looking for a tablet"))?;
    row.map(Tablet::try_from).transpose()
}

pub(crate) async fn of(db: &mut SqliteConnection, terminal: &Code) -> Result<Option<Tablet>> {
    let terminal = terminal.as_str();
    let found = select_tablets!("terminal = ?", terminal);
    let row = found.fetch_optional(db).await.map_err(failed("looking for a tablet"))?;
    row.map(Tablet::try_from).transpose()
}

/// Keeps a new tablet.
pub(crate) struct Begin {
    pub(crate) token: TokenHash,
    pub(crate) code: PairingCode,
    pub(crate) at: Millis,
}

impl Write for Begin {
    type Answer = ();

    fn run<'c>(&'c self, db: &'c mut SqliteConnection) -> BoxFuture<'c, Result<()>> {
        Box::pin(async move {
            let (token, code, at) = (self.token.0.as_slice(), i64::from(self.code.number()), self.at.0);
            let insert = sqlx::query!(
                "INSERT INTO tablets (token, code, made, seen) VALUES (?, ?, ?, ?) \
                 ON CONFLICT (code) DO NOTHING",
                token,
                code,
                at,
                at
            );
            match insert.execute(db).await.map_err(failed("keeping a tablet"))?.rows_affected() {
                0 => Err(StoreError::CodeTaken),
                _ => Ok(()),
            }
        })
    }
}

impl Write for PairTablet {
    type Answer = Option<TokenHash>;

    fn run<'c>(&'c self, db: &'c mut SqliteConnection) -> BoxFuture<'c, Result<Self::Answer>> {
        Box::pin(pair(db, self))
    }

    fn changes(&self, paired: &Self::Answer) -> Vec<Change> {
        paired.map_or_else(Vec::new, |_| told(std::slice::from_ref(&self.terminal)))
    }
}

async fn pair(db: &mut SqliteConnection, pair: &PairTablet) -> Result<Option<TokenHash>> {
    let (code, not_before) = (i64::from(pair.code.number()), pair.not_before.0);
    let waiting = select_tablet_waiting(db, code, not_before).await?;
    let Some(tablet) = waiting else { return Ok(None) };
    let (token, terminal, at) = (tablet.token.0.as_slice(), pair.terminal.as_str(), pair.at.0);
    let office = pair.office.as_ref().map(|office| office.as_str());
    let former = sqlx::query!("DELETE FROM tablets WHERE terminal = ?", terminal);
    former.execute(&mut *db).await.map_err(failed("letting a tablet go"))?;
    let update = sqlx::query!(
        "UPDATE tablets SET code = NULL, terminal = ?, office = ?, paired_at = ? WHERE token = ?",
        terminal,
        office,
        at,
        token
    );
    update.execute(db).await.map_err(failed("pairing a tablet"))?;
    Ok(Some(tablet.token))
}

async fn select_tablet_waiting(
    db: &mut SqliteConnection,
    code: i64,
    not_before: i64,
) -> Result<Option<Tablet>> {
    let found = select_tablets!("code = ?", code);
    let row = found.fetch_optional(db).await.map_err(failed("looking for a waiting tablet"))?;
    row.filter(|row| row.made >= not_before).map(Tablet::try_from).transpose()
}

/// Puts something on the tablet of a terminal, or takes it off.
pub(crate) struct Show {
    pub(crate) terminal: Code,
    pub(crate) show: Option<(CaseId, EventSeq)>,
    pub(crate) at: Millis,
}

impl Write for Show {
    /// Whether there is a tablet.
    type Answer = bool;

    fn run<'c>(&'c self, db: &'c mut SqliteConnection) -> BoxFuture<'c, Result<bool>> {
        Box::pin(show(db, self))
    }

    fn changes(&self, there: &bool) -> Vec<Change> {
        if *there { told(std::slice::from_ref(&self.terminal)) } else { Vec::new() }
    }
}

async fn show(db: &mut SqliteConnection, show: &Show) -> Result<bool> {
    if let Some((case, _)) = show.show {
        let row = case_row(db, case).await?.ok_or(StoreError::NoCase { case })?;
        if row.header.erased_at.is_some() {
            return Err(StoreError::Erased { case });
        }
    }
    let case = show.show.as_ref().map(|(case, _)| case.as_bytes().as_slice());
    let event = show.show.map(|(_, event)| number(event.0)).transpose()?;
    let (at, terminal) = (case.map(|_| show.at.0), show.terminal.as_str());
    let update = sqlx::query!(
        "UPDATE tablets SET case_id = ?, shown_event = ?, shown_at = ? WHERE terminal = ?",
        case,
        event,
        at,
        terminal
    );
    let updated = update.execute(db).await.map_err(failed("putting a case on a tablet"))?;
    match (updated.rows_affected(), show.show) {
        (0, Some(_)) => Err(StoreError::NoTablet { terminal: show.terminal.clone() }),
        (there, _) => Ok(there > 0),
    }
}

/// Takes a case from every tablet; gives their terminals.
pub(crate) async fn clear_tablets(db: &mut SqliteConnection, case: CaseId) -> Result<Vec<Code>> {
    let id = case.as_bytes().as_slice();
    let clear = sqlx::query_scalar!(
        "UPDATE tablets SET case_id = NULL, shown_event = NULL, shown_at = NULL WHERE case_id = ? \
         RETURNING terminal AS \"terminal?\"",
        id
    );
    terminals(clear.fetch_all(db).await.map_err(failed("taking a case from tablets"))?)
}

/// Notes that a tablet was heard of.
pub(crate) struct Touch {
    pub(crate) token: TokenHash,
    pub(crate) seen: Millis,
}

impl Write for Touch {
    type Answer = ();

    fn run<'c>(&'c self, db: &'c mut SqliteConnection) -> BoxFuture<'c, Result<()>> {
        Box::pin(async move {
            let (token, seen) = (self.token.0.as_slice(), self.seen.0);
            let update = sqlx::query!("UPDATE tablets SET seen = ? WHERE token = ?", seen, token);
            update.execute(db).await.map(drop).map_err(failed("touching a tablet"))
        })
    }
}

/// Lets a tablet go.
pub(crate) struct End(pub(crate) TokenHash);

impl Write for End {
    /// The terminal it belonged to, if any.
    type Answer = Vec<Code>;

    fn run<'c>(&'c self, db: &'c mut SqliteConnection) -> BoxFuture<'c, Result<Vec<Code>>> {
        Box::pin(async move {
            let token = self.0.0.as_slice();
            let delete = sqlx::query_scalar!(
                "DELETE FROM tablets WHERE token = ? RETURNING terminal AS \"terminal?\"",
                token
            );
            terminals(delete.fetch_all(db).await.map_err(failed("letting a tablet go"))?)
        })
    }

    fn changes(&self, terminals: &Vec<Code>) -> Vec<Change> {
        told(terminals)
    }
}

/// Lets go tablets nobody uses.
pub(crate) struct DeleteOld {
    pub(crate) waiting_before: Millis,
    pub(crate) seen_before: Millis,
}

impl Write for DeleteOld {
    /// For each tablet the terminal it belonged to, if any.
    type Answer = Vec<Option<Code>>;

    fn run<'c>(&'c self, db: &'c mut SqliteConnection) -> BoxFuture<'c, Result<Self::Answer>> {
        Box::pin(async move {
            let (waiting, seen) = (self.waiting_before.0, self.seen_before.0);
            let delete = sqlx::query_scalar!(
                "DELETE FROM tablets WHERE (terminal IS NULL AND made < ?) \
                 OR (terminal IS NOT NULL AND seen < ?) RETURNING terminal AS \"terminal?\"",
                waiting,
                seen
            );
            let names = delete.fetch_all(db).await.map_err(failed("letting old tablets go"))?;
            let read = |name: Option<String>| name.map(|name| code("tablets", "terminal", &name)).transpose();
            names.into_iter().map(read).collect()
        })
    }

    fn changes(&self, gone: &Self::Answer) -> Vec<Change> {
        gone.iter().flatten().map(|terminal| Change::Tablet { terminal: terminal.clone() }).collect()
    }
}
