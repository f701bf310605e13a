//! Which papers a case needs, by the conditions of the demonstration city.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use kakanai_record::json;

#[test]
fn a_case_prints_what_it_needs() {
    let catalogue = kakanai_demo::catalogue();
    let rows: &[(&str, &[&str])] = &[
        (r#"{"service": "move_in"}"#, &["resident_move"]),
        (
            r#"{"service": "move_in", "certificates_wanted": true}"#,
            &["resident_move", "certificate_application"],
        ),
        (
            r#"{"service": "move_in", "certificates_wanted": false, "seal": {"wanted": true}}"#,
            &["resident_move", "seal_application"],
        ),
        (r#"{"service": "certificates"}"#, &["certificate_application"]),
        (r#"{"service": "seal_registration"}"#, &["seal_application"]),
        (
            r#"{"service": "seal_registration", "certificates_wanted": true}"#,
            &["certificate_application", "seal_application"],
        ),
        // 2026-11-21 is a Saturday, the 23rd a holiday.
        (
            r#"{"service": "move_in", "move": {"date": "2026-11-07"}, "received_on": "2026-11-24"}"#,
            &["resident_move"],
        ),
        (
            r#"{"service": "move_in", "move": {"date": "2026-11-07"}, "received_on": "2026-11-25"}"#,
            &["resident_move", "delay_statement"],
        ),
        (
            r#"{"service": "move_ward", "move": {"date": "2018-11-07"}, "received_on": "2026-11-25"}"#,
            &["resident_move", "delay_statement"],
        ),
        (
            r#"{"service": "move_out", "move": {"date": "2026-11-07"}, "received_on": "2026-11-25"}"#,
            &["resident_move"],
        ),
        (r#"{"service": "move_in", "move": {"date": "2018-11-07"}}"#, &["resident_move"]),
        (
            r#"{"service": "certificates", "notifier": {"kind": "agent"}}"#,
            &["certificate_application", "power_of_attorney"],
        ),
        (
            r#"{"service": "certificates", "notifier": {"kind": "messenger"}}"#,
            &["certificate_application", "power_of_attorney"],
        ),
        (
            r#"{"service": "certificates", "notifier": {"kind": "same_address"}}"#,
            &["certificate_application", "power_of_attorney"],
        ),
        (
            r#"{"service": "certificates", "notifier": {"kind": "agent"}, "authority": {"kind": "other"}}"#,
            &["certificate_application"],
        ),
        (r#"{"service": "certificates", "notifier": {"kind": "legal_agent"}}"#, &["certificate_application"]),
        (r#"{"service": "certificates", "notifier": {"kind": "self"}}"#, &["certificate_application"]),
    ];
    for (record, wanted) in rows {
        let record = json::from_str(catalogue.dictionary(), record).unwrap();
        let needed: Vec<&str> = catalogue.needed_forms(&record).iter().map(|form| form.id.as_str()).collect();
        assert_eq!(needed, *wanted, "{record:?}");
    }
}
