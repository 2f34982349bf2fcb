//! Lots and their ledger.

use chrono::NaiveDate;
use contract::onboarding::LotDeclared;
use ids::{Cooperative, Id, Lot, Movement as MovementId, Order};
use scoped::{DbErr, FromQueryResult, Scoped};
use serde::Serialize;
use uuid::Uuid;

use crate::{
    domain::shelf::{Balance, Movement, Shelf},
    store::as_json,
};

#[derive(FromQueryResult)]
struct LotRow {
    lot_id: Id<Lot>,
    cooperative_id: Id<Cooperative>,
    version: i64,
    sell_by: NaiveDate,
    declared_g: i64,
    on_hand_g: i64,
    reserved_g: i64,
    sold_g: i64,
    off_platform_g: i64,
    own_use_g: i64,
    waste_g: i64,
}

/// Locks these lots, in the order of their ids, and puts them on a shelf. Lots we have not heard of, and
/// those that are not the caller's, are left out.
pub async fn lock(tx: &Scoped, lots: Vec<Uuid>) -> Result<Shelf, DbErr> {
    let mut values = vec![lots.into()];
    let own = tx.own(&mut values, "cooperative_id");
    let sql = format!(
        "select lot_id, cooperative_id, version, sell_by, declared_g, on_hand_g, reserved_g, sold_g, off_platform_g,
            own_use_g, waste_g
        from lot where lot_id = any($1::uuid[]) and {own} order by lot_id for update"
    );
    let rows: Vec<LotRow> = tx.all(&sql, values).await?;
    Ok(Shelf::new(rows.into_iter().map(|row| Balance {
        lot_id: row.lot_id,
        cooperative_id: row.cooperative_id,
        version: row.version,
        sell_by: row.sell_by,
        declared_g: row.declared_g,
        on_hand_g: row.on_hand_g,
        reserved_g: row.reserved_g,
        sold_g: row.sold_g,
        off_platform_g: row.off_platform_g,
        own_use_g: row.own_use_g,
        waste_g: row.waste_g,
    })))
}

/// Keeps what happened on the shelf: the balances and the ledger.
pub async fn save(tx: &Scoped, lots: &[Balance], movements: &[Movement]) -> Result<(), DbErr> {
    #[derive(Serialize)]
    struct Row {
        lot_id: Uuid,
        version: i64,
        declared_g: i64,
        on_hand_g: i64,
        reserved_g: i64,
        sold_g: i64,
        off_platform_g: i64,
        own_use_g: i64,
        waste_g: i64,
    }
    if lots.is_empty() {
        return Ok(());
    }
    let rows: Vec<Row> = lots
        .iter()
        .map(|lot| Row {
            lot_id: lot.lot_id.uuid(),
            version: lot.version,
            declared_g: lot.declared_g,
            on_hand_g: lot.on_hand_g,
            reserved_g: lot.reserved_g,
            sold_g: lot.sold_g,
            off_platform_g: lot.off_platform_g,
            own_use_g: lot.own_use_g,
            waste_g: lot.waste_g,
        })
        .collect();
    let sql = "update lot set version = r.version, declared_g = r.declared_g, on_hand_g = r.on_hand_g,
            reserved_g = r.reserved_g, sold_g = r.sold_g, off_platform_g = r.off_platform_g, own_use_g = r.own_use_g,
            waste_g = r.waste_g
        from jsonb_to_recordset($1::jsonb) as r (lot_id uuid, version bigint, declared_g bigint, on_hand_g bigint,
            reserved_g bigint, sold_g bigint, off_platform_g bigint, own_use_g bigint, waste_g bigint)
        where lot.lot_id = r.lot_id";
    tx.run(sql, [as_json(&rows)?]).await?;
    note(tx, lots, movements).await
}

async fn note(tx: &Scoped, lots: &[Balance], movements: &[Movement]) -> Result<(), DbErr> {
    #[derive(Serialize)]
    struct Row {
        movement_id: Uuid,
        lot_id: Uuid,
        cooperative_id: Uuid,
        kind: &'static str,
        quantity_g: i64,
        order_id: Option<Uuid>,
        line_no: Option<i32>,
        on_hand_g: i64,
        reserved_g: i64,
    }
    let owner = |lot_id| lots.iter().find(|lot| lot.lot_id == lot_id).map(|lot| lot.cooperative_id.uuid());
    let rows: Vec<Row> = movements
        .iter()
        .filter_map(|movement| {
            Some(Row {
                movement_id: Id::<MovementId>::generate().uuid(),
                lot_id: movement.lot_id.uuid(),
                cooperative_id: owner(movement.lot_id)?,
                kind: movement.kind.slug(),
                quantity_g: movement.quantity_g,
                order_id: movement.line.map(|(order, _): (Id<Order>, i32)| order.uuid()),
                line_no: movement.line.map(|(_, line_no)| line_no),
                on_hand_g: movement.on_hand_g,
                reserved_g: movement.reserved_g,
            })
        })
        .collect();
    let sql = "insert into movement (movement_id, lot_id, cooperative_id, kind, quantity_g, order_id, line_no, on_hand_g,
            reserved_g, at, actor)
        select r.*, now(), $2 from jsonb_to_recordset($1::jsonb) as r (movement_id uuid, lot_id uuid, cooperative_id uuid,
            kind text, quantity_g bigint, order_id uuid, line_no integer, on_hand_g bigint, reserved_g bigint)";
    tx.run(sql, [as_json(&rows)?, tx.caller().actor.to_string().into()]).await?;
    Ok(())
}

/// Puts a lot into the books with nothing on hand yet, or its description up to date. False means that this revision, or
/// a later one, is known.
pub async fn describe(tx: &Scoped, lot: &LotDeclared) -> Result<bool, DbErr> {
    let sql =
        "insert into lot (lot_id, version, declared_version, lot_code, cooperative_id, commune_code, product, grade,
            sell_by, declared_g, on_hand_g, reserved_g)
        values ($1, 0, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0)
        on conflict on constraint lot_key do update set declared_version = excluded.declared_version,
            commune_code = excluded.commune_code, product = excluded.product, grade = excluded.grade,
            sell_by = excluded.sell_by
        where lot.declared_version < excluded.declared_version";
    let values = [
        lot.lot_id.into(),
        lot.version.into(),
        lot.lot_code.as_str().into(),
        lot.cooperative_id.into(),
        lot.commune_code.as_str().into(),
        lot.product.as_str().into(),
        lot.grade.slug().into(),
        lot.sell_by.into(),
    ];
    Ok(tx.run(sql, values).await? == 1)
}
