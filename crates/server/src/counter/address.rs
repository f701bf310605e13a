//! Addresses of our own pages, and forms as browsers write them.

/// Names and texts in the order of a form.
pub(super) type Fields = Vec<(String, String)>;

/// A path of this server, and nothing that a browser could take for another host's.
pub(super) fn local(text: &str) -> Option<&str> {
    let mut bytes = text.bytes();
    let rooted = bytes.next() == Some(b'/') && bytes.next().is_none_or(|second| second != b'/');
    let plain = text.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'\\' | b'"' | b'<' | b'>'));
    (rooted && plain && text.len() <= 1000).then_some(text)
}

/// A text in a query or in a form's body.
pub(super) fn encode(text: &str, into: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            into.push(char::from(byte));
        } else {
            into.push('%');
            into.push(char::from(HEX[usize::from(byte >> 4)]));
            into.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

/// Fields as the body of a form, or as a query.
pub(super) fn form<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut body = String::new();
    for (name, text) in fields {
        if !body.is_empty() {
            body.push('&');
        }
        encode(name, &mut body);
        body.push('=');
        encode(text, &mut body);
    }
    body
}

/// The first field of a name; nothing where there is none.
pub(super) fn field<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    fields.iter().find(|(own, _)| own == name).map_or("", |(_, text)| text.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_our_own_are_gone_to() {
        for good in ["/", "/cases/00ff", "/cases/00ff/edit/person:1?x=1#y", "/%E3%81%82"] {
            assert_eq!(local(good), Some(good));
        }
        let long = format!("/{}", "x".repeat(1000));
        for wrong in [
            "",
            "cases",
            "//example.com",
            "/\\example.com",
            "https://example.com",
            "/a b",
            "/あ",
            "/a\r\nb",
            &long,
        ] {
            assert_eq!(local(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_form_is_written_as_browsers_write_it() {
        assert_eq!(form([("a", "1 &\r\n"), ("b:2", "あ")]), "a=1%20%26%0D%0A&b%3A2=%E3%81%82");
    }
}
