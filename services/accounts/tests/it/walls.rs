//! The second wall: what Postgres lets each scope see and change of people, whatever the application asks.

use contract::{
    Caller, Role, Scope,
    accounts::{Grant, PersonChange},
};
use ids::{Cooperative, Id, Person};
use scoped::{Access, FromQueryResult};

use crate::{House, people::operator};

#[derive(FromQueryResult)]
struct Login {
    login: String,
}

impl House {
    /// Everybody whom somebody in this scope sees.
    async fn seen(&self, scope: Scope) -> Vec<String> {
        let caller = Caller::person(Id::generate(), Role::CooperativeManager, scope);
        let tx = self.world.database("accounts").begin(&caller, Access::Read).await.expect("a transaction");
        let found: Vec<Login> = tx.all("select login from person order by login", []).await.expect("rows");
        found.into_iter().map(|one| one.login).collect()
    }

    /// How many rows somebody in this scope changes; none where Postgres refuses.
    async fn changed(&self, scope: Scope, sql: &str) -> Option<u64> {
        let caller = Caller::person(Id::generate(), Role::CooperativeManager, scope);
        let tx = self.world.database("accounts").begin(&caller, Access::Write).await.expect("a transaction");
        tx.run(sql, []).await.ok()
    }
}

#[tokio::test]
async fn postgres_shows_people_to_those_who_manage_them_and_takes_no_grant_that_they_may_not_give() {
    let house = House::new().await;
    let (own, other) = (Id::<Cooperative>::generate(), Id::<Cooperative>::generate());
    let of = |role, scope| Grant { role, scope };
    let manager = |cooperative| of(Role::CooperativeManager, Scope::Cooperative(cooperative));
    let household = Scope::Household { cooperative: own, household: Id::generate() };
    let add = async |login: &str, grants: Vec<Grant>| -> Id<Person> {
        house.add(&format!("{login}@example.vn"), grants).await.expect("added")
    };
    let lan = add("own", vec![manager(own)]).await;
    add("household", vec![of(Role::Household, household)]).await;
    let hoa = add("other", vec![manager(other)]).await;
    add("both", vec![manager(own), manager(other)]).await;
    add("commune", vec![of(Role::CommuneOfficial, Scope::Commune("00874".into()))]).await;
    add("province", vec![manager(own), of(Role::ProvincialOfficial, Scope::Province)]).await;
    add("operator", vec![of(Role::Operator, Scope::System)]).await;
    let logins = |names: &[&str]| names.iter().map(|name| format!("{name}@example.vn")).collect::<Vec<_>>();

    assert_eq!(house.seen(Scope::Cooperative(own)).await, logins(&["household", "own"]));
    assert_eq!(house.seen(Scope::Province).await, logins(&["both", "commune", "household", "other", "own"]));
    assert_eq!(house.seen(Scope::System).await.len(), 7);
    for scope in [Scope::Commune("00874".into()), Scope::Nobody] {
        assert_eq!(house.seen(scope.clone()).await, Vec::<String>::new(), "{scope:?}");
    }

    let mine = || Scope::Cooperative(own);
    let give = |whom: Id<Person>, role: &str, kind: &str, of: &str| {
        let whom = whom.uuid();
        format!(
            "insert into person_grant (person_id, role, scope_kind, scope_of) values ('{whom}', '{role}', '{kind}', '{of}')"
        )
    };
    let others = other.uuid().to_string();
    for grant in [
        give(lan, "operator", "system", ""),
        give(lan, "provincial_official", "province", ""),
        give(lan, "commune_official", "commune", "00874"),
        give(lan, "cooperative_manager", "cooperative", &others),
    ] {
        assert_eq!(house.changed(mine(), &grant).await, None, "{grant}");
    }
    assert_eq!(house.changed(Scope::Province, &give(lan, "operator", "system", "")).await, None);
    let away = format!("update person set cooperative_id = '{others}' where person_id = '{}'", lan.uuid());
    assert_eq!(house.changed(mine(), &away).await, None);
    // Something of hers to take, so that nothing taken means something.
    let tx = house.world.database("accounts").begin_as_service().await.expect("a transaction");
    for sql in [
        "insert into session (session_hash, person_id, idle, ends_at)
            select sha256('hers'), person_id, interval '1 hour', now() + interval '1 hour' from person where login like 'other@%'",
        "insert into outside_identity (issuer, subject, person_id)
            select 'https://id.example', 'hers', person_id from person where login like 'other@%'",
        "insert into second_factor (person_id, secret) select person_id, 'x' from person where login like 'other@%'",
        "insert into recovery_code (person_id, code_hash)
            select person_id, sha256('x') from person where login like 'other@%'",
        "insert into door_link (person_id, token_hash, ends_at)
            select person_id, sha256('x'), now() + interval '1 hour' from person where login like 'other@%'",
    ] {
        assert_eq!(tx.run(sql, []).await.expect("written"), 1);
    }
    tx.commit().await.expect("committed");
    for table in
        ["person", "person_grant", "session", "second_factor", "recovery_code", "door_link", "outside_identity"]
    {
        let sql = format!("delete from {table} where person_id = '{}'", hoa.uuid());
        assert_eq!(house.changed(mine(), &sql).await, Some(0), "{table}");
    }
    let session = "insert into session (session_hash, person_id, idle, ends_at)
        select sha256('x'), person_id, interval '1 hour', now() + interval '1 hour' from person";
    assert_eq!(house.changed(mine(), session).await, None, "nobody lets themselves in as somebody they manage");
    assert_eq!(house.changed(mine(), "select message_id from message").await, Some(0));

    // What is written beside a person says what their grants say, also after those have changed.
    house.change(&operator(), lan, PersonChange::Grants(vec![manager(own), manager(other)])).await.expect("changed");
    let differing = "select count(*) as n from person p, lateral (
            select case when bool_and(scope_kind in ('cooperative', 'household'))
                    and count(distinct split_part(scope_of, '/', 1)) = 1
                then min(split_part(scope_of, '/', 1))::uuid end as cooperative_id,
                case when bool_and(scope_kind in ('cooperative', 'household', 'commune')) then 'people' end as office
            from person_grant g where g.person_id = p.person_id
        ) g where (p.cooperative_id, p.office) is distinct from (g.cooperative_id, g.office)";
    assert_eq!(house.world.number("accounts", differing).await, 0);
    house.world.end().await;
}
