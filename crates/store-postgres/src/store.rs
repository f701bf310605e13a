//! The store: each request on a connection of the pool.

use kakanai_store::{
    AccessEntry, AccessSeal, AccessVerdict, AdjustmentCount, Append, Appended, BoxFuture, CaseCursor,
    CaseFilter, CaseHeader, CaseId, CasePage, CaseView, Change, Code, EnvelopeHash, EventSeq, Login, Millis,
    Month, OutboxId, OutboxItem, PairTablet, PairingCode, Result, Session, SignInFailures, SignInPlace,
    Staff, Store, StoreError, StoredEvent, Tablet, TokenHash, VisitId,
};
use sqlx::pool::PoolConnection;
use sqlx::{PgPool, Postgres};
use tokio::sync::broadcast;

use crate::open::PostgresOptions;
use crate::{access, append, cases, counts, failed, list, listen, outbox, sign_in, staff, tablets};

/// Tries of one append: two requests that collide in a way no lock foresees are told apart by
/// trying again.
const TRIES: usize = 4;

/// A store in one PostgreSQL database.
#[derive(Debug)]
pub struct PostgresStore {
    pool: PgPool,
    changes: broadcast::Sender<Change>,
}

impl PostgresStore {
    /// Reaches the database and brings its schema up to date. Needs a tokio runtime.
    ///
    /// # Errors
    /// [`StoreError::Database`] where the server cannot be reached or the schema is of a later version.
    pub async fn open(options: &PostgresOptions) -> Result<Self> {
        let pool = options.pool().await?;
        let changes = listen::listen(&pool).await?;
        Ok(Self { pool, changes })
    }

    /// Closes all connections; later calls answer [`StoreError::Closed`].
    pub async fn close(&self) {
        self.pool.close().await;
    }

    async fn reader(&self) -> Result<PoolConnection<Postgres>> {
        self.pool.acquire().await.map_err(failed("getting a connection"))
    }

    async fn append_once(&self, append: &Append) -> Result<Appended> {
        let mut db = self.pool.begin().await.map_err(failed("beginning a command"))?;
        let answer = append::append(&mut db, append).await?;
        if answer.repeated {
            return Ok(answer);
        }
        db.commit().await.map_err(failed("committing a command"))?;
        Ok(answer)
    }
}

/// Whether the same request may well succeed when tried again: a unique value somebody else kept
/// meanwhile, a deadlock, a serialization failure (SQLSTATE 23505, 40P01, 40001).
fn collided(error: &StoreError) -> bool {
    let StoreError::Database { source, .. } = error else { return false };
    let Some(sqlx::Error::Database(error)) = source.downcast_ref() else { return false };
    error.code().is_some_and(|code| matches!(&*code, "23505" | "40P01" | "40001"))
}

