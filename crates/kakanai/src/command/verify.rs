//! `kakanai verify`: do the hash chains still hold?

use std::path::PathBuf;

use anyhow::{Result, bail};
use kakanai_store::{AccessVerdict, CaseFilter, EventSeq, Store, verify_case};

use super::say;
use crate::config::Config;

/// Options of `verify`.
#[derive(clap::Args)]
pub struct Args {
    /// Configuration file of the city.
    #[arg(long)]
    config: PathBuf,
}

/// Checks the chain of every case, erased ones too, and the seals of the access log. It needs no key and
/// reads nothing of what anybody said.
pub fn run(args: Args) -> Result<()> {
    let city = Config::read(&args.config)?.city();
    tokio::runtime::Runtime::new()?.block_on(async { verify(&*city.store().await?).await })
}

async fn verify(store: &dyn Store) -> Result<()> {
    let (mut cases, mut events, mut broken) = (0, 0, 0);
    let mut after = None;
    loop {
        let page = store.list_cases(CaseFilter::default(), after, None).await?;
        for row in &page.cases {
            let stored = store.load(row.header.case, EventSeq::ZERO).await?;
            cases += 1;
            events += stored.len();
            if let Err(error) = verify_case(&row.header, &stored) {
                broken += 1;
                say(format_args!("{} (case {}): {error}", row.header.number, row.header.case))?;
            }
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    say(format_args!("cases {cases}, events {events}, broken chains {broken}"))?;
    let access = store.verify_access().await?;
    match access {
        AccessVerdict::Whole { rows, .. } => say(format_args!("access log: {rows} sealed rows hold"))?,
        AccessVerdict::Altered { seal } => bail!(
            "the access log does not hold from seal {seal} on: rows or seals were changed or removed; compare with a \
             backup and with the seals that were printed"
        ),
    }
    if broken > 0 {
        bail!(
            "{broken} cases do not hold: somebody changed the database, or it was damaged; compare with a backup"
        );
    }
    Ok(())
}
