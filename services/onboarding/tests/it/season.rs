//! The season's own files, as the demo takes them.

use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicUsize, Ordering},
};

use contract::{
    imports::ImportKind,
    onboarding::{CooperativeChanged, LotDeclared, Verification},
};
use host::keys::{FileKeys, KeyProvider, Wrapped};
use mailbox::{Conversation, Heard, Stop};
use scoped::{FromQueryResult, Scoped};

use crate::house::{House, PRODUCER_KEYS, SEASON, counts, official, season_file};

const BOTH: [ImportKind; 2] = [ImportKind::Cooperatives, ImportKind::Harvest];

/// Somebody who listens and counts.
#[derive(Clone, Default)]
struct Ears {
    cooperatives: Arc<AtomicUsize>,
    members: Arc<AtomicI64>,
    lots: Arc<AtomicUsize>,
    grams: Arc<AtomicI64>,
}

async fn hear_cooperative(ears: &Ears, _tx: &Scoped, heard: Heard<CooperativeChanged>) -> Result<(), Stop> {
    assert_eq!(heard.fact.state, Verification::Submitted);
    ears.cooperatives.fetch_add(1, Ordering::Relaxed);
    ears.members.fetch_add(i64::from(heard.fact.households), Ordering::Relaxed);
    Ok(())
}

async fn hear_lot(ears: &Ears, _tx: &Scoped, heard: Heard<LotDeclared>) -> Result<(), Stop> {
    ears.lots.fetch_add(1, Ordering::Relaxed);
    ears.grams.fetch_add(heard.fact.quantity_g, Ordering::Relaxed);
    Ok(())
}

#[tokio::test]
async fn the_season_comes_in_and_is_told_once() {
    let house = House::new().await;
    let ears = Ears::default();
    Conversation::new(ears.clone(), house.world.database("analytics"), house.world.broker.clone())
        .hears::<CooperativeChanged>(hear_cooperative)
        .hears::<LotDeclared>(hear_lot)
        .start(&house.world.shutdown)
        .await
        .expect("somebody listens");
    let producers = house.take_whole(&official(), BOTH[0], season_file(SEASON, BOTH[0])).await;
    assert_eq!(
        counts(&producers),
        [
            ("cooperatives", 14, 0, 0),
            ("households", 334, 0, 0),
            ("papers", 39, 0, 0),
            ("plots", 0, 0, 0),
            ("union_memberships", 0, 0, 0)
        ]
    );
    let harvest = house.take_whole(&official(), BOTH[1], season_file(SEASON, BOTH[1])).await;
    assert_eq!(counts(&harvest), [("lots", 44, 0, 0), ("harvests", 603, 0, 0)]);
    house.world.until_quiet(&["onboarding"]).await;
    assert_eq!((ears.cooperatives.load(Ordering::Relaxed), ears.members.load(Ordering::Relaxed)), (14, 334));
    let declared = house.number("select sum(quantity_g)::bigint as n from harvest").await;
    assert_eq!((ears.lots.load(Ordering::Relaxed), ears.grams.load(Ordering::Relaxed)), (44, declared));
    house.world.end().await;
}

#[tokio::test]
async fn the_same_files_again_change_nothing() {
    let house = House::with_season(&BOTH).await;
    let told = house.number("select count(*) as n from outbox").await;
    let written = "select sum(xmin::text::bigint)::bigint as n from (select xmin from cooperative union all
        select xmin from household union all select xmin from paper union all select xmin from lot union all
        select xmin from harvest) as rows";
    let before = house.number(written).await;
    let producers = house.take_whole(&official(), BOTH[0], season_file(SEASON, BOTH[0])).await;
    assert_eq!(
        counts(&producers),
        [
            ("cooperatives", 0, 0, 14),
            ("households", 0, 0, 334),
            ("papers", 0, 0, 39),
            ("plots", 0, 0, 0),
            ("union_memberships", 0, 0, 0)
        ]
    );
    let harvest = house.take_whole(&official(), BOTH[1], season_file(SEASON, BOTH[1])).await;
    assert_eq!(counts(&harvest), [("lots", 0, 0, 44), ("harvests", 0, 0, 603)]);
    assert_eq!(house.number("select count(*) as n from outbox").await, told);
    assert_eq!(house.number(written).await, before, "not a row was written");
    house.world.end().await;
}

#[tokio::test]
async fn personal_numbers_lie_sealed_and_are_told_to_nobody() {
    #[derive(FromQueryResult)]
    struct Sealed {
        producer: String,
        place: String,
        bytes: Vec<u8>,
        tail: String,
        wrapped: Vec<u8>,
        wrapped_by: String,
    }
    let house = House::with_season(&BOTH).await;
    let tx = house.world.database("onboarding").begin_as_service().await.expect("a transaction");
    let sql = "with sealed (table_name, tenant, id, place, bytes, tail) as (
            select 'household', cooperative_id, household_id, 'personal_id', personal_id_sealed, personal_id_tail from household
            union all select 'household', cooperative_id, household_id, 'phone', phone_sealed, phone_tail from household
            union all select 'cooperative', cooperative_id, cooperative_id, 'representative_id',
                representative_id_sealed, representative_id_tail from cooperative
            union all select 'cooperative', cooperative_id, cooperative_id, 'phone', phone_sealed, phone_tail from cooperative
        )
        select format('onboarding|%s|%s', tenant, table_name) as producer, format('%s|%s', place, id) as place, bytes, tail,
            wrapped, wrapped_by
        from sealed join producer_key on producer_id = id";
    let rows: Vec<Sealed> = tx.all(sql, []).await.expect("rows");
    assert_eq!(rows.len(), 2 * (334 + 14));
    let keys = FileKeys::open(&house.folder.path().join(PRODUCER_KEYS)).expect("keys");
    for Sealed { producer, place, bytes, tail, wrapped, wrapped_by } in rows {
        let id = place.split_once('|').expect("column and row").1;
        let wrapped = (format!("{producer}|key|{id}"), Wrapped { key_id: wrapped_by, bytes: wrapped });
        let key = keys.unwrap(&[wrapped]).await.expect("it is for this producer").remove(0);
        let clear = key.sealer().open(&format!("{producer}|{place}"), &bytes).expect("it opens in its own place");
        let clear = String::from_utf8(clear).expect("digits");
        assert!(clear.ends_with(&tail) && clear.len() == 12, "{place}");
        assert!(!bytes.windows(9).any(|window| window == &clear.as_bytes()[..9]), "{place}");
    }
    // Every number begins so: 0022 99…, 0082 99…, and phones +84 900 000 ….
    let told = "select count(*) as n from outbox where body ~ '00[0-9]299[0-9]{6}|84900000|Lộc Thị Thắm'";
    assert_eq!(house.number(told).await, 0);
    assert_eq!(house.number("select count(*) as n from outbox where body like '%Suối Trong%'").await, 1);
    house.world.end().await;
}
