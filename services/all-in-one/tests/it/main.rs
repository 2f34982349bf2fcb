//! The binary at a terminal: what it says of itself, and what it says when the surroundings are wrong.

use std::{
    net::TcpListener,
    path::Path,
    process::{Command, Output},
};

fn chophien(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_chophien"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("CHOPHIEN_STACK")
        .output()
        .expect("the binary runs")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn repository() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn every_command_says_what_it_is_for_and_names_its_settings() {
    for (command, setting) in [
        (vec!["demo"], "--scale"),
        (vec!["up"], "--data"),
        (vec!["migrate"], "OWNER_DATABASE_URL"),
        (vec!["doctor"], "--listen"),
        (vec!["run", "accounts"], "PHIEN_OPERATOR_LOGIN"),
        (vec!["run", "onboarding"], "PHIEN_SEAL_KEY_FILE"),
        (vec!["run", "syndication"], "SHOPEE_API"),
        (vec!["run", "intake"], "PHIEN_MARKETPLACES_FILE"),
        (vec!["run", "intake"], "PHIEN_POLL_SECONDS"),
        (vec!["run", "webhooks"], "SHOPEE_PUSH_KEY_FILE"),
        (vec!["run", "analytics"], "PHIEN_FILES"),
        (vec!["run", "gateway"], "PHIEN_PUBLIC_URL"),
        (vec!["run", "sandbox"], "SANDBOX_JOURNAL"),
    ] {
        let help = chophien(&[command.as_slice(), &["--help"]].concat(), &repository());
        assert!(help.status.success() && said(&help).contains(setting), "{command:?}: {}", said(&help));
    }
}

#[test]
fn a_taken_port_is_said_in_one_sentence_before_anything_is_started() {
    let held = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = held.local_addr().expect("its number").to_string();
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let up = chophien(&["up", "--listen", &address, "--data", &data.display().to_string()], &repository());
    assert!(!up.status.success() && said(&up).contains(&address), "{}", said(&up));
    assert!(!data.exists(), "something was started all the same");
}

#[test]
fn without_its_servers_it_says_how_to_get_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let copy = folder.path().join("chophien");
    std::fs::copy(env!("CARGO_BIN_EXE_chophien"), &copy).expect("copied away from the stack");
    let up =
        Command::new(copy).args(["up", "--listen", "127.0.0.1:0"]).current_dir(folder.path()).output().expect("runs");
    assert!(!up.status.success() && said(&up).contains("make stack"), "{}", said(&up));
}

#[test]
fn half_a_marketplace_is_refused_by_name() {
    let up = chophien(&["up", "--shopee-api", "http://127.0.0.1:1"], &repository());
    assert!(!up.status.success() && said(&up).contains("--shopee-partner-id"), "{}", said(&up));
}
