//! Who may file for whom, with which proof, and who may have which certificate.
//!
//! - 住民基本台帳法26条: the 世帯主 files for the household. 27条3項: who comes for others and is not of their household shows
//!   that he may, in practice by a 委任状; parents and guardians by a 戸籍 or a 登記事項証明書, a messenger (使者) by what the
//!   person has signed. Another household at the same address is another household.
//! - 住民票の写し, 住民票記載事項証明書 (住民基本台帳法12条, the 省令 named in [`crate::identity`]): the household without a
//!   委任状, all others with one. A 除票 is its own person's alone (15条の4第1項): who was of the household needs a 委任状 too.
//! - 戸籍 and its 附票 (戸籍法10条1項, 住民基本台帳法20条1項): the person, the spouse, the direct line; a sibling at home is not
//!   among them. Others show authority (戸籍法10条の3第2項). 第三者, 職務上 and 公用 requests are none of this: staff take them
//!   with their reasons.
//! - 戸籍 kept by another city (広域交付, 戸籍法120条の2): full certificates only, to the person, spouse and direct line in
//!   person; an agent gets none with whatever paper, and the document has to have a photograph.
//! - 印鑑登録証明書 (印鑑登録証明事務処理要領): whoever brings the 印鑑登録証, without any 委任状.

/// Who comes to the counter: the core list `notifier`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Notifier {
    /// 本人
    OneSelf,
    /// 世帯員 of the same household
    HouseholdMember,
    /// 法定代理人
    LegalAgent,
    /// 任意代理人
    Agent,
    /// 使者
    Messenger,
    /// 同住所別世帯
    SameAddress,
}

/// What shows that somebody may act: the core list `authority`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Proof {
    /// 委任状
    PowerOfAttorney,
    /// 戸籍謄本
    FamilyRegister,
    /// 登記事項証明書
    Guardianship,
    /// The city's own record of the household.
    SameHousehold,
    /// What the person has signed, in a messenger's hands.
    Statement,
    /// Another.
    Other,
}

/// A kind of certificate: the core list `certificate`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certificate {
    /// 住民票の写し
    ResidentRecord,
    /// 住民票の除票
    RemovedRecord,
    /// 住民票記載事項証明書
    StatedItems,
    /// 戸籍全部事項証明書
    KosekiFull,
    /// 戸籍個人事項証明書
    KosekiOne,
    /// 除籍・改製原戸籍
    KosekiClosed,
    /// 戸籍の附票
    KosekiAddresses,
    /// 身分証明書
    Identity,
    /// 印鑑登録証明書
    Seal,
}

/// What somebody is to the person of a certificate: the core list `relation`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// The person.
    OneSelf,
    /// The spouse.
    Spouse,
    /// Parents, grandparents, children, grandchildren.
    Lineal,
    /// Anybody else.
    Other,
}

/// Whether a certificate may be handed to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Issue {
    /// Yes; a 法定代理人 still shows to be one.
    Allowed,
    /// With a 委任状.
    NeedsPowerOfAttorney,
    /// For the 印鑑登録証, whoever brings it.
    NeedsSealCard,
    /// Not here, not to this person, with whatever paper.
    Refused,
}

macro_rules! keyed {
    ($name:ident: $($variant:ident = $key:literal),* $(,)?) => {
        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Key of the core list.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key),* }
            }

            /// The one of a key.
            #[must_use]
            pub fn from_key(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.key() == key)
            }
        }
    };
}

keyed! { Notifier: OneSelf = "self", HouseholdMember = "household_member", LegalAgent = "legal_agent",
Agent = "agent", Messenger = "messenger", SameAddress = "same_address" }
keyed! { Proof: PowerOfAttorney = "power_of_attorney", FamilyRegister = "family_register",
Guardianship = "guardianship", SameHousehold = "same_household", Statement = "statement", Other = "other" }
keyed! { Certificate: ResidentRecord = "resident_record", RemovedRecord = "removed_record",
StatedItems = "stated_items", KosekiFull = "koseki_full", KosekiOne = "koseki_one", KosekiClosed = "koseki_closed",
KosekiAddresses = "koseki_addresses", Identity = "identity", Seal = "seal" }
keyed! { Relation: OneSelf = "self", Spouse = "spouse", Lineal = "lineal", Other = "other" }

