//! 続柄: the relationship to the head of the household as the resident record writes it.
//!
//! 住民記録システム標準仕様書 1.1.11: fourteen atoms, family atoms joined by 「の」 up to four, beyond that 縁故者. Codes
//! as in 続柄コード1..4 of the 基本データリスト (to be confirmed with the city's system).

use std::fmt;
use std::str::FromStr;

pub use crate::relationship_words::{Suggestion, suggest};

/// One part of a 続柄.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Atom {
    /// 世帯主
    Head,
    /// 夫
    Husband,
    /// 妻
    Wife,
    /// 夫（未届）: husband in fact, marriage not notified.
    UnregisteredHusband,
    /// 妻（未届）
    UnregisteredWife,
    /// 子
    Child,
    /// 父
    Father,
    /// 母
    Mother,
    /// 兄
    ElderBrother,
    /// 弟
    YoungerBrother,
    /// 姉
    ElderSister,
    /// 妹
    YoungerSister,
    /// 縁故者
    Kin,
    /// 同居人
    Lodger,
}

/// Atoms with code and word; 夫（未届） before 夫, so that the longer word is read first.
const ATOMS: [(Atom, u8, &str); 14] = [
    (Atom::Head, 2, "世帯主"),
    (Atom::UnregisteredHusband, 13, "夫（未届）"),
    (Atom::UnregisteredWife, 14, "妻（未届）"),
    (Atom::Husband, 11, "夫"),
    (Atom::Wife, 12, "妻"),
    (Atom::Child, 20, "子"),
    (Atom::Father, 51, "父"),
    (Atom::Mother, 52, "母"),
    (Atom::ElderBrother, 71, "兄"),
    (Atom::YoungerBrother, 74, "弟"),
    (Atom::ElderSister, 81, "姉"),
    (Atom::YoungerSister, 84, "妹"),
    (Atom::Kin, 96, "縁故者"),
    (Atom::Lodger, 99, "同居人"),
];

impl Atom {
    fn row(self) -> (Atom, u8, &'static str) {
        ATOMS.iter().copied().find(|row| row.0 == self).unwrap_or(ATOMS[0])
    }

    /// The word.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.row().2
    }

    /// The two-digit code.
    #[must_use]
    pub fn code(self) -> u8 {
        self.row().1
    }

    /// The atom of a code.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        ATOMS.iter().find(|row| row.1 == code).map(|row| row.0)
    }

    fn stands_alone(self) -> bool {
        matches!(self, Self::Head | Self::Kin | Self::Lodger)
    }

    pub(crate) fn is_spouse(self) -> bool {
        matches!(self, Self::Husband | Self::Wife | Self::UnregisteredHusband | Self::UnregisteredWife)
    }

    fn is_sibling(self) -> bool {
        matches!(self, Self::ElderBrother | Self::YoungerBrother | Self::ElderSister | Self::YoungerSister)
    }

    fn is_parent(self) -> bool {
        matches!(self, Self::Father | Self::Mother)
    }
}

/// A 続柄: one to four atoms.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Relationship {
    atoms: [Atom; 4],
    len: u8,
}

/// Why a 続柄 is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RelationshipError {
    /// No atom at all.
    #[error("the relationship is empty: choose one")]
    Empty,
    /// More than four parts.
    #[error("more than four generations: write 縁故者")]
    TooLong,
    /// 世帯主, 縁故者 and 同居人 are never joined to anything.
    #[error("{0} stands alone and cannot be joined")]
    StandsAlone(&'static str),
    /// An everyday word the resident record does not use, with what it may mean there (empty: ask).
    #[error("\"{word}\" is not written in the resident record: use one of {}", list(proposals))]
    Everyday {
        /// The word.
        word: String,
        /// What to write instead, most frequent first.
        proposals: Vec<Relationship>,
    },
    /// Neither an atom nor an everyday word.
    #[error("\"{0}\" is not a relationship: use 夫, 妻, 子, 父, 母 … joined by の")]
    Unknown(String),
    /// A code outside the table.
    #[error("{0:02} is not a code of a relationship")]
    UnknownCode(u8),
}

fn list(proposals: &[Relationship]) -> String {
    proposals.iter().map(Relationship::to_string).collect::<Vec<_>>().join("、")
}

impl Relationship {
    /// 世帯主.
    pub const HEAD: Self = Self { atoms: [Atom::Head; 4], len: 1 };

    /// Joins atoms, the head's nearest first: 子の妻 = `[Child, Wife]`.
    ///
    /// # Errors
    /// Where there are none, more than four, or one that stands alone among several.
    pub fn new(atoms: &[Atom]) -> Result<Self, RelationshipError> {
        let Some(&first) = atoms.first() else { return Err(RelationshipError::Empty) };
        if let Some(alone) = atoms.iter().find(|atom| atoms.len() > 1 && atom.stands_alone()) {
            return Err(RelationshipError::StandsAlone(alone.word()));
        }
        let mut all = [first; 4];
        for (index, &atom) in atoms.iter().enumerate() {
            *all.get_mut(index).ok_or(RelationshipError::TooLong)? = atom;
        }
        Ok(Self { atoms: all, len: u8::try_from(atoms.len()).unwrap_or(4) })
    }

    /// The atoms, the head's nearest first.
    #[must_use]
    pub fn atoms(&self) -> &[Atom] {
        self.atoms.get(..usize::from(self.len)).unwrap_or(&[])
    }

    /// 続柄コード1..4; none past the end of the chain.
    #[must_use]
    pub fn codes(&self) -> [Option<u8>; 4] {
        std::array::from_fn(|index| self.atoms().get(index).map(|atom| atom.code()))
    }

