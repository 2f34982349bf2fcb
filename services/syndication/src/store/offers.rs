//! Offers: locked, saved in sets together with what is told of them, claimed by workers, and looked at.

mod history;
mod progress;
mod troubled;

pub(crate) use history::history;
pub(crate) use progress::progress;
pub(crate) use troubled::{Troubled, count_troubled, detail, troubled};

use std::collections::BTreeMap;

use amounts::Vnd;
use chrono::{DateTime, Utc};
use contract::syndication::{OfferCounts, OfferState, OfferView};
use ids::{Channel, ChannelAccount, Id, Listing, Offer as OfferId};
use scoped::{DbErr, FromQueryResult, Scoped};
use uuid::Uuid;

use super::{offer_row::OfferRow, rows_as_json, unknown_word};
use crate::domain::offer::Offer;

/// Calls for one shop at once.
const AT_ONCE_PER_ACCOUNT: i64 = 8;

const COUNT: &str = "
    select state, count(*) as offers,
        count(*) filter (where state = 'live' and (confirmed_stock is distinct from wished_stock
            or confirmed_price_vnd is distinct from wished_price_vnd)) as unconfirmed
    from offer";

/// Keeps offers with what happened to them, and tells every change of state.
pub(crate) async fn save(tx: &Scoped, offers: &mut [Offer]) -> Result<(), DbErr> {
    if offers.is_empty() {
        return Ok(());
    }
    let facts: Vec<_> = offers.iter_mut().filter_map(Offer::tell).collect();
    let rows: Vec<OfferRow> = offers.iter().map(OfferRow::of).collect();
    tx.run(include_str!("offers/save.sql"), [rows_as_json(&rows)?]).await?;
    history::keep(tx, offers).await?;
    mailbox::post_all(tx, &facts).await
}

/// Offers, locked until the transaction ends.
pub(crate) async fn lock_all(tx: &Scoped, ids: &[Uuid]) -> Result<Vec<Offer>, DbErr> {
    let mut values = vec![ids.to_vec().into()];
    let seen = tx.seen(&mut values, "cooperative_id", "commune_code");
    let sql =
        format!("select * from offer where offer_id = any($1::uuid[]) and {seen} order by offer_id for no key update");
    offers(tx.all(&sql, values).await?)
}

/// The offers of a shop that are yet without an item while it shows one under their listing's SKU, locked until the transaction
/// ends; those that somebody else has in hand are left to them.
pub(crate) async fn lock_unplaced(
    tx: &Scoped,
    account: Id<ChannelAccount>,
    now: DateTime<Utc>,
) -> Result<Vec<Offer>, DbErr> {
    let sql = "
        select offer.* from offer join listing using (listing_id)
        where offer.account_id = $1 and channel_item_id is null and not wished_hidden
            and (claimed_until is null or claimed_until <= $2)
            and exists (select from shop_item where shop_item.account_id = $1 and shop_item.sku = listing.sku
                and shop_item.offer_id is null and shop_item.ignored_at is null)
        order by offer_id for no key update of offer skip locked";
    offers(tx.all(sql, [account.into(), now.into()]).await?)
}

/// A listing's offer in a shop of the caller's own, locked until the transaction ends.
pub(crate) async fn lock_in(
    tx: &Scoped,
    account: Id<ChannelAccount>,
    listing: Id<Listing>,
) -> Result<Option<Offer>, DbErr> {
    let mut values = vec![account.into(), listing.into()];
    let own = tx.own(&mut values, "cooperative_id");
    let sql = format!("select * from offer where account_id = $1 and listing_id = $2 and {own} for no key update");
    let row: Option<OfferRow> = tx.first(&sql, values).await?;
    row.map(OfferRow::offer).transpose()
}

/// Every offer of these listings, locked until the transaction ends.
pub(crate) async fn lock_of(tx: &Scoped, listings: &[Id<Listing>]) -> Result<Vec<Offer>, DbErr> {
    let sql = "select * from offer where listing_id = any($1::uuid[]) order by offer_id for no key update";
    offers(tx.all(sql, [uuids(listings).into()]).await?)
}

/// The most urgent offers that something is to be done for, of shops we may call for, locked until the transaction ends.
pub(crate) async fn lock_due(
    tx: &Scoped,
    channels: &[Channel],
    at_most: i64,
    now: DateTime<Utc>,
) -> Result<Vec<Offer>, DbErr> {
    let channels: Vec<String> = channels.iter().map(ToString::to_string).collect();
    let values = [now.into(), channels.into(), at_most.into(), AT_ONCE_PER_ACCOUNT.into()];
    offers(tx.all(include_str!("offers/lock_due.sql"), values).await?)
}

