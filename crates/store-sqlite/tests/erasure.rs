//! After erasing a case no byte of its plaintext is left in any file, nor in a backup made later.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use data_encoding::{BASE64, HEXLOWER, HEXUPPER};
use kakanai_store::conformance::{Draft, NOW, unique};
use kakanai_store::seal::{open_event, seal_blob, seal_event};
use kakanai_store::{
    EventSeq, FileVault, KeyVault, Nonce, OutboxEntry, OutboxId, Place, Store, VaultError, VaultKey,
    verify_case,
};
use kakanai_store_sqlite::{SqliteOptions, SqliteStore};

/// An invented person nobody else is called like.
const CANARY: &str = "見本太郎〆0417";

#[tokio::test]
async fn nothing_of_an_erased_case_can_be_read_anywhere() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let master = || VaultKey::from_bytes([9; 32]);
    let vault = FileVault::open(&data.join("vault"), master(), Nonce(unique())).unwrap();
    let store = SqliteStore::open(SqliteOptions::new(data.join("kakanai.db"))).await.unwrap();
    let (draft, bystander) = (Draft::new(), Draft::new());
    vault.create(draft.case, &draft.key, Nonce(unique())).unwrap();
    vault.create(bystander.case, &bystander.key, Nonce(unique())).unwrap();
    store.append(bystander.opening()).await.unwrap();
    write_canaries(&store, &draft).await;
    let wrapped = fs::read(key_file(data, &draft)).unwrap();

    let events = store.load(draft.case, EventSeq::ZERO).await.unwrap();
    let key = vault.load(draft.case).unwrap();
    let text = open_event(&key, draft.case, EventSeq(1), &events[0].sealed).unwrap();
    assert_eq!(*text, *CANARY.as_bytes(), "before erasure the key opens it");

    vault.destroy(draft.case, NOW).unwrap();
    store.erase(draft.case, NOW).await.unwrap();
    store.backup(&data.join("backup.db")).await.unwrap();

    let mut forbidden = traces(CANARY);
    forbidden.push(("the wrapped key", wrapped));
    assert_eq!(found(data, &forbidden), [], "while the store is open: database, -wal, -shm, vault, backup");
    store.close().await;
    assert_eq!(found(data, &forbidden), [], "after closing");

    assert!(matches!(vault.load(draft.case), Err(VaultError::Erased { .. })));
    let reopened = FileVault::open(&data.join("vault"), master(), Nonce(unique())).unwrap();
    assert!(matches!(reopened.load(draft.case), Err(VaultError::Erased { .. })));
    let other_key = reopened.load(bystander.case).unwrap();
    for file in ["kakanai.db", "backup.db"] {
        let store = SqliteStore::open(SqliteOptions::new(data.join(file))).await.unwrap();
        let kept = store.load(draft.case, EventSeq::ZERO).await.unwrap();
        assert_eq!(kept, events, "the ciphertext stays");
        assert!(kept.iter().all(|e| open_event(&other_key, draft.case, e.seq, &e.sealed).is_err()));
        let header = store.case_header(draft.case).await.unwrap().unwrap();
        verify_case(&header, &kept).unwrap();
        let other = store.load(bystander.case, EventSeq::ZERO).await.unwrap();
        assert!(open_event(&other_key, bystander.case, EventSeq(1), &other[0].sealed).is_ok());
    }
}

/// The search itself must find what it is for, or the test above proves nothing.
#[test]
fn the_search_finds_a_name_however_it_is_written() {
    for (how, bytes) in traces(CANARY) {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("sub")).unwrap();
        fs::write(folder.path().join("sub/file"), [b"before", bytes.as_slice(), b"after"].concat()).unwrap();
        assert!(!found(folder.path(), &traces(CANARY)).is_empty(), "{how}");
    }
    for shift in ["", "a", "ab"] {
        let folder = tempfile::tempdir().unwrap();
        let json = format!("{shift}{{\"name\":\"{CANARY}\"}}");
        fs::write(folder.path().join("file"), BASE64.encode(json.as_bytes())).unwrap();
        assert!(!found(folder.path(), &traces(CANARY)).is_empty(), "inside longer base64, shifted {shift:?}");
    }
}

async fn write_canaries(store: &SqliteStore, draft: &Draft) {
    let (case, key) = (draft.case, &draft.key);
    let seal_at = |seq| seal_event(key, case, seq, CANARY.as_bytes(), Nonce(unique())).unwrap();
    let blob = |place| seal_blob(key, case, place, CANARY.as_bytes(), Nonce(unique())).unwrap();
    let mut opening = draft.opening();
    opening.events = vec![seal_at(EventSeq(1))];
    opening.summary = blob(Place::Summary(EventSeq(1)));
    let id = OutboxId(unique());
    let kind = "print".parse().unwrap();
    opening.outbox = vec![OutboxEntry { id, kind, payload: blob(Place::Outbox(id)) }];
    store.append(opening).await.unwrap();
    for seq in (1..30).map(EventSeq) {
        let mut step = draft.step(seq, &["x"]);
        step.events = vec![seal_at(seq.next())];
        step.summary = blob(Place::Summary(seq.next()));
        store.append(step).await.unwrap();
    }
}

fn key_file(data: &Path, draft: &Draft) -> PathBuf {
    let name = draft.case.to_string();
    data.join("vault").join(&name[..2]).join(format!("{name}.key"))
}

/// The ways a text may lie in a file.
fn traces(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let utf8 = text.as_bytes();
    let mut traces = vec![
        ("UTF-8", utf8.to_vec()),
        ("UTF-16LE", text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("UTF-16BE", text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        ("hex", HEXLOWER.encode(utf8).into_bytes()),
        ("HEX", HEXUPPER.encode(utf8).into_bytes()),
    ];
    for (shift, how) in ["base64", "base64 shifted by one", "base64 shifted by two"].into_iter().enumerate() {
        // Inside longer text only the groups made of this text alone are certain.
        let padded = [&[0; 2][..shift], utf8].concat();
        let encoded = BASE64.encode(&padded).into_bytes();
        let (from, to) = (shift.div_ceil(3) * 4, padded.len() / 3 * 4);
        traces.push((how, encoded[from..to].to_vec()));
    }
    traces
}

/// Every file under a folder that holds one of these, and which.
fn found(folder: &Path, forbidden: &[(&'static str, Vec<u8>)]) -> Vec<(PathBuf, &'static str)> {
    let mut hits = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            hits.extend(found(&path, forbidden));
            continue;
        }
        let content = fs::read(&path).unwrap();
        for (how, bytes) in forbidden {
            if content.windows(bytes.len()).any(|window| window == bytes) {
                hits.push((path.clone(), *how));
            }
        }
    }
    hits
}
