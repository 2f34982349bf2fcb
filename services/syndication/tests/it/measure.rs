//! Measurements, to be run by hand in release: `cargo test --release -p syndication -- --ignored --nocapture`.

use std::time::{Duration, Instant};

use contract::syndication::{FindListings, SaveListing};
use futures::future::join_all;
use scoped::FromQueryResult;

use crate::{goods::form, house::House};

const SHOP: &str = "700101";

fn percentile(times: &mut [Duration], share: usize) -> Duration {
    times.sort_unstable();
    times[(times.len() - 1) * share / 100]
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn from_a_stock_change_to_the_channels_confirmation() {
    #[derive(FromQueryResult)]
    struct Confirmed {
        n: i64,
    }
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000_000).await;
    house.connect(&seller, SHOP).await;
    for number in 0..3 {
        let id = house.save(&seller, form(&seller, &format!("HTX01-CAM-{number}"))).await;
        house.until_live(&seller, id).await;
    }
    let database = house.world.database("syndication");
    let mut times = Vec::new();
    for round in 1..=200 {
        let packs = 10_000 - round;
        let began = Instant::now();
        house.stock(&seller, packs * 5_000).await;
        loop {
            let tx = database.begin_as_service().await.expect("a transaction");
            let sql = "select count(*) as n from offer where confirmed_stock = $1";
            let confirmed: Option<Confirmed> = tx.first(sql, [packs.into()]).await.expect("counted");
            if confirmed.expect("a row").n == 3 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        times.push(began.elapsed());
    }
    println!(
        "stock change to three confirmations: p50 {:?}, p99 {:?}",
        percentile(&mut times, 50),
        percentile(&mut times, 99)
    );
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn listing_twenty_of_ten_thousand() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000_000).await;
    for batch in 0..100 {
        let saves = (0..100).map(|number| {
            let form = form(&seller, &format!("HTX01-CAM-{batch}-{number}"));
            let (asker, caller) = (house.asker.clone(), house.manager(&seller));
            async move { asker.ask(&caller, &SaveListing { listing_id: None, seen_version: None, form }).await }
        });
        for saved in join_all(saves).await {
            saved.expect("saved");
        }
    }
    let began = Instant::now();
    let readers = (0..8).map(|_| async {
        let manager = house.manager(&seller);
        for _ in 0..500 {
            let page = contract::PageRequest::first(20);
            let found =
                house.asker.ask(&manager, &FindListings { page, ..FindListings::default() }).await.expect("a page");
            assert_eq!(found.rows.len(), 20);
        }
    });
    join_all(readers).await;
    println!("pages of 20 of 10,000 listings: {:.0}/s", 4_000.0 / began.elapsed().as_secs_f64());
    house.close().await;
}
