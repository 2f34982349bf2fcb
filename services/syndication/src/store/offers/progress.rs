//! How far each shop is with what it is to show: one statement, however many offers there are.

use chrono::{DateTime, Utc};
use contract::syndication::ShopProgress;
use ids::{ChannelAccount, Id};
use scoped::{DbErr, FromQueryResult, Scoped};

use crate::{
    domain::progress::{PACE_OVER, Pace, done_at},
    store::unknown_word,
};

/// The shops of the caller's own.
pub(crate) async fn progress(tx: &Scoped, now: DateTime<Utc>) -> Result<Vec<ShopProgress>, DbErr> {
    let mut values = vec![(now - PACE_OVER).into()];
    let own = tx.own(&mut values, "shop.cooperative_id");
    let sql = include_str!("progress.sql").replace("$own", &own);
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    rows.into_iter().map(|row| row.progress(now)).collect()
}

#[derive(FromQueryResult)]
struct Row {
    account_id: Id<ChannelAccount>,
    channel: String,
    shop_id: String,
    connected: bool,
    offers: i64,
    waiting: i64,
    unresolved: i64,
    told: i64,
    told_since: Option<DateTime<Utc>>,
}

impl Row {
    fn progress(self, now: DateTime<Utc>) -> Result<ShopProgress, DbErr> {
        let pace = self.told_since.map(|since| Pace { told: self.told, since });
        let number = |count: i64| u64::try_from(count).unwrap_or(0);
        Ok(ShopProgress {
            account_id: self.account_id,
            channel: self.channel.parse().map_err(|_| unknown_word("channel", &self.channel))?,
            shop_id: self.shop_id,
            connected: self.connected,
            offers: number(self.offers),
            waiting: number(self.waiting),
            unresolved: number(self.unresolved),
            done_at: done_at(self.waiting, pace, now).filter(|_| self.connected),
        })
    }
}
