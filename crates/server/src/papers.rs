//! The filled forms of a case: for the printer, for the citizen's tablet, in words, and what a signature is
//! bound to.
//!
//! All of them are made from a [`Disclosed<Paper>`] record. The same content gives the same bytes; what was
//! made is kept for a while, because a tablet asks for it page by page.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use kakanai_catalogue::Language;
use kakanai_envelope::{Schema, Seed, pack, seal, split};
use kakanai_forms::picture::{self, Pages};
use kakanai_forms::resolve::{Surroundings, printed, resolve};
use kakanai_forms::{FieldValue, FieldValues, Filled, Form, Kind, PageText, describe, fill};
use kakanai_interview::code::CityTowns;
use kakanai_interview::places;
use kakanai_reception::{Bound, Disclosed, EnvelopeHash, How, Paper, Printed, Role};
use kakanai_record::{Owner, Record, Tag, Value, core, json};
use kakanai_store::CaseKey;
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;

use crate::app::Counter;
use crate::cases::{CaseError, Loaded};
use crate::fail::{Fail, fill_words};
use crate::heavy::heavy;

/// Made papers that are kept at a time: more than the tablets that are read at the same moment.
const KEPT: usize = 48;

/// The papers of one case, as they are now.
pub struct Papers {
    /// All forms as one PDF.
    pub pdf: Vec<u8>,
    /// Names of the forms.
    pub forms: Vec<String>,
    /// Their titles.
    pub titles: Vec<String>,
    /// What the citizen said and the forms print: a change of it makes what he saw out of date.
    pub printed: Printed,
    /// Roles that have a box to sign.
    pub roles: BTreeSet<Role>,
    /// The pages in words.
    pub pages: Vec<PageText>,
    /// What a signature is bound to.
    pub bound: Bound,
    /// The code on the notification, where there is one.
    pub notification: Option<EnvelopeHash>,
    pictures: Pictures,
}

/// Pictures by page and width; whoever asks for one that is being drawn waits for it.
type Drawn = BTreeMap<(usize, u16), Arc<OnceCell<Arc<[u8]>>>>;

/// Pages as pictures, drawn when asked for.
struct Pictures {
    pages: Pages,
    drawn: Mutex<Drawn>,
}

impl Papers {
    /// A page as a PNG of a width in pixels; `None` where there is no such page.
    ///
    /// # Errors
    /// [`Fail::Internal`] where the page cannot be drawn.
    pub async fn png(self: &Arc<Self>, page: usize, width: u16) -> Result<Option<Arc<[u8]>>, Fail> {
        if page >= self.pictures.pages.count() {
            return Ok(None);
        }
        let cell = {
            let mut drawn = self.pictures.drawn.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(drawn.entry((page, width)).or_default())
        };
        let papers = Arc::clone(self);
        let draw = || async { heavy(move || papers.pictures.png(page, width)).await? };
        cell.get_or_try_init(draw).await.map(|png| Some(Arc::clone(png)))
    }

    /// Draws all pages of a width, so that they are there when a tablet asks for them.
    pub fn draw_ahead(self: &Arc<Self>, width: u16) {
        let papers = Arc::clone(self);
        tokio::spawn(async move {
            for page in 0..papers.count() {
                // Whoever asks for it is told of a fault.
                if papers.png(page, width).await.is_err() {
                    break;
                }
            }
        });
    }

    /// How many pages there are.
    pub fn count(&self) -> usize {
        self.pictures.pages.count()
    }
}

impl Pictures {
    fn png(&self, page: usize, width: u16) -> Result<Arc<[u8]>, Fail> {
        let png = self.pages.png(page, width).map_err(|error| Fail::Internal(error.to_string()))?;
        Ok(png.into())
    }
}

/// Papers made lately, by a hash of what they say.
#[derive(Default)]
pub struct PaperCache(Mutex<VecDeque<([u8; 32], Arc<Papers>)>>);

impl PaperCache {
    fn get(&self, hash: [u8; 32]) -> Option<Arc<Papers>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(key, _)| *key == hash).map(|(_, papers)| Arc::clone(papers))
    }

    fn put(&self, hash: [u8; 32], papers: Arc<Papers>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(key, _)| *key != hash);
        kept.push_front((hash, papers));
        kept.truncate(KEPT);
    }

    /// Forgets everything, such as when a case is erased.
    pub fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// The forms of a case with what stands in them.
struct Resolved<'a> {
    title: &'a str,
    form: &'a Form,
    values: FieldValues,
}

