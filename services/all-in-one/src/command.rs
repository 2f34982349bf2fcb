//! What `chophien` can be told to do.

use std::{
    io::{ErrorKind, Write as _},
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use host::{settings::Log, telemetry};

use crate::{audit, demo, doctor, keys, migrate, run, up, verify_figures};

/// Chợ Phiên: list produce once, sell it on every marketplace, never lose an order.
#[derive(Debug, Parser)]
#[command(name = "chophien", version, propagate_version = true, max_term_width = 100)]
pub struct Command {
    #[command(flatten)]
    log: Log,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Play a whole orange season against a practice marketplace and show what came of it
    ///
    /// Starts `chophien up` and `chophien run sandbox`, brings in cooperatives, harvests and listings from the Excel files
    /// of the season, lets buyers order, and checks every order and every đồng at the end. Needs `make stack`, and python3
    /// for the check.
    Demo(demo::Options),
    /// Run everything in this process, on a Postgres and a NATS of its own
    ///
    /// Both servers are started as children from `.stack/` (see `make stack`), keep their data under `.chophien/`, and never
    /// outlive this process. With DATABASE_URL and NATS_URL set, nothing is started and nothing is migrated that way.
    Up(Box<up::Options>),
    /// Open marketplaces to practise on: Shopee, Lazada, TikTok Shop, Tiki and shops of one's own, with a page for people
    ///
    /// Needs nothing else: no Postgres, no NATS, no keys. Nothing is kept but a journal. Keep it on a loopback address.
    Sandbox(Box<run::Sandbox>),
    /// Run one service, as Kubernetes does
    Run(Box<run::Options>),
    /// Bring the schemas of a database, and the streams of a broker, up to date and say what was done
    Migrate(migrate::Options),
    /// Make every figure once more out of the event log and say where what is stored differs
    ///
    /// Stale days are reckoned first, as they would be anyway; a difference is said and not mended. May run beside everything
    /// else. Prints JSON; fails where a row differs.
    VerifyFigures(verify_figures::Options),
    /// Look after the trails of what people did
    #[command(subcommand)]
    Audit(audit::What),
    /// Look after the keys that wrap each producer's own
    #[command(subcommand)]
    Keys(keys::What),
    /// Print every fact and ask that travels over NATS, with subject and example, as an AsyncAPI document
    Asyncapi,
    /// Say what is wrong with the surroundings and how to mend it
    Doctor(doctor::Options),
}

/// Does what it is told. Failures are said once, on standard error, with their causes.
pub async fn obey(command: Command) -> ExitCode {
    telemetry::start(command.log.log_format, &command.log.log);
    let done = match command.what {
        What::Demo(options) => Box::pin(demo::play(options)).await,
        What::Up(options) => Box::pin(up::up(*options)).await,
        What::Sandbox(options) => run::practise(*options).await,
        What::Run(options) => Box::pin(run::run(*options)).await,
        What::Migrate(options) => migrate::migrate(options).await,
        What::VerifyFigures(options) => verify_figures::verify_figures(options).await,
        What::Audit(what) => audit::audit(what).await,
        What::Keys(what) => keys::keys(what).await,
        What::Asyncapi => print_long(&format!("{:#}\n", contract::asyncapi())),
        What::Doctor(options) => return doctor::examine(&options).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("chophien: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whoever reads may stop early, as `head` does.
fn print_long(text: &str) -> anyhow::Result<()> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
