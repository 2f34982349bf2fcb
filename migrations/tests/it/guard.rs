//! No table of tenants without its guard, no service in another's schema.

use contract::SERVICES;

use crate::House;

fn schemas() -> String {
    SERVICES.map(|service| format!("'{service}'")).join(", ")
}

#[tokio::test]
async fn every_table_that_names_a_cooperative_has_forced_row_level_security() {
    let house = House::new().await;
    let unguarded = format!(
        "select distinct c.oid::regclass::text as name from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace::regnamespace::text in ({}) and c.relkind in ('r', 'p') and not c.relispartition
            and a.attname = 'cooperative_id'
            and not (c.relrowsecurity and c.relforcerowsecurity
                and exists (select from pg_policy p where p.polrelid = c.oid and p.polwithcheck is not null))",
        schemas()
    );
    assert_eq!(house.names(&unguarded).await, Vec::<String>::new());
    let guarded = "select c.oid::regclass::text as name from pg_class c where c.relrowsecurity";
    assert!(house.names(guarded).await.len() > 20, "there is something to guard");
}

#[tokio::test]
async fn a_service_has_rights_in_its_own_schema_only_and_may_not_build_there() {
    let house = House::new().await;
    let too_much = format!(
        "select role.rolname || ' in ' || n.nspname as name from pg_roles role, pg_namespace n
        where role.rolname like 'phien\\_%' and n.nspname in ({0}, 'public')
            and (has_schema_privilege(role.oid, n.oid, 'create')
                or has_schema_privilege(role.oid, n.oid, 'usage') <> (role.rolname = 'phien_' || n.nspname))",
        schemas()
    );
    assert_eq!(house.names(&too_much).await, Vec::<String>::new());
    let mighty = "select rolname as name from pg_roles where rolname like 'phien\\_%'
        and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)";
    assert_eq!(house.names(mighty).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_partition_is_reached_through_its_table_only() {
    let house = House::new().await;
    let reachable = "select c.oid::regclass::text as name from pg_class c join pg_roles role on role.rolname like 'phien\\_%'
        where c.relispartition and c.relkind = 'r' and has_table_privilege(role.oid, c.oid, 'select, insert, update, delete')";
    assert_eq!(house.names(reachable).await, Vec::<String>::new());
}

#[tokio::test]
async fn what_runs_with_the_owners_rights_looks_into_temporary_tables_last() {
    let house = House::new().await;
    let lent = "select p.oid::regproc::text as name from pg_proc p where p.prosecdef";
    assert!(house.names(lent).await.len() >= SERVICES.len(), "each mailbox turns its partitions");
    let open = "select p.oid::regproc::text as name from pg_proc p where p.prosecdef
        and not exists (select from unnest(p.proconfig) as setting where setting like 'search_path=%, pg_temp')";
    assert_eq!(house.names(open).await, Vec::<String>::new());
}
