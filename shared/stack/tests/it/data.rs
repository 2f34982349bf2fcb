//! Data folders: set up, used again, held by one at a time.

use std::{fs, net::TcpListener};

use stack::{Durability, Nats, Postgres, StackError};

use crate::{ask, binaries, folder, nats, postgres, try_ask};

#[tokio::test]
async fn postgres_starts_from_nothing_and_keeps_its_data() {
    let folder = folder(0o755);
    let data = folder.path().join("deeper/postgres");
    for (statement, answer) in
        [("create table crates(kg bigint); insert into crates values (12)", ""), ("select kg from crates", "12")]
    {
        let postgres = Postgres::start(&binaries(), &data, None, Durability::Durable).await.expect("it starts");
        assert_eq!(ask(&postgres, statement), answer);
        postgres.stop().await.expect("it stops");
    }
    let log = fs::read_to_string(folder.path().join("deeper/postgres.log")).expect("the log lies beside the data");
    assert!(log.contains("database system is shut down"), "{log}");
}

#[tokio::test]
async fn postgres_is_set_up_as_the_house_needs_it() {
    let folder = folder(0o755);
    let durable = Postgres::start(&binaries(), &folder.path().join("durable"), None, Durability::Durable).await;
    let throwaway = postgres(&folder.path().join("throwaway")).await.expect("it starts");
    let durable = durable.expect("it starts");
    for (server, settings) in [(&durable, "on on on 128MB"), (&throwaway, "off off off 64MB")] {
        let shown = "concat_ws(' ', current_setting('fsync'), current_setting('synchronous_commit'), \
                     current_setting('full_page_writes'), current_setting('shared_buffers'))";
        assert_eq!(ask(server, &format!("select {shown}")), settings);
        for (statement, answer) in [
            ("select lower('ĐỒNG VĂN'), 'CHỢ PHIÊN' ilike 'chợ%'", "đồng văn|t"),
            ("show data_checksums", "on"),
            ("show unix_socket_directories", ""),
            ("show listen_addresses", "127.0.0.1"),
            ("show timezone", "UTC"),
            ("show max_connections", "200"),
        ] {
            assert_eq!(ask(server, statement), answer, "{statement}");
        }
    }
    durable.stop().await.expect("it stops");
    throwaway.stop().await.expect("it stops");
}

#[tokio::test]
async fn what_a_failed_statement_held_is_not_logged() {
    let folder = folder(0o755);
    let postgres = postgres(&folder.path().join("postgres")).await.expect("it starts");
    ask(
        &postgres,
        "create table people(phone text constraint one_phone primary key); insert into people values ('0912000111')",
    );
    try_ask(&postgres, "insert into people values ('0912000111')").expect_err("the phone is there already");
    postgres.stop().await.expect("it stops");
    let log = fs::read_to_string(folder.path().join("postgres.log")).expect("the log is there");
    assert!(log.contains("one_phone") && !log.contains("0912000111"), "{log}");
}

#[tokio::test]
async fn nats_starts_from_nothing_and_syncs_each_message_where_it_must() {
    let folder = folder(0o755);
    for (durability, sync) in [(Durability::Durable, r#""sync_interval":"always""#), (Durability::Throwaway, "2m")] {
        let data = folder.path().join(format!("{durability:?}"));
        for _ in 0..2 {
            let nats = Nats::start(&binaries(), &data, None, durability).await.expect("it starts");
            assert!(nats.url().starts_with("nats://127.0.0.1:"), "{}", nats.url());
            nats.stop().await.expect("it stops");
        }
        let settings = fs::read_to_string(data.join("nats.conf")).expect("it was started with them");
        assert!(settings.contains(sync), "{settings}");
        let log = fs::read_to_string(data.with_extension("log")).expect("the log lies beside the data");
        assert_eq!(log.matches("Server is ready").count(), 2, "{log}");
        assert!(data.join("jetstream").is_dir(), "streams are kept in the data folder");
    }
}

#[tokio::test]
async fn a_set_up_that_was_cut_short_is_done_again() {
    let folder = folder(0o755);
    let half = folder.path().join("postgres.new");
    fs::create_dir(&half).expect("a folder");
    fs::write(half.join("PG_VERSION"), "18").expect("a file");
    let postgres = postgres(&folder.path().join("postgres")).await.expect("it starts");
    assert_eq!(ask(&postgres, "select 1"), "1");
    assert!(!half.exists());
    postgres.stop().await.expect("it stops");
}

#[tokio::test]
async fn a_folder_with_other_things_is_left_alone() {
    let folder = folder(0o755);
    let data = folder.path().join("harvest");
    fs::create_dir(&data).expect("a folder");
    fs::write(data.join("2026.xlsx"), "oranges").expect("a file");
    let refused = postgres(&data).await.expect_err("these are no data of Postgres");
    assert!(matches!(refused, StackError::NotAPostgres { .. }), "{refused}");
    assert_eq!(fs::read_to_string(data.join("2026.xlsx")).expect("still there"), "oranges");
}

#[tokio::test]
async fn a_second_start_on_the_same_data_is_refused_and_told_who_has_them() {
    let folder = folder(0o755);
    let (pg_data, nats_data) = (folder.path().join("postgres"), folder.path().join("nats"));
    let first = postgres(&pg_data).await.expect("it starts");
    let first_nats = nats(&nats_data).await.expect("it starts");
    let refusals = [
        postgres(&pg_data).await.expect_err("the data are in use"),
        nats(&nats_data).await.expect_err("the data are in use"),
    ];
    for refused in refusals {
        assert!(refused.to_string().contains(&format!("process {}", std::process::id())), "{refused}");
    }
    assert_eq!(ask(&first, "select 1"), "1");
    first.stop().await.expect("it stops");
    first_nats.stop().await.expect("it stops");
}

#[tokio::test]
async fn a_taken_port_is_named() {
    let folder = folder(0o755);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("it is bound").port();
    let refusals = [
        Postgres::start(&binaries(), &folder.path().join("postgres"), Some(port), Durability::Throwaway)
            .await
            .expect_err("the port is taken"),
        Nats::start(&binaries(), &folder.path().join("nats"), Some(port), Durability::Throwaway)
            .await
            .expect_err("the port is taken"),
    ];
    for (refused, server) in refusals.into_iter().zip(["Postgres", "NATS"]) {
        let said = refused.to_string();
        assert!(said.contains(&format!("port {port} is taken")) && said.contains(server), "{said}");
    }

    drop(listener);
    let nats = Nats::start(&binaries(), &folder.path().join("nats"), Some(port), Durability::Throwaway).await;
    let nats = nats.expect("now it is free");
    assert_eq!(nats.url(), format!("nats://127.0.0.1:{port}"));
    nats.stop().await.expect("it stops");
}
