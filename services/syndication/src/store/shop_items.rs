//! What shops show already, as it was last read, and which offer has which of it.

mod joined;

pub(crate) use joined::join;

use std::collections::HashMap;

use amounts::Vnd;
use chrono::{DateTime, Utc};
use contract::syndication::{ShopItemState, ShopItemView};
use ids::{ChannelAccount, Cooperative, Id, Listing, Offer as OfferId};
use marketplaces::ListingSeen;
use scoped::{DbErr, FromQueryResult, Scoped};
use sea_orm::Value;
use serde::Serialize;
use uuid::Uuid;

use super::rows_as_json;
use crate::domain::offer::{Offer, Shown};

/// Keeps a page of what a shop shows.
pub(crate) async fn keep(
    tx: &Scoped,
    account: Id<ChannelAccount>,
    cooperative: Id<Cooperative>,
    seen: &[ListingSeen],
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    #[derive(Serialize)]
    struct Row<'a> {
        item_id: &'a str,
        sku: &'a str,
        title: &'a str,
        price_vnd: i64,
        stock: i64,
        live: bool,
        search_key: String,
    }
    // Told twice on a page that shifted meanwhile, it is kept as told last.
    let rows: HashMap<_, _> = seen
        .iter()
        .map(|seen| {
            let row = Row {
                item_id: &seen.item_id,
                sku: &seen.sku,
                title: &seen.title,
                price_vnd: seen.price_vnd.0,
                stock: seen.stock,
                live: seen.live,
                search_key: places::search_key(&format!("{} {}", seen.title, seen.sku)),
            };
            (&seen.item_id, row)
        })
        .collect();
    let rows: Vec<_> = rows.into_values().collect();
    let values = [rows_as_json(&rows)?, account.into(), cooperative.into(), now.into()];
    tx.run(include_str!("shop_items/keep.sql"), values).await.map(drop)
}

/// Forgets what a reading that began then has not found any more.
pub(crate) async fn forget_unseen(tx: &Scoped, account: Id<ChannelAccount>, since: DateTime<Utc>) -> Result<(), DbErr> {
    let sql = "delete from shop_item where account_id = $1 and seen_at < $2";
    tx.run(sql, [account.into(), since.into()]).await.map(drop)
}

/// What these offers have just put there is theirs, if a reading has come upon it before its id was known here.
pub(crate) async fn note_placed(tx: &Scoped, offers: &[Uuid]) -> Result<(), DbErr> {
    let sql = "
        update shop_item set offer_id = offer.offer_id from offer
        where offer.offer_id = any($1::uuid[]) and shop_item.account_id = offer.account_id
            and shop_item.item_id = offer.channel_item_id and shop_item.offer_id is null";
    tx.run(sql, [offers.to_vec().into()]).await.map(drop)
}

/// Forgets one that is gone.
pub(crate) async fn forget(tx: &Scoped, account: Id<ChannelAccount>, item_id: &str) -> Result<(), DbErr> {
    tx.run("delete from shop_item where account_id = $1 and item_id = $2", [account.into(), item_id.into()])
        .await
        .map(drop)
}

/// Gives locked offers that are yet without an item those that their shops show already under their listings' SKUs, each to
/// one. True where any has got one.
pub(crate) async fn adopt(tx: &Scoped, offers: &mut [Offer], now: DateTime<Utc>) -> Result<bool, DbErr> {
    #[derive(FromQueryResult)]
    struct Taken {
        offer_id: Id<OfferId>,
        item_id: String,
        price_vnd: i64,
        stock: i64,
        live: bool,
    }
    let without: Vec<Uuid> = offers
        .iter()
        .filter(|offer| offer.item_id.is_none() && !offer.wished.hidden)
        .map(|offer| offer.place.offer_id.uuid())
        .collect();
    if without.is_empty() {
        return Ok(false);
    }
    let taken: Vec<Taken> = tx.all(include_str!("shop_items/take.sql"), [without.into()]).await?;
    let mut taken: HashMap<_, _> = taken.into_iter().map(|row| (row.offer_id, row)).collect();
    let any = !taken.is_empty();
    for offer in offers {
        if let Some(Taken { item_id, price_vnd, stock, live, .. }) = taken.remove(&offer.place.offer_id) {
            let shown = Shown { price: Some(Vnd(price_vnd)), stock: Some(stock), hidden: Some(!live) };
            offer.adopt(item_id, shown, now);
        }
    }
    Ok(any)
}

