//! Sheets: everything said stands on the paper, inside its margins, and no heading is left behind.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

#[path = "support/seen.rs"]
mod seen;
mod support;

use kakanai_forms::FillError;
use kakanai_forms::sheet::{Block, Detail, Entry, Line, Place, Said, Sheet, Size, Thing, print};
use seen::{extracted, extracted_pages, pictures, squeezed};

const LATIN: &str = "EXAMPLEONE MARIA SAMPLEVILLE DELA MUSTERMANN JANE SPECIMENAB";

fn text(words: &str) -> String {
    words.to_owned()
}

fn detail(label: &str, said: Said) -> Detail {
    Detail { label: text(label), said }
}

fn thing(name: &str) -> Thing {
    Thing { name: text(name), ..Thing::default() }
}

fn line(label: &str, words: Vec<String>) -> Line {
    Line { label: text(label), words, strong: false }
}

fn place(number: usize) -> Block {
    Block::Place(Place {
        number: format!("{number:02}"),
        name: format!("見本窓口その{number}"),
        whereabouts: format!("1F・案内図1F-{number}"),
    })
}

fn entry(name: &str, people: &[&str]) -> Entry {
    Entry {
        tick: true,
        name: text(name),
        people: people.iter().map(|name| text(name)).collect(),
        what: text("見本の手続きです。例示のために書いています。"),
        details: vec![
            detail("期限", Said::Strong(text("2026年11月24日（令和8年）まで"))),
            detail("持ち物", Said::Things(vec![thing("本人確認の書類"), thing("例示の手帳"), thing("通帳")])),
            detail("過ぎると", Said::Plain(text("例示の手当の始まりがおくれます。"))),
            detail("理由", Said::Quiet(text("前の住所：見本県ためし市／転入の日：2026年11月10日"))),
        ],
    }
}

fn sheet(size: Size, blocks: Vec<Block>) -> Sheet {
    Sheet {
        size,
        issuer: text("見本市"),
        made: text("2026年11月20日（令和8年）"),
        title: text("手続きのご案内"),
        number: text("E-20261120-0001"),
        lines: vec![line("対象", vec![text("𠮷見　太郎"), text("邉\u{e0110}見　花子")])],
        blocks,
        footer: text("見本市役所　例示のための紙です。"),
    }
}

fn drawn(sheet: &Sheet) -> Vec<u8> {
    print(std::slice::from_ref(sheet), &support::fonts()).unwrap()
}

/// Sixty entries at twelve places.
fn long() -> Sheet {
    let mut blocks = vec![Block::Route((1..=26).map(|n| format!("{n:02}")).collect())];
    for number in 1..=12 {
        blocks.push(place(number));
        let name = |at: usize| format!("手続き{number:02}の{at}");
        blocks.extend((1..=5).map(|at| Block::Entry(entry(&name(at), &["見本　一郎", "見本　さくら"]))));
    }
    blocks.push(Block::Heading(text("持っていくもの（全部）")));
    blocks.push(Block::List((1..=9).map(|n| thing(&format!("持ち物{n}"))).collect()));
    blocks.push(Block::Heading(text("終わりに")));
    blocks.push(Block::Paragraph(text("見本の文です。\n二つ目の段です。")));
    sheet(Size::A4, blocks)
}

/// Fails where ink stands outside the margins.
fn assert_inside(pdf: &[u8], size: Size) {
    let [width, height] = size.points();
    let margin = size.margin() - 1.0;
    for (page, picture) in pictures(pdf).iter().enumerate() {
        let scale = picture.width as f32 / width;
        let mut inked = 0;
        for (at, pixel) in picture.rgba.chunks_exact(4).enumerate() {
            if pixel.iter().take(3).all(|part| *part > 200) {
                continue;
            }
            let (x, y) = ((at % picture.width) as f32 / scale, (at / picture.width) as f32 / scale);
            let inside = x >= margin && x <= width - margin && y >= margin && y <= height - margin;
            assert!(inside, "page {page}: ink at {x} {y}");
            inked += 1;
        }
        assert!(inked > 500, "page {page} is empty");
    }
}

