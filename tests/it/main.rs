//! The whole house from outside: stories through every service, and the checks on the house itself.

mod browser;
mod house_arrows;
mod house_documents;
mod house_k8s;
mod house_licences;
mod story_files;
mod story_portal;
mod story_season;
mod story_shops;
mod walls;

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use serde_json::Value;

/// The repository.
fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("this crate lies in a folder of the repository").to_owned()
}

/// The text of a file of the repository.
fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path} cannot be read: {error}"))
}

/// Every file below a folder of the repository with this ending, by its path from the root.
fn files(folder: &str, ending: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in
            fs::read_dir(&folder).unwrap_or_else(|error| panic!("{} cannot be listed: {error}", folder.display()))
        {
            let path = entry.expect("an entry can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                let inside = path.strip_prefix(root()).expect("it was found below the root");
                found.push(inside.to_str().expect("our paths are UTF-8").to_owned());
            }
        }
    }
    found.sort();
    found
}

/// What cargo knows about the workspace, without asking anybody.
fn cargo_metadata(arguments: &[&str]) -> Value {
    let said = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--format-version", "1"])
        .args(arguments)
        .current_dir(root())
        .output()
        .expect("cargo runs, for it runs this test");
    assert!(said.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&said.stderr));
    serde_json::from_slice(&said.stdout).expect("cargo writes JSON")
}

/// A field of JSON that is known to be text.
fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_else(|| panic!("{field} is no text in {value}"))
}

/// The items of a field of JSON; none where it is missing.
fn items<'a>(value: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    value[field].as_array().into_iter().flatten()
}

/// The binary, which cargo builds beside the tests.
fn chophien() -> PathBuf {
    let test = std::env::current_exe().expect("this test is a file");
    let built = test.ancestors().nth(2).expect("cargo puts tests into a folder of the target's").join("chophien");
    assert!(built.exists(), "{} is not built: run the tests with `make test`", built.display());
    built
}

/// Whether a process runs; one that is dead and not yet buried does not.
fn is_alive(pid: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with(['Z', 'X']))
}

/// `chophien up` in a folder, stopped at the end of the test.
struct House {
    child: Child,
    port: u16,
}

/// A port that nobody listens on, below those that systems give to outgoing connections: until a child has it, nobody else is
/// given it.
fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let begin = std::process::id().wrapping_mul(97);
    let ports = (0..1_000).map(|_| begin.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % 10_000 + 10_000);
    let mut ports = ports.filter_map(|port| u16::try_from(port).ok());
    ports.find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).expect("a free port")
}

impl House {
    /// Starts it and waits until it serves.
    fn start(data: &Path) -> Self {
        Self::start_with(data, &[])
    }

    /// The same, told more.
    fn start_with(data: &Path, arguments: &[&str]) -> Self {
        Self::start_at(free_port(), data, arguments)
    }

    /// The same, on this port.
    fn start_at(port: u16, data: &Path, arguments: &[&str]) -> Self {
        let child = Command::new(chophien())
            .args(["up", "--listen", &format!("127.0.0.1:{port}"), "--data"])
            .arg(data)
            .arg("--files-key-file")
            .arg(data.join("files-key"))
            .arg("--seal-key-file")
            .arg(data.join("seal-key"))
            .arg("--index-key-file")
            .arg(data.join("index-key"))
            .arg("--producer-keys-file")
            .arg(data.join("producer-keys"))
            .args(arguments)
            .current_dir(root())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the house starts");
        let mut house = Self { child, port };
        for _ in 0..600 {
            if serves(port) {
                return house;
            }
            assert!(house.child.try_wait().expect("asked").is_none(), "the house has ended at once");
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the house did not come up within half a minute");
    }

    /// Kills it with -9.
    fn kill(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("buried");
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if let Ok(pid) = i32::try_from(self.child.id()) {
            nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), nix::sys::signal::Signal::SIGTERM).ok();
        }
        self.child.wait().ok();
    }
}

/// Whether somebody says that all is ready there.
fn serves(port: u16) -> bool {
    use std::io::{Read, Write};
    let Ok(mut stream) = std::net::TcpStream::connect(("127.0.0.1", port)) else { return false };
    stream.set_read_timeout(Some(Duration::from_secs(1))).expect("a time is set");
    let mut answer = [0; 12];
    let asked = stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    asked.is_ok() && stream.read_exact(&mut answer).is_ok() && answer.ends_with(b"200")
}
