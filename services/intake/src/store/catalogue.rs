//! What syndication has told: shops, and what their SKUs stand for.

use chrono::{DateTime, NaiveDate, Utc};
use contract::{
    Grade, ProductCode,
    syndication::{ChannelAccountChanged, ItemJoined, ListingChanged},
};
use ids::{Channel, Cooperative, Id, Listing};
use scoped::{DbErr, FromQueryResult, Scoped};
use uuid::Uuid;

use crate::{
    domain::order::{Entry, ShopItem},
    store::unknown_word,
};

/// Keeps a listing. False means that this version, or a later one, is known.
pub async fn save_listing(tx: &Scoped, listing: &ListingChanged) -> Result<bool, DbErr> {
    let sql = "insert into listing (listing_id, version, cooperative_id, sku, product, grade, pack_g, lots)
        values ($1, $2, $3, $4, $5, $6, $7, $8::uuid[])
        on conflict on constraint listing_key do update set version = excluded.version, product = excluded.product,
            grade = excluded.grade, pack_g = excluded.pack_g, lots = excluded.lots
        where listing.version < excluded.version";
    let lots: Vec<Uuid> = listing.lots.iter().map(|lot| lot.uuid()).collect();
    let values = [
        listing.listing_id.into(),
        listing.version.into(),
        listing.cooperative_id.into(),
        listing.sku.as_str().into(),
        listing.product.as_str().into(),
        listing.grade.slug().into(),
        listing.pack_g.into(),
        lots.into(),
    ];
    Ok(tx.run(sql, values).await? == 1)
}

/// Keeps what an item of a shop was joined to. False means that this version, or a later one, is known.
pub async fn save_joined(tx: &Scoped, joined: &ItemJoined) -> Result<bool, DbErr> {
    let sql = "insert into joined_item (channel, shop_id, item_id, cooperative_id, version, listing_id)
        values ($1, $2, $3, $4, $5, $6)
        on conflict on constraint joined_item_key do update set version = excluded.version, listing_id = excluded.listing_id
        where joined_item.version < excluded.version";
    let values = [
        joined.channel.slug().into(),
        joined.shop_id.as_str().into(),
        joined.item_id.as_str().into(),
        joined.cooperative_id.into(),
        joined.version.into(),
        joined.listing_id.into(),
    ];
    Ok(tx.run(sql, values).await? == 1)
}

/// The SKU of a listing; `None` before syndication has told of it.
pub async fn sku_of(tx: &Scoped, listing_id: Id<Listing>) -> Result<Option<String>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        sku: String,
    }
    let row: Option<Row> = tx.first("select sku from listing where listing_id = $1", [listing_id.into()]).await?;
    Ok(row.map(|row| row.sku))
}

/// Those of these items that somebody has joined to listings, with which.
async fn joined(
    tx: &Scoped,
    cooperatives: Vec<Uuid>,
    items: Vec<String>,
) -> Result<Vec<(Id<Listing>, ShopItem)>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        channel: String,
        shop_id: String,
        item_id: String,
        listing_id: Id<Listing>,
    }
    let sql = "select channel, shop_id, item_id, listing_id from joined_item
        where cooperative_id = any($1::uuid[]) and item_id = any($2::text[])";
    let rows: Vec<Row> = tx.all(sql, [cooperatives.into(), items.into()]).await?;
    let read = |row: Row| {
        let channel = row.channel.parse().map_err(|_| unknown_word("channel", &row.channel))?;
        Ok((row.listing_id, ShopItem { channel, shop_id: row.shop_id, item_id: row.item_id }))
    };
    rows.into_iter().map(read).collect()
}

/// What these SKUs and items of these cooperatives stand for.
pub async fn find_entries(
    tx: &Scoped,
    cooperatives: Vec<Uuid>,
    skus: Vec<String>,
    items: Vec<String>,
) -> Result<Vec<Entry>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        listing_id: Id<Listing>,
        cooperative_id: Id<Cooperative>,
        sku: String,
        product: String,
        grade: String,
        pack_g: i64,
        lots: Vec<Uuid>,
    }
    let sql = "select listing_id, cooperative_id, sku, product, grade, pack_g, lots from listing
        where cooperative_id = any($1::uuid[]) and (sku = any($2::text[]) or listing_id = any($3::uuid[]))";
    let joined = joined(tx, cooperatives.clone(), items).await?;
    let by_hand: Vec<Uuid> = joined.iter().map(|(listing_id, _)| listing_id.uuid()).collect();
    let rows: Vec<Row> = tx.all(sql, [cooperatives.into(), skus.into(), by_hand.into()]).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Entry {
                listing_id: row.listing_id,
                cooperative_id: row.cooperative_id,
                product: ProductCode::parse(&row.product).ok_or_else(|| unknown_word("product", &row.product))?,
                grade: Grade::from_slug(&row.grade).ok_or_else(|| unknown_word("grade", &row.grade))?,
                sku: row.sku,
                pack_g: row.pack_g,
                lots: row.lots.into_iter().map(Id::from_uuid).collect(),
                joined: joined.iter().filter(|(id, _)| *id == row.listing_id).map(|(_, item)| item.clone()).collect(),
            })
        })
        .collect()
}

