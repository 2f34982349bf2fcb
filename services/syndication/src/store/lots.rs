//! Lots: what they are, as onboarding declares them, and what may be sold of them, as intake tells.

use std::collections::HashMap;

use chrono::NaiveDate;
use contract::{Grade, ProductCode, intake::StockChanged, onboarding::LotDeclared};
use ids::{Cooperative, Id, Lot as LotId};
use scoped::{DbErr, FromQueryResult, Scoped, Value};
use uuid::Uuid;

use super::unknown_word;
use crate::domain::{listing::Lot, showing::LotStock};

const NOTE_DECLARED: &str = "
    insert into lot (lot_id, cooperative_id, commune_code, declared_version, lot_code, product, grade, sell_by, covered_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict (lot_id) do update
    set commune_code = excluded.commune_code, declared_version = excluded.declared_version,
        lot_code = excluded.lot_code, product = excluded.product, grade = excluded.grade, sell_by = excluded.sell_by,
        covered_by = excluded.covered_by
    where lot.declared_version < excluded.declared_version";

const NOTE_STOCK: &str = "
    insert into lot (lot_id, cooperative_id, stock_version, available_g) values ($1, $2, $3, $4)
    on conflict (lot_id) do update set stock_version = excluded.stock_version, available_g = excluded.available_g
    where lot.stock_version < excluded.stock_version";

const FIND: &str = "
    select lot_id, lot_code, cooperative_id, commune_code, product, grade from lot
    where declared_version > 0 and";

/// Keeps what a lot is. False where something newer was heard before.
pub(crate) async fn note_declared(tx: &Scoped, fact: &LotDeclared) -> Result<bool, DbErr> {
    let values = [
        fact.lot_id.into(),
        fact.cooperative_id.into(),
        fact.commune_code.as_str().into(),
        fact.version.into(),
        fact.lot_code.as_str().into(),
        fact.product.as_str().into(),
        fact.grade.slug().into(),
        fact.sell_by.into(),
        fact.covered_by.as_ref().map(|papers| papers.iter().map(|id| id.uuid()).collect::<Vec<_>>()).into(),
    ];
    Ok(tx.run(NOTE_DECLARED, values).await? > 0)
}

/// Keeps what may be sold of a lot. False where something newer was heard before.
pub(crate) async fn note_stock(tx: &Scoped, fact: &StockChanged) -> Result<bool, DbErr> {
    let values = [fact.lot_id.into(), fact.cooperative_id.into(), fact.version.into(), fact.available_g.into()];
    Ok(tx.run(NOTE_STOCK, values).await? > 0)
}

/// Those of these lots that were declared, within the caller's scope.
pub(crate) async fn with_ids(tx: &Scoped, ids: &[Id<LotId>]) -> Result<Vec<Lot>, DbErr> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    find(tx, "lot_id = any($1::uuid[])", ids.into()).await
}

/// The declared lots with these codes, within the caller's scope.
pub(crate) async fn with_codes(tx: &Scoped, codes: Vec<String>) -> Result<Vec<Lot>, DbErr> {
    find(tx, "lot_code = any($1::text[])", codes.into()).await
}

/// What is left of these lots, and how long they keep; a lot nobody has heard of is left out.
pub(crate) async fn stocks(tx: &Scoped, ids: &[Id<LotId>]) -> Result<HashMap<Id<LotId>, LotStock>, DbErr> {
    #[derive(FromQueryResult)]
    struct Stock {
        lot_id: Id<LotId>,
        available_g: Option<i64>,
        sell_by: Option<NaiveDate>,
        covered_by: Option<Vec<Uuid>>,
    }
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let mut values = vec![ids.into()];
    let seen = tx.seen(&mut values, "cooperative_id", "commune_code");
    let sql =
        format!("select lot_id, available_g, sell_by, covered_by from lot where lot_id = any($1::uuid[]) and {seen}");
    let rows: Vec<Stock> = tx.all(&sql, values).await?;
    let stock = |row: Stock| {
        let covered_by = row.covered_by.map(|papers| papers.into_iter().map(Id::from_uuid).collect());
        (row.lot_id, LotStock { available_g: row.available_g, sell_by: row.sell_by, covered_by })
    };
    Ok(rows.into_iter().map(stock).collect())
}

async fn find(tx: &Scoped, condition: &str, wanted: Value) -> Result<Vec<Lot>, DbErr> {
    let mut values = vec![wanted];
    let seen = tx.seen(&mut values, "cooperative_id", "commune_code");
    let rows: Vec<Row> = tx.all(&format!("{FIND} {condition} and {seen}"), values).await?;
    rows.into_iter().map(Row::lot).collect()
}

#[derive(FromQueryResult)]
struct Row {
    lot_id: Id<LotId>,
    lot_code: String,
    cooperative_id: Id<Cooperative>,
    commune_code: String,
    product: String,
    grade: String,
}

impl Row {
    fn lot(self) -> Result<Lot, DbErr> {
        Ok(Lot {
            id: self.lot_id,
            code: self.lot_code,
            cooperative_id: self.cooperative_id,
            commune_code: self.commune_code,
            product: ProductCode::parse(&self.product).ok_or_else(|| unknown_word("product", &self.product))?,
            grade: Grade::from_slug(&self.grade).ok_or_else(|| unknown_word("grade", &self.grade))?,
        })
    }
}
