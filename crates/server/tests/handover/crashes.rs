//! Dying between any two steps: a database put back is a step not kept, a file put back is a move not made.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use kakanai_reception::{Command, Part, PartState};
use kakanai_sample::Service;

use crate::city::{City, answer, clerk};

fn copy(folder: &Path, from: &str, to: &str) {
    fs::copy(folder.join(from), folder.join(to)).unwrap();
    if to == "kakanai.db" {
        for log in ["kakanai.db-wal", "kakanai.db-shm"] {
            let _ = fs::remove_file(folder.join(log));
        }
    }
}

#[tokio::test]
async fn written_and_not_settled_is_not_written_again_wherever_the_file_has_gone() {
    for robot in ["", "taken", "answered"] {
        let city = City::new().await;
        let case = city.in_review(Service::MoveIn, 1).await;
        city.approve(case).await;
        let city = city.crash(|folder| copy(folder, "kakanai.db", "before")).await;
        city.counter.deliver().await;
        let [name] = city.files("outbox").try_into().unwrap();
        let written = city.read(&format!("outbox/{name}"));
        // The file was synced, the settling was not.
        let city = city.crash(|folder| copy(folder, "before", "kakanai.db")).await;
        if !robot.is_empty() {
            city.shift(&format!("outbox/{name}"), &format!("taken/{name}"));
        }
        if robot == "answered" {
            city.put(&format!("answers/{name}"), answer(&written));
        }
        // Delivering and collecting come in either order.
        city.counter.deliver().await;
        city.counter.collect().await;
        city.counter.deliver().await;
        let (lies, state) = match robot {
            "" => (vec![format!("outbox/{name}")], PartState::Sent),
            "taken" => (vec![format!("taken/{name}")], PartState::Sent),
            _ => (vec![format!("done/{name}"), format!("done/{name}.answer")], PartState::Provisional),
        };
        assert_eq!(city.everywhere(), lies, "{robot}");
        assert_eq!(city.read(&lies[0]), written);
        let handover = city.handover(case, Part::Move).await;
        assert_eq!((handover.state, handover.taken), (state, !robot.is_empty()), "{robot}");
    }
}

#[tokio::test]
async fn half_a_file_is_written_anew_or_removed() {
    for called_back in [false, true] {
        let city = City::new().await;
        let case = city.in_review(Service::MoveIn, 2).await;
        city.approve(case).await;
        let city = city.crash(|folder| copy(folder, "kakanai.db", "before")).await;
        city.counter.deliver().await;
        let [name] = city.files("outbox").try_into().unwrap();
        let whole = city.read(&format!("outbox/{name}"));
        let city = city.crash(|folder| copy(folder, "before", "kakanai.db")).await;
        fs::remove_file(city.path(&format!("outbox/{name}"))).unwrap();
        city.put(&format!("outbox/{name}.part"), &whole[..40]);
        if called_back {
            city.recall(case, Part::Move).await.unwrap();
        }
        city.counter.deliver().await;
        let want = if called_back { vec![] } else { vec![format!("outbox/{name}")] };
        assert_eq!(city.everywhere(), want);
        if !called_back {
            assert_eq!(city.read(&want[0]), whole);
        }
    }
}

#[tokio::test]
async fn an_answer_read_before_a_crash_counts_once_however_far_it_was_put_aside() {
    for left in [&["taken", "answers"][..], &["answers"]] {
        let city = City::new().await;
        let (case, name) = city.sent(Service::MoveIn, 3).await;
        let file = city.read(&format!("outbox/{name}"));
        city.shift(&format!("outbox/{name}"), &format!("taken/{name}"));
        city.put(&format!("answers/{name}"), answer(&file));
        city.counter.collect().await;
        let events = city.case(case).await.seq;
        assert_eq!(city.handover(case, Part::Move).await.state, PartState::Provisional);
        for folder in left {
            let aside = if *folder == "answers" { ".answer" } else { "" };
            city.shift(&format!("done/{name}{aside}"), &format!("{folder}/{name}"));
        }
        let city = city.crash(|_| ()).await;
        city.counter.collect().await;
        assert_eq!(city.everywhere(), [format!("done/{name}"), format!("done/{name}.answer")]);
        assert_eq!(city.case(case).await.seq, events);
    }
}

#[tokio::test]
async fn an_answer_that_sent_a_part_back_is_put_aside_although_the_part_was_sent_anew() {
    let city = City::new().await;
    let (case, name) = city.sent(Service::MoveIn, 4).await;
    let file = city.read(&format!("outbox/{name}"));
    city.shift(&format!("outbox/{name}"), &format!("taken/{name}"));
    city.put(&format!("answers/{name}"), answer(&file).replace("仮登録,", "差戻し,見本の理由"));
    city.counter.collect().await;
    assert_eq!(city.handover(case, Part::Move).await.state, PartState::Rejected);
    city.shift(&format!("done/{name}.answer"), &format!("answers/{name}"));
    city.again_in_review(case).await;
    city.approve(case).await;
    city.counter.deliver().await;
    city.counter.collect().await;
    assert_eq!(city.files("answers"), [""; 0], "known already, and no fault");
    assert_eq!(city.handover(case, Part::Move).await.state, PartState::Sent);
}

