//! The published form, written and read by hand.
//!
//! It is the JSON that the derives of [`crate::source`] would write and read, byte for byte; tests hold the two against
//! each other. Every citizen's browser reads it, and derived code for it would be a tenth of what the browser loads.

use std::collections::BTreeMap;

use kakanai_record::json;
use serde_json::{Map, Value as Json};

use crate::fault::Fault;
use crate::source::{
    City, CodeSource, Fee, FieldSource, FormUse, ItemSource, ListSource, PageSource, ServiceSource, Source,
    StepSource, TownSource, Ward,
};

mod ledger;
mod offices;
mod procedures;

/// Writes a whole catalogue.
pub(crate) fn write(source: &Source) -> String {
    one(source, |to, source| {
        to.object("city", &source.city, city);
        to.list("lists", &source.lists, list);
        to.list("items", &source.items, item);
        to.list("pages", &source.pages, page);
        to.list("services", &source.services, service);
        to.list("forms", &source.forms, |to, form| {
            to.texts(&[("id", &form.id), ("title", &form.title), ("when", &form.when)]);
        });
        to.list("fees", &source.fees, |to, fee| {
            to.text("of", &fee.of);
            to.number("yen", fee.yen);
        });
        to.list("bring", &source.bring, procedures::write_thing);
        to.list("desks", &source.desks, procedures::write_desk);
        to.list("offices", &source.offices, offices::write_office);
        to.list("hours", &source.hours, offices::write_hours);
        to.list("procedures", &source.procedures, procedures::write);
        to.list("towns", &source.towns, |to, town| {
            let (postal, municipality) = (("postal", &*town.postal), ("municipality", &*town.municipality));
            to.texts(&[postal, municipality, ("town", &town.town), ("kana", &town.kana)]);
        });
        if !source.ledger.is_empty() {
            to.object("ledger", &source.ledger, ledger::write);
        }
        to.object("texts", &source.texts, |to, languages| {
            for (language, texts) in languages {
                to.object(language, texts, |to, texts| {
                    texts.iter().for_each(|(key, text)| to.text(key, text))
                });
            }
        });
    })
}

/// Writes one page.
pub(crate) fn write_page(source: &PageSource) -> String {
    one(source, page)
}

/// Writes one service.
pub(crate) fn write_service(source: &ServiceSource) -> String {
    one(source, service)
}

fn city(to: &mut Writer, city: &City) {
    to.texts(&[("code", &city.code), ("name", &city.name), ("prefecture", &city.prefecture)]);
    to.list("wards", &city.wards, ward);
    to.list("neighbours", &city.neighbours, ward);
    to.number("code_valid_days", city.code_valid_days.into());
}

fn ward(to: &mut Writer, ward: &Ward) {
    to.texts(&[("code", &ward.code), ("name", &ward.name)]);
}

fn list(to: &mut Writer, list: &ListSource) {
    to.text("id", &list.id);
    to.list("codes", &list.codes, |to, code| {
        to.number("number", code.number.into());
        to.texts(&[("key", &code.key), ("word", &code.word)]);
    });
}

fn item(to: &mut Writer, item: &ItemSource) {
    to.number("tag", item.tag.into());
    to.texts(&[("path", &item.path), ("kind", &item.kind), ("label", &item.label)]);
    to.raw("sensitive", if item.sensitive { "true" } else { "false" });
}

fn service(to: &mut Writer, service: &ServiceSource) {
    to.text("id", &service.id);
    to.number("order", service.order.into());
    to.list("step", &service.step, |to, step| {
        to.text("id", &step.id);
        to.list("page", &step.page, page);
    });
}

fn page(to: &mut Writer, page: &PageSource) {
    to.text("id", &page.id);
    to.text_if_any("kind", page.kind.as_deref());
    to.text_if_any("each", page.each.as_deref());
    to.text_if_any("when", page.when.as_deref());
    to.set_flags(&[("guided", page.guided)]);
    if !page.fields.is_empty() {
        to.list("fields", &page.fields, field);
    }
}

fn field(to: &mut Writer, field: &FieldSource) {
    to.text("item", &field.item);
    to.text_if_any("ask", field.ask.as_deref());
    to.text_if_any("when", field.when.as_deref());
    to.set_flags(&[
        ("optional", field.optional),
        ("dont_know", field.dont_know),
        ("like_previous", field.like_previous),
    ]);
    to.words_if_any("choices", &field.choices);
}

fn one<T>(source: &T, write: fn(&mut Writer, &T)) -> String {
    let mut to = Writer(String::new());
    to.braces(source, write);
    to.0
}

/// JSON without spaces, its names in the order of the calls.
struct Writer(String);

impl Writer {
    fn raw(&mut self, name: &str, value: &str) {
        self.name(name);
        self.0.push_str(value);
    }

    fn text(&mut self, name: &str, text: &str) {
        self.raw(name, &json::text(&Json::from(text)));
    }

    fn texts(&mut self, texts: &[(&str, &str)]) {
        for (name, text) in texts {
            self.text(name, text);
        }
    }

    fn text_if_any(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }

