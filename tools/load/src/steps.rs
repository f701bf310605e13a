//! What people do at the counter and at the tablet: each step reads the form of the page before and sends it filled.

use anyhow::{Context, Result, bail};

use crate::http::{Browser, Fields, case_of};
use crate::page::{attribute, between, fields, heads, set};

/// Width of the pictures that a tablet of 1280 × 800 asks for.
const WIDTH: &str = "w=1500";

/// Signs somebody in.
pub(crate) async fn sign_in(who: &mut Browser, login: &str, password: &str, terminal: &str) -> Result<()> {
    let page = who.get("/sign-in").await?.text();
    let mut form = form(&page, "/sign-in")?;
    for (name, text) in [("login", login), ("password", password), ("terminal", terminal)] {
        set(&mut form, name, text);
    }
    let there = who.post("sign in", "/sign-in", &form).await?;
    if there.path != "/" {
        bail!("{login} at {terminal} is at {} and not at the list", there.path);
    }
    Ok(())
}

/// Lets a tablet in by its six digits.
pub(crate) async fn pair(clerk: &mut Browser, tablet: &mut Browser) -> Result<()> {
    let waiting = tablet.get("/tablet").await?.text();
    let code = between(&waiting, "<p class=\"code\">", "</p>").context("a tablet without a code")?.to_owned();
    let page = clerk.get("/pair").await?.text();
    let mut form = form(&page, "/pair")?;
    set(&mut form, "code", &code);
    clerk.post("pair", "/pair", &form).await?;
    is_paired(tablet).await
}

/// Makes a tablet of the second display: a hall pairs no two hundred tablets by hand within a minute.
pub(crate) async fn pair_here(clerk: &mut Browser, tablet: &mut Browser) -> Result<()> {
    clerk.post("pair here", "/tablet/here", &Fields::new()).await?;
    clerk.give("kakanai_tablet", tablet)?;
    is_paired(tablet).await
}

async fn is_paired(tablet: &mut Browser) -> Result<()> {
    if tablet.get("/tablet").await?.text().contains(" data-paired") {
        return Ok(());
    }
    bail!("a tablet was not let in")
}

/// Looks at the list.
pub(crate) async fn queue(who: &mut Browser) -> Result<String> {
    Ok(who.get("/").await?.text())
}

/// Looks at a case.
pub(crate) async fn look(who: &mut Browser, case: &str) -> Result<String> {
    Ok(who.get(&format!("/cases/{case}")).await?.text())
}

/// Opens a case by its code: its id and its page.
pub(crate) async fn open(clerk: &mut Browser, list: &str, code: &str) -> Result<(String, String)> {
    let mut form = form(list, "/open")?;
    set(&mut form, "text", code);
    clerk.about.clear();
    let there = clerk.post("open", "/open", &form).await?;
    let case = case_of(&there.path).with_context(|| format!("a code led to {}", there.path))?;
    Ok((case, there.text()))
}

/// Opens a case by hand: its id.
pub(crate) async fn open_by_hand(clerk: &mut Browser, list: &str, service: &str) -> Result<String> {
    let mut form = form(list, "/new")?;
    set(&mut form, "service", service);
    clerk.about.clear();
    let there = clerk.post("open by hand", "/new", &form).await?;
    case_of(&there.path).with_context(|| format!("a case by hand led to {}", there.path))
}

/// Looks at the page with the telephone number.
pub(crate) async fn edit(clerk: &mut Browser, case: &str) -> Result<String> {
    Ok(clerk.get(&format!("/cases/{case}/edit/phone")).await?.text())
}

/// Writes another telephone number.
pub(crate) async fn amend(clerk: &mut Browser, case: &str, page: &str, number: u32) -> Result<String> {
    let action = format!("/cases/{case}/edit/phone");
    let mut form = form(page, &action)?;
    let phone = heads(page, "input").find(|head| attribute(head, "type").as_deref() == Some("tel"));
    let name = phone.and_then(|head| attribute(head, "name")).context("no box for a telephone number")?;
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let written = |number: u32| format!("0999-00-{:04}", number % 10_000);
    let before = form.iter().find(|(known, _)| *known == name).map(|(_, text)| digits(text));
    // The number that stands there already would change nothing.
    let same = before.is_some_and(|before| before == digits(&written(number)));
    set(&mut form, &name, &written(number + u32::from(same)));
    set(&mut form, "go", "back");
    clerk.about = case.to_owned();
    let there = clerk.post("amend", &action, &form).await?;
    if there.path != format!("/cases/{case}") {
        bail!("a telephone number was not taken: {}", there.path);
    }
    Ok(there.text())
}

/// Ticks the identity document, chooses the notifier's proof where one is needed, and writes a remark.
pub(crate) async fn identify(clerk: &mut Browser, case: &str, page: &str, remark: u32) -> Result<String> {
    let action = format!("/cases/{case}/desk");
    let mut form = form(page, &action)?;
    if !form.iter().any(|(name, text)| name == "doc" && text == "my_number_card") {
        form.push(("doc".to_owned(), "my_number_card".to_owned()));
    }
    let proofs = between(page, "<select id=\"proof\"", "</select>").unwrap_or_default();
    if let Some(proof) = heads(proofs, "option").find(|head| head.contains(" data-enough")) {
        set(&mut form, "proof", &attribute(proof, "value").unwrap_or_default());
    }
    set(&mut form, "note", &format!("見本の連絡 {remark}"));
    clerk.about = case.to_owned();
    Ok(clerk.post("identify", &action, &form).await?.text())
}

