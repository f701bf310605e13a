//! The one table of what is made of several items: its name, the items it reads, and how it is made.

use kakanai_record::{ElementId, Tag, core};

use super::people::Who;
use super::reader::{NEW, OLD, Reader};
use super::written::{birth, choice, japanese_date, text};
use crate::definition::Kind;
use crate::values::FieldValue;

/// Something made of items; in a row with the element of the row.
pub(super) struct Source {
    name: &'static str,
    /// The items it reads; [`Reader::get`] gives no others.
    pub(super) reads: &'static [&'static [Tag]],
    pub(super) make: fn(&Reader<'_>, Option<ElementId>, &Kind) -> Option<FieldValue>,
}

/// The source of this name, where it is more than one item.
pub(super) fn source(name: &str) -> Option<&'static Source> {
    SOURCES.iter().find(|source| source.name == name)
}

const NAME: &[Tag] = &[core::MOVER_NAME, core::MOVER_LATIN, core::MOVER_ALIAS];
const BIRTH: &[Tag] = &[core::MOVER_BIRTH, core::MOVER_JAPANESE];
const FILER: &[Tag] = &[core::NOTIFIER_KIND, core::NOTIFIER_MOVER];
const REPRESENTED: &[Tag] = &[core::NOTIFIER_KIND, core::SEAL_MOVER, core::NEW_HEAD];
const REGISTRANT: &[Tag] = &[core::SEAL_MOVER];
const CERTIFIED: &[Tag] = &[core::CERTIFICATE_MOVER, core::CERTIFICATE_EXTENT, core::NEW_HEAD];
const KOSEKI: &[Tag] = &[core::KOSEKI_MUNICIPALITY, core::KOSEKI_TOWN, core::KOSEKI_LOT];
const NEW_LINE: &[Tag] =
    &[core::NEW_MUNICIPALITY, core::NEW_TOWN, core::NEW_LOT, core::NEW_COUNTRY, core::NEW_OVERSEAS];
const OLD_LINE: &[Tag] =
    &[core::OLD_MUNICIPALITY, core::OLD_TOWN, core::OLD_LOT, core::OLD_COUNTRY, core::OLD_OVERSEAS];
/// Where the people live when they come ([`Reader::residence`]): a 転出 alone may name a country, and the old one is
/// in the country.
const RESIDENCE: &[Tag] = &[
    core::SERVICE,
    core::NEW_MUNICIPALITY,
    core::NEW_TOWN,
    core::NEW_LOT,
    core::NEW_BUILDING,
    core::OLD_MUNICIPALITY,
    core::OLD_TOWN,
    core::OLD_LOT,
    core::OLD_BUILDING,
];

