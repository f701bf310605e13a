//! What comes back, right and wrong, and to whom it is not an answer.

use std::fs;

use kakanai_reception::{CaseState, Part, PartState};
use kakanai_sample::Service;

use crate::city::{City, answer};

#[tokio::test]
async fn an_answer_is_read_in_any_dress() {
    let city = City::new().await;
    for (seed, dress) in [
        (20, (|text| text) as fn(String) -> String),
        (21, |text| format!("\u{feff}{text}")),
        (22, |text| text.replace("\r\n", "\n")),
        (23, |text| text.trim_end().to_owned()),
    ] {
        let (case, name) = city.sent(Service::MoveIn, seed).await;
        let file = city.read(&format!("outbox/{name}"));
        city.shift(&format!("outbox/{name}"), &format!("taken/{name}"));
        city.put(&format!("answers/{name}"), dress(answer(&file)));
        city.counter.collect().await;
        assert_eq!(city.handover(case, Part::Move).await.state, PartState::Provisional, "{seed}");
        assert_eq!(city.counter.differences(case, Part::Move).await.unwrap(), [], "{seed}");
    }
    assert_eq!(city.files("answers"), [""; 0]);
}

#[tokio::test]
async fn each_part_ends_as_the_mapping_says() {
    let city = City::new().await;
    // Nothing comes back of certificates: taking them is the end.
    let (case, name) = city.sent(Service::Certificates, 24).await;
    city.shift(&format!("outbox/{name}"), &format!("taken/{name}"));
    city.counter.collect().await;
    assert_eq!(city.handover(case, Part::Certificates).await.state, PartState::Registered);
    assert_eq!(city.case(case).await.state, CaseState::Completed);
    assert_eq!(city.files("taken"), std::slice::from_ref(&name), "whoever took it may still be reading");
    city.put(&format!("answers/{name}"), "結果\r\n仮登録\r\n");
    city.counter.collect().await;
    assert!(city.read(&format!("answers/{}", name.replace(".csv", ".fault.txt"))).contains("もう受け取って"));
    // A seal is one line.
    let (case, name) = city.sent(Service::SealRegistration, 25).await;
    let file = city.read(&format!("outbox/{name}"));
    city.shift(&format!("outbox/{name}"), &format!("taken/{name}"));
    city.put(&format!("answers/{name}"), answer(&file));
    city.counter.collect().await;
    assert_eq!(city.handover(case, Part::Seal).await.state, PartState::Provisional);
}

#[tokio::test]
async fn a_faulty_answer_is_refused_whole_and_says_where_in_japanese() {
    let city = City::new().await;
    let (case, name) = city.sent(Service::MoveIn, 26).await;
    let file = city.read(&format!("outbox/{name}"));
    city.shift(&format!("outbox/{name}"), &format!("taken/{name}"));
    city.counter.collect().await;
    let events = city.case(case).await.seq;
    let right = answer(&file);
    let (fault, refused) =
        (format!("answers/{}", name.replace(".csv", ".fault.txt")), name.replace(".csv", ".refused"));
    for (wrong, says) in [
        (Vec::new(), "1行目"),
        (right.replace("仮登録", "登録").into_bytes(), "2行目"),
        (right.replace("結果", "結果？").into_bytes(), "結果"),
        (right.replace("仮登録,", "差戻し,").into_bytes(), "理由"),
        (right.lines().take(2).collect::<Vec<_>>().join("\r\n").into_bytes(), "行"),
        (vec![0x8c, 0xa9, 0x96, 0x7b], "UTF-8"),
        (vec![b'a'; 2 * 1024 * 1024], "行目"),
    ] {
        city.put(&format!("answers/{name}"), &wrong);
        city.counter.collect().await;
        let told = city.read(&fault);
        assert!(told.contains(says) && told.contains('。') && told.ends_with("\r\n"), "{says}: {told}");
        assert_eq!(fs::read(city.path("answers").join(&refused)).unwrap(), wrong, "{says}");
        assert_eq!(city.case(case).await.seq, events, "{says}");
    }
    assert_eq!(city.files("taken"), std::slice::from_ref(&name));
    // A right one follows, and what was wrong is gone.
    city.put(&format!("answers/{name}"), right);
    city.counter.collect().await;
    assert_eq!(city.everywhere(), [format!("done/{name}"), format!("done/{name}.answer")]);
}

#[tokio::test]
async fn answers_to_what_is_not_out_are_refused_with_the_reason() {
    let city = City::new().await;
    let (case, name) = city.sent(Service::MoveIn, 27).await;
    let right = answer(&city.read(&format!("outbox/{name}")));
    let fault = format!("answers/{}", name.replace(".csv", ".fault.txt"));
    city.recall(case, Part::Move).await.unwrap();
    let told = async |words: &str| {
        city.put(&format!("answers/{name}"), &right);
        city.counter.collect().await;
        assert!(city.read(&fault).contains(words), "{words}: {}", city.read(&fault));
    };
    told("取り戻したファイルへの返事").await;
    city.again_in_review(case).await;
    city.approve(case).await;
    city.counter.deliver().await;
    told("送り直したファイル").await;
    assert_eq!(city.handover(case, Part::Move).await.state, PartState::Sent);
    // A second, different answer to one that was taken.
    let [second] = city.files("outbox").try_into().unwrap();
    let right = answer(&city.read(&format!("outbox/{second}")));
    city.shift(&format!("outbox/{second}"), &format!("taken/{second}"));
    city.put(&format!("answers/{second}"), &right);
    city.counter.collect().await;
    city.put(&format!("answers/{second}"), right.replace("仮登録,", "差戻し,見本"));
    city.counter.collect().await;
    assert!(
        city.read(&format!("answers/{}", second.replace(".csv", ".fault.txt"))).contains("もう受け取って")
    );
    assert_eq!(city.handover(case, Part::Move).await.state, PartState::Provisional);
    // The very same one again is none the worse.
    city.put(&format!("answers/{second}"), &right);
    city.counter.collect().await;
    assert!(!city.files("answers").contains(&second));
    // Names that are none.
    city.put("answers/返事.csv", "結果\r\n");
    city.counter.collect().await;
    assert!(city.read("answers/返事.fault.txt").contains("同じ名前"));
    assert!(city.files("answers").contains(&"返事.refused".to_owned()));
}
