//! Runs this test executable again with the power cut library preloaded.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

/// Tells the second run where its data are; without it the second run's test does nothing.
pub(crate) const FOLDER: &str = "KAKANAI_POWER_CUT_FOLDER";

/// The ignored test `name` of this executable, as a process that will be killed or waited for.
pub(crate) fn child(name: &str, data: &Path, shadow: &Path, fsync_ms: u32) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--ignored", "--exact", "--nocapture", name])
        .env("LD_PRELOAD", library())
        .env("POWERCUT_WATCH", data)
        .env("POWERCUT_SHADOW", shadow)
        .env("POWERCUT_FSYNC_MS", fsync_ms.to_string())
        .env("POWERCUT_COUNT", shadow.join("count"))
        .env(FOLDER, data)
        .stdout(Stdio::piped());
    command
}

/// The library beside this executable, built first where it is missing or older than its source.
fn library() -> PathBuf {
    let executable = std::env::current_exe().unwrap();
    // target/debug/deps/power_cut-0123 → target/debug
    let profile = executable.ancestors().nth(2).unwrap();
    let library = profile.join("libkakanai_powercut.so");
    if is_older(&library, &Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools/powercut/src")) {
        let mut build = Command::new(env!("CARGO"));
        build.current_dir(env!("CARGO_MANIFEST_DIR")).args(["build", "--quiet", "-p", "kakanai-powercut"]);
        build.arg("--target-dir").arg(profile.parent().unwrap());
        if profile.ends_with("release") {
            build.arg("--release");
        }
        assert!(build.status().unwrap().success(), "building the power cut library");
    }
    library
}

fn is_older(library: &Path, sources: &Path) -> bool {
    let changed = |path: &Path| path.metadata().and_then(|metadata| metadata.modified());
    let Ok(built) = changed(library) else { return true };
    let newest = std::fs::read_dir(sources).unwrap().map(|entry| changed(&entry.unwrap().path()).unwrap());
    newest.max().unwrap_or(SystemTime::UNIX_EPOCH) > built
}