#[tokio::test]
async fn called_back_by_halves_goes_out_again_and_called_back_wholly_does_not() {
    let city = City::new().await;
    let (case, name) = city.sent(Service::MoveIn, 5).await;
    city.shift(&format!("outbox/{name}"), &format!("recalled/{name}"));
    let city = city.crash(|_| ()).await;
    city.counter.collect().await;
    assert_eq!(city.everywhere(), [format!("outbox/{name}")]);
    city.recall(case, Part::Move).await.unwrap();
    for _ in 0..2 {
        city.counter.deliver().await;
        city.counter.collect().await;
    }
    assert_eq!(city.everywhere(), [format!("recalled/{name}")]);
    assert_eq!(city.handover(case, Part::Move).await.state, PartState::Waiting);
    // Sent once more, it is another file.
    city.again_in_review(case).await;
    city.approve(case).await;
    city.counter.deliver().await;
    assert_eq!(city.files("outbox").len(), 1);
    assert_ne!(city.files("outbox"), [name]);
}

#[tokio::test]
async fn called_back_before_it_is_written_is_never_written() {
    let city = City::new().await;
    let case = city.in_review(Service::MoveIn, 6).await;
    city.approve(case).await;
    city.recall(case, Part::Move).await.unwrap();
    city.counter.deliver().await;
    assert_eq!(city.everywhere(), [""; 0]);
}

#[tokio::test]
async fn what_somebody_has_is_not_called_back_whether_it_is_noted_or_not() {
    for (seed, copied, noted) in [(7, false, false), (8, false, true), (9, true, false)] {
        let city = City::new().await;
        let (case, name) = city.sent(Service::MoveIn, seed).await;
        if copied {
            fs::copy(city.path(&format!("outbox/{name}")), city.path(&format!("taken/{name}"))).unwrap();
        } else {
            city.shift(&format!("outbox/{name}"), &format!("taken/{name}"));
        }
        if noted {
            city.counter.collect().await;
        }
        city.recall(case, Part::Move).await.unwrap_err();
        assert_eq!(city.handover(case, Part::Move).await.state, PartState::Sent);
        assert_eq!(city.files("recalled"), [""; 0]);
        city.counter.collect().await;
        // Of a file that was copied, nobody gets a second one.
        assert_eq!(city.everywhere(), [format!("taken/{name}")]);
        assert!(city.handover(case, Part::Move).await.taken);
    }
}

#[tokio::test]
async fn what_a_person_keyed_in_no_robot_gets() {
    let city = City::new().await;
    for (seed, wanted) in [
        (10, Command::Register { part: Part::Move, answers: Vec::new() }),
        (11, Command::Reject { part: Part::Move, reason: "見本".into() }),
    ] {
        let (case, name) = city.sent(Service::MoveIn, seed).await;
        city.counter.by_hand(case, Part::Move, &wanted, &clerk(), city.fresh()).await.unwrap();
        city.counter.collect().await;
        assert_eq!(city.files("outbox"), [""; 0]);
        assert!(city.files("recalled").contains(&name));
        assert_ne!(city.handover(case, Part::Move).await.state, PartState::Sent);
    }
}

/// Two processes on one folder write everything at once, and a robot takes whatever it sees.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_and_a_robot_give_each_release_once() {
    const CASES: u64 = 12;
    let city = City::new().await;
    for seed in 0..CASES {
        let case = city.in_review(Service::MoveIn, 100 + seed).await;
        city.approve(case).await;
    }
    let other = City::on(&city.folder, 1_790_000_500_000).await;
    let root = city.folder.join("handover");
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    let robot = std::thread::spawn(move || {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        loop {
            let last = stopped.try_recv().is_ok();
            for entry in fs::read_dir(root.join("outbox")).unwrap() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                let taken = root.join("taken").join(&name);
                if name.ends_with(".csv") && fs::rename(root.join("outbox").join(&name), &taken).is_ok() {
                    let text = fs::read_to_string(&taken).unwrap();
                    assert!(text.starts_with('\u{feff}') && text.ends_with("\"\r\n"), "half of {name}");
                    *seen.entry(name).or_default() += 1;
                }
            }
            if last {
                return seen;
            }
        }
    });
    for _ in 0..3 {
        tokio::join!(city.counter.deliver(), other.counter.deliver(), other.counter.collect());
    }
    stop.send(()).unwrap();
    let seen = robot.join().unwrap();
    assert_eq!(seen.len() as u64, CASES);
    assert!(seen.values().all(|times| *times == 1), "{seen:?}");
}
