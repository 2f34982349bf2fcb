//! Packs that a marketplace tells one by one: each goes its own way, and none is promised twice or lost.

use proptest::prelude::*;

use super::*;
use contract::intake::OrderLine;

const PACK_G: i64 = 5_000;

/// An order as a marketplace tells it that has a line for each pack: ids, SKUs and states.
fn units(packs: &[(&str, &str, LineState)], seconds: i64) -> ChannelOrder {
    let whole = slowest(packs.iter().map(|(_, _, state)| *state));
    let template = told(whole, seconds);
    let line = |(id, sku, state): &(&str, &str, LineState)| ChannelLine {
        channel_line_id: (*id).into(),
        item_id: format!("item of {sku}"),
        sku: (*sku).into(),
        quantity: 1,
        state: *state,
        ..template.lines[0].clone()
    };
    ChannelOrder { lines: packs.iter().map(line).collect(), ..template.clone() }
}

/// Where an order is whose packs are there.
fn slowest(states: impl Iterator<Item = LineState> + Clone) -> LineState {
    let goes_on = |state: &LineState| !matches!(state, LineState::Cancelled | LineState::Returned);
    states.clone().filter(goes_on).min().or_else(|| states.max()).unwrap_or(LineState::Unknown)
}

fn oranges<const N: usize>(states: [LineState; N], seconds: i64) -> ChannelOrder {
    let ids: Vec<String> = (1..=N).map(|id| format!("u{id}")).collect();
    let packs: Vec<_> = ids.iter().zip(states).map(|(id, state)| (id.as_str(), "CAM-5KG", state)).collect();
    units(&packs, seconds)
}

impl Stage {
    /// `reserved`, `sold` and `waste` once this was heard.
    fn hears(&mut self, told: ChannelOrder) -> (i64, i64, i64) {
        let at = told.updated_at;
        self.order.tell(told, at);
        self.order.settle(&self.catalogue, &mut self.shelf);
        let lot = self.shelf_lot();
        (lot.reserved_g, lot.sold_g, lot.waste_g)
    }

    fn only_line(&self) -> OrderLine {
        let mut fact = self.order.fact();
        assert_eq!(fact.lines.len(), 1, "packs that are alike are told as one line: {:?}", fact.lines);
        fact.lines.remove(0)
    }
}

/// One lot, one listing of 5 kg packs, one order of three packs told one by one.
fn three_packs() -> Stage {
    use LineState::Paid;
    let mut stage = stage(50_000);
    stage.order = Order::first_told(
        Id::generate(),
        stage.order.cooperative_id,
        Channel::Lazada,
        oranges([Paid, Paid, Paid], 0),
        at(0),
        false,
    );
    stage.order.settle(&stage.catalogue, &mut stage.shelf);
    stage
}

#[test]
fn a_pack_that_is_given_up_lets_its_goods_go_while_the_order_goes_on() {
    use LineState::{Cancelled, Paid, Shipped};
    let mut stage = three_packs();
    assert_eq!(stage.hears(oranges([Paid, Cancelled, Paid], 10)), (10_000, 0, 0));
    let line = stage.only_line();
    assert_eq!((line.quantity, line.cancelled, line.quantity_g, line.line_vnd), (2, 1, 10_000, Vnd(290_000)));
    assert_eq!(stage.hears(oranges([Shipped, Cancelled, Shipped], 20)), (0, 10_000, 0));
    assert_eq!(stage.only_line().lots.iter().map(|share| share.quantity_g).sum::<i64>(), 10_000);
}

#[test]
fn a_thing_that_is_given_up_wholly_is_no_longer_bought() {
    use LineState::{Cancelled, Paid};
    let mut stage = three_packs();
    let with_tea = |tea, seconds| {
        let mut order = oranges([Paid, Paid, Paid], seconds);
        order.lines.extend(units(&[("t1", "CHE-1KG", tea)], seconds).lines);
        order
    };
    stage.hears(with_tea(Paid, 10));
    assert!(stage.order.is_troubled(), "nobody knows what tea is");
    stage.hears(with_tea(Cancelled, 20));
    assert!(!stage.order.is_troubled(), "nobody wants it any more");
    let lines = stage.order.fact().lines;
    assert_eq!((lines[0].quantity, lines[1].quantity, lines[1].cancelled, lines[1].line_vnd), (3, 0, 1, Vnd::ZERO));
}