    fn set_flags(&mut self, flags: &[(&str, bool)]) {
        for (name, _) in flags.iter().filter(|(_, set)| *set) {
            self.raw(name, "true");
        }
    }

    fn words(&mut self, name: &str, words: &[String]) {
        self.raw(name, &json::text(&Json::from(words)));
    }

    fn words_if_any(&mut self, name: &str, words: &[String]) {
        if !words.is_empty() {
            self.words(name, words);
        }
    }

    fn number(&mut self, name: &str, number: u32) {
        self.raw(name, &number.to_string());
    }

    fn object<T>(&mut self, name: &str, value: &T, write: fn(&mut Self, &T)) {
        self.name(name);
        self.braces(value, write);
    }

    fn list<T>(&mut self, name: &str, values: &[T], write: fn(&mut Self, &T)) {
        self.raw(name, "[");
        for value in values {
            self.comma();
            self.braces(value, write);
        }
        self.0.push(']');
    }

    fn braces<T>(&mut self, value: &T, write: fn(&mut Self, &T)) {
        self.0.push('{');
        write(self, value);
        self.0.push('}');
    }

    fn name(&mut self, name: &str) {
        self.comma();
        self.0.push_str(&json::text(&Json::from(name)));
        self.0.push(':');
    }

    /// Between what stands here and what follows. A text ends in a quote, never in a bracket.
    fn comma(&mut self) {
        if !self.0.ends_with(['{', '[']) {
            self.0.push(',');
        }
    }
}

type Read<T> = Result<T, Fault>;

/// Reads a whole catalogue. What is missing, unknown or of another kind is a fault.
pub(crate) fn read(json: &str) -> Read<Source> {
    let json: Json = serde_json::from_str(json).map_err(|error| fault(error.to_string()))?;
    let lists = [
        "lists",
        "items",
        "pages",
        "services",
        "forms",
        "fees",
        "bring",
        "desks",
        "offices",
        "hours",
        "procedures",
        "towns",
        "ledger",
        "texts",
    ];
    let from = Object::of(&json, "the catalogue", &["city"], &lists)?;
    Ok(Source {
        city: read_city(from.map.get("city").unwrap_or(&Json::Null))?,
        lists: from.list("lists", read_list)?,
        items: from.list("items", read_item)?,
        pages: from.list("pages", read_page)?,
        services: from.list("services", read_service)?,
        forms: from.list("forms", read_form)?,
        fees: from.list("fees", read_fee)?,
        bring: from.list("bring", procedures::read_thing)?,
        desks: from.list("desks", procedures::read_desk)?,
        offices: from.list("offices", offices::read_office)?,
        hours: from.list("hours", offices::read_hours)?,
        procedures: from.list("procedures", procedures::read)?,
        towns: from.list("towns", read_town)?,
        ledger: from.map.get("ledger").map_or_else(|| Ok(Default::default()), ledger::read)?,
        texts: from.map.get("texts").map_or_else(|| Ok(BTreeMap::new()), read_languages)?,
    })
}

fn read_city(json: &Json) -> Read<City> {
    let names = ["code", "name", "prefecture", "code_valid_days"];
    let from = Object::of(json, "the city", &names, &["wards", "neighbours"])?;
    Ok(City {
        code: from.text("code")?,
        name: from.text("name")?,
        prefecture: from.text("prefecture")?,
        wards: from.list("wards", read_ward)?,
        neighbours: from.list("neighbours", read_ward)?,
        code_valid_days: from.small("code_valid_days")?,
    })
}

fn read_ward(json: &Json) -> Read<Ward> {
    let from = Object::of(json, "a ward", &["code", "name"], &[])?;
    Ok(Ward { code: from.text("code")?, name: from.text("name")? })
}

fn read_list(json: &Json) -> Read<ListSource> {
    let from = Object::of(json, "a code list", &["id", "codes"], &[])?;
    Ok(ListSource { id: from.text("id")?, codes: from.list("codes", read_code)? })
}

fn read_code(json: &Json) -> Read<CodeSource> {
    let from = Object::of(json, "a code", &["number", "key", "word"], &[])?;
    Ok(CodeSource { number: from.small("number")?, key: from.text("key")?, word: from.text("word")? })
}

fn read_item(json: &Json) -> Read<ItemSource> {
    let from = Object::of(json, "an item", &["tag", "path", "kind", "label"], &["sensitive"])?;
    Ok(ItemSource {
        tag: from.small("tag")?,
        path: from.text("path")?,
        kind: from.text("kind")?,
        label: from.text("label")?,
        sensitive: from.flag("sensitive")?,
    })
}

fn read_service(json: &Json) -> Read<ServiceSource> {
    let from = Object::of(json, "a service", &["id", "step"], &["order"])?;
    Ok(ServiceSource {
        id: from.text("id")?,
        order: from.small("order")?,
        step: from.list("step", |json| {
            let from = Object::of(json, "a step", &["id", "page"], &[])?;
            Ok(StepSource { id: from.text("id")?, page: from.list("page", read_page)? })
        })?,
    })
}

