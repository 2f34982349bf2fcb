//! scratch
use std::{path::PathBuf, time::Instant};
use stack::*;
#[tokio::main]
async fn main() {
    let data = PathBuf::from(std::env::args().nth(1).expect("data"));
    let b = match Binaries::find() { Ok(b) => b, Err(e) => { println!("{e}"); return } };
    for durability in [Durability::Durable, Durability::Throwaway] {
        for round in 0..2 {
            let data = data.join(format!("{durability:?}"));
            let t = Instant::now();
            let pg = match Postgres::start(&b, &data.join("postgres"), None, durability).await { Ok(p) => p, Err(e) => { println!("{e} {:?}", e); return } };
            let a = t.elapsed();
            let t2 = Instant::now();
            let n = Nats::start(&b, &data.join("nats"), None, durability).await.expect("nats");
            let c = t2.elapsed();
            let out = std::process::Command::new(b.postgres_tool("psql")).args(["-XAtqc", "select current_user, pg_size_pretty(pg_database_size('postgres'))", &pg.url("chophien", "postgres")]).output().expect("psql");
            let uid = std::fs::read_to_string(format!("/proc/{}/status", pg.pid())).unwrap_or_default().lines().find(|l| l.starts_with("Uid")).map(str::to_owned);
            let t3 = Instant::now();
            pg.stop().await.expect("stop"); 
            let d = t3.elapsed();
            n.stop().await.expect("stop");
            println!("{durability:?} round {round}: pg {a:?} nats {c:?} stop pg {d:?} {} {uid:?} link {:?}", String::from_utf8_lossy(&out.stdout).trim(), std::fs::read_link(data.join("postgres")));
        }
    }
}
