//! The store: reads on the pool, writes through the writer.

use std::path::Path;

use kakanai_store::{
    AccessEntry, AccessSeal, AccessVerdict, AdjustmentCount, Append, Appended, BoxFuture, CaseCursor,
    CaseFilter, CaseHeader, CaseId, CasePage, CaseView, Change, Code, EnvelopeHash, EventSeq, Login, Millis,
    Month, OutboxId, OutboxItem, PairTablet, PairingCode, Result, Session, SignInFailures, SignInPlace,
    Staff, Store, StoreError, StoredEvent, Tablet, TokenHash, VisitId,
};
use sqlx::pool::PoolConnection;
use sqlx::{Connection, Sqlite, SqlitePool};
use tokio::sync::broadcast;

use crate::open::{SqliteOptions, sync_folder_of};
use crate::writer::Writer;
use crate::{access, cases, counts, failed, list, outbox, sign_in, staff, tablets};

/// A store in one SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    options: SqliteOptions,
    readers: SqlitePool,
    writer: Writer,
}

impl SqliteStore {
    /// Opens the database, made and brought up to date where needed. Needs a tokio runtime.
    ///
    /// # Errors
    /// [`StoreError::Database`] where the file cannot be opened or is of a later version.
    pub async fn open(options: SqliteOptions) -> Result<Self> {
        let writer = Writer::start(options.writer().await?, options.clone());
        Ok(Self { readers: options.reader_pool(), options, writer })
    }

    /// Keeps what waits, then closes; later calls answer [`StoreError::Closed`].
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    /// Writes a whole, compact copy of the database as of now to a file that must not exist; daily
    /// work goes on meanwhile. The keys of the cases are not in it.
    ///
    /// # Errors
    /// [`StoreError::Database`] where the copy cannot be written; what was written is removed.
    pub async fn backup(&self, to: &Path) -> Result<()> {
        let draft = to.with_extension("draft");
        let done = self.backup_by(&draft, to).await;
        if done.is_err() {
            // The error is already told; a draft left behind would only be in the way.
            let _ = tokio::fs::remove_file(&draft).await;
        }
        done
    }

    async fn backup_by(&self, draft: &Path, to: &Path) -> Result<()> {
        let refused = |error| StoreError::database("writing the backup", error);
        if tokio::fs::try_exists(to).await.map_err(refused)? {
            return Err(StoreError::Invalid { what: "the file of the backup exists already" });
        }
        let name =
            draft.to_str().ok_or(StoreError::Invalid { what: "the name of the backup is not UTF-8" })?;
        let mut db = self.options.aside().await?;
        let copy = sqlx::query("VACUUM INTO ?").bind(name);
        copy.execute(&mut db).await.map_err(failed("writing the backup"))?;
        db.close().await.map_err(failed("writing the backup"))?;
        tokio::fs::File::open(draft).await.map_err(refused)?.sync_all().await.map_err(refused)?;
        tokio::fs::rename(draft, to).await.map_err(refused)?;
        sync_folder_of(to).await
    }

    async fn reader(&self) -> Result<PoolConnection<Sqlite>> {
        self.readers.acquire().await.map_err(failed("getting a connection"))
    }
}

