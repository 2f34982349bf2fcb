//! `chophien demo`: a whole season, played by a driver that does what people do: bring in files, verify, connect shops,
//! pack and ship. It speaks to the house only over HTTP, as a program of anybody's would.

mod api;
mod bring_in;
mod children;
mod kills;
mod late_buyers;
mod plan;
mod progress;
mod sell;
mod settle;
mod summary;

use std::{net::SocketAddr, path::PathBuf, time::Instant};

use anyhow::Context;
use clap::Args;
use host::shutdown::asked_to_stop;

use children::Children;
use progress::Show;

/// How a season is played.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// The folder with the season's files.
    #[arg(long, default_value = "tests/seasons/ha-giang-2025-26", value_name = "FOLDER")]
    season: PathBuf,
    /// How many of the plan's orders buyers place: 1 is the whole plan, 0.05 a twentieth.
    #[arg(long, default_value_t = 1.0, value_name = "FACTOR")]
    scale: f64,
    /// Seconds on the wall the season takes; by the scale where it is not given.
    #[arg(long, value_name = "S")]
    seconds: Option<f64>,
    /// End when the season has; otherwise the house stays open.
    #[arg(long)]
    once: bool,
    /// Write the summary to this file as JSON.
    #[arg(long, value_name = "FILE")]
    summary: Option<PathBuf>,
    /// Kill Postgres, NATS and `chophien up` with -9, once each, while the season plays.
    #[arg(long)]
    kill: bool,
    /// Where the demo keeps everything; emptied at the start.
    #[arg(long, default_value = ".chophien/demo", value_name = "FOLDER")]
    data: PathBuf,
    /// Where the portal listens; any free port where this one is taken.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// The script that holds our books against the marketplace's.
    #[arg(long, default_value = "tests/accounting.py", value_name = "FILE")]
    accounting: PathBuf,
    /// Seeds the buyers.
    #[arg(long, default_value_t = 2025, value_name = "N")]
    seed: u64,
}

/// Plays a season and says what came of it.
pub async fn play(options: Options) -> anyhow::Result<()> {
    let begun = Instant::now();
    let plan = plan::read(&options.season, options.scale)?;
    let show = Show::new();
    let mut children = Children::start(&options, &show).await?;
    let played = tokio::select! {
        played = season(&options, &plan, &mut children, &show, begun) => played,
        () = asked_to_stop() => Err(anyhow::anyhow!("stopped before the season was over")),
    };
    let played = match played {
        Ok(people) if !options.once => {
            match late_buyers::come(&people, &children).await {
                Ok(placed) => println!("\nA few buyers have come late: {placed} orders wait to be packed."),
                Err(error) => tracing::warn!(%error, "nobody came late"),
            }
            people.introduce(&children);
            asked_to_stop().await;
            Ok(())
        }
        other => other.map(drop),
    };
    let log = children.log();
    children.stop().await;
    played.with_context(|| format!("the season did not come to its end; the log is {}", log.display()))
}

async fn season(
    options: &Options,
    plan: &plan::Plan,
    children: &mut Children,
    show: &Show,
    begun: Instant,
) -> anyhow::Result<bring_in::People> {
    let people = bring_in::bring_in(options, children, show).await?;
    let offers_live = bring_in::connect_and_publish(&people, children, show).await?;
    let market = sell::sell(options, plan, &people, children, show).await?;
    let verdict = settle::settle(options, &market, &people, children, show).await?;
    let summary = summary::gather(&people, &market, &verdict, offers_live, begun).await?;
    show.clear();
    summary.print();
    if let Some(file) = &options.summary {
        std::fs::write(file, serde_json::to_string_pretty(&summary)?)
            .with_context(|| format!("could not write {}", file.display()))?;
    }
    anyhow::ensure!(summary.is_clean(), "the books differ: {}", verdict.report.display());
    Ok(people)
}
