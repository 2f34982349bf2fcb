//! Measurements, to be run by hand in release: `cargo test --release -p syndication -- --ignored --nocapture`.

use std::time::Instant;

use contract::syndication::{FindListings, SaveListing};
use futures::future::join_all;

use crate::{goods::form, house::House};

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
