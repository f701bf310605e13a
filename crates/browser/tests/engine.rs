//! Requests as the page's module makes them, against the demonstration city.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::io::Read;

use kakanai_browser::{Engine, Table};
use kakanai_catalogue::Catalogue;
use kakanai_demo::{catalogue, root};
use kakanai_envelope::{KeyRing, Reader, Schema, SecretKey, Seed, open_text};
use kakanai_interview::{CityTowns, Tables};
use kakanai_record::{Date, core};
use serde_json::{Value as Json, json};

const TODAY: &str = "2026-11-20";

fn table(name: &str) -> Vec<u8> {
    let packed = std::fs::read(root().join("crates/domain/tables").join(name)).unwrap();
    let mut plain = Vec::new();
    brotli_decompressor::Decompressor::new(packed.as_slice(), 4096).read_to_end(&mut plain).unwrap();
    plain
}

struct Page {
    engine: Engine,
    last: Json,
}

impl Page {
    fn begin(catalogue: &Catalogue) -> Self {
        let mut page = Self { engine: Engine::default(), last: Json::Null };
        let taken = page.ask(json!({ "op": "catalogue", "published": catalogue.published() }));
        let schema: String = catalogue.schema_hash().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(taken, json!({ "schema": schema }));
        page.last =
            page.ask(json!({ "op": "start", "service": "move_in", "language": "ja", "today": TODAY }));
        page
    }

    fn ask(&mut self, request: Json) -> Json {
        serde_json::from_str(&self.engine.respond(&request.to_string())).unwrap()
    }

    fn answer(&mut self, page: &str, form: &[(&str, &str)]) {
        // Boxes that nobody ticks, and the list of procedures.
        let over = ["cards", "insured", "children", "life", "health", "support", "guidance"];
        while self.last["page"] != page && over.iter().any(|over| self.last["page"] == *over) {
            self.send(&[]);
        }
        assert_eq!(self.last["page"], page, "{}", self.last["html"]);
        let place = self.last["place"].clone();
        self.send(form);
        // A hint stops once.
        if self.last["place"] == place && self.last["html"].to_string().contains("notice alert") {
            self.send(form);
        }
    }

    fn send(&mut self, form: &[(&str, &str)]) {
        let state = self.last["state"].clone();
        self.last = self.ask(json!({ "op": "step", "state": state, "form": form, "today": TODAY }));
    }

    fn wants(&mut self, form: &[(&str, &str)]) -> Json {
        let state = self.last["state"].clone();
        self.ask(json!({ "op": "wants", "state": state, "form": form }))["shards"].clone()
    }

    fn seal(&mut self, key: &str, seed: &str) -> Json {
        let state = self.last["state"].clone();
        self.ask(json!({ "op": "seal", "state": state, "today": TODAY, "key": key, "seed": seed }))
    }

    /// Up to the page that asks for the old postal code.
    fn go_to_old_postal(&mut self) {
        self.answer("origin", &[("move/origin", "domestic")]);
        self.answer(
            "move_date",
            &[("move/date.year", "2026"), ("move/date.month", "11"), ("move/date.day", "7")],
        );
        self.answer("left", &[("move/left", "paper")]);
        self.answer("nationality", &[("mover:1/japanese", "yes")]);
        let person = [
            ("mover:1/name/kanji.family", "見本"),
            ("mover:1/name/kanji.given", "太郎"),
            ("mover:1/name/kana.family", "ミホン"),
            ("mover:1/name/kana.given", "タロウ"),
            ("mover:1/birth.year", "1985"),
            ("mover:1/birth.month", "12"),
            ("mover:1/birth.day", "3"),
            ("mover:1/sex", "male"),
        ];
        self.answer("person", &person);
        let unknown = ["town", "head"].map(|what| format!("mover:1/koseki/{what}.dont_know"));
        self.answer("koseki", &unknown.each_ref().map(|name| (name.as_str(), "yes")));
        self.answer("card", &[("mover:1/card/held", "no")]);
        self.answer("people", &[]);
        self.answer("joining", &[("move/joining", "new")]);
    }

