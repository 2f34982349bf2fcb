//! Which papers cover which lots: worked out when a lot is declared, and when a paper comes to count or counts no more.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use contract::ProductCode;
use ids::{Cooperative, Id, Lot, Paper, Plot};
use mailbox::Stop;
use scoped::{FromQueryResult, Scoped};
use serde::Serialize;
use uuid::Uuid;

use super::{cooperatives::product_of, lots};
use crate::domain::{Cover, Pick, covering};

/// What is picked for a lot.
struct Picked {
    cooperative_id: Id<Cooperative>,
    product: ProductCode,
    picks: BTreeSet<Pick>,
}

/// Works out what covers these lots. Those for which that has changed get another version, if they are not just being declared.
pub(super) async fn settle(tx: &Scoped, ids: &[Uuid], step: i64) -> Result<Vec<Uuid>, Stop> {
    #[derive(Serialize)]
    struct Settled {
        lot_id: Uuid,
        covered_by: Vec<Uuid>,
    }
    #[derive(FromQueryResult)]
    struct Changed {
        lot_id: Uuid,
    }
    let picked = picked(tx, ids).await?;
    let covers = covers(tx, picked.values().map(|lot| lot.cooperative_id.uuid()).collect()).await?;
    let none = Vec::new();
    let settled = picked.into_iter().map(|(lot_id, lot)| {
        let covers = covers.get(&lot.cooperative_id).unwrap_or(&none);
        let covered_by = covering(lot.product, &lot.picks, covers).into_iter().map(Id::uuid).collect();
        Settled { lot_id: lot_id.uuid(), covered_by }
    });
    let settled = serde_json::to_string(&settled.collect::<Vec<_>>())?;
    let sql = "update lot set covered_by = r.covered_by, version = lot.version + $2
        from jsonb_to_recordset($1::jsonb) as r (lot_id uuid, covered_by uuid[])
        where lot.lot_id = r.lot_id and lot.covered_by is distinct from r.covered_by
        returning lot.lot_id";
    let changed: Vec<Changed> = tx.all(sql, [settled.into(), step.into()]).await?;
    Ok(changed.into_iter().map(|row| row.lot_id).collect())
}

/// A paper has come to count, or counts no more: the lots it covers, or covered, are told anew. Comes in
/// the cooperative's turn.
pub(crate) async fn follow_paper(tx: &Scoped, cooperative_id: Id<Cooperative>) -> Result<(), Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        lot_id: Uuid,
    }
    let sql = "select lot_id from lot where cooperative_id = $1 order by lot_id for update";
    let rows: Vec<Row> = tx.all(sql, [cooperative_id.into()]).await?;
    let ids: Vec<Uuid> = rows.into_iter().map(|row| row.lot_id).collect();
    let changed = settle(tx, &ids, 1).await?;
    lots::tell(tx, changed).await
}

async fn picked(tx: &Scoped, ids: &[Uuid]) -> Result<BTreeMap<Id<Lot>, Picked>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        lot_id: Id<Lot>,
        cooperative_id: Id<Cooperative>,
        product: String,
        picked_on: NaiveDate,
        plot_id: Option<Uuid>,
    }
    let sql = "select distinct l.lot_id, l.cooperative_id, l.product, h.picked_on, h.plot_id
        from harvest h join lot l on l.lot_id = h.lot_id where l.lot_id = any($1::uuid[])";
    let rows: Vec<Row> = tx.all(sql, [ids.to_vec().into()]).await?;
    let mut picked = BTreeMap::new();
    for row in rows {
        let product = product_of(&row.product)?;
        let fresh = || Picked { cooperative_id: row.cooperative_id, product, picks: BTreeSet::new() };
        let pick = Pick { on: row.picked_on, plot: row.plot_id.map(Id::<Plot>::from_uuid) };
        picked.entry(row.lot_id).or_insert_with(fresh).picks.insert(pick);
    }
    Ok(picked)
}

/// What papers for plots cover: those that were found right, also when their last day is over by now.
async fn covers(tx: &Scoped, cooperatives: BTreeSet<Uuid>) -> Result<BTreeMap<Id<Cooperative>, Vec<Cover>>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        cooperative_id: Id<Cooperative>,
        first_paper_id: Id<Paper>,
        product: Option<String>,
        issued_on: NaiveDate,
        valid_to: Option<NaiveDate>,
        plots: Vec<Uuid>,
    }
    let sql = "select cooperative_id, first_paper_id, product, issued_on, valid_to,
            array(select plot_id from paper_plot named where named.paper_id = paper.paper_id) as plots
        from paper where cooperative_id = any($1::uuid[]) and scheme in ('vietgap', 'organic')
            and state in ('verified', 'expired')";
    let rows: Vec<Row> = tx.all(sql, [cooperatives.into_iter().collect::<Vec<_>>().into()]).await?;
    let mut covers: BTreeMap<_, Vec<Cover>> = BTreeMap::new();
    for row in rows {
        covers.entry(row.cooperative_id).or_default().push(Cover {
            first: row.first_paper_id,
            product: row.product.as_deref().map(product_of).transpose()?,
            issued_on: row.issued_on,
            valid_to: row.valid_to,
            plots: row.plots.into_iter().map(Id::from_uuid).collect(),
        });
    }
    Ok(covers)
}
