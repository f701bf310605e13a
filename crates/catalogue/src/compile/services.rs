//! Services from source to compiled: shared pages put in their places, every question looked up.

use std::borrow::Cow;

use kakanai_record::codes::{self, Codes};
use kakanai_record::{Dictionary, ItemDef, ItemKind, Owner, Tag};

use super::{Place, expression};
use crate::fault::Fault;
use crate::service::{Ask, Field, Page, PageKind, Service, Step, Tick};
use crate::source::{FieldSource, PageSource, ServiceSource, Source};

/// A service with its pages.
pub(super) fn service(
    dictionary: &Dictionary,
    whole: &Source,
    source: &ServiceSource,
    faults: &mut Vec<Fault>,
) -> Service {
    let file = format!("services/{}.toml", source.id);
    if Codes::Core(&codes::SERVICE).by_key(&source.id).is_none() {
        faults.push(Fault::new(&file, format!("`{}` is not a service of the core code list", source.id)));
    }
    let mut seen = Vec::new();
    let mut steps = Vec::new();
    for step in &source.step {
        let mut pages = Vec::new();
        for page_source in &step.page {
            if seen.contains(&page_source.id) {
                faults.push(Fault::new(&file, format!("page `{}` is there twice", page_source.id)));
            }
            seen.push(page_source.id.clone());
            let page_source = shared(whole, page_source);
            pages.extend(page(dictionary, &page_source, &file, faults));
        }
        steps.push(Step { id: step.id.clone(), pages });
    }
    Service { id: source.id.clone(), steps }
}

/// The shared page of a page that says nothing but its name, and perhaps when it is asked.
fn shared<'a>(source: &'a Source, page: &'a PageSource) -> Cow<'a, PageSource> {
    let bare = page.fields.is_empty() && page.kind.is_none() && page.each.is_none();
    let shared = source.pages.iter().find(|shared| bare && shared.id == page.id);
    match (shared, &page.when) {
        (None, _) => Cow::Borrowed(page),
        (Some(shared), None) => Cow::Borrowed(shared),
        (Some(shared), when) => Cow::Owned(PageSource { when: when.clone(), ..shared.clone() }),
    }
}

fn page(dictionary: &Dictionary, source: &PageSource, file: &str, faults: &mut Vec<Fault>) -> Option<Page> {
    let place = format!("page `{}`", source.id);
    let each = match &source.each {
        None => None,
        Some(path) => match dictionary.by_path(path) {
            Some(ItemDef { tag, kind: ItemKind::List { .. }, .. }) => Some(*tag),
            _ => {
                faults.push(Fault::new(file, format!("{place}: `{path}` is not a list")));
                return None;
            }
        },
    };
    let when = source
        .when
        .as_ref()
        .and_then(|text| expression(dictionary, text, &Place { file, of: &place, each }, faults));
    let kind = match (source.kind.as_deref().unwrap_or("fields"), each) {
        ("fields", _) => PageKind::Fields(fields(dictionary, source, each, file, faults)),
        ("ticks", None) => PageKind::Ticks(ticks(dictionary, source, file, faults)),
        ("group", Some(list)) => PageKind::Group(list),
        ("guidance", None) => PageKind::Guidance,
        ("summary", _) => PageKind::Summary,
        ("code", _) => PageKind::Code,
        (kind, _) => {
            let what = format!(
                "{place}: kind `{kind}` is not fields, summary, code, ticks or guidance without `each`, or group with a list in `each`"
            );
            faults.push(Fault::new(file, what));
            return None;
        }
    };
    let each = if matches!(kind, PageKind::Group(_)) { None } else { each };
    Some(Page { id: source.id.clone(), kind, each, when, guided: source.guided })
}

