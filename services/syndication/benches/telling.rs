//! How fast shops are told: a first publication, another number for everything, and one sale that all of them must know of.
//! `cargo bench -p syndication --bench telling -- 500` does it with so many listings instead of ten thousand.

#[expect(dead_code, reason = "made for tests, which need more of it")]
#[path = "../tests/it/goods.rs"]
mod goods;
#[expect(dead_code, reason = "made for tests, which need more of it")]
#[path = "../tests/it/lossy.rs"]
mod lossy;
#[expect(dead_code, reason = "made for tests, which need more of it")]
#[path = "../tests/it/markets.rs"]
mod markets;

use std::{
    fs,
    time::{Duration, Instant},
};

use futures::{StreamExt, stream};
use ids::{Channel, Id, Lot};
use markets::{Markets, ShopOf};

/// Tiki's create wants addresses of pictures, which this house does not give out; so Shopee has two shops.
const SHOPS: [ShopOf; 4] = [
    (Channel::Shopee, "700101"),
    (Channel::Lazada, "700102"),
    (Channel::TiktokShop, "700103"),
    (Channel::Shopee, "700104"),
];
const LISTINGS: usize = 10_000;
/// Lots are shared by as many listings; the first is one listing's alone.
const LISTINGS_OF_A_LOT: usize = 10;
const SALES: i64 = 200;
const PACKS: i64 = 1_000;
/// How often it is looked whether all is told: counting tens of thousands costs something, too.
const LOOK_EVERY: Duration = Duration::from_millis(200);
const LOOK_FOR_ONE_EVERY: Duration = Duration::from_millis(1);

fn main() {
    // `cargo test` runs benches with --test; measuring is for `cargo bench`.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let listings = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(LISTINGS);
    tokio::runtime::Runtime::new().expect("a runtime").block_on(measure(listings));
}

async fn measure(listings: usize) {
    let markets = Markets::open().await;
    let lots = markets.lots(1 + listings.div_ceil(LISTINGS_OF_A_LOT), PACKS).await;
    let saves = (0..listings).map(|number| {
        let (markets, lot) = (&markets, lots[number.div_ceil(LISTINGS_OF_A_LOT)]);
        async move { markets.list(&format!("HTX01-CAM-{number:05}"), lot).await }
    });
    stream::iter(saves).buffer_unordered(32).collect::<Vec<_>>().await;

    let offers = i64::try_from(listings * SHOPS.len()).expect("not so many");
    let begun = Instant::now();
    markets.open_shops(&SHOPS).await;
    until_shown(&markets, "true", offers, LOOK_EVERY).await;
    told("publication", offers, begun);

    let begun = Instant::now();
    let fewer: Vec<_> = lots.iter().map(|lot| markets.stock(*lot, 2, PACKS - 1)).collect();
    markets.tell(&fewer).await;
    until_shown(&markets, &format!("confirmed_stock = {}", PACKS - 1), offers, LOOK_EVERY).await;
    told("another number for everything", offers, begun);

    sales(&markets, lots[0]).await;
    markets.close().await;
}

/// Sells from one lot again and again, while there is nothing else to tell.
async fn sales(markets: &Markets, lot: Id<Lot>) {
    let sku = "HTX01-CAM-00000";
    let of_it = format!("listing_id = (select listing_id from listing where sku = '{sku}')");
    let mut times = Vec::new();
    for sale in 1..=SALES {
        let begun = Instant::now();
        let packs = PACKS - 1 - sale;
        markets.tell(&[markets.stock(lot, 2 + sale, packs)]).await;
        let all = i64::try_from(SHOPS.len()).expect("a few");
        until_shown(markets, &format!("confirmed_stock = {packs} and {of_it}"), all, LOOK_FOR_ONE_EVERY).await;
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    let share = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1e3;
    let (p50, p99) = (share(50), share(99));
    println!("{}", serde_json::json!({ "told": "a sale", "shops": SHOPS.len(), "p50_ms": p50, "p99_ms": p99 }));
    println!("from a sale to the confirmation of {} shops: p50 {p50:.0} ms, p99 {p99:.0} ms", SHOPS.len());
}

/// Looks until so many live offers are at rest and like this.
async fn until_shown(markets: &Markets, like: &str, offers: i64, look_every: Duration) {
    let sql = format!(
        "select count(*) as n from offer where state = 'live' and next_attempt_at is null and {like}
            and not exists (select from listing where resolve_due)"
    );
    while markets.world.number("syndication", &sql).await < offers {
        tokio::time::sleep(look_every).await;
    }
}

fn told(what: &str, offers: i64, begun: Instant) {
    let seconds = begun.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "some ten thousands")]
    let per_s = offers as f64 / seconds;
    let peak = peak_mib();
    println!("{}", serde_json::json!({ "told": what, "offers": offers, "per_s": per_s, "peak_mib": peak }));
    println!("{what}: {offers} offers in {seconds:.1} s, {per_s:.0}/s, at most {peak} MiB with the marketplaces in it");
}

/// The most memory this process ever had.
fn peak_mib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
    peak.map_or(0, |kib: u64| kib >> 10)
}
