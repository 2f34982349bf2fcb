//! What an accountant asks of a period.

use amounts::Vnd;
use chrono::{Days, NaiveDate};
use contract::{
    PageRequest, code,
    intake::{Buyer, FindRemovals, FindSoldLines, OrderState, Removal, RemoveGoods, SoldLine, SumStock},
};
use host::calendar::day;
use ids::{Id, Lot};
use mailbox::Unanswered;
use marketplaces::LineState::{Cancelled, Delivered, Paid, Returned};

use crate::house::{House, manager_of, order};

#[tokio::test]
async fn lines_come_in_the_parts_their_lots_gave_and_add_up_to_the_orders() {
    let house = House::new().await;
    house.stocked(1_000_000).await;
    house.take(vec![order("A1", 2, Delivered, 1), order("A2", 1, Returned, 2)]).await;
    house.take(vec![order("A3", 3, Cancelled, 3), order("A4", 1, Paid, 4)]).await;
    house.open().await;
    let placed = house.order("A1").await.expect("taken").order.placed_at;
    let find = |from: NaiveDate, to: NaiveDate, page| FindSoldLines { from, to, page };
    let (from, to) = (day(placed), day(placed) + Days::new(1));
    let mut lines: Vec<SoldLine> = Vec::new();
    let mut page = PageRequest::first(1);
    loop {
        let found = house.asker.ask(&house.manager(), &find(from, to, page.clone())).await.expect("a page");
        lines.extend(found.rows);
        let Some(next) = found.next else { break };
        page.after = Some(next);
    }
    lines.sort_by(|a, b| a.channel_order_id.cmp(&b.channel_order_id));
    let seen: Vec<_> = lines.iter().map(|line| (line.channel_order_id.as_str(), line.state)).collect();
    assert_eq!(seen, [("A1", OrderState::Delivered), ("A2", OrderState::Returned)]);
    for (line, name) in lines.iter().zip(["A1", "A2"]) {
        let told = house.order(name).await.expect("taken").order.lines.remove(0);
        assert_eq!((line.gross_vnd, line.quantity_g), (told.line_vnd, told.quantity_g));
        assert!(line.lot_code.is_some(), "what came back came from a lot, too");
    }
    let other = house.asker.ask(&manager_of(Id::generate()), &find(from, to, PageRequest::first(9))).await;
    assert!(other.expect("a page").rows.is_empty());
    let before = from - Days::new(1);
    let earlier = house.asker.ask(&house.manager(), &find(before, before, PageRequest::first(9))).await;
    assert!(earlier.expect("a page").rows.is_empty(), "the day it was placed counts");
    match house.asker.ask(&house.manager(), &find(to, from, PageRequest::first(9))).await {
        Err(Unanswered::Refused(refusal)) => assert_eq!(refusal.code, code::INVALID),
        other => panic!("days that run backwards: {other:?}"),
    }
    house.world.end().await;
}

#[tokio::test]
async fn stock_opens_and_closes_and_sales_elsewhere_have_their_money() {
    let house = House::new().await;
    let lot = house.stocked(10_000).await.lot_id;
    house.take(vec![order("A1", 1, Delivered, 1)]).await;
    house.open().await;
    let remove = async |removal, quantity_g, buyer, price: Option<i64>| {
        let price_vnd_per_kg = price.map(Vnd);
        let ask = RemoveGoods { lot_id: lot, removal, quantity_g, buyer, price_vnd_per_kg };
        let key = Id::<Lot>::generate().to_string();
        house.asker.ask(&house.manager().with_key(key), &ask).await.expect("written");
    };
    remove(Removal::OffPlatform, 1_500, Some(Buyer::Trader), Some(9_001)).await;
    remove(Removal::Waste, 500, None, None).await;
    let tx = house.app.database.begin_as_service().await.expect("a transaction");
    let older = "update movement set day = day - 40 where kind in ('declared', 'sold')";
    tx.run(older, []).await.expect("the hands of the clock");
    tx.commit().await.expect("committed");
    let today = day(chrono::Utc::now());
    let (from, to) = (today - Days::new(1), today + Days::new(1));
    let sums = house.asker.ask(&house.manager(), &SumStock { from, to }).await.expect("sums");
    assert_eq!(sums.len(), 1);
    let sum = &sums[0];
    assert_eq!((sum.opening_g, sum.declared_g, sum.sold_g), (5_000, 0, 0), "that was before");
    assert_eq!((sum.off_platform_g, sum.waste_g, sum.closing_g), (1_500, 500, 3_000));
    let find = FindRemovals { from, to, page: PageRequest::first(1) };
    let first = house.asker.ask(&house.manager(), &find).await.expect("a page");
    let sold = &first.rows[0];
    assert_eq!((sold.buyer, sold.quantity_g), (Some(Buyer::Trader), 1_500));
    assert_eq!(sold.gross_vnd, Some(Vnd(13_502)), "13,501.5 đồng, rounded");
    let find = FindRemovals { page: PageRequest { size: 1, after: first.next }, ..find };
    let second = house.asker.ask(&house.manager(), &find).await.expect("a page");
    assert_eq!((second.rows[0].removal, second.rows[0].gross_vnd, second.next), (Removal::Waste, None, None));
    house.world.end().await;
}
