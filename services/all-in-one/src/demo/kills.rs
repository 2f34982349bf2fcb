//! What may die while a season plays: Postgres, NATS and the house itself, each once, with -9. The marketplace lives.

use std::path::Path;

use anyhow::Context;
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

use super::{children::Children, progress::Show, sell::MarketStatus};
use crate::servers::pid_file;

/// Kills yet to come: the share of the plan, in hundredths, at which each falls.
pub struct Kills(Vec<(u64, Victim)>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Victim {
    Server(&'static str),
    House,
}

impl Kills {
    /// The three kills, or none.
    pub fn planned(wanted: bool) -> Self {
        // The last comes first off the end.
        let all = vec![(70, Victim::House), (45, Victim::Server("NATS")), (20, Victim::Server("Postgres"))];
        Self(if wanted { all } else { Vec::new() })
    }

    /// Everybody who was to die has died.
    pub fn are_done(&self) -> bool {
        self.0.is_empty()
    }

    /// Kills who is due.
    pub async fn strike(&mut self, market: &MarketStatus, children: &mut Children, show: &Show) -> anyhow::Result<()> {
        let wanted = (market.placed + market.unmet) * 100 / market.planned.max(1);
        let Some((_, victim)) = self.0.pop_if(|(share, _)| wanted >= *share) else { return Ok(()) };
        match victim {
            Victim::Server(name) => {
                show.notes(&format!("kill -9 {name}"));
                kill_server(children.data(), name)
            }
            Victim::House => {
                show.notes("kill -9 chophien up; it is started again");
                children.kill_house().await
            }
        }
    }
}

/// The house starts a server of its own again when it dies.
fn kill_server(data: &Path, name: &str) -> anyhow::Result<()> {
    let file = pid_file(data, name);
    let text = std::fs::read_to_string(&file).with_context(|| format!("could not read {}", file.display()))?;
    let pid = text.lines().next().and_then(|line| line.trim().parse().ok());
    let pid = pid.with_context(|| format!("{} holds no process id", file.display()))?;
    kill(Pid::from_raw(pid), Signal::SIGKILL).with_context(|| format!("could not kill {name}"))
}