fn fields(
    dictionary: &Dictionary,
    page: &PageSource,
    each: Option<Tag>,
    file: &str,
    faults: &mut Vec<Fault>,
) -> Vec<Field> {
    let mut fields = Vec::new();
    if page.fields.is_empty() {
        faults.push(Fault::new(file, format!("page `{}` asks nothing", page.id)));
    }
    for source in &page.fields {
        let place = format!("page `{}`, question `{}`", page.id, source.item);
        match ask(dictionary, source, each) {
            Ok(ask) => fields.push(Field {
                ask,
                when: source
                    .when
                    .as_ref()
                    .and_then(|text| expression(dictionary, text, &Place { file, of: &place, each }, faults)),
                optional: source.optional,
                dont_know: source.dont_know,
                like_previous: source.like_previous,
                choices: choices(dictionary, source, &place, file, faults),
            }),
            Err(what) => faults.push(Fault::new(file, format!("{place}: {what}"))),
        }
    }
    fields
}

fn ticks(dictionary: &Dictionary, page: &PageSource, file: &str, faults: &mut Vec<Fault>) -> Vec<Tick> {
    let mut ticks = Vec::with_capacity(page.fields.len());
    for source in &page.fields {
        let place = format!("page `{}`, box `{}`", page.id, source.item);
        let bare = FieldSource {
            item: source.item.clone(),
            when: source.when.clone(),
            ask: None,
            optional: false,
            dont_know: false,
            like_previous: false,
            choices: Vec::new(),
        };
        let item = dictionary.by_path(&source.item).filter(|item| {
            matches!(item.kind, ItemKind::Flag) && item.owner == Owner::Citizen && *source == bare
        });
        let Some(item) = item else {
            let what =
                format!("{place}: a box is a yes-or-no item of the citizen's, with nothing but `when`");
            faults.push(Fault::new(file, what));
            continue;
        };
        let list = dictionary.lists(item.tag).last().copied();
        let place = Place { file, of: &place, each: list };
        let when = source.when.as_ref().and_then(|text| expression(dictionary, text, &place, faults));
        ticks.push(Tick { tag: item.tag, list, when });
    }
    ticks
}

/// The keys offered of a code list: all of them must be in it.
fn choices(
    dictionary: &Dictionary,
    source: &FieldSource,
    place: &str,
    file: &str,
    faults: &mut Vec<Fault>,
) -> Vec<String> {
    let codes = dictionary.by_path(&source.item).and_then(|item| item.kind.codes());
    for key in &source.choices {
        if codes.is_none_or(|codes| codes.by_key(key).is_none()) {
            faults.push(Fault::new(file, format!("{place}: `{key}` is not in the item's code list")));
        }
    }
    source.choices.clone()
}

fn ask(dictionary: &Dictionary, source: &FieldSource, each: Option<Tag>) -> Result<Ask, String> {
    let item = |path: &str| {
        let item =
            dictionary.by_path(path).ok_or_else(|| format!("no item `{path}` in the data dictionary"))?;
        if item.owner != Owner::Citizen {
            return Err(format!("`{path}` is not the citizen's to answer"));
        }
        if dictionary.lists(item.tag) != each.as_slice() {
            return Err(format!("`{path}` does not lie in the list of the page's `each`"));
        }
        Ok(item.tag)
    };
    let under = |name: &str| item(&format!("{}/{name}", source.item));
    match source.ask.as_deref() {
        None => match dictionary.by_path(&source.item).map(|item| &item.kind) {
            Some(ItemKind::List { .. }) => Err("a list is not a question; use a page of kind group".into()),
            _ => item(&source.item).map(Ask::Item),
        },
        Some("name") => Ok(Ask::Name { kanji: under("kanji")?, kana: under("kana")? }),
        Some("town") => Ok(Ask::Town {
            postal: under("postal")?,
            municipality: under("municipality")?,
            town: under("town")?,
            lot: under("lot")?,
            building: under("building")?,
        }),
        Some("koseki") => {
            Ok(Ask::Koseki { municipality: under("municipality")?, town: under("town")?, lot: under("lot")? })
        }
        Some(other) => Err(format!("`ask = \"{other}\"` is not name, town or koseki")),
    }
}
