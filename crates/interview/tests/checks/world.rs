//! A city with services of the test, records from lines of facts, and tables of what is told.

use std::sync::LazyLock;

use kakanai_catalogue::{Catalogue, Page, PageKind};
use kakanai_interview::checks;
use kakanai_interview::problem::Argument;
use kakanai_record::{Answer, Change, Date, ElementId, Record};

pub(crate) const TODAY: Date = Date::constant(2026, 11, 20);

/// One page for each question, the same in every service: `;` between pages, `+` between questions, `@` the list.
const PAGES: &str = "move/origin; move/date; move/left; mover/name=name + mover/birth + mover/sex @mover; \
    mover/name/latin + mover/name/alias @mover; mover/nationality @mover; \
    mover/residence/status + mover/residence/period + mover/residence/expires @mover; \
    mover/residence/card_number @mover; mover/card/held @mover; move/scope; old_household/head_leaves; \
    old_household/adults_staying; old_household/next_head_name; move/joining; new_household/head_name; \
    new_household/head; mover/relationship @mover; mover/relationship_paper @mover; old_address/postal; \
    old_address=town; old_address/country; old_address/overseas; new_address/postal; new_address=town; \
    new_address/country; new_address/overseas; certificate/kind @certificate; certificate/relation @certificate; \
    certificate/copies @certificate; certificate/with_number + certificate/with_code @certificate; seal/wanted; \
    seal/reason; seal/mover; notifier/kind; notifier/mover; notifier/name=name + notifier/birth; \
    notifier/authority; notifier/identity; seal/guarantor";

pub(crate) const SERVICES: [&str; 6] =
    ["move_in", "move_within", "move_ward", "move_out", "certificates", "seal_registration"];

fn service(id: &str, left_out: &[&str]) -> String {
    let mut text = format!("id = \"{id}\"\n[[step]]\nid = \"all\"\n");
    for (at, page) in PAGES.split(';').enumerate() {
        let (fields, each) = page.split_once('@').unwrap_or((page, ""));
        if left_out.iter().any(|item| fields.contains(item)) {
            continue;
        }
        text += &format!("[[step.page]]\nid = \"p{at}\"\n");
        if !each.is_empty() {
            text += &format!("each = \"{}\"\n", each.trim());
        }
        let field = |field: &str| {
            let (item, ask) = field.trim().split_once('=').unwrap_or((field.trim(), ""));
            let ask = if ask.is_empty() { String::new() } else { format!(", ask = \"{ask}\"") };
            // 永住者 are not asked for a last day, though others without one are; a period is not asked of 特定活動.
            let when = match item {
                "mover/residence/expires" => ", when = \"mover/residence/status != permanent\"",
                "mover/residence/period" => ", when = \"mover/residence/status != designated\"",
                _ => "",
            };
            format!("{{ item = \"{item}\"{ask}{when} }}")
        };
        text += &format!("fields = [{}]\n", fields.split(" + ").map(field).collect::<Vec<_>>().join(", "));
    }
    text
}

pub(crate) static WHOLE: LazyLock<Catalogue> = LazyLock::new(|| catalogue(&[]));

/// The demonstration city with services of the test, which may leave out questions.
pub(crate) fn catalogue(left_out: &[&str]) -> Catalogue {
    let mut found = kakanai_demo::shipped();
    found.retain(|name, _| !name.starts_with("services/"));
    found.extend(SERVICES.map(|id| (format!("services/{id}.toml"), service(id, left_out))));
    kakanai_demo::compiled(&found)
}

