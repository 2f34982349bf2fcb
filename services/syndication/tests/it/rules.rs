//! What shops show by their rules: set, explained, cleared and undone, all the way to the marketplace.

use amounts::{Percent, Vnd};
use contract::syndication::{
    Because, ChangePrices, ChangeRules, Changed, Filed, FindChanges, FindRules, HeldBack, OfferState, PreviewListing,
    PriceRule, Rounding, Rule, RuleKind, RulesOf, Season, ShopPreview, StockRule, UndoChange, Words,
};
use ids::{ChannelAccount, Id, Listing};

use crate::{
    goods::{Seller, form},
    house::House,
};

const SHOP: &str = "700101";
const NAME: &str = "Giàng Thị Mỷ";

fn margin(percent: i16) -> Rule {
    let percent = Percent::whole(percent);
    Rule::Price(PriceRule::Margin { percent, rounding: Rounding::UpToThousand, floor_vnd: None })
}

fn change(account_id: Id<ChannelAccount>, of: RulesOf, set: Vec<Rule>, clear: Vec<RuleKind>) -> ChangeRules {
    ChangeRules { account_id, of, set, clear, name: NAME.into() }
}

impl House {
    async fn change_rules(&self, seller: &Seller, ask: &ChangeRules) -> Changed {
        self.asker.ask(&self.manager(seller), ask).await.expect("the rules are changed")
    }

    async fn preview(&self, seller: &Seller, id: Id<Listing>) -> ShopPreview {
        let ask = PreviewListing { listing_id: Some(id), form: None };
        let mut previews = self.asker.ask(&self.manager(seller), &ask).await.expect("a preview");
        assert_eq!(previews.len(), 1, "one shop");
        previews.remove(0)
    }

    async fn until_price(&self, seller: &Seller, id: Id<Listing>, price: i64) {
        self.until_offer(seller, id, "the price is confirmed", |offer| offer.confirmed_price_vnd == Some(Vnd(price)))
            .await;
    }

    async fn until_stock(&self, seller: &Seller, id: Id<Listing>, stock: i64) {
        self.until_offer(seller, id, "the stock is confirmed", |offer| offer.confirmed_stock == Some(stock)).await;
    }
}

#[tokio::test]
async fn a_shop_shows_what_its_rules_say_and_what_the_listing_says_once_they_are_cleared() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 52_000).await;
    let shop = house.connect(&seller, SHOP).await;
    let id = house.save(&seller, form(&seller, "HTX01-CAM-5KG")).await;
    house.until_live(&seller, id).await;

    let of_shop = change(shop, RulesOf::TheShop, vec![margin(10)], vec![]);
    assert_eq!(house.change_rules(&seller, &of_shop).await.changed, 1);
    house.until_price(&seller, id, 181_000).await;
    assert_eq!(house.on_channel(SHOP, "HTX01-CAM-5KG").await.price_vnd, Vnd(181_000));
    let own = change(shop, RulesOf::Listings(vec![id]), vec![margin(20)], vec![]);
    house.change_rules(&seller, &own).await;
    house.until_price(&seller, id, 197_000).await;
    let unchanged = house.change_rules(&seller, &own).await;
    assert_eq!((unchanged.change_id, unchanged.changed), (None, 0), "what is so already is left alone");

    let shown = house.preview(&seller, id).await;
    assert_eq!(shown.price_vnd.value, Vnd(197_000));
    let because = &shown.price_vnd.because;
    assert!(
        because.iter().any(
            |why| matches!(why, Because::Rule { of_the_shop: false, set_by, about: RuleKind::Price, .. } if set_by == NAME)
        ),
        "{because:?}"
    );
    assert!(because.contains(&Because::Margin { from_vnd: Vnd(164_000), percent: Percent::whole(20) }));

    let rules = house.asker.ask(&house.manager(&seller), &FindRules { listing_id: Some(id) }).await.expect("rules");
    let whose: Vec<_> = rules.iter().map(|rule| rule.listing_id).collect();
    assert_eq!((whose, rules[0].set_by.as_str()), (vec![Some(id), None], NAME));
    for (of, price) in [(RulesOf::Listings(vec![id]), 181_000), (RulesOf::TheShop, 164_000)] {
        house.change_rules(&seller, &change(shop, of, vec![], vec![RuleKind::Price])).await;
        house.until_price(&seller, id, price).await;
    }
    let rules = house.asker.ask(&house.manager(&seller), &FindRules { listing_id: Some(id) }).await.expect("rules");
    assert_eq!(rules, [], "a rule that is cleared is gone");
    assert_eq!(house.preview(&seller, id).await.price_vnd.because, [Because::Listing]);
    house.close().await;
}

