//! Answered means synced: a process is killed at a random moment, everything it had not synced is
//! thrown away, and every step it had answered must still be there.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "tests")]
#![cfg(all(target_os = "linux", target_env = "gnu"))]

mod shim;

use std::collections::BTreeMap;
use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::Child;
use std::thread;
use std::time::Duration;

use kakanai_store::conformance::Draft;
use kakanai_store::seal::open_event;
use kakanai_store::{CaseId, EventSeq, FileVault, KeyVault, Nonce, Store, VaultKey, verify_case};
use kakanai_store_sqlite::{SqliteOptions, SqliteStore};

/// Set where the killed process is to answer without waiting for the disk.
const UNSYNCED: &str = "KAKANAI_POWER_CUT_UNSYNCED";

/// Steps answered, as the killed process told them: the last event of each case.
type Answered = BTreeMap<CaseId, EventSeq>;

#[test]
fn no_answered_step_is_lost_however_often_the_power_fails() {
    let base = tempfile::tempdir().unwrap();
    let mut answered = Answered::new();
    let mut data = base.path().join("0");
    fs::create_dir(&data).unwrap();
    for round in 1..=4 {
        let shadow = base.path().join(format!("{round}-shadow"));
        answered.extend(run_and_cut(&data, &shadow, false));
        // The next round goes on with what survived.
        data = base.path().join(round.to_string());
        copy(&shadow.join("tree"), &data);
        // Looking moves the log into the database: look at a copy, let the next round find the log.
        let looked_at = base.path().join(format!("{round}-looked-at"));
        copy(&data, &looked_at);
        assert_eq!(lost(&looked_at, &answered), [], "round {round}, {} cases answered", answered.len());
    }
}

#[test]
fn the_same_without_syncing_loses_answered_steps() {
    let base = tempfile::tempdir().unwrap();
    let (data, shadow) = (base.path().join("data"), base.path().join("shadow"));
    fs::create_dir(&data).unwrap();
    let answered = run_and_cut(&data, &shadow, true);
    let lost = lost(&shadow.join("tree"), &answered);
    assert!(!lost.is_empty(), "the test above proves nothing if nothing is ever lost");
}

/// Lets a process work until a random moment, kills it, and gives what it had answered.
fn run_and_cut(data: &Path, shadow: &Path, unsynced: bool) -> Answered {
    let random = RandomState::new().hash_one(0);
    let (enough, pause) = (20 + random % 300, Duration::from_micros(random / 300 % 20_000));
    println!("cut {pause:?} after answer {enough}");
    let mut command = shim::child("works_until_killed", data, shadow, 2);
    if unsynced {
        command.env(UNSYNCED, "1");
    }
    let mut child = command.spawn().unwrap();
    let answered = cut_after(&mut child, enough, pause);
    child.wait().unwrap();
    assert!(!answered.is_empty());
    answered
}

fn cut_after(child: &mut Child, enough: u64, pause: Duration) -> Answered {
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let (mut told, mut answers) = (String::new(), 0);
    while answers < enough {
        let from = told.len();
        assert_ne!(lines.read_line(&mut told).unwrap(), 0, "ended by itself:\n{told}");
        answers += u64::from(told[from..].starts_with("answered "));
    }
    thread::sleep(pause);
    child.kill().unwrap();
    // What it told before it died counts as well; a line cut off does not.
    lines.read_to_string(&mut told).unwrap();
    let mut answered = Answered::new();
    for line in told.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
        if let Some((case, seq)) = line.trim_end().strip_prefix("answered ").and_then(|l| l.split_once(' ')) {
            let last = answered.entry(case.parse().unwrap()).or_default();
            *last = EventSeq(seq.parse().unwrap()).max(*last);
        }
    }
    answered
}

/// Cases of which an answered step is not there, or cannot be read with the key in the vault.
#[tokio::main(flavor = "current_thread")]
async fn lost(data: &Path, answered: &Answered) -> Vec<CaseId> {
    let vault = vault(data);
    let store = SqliteStore::open(SqliteOptions::new(data.join("kakanai.db"))).await.unwrap();
    let mut lost = Vec::new();
    for (case, last) in answered {
        let events = store.load(*case, EventSeq::ZERO).await.unwrap();
        if (events.len() as u64) < last.0 {
            lost.push(*case);
            continue;
        }
        let key = vault.load(*case).unwrap();
        for event in &events {
            let text = open_event(&key, *case, event.seq, &event.sealed).unwrap();
            assert!(*text == *b"step" || *text == *"見本太郎".as_bytes());
        }
        let header = store.case_header(*case).await.unwrap().unwrap();
        verify_case(&header, &events).unwrap();
    }
    store.close().await;
    lost
}

fn vault(data: &Path) -> FileVault {
    FileVault::open(&data.join("vault"), VaultKey::from_bytes([1; 32]), Nonce([1; 12])).unwrap()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The process that is killed: eight tasks open cases and append to them for ever.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run by the tests above"]
async fn works_until_killed() {
    let Some(data) = std::env::var_os(shim::FOLDER) else { return };
    let data = Path::new(&data);
    let vault = std::sync::Arc::new(vault(data));
    let mut options = SqliteOptions::new(data.join("kakanai.db"));
    if std::env::var_os(UNSYNCED).is_some() {
        options = options.unsynced_for_the_power_cut_test();
    }
    let store = std::sync::Arc::new(SqliteStore::open(options).await.unwrap());
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (vault, store) = (vault.clone(), store.clone());
        tasks.spawn(async move {
            loop {
                open_and_append(&store, &vault).await;
            }
        });
    }
    tasks.join_all().await;
}

async fn open_and_append(store: &SqliteStore, vault: &std::sync::Arc<FileVault>) {
    let draft = random_draft();
    let (vault, keep) = (vault.clone(), draft.clone());
    let kept = move || vault.create(keep.case, &keep.key, Nonce([2; 12])).unwrap();
    tokio::task::spawn_blocking(kept).await.unwrap();
    let mut opening = draft.opening();
    opening.command = kakanai_store::CommandId::from_bytes(random());
    let mut seen = store.append(opening).await.unwrap().last;
    println!("answered {} {seen}", draft.case);
    for _ in 0..5 {
        let mut step = draft.step(seen, &["step", "step"]);
        step.command = kakanai_store::CommandId::from_bytes(random());
        seen = store.append(step).await.unwrap().last;
        println!("answered {} {seen}", draft.case);
    }
}

/// Later rounds go on with the same database: their identifiers must differ.
fn random_draft() -> Draft {
    let mut draft = Draft::of_visit(kakanai_store::VisitId::from_bytes(random()));
    draft.case = CaseId::from_bytes(random());
    draft
}

fn random() -> [u8; 16] {
    let half = || RandomState::new().hash_one(1).to_be_bytes();
    [half(), half()].concat().try_into().unwrap()
}
