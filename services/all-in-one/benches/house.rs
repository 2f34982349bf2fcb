//! How long `chophien up` takes from an empty folder to serving, and what the house weighs at rest.
//!
//! The weight is the proportional set size of every process but Postgres's, as the kernel tells it in `smaps_rollup`.

use std::{
    fs,
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

const ROUNDS: usize = 5;
const REST: Duration = Duration::from_secs(10);

fn main() {
    // `cargo test` runs benches with --test; measuring is for `cargo bench`.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut seconds: Vec<f64> = (0..ROUNDS).map(|_| start(&root).1).collect();
    seconds.sort_by(f64::total_cmp);
    let (house, _) = start(&root);
    sleep(REST);
    let weight = weight_mib(house.child.id());
    drop(house);
    let median = seconds[ROUNDS / 2];
    println!("{}", serde_json::json!({ "up_seconds_median": median, "up_seconds": seconds, "rest_pss_mib": weight }));
    println!(
        "from an empty folder to serving: {median:.2} s (aim 3 s); at rest without Postgres: {weight:.0} MiB (aim 75 MiB)"
    );
}

struct House {
    child: Child,
    _folder: tempfile::TempDir,
}

impl Drop for House {
    fn drop(&mut self) {
        let pid = nix::unistd::Pid::from_raw(i32::try_from(self.child.id()).expect("a process id"));
        nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGTERM).ok();
        self.child.wait().ok();
    }
}

/// A house that serves, and the seconds it took.
fn start(root: &Path) -> (House, f64) {
    let folder = tempfile::tempdir().expect("a folder");
    let port = TcpListener::bind("127.0.0.1:0").and_then(|held| held.local_addr()).expect("a free port").port();
    let begun = Instant::now();
    let child = Command::new(env!("CARGO_BIN_EXE_chophien"))
        .args(["up", "--listen", &format!("127.0.0.1:{port}"), "--data"])
        .arg(folder.path().join("data"))
        .arg("--seal-key-file")
        .arg(folder.path().join("seal-key"))
        .arg("--files-key-file")
        .arg(folder.path().join("files-key"))
        .arg("--index-key-file")
        .arg(folder.path().join("index-key"))
        .arg("--producer-keys-file")
        .arg(folder.path().join("producer-keys"))
        .current_dir(root)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the house starts");
    let house = House { child, _folder: folder };
    while !serves(port) {
        assert!(begun.elapsed() < Duration::from_mins(1), "the house did not come up within a minute");
        sleep(Duration::from_millis(5));
    }
    (house, begun.elapsed().as_secs_f64())
}

fn serves(port: u16) -> bool {
    use std::io::{Read, Write};
    let Ok(mut stream) = std::net::TcpStream::connect(("127.0.0.1", port)) else { return false };
    stream.set_read_timeout(Some(Duration::from_secs(1))).ok();
    let mut answer = [0; 12];
    stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").is_ok()
        && stream.read_exact(&mut answer).is_ok()
        && answer.ends_with(b"200")
}

/// Proportional set sizes of a process and all that descend from it, Postgres left out.
fn weight_mib(root: u32) -> f64 {
    let mut family = vec![root];
    let mut kib = 0_u32;
    while let Some(pid) = family.pop() {
        let name = fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
        if name.trim() == "postgres" {
            continue;
        }
        let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
        let pss = rollup.lines().find_map(|line| line.strip_prefix("Pss:")).unwrap_or("0 kB");
        kib += pss.trim().trim_end_matches(" kB").parse::<u32>().unwrap_or(0);
        for task in fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten() {
            let children = fs::read_to_string(task.path().join("children")).unwrap_or_default();
            family.extend(children.split_whitespace().filter_map(|child| child.parse::<u32>().ok()));
        }
    }
    f64::from(kib) / 1024.0
}