#[test]
fn packs_that_go_out_in_two_parcels_leave_once() {
    use LineState::{Paid, Shipped};
    let mut stage = three_packs();
    assert_eq!(stage.hears(oranges([Shipped, Shipped, Paid], 10)), (5_000, 10_000, 0));
    assert_eq!(stage.hears(oranges([Shipped, Shipped, Shipped], 20)), (0, 15_000, 0));
    let line = stage.only_line();
    assert_eq!((line.quantity, line.short_g, line.quantity_g), (3, 0, 15_000));
}

#[test]
fn a_pack_that_is_sent_back_is_lost_and_the_others_stay_sold() {
    use LineState::{Delivered, Returned};
    let mut stage = three_packs();
    assert_eq!(stage.hears(oranges([Delivered, Returned, Delivered], 10)), (0, 10_000, 5_000));
    let line = stage.only_line();
    assert_eq!((line.quantity, line.returned, line.line_vnd), (2, 1, Vnd(290_000)));
    assert_eq!(stage.order.told.state, OrderState::Delivered);
    assert_eq!(stage.hears(oranges([Returned, Returned, Returned], 20)), (0, 0, 15_000));
    let line = stage.only_line();
    assert_eq!((line.quantity, line.returned), (3, 0), "the whole order is what was sent back");
}

#[test]
fn packs_of_one_thing_at_two_prices_are_known_by_their_ids() {
    use LineState::Paid;
    let mut stage = three_packs();
    let mut cheaper = oranges([Paid, Paid, Paid], 10);
    cheaper.lines[0].unit_price_vnd = Vnd(99_000);
    cheaper.lines.reverse();
    assert_eq!(stage.hears(cheaper), (15_000, 0, 0));
    let prices: Vec<_> =
        stage.order.fact().lines.iter().map(|line| (line.line_no, line.quantity, line.unit_price_vnd.0)).collect();
    assert_eq!(prices, [(1, 1, 99_000), (2, 2, 145_000)]);
}

#[test]
fn packs_an_answer_leaves_out_are_where_the_order_is() {
    use LineState::{Cancelled, Paid, Shipped};
    let mut stage = three_packs();
    stage.hears(oranges([Paid, Paid, Cancelled], 10));
    assert_eq!(stage.hears(oranges([Shipped], 20)), (0, 10_000, 0));
}

/// How a pack may go on, in steps.
const WAYS: [&[LineState]; 3] = {
    use LineState::{Cancelled, Delivered, Paid, Placed, ReadyToShip, Returned, Shipped};
    [
        &[Placed, Paid, ReadyToShip, Shipped, Delivered],
        &[Placed, Paid, ReadyToShip, Shipped, Delivered, Returned],
        &[Placed, Paid, Cancelled],
    ]
};

/// What was told at each moment: packs by SKU and state. Told one by one they go their own ways, otherwise together.
fn history(one_by_one: bool, ways: &[(usize, bool)], paces: &[Vec<usize>]) -> Vec<Vec<(bool, LineState)>> {
    let mut steps = vec![0; ways.len()];
    let mut moments = Vec::new();
    for pace in paces {
        for (at, step) in steps.iter_mut().enumerate() {
            *step += pace[if one_by_one { at } else { 0 }];
        }
        let state = |(at, (way, is_tea)): (usize, &(usize, bool))| {
            let way = WAYS[if one_by_one { *way } else { ways[0].0 }];
            (*is_tea, way[steps[at].min(way.len() - 1)])
        };
        moments.push(ways.iter().enumerate().map(state).collect());
    }
    moments
}

