//! The rooms of the workspace in their order, as ARCHITECTURE.md gives them: the one place that says which crate may
//! depend on which, and which of them are pure.

/// One crate of the workspace.
pub(crate) struct Room {
    /// Package name.
    pub(crate) name: &'static str,
    /// Rooms it may depend on; a test holds that each stands above it.
    pub(crate) may_use: &'static [&'static str],
    /// Pure: no clock, randomness, files, network or environment, neither its own nor a dependency's.
    pub(crate) pure: bool,
}

const RECORD: &str = "kakanai-record";
const DOMAIN: &str = "kakanai-domain";
const RULES: &str = "kakanai-rules";
const CATALOGUE: &str = "kakanai-catalogue";
const INTERVIEW: &str = "kakanai-interview";
const RECEPTION: &str = "kakanai-reception";
const ENVELOPE: &str = "kakanai-envelope";
const FORMS: &str = "kakanai-forms";
const SAMPLE: &str = "kakanai-sample";
const STORE: &str = "kakanai-store";
const STORE_SQLITE: &str = "kakanai-store-sqlite";
const STORE_POSTGRES: &str = "kakanai-store-postgres";
const LINKS: &str = "kakanai-links";
const DEVICES: &str = "kakanai-devices";
const SERVER: &str = "kakanai-server";

/// The table. A crate may depend only on crates above it, and only on those named here.
pub(crate) const ROOMS: &[Room] = &[
    pure(RECORD, &[]),
    pure(DOMAIN, &[RECORD]),
    pure(RULES, &[RECORD, DOMAIN]),
    pure(ENVELOPE, &[RECORD]),
    pure(CATALOGUE, &[RECORD, DOMAIN, RULES]),
    // The envelope stands above it: the interview seals what it has asked, for browser and server alike.
    pure(INTERVIEW, &[RECORD, DOMAIN, RULES, ENVELOPE, CATALOGUE]),
    pure(RECEPTION, &[RECORD, DOMAIN, RULES, CATALOGUE]),
    pure(FORMS, &[RECORD, DOMAIN, RULES, CATALOGUE]),
    // Synthetic people: made from a seed that is handed in.
    pure(SAMPLE, &[RECORD, DOMAIN, RULES, CATALOGUE, INTERVIEW]),
    shell(STORE, &[RECORD, DOMAIN, RULES, CATALOGUE, RECEPTION]),
    shell(STORE_SQLITE, &[RECORD, DOMAIN, CATALOGUE, RECEPTION, STORE]),
    shell(STORE_POSTGRES, &[RECORD, DOMAIN, CATALOGUE, RECEPTION, STORE]),
    shell(LINKS, &[RECORD, DOMAIN, RECEPTION, STORE]),
    shell(DEVICES, &[RECORD, DOMAIN]),
    // Everything above but an engine: which database it is, only the binary knows.
    shell(
        SERVER,
        &[
            RECORD, DOMAIN, RULES, CATALOGUE, INTERVIEW, RECEPTION, ENVELOPE, FORMS, SAMPLE, STORE, LINKS,
            DEVICES,
        ],
    ),
    pure("kakanai-browser", &[RECORD, DOMAIN, RULES, CATALOGUE, INTERVIEW, ENVELOPE]),
    shell(
        "kakanai",
        &[
            RECORD,
            DOMAIN,
            RULES,
            CATALOGUE,
            INTERVIEW,
            RECEPTION,
            ENVELOPE,
            FORMS,
            SAMPLE,
            STORE,
            STORE_SQLITE,
            STORE_POSTGRES,
            LINKS,
            DEVICES,
            SERVER,
        ],
    ),
    shell("kakanai-agent", &[RECORD, DOMAIN, DEVICES]),
    // Tools of the developers, which ship with nothing.
    shell("kakanai-press", &[RECORD, DOMAIN, RULES, CATALOGUE, FORMS]),
    shell("kakanai-powercut", &[]),
    shell("kakanai-demo", &[CATALOGUE]),
    shell("kakanai-load", &[RECORD, ENVELOPE, SAMPLE, "kakanai-demo"]),
    shell("xtask", &[]),
];

/// Crates whose presence below a pure room means that it can reach the world: the clock, randomness, files, sockets,
/// or a JavaScript host.
pub(crate) const WORLDLY: &[&str] = &[
    "async-std",
    "axum",
    "chrono",
    "getrandom",
    "hyper",
    "js-sys",
    "libsqlite3-sys",
    "mio",
    "native-tls",
    "openssl-sys",
    "reqwest",
    "rusqlite",
    "rustls",
    "smol",
    "socket2",
    "sqlx",
    "sqlx-core",
    "tempfile",
    "tokio",
    "tower-http",
    "ureq",
    "walkdir",
    "wasm-bindgen",
    "web-sys",
];

const fn pure(name: &'static str, may_use: &'static [&'static str]) -> Room {
    Room { name, may_use, pure: true }
}

const fn shell(name: &'static str, may_use: &'static [&'static str]) -> Room {
    Room { name, may_use, pure: false }
}

/// The room of a package, if it is one of ours.
pub(crate) fn room(name: &str) -> Option<&'static Room> {
    ROOMS.iter().find(|room| room.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_arrow_points_upwards() {
        for (at, room) in ROOMS.iter().enumerate() {
            for used in room.may_use {
                let above = ROOMS[..at].iter().any(|above| above.name == *used);
                assert!(above, "{} uses {used}, which does not stand above it", room.name);
            }
        }
    }

    #[test]
    fn pure_rooms_use_pure_rooms() {
        for room in ROOMS.iter().filter(|room| room.pure) {
            for used in room.may_use {
                assert!(super::room(used).is_some_and(|used| used.pure), "{} uses {used}", room.name);
            }
        }
    }
}
