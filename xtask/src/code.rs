//! Rust source with everything blanked out that is not product code: comments, literals and tests. Line breaks stay,
//! so that a place in the result is the place in the file.

/// Blanks comments and the insides of literals.
pub(crate) fn without_words(source: &str) -> String {
    let bytes = source.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let end = skip_span(bytes, at);
        if end > at {
            blank(&mut out, at, end);
            at = end;
        } else {
            at += 1;
        }
    }
    // Whole spans are blanked, so no character is cut in two.
    String::from_utf8_lossy(&out).into_owned()
}

/// Blanks the items under `#[cfg(test)]` of code that has been through [`without_words`].
pub(crate) fn without_tests(code: &str) -> String {
    let mut out = code.as_bytes().to_vec();
    let mut from = 0;
    while let Some(found) = code[from..].find("#[cfg(test)]") {
        let start = from + found;
        let end = item_end(code.as_bytes(), start + "#[cfg(test)]".len());
        blank(&mut out, start, end);
        from = end;
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The line (from 1) of a place in a text.
pub(crate) fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1
}

fn blank(out: &mut [u8], from: usize, to: usize) {
    for byte in &mut out[from..to] {
        if *byte != b'\n' {
            *byte = b' ';
        }
    }
}

/// The end of the comment or literal that starts here; `at` itself where none does.
fn skip_span(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    if rest.starts_with(b"//") {
        return at + rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
    }
    if rest.starts_with(b"/*") {
        return comment_end(bytes, at);
    }
    match rest[0] {
        b'"' => string_end(bytes, at + 1),
        b'r' if !follows_name(bytes, at) => raw_end(bytes, at).unwrap_or(at),
        b'\'' => character_end(bytes, at).unwrap_or(at),
        _ => at,
    }
}

/// True where the byte before belongs to a name, as the `r` in `for` does. `b` and `c` stand before raw strings.
fn follows_name(bytes: &[u8], at: usize) -> bool {
    let name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    match at.checked_sub(1).map(|before| bytes[before]) {
        Some(b'b' | b'c') => at >= 2 && name(bytes[at - 2]),
        Some(before) => name(before),
        None => false,
    }
}

fn comment_end(bytes: &[u8], at: usize) -> usize {
    let (mut depth, mut here) = (0, at);
    while here < bytes.len() {
        if bytes[here..].starts_with(b"/*") {
            depth += 1;
            here += 2;
        } else if bytes[here..].starts_with(b"*/") {
            depth -= 1;
            here += 2;
            if depth == 0 {
                return here;
            }
        } else {
            here += 1;
        }
    }
    bytes.len()
}

fn string_end(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// `r"…"` and `r#"…"#` with any number of marks; nothing for a raw identifier.
fn raw_end(bytes: &[u8], at: usize) -> Option<usize> {
    let marks = bytes[at + 1..].iter().take_while(|byte| **byte == b'#').count();
    let inside = at + 1 + marks;
    if bytes.get(inside) != Some(&b'"') {
        return None;
    }
    let mut close = vec![b'"'];
    close.resize(marks + 1, b'#');
    let end = bytes[inside + 1..].windows(close.len()).position(|window| window == close);
    Some(end.map_or(bytes.len(), |end| inside + 1 + end + close.len()))
}

/// A character literal; nothing for a lifetime.
fn character_end(bytes: &[u8], at: usize) -> Option<usize> {
    if bytes.get(at + 1) == Some(&b'\\') {
        let from = at + 3;
        return bytes.get(from..)?.iter().position(|byte| *byte == b'\'').map(|end| from + end + 1);
    }
    // One character, of one to four bytes, then the quote.
    let text = std::str::from_utf8(bytes.get(at + 1..bytes.len())?).ok()?;
    let end = at + 1 + text.chars().next()?.len_utf8();
    (bytes.get(end) == Some(&b'\'')).then_some(end + 1)
}

/// The end of the item that follows an attribute: its closing brace or semicolon.
fn item_end(bytes: &[u8], from: usize) -> usize {
    let (mut depth, mut braces) = (0_i32, 0_i32);
    for (at, byte) in bytes.iter().enumerate().skip(from) {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth -= 1,
            b'{' => braces += 1,
            b'}' => {
                braces -= 1;
                if braces <= 0 && depth == 0 {
                    return at + 1;
                }
            }
            b';' if depth == 0 && braces == 0 => return at + 1,
            _ => {}
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_go_and_lines_stay() {
        let source =
            "a /* x /* y */ z */ b // c\n\"d\\\"e\" 'f' '\\'' '漢' r#\"g\"#\nfn h<'i>(r#for: &'i str) {}\n";
        let code = without_words(source);
        assert_eq!(code.lines().count(), source.lines().count());
        assert_eq!(code.split_whitespace().collect::<Vec<_>>().join(" "), "a b fn h<'i>(r#for: &'i str) {}");
    }

    #[test]
    fn tests_go_with_their_whole_item() {
        let code = "use a;\n#[cfg(test)]\nmod tests { fn b() { c[1; 2]; } }\nfn d() {}\n#[cfg(test)]\nmod e;\nfn f() {}";
        let left = without_tests(code);
        assert_eq!(left.split_whitespace().collect::<Vec<_>>().join(" "), "use a; fn d() {} fn f() {}");
        assert_eq!(line_of(&left, left.find("fn f").unwrap()), 7);
    }
}
