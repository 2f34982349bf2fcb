//! The season itself: buyers order, cooperatives pack and ship, until the last parcel has come to its end.

use std::{collections::BTreeMap, time::Duration};

use contract::{
    Page,
    analytics::Figures,
    intake::{IntakeFigures, OrderView, TasksQueued},
};
use futures::future::join_all;
use ids::{Id, Order};
use serde::Deserialize;
use serde_json::json;

use super::{
    Options,
    bring_in::{Manager, People},
    children::Children,
    kills::Kills,
    plan::Plan,
    progress::Show,
};

/// How often cooperatives look for parcels to pack, and the display is drawn anew.
const PULSE: Duration = Duration::from_millis(300);

/// What the marketplace says of its season.
#[derive(Debug, Clone, Deserialize)]
pub struct MarketStatus {
    /// Orders the plan asks for.
    pub planned: u64,
    /// Orders placed.
    pub placed: u64,
    /// Orders nobody could place: sold out.
    pub unmet: u64,
    /// Orders by the marketplace's own status.
    pub by_status: BTreeMap<String, u64>,
    /// Orders that have not come to their end.
    pub open: u64,
    /// Its own clock, in business time.
    pub business_now: chrono::DateTime<chrono::FixedOffset>,
    /// No buyer will come any more.
    pub demand_done: bool,
}

/// Plays until every order has come to its end at the marketplace, and tells how that stood then.
pub async fn sell(
    options: &Options,
    plan: &Plan,
    people: &People,
    children: &mut Children,
    show: &Show,
) -> anyhow::Result<MarketStatus> {
    children.tell_control("plan", &plan.rows).await?;
    let seconds = options.seconds.unwrap_or_else(|| (150.0 * options.scale).max(25.0));
    #[expect(clippy::cast_precision_loss, reason = "a season has some hundred days")]
    let days_per_second = plan.days() as f64 / seconds;
    let season = json!({
        "starts_on": plan.starts_on, "ends_on": plan.ends_on, "days_per_second": days_per_second, "seed": options.seed,
        "cancel_per_mille": 30, "return_per_mille": 10,
        "push_duplicate_per_mille": 50, "push_reorder_per_mille": 50, "push_lose_per_mille": 20,
    });
    children.tell_control("play", &season).await?;
    let mut kills = Kills::planned(options.kill);
    let mut still = 0;
    loop {
        let market: MarketStatus = children.control("status").await?;
        kills.strike(&market, children, show).await?;
        let packed: usize = join_all(people.managers.iter().map(pack)).await.into_iter().sum();
        show.season(&market, packed, intake(people).await.as_ref(), figures(people).await.as_ref());
        // What was lost on the way is shipped late, once polling has found it; so the end is waited for, not computed.
        if market.demand_done && market.open == 0 && kills.are_done() {
            slow_down(&market, children).await?;
            return Ok(market);
        }
        still = if packed == 0 && market.demand_done { still + 1 } else { 0 };
        anyhow::ensure!(still < 1_000, "{} orders at the marketplace do not come to their end", market.open);
        tokio::time::sleep(PULSE).await;
    }
}

/// From the next day on, the season's clock goes as fast as the one on the wall: whoever looks around afterwards finds
/// the season just over, not years ago. Never a step back: a poll asks for what changed until now.
async fn slow_down(market: &MarketStatus, children: &Children) -> anyhow::Result<()> {
    let tomorrow = market.business_now.date_naive() + chrono::TimeDelta::days(1);
    let no_demand: [(); 0] = [];
    children.tell_control("plan", &no_demand).await?;
    let season = json!({ "starts_on": tomorrow, "ends_on": tomorrow, "days_per_second": 1.0 / 86_400.0 });
    children.tell_control("play", &season).await
}

async fn intake(people: &People) -> Option<IntakeFigures> {
    people.operator.get("health/intake").await.ok()
}

async fn figures(people: &People) -> Option<Figures> {
    people.official.get("figures?group_by=nothing").await.ok()
}

/// A cooperative ships what is paid and whole, and cancels what it cannot fill. Tells how many it dealt with.
async fn pack(manager: &Manager) -> usize {
    match try_pack(manager).await {
        Ok(count) => count,
        Err(error) => {
            tracing::debug!(cooperative = %manager.cooperative_id, %error, "packing is tried again");
            0
        }
    }
}

async fn try_pack(manager: &Manager) -> anyhow::Result<usize> {
    let page: Page<OrderView> = manager.session.get("orders?state=paid&sort=ship_by&size=200").await?;
    let waiting = page.rows.into_iter().filter(|view| view.task.is_none() && !view.cancel_requested);
    let (short, whole): (Vec<_>, Vec<_>) =
        waiting.partition(|view| view.order.lines.iter().any(|line| line.short_g > 0));
    let ids = |views: Vec<OrderView>| views.into_iter().map(|view| view.order.order_id).collect::<Vec<Id<Order>>>();
    let (short, whole) = (ids(short), ids(whole));
    let count = short.len() + whole.len();
    for (path, order_ids) in [("orders/ship", whole), ("orders/cancel", short)] {
        if !order_ids.is_empty() {
            let _: TasksQueued = manager.session.post(path, &json!({ "order_ids": order_ids })).await?;
        }
    }
    Ok(count)
}
