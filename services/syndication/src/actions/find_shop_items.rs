//! What a shop shows already, as it was last read; what is none of ours; and reading it anew.

use contract::{
    Page,
    syndication::{FindShopItems, IgnoreShopItem, PutUpRest, ReadShop, ShopItems},
};
use mailbox::Stop;
use scoped::Scoped;

use crate::{
    app::App,
    store::{
        accounts::{self, Standing},
        shop_items::{self, Wanted},
    },
};

pub(crate) async fn find_shop_items(app: &App, tx: &Scoped, ask: FindShopItems) -> Result<ShopItems, Stop> {
    let account = ask.account_id;
    let standing = accounts::reading_of(tx, account, (app.now)()).await?.ok_or_else(|| Stop::not_found("shop"))?;
    let Standing { under_way, held_back, read_at, read_fault } = standing;
    let rows = ask.page.rows();
    let key = ask.text.as_deref().map(places::search_key).filter(|key| !key.is_empty());
    let wanted = Wanted {
        account,
        key: key.as_deref(),
        state: ask.state,
        item_id: ask.item_id.as_deref(),
        after: ask.page.after.as_deref(),
    };
    // One more than asked for tells whether there is a next page.
    let mut found = shop_items::page(tx, &wanted, rows + 1).await?;
    let has_more = found.len() > rows as usize;
    found.truncate(rows as usize);
    let next = found.last().filter(|_| has_more).map(|last| last.item_id.clone());
    let counts = shop_items::counts(tx, account).await?;
    let found = Page { rows: found, next, total: None };
    let held_back = u64::try_from(held_back).unwrap_or(0);
    Ok(ShopItems { found, counts, under_way, held_back, read_at, fault: read_fault })
}

pub(crate) async fn ignore_shop_item(app: &App, tx: &Scoped, ask: IgnoreShopItem) -> Result<(), Stop> {
    let now = (app.now)();
    // Shops before what they show, as everybody locks them.
    if accounts::lock_own(tx, ask.account_id).await?.is_none()
        || !shop_items::ignore(tx, ask.account_id, &ask.item_id, ask.ignored.then_some(now)).await?
    {
        return Err(Stop::not_found("item"));
    }
    accounts::note_matched(tx, ask.account_id, now).await?;
    app.wake.notify_one();
    Ok(())
}

pub(crate) async fn put_up_rest(app: &App, tx: &Scoped, ask: PutUpRest) -> Result<(), Stop> {
    if !accounts::put_up_rest(tx, ask.account_id, (app.now)()).await? {
        return Err(Stop::not_found("shop"));
    }
    app.wake.notify_one();
    Ok(())
}

pub(crate) async fn read_shop(app: &App, tx: &Scoped, ask: ReadShop) -> Result<(), Stop> {
    if !accounts::read_again(tx, ask.account_id, (app.now)()).await? {
        return Err(Stop::not_found("shop"));
    }
    app.wake.notify_one();
    Ok(())
}
