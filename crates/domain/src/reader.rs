//! A cursor over bytes from outside: every read may fail, none panics.

/// Reads bytes and variable-length numbers (seven bits a byte, lowest first, the high bit meaning more).
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    pub(crate) fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    /// A number below 2³², in its shortest form only, so that equal tables have equal bytes.
    pub(crate) fn number(&mut self) -> Option<u32> {
        let mut value = 0u64;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                let shortest = byte != 0 || shift == 0;
                return u32::try_from(value).ok().filter(|_| shortest);
            }
        }
        None
    }

    /// A signed number in zigzag order: 0, -1, 1, -2 …
    pub(crate) fn signed(&mut self) -> Option<i64> {
        let raw = i64::from(self.number()?);
        Some((raw >> 1) ^ -(raw & 1))
    }

    /// A count that the bytes still to come can hold at one byte each: stops a forged count from taking memory.
    pub(crate) fn count(&mut self) -> Option<usize> {
        let count = usize::try_from(self.number()?).ok()?;
        (count <= self.rest.len()).then_some(count)
    }

    pub(crate) fn rest(self) -> &'a [u8] {
        self.rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for (bytes, want) in [
            (&[0][..], Some(0)),
            (&[0x7F], Some(127)),
            (&[0x80, 1], Some(128)),
            (&[0xFF, 0xFF, 0xFF, 0xFF, 0x0F], Some(u32::MAX)),
            (&[0xFF, 0xFF, 0xFF, 0xFF, 0x1F], None),
            (&[0x80, 0], None),
            (&[0x80], None),
            (&[], None),
        ] {
            assert_eq!(Reader::new(bytes).number(), want, "{bytes:?}");
        }
        assert_eq!(Reader::new(&[3]).signed(), Some(-2));
        assert_eq!(Reader::new(&[4]).signed(), Some(2));
        assert_eq!(Reader::new(&[9, 0]).count(), None);
    }
}
