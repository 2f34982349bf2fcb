//! A shop that has sold before it came here: its past orders, and what they do not take.

use std::time::Duration;

use chrono::{NaiveDate, TimeDelta, Utc};
use contract::{
    Caller,
    intake::{BackfillOrders, BackfillStanding, BackfillView, FindBackfill, OrderState},
};
use host::{Calendar, calendar};
use ids::Channel;
use mailbox::Unanswered;
use serde_json::json;
use testkit::until;

use crate::{
    house::{House, NEVER, manager_of},
    market::Market,
};

const OFTEN: Duration = Duration::from_millis(300);

impl House {
    fn backfill(&self, from: NaiveDate, to: NaiveDate) -> BackfillOrders {
        BackfillOrders { channel: Channel::Shopee, shop_id: self.shop_id.clone(), from, to }
    }

    async fn backfills(&self, key: &str, from: NaiveDate, to: NaiveDate) -> Result<(), String> {
        let caller = self.manager().with_key(key);
        match self.asker.ask(&caller, &self.backfill(from, to)).await {
            Ok(()) => Ok(()),
            Err(Unanswered::Refused(refusal)) => Err(refusal.fields[0].code.clone()),
            Err(other) => panic!("{other}"),
        }
    }

    async fn standing(&self, caller: &Caller) -> Result<BackfillStanding, Unanswered> {
        let ask = FindBackfill { channel: Channel::Shopee, shop_id: self.shop_id.clone() };
        self.asker.ask(caller, &ask).await
    }

    async fn last(&self) -> BackfillView {
        self.standing(&self.manager()).await.expect("it stands").last.expect("it was asked for")
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_had_left_before_its_shop_came_takes_nothing_and_what_is_still_to_be_packed_does() {
    let market = Market::without_pushes(OFTEN).await;
    market.show(&market.house.shop_id, 1_000).await;
    let (gone, open) = (market.buy(2).await, market.buy(1).await);
    market.deliver_by_hand(&gone).await;
    let lot = market.stocked(50_000).await.lot_id;
    let states = async || (market.house.state(&gone).await, market.house.state(&open).await);
    until("both are in", || async { states().await == (Some(OrderState::Delivered), Some(OrderState::Paid)) }).await;
    assert_eq!(market.house.balance(lot).await, [45_000, 5_000, 0, 0], "only what is to be packed");
    let old = market.house.order(&gone).await.expect("it is there");
    assert!(old.from_before && !market.house.order(&open).await.expect("it is there").from_before);
    let line = &old.order.lines[0];
    assert_eq!((line.quantity_g, line.short_g, line.lots.len()), (10_000, 0, 0), "it was sold, and of no lot of ours");

    market.act(&gone, "return").await;
    market.act(&gone, "agree").await;
    market.act(&gone, "refund").await;
    until("it is sent back", || async { market.house.state(&gone).await == Some(OrderState::Returned) }).await;
    assert_eq!(market.house.balance(lot).await, [45_000, 5_000, 0, 0], "and comes back to none");
    market.house.assert_books_add_up().await;
    market.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn past_orders_are_fetched_day_by_day_go_on_where_they_stopped_and_move_no_watermark() {
    // For intake it is forty days later: what is bought now is long past, and no poll reaches back to it.
    let market = Market::on(OFTEN, Calendar::standing(Utc::now() + TimeDelta::days(40))).await;
    market.show(&market.house.shop_id, 1_000).await;
    let (gone, open) = (market.buy(2).await, market.buy(1).await);
    market.deliver_by_hand(&gone).await;
    let lot = market.stocked(50_000).await.lot_id;
    let polled = "select coalesce(max((extract(epoch from polled_until) * 1000000)::bigint), 0) as n from shop";
    until("it was polled", || async { market.house.number(polled).await > 0 }).await;
    assert_eq!(market.house.state(&gone).await, None, "polls do not reach back so far");
    let watermark = market.house.number(polled).await;

    let today = calendar::day(Utc::now());
    let (from, to) = (today - TimeDelta::days(2), today + TimeDelta::days(1));
    assert!(market.house.standing(&manager_of(ids::Id::generate())).await.is_err(), "nobody else's business");
    market.control("faults", &json!({ "server_error_per_mille": 1_000 })).await;
    market.house.backfills("first", from, to).await.expect("asked for");
    until("the marketplace stumbles", || async { market.house.last().await.late }).await;
    assert_eq!(market.house.last().await.next, from, "nothing is in, and nothing is left out");
    assert_eq!(market.house.backfills("second", from, to).await, Err("past_under_way".into()), "one at a time");
    market.control("faults", &json!({ "server_error_per_mille": 0 })).await;
    // Nobody needs to wait for the next attempt.
    let tx = market.house.begin().await;
    assert_eq!(tx.run("update backfill set next_attempt_at = now()", []).await.expect("one"), 1);
    tx.commit().await.expect("committed");
    until("all days are in", || async { market.house.last().await.ended_at.is_some() }).await;
    let last = market.house.last().await;
    assert_eq!((last.seen, last.changed, last.skipped_days, last.late), (2, 2, 0, false));
    assert_eq!(market.house.state(&gone).await, Some(OrderState::Delivered));
    assert_eq!(market.house.state(&open).await, Some(OrderState::Paid));
    assert_eq!(market.house.balance(lot).await, [45_000, 5_000, 0, 0], "what had left takes nothing");
    assert!(market.house.number(polled).await >= watermark);

    market.house.backfills("third", from, to).await.expect("asked for once more");
    until("all days are in again", || async { market.house.last().await.ended_at.is_some() }).await;
    assert_eq!(market.house.last().await.changed, 0, "nothing is taken twice");
    market.house.assert_books_add_up().await;
    market.close().await;
}

#[tokio::test]
async fn days_yet_to_come_and_too_many_days_are_refused() {
    let market = Market::without_pushes(NEVER).await;
    market.house.tell(&market.house.account()).await;
    market.house.world.until_quiet(&["syndication"]).await;
    let today = market.house.app.calendar.today();
    let tomorrow = today + TimeDelta::days(1);
    assert_eq!(market.house.backfills("a", today, tomorrow).await, Err("past_not_over".into()));
    assert_eq!(market.house.backfills("b", tomorrow, today).await, Err("past_order".into()));
    let long_ago = today - TimeDelta::days(400);
    assert_eq!(market.house.backfills("c", long_ago, today).await, Err("past_too_long".into()));
    assert!(market.house.standing(&market.house.manager()).await.expect("it stands").may_ask);
    market.close().await;
}