#[test]
fn sixty_entries_flow_over_pages_and_nothing_is_lost() {
    let sheet = long();
    let pdf = drawn(&sheet);
    seen::assert_sound(&pdf);
    assert_inside(&pdf, Size::A4);
    let pages = extracted_pages(&pdf);
    assert!(pages.len() > 5, "{} pages", pages.len());
    let all = pages.concat();
    for number in 1..=12 {
        assert!(all.contains(&format!("見本窓口その{number}1F・案内図1F-{number}")), "{all}");
        for at in 1..=5 {
            assert_eq!(all.matches(&format!("手続き{number:02}の{at}見本一郎、見本さくら")).count(), 1);
        }
    }
    for (at, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("{}/{}", at + 1, pages.len())), "{page}");
        assert!(page.contains("E-20261120-0001") && page.contains("手続きのご案内"), "{page}");
        assert!(page.contains("見本市役所例示のための紙です。"), "{page}");
    }
    assert!(all.contains("持ち物9") && all.contains("二つ目の段です。"));
    assert!(all.contains("邉\u{e0110}見花子"), "selectors are kept");
}

#[test]
fn no_heading_stands_alone_at_the_foot() {
    // Whatever stands before it, a heading has its entry on its page.
    for lines in 22..48 {
        let filling = vec!["埋め草の行"; lines].join("\n");
        let blocks = vec![
            Block::Paragraph(format!("始め\n{filling}")),
            place(7),
            Block::Entry(entry("手続きの名", &["見本　一郎"])),
            Block::Heading(text("おもて")),
            Block::Paragraph(text("次のことを聞いてください。")),
            Block::List(vec![thing("うらない"), thing("物")]),
        ];
        let pages = extracted_pages(&drawn(&sheet(Size::A4, blocks)));
        let has = |page: &String, words: &str| page.contains(words);
        let of = |words: &str| pages.iter().position(|page| has(page, words)).unwrap();
        assert_eq!(of("見本窓口その7"), of("手続きの名"), "{lines} lines before it");
        assert_eq!(of("手続きの名"), of("例示の手当の始まり"), "{lines} lines before it");
        assert_eq!(of("おもて"), of("次のこと"), "{lines} lines before it");
        assert_eq!(of("おもて"), of("うらない"), "{lines} lines before it");
    }
}

#[test]
fn a_place_that_goes_on_overleaf_is_told_again() {
    let mut blocks = vec![place(4)];
    blocks.extend((0..12).map(|at| Block::Entry(entry(&format!("手続き{at}"), &["見本　一郎"]))));
    let pages = extracted_pages(&drawn(&sheet(Size::A4, blocks)));
    assert!(pages.len() > 1);
    for page in &pages[1..] {
        assert!(page.contains("04見本窓口その4（つづき）"), "{page}");
    }
    assert!(!pages[0].contains("（つづき）"));
}

#[test]
fn an_entry_longer_than_a_page_goes_on() {
    let words = (0..120).map(|n| format!("例示の文{n}です。")).collect::<Vec<_>>().join("\n");
    let mut one = entry("長い手続き", &["見本　一郎"]);
    one.details.push(detail("文", Said::Plain(words)));
    let pdf = drawn(&sheet(Size::A5, vec![place(1), Block::Entry(one)]));
    assert_inside(&pdf, Size::A5);
    let all = extracted(&pdf);
    assert!((0..120).all(|n| all.contains(&format!("例示の文{n}です。"))));
}

