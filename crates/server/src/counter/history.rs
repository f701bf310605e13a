//! What happened in a case, line by line: when, what, who and where.

use kakanai_catalogue::{Catalogue, Language};
use kakanai_reception::{Event, Happened, How, ProcedureId};
use kakanai_record::{Change, Dictionary};

/// One line.
pub struct Entry {
    /// Month, day and time of day.
    pub when: String,
    /// What.
    pub what: String,
    /// Who, and where.
    pub who: String,
}

/// All lines, the newest first.
pub fn entries(catalogue: &Catalogue, events: &[Happened]) -> Vec<Entry> {
    events.iter().rev().map(|happened| entry(catalogue, happened)).collect()
}

fn entry(catalogue: &Catalogue, happened: &Happened) -> Entry {
    let who = who(&happened.by.login, &happened.by.terminal);
    Entry { when: moment(happened.at), what: what(catalogue, &happened.event), who }
}

/// Who did something, and where: a person at a terminal, the citizen on a tablet, or another system.
pub fn who(login: &str, terminal: &str) -> String {
    match login {
        "tablet" => format!("タブレット {terminal}"),
        "link" => "連携".to_owned(),
        _ => format!("{login} {terminal}").trim().to_owned(),
    }
}

/// 「11/20 09:05」 in Japan, which knows no summer time.
pub fn moment(unix_ms: i64) -> String {
    let Ok(moment) = jiff::Timestamp::from_millisecond(unix_ms) else { return String::new() };
    let moment = jiff::tz::Offset::constant(9).to_datetime(moment);
    format!("{}/{} {:02}:{:02}", moment.month(), moment.day(), moment.hour(), moment.minute())
}

fn what(catalogue: &Catalogue, event: &Event) -> String {
    let dictionary = catalogue.dictionary();
    match event {
        Event::Opened { .. } => "受付".to_owned(),
        Event::Amended { changes, minor } if minor.is_empty() => {
            format!("変更：{}", labels(dictionary, changes))
        }
        Event::Amended { changes, minor } => {
            format!("軽微な補正：{}（{minor}）", labels(dictionary, changes))
        }
        Event::Confirmed { .. } => "本人が確認".to_owned(),
        Event::Turned { to, reason } if reason.is_empty() => to.word().to_owned(),
        Event::Turned { to, reason } => format!("{}（{reason}）", to.word()),
        Event::Printed { forms } => format!("帳票の作成（{}件）", forms.len()),
        Event::Asked { forms, .. } => format!("タブレットに表示（{}件）", forms.len()),
        Event::Objected { words, .. } if words.is_empty() => "本人の申し出".to_owned(),
        Event::Objected { words, .. } => format!("本人の申し出：{words}"),
        Event::Signed { roles, how, .. } => {
            let roles: Vec<&str> = roles.iter().map(|role| role.word()).collect();
            let how = match how {
                How::Pen(_) => "手書き",
                How::Typed(_) => "入力",
                How::Omitted => "紙に書く",
            };
            format!("署名（{}・{how}）", roles.join("・"))
        }
        Event::QuestionsAsked { questions, .. } => format!("タブレットで質問（{}問）", questions.len()),
        // Neither what was answered nor which of the questions: these are the citizen's.
        Event::Answered { .. } => "タブレットで回答".to_owned(),
        Event::QuestionsEnded { .. } => "タブレットの質問を終了".to_owned(),
        Event::ProcedureAdjusted { procedure, how, why, note, .. } => {
            let note = if note.is_empty() { String::new() } else { format!("：{note}") };
            format!(
                "手続きの{}：{}（{}{note}）",
                how.word(),
                procedure_name(catalogue, procedure),
                why.word()
            )
        }
        Event::ProcedureRestored { procedure, how, .. } => {
            format!("手続きの{}を戻す：{}", how.word(), procedure_name(catalogue, procedure))
        }
        Event::Sent { parts } => {
            let parts: Vec<&str> = parts.iter().map(|sending| sending.part.word()).collect();
            format!("送信（{}）", parts.join("・"))
        }
        Event::PickedUp { part } => format!("受け取り済み（{}）", part.word()),
        Event::Registered { part, .. } => format!("仮登録（{}）", part.word()),
        Event::Finalised { part } => format!("本登録（{}）", part.word()),
        Event::Rejected { part, reason } => format!("差戻し（{}：{reason}）", part.word()),
        Event::Recalled { part, reason } => format!("取り戻し（{}：{reason}）", part.word()),
    }
}

