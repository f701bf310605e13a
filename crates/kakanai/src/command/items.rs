//! `kakanai items`: the data dictionary.

use anyhow::Result;
use serde_json::json;

use super::{Place, catalogue_of, say};

/// Options of `items`.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// Lists the core items and the city's own.
pub fn run(args: Args) -> Result<()> {
    let catalogue = catalogue_of(&args.place.root)?;
    let items = catalogue.dictionary().items();
    if args.json {
        let items: Vec<_> = items
            .map(|item| {
                let codes = item.kind.codes().map(|codes| {
                    let codes = codes.iter();
                    let code = |c: kakanai_record::Code| json!({"number": c.number(), "key": c.key(), "word": c.word()});
                    codes.map(code).collect::<Vec<_>>()
                });
                json!({
                    "tag": item.tag.0,
                    "path": item.path,
                    "kind": item.kind.signature(),
                    "owner": format!("{:?}", item.owner).to_lowercase(),
                    "sensitive": item.sensitive,
                    "label": item.label,
                    "codes": codes,
                })
            })
            .collect();
        say(serde_json::to_string_pretty(&items)?)?;
        return Ok(());
    }
    for item in items {
        let mark = if item.sensitive { " (sensitive)" } else { "" };
        say(format_args!(
            "{:>5}  {:<34} {:<24} {}{mark}",
            item.tag.0,
            item.path,
            item.kind.signature(),
            item.label
        ))?;
    }
    Ok(())
}
