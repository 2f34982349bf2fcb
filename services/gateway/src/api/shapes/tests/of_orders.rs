//! What is told of orders and stock.

use super::*;

#[test]
fn what_is_told_of_orders_and_stock_is_described() {
    let line = intake::OrderLine {
        line_no: 1,
        sku: "CAM-5KG".into(),
        name: "Cam".into(),
        listing_id: Some(Id::generate()),
        product: Some(orange()),
        grade: Some(Grade::First),
        quantity: 1,
        unit_price_vnd: Vnd(1),
        line_vnd: Vnd(1),
        quantity_g: 5_000,
        short_g: 0,
        lots: vec![intake::LotShare { lot_id: Id::generate(), quantity_g: 5_000 }],
        cancelled: 0,
        returned: 0,
    };
    let order = intake::OrderChanged {
        order_id: Id::generate(),
        version: 1,
        cooperative_id: Id::generate(),
        channel: Channel::Shopee,
        shop_id: "42".into(),
        channel_order_id: "A1".into(),
        state: intake::OrderState::Paid,
        placed_at: at(),
        changed_at: at(),
        lines: vec![line],
    };
    let task = intake::ChannelTaskView { kind: "ship".into(), state: "refused".into(), channel_words: Some(words()) };
    describes::<OrderView>(intake::OrderView {
        order,
        raw_status: "READY_TO_SHIP".into(),
        cash_on_delivery: false,
        cancel_requested: false,
        on_hold: false,
        ship_by: Some(at()),
        tracking_number: Some(words()),
        cancel_reason: Some(words()),
        found_by_polling: false,
        from_before: false,
        task: Some(task),
    });
    describes::<OrderCounts>(intake::OrderCounts {
        by_state: vec![(intake::OrderState::Paid, 1)],
        next_ship_by: Some(at()),
        ..intake::OrderCounts::default()
    });
    describes::<ShipOrders>(intake::ShipOrders { order_ids: vec![Id::generate()], hold_s: 10 });
    describes::<GoodsRemoved>(intake::GoodsRemoved { available_g: 1, movement_id: Id::generate() });
    for buyer in intake::Buyer::ALL {
        describes::<Buyer>(buyer);
    }
    for removal in intake::Removal::ALL {
        describes::<Removal>(removal);
    }
    describes::<ShipmentsTakenBack>(intake::ShipmentsTakenBack::default());
    describes::<OrderIds>(intake::CancelOrders { order_ids: vec![Id::generate()] });
    describes::<TasksQueued>(intake::TasksQueued {
        queued: 1,
        refused: vec![(Id::generate(), intake::OrderState::Shipped)],
    });
    describes::<StockView>(intake::StockView {
        lot_id: Id::generate(),
        lot_code: "CAMSANH-2526-0001-K".into(),
        cooperative_id: Id::generate(),
        product: orange(),
        grade: Grade::First,
        sell_by: day(),
        declared_g: 1,
        on_hand_g: 1,
        reserved_g: 1,
        sold_g: 1,
        off_platform_g: 1,
        own_use_g: 1,
        waste_g: 1,
    });
    describes::<MovementView>(intake::MovementView {
        movement_id: Id::generate(),
        kind: "sold".into(),
        quantity_g: 1,
        order_id: Some(Id::generate()),
        on_hand_g: 1,
        reserved_g: 1,
        at: at(),
        buyer: Some(intake::Buyer::Trader),
        price_vnd_per_kg: Some(Vnd(1)),
        undoes: Some(Id::generate()),
        may_undo: true,
    });
    describes::<IntakeFigures>(intake::IntakeFigures::default());
}