const SOURCES: &[Source] = &[
    Source { name: "case/number", reads: &[], make: |r, _, _| text(r.around.number) },
    Source {
        name: "case/filed_on",
        reads: &[&[core::RECEIVED_ON]],
        make: |r, _, _| r.get(core::RECEIVED_ON.key()).date().or(r.around.filed_on).map(japanese_date),
    },
    Source {
        name: "case/remarks",
        reads: &[&[core::REMARKS, core::MOVER_BIRTH], NAME],
        make: |r, _, _| text(&r.remarks()),
    },
    Source {
        name: "case/identity",
        reads: &[&[core::IDENTITY_KIND]],
        make: |r, _, kind| {
            let kinds =
                r.elements(core::IDENTITY).iter().filter_map(|id| r.get(core::IDENTITY_KIND.of(*id)).code());
            choice(kinds.map(str::to_owned).collect(), kind)
        },
    },
    Source {
        name: "case/identity_detail",
        reads: &[&[core::IDENTITY_DETAIL]],
        make: |r, _, _| {
            let details = r.elements(core::IDENTITY).iter().map(|id| r.plain(core::IDENTITY_DETAIL.of(*id)));
            text(&details.filter(|detail| !detail.is_empty()).collect::<Vec<_>>().join("、"))
        },
    },
    Source {
        name: "case/matters",
        reads: &[&[core::SERVICE, core::CERTIFICATES_WANTED, core::SEAL_WANTED]],
        make: |r, _, kind| choice(matters(r), kind),
    },
    Source {
        name: "case/certificates",
        reads: &[&[core::CERTIFICATE_KIND, core::CERTIFICATE_COPIES]],
        make: |r, _, _| text(&certificates(r)),
    },
    Source { name: "new_address/line", reads: &[NEW_LINE], make: |r, _, _| text(&r.address_line(&NEW)) },
    Source { name: "old_address/line", reads: &[OLD_LINE], make: |r, _, _| text(&r.address_line(&OLD)) },
    Source {
        name: "new_address/full",
        reads: &[NEW_LINE, &[core::NEW_BUILDING]],
        make: |r, _, _| text(&r.full_address(&NEW)),
    },
    Source {
        name: "old_address/full",
        reads: &[OLD_LINE, &[core::OLD_BUILDING]],
        make: |r, _, _| text(&r.full_address(&OLD)),
    },
    Source { name: "residence/address", reads: &[RESIDENCE], make: |r, _, _| text(&r.residence()) },
    Source {
        name: "new_household/head_name",
        reads: &[&[core::NEW_HEAD, core::NEW_HEAD_NAME], NAME],
        make: |r, _, _| text(&r.head(core::NEW_HEAD, core::NEW_HEAD_NAME)),
    },
    Source {
        name: "old_household/head_name",
        reads: &[&[core::OLD_HEAD, core::OLD_HEAD_NAME], NAME],
        make: |r, _, _| text(&r.head(core::OLD_HEAD, core::OLD_HEAD_NAME)),
    },
    // What is everybody's is stated once, and not in the rows.
    Source {
        name: "koseki/place",
        reads: &[KOSEKI],
        make: |r, _, _| text(&r.shared(|person| r.koseki_place(person))?),
    },
    Source {
        name: "koseki/head",
        reads: &[&[core::KOSEKI_HEAD]],
        make: |r, _, _| text(&r.shared(|person| r.plain(core::KOSEKI_HEAD.of(person)))?),
    },
    Source {
        name: "mover/koseki/place",
        reads: &[KOSEKI],
        make: |r, row, _| match r.shared(|person| r.koseki_place(person)) {
            Some(_) => None,
            None => text(&r.koseki_place(row?)),
        },
    },
    Source {
        name: "mover/koseki/head",
        reads: &[&[core::KOSEKI_HEAD]],
        make: |r, row, _| match r.shared(|person| r.plain(core::KOSEKI_HEAD.of(person))) {
            Some(_) => None,
            None => text(&r.plain(core::KOSEKI_HEAD.of(row?))),
        },
    },
    Source { name: "mover/name/written", reads: &[NAME], make: |r, row, _| text(&r.written_name(row?)) },
    Source { name: "mover/birth", reads: &[BIRTH], make: |r, row, kind| birth_of(r, Who::Mover(row?), kind) },
    Source {
        name: "mover/nationality",
        reads: &[&[core::MOVER_NATIONALITY]],
        make: |r, row, _| text(&r.country(core::MOVER_NATIONALITY.of(row?))),
    },
    Source {
        name: "notifier/name/kanji",
        reads: &[FILER, &[core::NOTIFIER_NAME], NAME],
        make: |r, _, _| text(&r.name_of(r.filer())),
    },
    Source {
        name: "notifier/name/kana",
        reads: &[FILER, &[core::NOTIFIER_KANA, core::MOVER_KANA]],
        make: |r, _, _| text(&r.kana_of(r.filer())),
    },
    // A mover's address stands on the form already.
    Source {
        name: "notifier/address",
        reads: &[FILER, &[core::NOTIFIER_ADDRESS, core::SERVICE]],
        make: |r, _, _| match (r.filer(), r.code(core::SERVICE)) {
            (Who::Notifier, _) => text(&r.address_of(Who::Notifier)),
            (Who::Mover(_), "move_out") => text("いままでの住所と同じ"),
            (Who::Mover(_), _) => text("新しい住所と同じ"),
        },
    },
    Source {
        name: "applicant/address",
        reads: &[FILER, &[core::NOTIFIER_ADDRESS], RESIDENCE],
        make: |r, _, _| text(&r.address_of(r.filer())),
    },
    Source {
        name: "applicant/birth",
        reads: &[FILER, &[core::NOTIFIER_BIRTH], BIRTH],
        make: |r, _, kind| birth_of(r, r.filer(), kind),
    },
    Source {
        name: "represented/name",
        reads: &[REPRESENTED, NAME],
        make: |r, _, _| text(&r.name_of(represented(r)?)),
    },
    Source {
        name: "represented/kana",
        reads: &[REPRESENTED, &[core::MOVER_KANA]],
        make: |r, _, _| text(&r.kana_of(represented(r)?)),
    },
    Source {
        name: "represented/address",
        reads: &[&[core::NOTIFIER_KIND], RESIDENCE],
        make: |r, _, _| text(&r.address_of(represented(r)?)),
    },
    Source {
        name: "represented/birth",
        reads: &[REPRESENTED, BIRTH],
        make: |r, _, kind| birth_of(r, represented(r)?, kind),
    },
    Source {
        name: "registrant/name",
        reads: &[REGISTRANT, NAME],
        make: |r, _, _| text(&r.written_name(r.registrant()?)),
    },
    Source {
        name: "registrant/kana",
        reads: &[REGISTRANT, &[core::MOVER_KANA]],
        make: |r, _, _| text(&r.plain(core::MOVER_KANA.of(r.registrant()?))),
    },
    Source {
        name: "registrant/birth",
        reads: &[REGISTRANT, BIRTH],
        make: |r, _, kind| birth_of(r, Who::Mover(r.registrant()?), kind),
    },
    Source {
        name: "registrant/phone",
        reads: &[REGISTRANT, FILER, &[core::NOTIFIER_PHONE]],
        make: |r, _, _| match r.seal_agent() {
            Some(_) => None,
            None => text(&r.plain(core::NOTIFIER_PHONE.key())),
        },
    },
    // A seal that is wanted beside a move is a new one.
    Source {
        name: "seal/reason",
        reads: &[&[core::SEAL_REASON, core::SEAL_WANTED]],
        make: |r, _, kind| match r.code(core::SEAL_REASON) {
            "" if r.flag(core::SEAL_WANTED.key()) => choice(vec!["new".to_owned()], kind),
            reason => choice(vec![reason.to_owned()], kind),
        },
    },
    Source {
        name: "seal_agent/kind",
        reads: &[REGISTRANT, FILER],
        make: |r, _, kind| match r.seal_agent()? {
            Who::Mover(_) => choice(vec!["household_member".to_owned()], kind),
            Who::Notifier => choice(vec![r.code(core::NOTIFIER_KIND).to_owned()], kind),
        },
    },
    Source {
        name: "seal_agent/name",
        reads: &[REGISTRANT, FILER, &[core::NOTIFIER_NAME], NAME],
        make: |r, _, _| text(&r.name_of(r.seal_agent()?)),
    },
    Source {
        name: "seal_agent/address",
        reads: &[REGISTRANT, FILER, &[core::NOTIFIER_ADDRESS], RESIDENCE],
        make: |r, _, _| text(&r.address_of(r.seal_agent()?)),
    },
    Source {
        name: "seal_agent/birth",
        reads: &[REGISTRANT, FILER, &[core::NOTIFIER_BIRTH], BIRTH],
        make: |r, _, kind| birth_of(r, r.seal_agent()?, kind),
    },
    Source {
        name: "seal_agent/phone",
        reads: &[REGISTRANT, FILER, &[core::NOTIFIER_PHONE]],
        make: |r, _, _| r.seal_agent().and_then(|_| text(&r.plain(core::NOTIFIER_PHONE.key()))),
    },
    Source {
        name: "certificate/person",
        reads: &[CERTIFIED, NAME],
        make: |r, row, _| text(&r.written_name(r.certified(row?)?)),
    },
    Source {
        name: "certificate/birth",
        reads: &[CERTIFIED, BIRTH],
        make: |r, row, kind| birth_of(r, Who::Mover(r.certified(row?)?), kind),
    },
    Source {
        name: "certificate/koseki",
        reads: &[CERTIFIED, &[core::CERTIFICATE_KIND], KOSEKI],
        make: |r, row, _| text(&r.koseki_place(of_koseki(r, row?)?)),
    },
    Source {
        name: "certificate/koseki_head",
        reads: &[CERTIFIED, &[core::CERTIFICATE_KIND, core::KOSEKI_HEAD]],
        make: |r, row, _| text(&r.plain(core::KOSEKI_HEAD.of(of_koseki(r, row?)?))),
    },
    Source {
        name: "certificate/with",
        reads: &[&WITH_TAGS],
        make: |r, row, kind| {
            let row = row?;
            let wanted = WITH.iter().zip(WITH_TAGS).filter(|(_, tag)| r.flag(tag.of(row)));
            choice(wanted.map(|(key, _)| (*key).to_owned()).collect(), kind)
        },
    },
];

