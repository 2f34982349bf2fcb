//! Rules with the names of their shops and listings, as a file tells them.

use contract::syndication::Rule;
use ids::{Channel, ChannelAccount, Id, Listing};
use scoped::{DbErr, FromQueryResult, Scoped};
use sea_orm::JsonValue;
use uuid::Uuid;

use super::read;
use crate::store::unknown_word;

/// A rule, and what people call where it stands.
#[derive(Debug, Clone)]
pub(crate) struct PlacedRule {
    pub(crate) account_id: Id<ChannelAccount>,
    pub(crate) channel: Channel,
    pub(crate) shop_id: String,
    /// `None` for all listings that have none of their own.
    pub(crate) listing_id: Option<Id<Listing>>,
    pub(crate) sku: Option<String>,
    pub(crate) rule: Rule,
}

/// The rules of these shops for all listings, and those of these listings in any shop; those of one place beside each other.
pub(crate) async fn placed(
    tx: &Scoped,
    shops: &[Id<ChannelAccount>],
    listings: &[Id<Listing>],
) -> Result<Vec<PlacedRule>, DbErr> {
    let shops: Vec<Uuid> = shops.iter().map(|id| id.uuid()).collect();
    let listings: Vec<Uuid> = listings.iter().map(|id| id.uuid()).collect();
    let mut values = vec![shops.into(), listings.into()];
    let own = tx.own(&mut values, "rule.cooperative_id");
    let sql = format!(
        "select rule.account_id, rule.listing_id, rule.rule, shop.channel, shop.shop_id, listing.sku
        from channel_rule as rule
        join channel_account as shop on shop.account_id = rule.account_id
        left join listing on listing.listing_id = rule.listing_id
        where (rule.listing_id = any($2::uuid[]) or (rule.listing_id is null and rule.account_id = any($1::uuid[])))
            and {own}
        order by listing.sku nulls first, shop.channel, shop.shop_id, rule.account_id, rule.listing_id, rule.kind"
    );
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    rows.into_iter().map(Row::placed).collect()
}

#[derive(FromQueryResult)]
struct Row {
    account_id: Id<ChannelAccount>,
    listing_id: Option<Id<Listing>>,
    rule: JsonValue,
    channel: String,
    shop_id: String,
    sku: Option<String>,
}

impl Row {
    fn placed(self) -> Result<PlacedRule, DbErr> {
        Ok(PlacedRule {
            account_id: self.account_id,
            channel: self.channel.parse().map_err(|_| unknown_word("channel", &self.channel))?,
            shop_id: self.shop_id,
            listing_id: self.listing_id,
            sku: self.sku,
            rule: read(self.rule)?,
        })
    }
}
