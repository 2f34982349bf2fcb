//! Who sees which figures.

use contract::{
    Caller, Grade, Role, Scope,
    analytics::{FigureFilter, GroupBy},
    code,
    intake::OrderState,
};
use ids::{Channel, Id};
use mailbox::Unanswered;
use scoped::Access;

use crate::{
    house::{DONG_VAN, House, QUAN_BA, at, commune_official, cooperative, lot, manager, province},
    order::{line, order},
};

#[tokio::test]
async fn everybody_sees_their_own_part_and_nobody_more() {
    let house = House::new().await;
    let (lan, hoa, stranger) = (Id::generate(), Id::generate(), Id::generate());
    house.tell(&[cooperative(lan, 1, "HTX Lan", QUAN_BA), cooperative(hoa, 1, "HTX Hoa", DONG_VAN)]).await;
    house
        .tell(&[
            lot(lan, QUAN_BA, "cam_sanh", Grade::First, 10_000),
            lot(hoa, DONG_VAN, "cam_sanh", Grade::First, 20_000),
        ])
        .await;
    let noon = at("2026-01-05T12:00:00+07:00");
    let sale = |of, grams| {
        line(order(of, Channel::Shopee, OrderState::Delivered, noon), "cam_sanh", Grade::First, grams, 30_000)
    };
    house.tell(&[sale(lan, 1_000), sale(hoa, 2_000), sale(stranger, 4_000)]).await;
    house.until_reckoned().await;

    let operator = Caller::person(Id::generate(), Role::Operator, Scope::System);
    let cases = [
        ("Lan", manager(lan), 1_000, 10_000),
        ("Hoa", manager(hoa), 2_000, 20_000),
        ("a cooperative nobody told of", manager(stranger), 4_000, 0),
        ("an official of Quản Bạ", commune_official(QUAN_BA), 1_000, 10_000),
        ("the province", province(), 3_000, 30_000),
        ("an operator", operator, 7_000, 30_000),
    ];
    for (who, caller, grams, declared_g) in cases {
        let rows = house.ask(&caller, FigureFilter::default(), GroupBy::Nothing).await.expect("answered").rows;
        assert_eq!((rows[0].sold_g, rows[0].declared_g), (grams, Some(declared_g)), "{who}");
    }
    // Asking for somebody else's part shows nothing of it.
    let of_hoa = FigureFilter { cooperative_id: Some(hoa), ..FigureFilter::default() };
    let rows = house.ask(&manager(lan), of_hoa, GroupBy::Nothing).await.expect("answered").rows;
    assert_eq!((rows[0].sold_g, rows[0].declared_g), (0, Some(0)));
    let nobody = house.ask(&Caller::anonymous(), FigureFilter::default(), GroupBy::Nothing).await;
    assert!(matches!(nobody, Err(Unanswered::Refused(refusal)) if refusal.code == code::NOT_ALLOWED));

    // Single sales are their cooperative's alone.
    for (caller, sales) in [(manager(lan), 1), (province(), 0), (commune_official(QUAN_BA), 0)] {
        let tx = house.world.database("analytics").begin(&caller, Access::Read).await.expect("a transaction");
        assert_eq!(tx.run("select from sale", []).await.expect("asked"), sales, "{:?}", caller.scope);
        assert_eq!(tx.run("select from event_log", []).await.expect("asked"), 0, "{:?}", caller.scope);
    }
    house.world.end().await;
}
