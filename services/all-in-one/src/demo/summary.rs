//! What came of a season, for people and as JSON.

use std::time::Instant;

use anyhow::Context;
use contract::{
    Page,
    analytics::Figures,
    intake::{IntakeFigures, OrderCounts, OrderState},
    onboarding::{CooperativeView, LotDeclared},
    syndication::OfferCounts,
};
use serde::Serialize;

use super::{bring_in::People, sell::MarketStatus, settle::Verdict};

/// The numbers of a season. Weights in grams, money in đồng.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    cooperatives: usize,
    households: u32,
    lots: usize,
    listings: u64,
    offers_live: u64,
    orders_placed: u64,
    orders_taken: u64,
    orders_delivered: u64,
    orders_cancelled: u64,
    orders_returned: u64,
    orders_unmet: u64,
    webhooks_received: u64,
    webhooks_duplicate: u64,
    webhooks_rejected: u64,
    orders_found_by_polling: u64,
    declared_g: i64,
    sold_g: i64,
    /// Sold over declared.
    sell_through: f64,
    revenue_vnd: i64,
    mean_price_vnd_per_kg: i64,
    /// Median channel price over median farm-gate price of the same product, grade and week.
    price_uplift_gross: f64,
    missing: i64,
    duplicated: i64,
    money_difference_vnd: i64,
    stock_negative: i64,
    /// Every other difference the accounting looks for, summed.
    other_differences: i64,
    seconds: f64,
}

/// Asks the house for its numbers, and puts them beside the marketplace's.
pub async fn gather(
    people: &People,
    market: &MarketStatus,
    verdict: &Verdict,
    offers_live: u64,
    begun: Instant,
) -> anyhow::Result<Summary> {
    let cooperatives: Page<CooperativeView> = people.official.get("cooperatives?size=200").await?;
    let lots: Page<LotDeclared> = people.official.get("declared-lots?size=200").await?;
    let offers: OfferCounts = people.operator.get("offers/counts").await?;
    let counts: OrderCounts = people.operator.get("orders/counts").await?;
    let health: IntakeFigures = people.operator.get("health/intake").await?;
    let figures: Figures = people.official.get("figures?group_by=nothing").await?;
    let total = figures.rows.into_iter().next().context("there are no figures")?;
    let orders = |state| counts.by_state.iter().find(|(known, _)| *known == state).map_or(0, |(_, n)| *n);
    Ok(Summary {
        cooperatives: cooperatives.rows.len(),
        households: cooperatives.rows.iter().map(|view| view.households).sum(),
        lots: lots.rows.len(),
        listings: offers.listings,
        offers_live,
        orders_placed: market.placed,
        orders_taken: counts.by_state.iter().map(|(_, n)| n).sum(),
        orders_delivered: orders(OrderState::Delivered),
        orders_cancelled: orders(OrderState::Cancelled),
        orders_returned: orders(OrderState::Returned),
        orders_unmet: market.unmet,
        webhooks_received: health.webhooks_received,
        webhooks_duplicate: health.webhooks_duplicate,
        webhooks_rejected: health.webhooks_rejected,
        orders_found_by_polling: health.orders_found_by_polling,
        declared_g: total.declared_g.unwrap_or(0),
        sold_g: total.sold_g,
        sell_through: ratio(total.sell_through_bp),
        revenue_vnd: total.revenue_vnd.0,
        mean_price_vnd_per_kg: total.mean_price_vnd_per_kg.unwrap_or_default().0,
        price_uplift_gross: ratio(total.uplift_bp),
        missing: verdict.count("missing"),
        duplicated: verdict.count("duplicated"),
        money_difference_vnd: verdict.count("money_difference_vnd"),
        stock_negative: verdict.count("stock_negative"),
        other_differences: verdict.others(),
        seconds: (begun.elapsed().as_secs_f64() * 10.0).round() / 10.0,
    })
}

/// Ten-thousandths as a fraction.
fn ratio(basis_points: Option<i64>) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a ratio for people, far below 2^53")]
    basis_points.map_or(0.0, |bp| bp as f64 / 10_000.0)
}

impl Summary {
    /// Our books and the marketplace's are the same.
    pub fn is_clean(&self) -> bool {
        let differences =
            [self.missing, self.duplicated, self.money_difference_vnd, self.stock_negative, self.other_differences];
        differences.into_iter().all(|n| n == 0)
    }

    /// For a person to read.
    pub fn print(&self) {
        let (declared, sold) = (amounts::Quantity::grams(self.declared_g), amounts::Quantity::grams(self.sold_g));
        println!("\nThe season is over, after {:.0} seconds.\n", self.seconds);
        println!("  Who       {} cooperatives with {} households", self.cooperatives, self.households);
        println!("  What      {} lots, {} listings, {} live offers", self.lots, self.listings, self.offers_live);
        println!(
            "  Orders    {} placed, {} taken: {} delivered, {} cancelled, {} returned",
            self.orders_placed, self.orders_taken, self.orders_delivered, self.orders_cancelled, self.orders_returned
        );
        println!("            {} more were wanted, but sold out", self.orders_unmet);
        println!(
            "  Webhooks  {} recorded, {} duplicates, {} rejected; polling found {} orders no webhook told of",
            self.webhooks_received, self.webhooks_duplicate, self.webhooks_rejected, self.orders_found_by_polling
        );
        println!("  Goods     {sold} sold of {declared} declared ({:.1} %)", self.sell_through * 100.0);
        println!(
            "  Money     {} in all, {} a kilogram; {:.2} times the farm-gate price",
            amounts::Vnd(self.revenue_vnd),
            amounts::Vnd(self.mean_price_vnd_per_kg),
            self.price_uplift_gross
        );
        println!("\n  Held against the marketplace's own books, line by line and đồng by đồng:");
        println!(
            "  {} missing, {} duplicated, {} ₫ difference, {} lots ever negative, {} other differences\n",
            self.missing, self.duplicated, self.money_difference_vnd, self.stock_negative, self.other_differences
        );
    }
}
