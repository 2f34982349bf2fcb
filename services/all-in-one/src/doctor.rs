//! `chophien doctor`: what is wrong with the surroundings, and how to mend it.

use std::{
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    process::{Command, ExitCode},
};

use clap::Args;
use stack::{Binaries, Durability, Nats, Postgres};

/// Where `chophien` is meant to run.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Where the portal is meant to listen.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// Where data are meant to lie.
    #[arg(long, default_value = ".chophien", value_name = "FOLDER")]
    data: PathBuf,
}

type Finding = Result<String, String>;

/// Looks at everything and says it, the good too. Fails where anything needs mending.
pub async fn examine(options: &Options) -> ExitCode {
    let findings = [
        ("servers", servers(options).await),
        ("port", port(options.listen)),
        ("disk", disk(options)),
        ("python3", python()),
        ("htmx", htmx()),
    ];
    let mut ill = 0;
    for (what, finding) in findings {
        match finding {
            Ok(well) => println!("ok    {what}: {well}"),
            Err(remedy) => {
                ill += 1;
                println!("mend  {what}: {remedy}");
            }
        }
    }
    if ill == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Both servers are really started, in a folder beside the data.
async fn servers(options: &Options) -> Finding {
    let binaries = Binaries::find().map_err(|missing| missing.to_string())?;
    let folder = options.data.join("doctor");
    std::fs::create_dir_all(&folder).map_err(|error| {
        format!("{} cannot be written: {error}; choose another folder with --data", folder.display())
    })?;
    let postgres = Postgres::start(&binaries, &folder.join("postgres"), None, Durability::Throwaway).await;
    let nats = Nats::start(&binaries, &folder.join("nats"), None, Durability::Throwaway).await;
    let said = match (&postgres, &nats) {
        (Ok(_), Ok(_)) => Ok("Postgres and NATS start and answer".to_owned()),
        (Err(error), _) => Err(format!("Postgres does not start: {error}")),
        (_, Err(error)) => Err(format!("NATS does not start: {error}")),
    };
    if let Ok(postgres) = postgres {
        postgres.stop().await.ok();
    }
    if let Ok(nats) = nats {
        nats.stop().await.ok();
    }
    std::fs::remove_dir_all(&folder).ok();
    said
}

fn port(listen: SocketAddr) -> Finding {
    match TcpListener::bind(listen) {
        Ok(_) => Ok(format!("{listen} is free")),
        Err(error) => Err(format!("{listen}: {error}; end what uses it, or choose another with --listen")),
    }
}

fn disk(options: &Options) -> Finding {
    const NEEDED_MIB: u64 = 2_048;
    let folder = if options.data.exists() { options.data.clone() } else { PathBuf::from(".") };
    let room = nix::sys::statvfs::statvfs(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let free_mib = room.blocks_available() * room.fragment_size() / (1024 * 1024);
    if free_mib < NEEDED_MIB {
        return Err(format!(
            "only {free_mib} MiB are free here; make room for {NEEDED_MIB} MiB, or choose another folder with --data"
        ));
    }
    Ok(format!("{free_mib} MiB are free"))
}

fn python() -> Finding {
    match Command::new("python3").arg("--version").output() {
        Ok(said) if said.status.success() => Ok(String::from_utf8_lossy(&said.stdout).trim().to_owned()),
        _ => Err("python3 is missing; `chophien demo` needs it for its check at the end. Install Python 3.9 or newer"
            .to_owned()),
    }
}

fn htmx() -> Finding {
    if gateway::assets::asset_url("htmx-4.min.js").is_empty() {
        Err("is not in this binary; every page works without it, but slower. Run `make stack` and build again"
            .to_owned())
    } else {
        Ok("is in this binary".to_owned())
    }
}
