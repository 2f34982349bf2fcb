//! Sales: the lines of the newest version of each order.

use contract::{Grade, ProductCode, intake::OrderChanged};
use mailbox::Heard;
use places::PROVINCE;
use scoped::{DbErr, Scoped};
use serde::Serialize;

use crate::{
    as_told::AsTold,
    domain::Sale,
    store::log::{self, LOGGED},
};

/// Logs the event, notes its version as the newest and locks the order until the transaction ends; false if a newer version or
/// this very one was heard before.
pub(crate) async fn claim(tx: &Scoped, heard: &Heard<AsTold<OrderChanged>>) -> Result<bool, DbErr> {
    let order = &heard.fact.fact;
    let sql = format!(
        "with {LOGGED}
        insert into sale_order as before (order_id, cooperative_id, version) values ($7, $8, $9)
        on conflict on constraint sale_order_key do update
        set version = excluded.version, cooperative_id = excluded.cooperative_id
        where before.version < excluded.version"
    );
    let effect = [order.order_id.into(), order.cooperative_id.into(), order.version.into()];
    Ok(tx.run(&sql, log::values(heard, effect)).await? == 1)
}

/// Puts these lines in the place of the order's former ones, and marks the days it was and is in as stale.
pub(crate) async fn replace(tx: &Scoped, order: &OrderChanged, lines: &[Sale]) -> Result<(), DbErr> {
    let day = host::calendar::day(order.placed_at);
    let lines: Vec<Told> = lines.iter().map(Told::of).collect();
    let lines = serde_json::to_string(&lines).map_err(|error| DbErr::Json(error.to_string()))?;
    let values = [
        PROVINCE.code.into(),
        order.order_id.into(),
        order.cooperative_id.into(),
        order.channel.slug().into(),
        order.state.slug().into(),
        day.into(),
        lines.into(),
    ];
    tx.run(include_str!("replace_sales.sql"), values).await?;
    Ok(())
}

/// A line on its way into the statement.
#[derive(Serialize)]
struct Told {
    line_no: i32,
    product: Option<&'static str>,
    grade: Option<&'static str>,
    quantity_g: i64,
    line_vnd: i64,
    price_vnd_per_kg: Option<i64>,
}

impl Told {
    fn of(sale: &Sale) -> Self {
        Self {
            line_no: sale.line_no,
            product: sale.product.map(ProductCode::as_str),
            grade: sale.grade.map(Grade::slug),
            quantity_g: sale.quantity_g,
            line_vnd: sale.line_vnd.0,
            price_vnd_per_kg: sale.price_per_kg.map(|price| price.0),
        }
    }
}
