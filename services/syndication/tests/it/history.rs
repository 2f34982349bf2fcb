//! What happened to an offer, as it is told afterwards.

use amounts::Vnd;
use contract::{
    Caller, PageRequest, Role, Scope,
    syndication::{Because, FindOfferHistory, GetOffer, Happened, OfferState, RetryOffers, Told},
};
use ids::{Id, Offer};
use scoped::Database;

use crate::{
    goods::{Seller, form},
    house::House,
};

const SHOP: &str = "700101";

impl House {
    /// The newest first.
    pub async fn history(&self, seller: &Seller, offer_id: Id<Offer>) -> Vec<Happened> {
        let ask = FindOfferHistory { offer_id, page: PageRequest::first(200) };
        let page = self.asker.ask(&self.manager(seller), &ask).await.expect("a history");
        page.rows.into_iter().map(|event| event.happened).collect()
    }
}

#[tokio::test]
async fn the_history_of_an_offer_says_what_was_wished_and_why_what_was_told_and_what_was_answered() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    house.connect(&seller, SHOP).await;
    let id = house.save(&seller, form(&seller, "HTX01-CAM-5KG")).await;
    let offer_id = house.until_live(&seller, id).await.offer_id;
    house.change(&seller, id, |form| form.price_vnd = Vnd(900)).await;
    house.until_offer(&seller, id, "the price is refused", |offer| offer.state == OfferState::Rejected).await;
    let retry = RetryOffers { offers: vec![offer_id], name: "Giàng Thị Mỷ".into() };
    house.asker.ask(&house.manager(&seller), &retry).await.expect("tried again");
    let refused = |happened: &Happened| matches!(happened, Happened::Refused { .. });
    testkit::until("it is refused again", || async {
        house.history(&seller, offer_id).await.iter().filter(|happened| refused(happened)).count() == 2
    })
    .await;

    let events = house.history(&seller, offer_id).await;
    let [second, retried, first, cheap, there, new] = events.as_slice() else { panic!("{events:?}") };
    let words = "Invalid price, please use the correct format".to_owned();
    let told = Told::Price(Vnd(900));
    let refusal = Happened::Refused { told, reason_code: "price_refused".into(), channel_words: words };
    assert_eq!((first, second), (&refusal, &refusal));
    assert_eq!(retried, &Happened::Retried { by: "Giàng Thị Mỷ".into() });
    assert_eq!(there, &Happened::Confirmed { told: Told::Listing });
    let Happened::Wished { price_vnd: Some(price), stock: None, hidden: None } = cheap else { panic!("{cheap:?}") };
    assert_eq!((price.value, price.because.as_slice()), (Vnd(900), &[Because::Listing][..]));
    let Happened::Wished { price_vnd: Some(_), stock: Some(stock), hidden: Some(_) } = new else { panic!("{new:?}") };
    assert!(matches!(stock.because.as_slice(), [Because::Lots { packs: 10, .. }]), "{stock:?}");

    // Page by page it is the same, and nobody else's business.
    let ask = |after| FindOfferHistory { offer_id, page: PageRequest { size: 4, after } };
    let four = house.asker.ask(&house.manager(&seller), &ask(None)).await.expect("a page");
    let rest = house.asker.ask(&house.manager(&seller), &ask(four.next.clone())).await.expect("a page");
    let pages: Vec<_> = four.rows.into_iter().chain(rest.rows).map(|event| event.happened).collect();
    assert_eq!((pages, rest.next), (events, None));
    let other = house.seller("HTX02", 50_000).await;
    assert_eq!(house.refusal(&house.manager(&other), &ask(None)).await, "not_found");
    assert_eq!(house.refusal(&house.manager(&other), &GetOffer { offer_id }).await, "not_found");
    let official = Caller::person(Id::generate(), Role::ProvincialOfficial, Scope::Province);
    assert_eq!(house.refusal(&official, &ask(None)).await, "not_allowed");
    assert_eq!(house.asker.ask(&official, &GetOffer { offer_id }).await.expect("the offer").shop_id, None);
    house.close().await;
}

#[tokio::test]
async fn what_is_written_of_an_offer_stays_as_it_is_for_400_days() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    house.connect(&seller, SHOP).await;
    let id = house.save(&seller, form(&seller, "HTX01-CAM-5KG")).await;
    house.until_live(&seller, id).await;
    let tx = house.world.database("syndication").begin_as_service().await.expect("a transaction");
    for change in ["update offer_event set at = now()", "delete from offer_event"] {
        assert_eq!(tx.run(change, []).await.expect("it runs"), 0, "{change}");
    }
    let days = "
        insert into offer_event select uuid_at(now() - age), offer_id, cooperative_id, now() - age, happened
        from (select * from offer_event limit 1) as one, unnest(array[interval '399 days', interval '401 days']) as age";
    assert_eq!(tx.run(days, []).await.expect("it runs"), 2);
    tx.run("select offer_event_turn_partitions(interval '400 days')", []).await.expect("it runs");
    tx.commit().await.expect("committed");
    let old = "select count(*) as n from offer_event where at < now() - interval '300 days'";
    assert_eq!(house.world.number("syndication", old).await, 1);

    // Months as they were made at the time: one of which all is too old, and one of which a part is.
    let owner = Database::connect(&house.world.owner_url().await, "syndication", 1).await.expect("connected");
    let tx = owner.begin_as_service().await.expect("a transaction");
    let months = "do $$ declare month timestamp; begin
        for ago in 13..15 loop
            month := date_trunc('month', now() at time zone 'UTC') - ago * interval '1 month';
            execute format('create table offer_event_%s partition of offer_event for values from (%L) to (%L)',
                to_char(month, 'YYYYMM'), uuid_at(month at time zone 'UTC'),
                uuid_at((month + interval '1 month') at time zone 'UTC'));
        end loop; end $$";
    for sql in ["delete from offer_event_rest", months, "select offer_event_turn_partitions(interval '400 days')"] {
        tx.run(sql, []).await.expect("it runs");
    }
    tx.commit().await.expect("committed");
    owner.close().await;
    let left = "select count(*) as n from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'offer_event'::regclass
            and c.relname < 'offer_event_' || to_char(now() at time zone 'UTC' - interval '12 months', 'YYYYMM')";
    let left = house.world.number("syndication", left).await;
    assert!((1..=2).contains(&left), "{left} of three are left: a month goes once all of it is older");
    house.close().await;
}