    fn go_to_the_code(&mut self) {
        self.answer("old_postal", &[("old_address/postal", "064-0941")]);
        let town = [("old_address/town", "011011.旭ケ丘"), ("old_address/lot", "9999番地")];
        self.answer("old_town", &town);
        self.answer("old_head", &[("old_household/head_name.dont_know", "yes")]);
        self.answer("new_postal", &[("new_address/postal", "0000012")]);
        self.answer("new_town", &[("new_address/town", "999989.架空台団地"), ("new_address/lot", "1-2")]);
        self.answer("insurance", &[("mover:1/insurance", "national")]);
        self.answer("pension", &[("mover:1/pension", "first")]);
        self.answer("life", &[("household/water", "yes")]);
        self.answer("city", &[("x.rubbish_guide", "japanese"), ("x.neighbourhood", "no")]);
        self.answer("certificates_wanted", &[("certificates_wanted", "no")]);
        self.answer("seal", &[("seal/wanted", "no")]);
        self.answer("notifier_kind", &[("notifier/kind", "self")]);
        self.answer("identity", &[("notifier/identity", "driving_licence")]);
        self.answer("phone", &[("notifier/phone", "0999-00-0001")]);
        self.answer("message", &[("message", "")]);
        self.answer("summary", &[]);
        assert_eq!(self.last["wants_code"], true);
    }
}

#[test]
fn the_page_is_told_which_part_of_the_table_to_load_and_for_the_citys_own_codes_none() {
    let mut page = Page::begin(&catalogue());
    assert_eq!(page.wants(&[("move/origin", "domestic")]), json!([]));
    page.go_to_old_postal();
    assert_eq!(page.wants(&[("old_address/postal", "０６４－０９４１")]), json!(["06"]));
    assert_eq!(page.wants(&[("old_address/postal", "000-9001")]), json!([]));
    assert_eq!(page.wants(&[("old_address/postal", "000-5555")]), json!([]), "no such code in the country");
    assert_eq!(page.wants(&[("old_address/postal", "064")]), json!([]), "not a code yet");
    assert_eq!(page.engine.take(Table::Towns, &table("postal/06.kpt.br")), "{}");
    assert_eq!(page.wants(&[("old_address/postal", "064-0941")]), json!([]));
}

#[test]
fn what_is_typed_is_explained_and_changes_nothing() {
    let mut page = Page::begin(&catalogue());
    page.answer("origin", &[("move/origin", "domestic")]);
    let mut live = |form: &[(&str, &str)]| {
        let state = page.last["state"].clone();
        page.ask(json!({ "op": "live", "state": state, "form": form, "today": TODAY }))
    };
    let day =
        [("move/date.era", "R"), ("move/date.year", "8"), ("move/date.month", "11"), ("move/date.day", "7")];
    assert_eq!(live(&day), json!({ "move/date": "2026年11月7日（令和8年）" }));
    assert_eq!(live(&day[..3]), json!({ "move/date": "" }), "not a day yet");
    page.answer("move_date", &day);
    assert_eq!(page.last["page"], "left");
}

#[test]
fn nationalities_are_a_list_once_their_table_is_there() {
    let mut page = Page::begin(&catalogue());
    page.answer("origin", &[("move/origin", "abroad")]);
    let day = [("move/date.year", "2026"), ("move/date.month", "11"), ("move/date.day", "7")];
    page.answer("move_date", &day);
    page.answer("nationality", &[("mover:1/japanese", "no")]);
    let person = [
        ("mover:1/name/latin", "Sample Maria"),
        ("mover:1/name/kana", "サンプル マリア"),
        ("mover:1/birth.year", "1992"),
        ("mover:1/birth.month", "5"),
        ("mover:1/birth.day", "15"),
        ("mover:1/sex", "female"),
    ];
    page.answer("person", &person);
    page.answer("other_names", &[]);
    let offers = |page: &Json| page["html"].as_str().unwrap().contains("<option value=\"BRA\"");
    assert!(!offers(&page.last), "three letters, without the table");
    assert_eq!(page.engine.take(Table::Countries, &table("countries.tsv.br")), "{}");
    let state = page.last["state"].clone();
    let shown = page.ask(json!({ "op": "show", "state": state, "today": TODAY }));
    assert_eq!(shown["page"], "residence");
    assert!(offers(&shown), "{}", shown["html"]);
}