impl Counter {
    /// Names of the forms that a record needs for certain, with their titles.
    pub fn needed_forms(&self, record: &Record) -> Vec<(&str, &str)> {
        let needed = self.catalogue.needed_forms(record).into_iter();
        needed.map(|form| (form.id.as_str(), form.title.as_str())).collect()
    }

    /// The roles that have a box to sign on the forms of a case, where there are forms: without filling them, for
    /// pages that are looked at again and again.
    pub fn roles_wanted(&self, loaded: &Loaded) -> Option<BTreeSet<Role>> {
        let record = Disclosed::of_case(&self.stored, &loaded.case, &Paper);
        let needed = self.needed_forms(record.record());
        let forms: Vec<(&str, &Form)> =
            needed.iter().filter_map(|(id, title)| Some((*title, self.forms.get(*id)?))).collect();
        (!forms.is_empty()).then(|| roles(&forms))
    }

    /// The papers of a case; with the signatures that stand, or as they lie before whoever is to sign.
    ///
    /// # Errors
    /// [`Fail::Form`] where a form is missing or cannot hold what it should.
    pub async fn papers(self: &Arc<Self>, loaded: &Loaded, signed: bool) -> Result<Arc<Papers>, Fail> {
        let id = loaded.header.case;
        let key = self.in_vault(move |vault| vault.load(id)).await.map_err(CaseError::from)?;
        let record = Disclosed::of_case(&self.stored, &loaded.case, &Paper).record().clone();
        let number = loaded.header.number.to_string();
        let signatures = if signed { signatures(&loaded.case) } else { Vec::new() };
        let counter = Arc::clone(self);
        heavy(move || counter.make(&key, &record, &number, &signatures)).await?
    }

    fn make(
        &self,
        key: &CaseKey,
        record: &Record,
        number: &str,
        signatures: &[(String, FieldValue)],
    ) -> Result<Arc<Papers>, Fail> {
        let forms = self.forms_of(record)?;
        let code = self.notification(key, record, &forms);
        let resolved = self.resolved(record, number, &forms, signatures, code.as_ref());
        let content = content(&resolved);
        if let Some(papers) = self.made.get(content) {
            return Ok(papers);
        }
        let unsigned = self.resolved(record, number, &forms, &[], None);
        let filled: Vec<Filled<'_>> =
            resolved.iter().map(|it| Filled { form: it.form, values: &it.values }).collect();
        let pdf = fill(&filled, &self.fonts).map_err(|error| Fail::Form(fill_words(&error)))?;
        let printed = self.printed(&forms);
        let pages = picture::pages(&pdf).map_err(|error| Fail::Internal(error.to_string()))?;
        let papers = Arc::new(Papers {
            forms: forms.iter().map(|(_, form)| form.def().id.clone()).collect(),
            titles: resolved.iter().map(|it| it.title.to_owned()).collect(),
            roles: roles(&forms),
            pages: describe(&filled),
            bound: self.bound(record, &printed.all, &unsigned),
            notification: code.map(|(hash, _)| hash),
            pictures: Pictures { pages, drawn: Mutex::default() },
            printed,
            pdf,
        });
        self.made.put(content, Arc::clone(&papers));
        Ok(papers)
    }

    fn forms_of(&self, record: &Record) -> Result<Vec<(&str, &Form)>, Fail> {
        let form = |(id, title)| match self.forms.get(id) {
            Some(form) => Ok((title, form)),
            None => Err(Fail::Form(format!("「{title}」の様式がありません。"))),
        };
        self.needed_forms(record).into_iter().map(form).collect()
    }

