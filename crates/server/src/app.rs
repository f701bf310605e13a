//! What handlers share.

use std::collections::BTreeMap;
use std::sync::Arc;

use kakanai_catalogue::Catalogue;
use kakanai_envelope::{KeyRing, PublicKey};
use kakanai_forms::{Fonts, Form};
use kakanai_interview::Places;
use kakanai_links::mapping::Mapping;
use kakanai_record::{Date, Dictionary};
use kakanai_store::{KeyVault, Millis, Store};

use crate::api::Api;
use crate::cases::SummaryCache;
use crate::papers::PaperCache;
use crate::release::Folders;
use crate::tickets::TicketDesk;

/// The clock of the hall. The outermost crate brings the real one.
pub trait Clock: Send + Sync {
    /// Unix time in milliseconds.
    fn now(&self) -> Millis;
    /// Today in Japan.
    fn today(&self) -> Date;
}

/// The source of randomness. The outermost crate brings the operating system's.
pub trait Random: Send + Sync {
    /// Fills the bytes.
    fn fill(&self, bytes: &mut [u8]);
}

/// Draws an array.
pub fn draw<const N: usize>(random: &dyn Random) -> [u8; N] {
    let mut bytes = [0; N];
    random.fill(&mut bytes);
    bytes
}

/// A file served as it is.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Media type.
    pub media_type: &'static str,
    /// Set where the bytes are already compressed: `br`.
    pub encoding: Option<&'static str>,
    /// The bytes.
    pub bytes: Arc<[u8]>,
    /// SHA-256 of the content before compression, in hex digits.
    pub tag: String,
    /// Length of the content before compression.
    pub size: usize,
}

/// Files by path.
pub type Assets = BTreeMap<String, Asset>;

/// The public side. It has no store: nothing of a citizen is kept here (KW-10).
pub struct Public {
    /// The published catalogue.
    pub catalogue: Arc<Catalogue>,
    /// The whole table of towns, for those whose browsers cannot run the engine.
    pub towns: Arc<dyn Places + Send + Sync>,
    /// The key that citizens seal to.
    pub key: PublicKey,
    /// Styles, modules, the engine, the catalogue, shards of towns.
    pub assets: Assets,
    /// Seals the state of an interview into the page, where the browser cannot hold it.
    pub page_key: [u8; 32],
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// Gives tickets of the queue to tablets in the hall.
    pub tickets: Arc<dyn TicketDesk>,
    /// Whether this is a demonstration: said on every page.
    pub demo: bool,
}

/// The counter.
pub struct Counter {
    /// The catalogue in force.
    pub catalogue: Arc<Catalogue>,
    /// Those whose codes may still come.
    pub older: Vec<Arc<Catalogue>>,
    /// Reads and writes what is stored: the items in force, and all that were.
    pub stored: Dictionary,
    /// The whole table of towns.
    pub towns: Arc<dyn Places + Send + Sync>,
    /// The keys that open what citizens sealed.
    pub keys: Arc<KeyRing>,
    /// The database.
    pub store: Arc<dyn Store>,
    /// The keys of cases.
    pub vault: Arc<dyn KeyVault>,
    /// Forms by name.
    pub forms: Arc<BTreeMap<String, Form>>,
    /// Fonts for forms.
    pub fonts: Arc<Fonts>,
    /// Styles and modules.
    pub assets: Assets,
    /// What goes to other systems, and how it is called there.
    pub mapping: Arc<Mapping>,
    /// The folders between this counter and whoever keys its cases into other systems.
    pub folders: Folders,
    /// Held by whoever moves files in those folders.
    pub handing_over: tokio::sync::Mutex<()>,
    /// Told when something was approved, so that its files go out at once.
    pub to_deliver: tokio::sync::Notify,
    /// Papers made lately.
    pub made: PaperCache,
    /// Summaries opened lately.
    pub opened: SummaryCache,
    /// What other programs are told, and which.
    pub api: Api,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// Whether the counter is reached without TLS; else the session travels over TLS only.
    pub plain_http: bool,
    /// Whether this is a demonstration.
    pub demo: bool,
}
