//! `kakanai demo`: みほん市 on this machine, with logins.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use data_encoding::BASE32_NOPAD;
use kakanai_server::api::caller::Tokens;
use kakanai_server::session::hash_password;
use kakanai_store::{Code, Login, OfficeCode, Staff, Store};

use super::{Place, say, server_runtime};
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
    /// Another catalogue than the demonstration's.
    #[arg(long)]
    catalogue: Option<PathBuf>,
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
    server_runtime()?.block_on(serve(args))
}

async fn serve(args: Args) -> Result<()> {
    let (password, is_new) = kept(&args.data, "password")?;
    let (token, _) = kept(&args.data, "token")?;
    let tree = Folders::of_tree(&args.place.root);
    let folders = Folders { catalogue: args.catalogue.unwrap_or(tree.catalogue.clone()), ..tree };
    let city = City {
        folders,
        vault_key: args.data.join("vault.key"),
        data: args.data,
        database: args.database,
        public: Some(args.public),
        counter: Some(args.counter),
        plain_http: true,
        ticket_command: None,
        api_tokens: Tokens::default().with(&token),
        clock: SystemClock { fixed_day: args.place.today },
        demo: true,
    };
    // Before the counter opens, and with a connection of its own that is gone by then.
    put_staff(&*city.store().await?, &password, is_new).await?;
    let running = city.start().await?;
    say("みほん市 (demonstration; every person in it is invented)")?;
    say(format_args!("logins   {}", STAFF.map(|(login, ..)| login).join(" ")))?;
    say(format_args!("password {password}"))?;
    say(format_args!("token    {token} (for programs, docs/api.md)"))?;
    say("terminal E01 to E06 (main hall), W01 to W04 (west ward)")?;
    say(format_args!("data     {}", city.data.display()))?;
    say("Ctrl-C ends it; what was acknowledged is kept.")?;
    // The addresses last: whoever waits for them finds the rest said.
    for (name, address) in running.addresses()? {
        say(format_args!("{name:<8} http://{address}/"))?;
    }
    running.serve().await
}

/// A secret of this demonstration, made at the first start and kept in its data folder; and whether it was made
/// just now.
fn kept(data: &Path, name: &str) -> Result<(String, bool)> {
    make_private(data)?;
    let path = data.join(name);
    let is_new = !path.exists();
    if is_new {
        let made = BASE32_NOPAD.encode(&draw::<10>()).to_lowercase();
        write_secret(&path, made.as_bytes())?;
    }
    Ok((read_text(&path)?.trim().to_owned(), is_new))
}

/// Puts the staff in; those who are there keep their password unless it is a new one.
async fn put_staff(store: &dyn Store, password: &str, is_new: bool) -> Result<()> {
    for (login, name, office, roles) in STAFF {
        let login = Login::new(login)?;
        if !is_new && store.staff(login.clone()).await?.is_some() {
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
