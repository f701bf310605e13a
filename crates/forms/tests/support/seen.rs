//! What can be seen on filled paper: pixels, glyph numbers, extracted text. The PDF is read by programs that
//! share no code with the filling: hayro renders, poppler extracts, qpdf checks the structure.

#![allow(dead_code, unreachable_pub, missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::content::ops::TypedInstruction;
use hayro::hayro_syntax::object::{Object, String as PdfString};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use kakanai_forms::{FieldValue, FieldValues, Form, Kind, Rect};

/// Pixels per point.
const SCALE: f32 = 2.0;

/// A rendered page, four bytes a pixel.
pub struct Picture {
    pub width: usize,
    pub rgba: Vec<u8>,
}

pub fn pictures(pdf: &[u8]) -> Vec<Picture> {
    let pdf = Pdf::new(pdf.to_vec()).unwrap();
    let cache = RenderCache::new();
    // Hinting moves outlines to whole pixels; ink is measured where the font puts it.
    let settings = RenderSettings { hinting: false, ..RenderSettings::default() };
    let scale = PixmapSettings { x_scale: SCALE, y_scale: SCALE, bg_color: WHITE };
    let one = |page| {
        let map = render(page, &cache, &InterpreterSettings::default(), &settings, &scale);
        Picture { width: usize::from(map.width()), rgba: map.data_as_u8_slice().to_vec() }
    };
    pdf.pages().iter().map(one).collect()
}

/// Pixels that differ between two renderings of a page, as rectangles in points.
pub fn changed(a: &Picture, b: &Picture) -> Vec<Rect> {
    assert_eq!((a.width, a.rgba.len()), (b.width, b.rgba.len()));
    let side = 1.0 / SCALE;
    let pairs = a.rgba.chunks_exact(4).zip(b.rgba.chunks_exact(4)).enumerate();
    // Less than an eighth of black is the smoothing of an edge, not ink.
    pairs
        .filter(|(_, (p, q))| p.iter().zip(*q).any(|(x, y)| x.abs_diff(*y) > 32))
        .map(|(i, _)| Rect {
            x: (i % a.width) as f32 * side,
            y: (i / a.width) as f32 * side,
            w: side,
            h: side,
        })
        .collect()
}

/// The boxes of a sheet in which something may stand: all with a value, and text of the form itself.
pub fn boxes_with_values(form: &Form, values: &FieldValues, sheet: usize) -> Vec<(String, Rect)> {
    let def = form.def();
    let rows = def.repeat.as_ref().map_or(0, |r| r.rows);
    let has = |source: &str, row: Option<usize>| values.get(source, row.map(|r| r + sheet * rows)).is_some();
    def.placements
        .iter()
        .filter(|p| matches!(p.kind, Kind::Fixed { .. }) || has(&p.source, p.row))
        .map(|p| (p.id.clone(), p.rect))
        .collect()
}

/// Fails if ink stands outside every box, or a box with a value has none.
pub fn assert_ink_in_boxes(background: &Picture, filled: &Picture, boxes: &[(String, Rect)]) {
    let ink = changed(background, filled);
    for pixel in &ink {
        assert!(boxes.iter().any(|(_, b)| b.contains(*pixel, 0.5)), "ink outside every box at {pixel:?}");
    }
    for (id, rect) in boxes {
        assert!(ink.iter().any(|pixel| rect.contains(*pixel, 0.5)), "nothing drawn in box {id}");
    }
}

/// The glyph numbers shown by the pages themselves (not by their backgrounds), two bytes each.
pub fn shown_glyphs(pdf: &[u8]) -> Vec<u16> {
    let pdf = Pdf::new(pdf.to_vec()).unwrap();
    let mut glyphs = Vec::new();
    let mut take = |s: &PdfString<'_>| {
        glyphs.extend(s.chunks_exact(2).map(|c| u16::from_be_bytes([c[0], c[1]])));
    };
    for page in pdf.pages().iter() {
        let mut operations = page.typed_operations();
        while let Some(operation) = operations.next() {
            match operation {
                TypedInstruction::ShowText(op) => take(op.0),
                TypedInstruction::ShowTexts(op) => op.0.iter::<Object<'_>>().for_each(|o| {
                    if let Object::String(s) = o {
                        take(&s);
                    }
                }),
                _ => {}
            }
        }
    }
    glyphs
}

/// Text as poppler reads it, without white space.
pub fn extracted(pdf: &[u8]) -> String {
    let file = PaperFile::new(pdf);
    squeezed(&file.run("pdftotext", &["-raw"], &["-"]))
}

