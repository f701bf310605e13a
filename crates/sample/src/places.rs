//! Places: the demonstration city's towns, its invented neighbours, and real towns with a lot that nobody has.

use crate::dice::Dice;

/// A town with its postal code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// 郵便番号, seven digits.
    pub postal: &'static str,
    /// 全国地方公共団体コード of the municipality; of a ward the ward's.
    pub municipality: &'static str,
    /// Prefecture and municipality as written in an address.
    pub municipality_name: &'static str,
    /// Town as written in an address.
    pub town: &'static str,
}

const fn place(
    postal: &'static str,
    municipality: &'static str,
    municipality_name: &'static str,
    town: &'static str,
) -> Place {
    Place { postal, municipality, municipality_name, town }
}

const EAST: &str = "見本県みほん市東区";
const WEST: &str = "見本県みほん市西区";

/// Towns of the demonstration city, as its catalogue has them.
pub const CITY: [Place; 15] = [
    place("0000001", "999971", EAST, "見本本町一丁目"),
    place("0000001", "999971", EAST, "見本本町二丁目"),
    place("0000001", "999971", EAST, "見本本町三丁目"),
    place("0000002", "999971", EAST, "例示町"),
    place("0000003", "999971", EAST, "雛形"),
    place("0000003", "999971", EAST, "雛形新田"),
    place("0000004", "999971", EAST, "書見﨑"),
    place("0000011", "999989", WEST, "架空台一丁目"),
    place("0000011", "999989", WEST, "架空台二丁目"),
    place("0000011", "999989", WEST, "架空台三丁目"),
    place("0000011", "999989", WEST, "架空台四丁目"),
    place("0000011", "999989", WEST, "架空台五丁目"),
    place("0000012", "999989", WEST, "架空台団地"),
    place("0000013", "999989", WEST, "空想ケ丘"),
    place("0000014", "999989", WEST, "想定新田字とても長い地名をためすための上中下入会地"),
];

/// Towns of its invented neighbours in the same prefecture.
pub const NEIGHBOURS: [Place; 2] = [
    place("0009001", "999962", "見本県ためし市", "一番町"),
    place("0009002", "999954", "見本県れいだい郡れい台町", "中央"),
];

/// Real towns of the national table without dwellings or with few; the lot is always 9999番地, which none of them has.
pub const ELSEWHERE: [Place; 5] = [
    place("1000001", "131016", "東京都千代田区", "千代田"),
    place("2310021", "141046", "神奈川県横浜市中区", "日本大通"),
    place("6020881", "261025", "京都府京都市上京区", "京都御苑"),
    place("8920816", "462012", "鹿児島県鹿児島市", "山下町"),
    place("9200937", "172014", "石川県金沢市", "丸の内"),
];

/// Addresses abroad.
const OVERSEAS: [&str; 6] = [
    "アメリカ合衆国カリフォルニア州サンプル市見本通り9999",
    "ベトナム社会主義共和国ハノイ市サンプル通り9999",
    "ブラジル連邦共和国サンパウロ州エグザンプル市9999",
    "フィリピン共和国マニラ市サンプル町9999",
    "ネパール連邦民主共和国カトマンズ市サンプル町9999",
    "オーストラリア連邦シドニー市エグザンプル通り9999",
];

const BUILDINGS: [&str; 6] = [
    "サンプルハイツ201",
    "コーポ例示101",
    "見本マンション1203",
    "メゾン・ド・エグザンプル A棟 305号室",
    "例示荘2号",
    "市営見本住宅2-405",
];

/// An address: a town with lot and building, or a country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Address {
    Here { place: Place, lot: String, building: Option<String> },
    Abroad { text: &'static str },
}

impl Address {
    /// On one line, as somebody would write it.
    pub(crate) fn line(&self) -> String {
        match self {
            Self::Here { place, lot, building } => {
                let building = building.as_deref().map(|b| format!("　{b}")).unwrap_or_default();
                format!("{}{}{lot}{building}", place.municipality_name, place.town)
            }
            Self::Abroad { text } => (*text).to_owned(),
        }
    }
}

/// An address in the city.
pub(crate) fn in_city(dice: &mut Dice) -> Address {
    let place = dice.pick(&CITY);
    address_in_city(place, dice)
}

/// An address in the city, in the ward with this code or in another.
pub(crate) fn in_ward(dice: &mut Dice, ward: &str, same: bool) -> Address {
    let fits: Vec<Place> =
        CITY.iter().filter(|place| (place.municipality == ward) == same).copied().collect();
    let place = dice.choose(&fits).copied().unwrap_or(CITY[0]);
    address_in_city(place, dice)
}

fn address_in_city(place: Place, dice: &mut Dice) -> Address {
    let number = |dice: &mut Dice, most| dice.between(1..=most);
    let lot = match place.town {
        "雛形新田" if dice.percent(40) => "番外地".to_owned(),
        "例示町" => format!("{}番地", number(dice, 999)),
        _ => match dice.below(3) {
            0 => format!("{}-{}", number(dice, 30), number(dice, 20)),
            1 => format!("{}番{}号", number(dice, 30), number(dice, 20)),
            _ => format!("{}番地{}", number(dice, 300), number(dice, 9)),
        },
    };
    let building = match place.town {
        "架空台団地" => Some(format!("{}号棟{}0{}", number(dice, 12), number(dice, 5), number(dice, 9))),
        _ => building(dice),
    };
    Address::Here { place, lot, building }
}

/// An address in another municipality: a neighbour, or a real town with a lot that nobody has.
pub(crate) fn elsewhere(dice: &mut Dice) -> Address {
    let place = if dice.percent(40) { dice.pick(&NEIGHBOURS) } else { dice.pick(&ELSEWHERE) };
    Address::Here { place, lot: "9999番地".to_owned(), building: building(dice) }
}

pub(crate) fn abroad(dice: &mut Dice) -> Address {
    Address::Abroad { text: dice.pick(&OVERSEAS) }
}

fn building(dice: &mut Dice) -> Option<String> {
    dice.percent(60).then(|| dice.pick(&BUILDINGS).to_owned())
}

/// Town and lot of a 本籍; the lot is one that nobody has.
pub(crate) fn koseki(dice: &mut Dice) -> (Place, &'static str) {
    let place = match dice.below(4) {
        0 => dice.pick(&CITY),
        1 | 2 => dice.pick(&NEIGHBOURS),
        _ => dice.pick(&ELSEWHERE),
    };
    (place, "9999番地")
}