    /// The 続柄 of codes, as a resident-record system gives them; 0 ends the chain.
    ///
    /// # Errors
    /// For a code outside the table, or as [`Relationship::new`].
    pub fn from_codes(codes: &[u8]) -> Result<Self, RelationshipError> {
        let atoms = codes.iter().copied().take_while(|&code| code != 0);
        let atoms: Result<Vec<_>, _> =
            atoms.map(|code| Atom::from_code(code).ok_or(RelationshipError::UnknownCode(code))).collect();
        Self::new(&atoms?)
    }

    /// Place in the household's order (標準仕様書 5.2), lower first. Equal ranks go by date of birth, then 宛名番号;
    /// families of children are set together by the caller.
    #[must_use]
    pub fn display_rank(&self) -> u8 {
        match self.atoms() {
            [Atom::Head] => 0,
            [atom] if atom.is_spouse() => 10,
            [Atom::Child] => 20,
            [Atom::Child, second] if second.is_spouse() => 21,
            [Atom::Child, ..] => 22,
            [a] if a.is_parent() => 30,
            [a] if a.is_sibling() => 31,
            [a, b] if a.is_parent() && b.is_parent() => 32,
            [a, Atom::Child, ..] if a.is_spouse() => 40,
            [a, b] if a.is_spouse() && b.is_parent() => 41,
            [a, b] if a.is_spouse() && b.is_sibling() => 42,
            [a, b, c] if a.is_spouse() && b.is_parent() && c.is_parent() => 43,
            [Atom::Kin] => 60,
            [Atom::Lodger] => 70,
            _ => 50,
        }
    }

    /// Of several possible 続柄 the one highest in the display order (標準仕様書 1.1.11).
    #[must_use]
    pub fn prefer(candidates: &[Self]) -> Option<Self> {
        candidates.iter().copied().min_by_key(|one| (one.display_rank(), one.len))
    }
}

impl fmt::Display for Relationship {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, atom) in self.atoms().iter().enumerate() {
            if index > 0 {
                f.write_str("の")?;
            }
            f.write_str(atom.word())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Relationship {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Relationship({self})")
    }
}

impl FromStr for Relationship {
    type Err = RelationshipError;

    /// Reads 「子の妻」; half-width brackets and spaces are accepted. Everyday words are refused with proposals.
    fn from_str(input: &str) -> Result<Self, RelationshipError> {
        let text: String = input
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| match c {
                '(' => '（',
                ')' => '）',
                c => c,
            })
            .collect();
        if text.is_empty() {
            return Err(RelationshipError::Empty);
        }
        if let Some(atoms) = text.split('の').map(atom_of).collect::<Option<Vec<_>>>() {
            return Self::new(&atoms);
        }
        match suggest(&text) {
            Some(found) => Err(RelationshipError::Everyday { word: text, proposals: found.proposals }),
            None => Err(RelationshipError::Unknown(text)),
        }
    }
}

fn atom_of(word: &str) -> Option<Atom> {
    ATOMS.iter().find(|row| row.2 == word).map(|row| row.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Relationship {
        text.parse().unwrap()
    }

    #[test]
    fn reads_and_writes_every_atom() {
        for (atom, code, word) in ATOMS {
            let one = parse(word);
            assert_eq!(one.atoms(), [atom]);
            assert_eq!(one.to_string(), word);
            assert_eq!(one.codes(), [Some(code), None, None, None]);
            assert_eq!(Atom::from_code(code), Some(atom));
        }
    }

    #[test]
    fn chains() {
        let wife_of_child = parse("子の妻");
        assert_eq!(wife_of_child.codes(), [Some(20), Some(12), None, None]);
        assert_eq!(Relationship::from_codes(&[20, 12, 0, 0]), Ok(wife_of_child));
        assert_eq!(parse("夫(未届) の 母").to_string(), "夫（未届）の母");
        assert_eq!(parse("子の子の子の子").atoms().len(), 4);
    }

    #[test]
    fn refusals() {
        for (text, want) in [
            ("", RelationshipError::Empty),
            ("子の子の子の子の子", RelationshipError::TooLong),
            ("世帯主の妻", RelationshipError::StandsAlone("世帯主")),
            ("縁故者の子", RelationshipError::StandsAlone("縁故者")),
            ("見本", RelationshipError::Unknown("見本".into())),
        ] {
            assert_eq!(text.parse::<Relationship>(), Err(want), "{text}");
        }
        assert_eq!(Relationship::from_codes(&[20, 33]), Err(RelationshipError::UnknownCode(33)));
        let Err(RelationshipError::Everyday { proposals, .. }) = "孫".parse::<Relationship>() else {
            panic!("孫 must be refused with a proposal");
        };
        assert_eq!(proposals, [parse("子の子")]);
    }

    #[test]
    fn household_order() {
        let order = [
            "世帯主",
            "妻",
            "子",
            "子の妻",
            "子の子",
            "父",
            "妹",
            "父の母",
            "妻の子",
            "妻の母",
            "妻の弟",
            "妻の父の父",
            "兄の子",
            "縁故者",
            "同居人",
        ];
        let ranks: Vec<u8> = order.iter().map(|text| parse(text).display_rank()).collect();
        assert!(ranks.is_sorted(), "{ranks:?}");
        assert_eq!(Relationship::prefer(&[parse("妻の子"), parse("子")]), Some(parse("子")));
        assert_eq!(Relationship::prefer(&[]), None);
    }
}