/// Says that one is none of ours, or takes that back. False where the shop is not the caller's own, or shows no such thing
/// that is nobody's.
pub(crate) async fn ignore(
    tx: &Scoped,
    account: Id<ChannelAccount>,
    item_id: &str,
    from: Option<DateTime<Utc>>,
) -> Result<bool, DbErr> {
    let mut values = vec![account.into(), item_id.into(), from.into()];
    let own = tx.own(&mut values, "cooperative_id");
    let sql = format!(
        "update shop_item set ignored_at = $3::timestamptz where account_id = $1 and item_id = $2 and offer_id is null and {own}"
    );
    Ok(tx.run(&sql, values).await? > 0)
}

/// Which items are looked for.
pub(crate) struct Wanted<'a> {
    pub(crate) account: Id<ChannelAccount>,
    /// Part of the search key.
    pub(crate) key: Option<&'a str>,
    pub(crate) state: Option<ShopItemState>,
    pub(crate) item_id: Option<&'a str>,
    /// Behind this one.
    pub(crate) after: Option<&'a str>,
}

const UNMATCHED: &str = "offer_id is null and ignored_at is null";
const OURS: &str = "offer_id is not null";
const IGNORED: &str = "offer_id is null and ignored_at is not null";

/// A page of what a shop shows, by their ids there.
pub(crate) async fn page(tx: &Scoped, wanted: &Wanted<'_>, rows: u32) -> Result<Vec<ShopItemView>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        item_id: String,
        sku: String,
        title: String,
        price_vnd: i64,
        stock: i64,
        live: bool,
        ignored: bool,
        listing_id: Option<Id<Listing>>,
    }
    let mut values: Vec<Value> = vec![i64::from(rows).into(), wanted.account.into()];
    let mut conditions = vec!["account_id = $2".to_owned(), tx.own(&mut values, "cooperative_id")];
    if let Some(key) = wanted.key {
        values.push(key.into());
        conditions.push(format!("strpos(search_key, ${}) > 0", values.len()));
    }
    for (value, compared) in [(wanted.item_id, "="), (wanted.after, ">")] {
        if let Some(value) = value {
            values.push(value.into());
            conditions.push(format!("item_id {compared} ${}", values.len()));
        }
    }
    let state = wanted.state.map(|state| match state {
        ShopItemState::Unmatched => UNMATCHED,
        ShopItemState::Ours => OURS,
        ShopItemState::Ignored => IGNORED,
    });
    conditions.extend(state.map(str::to_owned));
    let sql = format!(
        "select item_id, sku, title, price_vnd, stock, live, ignored_at is not null as ignored,
            (select listing_id from offer where offer.offer_id = shop_item.offer_id) as listing_id
         from shop_item where {} order by item_id limit $1",
        conditions.join(" and ")
    );
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    let view = |row: Row| ShopItemView {
        state: match (row.listing_id, row.ignored) {
            (Some(_), _) => ShopItemState::Ours,
            (None, true) => ShopItemState::Ignored,
            (None, false) => ShopItemState::Unmatched,
        },
        item_id: row.item_id,
        sku: row.sku,
        title: row.title,
        price_vnd: Vnd(row.price_vnd),
        stock: row.stock,
        live: row.live,
        listing_id: row.listing_id,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// How many there are in each state.
pub(crate) async fn counts(tx: &Scoped, account: Id<ChannelAccount>) -> Result<[u64; 3], DbErr> {
    #[derive(FromQueryResult)]
    struct Counts {
        unmatched: i64,
        ours: i64,
        ignored: i64,
    }
    let mut values = vec![account.into()];
    let own = tx.own(&mut values, "cooperative_id");
    let sql = format!(
        "select count(*) filter (where {UNMATCHED}) as unmatched, count(*) filter (where {OURS}) as ours,
            count(*) filter (where {IGNORED}) as ignored
         from shop_item where account_id = $1 and {own}"
    );
    let counts: Option<Counts> = tx.first(&sql, values).await?;
    let number = |count: i64| u64::try_from(count).unwrap_or(0);
    Ok(counts.map_or([0; 3], |of| [of.unmatched, of.ours, of.ignored].map(number)))
}