impl Notifier {
    /// The proofs of which one is needed; none for the person and the household.
    #[must_use]
    pub const fn proofs(self) -> &'static [Proof] {
        match self {
            Self::OneSelf | Self::HouseholdMember => &[],
            Self::LegalAgent => &[Proof::FamilyRegister, Proof::Guardianship, Proof::Other],
            Self::Agent | Self::SameAddress => &[Proof::PowerOfAttorney],
            Self::Messenger => &[Proof::Statement, Proof::PowerOfAttorney],
        }
    }

    /// Whether what was seen is proof enough.
    #[must_use]
    pub fn is_shown_by(self, seen: Option<Proof>) -> bool {
        self.proofs().is_empty() || seen.is_some_and(|seen| self.proofs().contains(&seen))
    }
}

impl Certificate {
    /// Whether it is made from the 戸籍, and so from where the 本籍 is.
    #[must_use]
    pub const fn is_of_koseki(self) -> bool {
        matches!(
            self,
            Self::KosekiFull | Self::KosekiOne | Self::KosekiClosed | Self::KosekiAddresses | Self::Identity
        )
    }
}

/// Whether somebody may have a certificate that this city makes from its own records. `relation` is to the person of
/// the certificate; while it is not known, nobody but the person is entitled by it.
#[must_use]
pub const fn certificate(kind: Certificate, notifier: Notifier, relation: Option<Relation>) -> Issue {
    let entitled = match kind {
        Certificate::Seal => return Issue::NeedsSealCard,
        Certificate::ResidentRecord | Certificate::StatedItems => {
            matches!(notifier, Notifier::HouseholdMember)
        }
        Certificate::RemovedRecord | Certificate::Identity => matches!(relation, Some(Relation::OneSelf)),
        _ => is_entitled(relation),
    };
    match notifier {
        Notifier::OneSelf | Notifier::LegalAgent => Issue::Allowed,
        _ if entitled => Issue::Allowed,
        _ => Issue::NeedsPowerOfAttorney,
    }
}

/// The same where the 戸籍 is another city's (広域交付).
#[must_use]
pub const fn from_elsewhere(kind: Certificate, notifier: Notifier, relation: Option<Relation>) -> Issue {
    match kind {
        Certificate::KosekiFull | Certificate::KosekiClosed => match notifier {
            Notifier::OneSelf => Issue::Allowed,
            // A messenger is a hand of the person's, and nobody who comes in person.
            Notifier::Messenger => Issue::Refused,
            _ if is_entitled(relation) => Issue::Allowed,
            _ => Issue::Refused,
        },
        Certificate::KosekiOne | Certificate::KosekiAddresses | Certificate::Identity => Issue::Refused,
        _ => certificate(kind, notifier, relation),
    }
}

