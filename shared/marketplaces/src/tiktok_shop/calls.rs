//! What is asked of TikTok, and in which order, for each thing it can do. Sections 5.4 to 5.7.

mod catalogue;
mod listings;
mod money;
mod orders;
mod shipments;

/// Where each call goes, with its version. [K] for those the fact sheet does not write out.
pub(super) const PATHS: [(&str, &str); 27] = [
    ("authorization.shops", "/authorization/202309/shops"),
    ("brands", "/product/202309/brands"),
    ("cancellation.approve", "/return_refund/202309/cancellations/{}/approve"),
    ("cancellation.create", "/return_refund/202309/cancellations"),
    ("cancellation.reject", "/return_refund/202309/cancellations/{}/reject"),
    // [K].
    ("cancellation.search", "/return_refund/202309/cancellations/search"),
    ("categories", "/product/202309/categories"),
    ("category.attributes", "/product/202309/categories/{}/attributes"),
    ("consent", "/open/authorize"),
    ("image.upload", "/product/202309/images/upload"),
    ("inventory.update", "/product/202309/products/{}/inventory/update"),
    ("order.read", "/order/202309/orders"),
    ("order.search", "/order/202309/orders/search"),
    // [K].
    ("package.document", "/fulfillment/202309/packages/{}/shipping_documents"),
    ("package.ship", "/fulfillment/202309/packages/{}/ship"),
    ("price.update", "/product/202309/products/{}/prices/update"),
    ("product.activate", "/product/202309/products/activate"),
    ("product.create", "/product/202309/products"),
    ("product.deactivate", "/product/202309/products/deactivate"),
    ("product.edit", "/product/202509/products/{}"),
    ("product.read", "/product/202309/products/{}"),
    ("product.search", "/product/202502/products/search"),
    ("return.search", "/return_refund/202309/returns/search"),
    ("statement", "/finance/202501/orders/{}/statement_transactions"),
    ("token.get", "/api/v2/token/get"),
    ("token.refresh", "/api/v2/token/refresh"),
    ("warehouses", "/logistics/202309/warehouses"),
];
