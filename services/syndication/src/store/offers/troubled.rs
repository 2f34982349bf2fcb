//! Offers that need somebody: one statement for a page of them and one to count them, however many offers there are.

use std::collections::BTreeMap;

use amounts::Vnd;
use chrono::{DateTime, Utc};
use contract::syndication::OfferDetail;
use ids::{Cooperative, Id, Listing, Offer as OfferId};
use scoped::{DbErr, FromQueryResult, Scoped};
use sea_orm::Value;

use super::View;
use crate::domain::reason;

/// Few, as a rule; there is an index for them.
const MAY_BE_IN_TROUBLE: &str =
    "(offer.reason_code is not null or offer.next_attempt_at is not null or offer.drifted_at is not null)";

/// Which of them are looked for.
#[derive(Debug, Default)]
pub(crate) struct Troubled<'a> {
    /// Part of the listing's search key.
    pub(crate) key: Option<&'a str>,
    /// Why they need somebody.
    pub(crate) reason: Option<&'a str>,
    /// After this one: what it loses, and which it is.
    pub(crate) after: Option<(Vnd, Id<OfferId>)>,
}

/// A page of them, those first that lose the most.
pub(crate) async fn troubled(
    tx: &Scoped,
    wanted: &Troubled<'_>,
    rows: u32,
    now: DateTime<Utc>,
) -> Result<Vec<OfferDetail>, DbErr> {
    let (with, mut values) = reckoned(tx, now, None);
    let mut conditions = vec!["needs is not null".to_owned()];
    let mut narrow = |condition: &str, value: Value| {
        values.push(value);
        conditions.push(condition.replace('?', &format!("${}", values.len())));
    };
    if let Some(key) = wanted.key {
        narrow("strpos(search_key, ?) > 0", key.into());
    }
    if let Some(reason) = wanted.reason {
        narrow("needs = ?", reason.into());
    }
    if let Some((lost, id)) = wanted.after {
        narrow("lost_vnd <= ?", lost.0.into());
        let lost_at = values.len();
        values.push(id.into());
        conditions.push(format!("(lost_vnd < ${lost_at} or offer_id > ${})", values.len()));
    }
    values.push(i64::from(rows).into());
    let sql = format!(
        "{with} select * from reckoned where {} order by lost_vnd desc, offer_id limit ${}",
        conditions.join(" and "),
        values.len()
    );
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    rows.into_iter().map(Row::detail).collect()
}

/// How many there are, by the reason.
pub(crate) async fn count_troubled(tx: &Scoped, now: DateTime<Utc>) -> Result<BTreeMap<String, u64>, DbErr> {
    #[derive(FromQueryResult)]
    struct Count {
        needs: String,
        offers: i64,
    }
    let (with, values) = reckoned(tx, now, None);
    let sql = format!("{with} select needs, count(*) as offers from reckoned where needs is not null group by needs");
    let rows: Vec<Count> = tx.all(&sql, values).await?;
    Ok(rows.into_iter().map(|row| (row.needs, u64::try_from(row.offers).unwrap_or(0))).collect())
}

/// One offer, in trouble or not.
pub(crate) async fn detail(tx: &Scoped, id: Id<OfferId>, now: DateTime<Utc>) -> Result<Option<OfferDetail>, DbErr> {
    let (with, values) = reckoned(tx, now, Some(id));
    let row: Option<Row> = tx.first(&format!("{with} select * from reckoned"), values).await?;
    row.map(Row::detail).transpose()
}

/// What the statements begin with, within the caller's scope: one offer, or those that may be in trouble.
fn reckoned(tx: &Scoped, now: DateTime<Utc>, only: Option<Id<OfferId>>) -> (String, Vec<Value>) {
    let passing: Vec<String> = reason::PASSING.map(str::to_owned).to_vec();
    let mut values = vec![
        passing.into(),
        (now - reason::LONG).into(),
        reason::UNDER_REVIEW.into(),
        reason::CONSENT.into(),
        reason::OTHER.into(),
        reason::DRIFTED.into(),
    ];
    let among = only.map_or(MAY_BE_IN_TROUBLE, |id| {
        values.push(id.into());
        "offer.offer_id = $7"
    });
    let seen = tx.seen(&mut values, "offer.cooperative_id", "offer.commune_code");
    let own = tx.own(&mut values, "shop.cooperative_id");
    let sql = include_str!("reckoned.sql").replace("$among", among);
    (sql.replace("$seen", &seen).replace("$own", &own), values)
}

#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested)]
    offer: View,
    cooperative_id: Id<Cooperative>,
    title: String,
    sku: String,
    pack_name: String,
    shop_id: Option<String>,
    wished_price_vnd: i64,
    wished_stock: i64,
    wished_hidden: bool,
    confirmed_hidden: Option<bool>,
    needs: Option<String>,
    drift_price_vnd: Option<i64>,
    drift_hidden: Option<bool>,
    troubled_since: Option<DateTime<Utc>>,
    unseen_packs: i64,
    lost_vnd: i64,
}

impl Row {
    fn detail(self) -> Result<OfferDetail, DbErr> {
        let (listing_id, offer): (Id<Listing>, _) = self.offer.offer()?;
        Ok(OfferDetail {
            offer,
            listing_id,
            cooperative_id: self.cooperative_id,
            title: self.title,
            sku: self.sku,
            pack_name: self.pack_name,
            shop_id: self.shop_id,
            wished_price_vnd: Vnd(self.wished_price_vnd),
            wished_stock: self.wished_stock,
            wished_hidden: self.wished_hidden,
            confirmed_hidden: self.confirmed_hidden,
            needs: self.needs,
            drift_price_vnd: self.drift_price_vnd.map(Vnd),
            drift_hidden: self.drift_hidden,
            troubled_since: self.troubled_since,
            unseen_packs: self.unseen_packs,
            lost_vnd: Vnd(self.lost_vnd),
        })
    }
}