#[tokio::test]
async fn what_is_held_back_grows_with_the_days_and_a_season_ends_by_itself() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 75_000).await;
    let shop = house.connect(&seller, SHOP).await;
    let id = house.save(&seller, form(&seller, "HTX01-CAM-5KG")).await;
    house.until_stock(&seller, id, 15).await;
    let (held_back, more_a_day) = (HeldBack::Packs(2), HeldBack::Packs(1));
    let buffer = Rule::Stock(StockRule::Buffer { held_back, last_days: 5, more_a_day });
    let season = Rule::Season(Season { from: None, to: Some("2026-03-13".parse().expect("a day")) });
    house.change_rules(&seller, &change(shop, RulesOf::TheShop, vec![buffer, season], vec![])).await;
    house.until_stock(&seller, id, 13).await;

    // Nothing happens but that the days go by: the lot should be sold by 15 March.
    house.calendar.set("2026-03-13T02:00:00Z".parse().expect("an instant"));
    house.until_stock(&seller, id, 10).await;
    let shown = house.preview(&seller, id).await;
    assert_eq!(shown.stock.because.first(), Some(&Because::Lots { packs: 15, days_left: Some(2) }));
    assert_eq!(shown.stock.because.last(), Some(&Because::Buffer { packs: 5 }));
    house.calendar.set("2026-03-14T02:00:00Z".parse().expect("an instant"));
    house.until_offer(&seller, id, "the season is over", |offer| offer.state == OfferState::Paused).await;
    assert_eq!(house.items_live().await, 0);
    let to = "2026-03-13".parse().expect("a day");
    assert!(house.preview(&seller, id).await.hidden.because.contains(&Because::AfterSeason { to }));
    house.change_rules(&seller, &change(shop, RulesOf::TheShop, vec![], vec![RuleKind::Season])).await;
    house.until_live(&seller, id).await;
    house.close().await;
}

#[tokio::test]
async fn a_category_that_the_channel_refuses_is_mended_by_clearing_its_rule() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    let shop = house.connect(&seller, SHOP).await;
    let id =
        house.save(&seller, contract::syndication::ListingForm { active: false, ..form(&seller, "CAM-5KG") }).await;
    let filed = Rule::Category(Filed { category_id: "1".into() });
    let named = Rule::Title(Words { text: "Cam sành Bắc Quang loại 1, hộp 5 kg".into() });
    house.change_rules(&seller, &change(shop, RulesOf::Listings(vec![id]), vec![filed, named], vec![])).await;
    house.change(&seller, id, |form| form.active = true).await;
    let offer = house.until_offer(&seller, id, "it is refused", |offer| offer.state == OfferState::Rejected).await;
    assert_eq!(offer.reason_code.as_deref(), Some("category_refused"));
    house.change_rules(&seller, &change(shop, RulesOf::Listings(vec![id]), vec![], vec![RuleKind::Category])).await;
    house.until_live(&seller, id).await;
    let shown = house.preview(&seller, id).await;
    assert_eq!((shown.title.value.as_str(), shown.lacks.len()), ("Cam sành Bắc Quang loại 1, hộp 5 kg", 0));
    house.close().await;
}

