//! Reading a page as a browser does before it sends a form: which form, what it holds already, what it shows live.

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

/// A part of a page that is fetched again when its case changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fragment {
    /// Its case.
    pub(crate) case: String,
    /// The event that it shows.
    pub(crate) seq: u64,
    /// Its terminal, where it shows what that terminal's tablet does.
    pub(crate) tablet: String,
    /// Where it comes from.
    pub(crate) source: String,
}

/// All of them.
pub(crate) fn fragments(page: &str) -> Vec<Fragment> {
    let heads = ["section", "div"].into_iter().flat_map(|tag| heads(page, tag));
    let fragment = |head: &str| {
        let text = |name| attribute(head, name);
        let seq = text("data-live-seq")?.parse().ok()?;
        let tablet = text("data-live-tablet").unwrap_or_default();
        Some(Fragment { case: text("data-live-case")?, seq, tablet, source: text("data-live-src")? })
    };
    heads.filter_map(fragment).collect()
}

/// What is fetched again when any case changes: lists.
pub(crate) fn list(page: &str) -> Option<String> {
    heads(page, "div").find_map(|head| {
        attribute(head, "data-live-any")
            .filter(|source| source.starts_with('/'))
            .or_else(|| attribute(head, "data-live-src").filter(|_| head.contains(" data-live-any")))
    })
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
        <div class="x" data-live-case="1" data-live-seq="7" data-live-src="/cases/1/panel/x"></div>
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
        let found = fragments(PAGE);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].seq, found[0].source.as_str()), (7, "/cases/1/panel/x"));
    }
}
