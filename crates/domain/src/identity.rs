//! 本人確認: whether the documents seen at the counter show who somebody is.
//!
//! - Notifications: 住民基本台帳法27条2項 (who comes shows documents that tell who he is). Certificates: 12条3項 with
//!   住民基本台帳の一部の写しの閲覧及び住民票の写し等の交付に関する省令5条: 1号 one document with a photograph issued by a
//!   public office (個人番号カード, 旅券, 運転免許証 …); 2号, where that cannot be had, what the mayor holds fit, in practice two
//!   of them. 戸籍法10条の3第1項 asks the same of whoever requests a 戸籍.
//! - 印鑑登録証明事務処理要領: registered the same day on a document with a photograph by a public office; anything less
//!   is no way around a guarantor or a 照会書, however many there are.
//! - Old 保険証 are no identity documents any more: what shows the insurance is the 資格確認書.

/// How many documents of a kind it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Points {
    /// One is enough: it has a photograph and comes from a public office.
    One,
    /// It takes two.
    Two,
}

/// What the documents seen amount to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// They show who it is.
    Enough,
    /// Another document is needed.
    OneMore,
    /// Nothing was seen.
    None,
}

/// A kind of document, as the core list `identity` has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Document {
    /// 個人番号カード
    MyNumberCard,
    /// 運転免許証
    DrivingLicence,
    /// 旅券
    Passport,
    /// 在留カード, 特別永住者証明書
    ResidenceCard,
    /// 障害者手帳
    DisabilityHandbook,
    /// 資格確認書
    Eligibility,
    /// 年金手帳, 基礎年金番号通知書
    PensionNotice,
    /// Any other; each of them counts by itself.
    Other,
}

impl Document {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::MyNumberCard,
        Self::DrivingLicence,
        Self::Passport,
        Self::ResidenceCard,
        Self::DisabilityHandbook,
        Self::Eligibility,
        Self::PensionNotice,
        Self::Other,
    ];

    /// Key of the core list `identity`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::MyNumberCard => "my_number_card",
            Self::DrivingLicence => "driving_licence",
            Self::Passport => "passport",
            Self::ResidenceCard => "residence_card",
            Self::DisabilityHandbook => "disability_handbook",
            Self::Eligibility => "eligibility",
            Self::PensionNotice => "pension_notice",
            Self::Other => "other",
        }
    }

    /// The kind of a key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|document| document.key() == key)
    }

    /// How many it takes.
    #[must_use]
    pub const fn points(self) -> Points {
        match self {
            Self::Eligibility | Self::PensionNotice | Self::Other => Points::Two,
            _ => Points::One,
        }
    }

    /// Whether it is a public office's with a photograph.
    #[must_use]
    pub const fn has_photo(self) -> bool {
        matches!(self.points(), Points::One)
    }
}

/// What the documents seen amount to. The same document twice is one; others ([`Document::Other`]) are each their own.
#[must_use]
pub fn verdict(seen: &[Document]) -> Verdict {
    let is_new = |(at, document): &(usize, &Document)| {
        **document == Document::Other || !seen[..*at].contains(*document)
    };
    match seen.iter().enumerate().filter(is_new).count() {
        _ if has_photo(seen) => Verdict::Enough,
        0 => Verdict::None,
        1 => Verdict::OneMore,
        _ => Verdict::Enough,
    }
}

/// Whether one of them is a public office's with a photograph: what 印鑑登録 the same day and 広域交付 of a 戸籍 need.
#[must_use]
pub fn has_photo(seen: &[Document]) -> bool {
    seen.iter().any(|document| document.has_photo())
}

#[cfg(test)]
mod tests {
    use super::Document::*;
    use super::*;

    #[test]
    fn what_documents_amount_to() {
        let table: &[(&[Document], Verdict, bool)] = &[
            (&[], Verdict::None, false),
            (&[MyNumberCard], Verdict::Enough, true),
            (&[DrivingLicence], Verdict::Enough, true),
            (&[Passport], Verdict::Enough, true),
            (&[ResidenceCard], Verdict::Enough, true),
            (&[DisabilityHandbook], Verdict::Enough, true),
            (&[Eligibility], Verdict::OneMore, false),
            (&[PensionNotice], Verdict::OneMore, false),
            (&[Other], Verdict::OneMore, false),
            (&[Eligibility, PensionNotice], Verdict::Enough, false),
            (&[Eligibility, Other], Verdict::Enough, false),
            (&[Other, Other], Verdict::Enough, false),
            (&[Eligibility, Eligibility], Verdict::OneMore, false),
            (&[PensionNotice, PensionNotice, PensionNotice], Verdict::OneMore, false),
            (&[Eligibility, Passport], Verdict::Enough, true),
        ];
        for (seen, wanted, photo) in table {
            assert_eq!((verdict(seen), has_photo(seen)), (*wanted, *photo), "{seen:?}");
        }
    }

    #[test]
    fn keys_name_kinds() {
        for document in Document::ALL {
            assert_eq!(Document::from_key(document.key()), Some(document));
        }
        for wrong in ["", "insurance_card", "Passport"] {
            assert_eq!(Document::from_key(wrong), None, "{wrong}");
        }
    }
}
