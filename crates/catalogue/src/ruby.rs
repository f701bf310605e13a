//! Texts with furigana, `{漢字|かんじ}`, and places for arguments, `{name}`.
//!
//! A text is taken apart once and its arguments are put in afterwards, so what a citizen wrote is never read as
//! furigana, as another argument or as HTML.

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part<'a> {
    /// Words as they are.
    Words(&'a str),
    /// The place of an argument.
    Argument(&'a str),
    /// Words with their reading.
    Ruby { base: &'a str, reading: &'a str },
}

/// The pieces of a text in order. A brace that opens neither argument nor furigana is a word.
pub(crate) struct Parts<'a>(&'a str);

impl<'a> Parts<'a> {
    pub(crate) const fn of(text: &'a str) -> Self {
        Self(text)
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Part<'a>> {
        let Some(behind) = self.0.strip_prefix('{') else {
            let (words, rest) = self.0.split_at(self.0.find('{').unwrap_or(self.0.len()));
            self.0 = rest;
            return (!words.is_empty()).then_some(Part::Words(words));
        };
        let braced = behind.split_once('}').and_then(|(inside, rest)| Some((braced(inside)?, rest)));
        let (part, rest) = braced.unwrap_or((Part::Words("{"), behind));
        self.0 = rest;
        Some(part)
    }
}

/// What stands between braces.
fn braced(inside: &str) -> Option<Part<'_>> {
    if inside.is_empty() || inside.contains('{') {
        return None;
    }
    match inside.split_once('|') {
        None => Some(Part::Argument(inside)),
        Some((base, reading)) if !base.is_empty() && !reading.is_empty() && !reading.contains('|') => {
            Some(Part::Ruby { base, reading })
        }
        Some(_) => None,
    }
}

/// The text without readings.
pub fn plain(text: &str) -> String {
    fill(text, &[])
}

/// The text as HTML, with its readings as `ruby`.
pub fn ruby_html(text: &str) -> String {
    html(text, &[], true)
}

/// The text without readings, its arguments filled in as they are; a place without an argument stays.
pub(crate) fn fill(text: &str, arguments: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    for part in Parts::of(text) {
        match part {
            Part::Words(words) | Part::Ruby { base: words, .. } => filled.push_str(words),
            Part::Argument(name) => match value(arguments, name) {
                Some(value) => filled.push_str(value),
                None => filled.extend(["{", name, "}"]),
            },
        }
    }
    filled
}

/// The text as HTML, its arguments escaped, with or without readings.
pub(crate) fn html(text: &str, arguments: &[(&str, &str)], furigana: bool) -> String {
    let mut html = String::with_capacity(text.len());
    for part in Parts::of(text) {
        match part {
            Part::Ruby { base, reading } if furigana => {
                html.push_str("<ruby>");
                escape(base, &mut html);
                // Browsers without ruby, and eyes on copied text, see the reading in brackets.
                html.push_str("<rp>（</rp><rt>");
                escape(reading, &mut html);
                html.push_str("</rt><rp>）</rp></ruby>");
            }
            Part::Words(words) | Part::Ruby { base: words, .. } => escape(words, &mut html),
            Part::Argument(name) => match value(arguments, name) {
                Some(value) => escape(value, &mut html),
                None => {
                    html.push('{');
                    escape(name, &mut html);
                    html.push('}');
                }
            },
        }
    }
    html
}

fn value<'a>(arguments: &[(&str, &'a str)], name: &str) -> Option<&'a str> {
    arguments.iter().find(|(of, _)| *of == name).map(|(_, value)| *value)
}

/// Adds text to HTML: fit for the inside of an element and of a quoted attribute.
pub fn escape(text: &str, html: &mut String) {
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_words_arguments_and_furigana() {
        let ruby = |base, reading| Part::Ruby { base, reading };
        let table: &[(&str, &[Part<'_>])] = &[
            ("", &[]),
            ("市", &[Part::Words("市")]),
            ("{印鑑|いんかん}を", &[ruby("印鑑", "いんかん"), Part::Words("を")]),
            ("{name}の{籍|せき}", &[Part::Argument("name"), Part::Words("の"), ruby("籍", "せき")]),
            ("{{a|b}}", &[Part::Words("{"), ruby("a", "b"), Part::Words("}")]),
            ("{a|b|c}", &[Part::Words("{"), Part::Words("a|b|c}")]),
            ("{a|}", &[Part::Words("{"), Part::Words("a|}")]),
            ("{|b}", &[Part::Words("{"), Part::Words("|b}")]),
            ("{}{", &[Part::Words("{"), Part::Words("}"), Part::Words("{")]),
        ];
        for (text, parts) in table {
            assert_eq!(Parts::of(text).collect::<Vec<_>>(), *parts, "{text}");
        }
    }

    #[test]
    fn plain_text_keeps_the_base_and_html_shows_the_reading() {
        let ruby = "<ruby>籍<rp>（</rp><rt>せき</rt><rp>）</rp></ruby>";
        let table = [
            ("{name}の{籍|せき}", "{name}の籍", format!("{{name}}の{ruby}")),
            ("a<b & \"c\" 'd'>", "a<b & \"c\" 'd'>", "a&lt;b &amp; &quot;c&quot; &#39;d&#39;&gt;".to_owned()),
            ("{<i>}", "{<i>}", "{&lt;i&gt;}".to_owned()),
            (
                "{<b>|&amp;}",
                "<b>",
                "<ruby>&lt;b&gt;<rp>（</rp><rt>&amp;amp;</rt><rp>）</rp></ruby>".to_owned(),
            ),
        ];
        for (text, plain_text, html_text) in table {
            assert_eq!((plain(text), ruby_html(text)), (plain_text.to_owned(), html_text), "{text}");
        }
    }

    #[test]
    fn arguments_are_filled_once_and_never_read() {
        let text = "{a}と{b}と{c}と{籍|せき}";
        let table = [
            ("{b}", "{b}と2と{c}と籍", "{b}と2と{c}と"),
            ("{a|b}", "{a|b}と2と{c}と籍", "{a|b}と2と{c}と"),
            ("{", "{と2と{c}と籍", "{と2と{c}と"),
            ("x|y}", "x|y}と2と{c}と籍", "x|y}と2と{c}と"),
            ("<b>&", "<b>&と2と{c}と籍", "&lt;b&gt;&amp;と2と{c}と"),
            ("\"'", "\"'と2と{c}と籍", "&quot;&#39;と2と{c}と"),
        ];
        let ruby = "<ruby>籍<rp>（</rp><rt>せき</rt><rp>）</rp></ruby>";
        for (value, filled, escaped) in table {
            let arguments = [("a", value), ("b", "2")];
            assert_eq!(fill(text, &arguments), filled);
            assert_eq!(html(text, &arguments, true), format!("{escaped}{ruby}"));
            assert_eq!(html(text, &arguments, false), format!("{escaped}籍"));
        }
    }
}
