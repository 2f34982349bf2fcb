//! The claim of the crate's first page: a marketplace is one folder and one line in the registry. A fifth one is written
//! here as that page says, and the sources are searched for anybody else who knows a marketplace by its name.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use ids::Channel;
use marketplaces::{
    Answer, AsksToCancel, BringsOrders, CancelsOrders, ChannelOrder, GivesOrders, GrantsConsent, KeepsEvents, Limits,
    Marketplace, OrderPage, PrintsWaybills, Registry, RowOutcome, SendsPushes, Settles, Shop, ShowsCatalogue,
    TakesListings, TakesShipments, TellsReturns, manual::Manual,
};

/// A marketplace that only tells that nothing has changed.
struct Fifth;

macro_rules! cannot {
    ($($capability:ident: $what:ident),* $(,)?) => {
        $(fn $capability(&self) -> Option<&dyn $what> {
            None
        })*
    };
}

impl Marketplace for Fifth {
    fn channel(&self) -> Channel {
        Channel::Tiki
    }

    fn limits(&self) -> Limits {
        Limits { orders_per_fetch: 7, ..Manual.limits() }
    }

    fn gives_orders(&self) -> Option<&dyn GivesOrders> {
        Some(self)
    }

    cannot! {
        grants_consent: GrantsConsent,
        shows_catalogue: ShowsCatalogue,
        takes_listings: TakesListings,
        brings_orders: BringsOrders,
        takes_shipments: TakesShipments,
        prints_waybills: PrintsWaybills,
        cancels_orders: CancelsOrders,
        asks_to_cancel: AsksToCancel,
        tells_returns: TellsReturns,
        settles: Settles,
        sends_pushes: SendsPushes,
        keeps_events: KeepsEvents,
    }
}

impl GivesOrders for Fifth {
    fn changed<'a>(
        &'a self,
        _: &'a Shop,
        _: chrono::DateTime<chrono::Utc>,
        _: chrono::DateTime<chrono::Utc>,
        _: Option<&'a str>,
    ) -> Answer<'a, OrderPage> {
        Box::pin(async { Ok(OrderPage { channel_order_ids: Vec::new(), next: None }) })
    }

    fn fetch<'a>(&'a self, _: &'a Shop, _: &'a [String]) -> Answer<'a, Vec<RowOutcome<ChannelOrder>>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

#[tokio::test]
async fn a_fifth_marketplace_is_found_by_one_line_in_the_registry() {
    let registry = Registry::new(vec![Arc::new(Manual), Arc::new(Fifth)]);
    let fifth = registry.marketplace(Channel::Tiki).expect("it is registered");
    assert_eq!(fifth.limits().orders_per_fetch, 7);
    let shop = Shop { shop_id: "1".into(), access_token: String::new() };
    let now = chrono::Utc::now();
    let told = fifth.gives_orders().expect("a capability").changed(&shop, now, now, None).await.expect("a page");
    assert_eq!(told.next, None);
    assert!(fifth.takes_listings().is_none(), "what it cannot do is not there");
    assert!(registry.marketplace(Channel::Lazada).is_none(), "nobody else answers for it");
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            found.extend(sources(&entry));
        } else if entry.extension().is_some_and(|kind| kind == "rs") {
            found.push(entry);
        }
    }
    found
}

/// The code of a file before its tests, without comments.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).expect("a source");
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn nobody_but_the_registry_knows_a_connector_by_its_name() {
    let house = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let ours = house.join("shared/marketplaces/src");
    let folders: Vec<String> = fs::read_dir(&ours)
        .expect("the connectors")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.join("mod.rs").exists())
        .map(|path| path.file_name().expect("a name").to_string_lossy().into_owned())
        .collect();
    assert!(folders.len() > 4, "{folders:?}");
    let registry = ["channels.rs", "settings.rs"].map(|name| house.join("services/all-in-one/src").join(name));
    let services = ["accounts", "all-in-one", "analytics", "gateway", "intake", "onboarding", "syndication"];
    let mut others: Vec<PathBuf> =
        services.iter().flat_map(|name| sources(&house.join("services").join(name).join("src"))).collect();
    others.retain(|file| !registry.contains(file));
    others.extend(sources(&ours));
    for folder in &folders {
        let own = ours.join(folder);
        for file in others.iter().filter(|file| !file.starts_with(&own)) {
            let code = code(file);
            let named = [format!("marketplaces::{folder}"), format!("crate::{folder}::"), format!("    {folder}::")];
            let known = named.iter().find(|name| code.contains(*name));
            assert_eq!(known, None, "{} knows `{folder}`", file.display());
        }
    }
}
