//! Reading a page as a browser does before it sends a form: which form, what it holds already, what it shows live.

use std::time::Duration;

use crate::http::Fields;

/// The fields that a form holds, found by where it goes; later ones are the user's to fill in.
pub(crate) fn fields(page: &str, action: &str) -> Option<Fields> {
    let inside = page.split("<form").skip(1).find_map(|form| {
        let (head, rest) = form.split_once('>')?;
        let goes = attribute(head, "action")?;
        let inside = rest.split("</form>").next()?;
        (goes == action).then_some(inside)
    })?;
    Some(inputs(inside))
}

/// What a browser would send of these controls if nobody touched them.
fn inputs(inside: &str) -> Fields {
    let mut fields = Vec::new();
    for head in heads(inside, "input") {
        let kind = attribute(head, "type").unwrap_or_default();
        let ticked = head.contains(" checked");
        if matches!(kind.as_str(), "checkbox" | "radio") && !ticked || kind == "file" {
            continue;
        }
        if let Some(name) = attribute(head, "name") {
            fields.push((name, attribute(head, "value").unwrap_or_default()));
        }
    }
    for area in inside.split("<textarea").skip(1) {
        let Some((head, rest)) = area.split_once('>') else { continue };
        let text = rest.split("</textarea>").next().unwrap_or_default();
        if let Some(name) = attribute(head, "name") {
            fields.push((name, plain(text.strip_prefix('\n').unwrap_or(text))));
        }
    }
    for select in inside.split("<select").skip(1) {
        let Some((head, rest)) = select.split_once('>') else { continue };
        let options = rest.split("</select>").next().unwrap_or_default();
        if let Some(name) = attribute(head, "name") {
            fields.push((name, chosen(options)));
        }
    }
    fields
}

/// The option that stands in a box: the one chosen, else the first.
fn chosen(options: &str) -> String {
    let heads: Vec<&str> = heads(options, "option").collect();
    let chosen = heads.iter().find(|head| head.contains(" selected")).or(heads.first());
    chosen.and_then(|head| attribute(head, "value")).unwrap_or_default()
}

/// What stands in each tag of a kind, without its brackets.
pub(crate) fn heads<'a>(page: &'a str, tag: &'a str) -> impl Iterator<Item = &'a str> {
    let of = move |piece: &'a str| {
        let head = piece.split('>').next()?.strip_prefix(tag)?;
        head.starts_with([' ', '\n']).then_some(head)
    };
    page.split('<').filter_map(of)
}

/// The first text after a mark, up to another.
pub(crate) fn between<'a>(page: &'a str, mark: &str, end: &str) -> Option<&'a str> {
    page.split_once(mark)?.1.split_once(end).map(|(text, _)| text)
}

/// An attribute's value, in double quotes as our templates write it.
pub(crate) fn attribute(head: &str, name: &str) -> Option<String> {
    let at = head.find(&format!(" {name}=\""))? + name.len() + 3;
    let value = head.get(at..)?.split('"').next()?;
    Some(plain(value))
}

fn plain(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}

/// Sets a field, or adds it.
pub(crate) fn set(fields: &mut Fields, name: &str, value: &str) {
    match fields.iter_mut().find(|(known, _)| known == name) {
        Some((_, old)) => value.clone_into(old),
        None => fields.push((name.to_owned(), value.to_owned())),
    }
}

/// A part of a page that is exchanged when it has become old.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// Its name on the page.
    pub(crate) name: String,
    /// The case that it shows; empty where it shows none.
    pub(crate) case: String,
    /// At which event.
    pub(crate) seq: Option<u64>,
    /// Its terminal, where it shows what that terminal's tablet does.
    pub(crate) tablet: Option<String>,
    /// It shows many cases, and is brought up to date at most once in this time.
    pub(crate) every: Option<Duration>,
}

/// All of them.
pub(crate) fn parts(page: &str) -> Vec<Part> {
    let part = |piece: &str| {
        let head = piece.split('>').next()?;
        let text = |name| attribute(head, name);
        let seconds = text("data-live-any").and_then(|seconds| seconds.parse().ok());
        let every = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        Some(Part {
            name: text("data-live")?,
            case: text("data-live-case").unwrap_or_default(),
            seq: text("data-live-seq").and_then(|seq| seq.parse().ok()),
            tablet: text("data-live-tablet"),
            every: every.filter(|every| !every.is_zero()),
        })
    };
    page.split('<').filter_map(part).collect()
}

/// The page's address, where it is not the one that the browser shows.
pub(crate) fn live_page(page: &str) -> Option<String> {
    page.split('<').find_map(|piece| attribute(piece.split('>').next()?, "data-live-page"))
}

/// Lines of a case's history, the first first: what, and who.
pub(crate) fn history(page: &str) -> Option<Vec<(String, String)>> {
    let list = between(page, "<ol class=\"history\"", "</ol>")?;
    let line = |item: &str| {
        let what = between(item, "</span> ", " <span class=\"who\">")?;
        let who = between(item, "<span class=\"who\">", "</span>")?;
        Some((plain(what), plain(who)))
    };
    let mut lines: Vec<_> = list.split("<li>").skip(1).filter_map(line).collect();
    lines.reverse();
    Some(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r##"<form method="post" action="/a"><input name="x" value="1"></form>
        <form action="/cases/1/desk"><input type="hidden" name="command" value="a&#38;b">
        <input type="checkbox" name="seen" value="passport"><input type="checkbox" name="seen" value="card" checked>
        <textarea name="remarks">
二行</textarea><select name="kind"><option value="">-</option><option value="agent" selected>代理人</option></select></form>
        <div class="y" data-live-page="/cases/1"><div data-live="left" data-live-any="2.5"></div>
        <nav data-live="acts" data-live-case="1" data-live-seq="7" data-live-tablet="E01">9 > 7</nav><p data-live-case="1" data-live-seq="7">
        <ol class="history" reversed><li><span class="when">11/20 09:05</span> 変更：電話&#38;ほか <span class="who">a E01</span></li><li><span class="when">11/20 09:04</span> 受付 <span class="who">a E01</span></li></ol>"##;

    #[test]
    fn a_form_is_sent_as_it_stands_on_the_page() {
        let fields = fields(PAGE, "/cases/1/desk").unwrap();
        let expected = [("command", "a&b"), ("seen", "card"), ("remarks", "二行"), ("kind", "agent")];
        assert_eq!(fields, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(super::fields(PAGE, "/nowhere"), None);
    }

    #[test]
    fn history_is_told_from_its_beginning() {
        let line = |what: &str| (what.to_owned(), "a E01".to_owned());
        assert_eq!(history(PAGE), Some(vec![line("受付"), line("変更：電話&ほか")]));
        assert_eq!(history("<p>"), None);
    }

    #[test]
    fn what_is_live_is_found() {
        let part = |name: &str, case: &str, seq, tablet: Option<&str>, every| Part {
            name: name.to_owned(),
            case: case.to_owned(),
            seq,
            tablet: tablet.map(str::to_owned),
            every,
        };
        let expected = [
            part("left", "", None, None, Some(Duration::from_millis(2_500))),
            part("acts", "1", Some(7), Some("E01"), None),
        ];
        assert_eq!(parts(PAGE), expected, "what has no name is not exchanged");
        assert_eq!(live_page(PAGE).as_deref(), Some("/cases/1"));
        assert_eq!((parts("<p data-live-any=\"2\">"), live_page("<p>")), (vec![], None));
    }
}
