//! `kakanai staff`: who may sign in.

use std::path::PathBuf;

use anyhow::{Result, bail};
use kakanai_server::session::hash_password;
use kakanai_store::{Code, Login, OfficeCode, Staff};

use super::{read_input, say};
use crate::config::Config;
use crate::system::draw;

/// Shortest password taken, in characters.
const LEAST: usize = 12;

/// Options of `staff`.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// Adds a person, or gives a known one a new password and roles. The password is the first line of
    /// standard input.
    Add {
        /// Configuration file of the city.
        #[arg(long)]
        config: PathBuf,
        /// Login; never given to another person.
        login: String,
        /// Name shown on screens.
        #[arg(long)]
        name: String,
        /// Letter of the office.
        #[arg(long, default_value = "E")]
        office: String,
        /// Roles: clerk, reviewer, helper.
        #[arg(long, value_delimiter = ',', default_value = "clerk")]
        roles: Vec<String>,
    },
    /// Lists everybody: login, name, office, roles, and whether they may sign in.
    List {
        /// Configuration file of the city.
        #[arg(long)]
        config: PathBuf,
    },
    /// Shuts a person out at once: no new sign-in, and every session of his ends. `add` lets him in again.
    Close {
        /// Configuration file of the city.
        #[arg(long)]
        config: PathBuf,
        /// Login.
        login: String,
    },
}

/// Does it.
pub fn run(args: Args) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    match args.action {
        Action::Add { config, login, name, office, roles } => {
            let staff = staff(&login, name, &office, &roles)?;
            let city = Config::read(&config)?.city();
            runtime.block_on(async { anyhow::Ok(city.store().await?.put_staff(staff).await?) })?;
            say(format_args!("{login} may sign in"))
        }
        Action::List { config } => {
            let city = Config::read(&config)?.city();
            let all = runtime.block_on(async { anyhow::Ok(city.store().await?.all_staff().await?) })?;
            all.iter().try_for_each(|staff| say(line(staff)))
        }
        Action::Close { config, login } => {
            let city = Config::read(&config)?.city();
            let known = Login::new(&login)?;
            let ended =
                runtime.block_on(async { anyhow::Ok(city.store().await?.deactivate_staff(known).await?) })?;
            say(format_args!("{login} may not sign in any more; {ended} sessions ended"))
        }
    }
}

/// One person, columns parted by tabs.
fn line(staff: &Staff) -> String {
    let roles: Vec<&str> = staff.roles.iter().map(Code::as_str).collect();
    let may = if staff.active { "active" } else { "closed" };
    [staff.login.as_str(), may, staff.office.as_str(), &roles.join(","), &staff.name].join("\t")
}

fn staff(login: &str, name: String, office: &str, roles: &[String]) -> Result<Staff> {
    for role in roles {
        if !["clerk", "reviewer", "helper"].contains(&role.as_str()) {
            bail!("no role `{role}`; there are clerk, reviewer, helper");
        }
    }
    let input = read_input(std::path::Path::new("-"))?;
    let password = input.lines().next().unwrap_or_default();
    if password.chars().count() < LEAST {
        bail!("give a password of at least {LEAST} characters as the first line of standard input");
    }
    let Some(hash) = hash_password(password, draw()) else { bail!("the password cannot be hashed") };
    Ok(Staff {
        login: Login::new(login)?,
        name,
        password: hash,
        roles: roles.iter().map(|role| Code::new(role)).collect::<Result<_, _>>()?,
        office: OfficeCode::new(office)?,
        active: true,
    })
}