#[tokio::test]
async fn prices_of_many_listings_change_in_one_go_and_come_back_in_one() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    let mut ids = Vec::new();
    for number in 0..3 {
        ids.push(house.save(&seller, form(&seller, &format!("HTX01-CAM-{number}"))).await);
    }
    let percent = Percent::parse("-12,5").expect("a rate");
    let price = PriceRule::Margin { percent, rounding: Rounding::NearestThousand, floor_vnd: Some(Vnd(100_000)) };
    let ask = ChangePrices { listings: ids.clone(), price, name: NAME.into() };
    let caller = house.manager(&seller);
    let changed = house.asker.ask(&caller, &ask).await.expect("changed");
    assert_eq!(changed.changed, 3);
    assert_eq!(house.asker.ask(&caller, &ask).await.expect("the same answer"), changed, "sent twice, done once");
    assert_eq!(house.listing(&seller, ids[0]).await.form.price_vnd, Vnd(144_000));

    house.change(&seller, ids[1], |form| form.price_vnd = Vnd(150_000)).await;
    let undo = UndoChange { change_id: changed.change_id.expect("it can be undone"), name: NAME.into() };
    let undone = house.asker.ask(&house.manager(&seller), &undo).await.expect("undone");
    assert_eq!((undone.changed, undone.left), (2, 1), "what somebody has changed since is left");
    let prices: Vec<_> = [
        house.listing(&seller, ids[0]).await.form.price_vnd,
        house.listing(&seller, ids[1]).await.form.price_vnd,
        house.listing(&seller, ids[2]).await.form.price_vnd,
    ]
    .into();
    assert_eq!(prices, [Vnd(164_000), Vnd(150_000), Vnd(164_000)]);
    let find = FindChanges { listing_id: Some(ids[0]), ..FindChanges::default() };
    let changes = house.asker.ask(&house.manager(&seller), &find).await.expect("changes").rows;
    let to = |price| Some(Rule::Price(PriceRule::Fixed { price_vnd: Vnd(price) }));
    let told: Vec<_> = changes.iter().map(|change| (change.before.clone(), change.after.clone())).collect();
    assert_eq!(told, [(to(144_000), to(164_000)), (to(164_000), to(144_000))]);
    let page = contract::PageRequest { size: 2, after: None };
    let first =
        house.asker.ask(&house.manager(&seller), &FindChanges { listing_id: None, page }).await.expect("a page");
    let rest = FindChanges { listing_id: None, page: contract::PageRequest { size: 9, after: first.next } };
    let rest = house.asker.ask(&house.manager(&seller), &rest).await.expect("a page");
    assert_eq!((first.rows.len(), rest.rows.len(), rest.next), (2, 3, None));
    house.close().await;
}

#[tokio::test]
async fn a_rule_is_of_ones_own_shop_and_listings_and_makes_sense() {
    let house = House::open().await;
    let (one, two) = (house.seller("HTX01", 50_000).await, house.seller("HTX02", 50_000).await);
    let shop = house.connect(&one, SHOP).await;
    let of_two = house.connect(&two, "700102").await;
    let id = house.save(&one, form(&one, "CAM-5KG")).await;
    let foreign = house.save(&two, form(&two, "CAM-5KG")).await;
    let refused = async |ask: ChangeRules| match house.asker.ask(&house.manager(&one), &ask).await {
        Err(mailbox::Unanswered::Refused(refusal)) => {
            refusal.fields.first().map_or(refusal.code, |fault| fault.code.clone())
        }
        other => panic!("a refusal was expected: {other:?}"),
    };
    let title = |text: &str| vec![Rule::Title(Words { text: text.into() })];
    let fixed = vec![Rule::Price(PriceRule::Fixed { price_vnd: Vnd(9) })];
    let of = |id| RulesOf::Listings(vec![id]);
    assert_eq!(refused(change(of_two, RulesOf::TheShop, vec![margin(5)], vec![])).await, "not_found");
    assert_eq!(refused(change(shop, of(foreign), vec![margin(5)], vec![])).await, "listing_unknown");
    assert_eq!(refused(change(shop, RulesOf::TheShop, fixed, vec![])).await, "rule_of_one_listing");
    assert_eq!(refused(change(shop, of(id), vec![margin(-95)], vec![])).await, "margin_range");
    assert_eq!(refused(change(shop, RulesOf::Listings(vec![]), vec![margin(5)], vec![])).await, "missing");
    assert_eq!(refused(change(shop, of(id), title("Cam sành Hà Giang loại 1"), vec![])).await, "title_indication");
    let preview = PreviewListing { listing_id: Some(foreign), form: None };
    assert_eq!(house.refusal(&house.manager(&one), &preview).await, "not_found");
    let changed = house.change_rules(&one, &change(shop, of(id), vec![margin(5)], vec![])).await;
    let undo = UndoChange { change_id: changed.change_id.expect("changed"), name: NAME.into() };
    assert_eq!(house.refusal(&house.manager(&two), &undo).await, "not_found");
    house.close().await;
}
