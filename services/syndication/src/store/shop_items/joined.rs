//! What somebody has joined to a listing by hand. Its SKU may say something else or nothing, so whoever takes its orders is told.

use amounts::Vnd;
use contract::syndication::ItemJoined;
use scoped::{DbErr, FromQueryResult, Scoped};

use crate::domain::offer::{Place, Shown};

/// Gives an offer what its shop shows under this id, and tells of it. `None` where the shop shows no such thing that is
/// nobody's.
pub(crate) async fn join(tx: &Scoped, place: &Place, shop_id: &str, item_id: &str) -> Result<Option<Shown>, DbErr> {
    let Some(shown) = take(tx, place, item_id).await? else { return Ok(None) };
    let fact = ItemJoined {
        item_id: item_id.to_owned(),
        version: keep(tx, place, item_id).await?,
        cooperative_id: place.cooperative_id,
        channel: place.channel,
        shop_id: shop_id.to_owned(),
        listing_id: place.listing_id,
    };
    mailbox::post(tx, &fact).await?;
    Ok(Some(shown))
}

async fn take(tx: &Scoped, place: &Place, item_id: &str) -> Result<Option<Shown>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        price_vnd: i64,
        stock: i64,
        live: bool,
    }
    let mut values = vec![place.account_id.into(), item_id.into(), place.offer_id.into()];
    let own = tx.own(&mut values, "cooperative_id");
    let sql = format!(
        "update shop_item set offer_id = $3, ignored_at = null
         where account_id = $1 and item_id = $2 and offer_id is null and {own} returning price_vnd, stock, live"
    );
    let row: Option<Row> = tx.first(&sql, values).await?;
    Ok(row.map(|row| Shown { price: Some(Vnd(row.price_vnd)), stock: Some(row.stock), hidden: Some(!row.live) }))
}

/// Tells how often it was joined.
async fn keep(tx: &Scoped, place: &Place, item_id: &str) -> Result<i64, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        version: i64,
    }
    let sql = "
        insert into joined_item (account_id, item_id, cooperative_id, listing_id, version) values ($1, $2, $3, $4, 1)
        on conflict on constraint joined_item_key
        do update set listing_id = excluded.listing_id, version = joined_item.version + 1 returning version";
    let values = [place.account_id.into(), item_id.into(), place.cooperative_id.into(), place.listing_id.into()];
    let row: Option<Row> = tx.first(sql, values).await?;
    row.map(|row| row.version).ok_or_else(|| DbErr::RecordNotFound("a row that was just kept".into()))
}