impl Store for SqliteStore {
    fn append(&self, append: Append) -> BoxFuture<'_, Result<Appended>> {
        Box::pin(self.writer.write(append))
    }

    fn load(&self, case: CaseId, after: EventSeq) -> BoxFuture<'_, Result<Vec<StoredEvent>>> {
        Box::pin(async move { cases::load(&mut *self.reader().await?, case, after).await })
    }

    fn view(&self, case: CaseId, after: EventSeq, access: AccessEntry) -> BoxFuture<'_, Result<CaseView>> {
        Box::pin(async move {
            // Nothing is seen before its row is there. What is read waits for no writer.
            let view = cases::view(&mut *self.reader().await?, case, after).await?;
            self.writer.write(access::Log(access)).await?;
            Ok(view)
        })
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
            let page = list::list(&mut *self.reader().await?, &filter, after).await?;
            if let Some(access) = access {
                self.writer.write(access::Log(access)).await?;
            }
            Ok(page)
        })
    }

    fn count_cases(&self, filter: CaseFilter) -> BoxFuture<'_, Result<Vec<(Code, u64)>>> {
        Box::pin(async move { list::count(&mut *self.reader().await?, &filter).await })
    }

    fn visit_cases(&self, visit: VisitId) -> BoxFuture<'_, Result<Vec<CaseHeader>>> {
        Box::pin(async move { list::of_visit(&mut *self.reader().await?, visit).await })
    }

    fn erase(&self, case: CaseId, at: Millis) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move { self.writer.write(cases::Erase { case, at }).await.map(drop) })
    }

    fn outbox_take(
        &self,
        kind: Code,
        limit: u32,
        worker: Code,
        at: Millis,
    ) -> BoxFuture<'_, Result<Vec<OutboxItem>>> {
        Box::pin(self.writer.write(outbox::Take { kind, limit, worker, at }))
    }

    fn outbox_settle(&self, id: OutboxId, worker: Code, at: Millis) -> BoxFuture<'_, Result<()>> {
        Box::pin(self.writer.write(outbox::Settle { id, worker, at }))
    }

    fn outbox_release(&self, taken_before: Millis) -> BoxFuture<'_, Result<u64>> {
        Box::pin(self.writer.write(outbox::Release(taken_before)))
    }

    fn adjustments(&self, from: Month, until: Month) -> BoxFuture<'_, Result<Vec<AdjustmentCount>>> {
        Box::pin(async move { counts::adjustments(&mut *self.reader().await?, from, until).await })
    }

    fn log_access(&self, entry: AccessEntry) -> BoxFuture<'_, Result<()>> {
        Box::pin(self.writer.write(access::Log(entry)))
    }

    fn seal_access(&self, at: Millis) -> BoxFuture<'_, Result<Option<AccessSeal>>> {
        Box::pin(self.writer.write(access::Seal(at)))
    }

    fn verify_access(&self) -> BoxFuture<'_, Result<AccessVerdict>> {
        Box::pin(async move { access::verify(&mut *self.reader().await?).await })
    }

    fn put_staff(&self, staff: Staff) -> BoxFuture<'_, Result<()>> {
        Box::pin(self.writer.write(staff::PutStaff(staff)))
    }

    fn staff(&self, login: Login) -> BoxFuture<'_, Result<Option<Staff>>> {
        Box::pin(async move { staff::find(&mut *self.reader().await?, &login).await })
    }

    fn all_staff(&self) -> BoxFuture<'_, Result<Vec<Staff>>> {
        Box::pin(async move { staff::all(&mut *self.reader().await?).await })
    }

    fn deactivate_staff(&self, login: Login) -> BoxFuture<'_, Result<u64>> {
        Box::pin(self.writer.write(staff::Deactivate(login)))
    }

    fn sign_in_failed(
        &self,
        login: Login,
        place: SignInPlace,
        at: Millis,
    ) -> BoxFuture<'_, Result<SignInFailures>> {
        Box::pin(self.writer.write(sign_in::Failed { login, place, at }))
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
        Box::pin(self.writer.write(sign_in::Succeeded(login)))
    }

    fn create_session(&self, session: Session) -> BoxFuture<'_, Result<()>> {
        Box::pin(self.writer.write(staff::CreateSession(session)))
    }

    fn find_session(&self, token: TokenHash, now: Millis) -> BoxFuture<'_, Result<Option<(Session, Staff)>>> {
        Box::pin(async move { staff::session(&mut *self.reader().await?, token, now).await })
    }

    fn touch_session(&self, token: TokenHash, seen: Millis, expires: Millis) -> BoxFuture<'_, Result<()>> {
        Box::pin(self.writer.write(staff::Touch { token, seen, expires }))
    }

    fn delete_session(&self, token: TokenHash) -> BoxFuture<'_, Result<()>> {
        Box::pin(self.writer.write(staff::DeleteSession(token)))
    }

    fn delete_expired_sessions(&self, now: Millis) -> BoxFuture<'_, Result<u64>> {
        Box::pin(self.writer.write(staff::DeleteExpired(now)))
    }

    fn tablet_begin(&self, token: TokenHash, code: PairingCode, at: Millis) -> BoxFuture<'_, Result<()>> {
        Box::pin(self.writer.write(tablets::Begin { token, code, at }))
    }

    fn tablet_pair(&self, pair: PairTablet) -> BoxFuture<'_, Result<Option<TokenHash>>> {
        Box::pin(self.writer.write(pair))
    }

    fn tablet(&self, token: TokenHash) -> BoxFuture<'_, Result<Option<Tablet>>> {
        Box::pin(async move { tablets::find(&mut *self.reader().await?, token).await })
    }

    fn tablet_of(&self, terminal: Code) -> BoxFuture<'_, Result<Option<Tablet>>> {
        Box::pin(async move { tablets::of(&mut *self.reader().await?, &terminal).await })
    }

    fn tablet_show(
        &self,
        terminal: Code,
        show: Option<(CaseId, EventSeq)>,
        at: Millis,
    ) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move { self.writer.write(tablets::Show { terminal, show, at }).await.map(drop) })
    }

    fn tablet_touch(&self, token: TokenHash, seen: Millis) -> BoxFuture<'_, Result<()>> {
        Box::pin(self.writer.write(tablets::Touch { token, seen }))
    }

    fn tablet_end(&self, token: TokenHash) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move { self.writer.write(tablets::End(token)).await.map(drop) })
    }

    fn delete_old_tablets(&self, waiting_before: Millis, seen_before: Millis) -> BoxFuture<'_, Result<u64>> {
        Box::pin(async move {
            let gone = self.writer.write(tablets::DeleteOld { waiting_before, seen_before }).await?;
            Ok(gone.len() as u64)
        })
    }

    fn changes(&self) -> broadcast::Receiver<Change> {
        self.writer.changes()
    }

    fn ping(&self) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            self.reader().await?.ping().await.map_err(failed("asking the database for a sign of life"))
        })
    }
}