/// What a 住民票 may carry beside the name, by key of the option.
const WITH: [&str; 6] = ["relationship", "koseki", "number", "code", "foreign", "history"];
const WITH_TAGS: [Tag; 6] = [
    core::CERTIFICATE_RELATIONSHIP,
    core::CERTIFICATE_KOSEKI,
    core::CERTIFICATE_NUMBER,
    core::CERTIFICATE_CODE,
    core::CERTIFICATE_FOREIGN,
    core::CERTIFICATE_HISTORY,
];

fn birth_of(reader: &Reader<'_>, who: Who, kind: &Kind) -> Option<FieldValue> {
    let (date, is_foreign) = reader.birth_of(who)?;
    birth(date, is_foreign, kind)
}

fn represented(reader: &Reader<'_>) -> Option<Who> {
    reader.is_represented().then(|| reader.represented())?.map(Who::Mover)
}

/// The person of a certificate made from the 戸籍.
fn of_koseki(reader: &Reader<'_>, row: ElementId) -> Option<ElementId> {
    let kind = reader.get(core::CERTIFICATE_KIND.of(row)).code()?;
    let of = ["koseki_full", "koseki_one", "koseki_closed", "koseki_addresses", "identity"].contains(&kind);
    of.then(|| reader.certified(row))?
}

/// What an agent does for somebody, as the rules of the forms say it too.
fn matters(reader: &Reader<'_>) -> Vec<String> {
    let service = reader.code(core::SERVICE);
    let matters = [
        ("move", !matches!(service, "" | "certificates" | "seal_registration")),
        ("certificates", service == "certificates" || reader.flag(core::CERTIFICATES_WANTED.key())),
        ("seal", service == "seal_registration" || reader.flag(core::SEAL_WANTED.key())),
    ];
    matters.into_iter().filter(|(_, is)| *is).map(|(key, _)| key.to_owned()).collect()
}

/// 「住民票の写し 2通、…」
fn certificates(reader: &Reader<'_>) -> String {
    let each = reader.elements(core::CERTIFICATE).iter().filter_map(|id| {
        let kind = reader.get(core::CERTIFICATE_KIND.of(*id)).value()?;
        let kakanai_record::Value::Code(kind) = kind else { return None };
        let copies = reader.get(core::CERTIFICATE_COPIES.of(*id)).number();
        Some(copies.map_or_else(|| kind.word().to_owned(), |n| format!("{}{n}通", kind.word())))
    });
    each.collect::<Vec<_>>().join("、")
}
