//! What onboarding tells: cooperatives, and the lots they have declared.

use contract::onboarding::{CooperativeChanged, LotDeclared};
use ids::{Cooperative, Id};
use mailbox::Heard;
use scoped::{DbErr, Scoped};

use crate::{
    as_told::AsTold,
    store::log::{self, LOGGED},
};

/// Logs the event and keeps the lot as declared, unless a newer declaration was heard.
pub(crate) async fn save_lot(tx: &Scoped, heard: &Heard<AsTold<LotDeclared>>) -> Result<(), DbErr> {
    let lot = &heard.fact.fact;
    let sql = format!(
        "with {LOGGED}
        insert into lot as before (lot_id, version, cooperative_id, commune_code, product, grade, season,
            picked_from, sell_by, declared_g)
        values ($7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        on conflict on constraint lot_key do update set
            version = excluded.version, cooperative_id = excluded.cooperative_id, commune_code = excluded.commune_code,
            product = excluded.product, grade = excluded.grade, season = excluded.season,
            picked_from = excluded.picked_from, sell_by = excluded.sell_by, declared_g = excluded.declared_g
        where before.version < excluded.version"
    );
    let effect = [
        lot.lot_id.into(),
        lot.version.into(),
        lot.cooperative_id.into(),
        lot.commune_code.as_str().into(),
        lot.product.as_str().into(),
        lot.grade.slug().into(),
        lot.season.as_str().into(),
        lot.picked_from.into(),
        lot.sell_by.into(),
        lot.quantity_g.into(),
    ];
    tx.run(&sql, log::values(heard, effect)).await?;
    Ok(())
}

/// Logs the event and keeps the cooperative as told; false if a newer telling was heard.
pub(crate) async fn save_cooperative(tx: &Scoped, heard: &Heard<AsTold<CooperativeChanged>>) -> Result<bool, DbErr> {
    let cooperative = &heard.fact.fact;
    let sql = format!(
        "with {LOGGED}
        insert into cooperative as before (cooperative_id, version, name, commune_code) values ($7, $8, $9, $10)
        on conflict on constraint cooperative_key do update set
            version = excluded.version, name = excluded.name, commune_code = excluded.commune_code
        where before.version < excluded.version"
    );
    let effect = [
        cooperative.cooperative_id.into(),
        cooperative.version.into(),
        cooperative.name.as_str().into(),
        cooperative.commune_code.as_str().into(),
    ];
    Ok(tx.run(&sql, log::values(heard, effect)).await? == 1)
}

/// Marks the days whose figures do not count where the cooperative sits. To be called with the reckoning held: no day is then
/// being reckoned by where the cooperative sat before.
pub(crate) async fn mark_stale(tx: &Scoped, cooperative: Id<Cooperative>) -> Result<(), DbErr> {
    let sql = "insert into stale (day, cooperative_id, channel)
        select distinct day, cooperative_id, channel
        from daily join cooperative using (cooperative_id)
        where cooperative_id = $1 and daily.commune_code is distinct from cooperative.commune_code";
    tx.run(sql, [cooperative.into()]).await?;
    Ok(())
}