/// A record from lines such as `mover:1/birth = 1985-12-03`; `?` is わからない, `!` 不詳, `-` なし.
pub(crate) fn record(catalogue: &Catalogue, service: &str, facts: &str) -> Record {
    let dictionary = catalogue.dictionary();
    let mut record = Record::new();
    let all = format!("service={service},{facts}");
    let facts: Vec<(&str, &str)> = all
        .split(',')
        .filter_map(|fact| fact.trim().split_once('='))
        .map(|(path, text)| (path.trim(), text.trim()))
        .collect();
    for (path, _) in &facts {
        let Some((list, rest)) = path.split_once(':') else { continue };
        let list = dictionary.by_path(list).unwrap().tag.key();
        let id = ElementId::new(rest.split('/').next().unwrap().parse().unwrap()).unwrap();
        if !record.elements(list).contains(&id) {
            record.apply(dictionary, &Change::Add(list, id)).unwrap();
        }
    }
    for (path, text) in facts {
        let key = dictionary.parse_path(path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let item = dictionary.item(key.tag()).unwrap();
        let answer = match text {
            "?" => Answer::DontKnow,
            "!" => Answer::Unrecorded,
            "-" => Answer::NotApplicable,
            text => item.kind.parse(text).unwrap_or_else(|error| panic!("{path} = {text}: {error}")).into(),
        };
        record
            .apply(dictionary, &Change::Set(key, answer))
            .unwrap_or_else(|e| panic!("{path} = {text}: {e}"));
    }
    record
}

/// The page that asks a path, and the element it is about.
pub(crate) fn place<'a>(
    catalogue: &'a Catalogue,
    service: &str,
    path: &str,
) -> (&'a Page, Option<ElementId>) {
    let key = catalogue.dictionary().parse_path(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let asks = |page: &&Page| match &page.kind {
        PageKind::Fields(fields) => fields.iter().any(|field| field.ask.items().contains(&key.tag())),
        _ => false,
    };
    let mut pages = catalogue.service(service).unwrap().pages().map(|(_, page)| page);
    (pages.find(asks).unwrap_or_else(|| panic!("nothing asks {path}")), key.innermost())
}

/// What is told on the page of `path`: `key@control` each.
pub(crate) fn told(
    catalogue: &Catalogue,
    service: &str,
    facts: &str,
    path: &str,
    today: Date,
) -> Vec<String> {
    let record = record(catalogue, service, facts);
    let (page, element) = place(catalogue, service, path);
    let problems = checks::page(catalogue, &record, page, element, today);
    for problem in &problems {
        for language in kakanai_catalogue::Language::ALL {
            let said = |argument: &Argument| match argument {
                Argument::Text(text) => text.clone(),
                Argument::Day(day) => kakanai_interview::question::date::words(language, *day),
            };
            let arguments: Vec<(&str, String)> =
                problem.arguments.iter().map(|(n, v)| (*n, said(v))).collect();
            let arguments: Vec<(&str, &str)> = arguments.iter().map(|(n, v)| (*n, v.as_str())).collect();
            let words = catalogue.texts().fill(language, problem.key, &arguments);
            assert!(words != problem.key && !words.contains('{'), "{words}");
        }
    }
    let grade = |alert: bool| if alert { "hint" } else { "stop" };
    problems.iter().map(|p| format!("{} {}@{}", grade(p.alert), p.key, p.control)).collect()
}

/// Rows of service, facts, page asked, and what is told there (nothing where all is well).
pub(crate) fn table(rows: &[(&str, &str, &str, &str)]) {
    let catalogue = &*WHOLE;
    for (service, facts, path, wanted) in rows {
        for service in service.split('|') {
            let told = told(catalogue, service, facts, path, TODAY).join("; ");
            assert_eq!(told, *wanted, "{service}: {facts} on the page of {path}");
        }
    }
}

/// An address: 東 and 西 lie in the city's wards, ためし elsewhere.
pub(crate) fn address(which: &str, town: &str, lot: &str, building: &str) -> String {
    let (postal, municipality) = match town {
        "例示町" => ("0000002", "999971"),
        "雛形" => ("0000003", "999971"),
        "架空台団地" => ("0000012", "999989"),
        "一番町" => ("0009001", "999962"),
        _ => ("1000001", "131016"),
    };
    format!(
        "{which}/postal={postal}, {which}/municipality={municipality}, {which}/town={town}, {which}/lot={lot}, \
         {which}/building={building}"
    )
}
