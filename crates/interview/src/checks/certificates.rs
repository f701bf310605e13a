//! Certificates: who may have which, and what to bring for it.
//!
//! 住民票: the household, others with a 委任状 (said where it is asked who comes). 戸籍: the person, spouse, direct line
//! (戸籍法10条). 印鑑登録証明書: whoever brings the 登録証.

use kakanai_record::{Tag, core};

use super::check::Check;

/// More copies than anybody needs at once.
const MANY: i64 = 10;

pub(super) fn run(check: &mut Check) {
    let relation = check.code(core::CERTIFICATE_RELATION);
    if let Some(at) = check.last_of(&[core::CERTIFICATE_KIND, core::CERTIFICATE_RELATION]) {
        let kind = check.code(core::CERTIFICATE_KIND);
        if kind.starts_with("koseki") && relation == "other" {
            check.alert(at, "alert.koseki_other", Vec::new());
        }
        if kind == "identity" && !matches!(relation, "" | "self") {
            check.alert(at, "alert.identity_certificate", Vec::new());
        }
    }
    seal(check);
    by_post(check);
    let copies = check.get(core::CERTIFICATE_COPIES).number().filter(|copies| *copies > MANY);
    if let Some(copies) = copies.filter(|_| check.asks(core::CERTIFICATE_COPIES)) {
        check.alert(
            core::CERTIFICATE_COPIES,
            "alert.copies_many",
            vec![("copies", copies.to_string().into())],
        );
    }
}

/// The kind of the certificate that the page is about; on other pages the kinds of all.
pub(super) fn kinds<'a>(check: &Check<'a>) -> Vec<&'a str> {
    match check.element.filter(|_| check.is_about(core::CERTIFICATE)) {
        Some(id) => check.of(core::CERTIFICATE_KIND, id).code().into_iter().collect(),
        None => kinds_of_all(check),
    }
}

/// The kinds of all certificates wanted.
pub(super) fn kinds_of_all<'a>(check: &Check<'a>) -> Vec<&'a str> {
    let certificates = check.record.elements(core::CERTIFICATE.key()).iter();
    certificates.filter_map(|id| check.record.get(core::CERTIFICATE_KIND.of(*id)).code()).collect()
}

/// A seal certificate is one person's, for the 登録証; a 転入 has ended the registration elsewhere.
fn seal(check: &mut Check) {
    let wanted = check.record.get(core::SEAL_WANTED.key()).flag() == Some(true);
    let registers = wanted || check.service == "seal_registration";
    if registers || !kinds(check).contains(&"seal") {
        return;
    }
    let Some(at) = check.last_of(&[core::CERTIFICATE_KIND, core::SEAL_WANTED]) else { return };
    let key = if check.service == "move_in" { "alert.seal_first" } else { "alert.seal_card" };
    check.alert(at, key, Vec::new());
}

/// A copy with 個人番号 or 住民票コード is never handed to an agent.
fn by_post(check: &mut Check) {
    const TAGS: [Tag; 3] = [core::CERTIFICATE_NUMBER, core::CERTIFICATE_CODE, core::NOTIFIER_KIND];
    let kind = check.record.get(core::NOTIFIER_KIND.key()).code();
    let Some(at) = check.last_of(&TAGS) else { return };
    let has = |id: &kakanai_record::ElementId| {
        let on = [core::CERTIFICATE_NUMBER, core::CERTIFICATE_CODE];
        on.iter().any(|tag| check.of(*tag, *id).flag() == Some(true))
    };
    let wanted = check.record.elements(core::CERTIFICATE.key()).iter().any(has);
    if wanted && matches!(kind, Some("agent" | "messenger" | "same_address")) {
        check.alert(at, "alert.number_by_post", Vec::new());
    }
}
