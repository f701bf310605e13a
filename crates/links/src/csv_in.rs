//! Reading a CSV strictly: what is not plainly one table is refused, with line and column.
//!
//! UTF-8 with or without byte order mark, CRLF or LF, cells with or without quotes. Unlike most readers this
//! one takes no stray quote, no control character and no line of another width: a file that was cut off or
//! mixed up must not pass for an answer.

use crate::csv_out::is_control;

/// The largest file that is read.
pub const MOST_BYTES: usize = 1 << 20;
/// The most lines, the header among them.
pub const MOST_LINES: usize = 201;
/// The most columns.
pub const MOST_COLUMNS: usize = 400;
/// The most characters of one cell.
pub const MOST_CHARACTERS: usize = 4_000;

/// A fault in a file, and what to do. Whoever meets one takes nothing from the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{line}行目{}：{what}", .column.map(|at| format!("{at}列目")).unwrap_or_default())]
pub struct Fault {
    /// Line of the file from 1.
    pub line: usize,
    /// Cell of the line from 1, where it is a cell's.
    pub column: Option<usize>,
    /// What is wrong and what to do, in Japanese: a clerk and whoever wrote the answer read it.
    pub what: String,
}

impl Fault {
    pub(crate) fn new(line: usize, column: Option<usize>, what: impl Into<String>) -> Self {
        Self { line, column, what: what.into() }
    }
}

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Where it begins in the file, from 1.
    pub number: usize,
    /// Its cells as written, quotes taken off.
    pub cells: Vec<String>,
}

/// Reads all lines, the header first. Lines with nothing in them are passed over.
///
/// # Errors
/// [`Fault`] at the first thing that is not a table of one width.
pub fn read(bytes: &[u8]) -> Result<Vec<Line>, Fault> {
    if bytes.len() > MOST_BYTES {
        return Err(Fault::new(
            1,
            None,
            format!("{MOST_BYTES}バイトより大きいファイルです。返事ではありません。"),
        ));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|b| **b == b'\n').count() + 1;
        Fault::new(line, None, "UTF-8ではありません（Shift_JISかもしれません）。UTF-8で書いてください。")
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = Reader { rest: text.chars().peekable(), line: 1 }.lines()?;
    let Some(width) = lines.first().map(|line| line.cells.len()) else {
        return Err(Fault::new(1, None, "空のファイルです。見出しと、1件に1行を書いてください。"));
    };
    match lines.iter().find(|line| line.cells.len() != width) {
        None => Ok(lines),
        Some(line) => Err(Fault::new(
            line.number,
            None,
            format!(
                "セルが{}個あります。見出しは{width}個です。コンマや改行のあるセルは「\"」で囲んでください。",
                line.cells.len()
            ),
        )),
    }
}

struct Reader<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
    line: usize,
}

/// What ended a cell.
enum End {
    Cell,
    Line,
    File,
}