    fn resolved<'a>(
        &self,
        record: &Record,
        number: &str,
        forms: &[(&'a str, &'a Form)],
        signatures: &[(String, FieldValue)],
        code: Option<&(EnvelopeHash, String)>,
    ) -> Vec<Resolved<'a>> {
        let place_name = |code: &str| places::place_name(&self.catalogue, &*self.towns, code);
        let country_name =
            |code: &str| self.towns.country(code, Language::Ja).unwrap_or_else(|| code.to_owned());
        let filed_on = match record.get(core::RECEIVED_ON.key()).value() {
            Some(Value::Date(date)) => Some(*date),
            _ => Some(self.clock.today()),
        };
        let around = Surroundings {
            dictionary: self.catalogue.dictionary(),
            place_name: &place_name,
            country_name: &country_name,
            number,
            filed_on,
            signatures,
            qr: code.map(|(_, text)| text.as_bytes()),
        };
        forms
            .iter()
            .map(|(title, form)| Resolved { title, form, values: resolve(form, record, &around) })
            .collect()
    }

    /// What the forms print, of all and by the roles that sign them.
    fn printed(&self, forms: &[(&str, &Form)]) -> Printed {
        let signed_by = |role: Role| {
            let has = |form: &Form| roles(&[("", form)]).contains(&role);
            let own: Vec<(&str, &Form)> = forms.iter().filter(|(_, form)| has(form)).copied().collect();
            (role, self.said_and_printed(&own))
        };
        Printed {
            all: self.said_and_printed(forms),
            by_role: roles(forms).into_iter().map(signed_by).collect(),
        }
    }

    /// Items that the forms print and the citizen answers for.
    fn said_and_printed(&self, forms: &[(&str, &Form)]) -> BTreeSet<Tag> {
        let dictionary = self.catalogue.dictionary();
        let all = forms.iter().flat_map(|(_, form)| printed(form, dictionary));
        let said = |tag: &Tag| dictionary.item(*tag).is_some_and(|item| item.owner == Owner::Citizen);
        all.filter(said).collect()
    }

    fn bound(&self, record: &Record, printed: &BTreeSet<Tag>, forms: &[Resolved<'_>]) -> Bound {
        let mut said = record.clone();
        said.retain(|key| printed.contains(&key.tag()));
        let said = json::to_json(&self.stored, &said).to_string();
        Bound {
            record: Sha256::digest(said.as_bytes()).into(),
            forms: content(forms),
            catalogue: *self.catalogue.schema_hash(),
        }
    }

    /// The code on the sheet: what the sheet prints and the citizen answers for, sealed to the city. The same
    /// content gives the same code, so that printing again leads to the same case. `None` where no form has a
    /// place for it, or where it needs more than one symbol.
    fn notification(
        &self,
        key: &CaseKey,
        record: &Record,
        forms: &[(&str, &Form)],
    ) -> Option<(EnvelopeHash, String)> {
        let has_code = |form: &Form| form.def().placements.iter().any(|box_| matches!(box_.kind, Kind::Qr));
        let with_code: Vec<(&str, &Form)> =
            forms.iter().filter(|(_, form)| has_code(form)).copied().collect();
        if with_code.is_empty() {
            return None;
        }
        let mut printed = self.said_and_printed(&with_code);
        printed.insert(core::SERVICE);
        let mut said = record.clone();
        said.retain(|key| printed.contains(&key.tag()));
        let schema = Schema { dictionary: self.catalogue.dictionary(), hash: *self.catalogue.schema_hash() };
        let towns = CityTowns { catalogue: &self.catalogue, table: &*self.towns };
        let packed = pack(&schema, &said, self.clock.today(), &towns).ok()?;
        let seed = Seed::new(key.seed("notification", &packed));
        let sealed = seal(&self.keys.newest()?, &packed, &seed).ok()?;
        let hash = kakanai_envelope::EnvelopeHash::of(&sealed);
        match split(&sealed).ok()?.as_slice() {
            [only] => Some((EnvelopeHash(hash.0), only.clone())),
            _ => None,
        }
    }
}

/// The signatures that stand, by role.
fn signatures(case: &kakanai_reception::Case) -> Vec<(String, FieldValue)> {
    let value = |how: &How| match how {
        How::Pen(png) => Some(FieldValue::Png(png.clone())),
        How::Typed(text) => Some(FieldValue::Text(text.clone())),
        How::Omitted => None,
    };
    let standing = Role::ALL.into_iter().filter_map(|role| Some((role, case.signature(role)?)));
    standing.filter_map(|(role, it)| Some((role.code().to_owned(), value(&it.how)?))).collect()
}

fn roles(forms: &[(&str, &Form)]) -> BTreeSet<Role> {
    let boxes = forms.iter().flat_map(|(_, form)| &form.def().placements);
    let role = |kind: &Kind| match kind {
        Kind::SignatureImage { role } => Role::of_code(role),
        _ => None,
    };
    boxes.filter_map(|box_| role(&box_.kind)).collect()
}

/// A hash over what stands in which box of which form.
fn content(forms: &[Resolved<'_>]) -> [u8; 32] {
    let mut hash = Sha256::new();
    let mut add = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    for it in forms {
        add(it.form.def().id.as_bytes());
        add(it.form.def().background_sha256.as_bytes());
        for (key, value) in it.values.iter() {
            add(key.source.as_bytes());
            add(&key.element.map_or(u64::MAX, |element| element as u64).to_be_bytes());
            add(format!("{value:?}").as_bytes());
        }
    }
    hash.finalize().into()
}