#[test]
fn a_table_cut_off_on_the_way_is_refused_and_the_engine_goes_on() {
    let mut page = Page::begin(&catalogue());
    let bytes = table("postal/06.kpt.br");
    let refused = page.engine.take(Table::Towns, &bytes[..bytes.len() - 1]);
    assert!(refused.contains("\"error\":\"table\""), "{refused}");
    assert_eq!(page.engine.take(Table::Towns, &bytes), "{}");
}

#[test]
fn a_finished_interview_becomes_codes_that_the_city_opens() {
    let catalogue = catalogue();
    let mut page = Page::begin(&catalogue);
    page.engine.take(Table::Municipalities, &table("municipalities.tsv.br"));
    page.engine.take(Table::Towns, &table("postal/06.kpt.br"));
    page.go_to_old_postal();
    page.go_to_the_code();
    let secret = SecretKey::generate(&Seed::new([7; 32]));
    let sealed = page.seal(&secret.public().to_text(), &"5a".repeat(32));
    assert_eq!(sealed["valid_until"], "2026-12-20");
    assert!(sealed["html"].as_str().unwrap().contains("<svg"));
    assert_eq!(
        page.seal(&secret.public().to_text(), &"5a".repeat(32)),
        sealed,
        "the seed decides everything"
    );

    // Kept and drawn again, it is the same page; sealing again would be another code.
    let (state, parts) = (page.last["state"].clone(), sealed["parts"].clone());
    let drawn = page.ask(json!({ "op": "code", "state": state, "today": TODAY, "parts": parts }));
    assert_eq!(drawn, sealed);

    // The counter has the whole country; a town was named by its place in the table.
    let mut whole = Tables::default();
    whole.set_municipalities(&table("municipalities.tsv.br")).unwrap();
    whole.add_towns(&table("postal/all.kpt.br")).unwrap();
    let parts: Vec<&str> = sealed["parts"].as_array().unwrap().iter().filter_map(Json::as_str).collect();
    let schema = Schema { dictionary: catalogue.dictionary(), hash: *catalogue.schema_hash() };
    let reader = Reader {
        keys: &KeyRing::new([secret]),
        schemas: &schema,
        towns: &CityTowns { catalogue: &catalogue, table: &whole },
        today: Date::constant(2026, 11, 25),
    };
    let opened = open_text(&parts, &reader).unwrap();
    assert_eq!(opened.doubts, []);
    assert_eq!(opened.record.get(core::OLD_TOWN.key()).text(), Some("旭ケ丘"));
    assert_eq!(opened.record.get(core::NEW_TOWN.key()).text(), Some("架空台団地"));
}

#[test]
fn what_cannot_be_answered_has_a_stable_code() {
    let catalogue = catalogue();
    let key = SecretKey::generate(&Seed::new([7; 32])).public().to_text();
    let mut page = Page::begin(&catalogue);
    assert_eq!(page.seal(&key, &"5a".repeat(32))["error"], "unfinished");
    assert_eq!(page.seal("kakanai-public-1-zzzz", &"5a".repeat(32))["error"], "key");
    assert_eq!(page.seal(&key, "5a")["error"], "seed");
    assert_eq!(page.seal(&key, &"あ".repeat(32))["error"], "seed");
    assert_eq!(page.ask(json!({ "op": "show", "state": "{}", "today": TODAY }))["error"], "state");
    assert_eq!(page.ask(json!({ "op": "dance" }))["error"], "request");
    let start = json!({ "op": "start", "service": "dance", "language": "ja", "today": TODAY });
    assert_eq!(page.ask(start)["error"], "service");
    assert!(Engine::default().respond("{}").contains("\"error\":\"request\""));
}
