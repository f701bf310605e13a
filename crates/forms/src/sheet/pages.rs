//! From rows to pages: what belongs together stays together as long as a page can hold it.

use std::rc::Rc;

use super::flow::Step;
use super::set::{Glue, Row};

/// How high the pages are between what each of them repeats.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    pub(super) first: f32,
    pub(super) later: f32,
}

/// Rows of a page with their place below its top.
pub(super) type Page = Vec<(f32, Row)>;

/// Parts rows into pages; there is always one.
pub(super) fn pages(steps: Vec<Step>, room: Room) -> Vec<Page> {
    let mut book = Book { room, pages: Vec::new(), page: Page::new(), used: 0.0, again: None };
    let mut chain = Vec::new();
    for step in steps {
        match step {
            Step::PageBreak => {
                book.put(std::mem::take(&mut chain));
                book.turn();
            }
            Step::Row(row) => {
                let free = row.glue == Glue::Free;
                chain.push(row);
                if free {
                    book.put(std::mem::take(&mut chain));
                }
            }
        }
    }
    book.put(chain);
    book.finish()
}

struct Book {
    room: Room,
    pages: Vec<Page>,
    page: Page,
    used: f32,
    /// What is told again where a page ends now.
    again: Option<Rc<Row>>,
}

impl Book {
    fn put(&mut self, chain: Vec<Row>) {
        if chain.is_empty() {
            return;
        }
        if self.fits(&chain) {
            return chain.into_iter().for_each(|row| self.push(row));
        }
        if !self.page.is_empty() && self.fits_on_next(&chain) {
            self.turn();
            self.tell_again(&chain);
            return chain.into_iter().for_each(|row| self.push(row));
        }
        // Longer than a page: in parts that hold together, and if need be row by row.
        let parts = parts(chain);
        if parts.len() > 1 {
            return parts.into_iter().for_each(|part| self.put(part));
        }
        for row in parts.into_iter().flatten() {
            let alone = std::slice::from_ref(&row);
            if !self.page.is_empty() && !self.fits(alone) {
                self.turn();
                self.tell_again(alone);
            }
            self.push(row);
        }
    }

    fn height(&self) -> f32 {
        if self.pages.is_empty() { self.room.first } else { self.room.later }
    }

    fn fits(&self, chain: &[Row]) -> bool {
        self.used + taken(chain, self.page.is_empty()) <= self.height()
    }

    fn fits_on_next(&self, chain: &[Row]) -> bool {
        let again = self.again.as_ref().filter(|_| !begins(chain)).map_or(0.0, |row| row.height);
        again + taken(chain, again == 0.0) <= self.room.later
    }

    /// Says again where we are, unless a heading says it.
    fn tell_again(&mut self, chain: &[Row]) {
        if begins(chain) {
            return;
        }
        if let Some(row) = self.again.clone() {
            self.page.push((0.0, (*row).clone()));
            self.used = row.height;
        }
    }

    fn push(&mut self, row: Row) {
        if row.head {
            self.again.clone_from(&row.again);
        }
        let above = if self.page.is_empty() { 0.0 } else { row.above };
        let top = self.used + above;
        self.used = top + row.height;
        self.page.push((top, row));
    }

    fn turn(&mut self) {
        self.pages.push(std::mem::take(&mut self.page));
        self.used = 0.0;
    }

    fn finish(mut self) -> Vec<Page> {
        if !self.page.is_empty() || self.pages.is_empty() {
            self.turn();
        }
        self.pages
    }
}

fn begins(chain: &[Row]) -> bool {
    chain.first().is_some_and(|row| row.head)
}

/// The height of rows, without the white above the first where it begins a page.
fn taken(chain: &[Row], at_top: bool) -> f32 {
    let all: f32 = chain.iter().map(|row| row.above + row.height).sum();
    let first = chain.first().map_or(0.0, |row| row.above);
    if at_top { all - first } else { all }
}

/// Splits behind rows that need not hold to the next.
fn parts(chain: Vec<Row>) -> Vec<Vec<Row>> {
    let mut parts = vec![Vec::new()];
    for row in chain {
        let splits = row.glue != Glue::Hard;
        if let Some(part) = parts.last_mut() {
            part.push(row);
        }
        if splits {
            parts.push(Vec::new());
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::{Room, pages};
    use crate::sheet::flow::Step;
    use crate::sheet::set::{Glue, Row};

    const ROOM: Room = Room { first: 100.0, later: 80.0 };

    fn row(height: f32, glue: Glue) -> Row {
        Row { glue, ..Row::of(height, Vec::new()) }
    }

    fn head(height: f32) -> Row {
        let again = Some(Rc::new(Row::of(5.0, Vec::new())));
        Row { head: true, again, ..row(height, Glue::Hard) }
    }

    /// The tops of the rows, page by page.
    fn tops(rows: Vec<Row>) -> Vec<Vec<f32>> {
        let pages = pages(rows.into_iter().map(Step::Row).collect(), ROOM);
        pages.iter().map(|page| page.iter().map(|(top, _)| *top).collect()).collect()
    }

    #[test]
    fn a_heading_goes_with_what_follows() {
        let rows = vec![row(60.0, Glue::Free), head(20.0), row(30.0, Glue::Free)];
        assert_eq!(tops(rows), [vec![0.0], vec![0.0, 20.0]]);
    }

    #[test]
    fn what_is_torn_from_its_heading_is_told_where_it_is() {
        let rows = vec![head(20.0), row(70.0, Glue::Free), row(30.0, Glue::Free)];
        assert_eq!(tops(rows), [vec![0.0, 20.0], vec![0.0, 5.0]]);
    }

    #[test]
    fn what_holds_together_moves_whole_unless_longer_than_a_page() {
        let entry = |rows: usize| -> Vec<Row> {
            (0..rows).map(|at| row(20.0, if at + 1 < rows { Glue::Soft } else { Glue::Free })).collect()
        };
        let short = [vec![row(70.0, Glue::Free)], entry(3)].concat();
        assert_eq!(tops(short), [vec![0.0], vec![0.0, 20.0, 40.0]]);
        let long = [vec![row(70.0, Glue::Free)], entry(5)].concat();
        assert_eq!(tops(long), [vec![0.0, 70.0], vec![0.0, 20.0, 40.0, 60.0]]);
    }

    #[test]
    fn rows_that_may_never_part_part_where_no_page_holds_them() {
        let rows = (0..9).map(|_| row(20.0, Glue::Hard)).collect();
        assert_eq!(tops(rows).iter().map(Vec::len).collect::<Vec<_>>(), [5, 4]);
    }

    #[test]
    fn white_above_is_left_out_at_the_top() {
        let spaced = |height| Row { above: 10.0, ..row(height, Glue::Free) };
        assert_eq!(tops(vec![spaced(40.0), spaced(40.0), spaced(40.0)]), [vec![0.0, 50.0], vec![0.0]]);
    }

    #[test]
    fn there_is_a_page_for_nothing() {
        assert_eq!(tops(Vec::new()).len(), 1);
    }
}