/// Some live offers whose confirmation has grown old: a day, or a quarter of an hour where something has changed within
/// the hour. Locked until the transaction ends.
pub(crate) async fn lock_long_confirmed(tx: &Scoped, at_most: i64, now: DateTime<Utc>) -> Result<Vec<Offer>, DbErr> {
    let sql = "
        select * from offer
        where state = 'live' and next_attempt_at is null
            and confirmed_at < $1 - case when wished_at > $1 - interval '1 hour' then interval '15 minutes'
                                         else interval '1 day' end
        order by confirmed_at limit $2 for no key update skip locked";
    offers(tx.all(sql, [now.into(), at_most.into()]).await?)
}

/// Some offers of one shop that were not read back since then, where nothing is to be told in that shop. Locked until the
/// transaction ends.
pub(crate) async fn lock_to_read(
    tx: &Scoped,
    channels: &[Channel],
    at_most: i64,
    (since, now): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<Offer>, DbErr> {
    let channels: Vec<String> = channels.iter().map(ToString::to_string).collect();
    let values = [since.into(), now.into(), channels.into(), at_most.into()];
    offers(tx.all(include_str!("offers/lock_to_read.sql"), values).await?)
}

/// What the shops show of these listings.
pub(crate) async fn views_of(tx: &Scoped, listings: &[Id<Listing>]) -> Result<Vec<(Id<Listing>, OfferView)>, DbErr> {
    let mut values = vec![uuids(listings).into()];
    let seen = tx.seen(&mut values, "cooperative_id", "commune_code");
    let sql = format!(
        "select offer_id, listing_id, account_id, channel, state, channel_item_id, reason_code, channel_words,
            confirmed_stock, confirmed_price_vnd, confirmed_at, next_attempt_at
        from offer where listing_id = any($1::uuid[]) and {seen} order by offer_id"
    );
    let rows: Vec<View> = tx.all(&sql, values).await?;
    rows.into_iter().map(View::offer).collect()
}

/// How many offers are in each state; listings are not counted.
pub(crate) async fn count(tx: &Scoped) -> Result<OfferCounts, DbErr> {
    #[derive(FromQueryResult)]
    struct Count {
        state: String,
        offers: i64,
        unconfirmed: i64,
    }
    let mut values = Vec::new();
    let seen = tx.seen(&mut values, "cooperative_id", "commune_code");
    let rows: Vec<Count> = tx.all(&format!("{COUNT} where {seen} group by state"), values).await?;
    let number = |count: i64| u64::try_from(count).unwrap_or(0);
    let by_state: BTreeMap<_, _> = rows.iter().map(|row| (row.state.as_str(), number(row.offers))).collect();
    let of = |state: OfferState| by_state.get(state.slug()).copied().unwrap_or(0);
    Ok(OfferCounts {
        listings: 0,
        queued: of(OfferState::Queued),
        submitted: of(OfferState::Submitted),
        live: of(OfferState::Live),
        rejected: of(OfferState::Rejected),
        paused: of(OfferState::Paused),
        unconfirmed: number(rows.iter().map(|row| row.unconfirmed).sum()),
        troubled: BTreeMap::new(),
    })
}

/// The category a channel files each of its products under.
pub(crate) async fn categories(tx: &Scoped) -> Result<BTreeMap<(String, String), String>, DbErr> {
    #[derive(FromQueryResult)]
    struct Filed {
        channel: String,
        product: String,
        category_id: String,
    }
    let rows: Vec<Filed> = tx.all("select channel, product, category_id from channel_category", []).await?;
    Ok(rows.into_iter().map(|row| ((row.channel, row.product), row.category_id)).collect())
}

fn offers(rows: Vec<OfferRow>) -> Result<Vec<Offer>, DbErr> {
    rows.into_iter().map(OfferRow::offer).collect()
}

fn uuids(ids: &[Id<Listing>]) -> Vec<Uuid> {
    ids.iter().map(|id| id.uuid()).collect()
}

#[derive(FromQueryResult)]
struct View {
    offer_id: Id<OfferId>,
    listing_id: Id<Listing>,
    account_id: Id<ChannelAccount>,
    channel: String,
    state: String,
    channel_item_id: Option<String>,
    reason_code: Option<String>,
    channel_words: Option<String>,
    confirmed_stock: Option<i64>,
    confirmed_price_vnd: Option<i64>,
    confirmed_at: Option<DateTime<Utc>>,
    next_attempt_at: Option<DateTime<Utc>>,
}

impl View {
    fn offer(self) -> Result<(Id<Listing>, OfferView), DbErr> {
        let view = OfferView {
            offer_id: self.offer_id,
            account_id: self.account_id,
            channel: self.channel.parse().map_err(|_| unknown_word("channel", &self.channel))?,
            state: OfferState::from_slug(&self.state).ok_or_else(|| unknown_word("state", &self.state))?,
            channel_item_id: self.channel_item_id,
            reason_code: self.reason_code,
            channel_words: self.channel_words,
            confirmed_stock: self.confirmed_stock,
            confirmed_price_vnd: self.confirmed_price_vnd.map(Vnd),
            confirmed_at: self.confirmed_at,
            next_attempt_at: self.next_attempt_at,
        };
        Ok((self.listing_id, view))
    }
}