impl Store for PostgresStore {
    fn append(&self, append: Append) -> BoxFuture<'_, Result<Appended>> {
        Box::pin(async move {
            for _ in 1..TRIES {
                match self.append_once(&append).await {
                    Err(error) if collided(&error) => {}
                    answer => return answer,
                }
            }
            self.append_once(&append).await
        })
    }

    fn load(&self, case: CaseId, after: EventSeq) -> BoxFuture<'_, Result<Vec<StoredEvent>>> {
        Box::pin(async move { cases::load(&mut *self.reader().await?, case, after).await })
    }

    fn view(&self, case: CaseId, after: EventSeq, access: AccessEntry) -> BoxFuture<'_, Result<CaseView>> {
        Box::pin(async move { cases::view(&self.pool, case, after, &access).await })
    }

    fn case_header(&self, case: CaseId) -> BoxFuture<'_, Result<Option<CaseHeader>>> {
        Box::pin(async move {
            let row = cases::case_row(&mut *self.reader().await?, case).await?;
            Ok(row.map(|row| row.header))
        })
    }

    fn case_by_envelope(&self, envelope: EnvelopeHash) -> BoxFuture<'_, Result<Option<CaseId>>> {
        Box::pin(async move { cases::case_by_envelope(&mut *self.reader().await?, envelope).await })
    }

    fn list_cases(
        &self,
        filter: CaseFilter,
        after: Option<CaseCursor>,
        access: Option<AccessEntry>,
    ) -> BoxFuture<'_, Result<CasePage>> {
        Box::pin(async move {
            match access {
                Some(access) => list::logged_list(&self.pool, &filter, after, &access).await,
                None => list::list(&mut *self.reader().await?, &filter, after).await,
            }
        })
    }

    fn count_cases(&self, filter: CaseFilter) -> BoxFuture<'_, Result<Vec<(Code, u64)>>> {
        Box::pin(async move { list::count(&mut *self.reader().await?, &filter).await })
    }

    fn visit_cases(&self, visit: VisitId) -> BoxFuture<'_, Result<Vec<CaseHeader>>> {
        Box::pin(async move { list::of_visit(&mut *self.reader().await?, visit).await })
    }

    fn erase(&self, case: CaseId, at: Millis) -> BoxFuture<'_, Result<()>> {
        Box::pin(cases::erase(&self.pool, case, at))
    }

    fn outbox_take(
        &self,
        kind: Code,
        limit: u32,
        worker: Code,
        at: Millis,
    ) -> BoxFuture<'_, Result<Vec<OutboxItem>>> {
        Box::pin(async move { outbox::take(&self.pool, &kind, limit, &worker, at).await })
    }

    fn outbox_settle(&self, id: OutboxId, worker: Code, at: Millis) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move { outbox::settle(&self.pool, id, &worker, at).await })
    }

    fn outbox_release(&self, taken_before: Millis) -> BoxFuture<'_, Result<u64>> {
        Box::pin(outbox::release(&self.pool, taken_before))
    }

    fn adjustments(&self, from: Month, until: Month) -> BoxFuture<'_, Result<Vec<AdjustmentCount>>> {
        Box::pin(async move { counts::adjustments(&mut *self.reader().await?, from, until).await })
    }

    fn log_access(&self, entry: AccessEntry) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move { access::log(&self.pool, &entry).await })
    }

    fn seal_access(&self, at: Millis) -> BoxFuture<'_, Result<Option<AccessSeal>>> {
        Box::pin(access::seal(&self.pool, at))
    }

    fn verify_access(&self) -> BoxFuture<'_, Result<AccessVerdict>> {
        Box::pin(async move { access::verify(&mut *self.reader().await?).await })
    }

    fn put_staff(&self, staff: Staff) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move { staff::put(&self.pool, &staff).await })
    }

    fn staff(&self, login: Login) -> BoxFuture<'_, Result<Option<Staff>>> {
        Box::pin(async move { staff::find(&self.pool, &login).await })
    }

    fn all_staff(&self) -> BoxFuture<'_, Result<Vec<Staff>>> {
        Box::pin(staff::all(&self.pool))
    }

    fn deactivate_staff(&self, login: Login) -> BoxFuture<'_, Result<u64>> {
        Box::pin(staff::deactivate(&self.pool, login))
    }

    fn sign_in_failed(
        &self,
        login: Login,
        place: SignInPlace,
        at: Millis,
    ) -> BoxFuture<'_, Result<SignInFailures>> {
        Box::pin(async move { sign_in::fail(&self.pool, &login, &place, at).await })
    }

    fn sign_in_allowed(
        &self,
        login: Login,
        place: SignInPlace,
        now: Millis,
    ) -> BoxFuture<'_, Result<Option<Millis>>> {
        Box::pin(async move { sign_in::allowed(&mut *self.reader().await?, &login, &place, now).await })
    }

    fn sign_in_succeeded(&self, login: Login) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move { sign_in::succeeded(&self.pool, &login).await })
    }

    fn create_session(&self, session: Session) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move { staff::create_session(&self.pool, &session).await })
    }

    fn find_session(&self, token: TokenHash, now: Millis) -> BoxFuture<'_, Result<Option<(Session, Staff)>>> {
        Box::pin(staff::session(&self.pool, token, now))
    }

    fn touch_session(&self, token: TokenHash, seen: Millis, expires: Millis) -> BoxFuture<'_, Result<()>> {
        Box::pin(staff::touch(&self.pool, token, seen, expires))
    }

    fn delete_session(&self, token: TokenHash) -> BoxFuture<'_, Result<()>> {
        Box::pin(staff::delete_session(&self.pool, token))
    }

    fn delete_expired_sessions(&self, now: Millis) -> BoxFuture<'_, Result<u64>> {
        Box::pin(staff::delete_expired(&self.pool, now))
    }

    fn tablet_begin(&self, token: TokenHash, code: PairingCode, at: Millis) -> BoxFuture<'_, Result<()>> {
        Box::pin(tablets::begin(&self.pool, token, code, at))
    }

    fn tablet_pair(&self, pair: PairTablet) -> BoxFuture<'_, Result<Option<TokenHash>>> {
        Box::pin(async move { tablets::pair(&self.pool, &pair).await })
    }

    fn tablet(&self, token: TokenHash) -> BoxFuture<'_, Result<Option<Tablet>>> {
        Box::pin(tablets::find(&self.pool, token))
    }

    fn tablet_of(&self, terminal: Code) -> BoxFuture<'_, Result<Option<Tablet>>> {
        Box::pin(async move { tablets::of(&self.pool, &terminal).await })
    }

    fn tablet_show(
        &self,
        terminal: Code,
        show: Option<(CaseId, EventSeq)>,
        at: Millis,
    ) -> BoxFuture<'_, Result<()>> {
        Box::pin(tablets::show(&self.pool, terminal, show, at))
    }

    fn tablet_touch(&self, token: TokenHash, seen: Millis) -> BoxFuture<'_, Result<()>> {
        Box::pin(tablets::touch(&self.pool, token, seen))
    }

    fn tablet_end(&self, token: TokenHash) -> BoxFuture<'_, Result<()>> {
        Box::pin(tablets::end(&self.pool, token))
    }

    fn delete_old_tablets(&self, waiting_before: Millis, seen_before: Millis) -> BoxFuture<'_, Result<u64>> {
        Box::pin(tablets::delete_old(&self.pool, waiting_before, seen_before))
    }

    fn changes(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }

    fn ping(&self) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            let sign = sqlx::query("SELECT 1").execute(&self.pool).await;
            sign.map(drop).map_err(failed("asking the database for a sign of life"))
        })
    }
}
