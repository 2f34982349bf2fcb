//! Orders of marketplaces that tell each pack by itself, in the books: some packs leave, some are given up, some come back.

use amounts::Vnd;
use chrono::Days;
use contract::{
    PageRequest,
    intake::{FindSoldLines, OrderState},
};
use host::calendar::day;
use marketplaces::{
    ChannelLine, ChannelOrder, LineState,
    LineState::{Cancelled, Delivered, Paid, Returned, Shipped},
};

use crate::house::{House, order};

/// An order with a line for each pack, told at a second of the season.
fn packs(id: &str, whole: LineState, states: &[LineState], told_at: i64) -> ChannelOrder {
    let told = order(id, 1, whole, told_at);
    let line = |(number, state): (usize, &LineState)| ChannelLine {
        channel_line_id: format!("unit-{number}"),
        state: *state,
        ..told.lines[0].clone()
    };
    ChannelOrder { lines: states.iter().enumerate().map(line).collect(), ..told.clone() }
}

#[tokio::test]
async fn each_pack_goes_its_own_way_and_the_books_add_up() {
    let house = House::new().await;
    let lot = house.stocked(50_000).await.lot_id;
    let stages: [(LineState, [LineState; 4], [i64; 4]); 5] = [
        (Paid, [Paid, Paid, Paid, Paid], [30_000, 20_000, 0, 0]),
        (Paid, [Paid, Paid, Cancelled, Paid], [35_000, 15_000, 0, 0]),
        (Paid, [Shipped, Shipped, Cancelled, Paid], [35_000, 5_000, 10_000, 0]),
        (Shipped, [Shipped, Shipped, Cancelled, Shipped], [35_000, 0, 15_000, 0]),
        (Delivered, [Delivered, Returned, Cancelled, Delivered], [35_000, 0, 10_000, 5_000]),
    ];
    for (told_at, (whole, states, expected)) in (1..).zip(stages) {
        let mut told = packs("A1", whole, &states, told_at);
        if told_at % 2 == 0 {
            told.lines.reverse();
        }
        assert_eq!(house.take(vec![told.clone()]).await, 1, "{states:?}");
        assert_eq!(house.take(vec![told]).await, 0, "twice is once");
        assert_eq!(house.balance(lot).await, expected, "{states:?}");
        house.assert_books_add_up().await;
    }
    let lines = house.order("A1").await.expect("taken").order.lines;
    assert_eq!(lines.len(), 1, "and is told as one line");
    assert_eq!((lines[0].quantity, lines[0].cancelled, lines[0].returned), (2, 1, 1));
    assert_eq!((lines[0].quantity_g, lines[0].line_vnd), (10_000, Vnd(290_000)));
}

#[tokio::test]
async fn an_accountant_sees_what_stayed_sold_and_what_came_back_of_one_order() {
    let house = House::new().await;
    house.stocked(50_000).await;
    house.take(vec![packs("A1", Delivered, &[Delivered, Returned, Cancelled, Delivered], 1)]).await;
    house.open().await;
    let from = day(house.order("A1").await.expect("taken").order.placed_at);
    let find = FindSoldLines { from, to: from + Days::new(1), page: PageRequest::first(9) };
    let found = house.asker.ask(&house.manager(), &find).await.expect("a page").rows;
    let seen: Vec<_> = found.iter().map(|line| (line.state, line.quantity_g, line.gross_vnd.0)).collect();
    assert_eq!(seen, [(OrderState::Delivered, 10_000, 290_000), (OrderState::Returned, 5_000, 145_000)]);
    assert!(found.iter().all(|line| line.lot_code.is_some()));
    house.world.end().await;
}

#[tokio::test]
async fn packs_that_are_short_get_what_another_order_gives_up() {
    let house = House::new().await;
    let lot = house.stocked(10_000).await.lot_id;
    house.take(vec![packs("A1", Paid, &[Paid, Paid], 1)]).await;
    house.take(vec![packs("A2", Paid, &[Paid, Paid], 2)]).await;
    assert_eq!(house.order("A2").await.expect("taken").order.lines[0].short_g, 10_000);
    house.take(vec![packs("A1", Paid, &[Cancelled, Paid], 3)]).await;
    assert_eq!(house.order("A2").await.expect("taken").order.lines[0].short_g, 5_000);
    assert_eq!(house.balance(lot).await, [0, 10_000, 0, 0]);
    house.assert_books_add_up().await;
}