/// The same page by page.
pub fn extracted_pages(pdf: &[u8]) -> Vec<String> {
    let text = PaperFile::new(pdf).run("pdftotext", &["-raw"], &["-"]);
    text.trim_end_matches('\u{c}').split('\u{c}').map(squeezed).collect()
}

pub fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{3000}').collect()
}

/// Fails unless poppler reads in every box of a sheet (page `sheet`) just the text that was put there, selectors
/// included, beside what the form prints in the box.
pub fn assert_read_in_boxes(pdf: &[u8], form: &Form, values: &FieldValues, sheet: usize) {
    let file = PaperFile::new(pdf);
    let rows = form.def().repeat.as_ref().map_or(0, |r| r.rows);
    for p in &form.def().placements {
        let Some(value) = values.get(&p.source, p.row.map(|r| r + sheet * rows)) else { continue };
        let read = file.text_in(sheet, p.rect);
        let digits: String = read.chars().filter(char::is_ascii_digit).collect();
        match value {
            FieldValue::Text(text) if matches!(p.kind, Kind::Digits { .. }) => {
                assert_eq!(&digits, text, "box {}", p.id);
            }
            FieldValue::Text(text) => {
                assert!(read.contains(&squeezed(text)), "box {}: {text:?} is read as {read:?}", p.id);
            }
            FieldValue::Date(d) => {
                let parts = [d.year, d.month.map(u16::from), d.day.map(u16::from)];
                let written: String = parts.into_iter().flatten().map(|n| n.to_string()).collect();
                assert_eq!(digits, written, "box {}", p.id);
            }
            _ => {}
        }
    }
}

/// Fails unless qpdf finds the structure whole.
pub fn assert_sound(pdf: &[u8]) {
    PaperFile::new(pdf).run("qpdf", &["--check"], &[]);
}

/// What zbar reads from the QR codes of the first page, printed at 150 dots per inch.
pub fn qr_code(pdf: &[u8]) -> String {
    let file = PaperFile::new(pdf);
    let picture = file.0.with_extension("png");
    let stem = file.0.with_extension("");
    file.run("pdftoppm", &["-r", "150", "-f", "1", "-singlefile", "-png"], &[&stem.to_string_lossy()]);
    PaperFile(picture)
        .run("zbarimg", &["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"], &[])
        .trim_end()
        .to_owned()
}

/// A page (from 0) as poppler draws it in greys, as PNG of a size in pixels.
pub fn poppler_picture(pdf: &[u8], page: usize, size: [usize; 2]) -> Vec<u8> {
    let file = PaperFile::new(pdf);
    let picture = PaperFile(file.0.with_extension("png"));
    let (page, [width, height]) = ((page + 1).to_string(), size.map(|side| side.to_string()));
    let stem = file.0.with_extension("");
    let only = ["-png", "-gray", "-singlefile", "-f", &page, "-l", &page];
    let size = ["-scale-to-x", &width, "-scale-to-y", &height];
    file.run("pdftoppm", &[only.as_slice(), &size].concat(), &[&stem.to_string_lossy()]);
    std::fs::read(&picture.0).unwrap()
}

/// A PDF on disk for programs that read files only; gone when dropped.
struct PaperFile(PathBuf);

impl PaperFile {
    fn new(pdf: &[u8]) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let file = std::env::temp_dir().join(format!("kakanai-forms-{}-{number}.pdf", std::process::id()));
        std::fs::write(&file, pdf).unwrap();
        Self(file)
    }

    /// The text poppler finds in a rectangle, without white space.
    fn text_in(&self, page: usize, rect: Rect) -> String {
        // At 720 dots per inch a dot is a tenth of a point; the crop takes whole dots.
        let dots = |points: f32| ((points * 10.0).round() as i32).to_string();
        let page = (page + 1).to_string();
        let (x, y, w, h) = (dots(rect.x), dots(rect.y), dots(rect.w), dots(rect.h));
        let crop = ["-raw", "-r", "720", "-f", &page, "-l", &page, "-x", &x, "-y", &y, "-W", &w, "-H", &h];
        squeezed(&self.run("pdftotext", &crop, &["-"]))
    }

    /// Runs a program of poppler-utils, qpdf or zbar-tools on the file.
    fn run(&self, program: &str, before: &[&str], after: &[&str]) -> String {
        let out = Command::new(program).args(before).arg(&self.0).args(after).output();
        let out =
            out.unwrap_or_else(|e| panic!("{program}: {e}; install poppler-utils, qpdf and zbar-tools"));
        assert!(out.status.success(), "{program}: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap()
    }
}

impl Drop for PaperFile {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).unwrap();
    }
}
