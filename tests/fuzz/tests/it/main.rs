//! Every seed is answered: those that code makes, and those the engine once found. In a child, which gets 512 MiB.

use std::{fs, path::Path, process::Command};

use fuzz::{TARGETS, seeds};

const KIB_MAX: u32 = 512 << 10;
const IN_A_CHILD: &str = "SEEDS_IN_A_CHILD";

/// Target, name and bytes of every seed.
fn all() -> Vec<(&'static str, String, Vec<u8>)> {
    let mut all = seeds::made();
    for (target, _) in TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            all.push((target, name, fs::read(&path).expect("a seed")));
        }
    }
    all
}

#[test]
fn every_seed_is_answered_in_half_a_gibibyte() {
    let child = "ulimit -v $0 && exec \"$1\" --exact every_seed --ignored --nocapture --test-threads=1";
    let told = Command::new("sh")
        .args(["-c", child, &KIB_MAX.to_string()])
        .arg(std::env::current_exe().expect("this test is a program"))
        .env(IN_A_CHILD, "yes")
        .env("MALLOC_ARENA_MAX", "1")
        .output()
        .expect("a child");
    let (said, complained) = (String::from_utf8_lossy(&told.stdout), String::from_utf8_lossy(&told.stderr));
    assert!(told.status.success(), "{said}{complained}");
    for (target, name, _) in all() {
        assert!(said.contains(&format!("{target}/{name}: answered")), "{target}/{name}");
    }
}

/// What the child does.
#[test]
#[ignore = "the test above runs it, in a process with little memory"]
fn every_seed() {
    if std::env::var_os(IN_A_CHILD).is_none() {
        return;
    }
    fuzz::watch();
    for (target, name, bytes) in all() {
        let (_, run) = TARGETS.iter().find(|(known, _)| *known == target).expect("a target");
        run(&bytes);
        println!("{target}/{name}: answered");
    }
}

#[test]
fn seeds_that_lie_in_the_tree_are_small() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let mut size = 0;
    for target in fs::read_dir(folder).expect("the seeds") {
        for seed in fs::read_dir(target.expect("a folder").path()).into_iter().flatten() {
            size += seed.expect("a seed").metadata().expect("a file").len();
        }
    }
    assert!(size < 200 << 10, "{size} bytes");
}
