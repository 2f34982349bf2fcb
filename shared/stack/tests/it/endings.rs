//! However we end, no server is left; and should one be left after all, the next start stops it.

use std::{
    env, fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::{Pid, getpgid},
};

use stack::{Durability, Postgres};

use crate::{ask, binaries, folder, nats, postgres, runs, within_five_seconds};

const HOLDS: &str = "STACK_TEST_HOLDS";

/// Another process that started both servers.
struct Holder {
    process: Child,
    folder: PathBuf,
    servers: [u32; 2],
}

impl Holder {
    /// Runs [`holder`] in this same program, and waits until both servers run.
    fn start(folder: &Path) -> Self {
        let mut process = Command::new(env::current_exe().expect("a test has a program"))
            .args(["--exact", "endings::holder", "--ignored", "--nocapture"])
            .env(HOLDS, folder)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program runs again");
        let said = BufReader::new(process.stdout.take().expect("it is piped"));
        let servers = said
            .lines()
            .find_map(|line| {
                let pids = line.ok()?.strip_prefix("holds ")?.split(' ').flat_map(str::parse).collect::<Vec<_>>();
                <[u32; 2]>::try_from(pids).ok()
            })
            .expect("the holder says which servers it holds");
        Self { process, folder: folder.to_owned(), servers }
    }

    fn kill(&mut self) {
        self.process.kill().expect("it is a child of ours");
        self.process.wait().expect("it is a child of ours");
    }

    /// The guards, told from the servers by their program.
    #[cfg(target_os = "linux")]
    fn guards(&self) -> Vec<u32> {
        let parent = format!("PPid:\t{}\n", self.process.id());
        fs::read_dir("/proc")
            .expect("this is Linux")
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            .filter(|pid| {
                fs::read_to_string(format!("/proc/{pid}/status"))
                    .is_ok_and(|status| status.starts_with("Name:\tsh\n") && status.contains(&parent))
            })
            .collect()
    }
}

#[tokio::test]
#[ignore = "the other process in the tests below, started by them"]
async fn holder() {
    let Some(folder) = env::var_os(HOLDS).map(PathBuf::from) else { return };
    let postgres = postgres(&folder.join("postgres")).await.expect("it starts");
    let nats = nats(&folder.join("nats")).await.expect("it starts");
    println!("\nholds {} {}", postgres.pid(), nats.pid());
    std::future::pending::<()>().await;
}

#[tokio::test]
async fn both_servers_stop_when_their_parent_is_killed() {
    let folder = folder(0o755);
    let mut holder = Holder::start(folder.path());
    assert!(holder.servers.into_iter().all(runs));
    holder.kill();
    within_five_seconds("the servers end", || !holder.servers.into_iter().any(runs)).await;
    let log = fs::read_to_string(holder.folder.join("postgres.log")).expect("the log is there");
    assert!(log.contains("fast shutdown") && log.contains("is shut down"), "it ended in order: {log}");
}

#[tokio::test]
async fn a_server_that_ignores_its_guard_is_killed() {
    let folder = folder(0o755);
    let mut holder = Holder::start(folder.path());
    for pid in holder.servers {
        kill(Pid::from_raw(pid.cast_signed()), Signal::SIGSTOP).expect("it runs");
    }
    holder.kill();
    within_five_seconds("the servers are killed", || !holder.servers.into_iter().any(runs)).await;
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn servers_that_lost_parent_and_guard_are_stopped_by_the_next_start() {
    let folder = folder(0o755);
    let mut holder = Holder::start(folder.path());
    let guards = holder.guards();
    assert_eq!(guards.len(), 2, "each server has one");
    for pid in guards {
        kill(Pid::from_raw(pid.cast_signed()), Signal::SIGKILL).expect("it runs");
    }
    holder.kill();
    assert!(holder.servers.into_iter().all(runs), "nobody stops them yet");

    let postgres = postgres(&folder.path().join("postgres")).await.expect("it starts");
    let nats = nats(&folder.path().join("nats")).await.expect("it starts");
    assert!(!holder.servers.into_iter().any(runs));
    assert_eq!(ask(&postgres, "select 1"), "1");
    postgres.stop().await.expect("it stops");
    nats.stop().await.expect("it stops");
}

#[tokio::test]
async fn a_server_that_was_let_go_stops_by_itself() {
    let folder = folder(0o755);
    let postgres = postgres(&folder.path().join("postgres")).await.expect("it starts");
    let nats = nats(&folder.path().join("nats")).await.expect("it starts");
    let servers = [postgres.pid(), nats.pid()];
    for pid in servers.map(|pid| Pid::from_raw(pid.cast_signed())) {
        assert_eq!(getpgid(Some(pid)), Ok(pid), "a Ctrl-C meant for us does not reach it");
    }
    drop((postgres, nats));
    within_five_seconds("the servers end", || !servers.into_iter().any(runs)).await;
}

#[tokio::test]
async fn a_server_that_dies_is_noticed_and_can_be_started_again() {
    let folder = folder(0o755);
    let (pg_data, nats_data) = (folder.path().join("postgres"), folder.path().join("nats"));
    let start = async || Postgres::start(&binaries(), &pg_data, None, Durability::Durable).await;
    let mut first = start().await.expect("it starts");
    let mut first_nats = nats(&nats_data).await.expect("it starts");
    ask(&first, "create table kept(n int); insert into kept values (7)");
    // One who reckons does not notice at once that the others are gone.
    let busy = "select count(*) from generate_series(1, 5000000)";
    let mut client = Command::new(binaries().postgres_tool("psql"))
        .args(["-Xqc", busy, &first.url("chophien", "postgres")])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("psql comes with the stack");
    let seen = format!("select count(*) from pg_stat_activity where query = '{busy}'");
    within_five_seconds("the statement runs", || ask(&first, &seen) == "1").await;
    for pid in [first.pid(), first_nats.pid()] {
        kill(Pid::from_raw(pid.cast_signed()), Signal::SIGKILL).expect("it runs");
    }
    first.exited().await;
    first_nats.exited().await;
    first.stop().await.expect("there is nothing left to stop");
    first_nats.stop().await.expect("there is nothing left to stop");

    let second = start().await.expect("it starts");
    let second_nats = nats(&nats_data).await.expect("it starts");
    assert_eq!(ask(&second, "select n from kept"), "7");
    second.stop().await.expect("it stops");
    second_nats.stop().await.expect("it stops");
    client.wait().expect("it is a child of ours");
}

#[tokio::test]
async fn a_pid_file_that_names_somebody_else_keeps_nobody_from_starting() {
    let folder = folder(0o755);
    let data = folder.path().join("postgres");
    postgres(&data).await.expect("it starts").stop().await.expect("it stops");
    let bystander = Command::new("sleep").arg("60").spawn().expect("sleep is everywhere");
    fs::write(data.join("postmaster.pid"), format!("{}\n{}\n", bystander.id(), data.display())).expect("a file");
    let started = postgres(&data).await.expect("it starts");
    let spared = runs(bystander.id());
    started.stop().await.expect("it stops");
    let mut bystander = bystander;
    bystander.kill().and_then(|()| bystander.wait()).expect("it is a child of ours");
    assert!(spared);
}
