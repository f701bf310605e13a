//! What citizens bring: codes of invented households, sealed to the demonstration's key.

use std::path::Path;

use anyhow::{Context, Result};
use kakanai_envelope::{NoTowns, PublicKey, Schema, Seed, pack, seal, split};
use kakanai_record::date::parse_date;
use kakanai_sample::{Dice, Service, whole};
use sha2::{Digest, Sha256};

use crate::product::TODAY;

/// How often each service is asked for, in a hundred.
const MIX: [(Service, u32); 5] = [
    (Service::MoveIn, 35),
    (Service::MoveWithin, 15),
    (Service::MoveOut, 20),
    (Service::Certificates, 20),
    (Service::SealRegistration, 10),
];

/// Codes of so many households, each as what a scanner types: a line for each symbol.
pub(crate) fn make(data: &Path, seed: u64, many: usize) -> Result<Vec<String>> {
    let catalogue = kakanai_demo::catalogue();
    let today = parse_date(TODAY).context("a day")?;
    let key = public_key(&data.join("keys"))?;
    let schema = Schema { dictionary: catalogue.dictionary(), hash: *catalogue.schema_hash() };
    let mut dice = Dice::new(seed);
    let mut codes = Vec::with_capacity(many);
    for at in 0..many {
        let service = service(&mut dice);
        // Mostly small households, now and then a large one.
        let people = if dice.percent(5) { dice.between(5..=8) } else { dice.between(1..=4) };
        let record = whole(&catalogue, service, dice.roll(), u8::try_from(people)?, today)?;
        let packed = pack(&schema, &record, today, &NoTowns)?;
        let seed: [u8; 32] = Sha256::digest(format!("{seed} {at}")).into();
        codes.push(split(&seal(&key, &packed, &Seed::new(seed))?)?.join("\n"));
    }
    Ok(codes)
}

fn service(dice: &mut Dice) -> Service {
    let mut left = dice.below(100);
    for (service, share) in MIX {
        if left < share {
            return service;
        }
        left -= share;
    }
    Service::MoveIn
}

fn public_key(folder: &Path) -> Result<PublicKey> {
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "public") {
            return Ok(PublicKey::from_text(std::fs::read_to_string(path)?.trim())?);
        }
    }
    anyhow::bail!("no public key in {}", folder.display())
}