const fn is_entitled(relation: Option<Relation>) -> bool {
    matches!(relation, Some(Relation::OneSelf | Relation::Spouse | Relation::Lineal))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of<T: Copy>(from: fn(&str) -> Option<T>, keys: &str) -> Vec<T> {
        keys.split('|').map(|key| from(key).unwrap_or_else(|| panic!("{key}"))).collect()
    }

    #[test]
    fn proofs_of_who_comes() {
        let enough = [
            ("self", "power_of_attorney|family_register|guardianship|same_household|statement|other", true),
            ("household_member", "same_household", true),
            ("legal_agent", "family_register|guardianship|other", false),
            ("agent", "power_of_attorney", false),
            ("messenger", "statement|power_of_attorney", false),
            ("same_address", "power_of_attorney", false),
        ];
        for (kind, proofs, without) in enough {
            let notifier = Notifier::from_key(kind).unwrap();
            assert_eq!(notifier.is_shown_by(None), without, "{kind}");
            for proof in Proof::ALL {
                let wanted = without || of(Proof::from_key, proofs).contains(proof);
                assert_eq!(notifier.is_shown_by(Some(*proof)), wanted, "{kind} {proof:?}");
            }
        }
    }

    const RECORDS: &str = "resident_record|stated_items";
    const KOSEKI: &str = "koseki_full|koseki_one|koseki_closed|koseki_addresses";
    const ANYBODY: &str = "self|household_member|legal_agent|agent|messenger|same_address";
    const NOT_ONESELF: &str = "household_member|agent|messenger|same_address";

    type Rule = fn(Certificate, Notifier, Option<Relation>) -> Issue;

    fn table(rule: Rule, rows: &[(&str, &str, &str, Issue)]) {
        for (kinds, notifiers, relations, wanted) in rows {
            for kind in of(Certificate::from_key, kinds) {
                for notifier in of(Notifier::from_key, notifiers) {
                    for relation in relations.split('|') {
                        let relation = Relation::from_key(relation);
                        let issue = rule(kind, notifier, relation);
                        assert_eq!(issue, *wanted, "{kind:?} {notifier:?} {relation:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn certificates_of_this_city() {
        use Issue::{Allowed, NeedsPowerOfAttorney, NeedsSealCard};
        let any = "|self|spouse|lineal|other";
        table(
            certificate,
            &[
                (RECORDS, "self|household_member|legal_agent", any, Allowed),
                // A parent who lives elsewhere is an agent like any other.
                (RECORDS, "agent|messenger|same_address", any, NeedsPowerOfAttorney),
                ("removed_record|identity", "self|legal_agent", any, Allowed),
                ("removed_record|identity", NOT_ONESELF, "|spouse|lineal|other", NeedsPowerOfAttorney),
                (KOSEKI, "self|legal_agent", any, Allowed),
                (KOSEKI, NOT_ONESELF, "self|spouse|lineal", Allowed),
                (KOSEKI, NOT_ONESELF, "|other", NeedsPowerOfAttorney),
                ("seal", ANYBODY, any, NeedsSealCard),
            ],
        );
    }

    #[test]
    fn certificates_of_another_city() {
        use Issue::{Allowed, NeedsPowerOfAttorney, NeedsSealCard, Refused};
        table(
            from_elsewhere,
            &[
                ("koseki_full|koseki_closed", "self", "|self|spouse|lineal|other", Allowed),
                (
                    "koseki_full|koseki_closed",
                    "household_member|legal_agent|agent|same_address",
                    "spouse|lineal",
                    Allowed,
                ),
                (
                    "koseki_full|koseki_closed",
                    "household_member|legal_agent|agent|same_address",
                    "|other",
                    Refused,
                ),
                ("koseki_full|koseki_closed", "messenger", "|self|spouse|lineal|other", Refused),
                ("koseki_one|koseki_addresses|identity", ANYBODY, "|self|spouse|lineal|other", Refused),
                (RECORDS, "agent", "", NeedsPowerOfAttorney),
                ("seal", "self", "", NeedsSealCard),
            ],
        );
    }

    #[test]
    fn keys_name_themselves() {
        assert!(Notifier::ALL.iter().all(|one| Notifier::from_key(one.key()) == Some(*one)));
        assert!(Proof::ALL.iter().all(|one| Proof::from_key(one.key()) == Some(*one)));
        assert!(Certificate::ALL.iter().all(|one| Certificate::from_key(one.key()) == Some(*one)));
        assert!(Relation::ALL.iter().all(|one| Relation::from_key(one.key()) == Some(*one)));
        assert_eq!(Notifier::from_key("third_party"), None);
    }
}
