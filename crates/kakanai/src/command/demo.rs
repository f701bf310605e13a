//! `kakanai demo`: みほん市 on this machine, with logins.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use data_encoding::BASE32_NOPAD;
use kakanai_server::session::hash_password;
use kakanai_store::{Code, Login, OfficeCode, Staff, Store};

use super::Place;
use crate::city::{City, make_private};
use crate::files::{Folders, read_text, write_secret};
use crate::system::{SystemClock, draw};

/// Options of `demo`.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// Folder for the demonstration's data.
    #[arg(long, default_value = "var/demo")]
    data: PathBuf,
    /// Address of the public side.
    #[arg(long, default_value = "127.0.0.1:8080")]
    public: SocketAddr,
    /// Address of the counter.
    #[arg(long, default_value = "127.0.0.1:8081")]
    counter: SocketAddr,
    /// `sqlite` or `postgres://…`.
    #[arg(long, default_value = "sqlite")]
    database: String,
}

/// Login, name shown, office, roles: the staff of `demo-city`.
const STAFF: [(&str, &str, &str, &[&str]); 10] = [
    ("uketsuke1", "見本 職員一", "E", &["clerk"]),
    ("uketsuke2", "見本 職員二", "E", &["clerk"]),
    ("uketsuke3", "見本 職員三", "E", &["clerk"]),
    ("uketsuke4", "見本 職員四", "E", &["clerk"]),
    ("uketsuke5", "見本 職員五", "E", &["clerk"]),
    ("uketsuke6", "見本 職員六", "E", &["clerk"]),
    ("nishi1", "見本 職員七", "W", &["clerk"]),
    ("shinsa1", "見本 審査一", "E", &["reviewer"]),
    ("shinsa2", "見本 審査二", "E", &["reviewer"]),
    ("annai1", "見本 案内一", "E", &["helper"]),
];

/// Runs it until it is told to end.
pub fn run(args: Args) -> Result<()> {
    if !args.public.ip().is_loopback() || !args.counter.ip().is_loopback() {
        bail!("the demonstration listens on this machine only: use an address such as 127.0.0.1:8080");
    }
    tokio::runtime::Runtime::new()?.block_on(serve(args))
}

async fn serve(args: Args) -> Result<()> {
    let password = password(&args.data)?;
    let city = City {
        folders: Folders::of_tree(&args.place.root),
        data: args.data,
        database: args.database,
        public: Some(args.public),
        counter: Some(args.counter),
        clock: SystemClock { fixed_day: args.place.today },
        demo: true,
    };
    let running = city.start().await?;
    put_staff(&*running.store, &password).await?;
    println!("みほん市 (demonstration; every person in it is invented)");
    println!("logins   {}", STAFF.map(|(login, ..)| login).join(" "));
    println!("password {password}");
    println!("terminal E01 to E06 (main hall), W01 to W04 (west ward)");
    println!("data     {}", city.data.display());
    println!("Ctrl-C ends it; what was acknowledged is kept.");
    // The addresses last: whoever waits for them finds the rest said.
    for (name, address) in running.addresses()? {
        println!("{name:<8} http://{address}/");
    }
    running.serve().await
}

/// The password of this demonstration: made at the first start and kept in its data folder.
fn password(data: &Path) -> Result<String> {
    make_private(data)?;
    let path = data.join("password");
    if !path.exists() {
        let made = BASE32_NOPAD.encode(&draw::<10>()).to_lowercase();
        write_secret(&path, made.as_bytes())?;
    }
    Ok(read_text(&path)?.trim().to_owned())
}

async fn put_staff(store: &dyn Store, password: &str) -> Result<()> {
    for (login, name, office, roles) in STAFF {
        let login = Login::new(login)?;
        if store.staff(login.clone()).await?.is_some() {
            continue;
        }
        let Some(hash) = hash_password(password, draw()) else { bail!("the password cannot be hashed") };
        let staff = Staff {
            login,
            name: name.to_owned(),
            password: hash,
            roles: roles.iter().map(|role| Code::new(role)).collect::<Result<_, _>>()?,
            office: OfficeCode::new(office)?,
            active: true,
        };
        store.put_staff(staff).await?;
    }
    Ok(())
}