/// Puts the papers before the citizen.
pub(crate) async fn ask(clerk: &mut Browser, case: &str, page: &str) -> Result<String> {
    let action = format!("/cases/{case}/tablet/ask");
    let form = form(page, &action)?;
    clerk.about = case.to_owned();
    Ok(clerk.post("ask", &action, &form).await?.text())
}

/// What the tablet shows: the key of its stage, and the page.
pub(crate) async fn tablet(tablet: &mut Browser) -> Result<(String, String)> {
    let page = tablet.get("/tablet").await?.text();
    let key = stage(&page)?;
    Ok((key, page))
}

/// The stage of a tablet's page.
pub(crate) fn stage(page: &str) -> Result<String> {
    let main = heads(page, "main").next().and_then(|head| attribute(head, "data-key"));
    main.context("a tablet's page without a stage")
}

/// Fetches the picture of every page.
pub(crate) async fn pictures(tablet: &mut Browser, page: &str) -> Result<usize> {
    let sources = heads(page, "img").filter_map(|head| attribute(head, "src"));
    let sources: Vec<String> = sources.filter(|source| source.contains(WIDTH)).collect();
    if sources.is_empty() {
        bail!("a tablet shows no papers");
    }
    for source in &sources {
        if !tablet.get(source).await?.body.starts_with(b"\x89PNG\r\n") {
            bail!("{source} is no picture");
        }
    }
    Ok(sources.len())
}

/// 「まちがいありません」: the page after it.
pub(crate) async fn confirm(tablet: &mut Browser, page: &str) -> Result<String> {
    let form = form(page, "/tablet/confirm")?;
    Ok(tablet.post("confirm", "/tablet/confirm", &form).await?.text())
}

/// 「直してほしい」
pub(crate) async fn object(tablet: &mut Browser, page: &str, words: &str) -> Result<String> {
    let mut form = form(page, "/tablet/object")?;
    set(&mut form, "words", words);
    Ok(tablet.post("object", "/tablet/object", &form).await?.text())
}

/// Signs with the pen: the page after it.
pub(crate) async fn sign(tablet: &mut Browser, page: &str, png: &str) -> Result<String> {
    let mut form = form(page, "/tablet/sign")?;
    set(&mut form, "png", png);
    Ok(tablet.post("sign", "/tablet/sign", &form).await?.text())
}

/// Makes the papers and fetches them whole.
pub(crate) async fn print(clerk: &mut Browser, case: &str, page: &str) -> Result<usize> {
    let action = format!("/cases/{case}/papers");
    let form = form(page, &action)?;
    clerk.about = case.to_owned();
    let papers = clerk.post("print", &action, &form).await?.body;
    let end = papers.len().saturating_sub(16);
    if !papers.starts_with(b"%PDF-") || !String::from_utf8_lossy(&papers[end..]).contains("%%EOF") {
        bail!("the papers of {case} are no PDF");
    }
    Ok(papers.len())
}

/// Takes a case to another state.
pub(crate) async fn turn(who: &mut Browser, case: &str, page: &str, to: &'static str) -> Result<String> {
    let action = format!("/cases/{case}/turn");
    let mut form = form(page, &action)?;
    set(&mut form, "to", to);
    set(&mut form, "reason", if to == "review" { "" } else { "見本の理由" });
    who.about = case.to_owned();
    let step = if to == "review" { "turn to review" } else { "turn" };
    Ok(who.post(step, &action, &form).await?.text())
}

/// Whether a case may be approved by whoever looks at this page.
pub(crate) fn may_approve(case: &str, page: &str) -> bool {
    fields(page, &format!("/cases/{case}/approve")).is_some()
}

/// The first review.
pub(crate) async fn approve(who: &mut Browser, case: &str, page: &str) -> Result<String> {
    let action = format!("/cases/{case}/approve");
    let form = form(page, &action)?;
    who.about = case.to_owned();
    Ok(who.post("approve", &action, &form).await?.text())
}

/// The second review, of the first part that came back; nothing where none did.
pub(crate) async fn finalise(who: &mut Browser, case: &str, page: &str) -> Result<Option<String>> {
    let action = format!("/cases/{case}/finalise");
    let Some(form) = fields(page, &action) else { return Ok(None) };
    who.about = case.to_owned();
    Ok(Some(who.post("finalise", &action, &form).await?.text()))
}

/// Calls back the first part that nobody has taken; nothing where all are taken.
pub(crate) async fn recall(who: &mut Browser, case: &str, page: &str) -> Result<Option<String>> {
    let action = format!("/cases/{case}/recall");
    let Some(mut form) = fields(page, &action) else { return Ok(None) };
    set(&mut form, "reason", "見本の取り戻し");
    who.about = case.to_owned();
    Ok(Some(who.post("recall", &action, &form).await?.text()))
}

fn form(page: &str, action: &str) -> Result<Fields> {
    fields(page, action).with_context(|| {
        let words: String =
            page.split('<').filter_map(|it| it.split_once('>')).map(|(_, text)| text).collect();
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let end: String = words.chars().take(400).collect();
        format!("no form goes to {action} on this page: {end}")
    })
}
