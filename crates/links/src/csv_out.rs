//! A table as CSV that no spreadsheet runs: UTF-8 with byte order mark, CRLF, every cell in quotes.
//!
//! A cell whose first visible character could begin a formula gets an apostrophe before it, and so does a
//! cell that already looks as if it had one, so that [`original`] gives back exactly what was meant. Line
//! feeds inside a cell stay. Control characters, which no record holds, become U+FFFD.

/// The byte order mark: without it spreadsheets in Japan read UTF-8 as Shift_JIS.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A header and its lines as bytes of a file. The same table gives the same bytes.
#[must_use]
pub fn table<'a>(
    header: impl IntoIterator<Item = &'a str>,
    lines: impl IntoIterator<Item = Vec<String>>,
) -> Vec<u8> {
    let mut out = String::from(BYTE_ORDER_MARK);
    line(&mut out, header.into_iter());
    for cells in lines {
        line(&mut out, cells.iter().map(String::as_str));
    }
    out.into_bytes()
}

fn line<'a>(out: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.push(',');
        }
        let cell = clean(cell);
        out.push('"');
        if begins_like_a_formula(&cell) {
            out.push('\'');
        }
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    }
    out.push_str("\r\n");
}

/// What can stand in a cell of a text: without control characters.
#[must_use]
pub fn clean(cell: &str) -> String {
    cell.chars().map(|c| if is_control(c) { '\u{fffd}' } else { c }).collect()
}

/// A control character other than tab and line ends.
pub(crate) fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r')
}

/// Whether a spreadsheet could take the cell for a formula, or has been kept from it: apostrophes, and what
/// programs skip at the front, do not count.
fn begins_like_a_formula(cell: &str) -> bool {
    // A tab or a line end at the very front makes some programs look at what comes after it as a new cell.
    if cell.starts_with(['\t', '\r', '\n', '\'']) {
        return true;
    }
    cell.chars()
        .find(|c| !is_skipped(*c))
        .is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'))
}

fn is_skipped(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// What stood in a cell before it was made harmless. A cell that was not made harmless is as it stands.
#[must_use]
pub fn original(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if begins_like_a_formula(rest) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_run_is_kept_from_running_and_comes_back() {
        for (cell, harmful) in [
            ("=1+1", true),
            ("+81", true),
            ("-1", true),
            ("@SUM(A1)", true),
            ("\t=1", true),
            ("\r=1", true),
            ("\n=1", true),
            ("  =1", true),
            ("　＝1", true),
            ("\u{feff}=1", true),
            ("＠見本", true),
            ("'", true),
            ("'見本", true),
            ("''=1", true),
            ("見本=1", false),
            ("1-2-3", false),
            ("", false),
            ("\"=1", false),
            ("ー1", false),
        ] {
            let mut out = String::new();
            line(&mut out, [cell].into_iter());
            assert_eq!(out.starts_with("\"'"), harmful, "{cell:?}");
            let inside = out[1..out.len() - 3].replace("\"\"", "\"");
            assert_eq!(original(&inside), cell, "{cell:?}");
        }
        assert_eq!(original("'見本"), "'見本", "what was never made harmless stays");
    }

    #[test]
    fn the_bytes_are_as_promised() {
        let bytes =
            table(["氏名", "備考"], [vec!["見本 \"太郎\"".to_owned(), "一\n二\u{0}\u{7f}".to_owned()]]);
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text, "\u{feff}\"氏名\",\"備考\"\r\n\"見本 \"\"太郎\"\"\",\"一\n二\u{fffd}\u{fffd}\"\r\n");
    }
}
