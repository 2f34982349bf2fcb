//! Papers: which are there, and how a list shows them.

use std::collections::HashMap;

use contract::onboarding::{PaperScheme, PaperState, PaperView};
use ids::{Cooperative, Id, Paper as PaperId};
use mailbox::Stop;
use scoped::{FromQueryResult, Scoped};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{cooperatives::product_of, entities::paper, seen};
use crate::domain::{Details, Paper};

/// What makes a paper the same paper: an issuer never gives a number twice.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    cooperative_id: Id<Cooperative>,
    scheme: String,
    issuer: String,
    number: String,
}

/// A paper that is there.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub paper_id: Id<PaperId>,
    /// In hex.
    pub fingerprint: String,
    /// Somebody has found it right, so no file changes it any more.
    pub is_settled: bool,
    /// It renews another paper, and therefore speaks of the same product as that one.
    pub is_renewal: bool,
    pub product: Option<String>,
    /// The codes of the plots it names.
    pub plots: Vec<String>,
    /// What only some kinds of papers say.
    pub details: Details,
}

impl Key {
    pub(crate) fn of(cooperative_id: Id<Cooperative>, paper: &Paper) -> Self {
        Self {
            cooperative_id,
            scheme: paper.scheme.slug().to_owned(),
            issuer: paper.issuer.clone(),
            number: paper.number.clone(),
        }
    }
}

/// Every paper of these cooperatives, as far as the caller may see them.
pub(crate) async fn known(tx: &Scoped, cooperatives: &[Id<Cooperative>]) -> Result<HashMap<Key, Known>, Stop> {
    let (mut known, mut plots) = (HashMap::new(), plots_of(tx, cooperatives).await?);
    for row in of_cooperatives(tx, cooperatives).await? {
        let is_settled =
            !matches!(state_of(&row.state)?, PaperState::Draft | PaperState::Submitted | PaperState::Rejected);
        let paper = Known {
            paper_id: row.paper_id,
            fingerprint: hex::encode(&row.fingerprint),
            is_settled,
            is_renewal: row.renews.is_some(),
            product: row.product,
            plots: plots.remove(&row.paper_id).unwrap_or_default(),
            details: Details {
                plot: row.plot,
                area_m2: row.area_m2,
                facility: row.facility,
                decision_no: row.decision_no,
                decision_date: row.decision_date,
                user_grant_no: row.user_grant_no,
                standard: row.standard,
                body: row.body,
            },
        };
        let key =
            Key { cooperative_id: row.cooperative_id, scheme: row.scheme, issuer: row.issuer, number: row.number };
        known.insert(key, paper);
    }
    Ok(known)
}

/// The codes of the plots that each paper of these cooperatives names.
async fn plots_of(tx: &Scoped, cooperatives: &[Id<Cooperative>]) -> Result<HashMap<Id<PaperId>, Vec<String>>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        paper_id: Id<PaperId>,
        plots: Vec<String>,
    }
    let ids: Vec<Uuid> = cooperatives.iter().map(|id| id.uuid()).collect();
    let sql = "select named.paper_id, array_agg(plot.code) as plots
        from paper_plot named join plot on plot.plot_id = named.plot_id
        where named.cooperative_id = any($1::uuid[]) group by named.paper_id";
    let rows: Vec<Row> = tx.all(sql, [ids.into()]).await?;
    Ok(rows.into_iter().map(|row| (row.paper_id, row.plots)).collect())
}

/// The papers of these cooperatives, for lists.
pub(super) async fn of(
    tx: &Scoped,
    cooperatives: &[Id<Cooperative>],
) -> Result<HashMap<Id<Cooperative>, Vec<PaperView>>, Stop> {
    let mut views: HashMap<Id<Cooperative>, Vec<PaperView>> = HashMap::new();
    for row in of_cooperatives(tx, cooperatives).await? {
        let view = PaperView {
            paper_id: row.paper_id,
            scheme: scheme_of(&row.scheme)?,
            number: row.number,
            issuer: row.issuer,
            issued_on: row.issued_on,
            valid_to: row.valid_to,
            product: row.product.as_deref().map(product_of).transpose()?,
            stars: row.stars.and_then(|stars| u8::try_from(stars).ok()),
            state: state_of(&row.state)?,
        };
        views.entry(row.cooperative_id).or_default().push(view);
    }
    Ok(views)
}

/// The state with this slug; the table holds no other.
pub(super) fn state_of(slug: &str) -> Result<PaperState, Stop> {
    PaperState::from_slug(slug).ok_or_else(|| anyhow::anyhow!("a paper is in the unknown state `{slug}`").into())
}

/// The kind with this slug; the table holds no other.
pub(super) fn scheme_of(slug: &str) -> Result<PaperScheme, Stop> {
    PaperScheme::from_slug(slug).ok_or_else(|| anyhow::anyhow!("a paper is of the unknown kind `{slug}`").into())
}

async fn of_cooperatives(tx: &Scoped, cooperatives: &[Id<Cooperative>]) -> Result<Vec<paper::Model>, Stop> {
    let rows = paper::Entity::find()
        .filter(paper::Column::CooperativeId.is_in(cooperatives.iter().copied()))
        .filter(seen(tx))
        .order_by_asc(paper::COLUMN.issued_on)
        .order_by_asc(paper::COLUMN.paper_id);
    Ok(rows.all(&**tx).await?)
}