/// Keeps a shop, which came at this moment if it is new.
pub async fn save_shop(tx: &Scoped, account: &ChannelAccountChanged, now: DateTime<Utc>) -> Result<(), DbErr> {
    let sql = "insert into shop (channel, shop_id, cooperative_id, version, connected, known_since)
        values ($1, $2, $3, $4, $5, $6)
        on conflict on constraint shop_key do update set version = excluded.version, connected = excluded.connected
        where shop.version < excluded.version";
    let values = [
        account.channel.slug().into(),
        account.shop_id.as_str().into(),
        account.cooperative_id.into(),
        account.version.into(),
        account.connected.into(),
        now.into(),
    ];
    tx.run(sql, values).await?;
    Ok(())
}

/// A shop, as far as its orders are concerned.
#[derive(Debug, Clone, Copy, FromQueryResult)]
pub struct Shop {
    /// Whose it is.
    pub cooperative_id: Id<Cooperative>,
    /// When it came, by the business calendar; `None` where nobody asked that yet.
    pub known_since: Option<DateTime<Utc>>,
}

/// A shop; `None` before syndication has told of it.
pub async fn shop(tx: &Scoped, channel: Channel, shop_id: &str) -> Result<Option<Shop>, DbErr> {
    let sql = "select cooperative_id, known_since from shop where channel = $1 and shop_id = $2";
    tx.first(sql, [channel.slug().into(), shop_id.into()]).await
}

/// Holds a cooperative's books for the rest of the transaction. Whoever takes an order, a listing or a lot begins here:
/// two that came at the same moment would not see each other, and the order would wait for ever for what has come.
pub async fn hold_books(tx: &Scoped, cooperative_id: Id<Cooperative>) -> Result<(), DbErr> {
    let sql = "select pg_advisory_xact_lock(hashtextextended($1, 0))";
    tx.run(sql, [format!("books of {cooperative_id}").into()]).await?;
    Ok(())
}

/// A shop whose turn it is to be polled.
#[derive(Debug, Clone)]
pub struct PollTurn {
    /// Where.
    pub channel: Channel,
    /// The shop's id there.
    pub shop_id: String,
    /// Every change before this was polled and committed.
    pub polled_until: Option<DateTime<Utc>>,
    /// The last night on which it looked back a week.
    pub swept_on: Option<NaiveDate>,
}

/// Claims the shops that were not polled for `seconds`.
pub async fn claim_polls(tx: &Scoped, seconds: f64) -> Result<Vec<PollTurn>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        channel: String,
        shop_id: String,
        polled_until: Option<DateTime<Utc>>,
        swept_on: Option<NaiveDate>,
    }
    let sql = "update shop set polled_at = now() where (channel, shop_id) in (
            select channel, shop_id from shop
            where connected and polled_at < now() - make_interval(secs => $1)
            order by polled_at limit 32 for update skip locked)
        returning channel, shop_id, polled_until, swept_on";
    let rows: Vec<Row> = tx.all(sql, [seconds.into()]).await?;
    rows.into_iter()
        .map(|row| {
            let channel = row.channel.parse().map_err(|_| unknown_word("channel", &row.channel))?;
            let Row { shop_id, polled_until, swept_on, .. } = row;
            Ok(PollTurn { channel, shop_id, polled_until, swept_on })
        })
        .collect()
}

/// A week was looked back over on this night.
pub async fn note_sweep(tx: &Scoped, turn: &PollTurn, night: NaiveDate) -> Result<(), DbErr> {
    let sql = "update shop set swept_on = $3 where channel = $1 and shop_id = $2";
    tx.run(sql, [turn.channel.slug().into(), turn.shop_id.as_str().into(), night.into()]).await?;
    Ok(())
}

/// Every change before `until` is in.
pub async fn move_watermark(tx: &Scoped, turn: &PollTurn, until: DateTime<Utc>) -> Result<(), DbErr> {
    let sql = "update shop set polled_until = $3 where channel = $1 and shop_id = $2";
    tx.run(sql, [turn.channel.slug().into(), turn.shop_id.as_str().into(), until.into()]).await?;
    Ok(())
}
