//! Everyday words for relatives, and what the resident record writes for them.
//!
//! Several meanings give several proposals; the 戸籍 decides and the clerk confirms (標準仕様書 1.1.11, practice).

use crate::relationship::Relationship;

/// What an everyday word may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// 続柄 to choose from, most frequent first.
    pub proposals: Vec<Relationship>,
    /// Whether a separate household may be what is meant (友人, ルームシェア).
    pub maybe_own_household: bool,
}

/// Words and their candidates. The rows the national standard forbids by name are all here.
const WORDS: &[(&[&str], &[&str])] = &[
    (&["本人", "自分", "主人本人"], &["世帯主"]),
    (&["主人", "旦那", "だんな"], &["夫"]),
    (&["家内", "女房", "奥さん"], &["妻"]),
    (&["配偶者"], &["夫", "妻"]),
    (&["内縁の夫", "事実婚の夫", "未届の夫"], &["夫（未届）"]),
    (&["内縁の妻", "事実婚の妻", "未届の妻"], &["妻（未届）"]),
    (&["内縁", "事実婚", "パートナー", "同棲相手"], &["夫（未届）", "妻（未届）", "縁故者", "同居人"]),
    (&["長男", "次男", "二男", "三男", "四男", "五男", "息子", "むすこ"], &["子"]),
    (&["長女", "次女", "二女", "三女", "四女", "五女", "娘", "むすめ"], &["子"]),
    (&["養子", "養女", "実子", "子供", "子ども", "こども"], &["子"]),
    (&["連れ子", "つれ子", "継子", "義理の子"], &["妻の子", "夫の子"]),
    (&["嫁", "息子の嫁", "長男の嫁"], &["子の妻"]),
    (&["婿", "娘婿", "むこ"], &["子の夫"]),
    (&["孫", "まご"], &["子の子"]),
    (&["孫の嫁"], &["子の子の妻"]),
    (&["孫の夫", "孫の婿"], &["子の子の夫"]),
    (&["ひ孫", "曾孫", "曽孫", "ひまご"], &["子の子の子"]),
    (&["玄孫", "やしゃご"], &["子の子の子の子"]),
    (&["父親", "お父さん", "養父"], &["父"]),
    (&["母親", "お母さん", "養母"], &["母"]),
    (&["継父"], &["母の夫"]),
    (&["継母"], &["父の妻"]),
    (&["義父", "しゅうと", "舅"], &["妻の父", "夫の父"]),
    (&["義母", "しゅうとめ", "姑"], &["妻の母", "夫の母"]),
    (&["祖父", "おじいさん", "じいさん"], &["父の父", "母の父"]),
    (&["祖母", "おばあさん", "ばあさん"], &["父の母", "母の母"]),
    (&["曾祖父", "曽祖父"], &["父の父の父", "父の母の父", "母の父の父", "母の母の父"]),
    (&["曾祖母", "曽祖母"], &["父の父の母", "父の母の母", "母の父の母", "母の母の母"]),
    (&["兄弟", "男兄弟"], &["兄", "弟"]),
    (&["姉妹"], &["姉", "妹"]),
    (&["義兄"], &["妻の兄", "夫の兄", "姉の夫"]),
    (&["義弟"], &["妻の弟", "夫の弟", "妹の夫"]),
    (&["義姉"], &["妻の姉", "夫の姉", "兄の妻"]),
    (&["義妹"], &["妻の妹", "夫の妹", "弟の妻"]),
    (
        &["おじ", "伯父", "叔父"],
        &["父の兄", "父の弟", "母の兄", "母の弟", "父の姉の夫", "父の妹の夫", "母の姉の夫", "母の妹の夫"],
    ),
    (
        &["おば", "伯母", "叔母"],
        &["父の姉", "父の妹", "母の姉", "母の妹", "父の兄の妻", "父の弟の妻", "母の兄の妻", "母の弟の妻"],
    ),
    (&["甥", "おい", "姪", "めい"], &["兄の子", "弟の子", "姉の子", "妹の子"]),
    (
        &["いとこ", "従兄", "従弟", "従姉", "従妹", "従兄弟", "従姉妹"],
        &[
            "父の兄の子",
            "父の弟の子",
            "父の姉の子",
            "父の妹の子",
            "母の兄の子",
            "母の弟の子",
            "母の姉の子",
            "母の妹の子",
        ],
    ),
    (&["親戚", "親類", "親族", "遠縁", "準世帯主"], &["縁故者"]),
    (&["家事使用人", "お手伝い", "使用人", "下宿人"], &["同居人"]),
    (SHARED, &["同居人"]),
];

const SHARED: &[&str] = &["友人", "友達", "ルームシェア", "ルームメイト", "シェアハウス", "同僚", "知人"];

/// What an everyday word may mean in the resident record; none for an unknown word.
#[must_use]
pub fn suggest(word: &str) -> Option<Suggestion> {
    let word: String = word.chars().filter(|c| !c.is_whitespace()).collect();
    let (words, meanings) = WORDS.iter().find(|(words, _)| words.contains(&word.as_str()))?;
    Some(Suggestion {
        proposals: meanings.iter().filter_map(|text| text.parse().ok()).collect(),
        maybe_own_household: *words == SHARED,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_meaning_of_the_table_is_a_relationship() {
        for (words, meanings) in WORDS {
            for meaning in *meanings {
                assert!(meaning.parse::<Relationship>().is_ok(), "{words:?}: {meaning}");
            }
            for word in *words {
                assert!(word.parse::<Relationship>().is_err(), "{word} is everyday, yet read as 続柄");
            }
        }
    }

    #[test]
    fn words_of_the_citizen_form() {
        for (word, want) in [
            ("孫", "子の子"),
            ("祖父", "父の父|母の父"),
            ("嫁", "子の妻"),
            ("婿", "子の夫"),
            ("義父", "妻の父|夫の父"),
            ("甥", "兄の子|弟の子|姉の子|妹の子"),
            ("連れ子", "妻の子|夫の子"),
            ("長女", "子"),
            ("ルームシェア", "同居人"),
            ("準世帯主", "縁故者"),
        ] {
            let found = suggest(word).unwrap();
            let texts: Vec<String> = found.proposals.iter().map(ToString::to_string).collect();
            assert_eq!(texts.join("|"), want, "{word}");
            assert_eq!(found.maybe_own_household, word == "ルームシェア");
        }
        assert_eq!(suggest("見本"), None);
    }
}
