//! After the books are closed a few buyers still come, so that whoever opens the portal finds something to pack.

use contract::{Page, syndication::ListingView};
use serde_json::json;

use super::{bring_in::People, children::Children};

/// Orders for each cooperative, where it has that many listings with something left.
const EACH: usize = 3;

/// Buyers order and pay at the practice marketplace. Tells how many.
pub async fn come(people: &People, children: &Children) -> anyhow::Result<usize> {
    let mut placed = 0;
    for manager in &people.managers {
        let page: Page<ListingView> = manager.session.get("listings?size=50").await?;
        let left =
            page.rows.iter().filter(|listing| listing.available_g.is_some_and(|left| left >= 2 * listing.form.pack_g));
        for (listing, quantity) in left.take(EACH).zip([1, 2, 1]) {
            let basket =
                json!({ "shop_id": manager.shop_id, "sku": listing.form.sku, "quantity": quantity, "pay": true });
            children.tell_control("orders", &basket).await?;
            placed += 1;
        }
    }
    Ok(placed)
}