/// A procedure as citizens read it; its name in the catalogue, where that does not know it any more.
fn procedure_name<'a>(catalogue: &'a Catalogue, procedure: &'a ProcedureId) -> &'a str {
    let key = format!("procedure.{procedure}.name");
    catalogue.texts().find(Language::Ja, &key).unwrap_or(procedure.as_str())
}

/// Items by name, each once; what came or went with somebody is not told one by one.
fn labels(dictionary: &Dictionary, changes: &[Change]) -> String {
    let whole: Vec<String> = changes
        .iter()
        .filter_map(|change| {
            let label = dictionary.item(change.key().tag())?.label.to_string();
            match change {
                Change::Add(..) => Some(format!("{label}の追加")),
                Change::Remove(..) => Some(format!("{label}の削除")),
                _ => None,
            }
        })
        .collect();
    let mut labels = if whole.is_empty() {
        let label = |change: &Change| dictionary.item(change.key().tag()).map(|item| item.label.to_string());
        changes.iter().filter_map(label).collect()
    } else {
        whole
    };
    let mut seen = std::collections::BTreeSet::new();
    labels.retain(|label| seen.insert(label.clone()));
    labels.join("、")
}

#[cfg(test)]
mod tests {
    use kakanai_reception::{Adjust, AdjustReason, EventSeq};
    use kakanai_record::{Answer, Value};

    use super::*;

    #[test]
    fn moments_are_those_of_japan() {
        for (unix_ms, words) in [
            (0, "1/1 09:00"),
            (1_795_132_740_000, "11/20 08:59"),
            (1_795_100_340_000, "11/19 23:59"),
            (1_709_164_800_000, "2/29 09:00"),
        ] {
            assert_eq!(moment(unix_ms), words);
        }
    }

    #[test]
    fn what_a_citizen_answers_on_the_tablet_is_not_told() {
        let catalogue = kakanai_demo::catalogue();
        let key = catalogue.dictionary().parse_path("household/livelihood").unwrap();
        let answer = Change::Set(key, Answer::Known(Value::Flag(true)));
        let procedure = |name: &str| ProcedureId::new(name).unwrap();
        let (person, how) = (None, Adjust::Strike);
        let adjusted = |name: &str, why, note: &str| {
            let (procedure, note) = (procedure(name), note.to_owned());
            Event::ProcedureAdjusted { procedure, person, how, why, note }
        };
        let restored = Event::ProcedureRestored {
            procedure: procedure("move_in_paper"),
            person,
            how,
            why: AdjustReason::RuleWrong,
        };
        let table = [
            (Event::QuestionsAsked { questions: [key].into(), who: None }, "タブレットで質問（1問）"),
            (Event::Answered { asked: EventSeq(2), changes: vec![answer] }, "タブレットで回答"),
            (Event::QuestionsEnded { asked: EventSeq(2) }, "タブレットの質問を終了"),
            (
                adjusted("move_in_paper", AdjustReason::DoneElsewhere, ""),
                "手続きの取り消し：転入届（他で済んでいる）",
            ),
            (adjusted("gone", AdjustReason::Other, "まちがい"), "手続きの取り消し：gone（その他：まちがい）"),
            (restored, "手続きの取り消しを戻す：転入届"),
        ];
        for (event, words) in table {
            assert_eq!(what(&catalogue, &event), words);
        }
    }
}
