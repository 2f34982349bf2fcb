//! Starting, and what is said of the settings.

use sandbox::{Sandbox, Settings, StartError};

use crate::stage::{PARTNER_ID, PARTNER_KEY, PUSH_KEY, Stage};

fn settings(listen: std::net::SocketAddr, journal: &std::path::Path) -> Settings {
    Settings {
        listen,
        journal: journal.to_owned(),
        partner_id: PARTNER_ID,
        partner_key: PARTNER_KEY.into(),
        push_key: PUSH_KEY.into(),
        push_retry_divisor: 0,
        seed: 0,
    }
}

#[tokio::test]
async fn a_taken_port_and_a_journal_that_cannot_be_written_are_told_apart() {
    let stage = Stage::open().await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let taken = Sandbox::start(settings(stage.sandbox.address(), folder.path())).await;
    assert!(matches!(taken, Err(StartError::Listen { address, .. }) if address == stage.sandbox.address()));
    let file = folder.path().join("a file");
    std::fs::write(&file, "").expect("a file");
    let free = "127.0.0.1:0".parse().expect("an address");
    assert!(matches!(Sandbox::start(settings(free, &file)).await, Err(StartError::Journal { .. })));
}

#[tokio::test]
async fn a_second_start_begins_new_files_beside_the_old_ones() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let free = "127.0.0.1:0".parse().expect("an address");
    for starts in 1..=2 {
        Sandbox::start(settings(free, folder.path())).await.expect("it starts").stop().await;
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), starts);
    }
}

#[test]
fn settings_that_are_printed_keep_their_keys_to_themselves() {
    let free = "127.0.0.1:0".parse().expect("an address");
    let printed = format!("{:?}", settings(free, std::path::Path::new("journal")));
    assert!(printed.contains("journal") && !printed.contains(PARTNER_KEY) && !printed.contains(PUSH_KEY), "{printed}");
}
