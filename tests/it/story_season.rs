//! The main job on real input: a whole season, small, with everything killed once on the way.

use std::{process::Command, time::Duration};

use serde_json::Value;

use crate::{chophien, is_alive, root};

/// Fields that must be 0 whatever has died.
const DIFFERENCES: [&str; 5] = ["missing", "duplicated", "money_difference_vnd", "stock_negative", "other_differences"];

#[test]
fn a_season_survives_the_death_of_postgres_nats_and_the_house() {
    let folder = tempfile::tempdir().expect("a folder");
    let summary = folder.path().join("summary.json");
    let said = Command::new(chophien())
        .args(["demo", "--once", "--kill", "--scale", "0.02", "--seconds", "40", "--listen", "127.0.0.1:0"])
        .arg("--data")
        .arg(folder.path().join("demo"))
        .arg("--summary")
        .arg(&summary)
        .current_dir(root())
        .output()
        .expect("the demo runs");
    let log = std::fs::read_to_string(folder.path().join("demo/demo.log")).unwrap_or_default();
    let tail: String = log.lines().rev().take(40).collect::<Vec<_>>().join("\n");
    let verdict = std::fs::read_to_string(folder.path().join("demo/books/verdict.txt")).unwrap_or_default();
    let words = String::from_utf8_lossy(&said.stderr);
    assert!(said.status.success(), "{words}\n{verdict}\nthe log ends (newest first):\n{tail}");
    let summary: Value = serde_json::from_slice(&std::fs::read(&summary).expect("written")).expect("JSON");
    for field in DIFFERENCES {
        assert_eq!(summary[field], 0, "{field} in {summary:#}");
    }
    assert_eq!(summary["orders_placed"], summary["orders_taken"]);
    for field in ["orders_delivered", "orders_found_by_polling", "webhooks_duplicate", "sold_g", "revenue_vnd"] {
        assert!(summary[field].as_i64().expect(field) > 0, "{field} in {summary:#}");
    }
    assert_eq!(summary["offers_live"], summary["listings"]);
}

#[test]
fn no_server_outlives_a_house_that_is_killed_and_the_next_start_recovers() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    for _ in 0..2 {
        let mut house = crate::House::start(&data);
        let servers: Vec<u32> = [data.join("postgres/postmaster.pid"), data.join("nats/nats.pid")]
            .iter()
            .map(|file| {
                let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
                text.lines().next().and_then(|pid| pid.trim().parse().ok()).expect("a process id")
            })
            .collect();
        assert!(servers.iter().all(|pid| is_alive(*pid)));
        house.kill();
        let gone = || servers.iter().all(|pid| !is_alive(*pid));
        let patience = (0..50).any(|_| {
            std::thread::sleep(Duration::from_millis(100));
            gone()
        });
        assert!(patience, "a server is alive five seconds after the house was killed");
    }
}
