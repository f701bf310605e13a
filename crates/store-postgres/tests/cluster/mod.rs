//! A database of one's own in the throw-away cluster of `tools/postgres-cluster.sh`.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use kakanai_store_postgres::{PostgresOptions, PostgresStore};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};

/// A database with the schema of today, dropped with this value.
pub(crate) struct Database {
    socket: String,
    pub(crate) name: String,
}

impl Database {
    /// Clones the migrated template; the first one to come makes it.
    pub(crate) async fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let socket = start_cluster();
        let name = format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let mut server = connect(&socket, "postgres").await;
        let template = template(&socket, &mut server).await;
        run(&mut server, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        run(&mut server, format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        Self { socket, name }
    }

    pub(crate) fn options(&self) -> PostgresOptions {
        options(&self.socket, &self.name)
    }

    pub(crate) async fn administrator(&self) -> PgConnection {
        connect(&self.socket, &self.name).await
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let (socket, name) = (self.socket.clone(), self.name.clone());
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                run(&mut connect(&socket, "postgres").await, format!("DROP DATABASE {name} WITH (FORCE)"))
                    .await;
            });
        });
        // What is left behind goes with the cluster.
        let _ = dropping.join();
    }
}

fn start_cluster() -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools/postgres-cluster.sh");
    let output = Command::new(script).arg("start").output().unwrap();
    let told = |bytes| String::from_utf8(bytes).unwrap().trim().to_owned();
    assert!(output.status.success(), "starting the cluster: {}", told(output.stderr));
    told(output.stdout)
}

/// The migrated template, named after the migrations, so that a changed schema makes a new one.
async fn template(socket: &str, server: &mut PgConnection) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let mut hash = DefaultHasher::new();
    files.iter().for_each(|file| std::fs::read(file).unwrap().hash(&mut hash));
    let name = format!("template_{:016x}", hash.finish());

    run(server, "SELECT pg_advisory_lock(1)".to_owned()).await;
    let there: Option<i32> = sqlx::query_scalar("SELECT 1 FROM pg_database WHERE datname = $1")
        .bind(&name)
        .fetch_optional(&mut *server)
        .await
        .unwrap();
    if there.is_none() {
        run(server, format!("DROP DATABASE IF EXISTS {name}_draft WITH (FORCE)")).await;
        run(server, format!("CREATE DATABASE {name}_draft")).await;
        PostgresStore::open(&options(socket, &format!("{name}_draft"))).await.unwrap().close().await;
        // The listener's connection may take a moment to go.
        run(server, format!("ALTER DATABASE {name}_draft ALLOW_CONNECTIONS false")).await;
        run(
            server,
            format!(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}_draft'"
            ),
        )
        .await;
        run(server, format!("ALTER DATABASE {name}_draft RENAME TO {name}")).await;
    }
    run(server, "SELECT pg_advisory_unlock(1)".to_owned()).await;
    name
}

fn options(socket: &str, database: &str) -> PostgresOptions {
    let address = format!("postgres://kakanai@localhost/{database}?host={socket}");
    PostgresOptions::new(&address).unwrap().connections(8)
}

async fn connect(socket: &str, database: &str) -> PgConnection {
    let options =
        PgConnectOptions::new_without_pgpass().socket(socket).username("kakanai").database(database);
    options.disable_statement_logging().connect().await.unwrap()
}

/// Statements of these tests alone: names are made above, never taken from outside.
async fn run(server: &mut PgConnection, sql: String) {
    let done = sqlx::raw_sql(AssertSqlSafe(sql.clone())).execute(&mut *server).await;
    assert!(done.is_ok(), "{sql}: {done:?}");
    server.ping().await.unwrap();
}
