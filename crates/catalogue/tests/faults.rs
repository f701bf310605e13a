//! A catalogue with faults is refused whole, each fault with its file and line.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use kakanai_catalogue::{Catalogue, files};

const CITY: &str = r#"code = "999999"
name = "みほん市"
prefecture = "見本県"
code_valid_days = 30
"#;

fn files_with(name: &str, text: &str) -> files::Files {
    [("city.toml", CITY), (name, text)].map(|(name, text)| (name.to_owned(), text.to_owned())).into()
}

fn first_fault(name: &str, text: &str) -> String {
    files::load(&files_with(name, text)).unwrap_err()[0].to_string()
}

#[test]
fn faults_are_told_with_file_and_line() {
    let service = |page: &str| format!("id = \"move_in\"\n[[step]]\nid = \"a\"\n[[step.page]]\n{page}\n");
    let table = [
        (
            "items.toml",
            "[[item]]\ntag = 1\npath = \"x.a\"\nkind = \"flag\"\nlabel = \"a\"".into(),
            "items.toml:3: ",
        ),
        (
            "items.toml",
            "[[item]]\ntag = 40000\npath = \"x.a\"\nkind = \"flg\"\nlabel = \"a\"".into(),
            "kind `flg`",
        ),
        ("items.toml", "[[item]\n".into(), "items.toml:1: "),
        (
            "services/move_in.toml",
            service("id = \"p\"\nfields = [{ item = \"mover/nose\" }]"),
            "services/move_in.toml:6: ",
        ),
        (
            "services/move_in.toml",
            service("id = \"p\"\nfields = [{ item = \"mover/birth\" }]"),
            "does not lie in the list",
        ),
        (
            "services/move_in.toml",
            service("id = \"p\"\nfields = [{ item = \"staff_note\" }]"),
            "not the citizen's",
        ),
        ("services/move_in.toml", service("id = \"p\"\nfields = []"), "asks nothing"),
        (
            "services/move_in.toml",
            service("id = \"p\"\nwhen = \"mover/japanese\"\nfields = [{ item = \"move/date\" }]"),
            "speaks of one `mover`",
        ),
        (
            "services/move_in.toml",
            service("id = \"p\"\nwhen = \"service == move_inn\"\nfields = [{ item = \"move/date\" }]"),
            "condition",
        ),
        ("services/move_in.toml", service("id = \"p\"\nkind = \"pages\""), "kind `pages`"),
        ("services/move_in.toml", service("id = \"p\"\nfeilds = []"), "services/move_in.toml"),
        ("forms.toml", "[[form]]\nid = \"a\"\ntitle = \"a\"\nwhen = \"1 ==\"".into(), "forms.toml"),
    ];
    for (name, text, wanted) in table {
        let fault = first_fault(name, &text);
        assert!(fault.contains(wanted), "{text}\n→ {fault}");
    }
    assert!(files::load(&files::Files::new()).unwrap_err()[0].to_string().contains("city.toml"));
}

#[test]
fn published_and_read_again_it_is_the_same_and_questions_change_the_schema_while_texts_do_not() {
    let page = "id = \"move_in\"\n[[step]]\nid = \"a\"\n[[step.page]]\nid = \"p\"\nfields = [{ item = \"move/date\" }]\n";
    let mut found = files_with("services/move_in.toml", page);
    let catalogue = files::load(&found).unwrap();
    let again = Catalogue::from_published(&catalogue.published()).unwrap();
    assert_eq!((again.version(), again.schema_hash()), (catalogue.version(), catalogue.schema_hash()));

    found.insert("texts/ja.toml".into(), "\"page.p.title\" = \"題\"\n".into());
    let reworded = files::load(&found).unwrap();
    assert_eq!(reworded.schema_hash(), catalogue.schema_hash());
    assert_ne!(reworded.version(), catalogue.version());

    found.insert("services/move_in.toml".into(), page.replace("move/date", "move/origin"));
    assert_ne!(files::load(&found).unwrap().schema_hash(), catalogue.schema_hash());
}