/// One of these moments as a marketplace tells it, the lines from some place on first.
fn telling(one_by_one: bool, packs: &[(bool, LineState)], moment: usize, turn: usize) -> ChannelOrder {
    let sku = |is_tea: bool| if is_tea { "CHE-1KG" } else { "CAM-5KG" };
    let ids: Vec<String> = (0..packs.len()).map(|at| format!("u{at}")).collect();
    let seconds = i64::try_from(moment).expect("small");
    let each: Vec<_> = ids.iter().zip(packs).map(|(id, (tea, state))| (id.as_str(), sku(*tea), *state)).collect();
    let mut order = units(&each, seconds);
    if !one_by_one {
        let mut lines: Vec<ChannelLine> = Vec::new();
        for line in order.lines {
            match lines.iter_mut().find(|known| known.sku == line.sku) {
                Some(known) => known.quantity += 1,
                None => lines.push(line),
            }
        }
        order.lines = lines;
    }
    let places = order.lines.len();
    order.lines.rotate_left(turn % places);
    order
}

proptest! {
    /// In whatever order, however often and by whatever kind of marketplace an order is told: what is promised, has left,
    /// came back, is short and was given up is what was ordered, to the gram; and it is what the newest telling says.
    #[test]
    fn what_becomes_of_goods_is_what_the_newest_telling_says(
        one_by_one: bool,
        ways in prop::collection::vec((0_usize..3, any::<bool>()), 1..6),
        paces in prop::collection::vec(prop::collection::vec(0_usize..3, 6), 1..6),
        arrivals in prop::collection::vec((0_usize..6, 0_usize..6), 1..12),
        declared_packs in prop::sample::select(vec![2_i64, 100]),
    ) {
        let moments = history(one_by_one, &ways, &paces);
        let mut stage = stage(declared_packs * PACK_G);
        let tea = Entry { sku: "CHE-1KG".into(), listing_id: Id::generate(), ..stage.catalogue[0].clone() };
        stage.catalogue.push(tea);
        let mut newest: Option<usize> = None;
        for (moment, turn) in arrivals {
            let moment = moment % moments.len();
            let order = telling(one_by_one, &moments[moment], moment, turn);
            let (at, known) = (order.updated_at, newest.is_some());
            if known {
                stage.order.tell(order, at);
            } else {
                let owner = stage.order.cooperative_id;
                stage.order = Order::first_told(Id::generate(), owner, Channel::Lazada, order, at, false);
            }
            stage.order.settle(&stage.catalogue, &mut stage.shelf);
            newest = newest.max(Some(moment));

            let packs = &moments[newest.expect("told")];
            let grams = |are: &[LineState]| {
                PACK_G * i64::try_from(packs.iter().filter(|(_, state)| are.contains(state)).count()).expect("few")
            };
            let (given_up_g, sent_back_g) = (grams(&[LineState::Cancelled]), grams(&[LineState::Returned]));
            let gone_g = grams(&[LineState::Shipped, LineState::Delivered]);
            let ordered_g = PACK_G * i64::try_from(packs.len()).expect("few");
            let (lot, lines) = (stage.shelf_lot(), &stage.order.lines);
            let short_g: i64 = lines.iter().map(|line| line.short_g).sum();
            prop_assert_eq!(lot.reserved_g + lot.sold_g + lot.waste_g + short_g + given_up_g, ordered_g);
            if declared_packs == 100 {
                let expected = (ordered_g - given_up_g - sent_back_g - gone_g, gone_g, sent_back_g, 0);
                prop_assert_eq!((lot.reserved_g, lot.sold_g, lot.waste_g, short_g), expected);
            }
            let told = stage.order.fact().lines;
            let all = |of: fn(&OrderLine) -> i64| told.iter().map(of).sum::<i64>();
            let counted = all(|line| line.quantity + line.cancelled + line.returned);
            prop_assert_eq!(counted * PACK_G, ordered_g, "nothing is left out of what is told");
            let (told_g, shared_g) = (all(|line| line.quantity_g), lot.reserved_g + lot.sold_g);
            let lots_g: i64 = told.iter().flat_map(|line| &line.lots).map(|share| share.quantity_g).sum();
            prop_assert_eq!(lots_g, shared_g);
            prop_assert!(told_g <= ordered_g && all(|line| line.line_vnd.0) * PACK_G == told_g * 145_000);
        }
    }
}
