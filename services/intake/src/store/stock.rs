//! Lots and their ledger.

use amounts::Vnd;
use chrono::{NaiveDate, TimeDelta};
use contract::{
    intake::{Buyer, Removal},
    onboarding::LotDeclared,
};
use ids::{Cooperative, Id, Lot, Movement as MovementId, Order};
use scoped::{DbErr, FromQueryResult, Scoped};
use serde::Serialize;
use uuid::Uuid;

use crate::{
    domain::shelf::{Balance, Movement, OffPlatform, Removed, Shelf},
    store::as_json,
};

#[derive(FromQueryResult)]
struct LotRow {
    lot_id: Id<Lot>,
    cooperative_id: Id<Cooperative>,
    version: i64,
    declared_version: i64,
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
        "select lot_id, cooperative_id, version, declared_version, sell_by, declared_g, on_hand_g, reserved_g, sold_g,
            off_platform_g, own_use_g, waste_g
        from lot where lot_id = any($1::uuid[]) and {own} order by lot_id for update"
    );
    let rows: Vec<LotRow> = tx.all(&sql, values).await?;
    Ok(Shelf::new(rows.into_iter().map(|row| Balance {
        lot_id: row.lot_id,
        cooperative_id: row.cooperative_id,
        version: row.version,
        declared_version: row.declared_version,
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

/// Keeps what happened on the shelf on this day of the calendar: the balances and the ledger. Tells the rows it wrote, in the order of the movements.
pub async fn save(
    tx: &Scoped,
    today: NaiveDate,
    lots: &[Balance],
    movements: &[Movement],
) -> Result<Vec<Id<MovementId>>, DbErr> {
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
        return Ok(Vec::new());
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
    note(tx, today, lots, movements).await
}

async fn note(
    tx: &Scoped,
    today: NaiveDate,
    lots: &[Balance],
    movements: &[Movement],
) -> Result<Vec<Id<MovementId>>, DbErr> {
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
        buyer: Option<&'static str>,
        price_vnd_per_kg: Option<i64>,
        undoes: Option<Uuid>,
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
                buyer: movement.sale.buyer.map(Buyer::slug),
                price_vnd_per_kg: movement.sale.price_vnd_per_kg.map(|price| price.0),
                undoes: movement.undoes.map(Id::uuid),
            })
        })
        .collect();
    let sql = "insert into movement (movement_id, lot_id, cooperative_id, kind, quantity_g, order_id, line_no, on_hand_g,
            reserved_g, buyer, price_vnd_per_kg, undoes, at, actor, day)
        select r.*, now(), $2, $3 from jsonb_to_recordset($1::jsonb) as r (movement_id uuid, lot_id uuid, cooperative_id uuid,
            kind text, quantity_g bigint, order_id uuid, line_no integer, on_hand_g bigint, reserved_g bigint, buyer text,
            price_vnd_per_kg bigint, undoes uuid)";
    tx.run(sql, [as_json(&rows)?, tx.caller().actor.to_string().into(), today.into()]).await?;
    Ok(rows.into_iter().map(|row| Id::from_uuid(row.movement_id)).collect())
}

/// A row of the ledger that a person may have written by hand; none where the scope may not see it.
pub async fn removed(tx: &Scoped, movement_id: Id<MovementId>) -> Result<Option<Removed>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        lot_id: Id<Lot>,
        kind: String,
        quantity_g: i64,
        buyer: Option<String>,
        price_vnd_per_kg: Option<i64>,
        age_s: i64,
        is_final: bool,
    }
    let sql = "select m.lot_id, m.kind, m.quantity_g, m.buyer, m.price_vnd_per_kg,
            extract(epoch from now() - m.at)::bigint as age_s,
            m.order_id is not null or m.undoes is not null
                or exists (select from movement u where u.undoes = m.movement_id) as is_final
        from movement m where m.movement_id = $1 and ($2::uuid is null or m.cooperative_id = $2)";
    let own = tx.caller().scope.cooperative().map(Id::uuid);
    let row: Option<Row> = tx.first(sql, [movement_id.into(), own.into()]).await?;
    Ok(row.and_then(|row| {
        Some(Removed {
            movement_id,
            lot_id: row.lot_id,
            removal: Removal::from_slug(&row.kind)?,
            quantity_g: row.quantity_g,
            sale: OffPlatform {
                buyer: row.buyer.as_deref().and_then(Buyer::from_slug),
                price_vnd_per_kg: row.price_vnd_per_kg.map(Vnd),
            },
            age: TimeDelta::seconds(row.age_s),
            is_final: row.is_final,
        })
    }))
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
