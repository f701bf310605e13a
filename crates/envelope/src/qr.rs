//! A part as QR code (ISO/IEC 18004): modules for whoever draws, and SVG.

use fast_qr::qr::QRBuilder;
use fast_qr::{ECL, Mode};

/// Light modules that must stand around a symbol.
pub const QUIET: usize = 4;

/// The text does not fit into a symbol, or is no text of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{length} characters do not fit into one QR code; cut the envelope into parts first")]
pub struct QrError {
    /// Characters of the text.
    pub length: usize,
}

/// One QR symbol, without its quiet zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    size: usize,
    dark: Vec<bool>,
}

/// Makes the symbol of a part, with error correction M: a scratch or a fold may take 15 %.
pub fn symbol(part: &str) -> Result<Symbol, QrError> {
    let error = QrError { length: part.len() };
    // The alphanumeric mode of the library takes other bytes for granted.
    if part.is_empty() || !part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) {
        return Err(error);
    }
    let code = QRBuilder::new(part).ecl(ECL::M).mode(Mode::Alphanumeric).build().map_err(|_| error)?;
    let size = code.size;
    let dark = (0..size * size).map(|at| code[at / size][at % size].value()).collect();
    Ok(Symbol { size, dark })
}

impl Symbol {
    /// Modules of one side, without the quiet zone.
    pub const fn size(&self) -> usize {
        self.size
    }

    /// The symbol's version, 1 to 40.
    pub const fn version(&self) -> usize {
        (self.size - 17) / 4
    }

    /// Whether the module in this column and row is dark; outside, it is light.
    pub fn is_dark(&self, column: usize, row: usize) -> bool {
        column < self.size && row < self.size && self.dark[row * self.size + column]
    }

    /// A drawing of one path, one unit per module, the quiet zone included; the title is read out by
    /// screen readers and must be ours, not a citizen's.
    pub fn svg(&self, title: &str) -> String {
        let side = self.size + 2 * QUIET;
        let title = title.replace('&', "&amp;").replace('<', "&lt;");
        let mut path = String::new();
        for row in 0..self.size {
            let mut column = 0;
            while column < self.size {
                let run = (column..self.size).take_while(|at| self.is_dark(*at, row)).count();
                if run > 0 {
                    path += &format!("M{} {}h{run}v1h-{run}z", column + QUIET, row + QUIET);
                }
                column += run.max(1);
            }
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" role=\"img\" \
             shape-rendering=\"crispEdges\"><title>{title}</title>\
             <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>"
        )
    }
}