fn read_page(json: &Json) -> Read<PageSource> {
    let from = Object::of(json, "a page", &["id"], &["kind", "each", "when", "guided", "fields"])?;
    Ok(PageSource {
        id: from.text("id")?,
        kind: from.text_if_any("kind")?,
        each: from.text_if_any("each")?,
        when: from.text_if_any("when")?,
        guided: from.flag("guided")?,
        fields: from.list("fields", read_field)?,
    })
}

fn read_field(json: &Json) -> Read<FieldSource> {
    let others = ["ask", "when", "optional", "dont_know", "like_previous", "choices"];
    let from = Object::of(json, "a question", &["item"], &others)?;
    Ok(FieldSource {
        item: from.text("item")?,
        ask: from.text_if_any("ask")?,
        when: from.text_if_any("when")?,
        optional: from.flag("optional")?,
        dont_know: from.flag("dont_know")?,
        like_previous: from.flag("like_previous")?,
        choices: from.words("choices")?,
    })
}

fn read_form(json: &Json) -> Read<FormUse> {
    let from = Object::of(json, "a form", &["id", "title", "when"], &[])?;
    Ok(FormUse { id: from.text("id")?, title: from.text("title")?, when: from.text("when")? })
}

fn read_fee(json: &Json) -> Read<Fee> {
    let from = Object::of(json, "a fee", &["of", "yen"], &[])?;
    Ok(Fee { of: from.text("of")?, yen: from.number("yen")? })
}

fn read_town(json: &Json) -> Read<TownSource> {
    let from = Object::of(json, "a town", &["postal", "municipality", "town", "kana"], &[])?;
    Ok(TownSource {
        postal: from.text("postal")?,
        municipality: from.text("municipality")?,
        town: from.text("town")?,
        kana: from.text("kana")?,
    })
}

fn read_languages(json: &Json) -> Read<BTreeMap<String, BTreeMap<String, String>>> {
    let mut languages = BTreeMap::new();
    let refused = || fault("`texts` are no texts by language and key".into());
    for (language, json) in json.as_object().ok_or_else(refused)? {
        let mut texts = BTreeMap::new();
        for (key, json) in json.as_object().ok_or_else(refused)? {
            texts.insert(key.clone(), text(json).ok_or_else(refused)?);
        }
        languages.insert(language.clone(), texts);
    }
    Ok(languages)
}

fn text(json: &Json) -> Option<String> {
    json.as_str().map(str::to_owned)
}

fn fault(what: String) -> Fault {
    Fault::new("published catalogue", what)
}

/// An object whose names are known, and those that must be there are there. Of the others, what is not there counts as
/// empty.
struct Object<'a> {
    map: &'a Map<String, Json>,
    what: &'static str,
}

impl<'a> Object<'a> {
    fn of(json: &'a Json, what: &'static str, required: &[&str], others: &[&str]) -> Read<Self> {
        let map = json.as_object().ok_or_else(|| fault([what, " is no object"].concat()))?;
        let object = Self { map, what };
        if let Some(name) = required.iter().find(|name| !map.contains_key(**name)) {
            return Err(object.refuse(name, " is missing"));
        }
        let known = |name: &str| required.iter().chain(others).any(|known| *known == name);
        match map.keys().find(|name| !known(name)) {
            Some(name) => Err(object.refuse(name, " is unknown")),
            None => Ok(object),
        }
    }

    fn refuse(&self, name: &str, why: &str) -> Fault {
        fault([self.what, ": `", name, "`", why].concat())
    }

    fn text(&self, name: &str) -> Read<String> {
        self.map.get(name).and_then(text).ok_or_else(|| self.refuse(name, " is no text"))
    }

    fn text_if_any(&self, name: &str) -> Read<Option<String>> {
        match self.map.get(name) {
            None | Some(Json::Null) => Ok(None),
            Some(_) => self.text(name).map(Some),
        }
    }

    fn flag(&self, name: &str) -> Read<bool> {
        match self.map.get(name) {
            None => Ok(false),
            Some(json) => json.as_bool().ok_or_else(|| self.refuse(name, " is neither true nor false")),
        }
    }

    fn number(&self, name: &str) -> Read<u32> {
        let Some(json) = self.map.get(name) else { return Ok(0) };
        let number = json.as_u64().and_then(|number| u32::try_from(number).ok());
        number.ok_or_else(|| self.refuse(name, " is no number, or too large"))
    }

    fn small(&self, name: &str) -> Read<u16> {
        self.number(name)?.try_into().map_err(|_| self.refuse(name, " is too large"))
    }

    fn words(&self, name: &str) -> Read<Vec<String>> {
        self.list(name, |json| text(json).ok_or_else(|| fault("a word is no text".into())))
    }

    fn list<T>(&self, name: &str, read: fn(&Json) -> Read<T>) -> Read<Vec<T>> {
        let Some(json) = self.map.get(name) else { return Ok(Vec::new()) };
        let rows = json.as_array().ok_or_else(|| self.refuse(name, " is no list"))?;
        let mut list = Vec::with_capacity(rows.len());
        for row in rows {
            list.push(read(row)?);
        }
        Ok(list)
    }
}

#[cfg(test)]
#[path = "published/tests.rs"]
mod tests;
