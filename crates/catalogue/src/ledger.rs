//! The city's ledgers by address: which schools, 町内会, collection of rubbish and polling district a lot belongs to.

use serde::{Deserialize, Serialize};

/// What is looked up by address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// 小学校.
    Elementary,
    /// 中学校.
    JuniorHigh,
    /// 町内会.
    Neighbourhood,
    /// ごみの収集区.
    Collection,
    /// 投票区.
    Polling,
}

impl Column {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 5] =
        [Self::Elementary, Self::JuniorHigh, Self::Neighbourhood, Self::Collection, Self::Polling];

    /// Its name in the files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Elementary => "elementary",
            Self::JuniorHigh => "junior_high",
            Self::Neighbourhood => "neighbourhood",
            Self::Collection => "collection",
            Self::Polling => "polling",
        }
    }
}

/// The ledgers as written (`ledger.toml`) and as published.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerSource {
    /// 小学校.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elementary: Vec<LedgerName>,
    /// 中学校.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub junior_high: Vec<LedgerName>,
    /// 町内会.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub neighbourhood: Vec<LedgerName>,
    /// Areas of collection.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub collection: Vec<LedgerName>,
    /// Polling districts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub polling: Vec<LedgerName>,
    /// Which towns belong to which.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub row: Vec<LedgerRow>,
}

impl LedgerSource {
    /// Whether the city keeps none.
    pub fn is_empty(&self) -> bool {
        self.row.is_empty() && Column::ALL.into_iter().all(|column| self.names(column).is_empty())
    }

    /// What there is of a column.
    pub fn names(&self, column: Column) -> &[LedgerName] {
        match column {
            Column::Elementary => &self.elementary,
            Column::JuniorHigh => &self.junior_high,
            Column::Neighbourhood => &self.neighbourhood,
            Column::Collection => &self.collection,
            Column::Polling => &self.polling,
        }
    }
}

/// A school, a 町内会, an area or a district.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerName {
    /// Name in the rows.
    pub id: String,
    /// As people call it.
    pub name: String,
    /// Reading in kana.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<String>,
    /// In Latin letters, for whoever reads no Japanese.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latin: Option<String>,
}

/// Towns, or lots of them, that belong to the same.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerRow {
    /// Municipality (of a ward: the ward's).
    pub municipality: String,
    /// Towns as written in an address.
    pub towns: Vec<String>,
    /// Only these lots (番地): `1-499`, `500-`, `7`, several with commas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lots: Option<String>,
    /// 小学校; asked at the desk where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elementary: Option<String>,
    /// 中学校; asked at the desk where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub junior_high: Option<String>,
    /// 町内会; there is none where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub neighbourhood: Option<String>,
    /// Area of collection; asked at the desk where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collection: Option<String>,
    /// Polling district; asked at the desk where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub polling: Option<String>,
}

impl LedgerRow {
    /// What it says of a column.
    pub fn value(&self, column: Column) -> Option<&str> {
        match column {
            Column::Elementary => self.elementary.as_deref(),
            Column::JuniorHigh => self.junior_high.as_deref(),
            Column::Neighbourhood => self.neighbourhood.as_deref(),
            Column::Collection => self.collection.as_deref(),
            Column::Polling => self.polling.as_deref(),
        }
    }
}

/// The ledgers, checked.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// By column, in the order of [`Column::ALL`].
    pub(crate) names: [Vec<LedgerName>; 5],
    /// In the order of the file.
    pub(crate) rows: Vec<Row>,
}

impl Ledger {
    /// Whether the city keeps none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Whether the city has anything of a column at all.
    pub fn keeps(&self, column: Column) -> bool {
        !self.names[column as usize].is_empty()
    }

    /// What a row says of a column; nothing where it says nothing.
    pub fn value(&self, row: &Row, column: Column) -> Option<&LedgerName> {
        self.names[column as usize].get(row.values[column as usize]?)
    }
}

/// A row, read.
#[derive(Debug, Clone)]
pub struct Row {
    /// Municipality.
    pub municipality: String,
    /// Towns as written in an address.
    pub towns: Vec<String>,
    /// First and last lots; all where there are none.
    pub(crate) lots: Vec<Lots>,
    /// By column: the place in [`Ledger::names`].
    pub(crate) values: [Option<usize>; 5],
}

/// The first and the last lot of a stretch.
pub(crate) type Lots = (u32, u32);

impl Row {
    /// Whether a lot may be one of the row's: where its number is not known, any may.
    pub fn may_have(&self, lot: Option<u32>) -> bool {
        let among = |lot: u32| self.lots.iter().any(|(first, last)| (*first..=*last).contains(&lot));
        self.lots.is_empty() || lot.is_none_or(among)
    }
}

/// Reads `1-499`, `500-`, `7`, or several of them.
pub(crate) fn lots(text: &str) -> Option<Vec<Lots>> {
    let number = |text: &str| text.trim().parse::<u32>().ok().filter(|lot| *lot > 0);
    let stretch = |text: &str| match text.split_once('-') {
        None => number(text).map(|lot| (lot, lot)),
        Some((first, last)) if last.trim().is_empty() => Some((number(first)?, u32::MAX)),
        Some((first, last)) => Some((number(first)?, number(last)?)).filter(|(first, last)| first <= last),
    };
    text.split(',').map(stretch).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_of_lots() {
        let all = u32::MAX;
        let table: [(&str, Option<&[Lots]>); 14] = [
            ("1-499", Some(&[(1, 499)])),
            ("500-", Some(&[(500, all)])),
            ("7", Some(&[(7, 7)])),
            (" 1 - 3 , 9 ,20- ", Some(&[(1, 3), (9, 9), (20, all)])),
            ("", None),
            ("-", None),
            ("-5", None),
            ("0-5", None),
            ("5-4", None),
            ("1-2-3", None),
            ("1,", None),
            ("一-三", None),
            ("+1x", None),
            ("4294967296", None),
        ];
        for (text, wanted) in table {
            assert_eq!(lots(text).as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn a_lot_without_a_number_may_be_anywhere() {
        let row =
            |lots: Vec<Lots>| Row { municipality: String::new(), towns: Vec::new(), lots, values: [None; 5] };
        for (lots, lot, wanted) in [
            (vec![], None, true),
            (vec![], Some(3), true),
            (vec![(1, 2), (5, 6)], Some(2), true),
            (vec![(1, 2), (5, 6)], Some(3), false),
            (vec![(1, 2), (5, 6)], Some(5), true),
            (vec![(1, 2)], None, true),
        ] {
            assert_eq!(row(lots.clone()).may_have(lot), wanted, "{lots:?} {lot:?}");
        }
    }
}
