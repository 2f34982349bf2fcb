//! The province verifies, or sends back.

use contract::{
    Role, code,
    imports::ImportKind,
    onboarding::{DecideCooperatives, Decision, Remark, Verification},
};
use ids::{Cooperative, Id};

use crate::{
    house::{House, manager, official, refused},
    workbook::Book,
};

fn remark(field: &str, reason: &str) -> Remark {
    Remark { field: field.to_owned(), reason: reason.to_owned() }
}

fn decide(ids: &[Id<Cooperative>], sent_back_because: Option<&str>) -> DecideCooperatives {
    let send_back = |reason| Decision::Return(vec![remark("", reason)]);
    let decision = sent_back_because.map_or(Decision::Verify, send_back);
    DecideCooperatives { cooperative_ids: ids.to_vec(), decision, version: None, name: "Hoàng Thị Lan".to_owned() }
}

#[tokio::test]
async fn a_decision_is_told_with_the_state_and_once() {
    let house = House::with_season(&[ImportKind::Cooperatives]).await;
    let ids: Vec<_> = house.cooperatives(&official()).await.iter().map(|view| view.cooperative_id).collect();
    let told = "select count(*) as n from outbox where body like '%\"state\":\"verified\"%'";
    let decided = house.ask(&official(), &decide(&ids, None)).await.expect("decided");
    assert_eq!((decided.changed, house.number(told).await), (14, 14));
    assert_eq!(decided.at.to_rfc3339(), "2025-09-01T02:00:00+00:00", "business time");
    let again = house.ask(&official(), &decide(&ids, None)).await.expect("decided before");
    assert_eq!((again.changed, house.number(told).await), (0, 14));

    let sent_back = house.ask(&official(), &decide(&ids[..1], Some(" Thiếu giấy đăng ký. "))).await.expect("decided");
    assert_eq!(sent_back.changed, 1);
    let views = house.cooperatives(&official()).await;
    let view = views.iter().find(|view| view.cooperative_id == ids[0]).expect("it is there");
    assert_eq!((view.state, &view.remarks), (Verification::Returned, &vec![remark("", "Thiếu giấy đăng ký.")]));
    let verified = views.iter().filter(|view| view.state == Verification::Verified);
    assert_eq!(verified.count(), 13);
    house.world.end().await;
}

#[tokio::test]
async fn all_that_were_named_are_decided_or_none() {
    let house = House::with_season(&[ImportKind::Cooperatives]).await;
    let id = house.cooperative("HTX01").await.cooperative_id;
    let manager = manager(id);
    let commune = contract::Caller { role: Role::CommuneOfficial, ..official() };
    let cases = [
        (official(), decide(&[id, Id::generate()], None), code::NOT_FOUND),
        (official(), decide(&[], None), code::INVALID),
        (official(), decide(&[id], Some("  ")), code::INVALID),
        (manager, decide(&[id], None), code::NOT_ALLOWED),
        (commune, decide(&[id], None), code::NOT_ALLOWED),
    ];
    for (caller, ask, code) in cases {
        assert_eq!(refused(house.ask(&caller, &ask).await), code, "{ask:?}");
    }
    assert_eq!(house.cooperative("HTX01").await.state, Verification::Submitted);
    house.world.end().await;
}

#[tokio::test]
async fn a_change_of_what_was_verified_asks_for_another_look() {
    let house = House::new().await;
    let take = async |book: Book| house.take_whole(&official(), ImportKind::Cooperatives, book.bytes()).await;
    let state = async || house.cooperative("HTX70").await.state;
    take(Book::producers()).await;
    let id = house.cooperative("HTX70").await.cooperative_id;

    house.ask(&official(), &decide(&[id], None)).await.expect("decided");
    take(Book::producers().with("Hợp tác xã", 0, "Số điện thoại", "0900 000 899")).await;
    assert_eq!(state().await, Verification::Verified, "a new phone number is not looked at");
    take(Book::producers().with("Hợp tác xã", 0, "Tên hợp tác xã", "Hợp tác xã Khác")).await;
    assert_eq!(state().await, Verification::Submitted);

    house.ask(&official(), &decide(&[id], Some("Sai tên."))).await.expect("decided");
    take(Book::producers().with("Hợp tác xã", 0, "Tên hợp tác xã", "Hợp tác xã Khác")).await;
    assert_eq!(state().await, Verification::Returned, "the same again is not mended");
    take(Book::producers()).await;
    let view = house.cooperative("HTX70").await;
    assert_eq!((view.state, view.remarks), (Verification::Submitted, vec![]));
    house.world.end().await;
}
