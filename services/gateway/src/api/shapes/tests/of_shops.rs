//! What is told of shops.

use super::*;

#[test]
fn what_is_told_of_shops_is_described() {
    describes::<ConsentLink>(syndication::ConsentLink { link: "https://example.com".into() });
    describes::<ChannelAccountView>(syndication::ChannelAccountView {
        account_id: Id::generate(),
        cooperative_id: Id::generate(),
        channel: Channel::Shopee,
        shop_id: "42".into(),
        connected: true,
        reason_code: Some(words()),
        consent_ends_at: Some(at()),
        paused_at: Some(at()),
        called_at: Some(at()),
        call_fault: Some(words()),
        held_back: true,
    });
}
