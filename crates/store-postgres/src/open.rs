//! Reaching a database.

use std::fmt;
use std::time::Duration;

use kakanai_store::{Result, StoreError};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, PgPool};

use crate::failed;

/// How to reach a database.
#[derive(Clone)]
pub struct PostgresOptions {
    connect: PgConnectOptions,
    connections: u32,
}

impl fmt::Debug for PostgresOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address may hold a password.
        let database = self.connect.get_database();
        f.debug_struct("PostgresOptions").field("database", &database).finish_non_exhaustive()
    }
}

impl PostgresOptions {
    /// Takes an address such as `postgres://kakanai@localhost/kakanai` or, on a socket,
    /// `postgres://kakanai@localhost/kakanai?host=/run/postgresql`.
    ///
    /// # Errors
    /// [`StoreError::Database`] saying what is wrong with the address.
    pub fn new(address: &str) -> Result<Self> {
        let connect: PgConnectOptions =
            address.parse().map_err(failed("reading the address of the database"))?;
        // Whatever the server's setting: an answer must mean synced. And each list is planned for what
        // it is asked: a plan for any filter would look at all cases.
        let settings = [("synchronous_commit", "on"), ("plan_cache_mode", "force_custom_plan")];
        let connect = connect.options(settings).disable_statement_logging();
        Ok(Self { connect, connections: 16 })
    }

    /// Connections at most (default 16).
    #[must_use]
    pub const fn connections(mut self, connections: u32) -> Self {
        self.connections = connections;
        self
    }

    /// A pool, the schema brought up to date. Of several servers starting at once one does it and
    /// the others wait.
    pub(crate) async fn pool(&self) -> Result<PgPool> {
        let pool = PgPoolOptions::new()
            // One connection listens for changes all the time.
            .max_connections(self.connections.max(1) + 1)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(self.connect.clone())
            .await
            .map_err(failed("reaching the database"))?;
        sqlx::migrate!()
            .run(&pool)
            .await
            .map_err(|error| StoreError::database("bringing the database up to date", error))?;
        Ok(pool)
    }
}