#[test]
fn long_names_and_addresses_wrap() {
    let building = "例示マンション見本町".repeat(10);
    let mut one = entry("例示の手続きの名前は二十四文字まであることがあります", &[LATIN, "見本　花子"]);
    let whose = vec![text(LATIN)];
    one.details.push(detail("持ち物", Said::Things(vec![Thing { whose, ..thing("在留カード") }])));
    one.details.push(detail("方書", Said::Plain(building.clone())));
    one.details.push(detail("六文字より長いラベルの見本", Said::Plain(text("短い"))));
    let place = Place {
        number: text("26"),
        name: building.clone(),
        whereabouts: text("3F・案内図3F-31の奥の右の窓口"),
    };
    let mut blocks = vec![Block::Place(place), Block::Entry(one), Block::Heading(building.clone())];
    blocks.push(Block::List(vec![thing(&building), thing("短い物")]));
    for size in [Size::A4, Size::A5] {
        let mut sheet = sheet(size, blocks.clone());
        sheet.lines.push(line("方書", vec![building.clone()]));
        sheet.lines.push(line("名前", vec![text(LATIN); 3]));
        sheet.footer = building.clone();
        let pdf = drawn(&sheet);
        assert_inside(&pdf, size);
        let all = extracted(&pdf);
        // Place, detail, heading, thing, line and foot; the foot once more on each page after the first.
        let pages = extracted_pages(&pdf).len();
        let once_more = pages.saturating_sub(1);
        let count = all.matches(&building).count();
        assert!(count >= 6 && count <= 6 + once_more * 2, "{count} in {all}");
        assert_eq!(all.matches(&squeezed(LATIN)).count(), 5, "{all}");
        assert!(all.contains("二十四文字まであることがあります"));
    }
}

#[test]
fn every_entry_has_its_box_and_every_stop_its_plate() {
    let blank = sheet(Size::A4, vec![Block::Route(vec![])]);
    let plates = sheet(Size::A4, vec![Block::Route(vec![text("01"), text("14")])]);
    let dark = |sheet: &Sheet| {
        let picture = pictures(&drawn(sheet)).remove(0);
        picture.rgba.chunks_exact(4).filter(|pixel| pixel[0] < 64).count()
    };
    // Two plates of 28 by 21 points at four pixels a point, but for the digits in them.
    assert!(dark(&plates) - dark(&blank) > 2 * 28 * 21 * 4 * 6 / 10);
    let mut one = entry("手続き", &[]);
    let ticked = dark(&sheet(Size::A4, vec![Block::Entry(one.clone())]));
    one.tick = false;
    assert!(ticked > dark(&sheet(Size::A4, vec![Block::Entry(one)])) + 50);
}

#[test]
fn sheets_follow_one_another_and_count_their_own_pages() {
    let sheets =
        vec![sheet(Size::A4, vec![place(1), Block::PageBreak, place(2)]), sheet(Size::A5, vec![place(3)])];
    let pdf = print(&sheets, &support::fonts()).unwrap();
    let pages = extracted_pages(&pdf);
    assert_eq!(pages.len(), 3);
    for (page, number) in pages.iter().zip(["1/2", "2/2", "1/1"]) {
        assert!(page.contains(number), "{number} in {page}");
    }
    let widths: Vec<usize> = pictures(&pdf).iter().map(|picture| picture.width).collect();
    assert!(widths[0] > widths[2] && widths[0] == widths[1], "{widths:?}");
}

#[test]
fn the_same_sheet_gives_the_same_bytes() {
    assert!(drawn(&long()) == drawn(&long()));
}

#[test]
fn a_character_without_glyph_is_refused_with_its_place() {
    let fonts = support::fonts();
    let wrong = |sheet: Sheet| print(&[sheet], &fonts).unwrap_err();
    let mut sheet = sheet(Size::A4, vec![Block::Entry(entry("手続き", &["見本\u{1f600}"]))]);
    let FillError::MissingGlyph { form, placement, character } = wrong(sheet.clone()) else { panic!() };
    assert_eq!((form.as_str(), placement.as_str(), character), ("手続きのご案内", "対象の人", '\u{1f600}'));
    sheet.blocks = vec![Block::Paragraph(text("葛\u{e01ee}"))];
    assert!(matches!(wrong(sheet), FillError::UnresolvedVariation { .. }));
}
