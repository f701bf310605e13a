//! The folders themselves: put in order, erased, out of reach.

use std::fs;

use kakanai_reception::{Command, Part, PartState};
use kakanai_sample::Service;

use crate::city::{City, answer, reviewer};

#[tokio::test]
async fn what_nobody_needs_any_more_is_put_aside_a_day_later() {
    let city = City::new().await;
    let (_, certificates) = city.sent(Service::Certificates, 30).await;
    city.shift(&format!("outbox/{certificates}"), &format!("taken/{certificates}"));
    let (called, name) = city.sent(Service::MoveIn, 31).await;
    city.recall(called, Part::Move).await.unwrap();
    let (_, awaited) = city.sent(Service::MoveIn, 32).await;
    city.shift(&format!("outbox/{awaited}"), &format!("taken/{awaited}"));
    let (_, waiting) = city.sent(Service::MoveIn, 33).await;
    for _ in 0..2 {
        city.counter.collect().await;
    }
    assert_eq!(city.files("done"), [""; 0]);
    city.a_day_later();
    city.counter.collect().await;
    let mut done = vec![certificates, name];
    done.sort();
    assert_eq!(city.files("done"), done);
    assert_eq!((city.files("taken"), city.files("outbox")), (vec![awaited], vec![waiting]));
}

#[tokio::test]
async fn an_erased_case_leaves_no_file_in_whatever_folder_under_whatever_name() {
    let city = City::new().await;
    let (case, name) = city.sent(Service::MoveIn, 34).await;
    let file = city.read(&format!("outbox/{name}"));
    city.shift(&format!("outbox/{name}"), &format!("taken/{name}"));
    city.put(&format!("answers/{name}"), answer(&file));
    city.counter.collect().await;
    let finalise = Command::Finalise { part: Part::Move };
    city.counter.command(case, &finalise, &reviewer(), city.fresh()).await.unwrap();
    let (_, other) = city.sent(Service::MoveIn, 35).await;
    let stem = name.trim_end_matches(".csv");
    for left in [
        format!("outbox/{name}.part"),
        format!("recalled/{name}"),
        format!("taken/{stem} - コピー.csv"),
        format!("answers/{stem}.refused"),
        format!("answers/{stem}.fault.txt"),
        format!("answers/{stem} (1).refused"),
        format!("answers/{name}.part"),
    ] {
        city.put(&left, &file);
    }
    city.counter.erase(case, &reviewer()).await.unwrap();
    assert_eq!(city.everywhere(), [format!("outbox/{other}")]);
    // An answer that comes too late, and a copy that somebody puts back.
    city.put(&format!("answers/{name}"), answer(&file));
    city.put(&format!("taken/{name}"), &file);
    city.counter.collect().await;
    assert_eq!(city.everywhere(), [format!("outbox/{other}")]);
    // What a crash between the erasure and the files has left goes with the next start.
    city.put(&format!("outbox/{name}"), &file);
    city.put(&format!("done/{name}"), &file);
    let city = city.crash(|_| ()).await;
    city.counter.collect().await;
    assert_eq!(city.everywhere(), [format!("outbox/{other}")]);
}

#[tokio::test]
async fn a_folder_out_of_reach_stops_nothing_else_and_makes_nobody_write_twice() {
    let city = City::new().await;
    let (case, name) = city.sent(Service::MoveIn, 36).await;
    let file = city.read(&format!("outbox/{name}"));
    // Another robot's share is not mounted: is the file in it, or not?
    city.shift("done", "elsewhere");
    let second = city.in_review(Service::MoveIn, 37).await;
    city.approve(second).await;
    city.counter.deliver().await;
    assert_eq!(city.files("outbox"), std::slice::from_ref(&name), "not written while that is not known");
    city.recall(case, Part::Move).await.unwrap_err();
    assert_eq!(city.handover(case, Part::Move).await.state, PartState::Sent);
    city.shift("elsewhere", "done");
    // The row is taken up again once its worker counts as lost.
    city.a_day_later();
    city.counter.deliver().await;
    assert_eq!(city.files("outbox").len(), 2);
    // Recalled files cannot be read: answers come in all the same.
    city.shift("recalled", "elsewhere");
    city.put("recalled", "a file");
    city.shift(&format!("outbox/{name}"), &format!("taken/{name}"));
    city.counter.collect().await;
    assert!(city.handover(case, Part::Move).await.taken);
    fs::remove_file(city.path("recalled")).unwrap();
    city.shift("elsewhere", "recalled");
    city.put(&format!("answers/{name}"), answer(&file));
    city.counter.collect().await;
    assert_eq!(city.handover(case, Part::Move).await.state, PartState::Provisional);
}