impl Reader<'_> {
    fn lines(mut self) -> Result<Vec<Line>, Fault> {
        let mut lines = Vec::new();
        while self.rest.peek().is_some() {
            let number = self.line;
            let cells = self.cells()?;
            if cells.iter().all(String::is_empty) {
                continue;
            }
            lines.push(Line { number, cells });
            if lines.len() > MOST_LINES {
                return Err(Fault::new(
                    number,
                    None,
                    format!("{MOST_LINES}行より長いファイルです。返事ではありません。"),
                ));
            }
        }
        Ok(lines)
    }

    fn cells(&mut self) -> Result<Vec<String>, Fault> {
        let mut cells = Vec::new();
        loop {
            let at = cells.len() + 1;
            if at > MOST_COLUMNS {
                return Err(self.fault(at, "列が多すぎます。返事ではありません。"));
            }
            let (cell, end) = self.cell(at)?;
            cells.push(cell);
            match end {
                End::Cell => {}
                End::Line | End::File => return Ok(cells),
            }
        }
    }

    fn cell(&mut self, at: usize) -> Result<(String, End), Fault> {
        let mut cell = String::new();
        if self.rest.next_if_eq(&'"').is_some() {
            self.quoted(at, &mut cell)?;
            let end = self.end(at)?;
            return end.map(|end| (cell, end)).ok_or_else(|| {
                self.fault(
                    at,
                    "閉じた「\"」の後に文字があります。セルの中の「\"」は2つ続けて書いてください。",
                )
            });
        }
        loop {
            if let Some(end) = self.end(at)? {
                return Ok((cell, end));
            }
            match self.rest.next() {
                Some('"') => {
                    return Err(
                        self.fault(at, "囲んでいないセルに「\"」があります。セルを「\"」で囲んでください。")
                    );
                }
                Some(c) => self.push(at, &mut cell, c)?,
                None => return Ok((cell, End::File)),
            }
        }
    }

    fn quoted(&mut self, at: usize, cell: &mut String) -> Result<(), Fault> {
        let begun = self.line;
        loop {
            match self.rest.next() {
                None => {
                    let what =
                        "「\"」が閉じていません。途中で切れたファイルかもしれません。書き直してください。";
                    return Err(Fault::new(begun, Some(at), what));
                }
                Some('"') if self.rest.next_if_eq(&'"').is_none() => return Ok(()),
                Some(c) => self.push(at, cell, c)?,
            }
        }
    }

    /// What ends the cell here, if anything does.
    fn end(&mut self, at: usize) -> Result<Option<End>, Fault> {
        Ok(match self.rest.peek() {
            None => Some(End::File),
            Some(',') => {
                self.rest.next();
                Some(End::Cell)
            }
            Some('\n') => {
                self.rest.next();
                self.line += 1;
                Some(End::Line)
            }
            Some('\r') => {
                self.rest.next();
                if self.rest.next_if_eq(&'\n').is_none() {
                    return Err(self.fault(at, "CRだけの改行があります。CRLFかLFにしてください。"));
                }
                self.line += 1;
                Some(End::Line)
            }
            Some(_) => None,
        })
    }

    fn push(&mut self, at: usize, cell: &mut String, c: char) -> Result<(), Fault> {
        if is_control(c) {
            return Err(self.fault(at, "制御文字があります。文字だけを書いてください。"));
        }
        if c == '\n' {
            self.line += 1;
        }
        cell.push(c);
        // Bytes first, as counting characters each time would be slow.
        if cell.len() > MOST_CHARACTERS && cell.chars().count() > MOST_CHARACTERS {
            return Err(self.fault(at, "長すぎるセルです。「\"」が足りないのかもしれません。"));
        }
        Ok(())
    }

    fn fault(&self, at: usize, what: &str) -> Fault {
        Fault::new(self.line, Some(at), what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<Vec<String>> {
        read(text.as_bytes()).unwrap().into_iter().map(|line| line.cells).collect()
    }

    #[test]
    fn one_table_written_in_many_ways() {
        let want = vec![vec!["a", "b"], vec!["見,本", "二\n行 \"x\""]];
        for text in [
            "a,b\r\n\"見,本\",\"二\n行 \"\"x\"\"\"\r\n",
            "\u{feff}a,b\n\"見,本\",\"二\n行 \"\"x\"\"\"",
            "\"a\",\"b\"\n\n\"見,本\",\"二\n行 \"\"x\"\"\"\n\n",
        ] {
            assert_eq!(cells(text), want, "{text}");
        }
        assert_eq!(cells("a,b\n1,\n,\n,2"), [["a", "b"], ["1", ""], ["", "2"]]);
    }

    #[test]
    fn faults_have_a_place() {
        let long = format!("a\n{}", "見".repeat(MOST_CHARACTERS + 1));
        let wide = ",".repeat(MOST_COLUMNS);
        let many = "a\n".repeat(MOST_LINES + 1);
        let large = vec![b'a'; MOST_BYTES + 1];
        let at = |bytes: &[u8]| read(bytes).map_err(|fault| (fault.line, fault.column));
        for (bytes, line, column) in [
            (b"".as_slice(), 1, None),
            (b"\n\n", 1, None),
            (b"a,b\n1", 2, None),
            (b"a,b\n1,2,3", 2, None),
            (b"a\n\x8c\xa9\x96\x7b", 2, None),
            (b"a,b\n1,\"2\n\n", 2, Some(2)),
            (b"a,b\n1,\"2\"x", 2, Some(2)),
            (b"a,b\n1\"2,3", 2, Some(1)),
            (b"a,b\r1,2", 1, Some(2)),
            (b"a,b\n\"1\n\n\",\x00", 4, Some(2)),
            (b"a\n\"\x1b\"", 2, Some(1)),
            (long.as_bytes(), 2, Some(1)),
            (wide.as_bytes(), 1, Some(MOST_COLUMNS + 1)),
            (many.as_bytes(), MOST_LINES + 1, None),
            (&large, 1, None),
        ] {
            assert_eq!(
                at(bytes),
                Err((line, column)),
                "{:?}",
                String::from_utf8_lossy(&bytes[..bytes.len().min(20)])
            );
        }
    }
}
