//! What is asked of Tiki, and in which order, for each thing it can do. Sections 6.1 to 6.4.

mod listings;
mod orders;

/// Where each call goes, with its version. [K] for those the fact sheet does not write out.
pub(super) const PATHS: [(&str, &str); 20] = [
    ("categories", "/integration/v2/categories"),
    ("category.attributes", "/integration/v2/categories/{}/attributes"),
    ("consent", "/sc/oauth2/auth"),
    // [U] the fact sheet writes `…/orders/{code}/…confirm`.
    ("order.confirm", "/integration/v2/orders/{}/dropship/confirm"),
    ("order.read", "/integration/v2/orders/{}"),
    ("order.update_delivery", "/integration/v2/orders/{}/seller-delivery/update-delivery"),
    ("orders", "/integration/v2/orders"),
    ("product.find", "/integration/v2.1/products/findBy"),
    ("product.read", "/integration/v2.1/products/{}"),
    ("product.update", "/integration/v2.1/products/updateSku"),
    ("products", "/integration/v2.1/products"),
    ("queue.open", "/integration/v1/queues"),
    ("queue.pull", "/integration/v1/queues/{}/events/pull"),
    ("queue.subscribe", "/integration/v1/queues/{}/subscriptions"),
    ("request.create", "/integration/v2.1/requests"),
    // [K].
    ("request.list", "/integration/v2.1/requests"),
    // [K].
    ("request.read", "/integration/v2.1/requests/{}"),
    ("seller.me", "/integration/v2/sellers/me"),
    ("seller.warehouses", "/integration/v2/sellers/me/warehouses"),
    ("token", "/sc/oauth2/token"),
];
