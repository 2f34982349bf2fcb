//! After the season: everything that is still on its way arrives, the books are written out, and somebody who shares no
//! code with us holds them against the marketplace's.

use std::{collections::BTreeMap, path::PathBuf, process::Command};

use anyhow::Context;
use contract::{
    analytics::Freshness,
    intake::{IntakeFigures, OrderCounts, OrderState},
};
use serde::Deserialize;

use super::{
    Options,
    bring_in::{People, wait_until},
    children::Children,
    progress::Show,
    sell::MarketStatus,
};

/// What the accounting has found: differences of each kind. All must be 0.
#[derive(Debug, Clone)]
pub struct Verdict {
    counts: BTreeMap<String, i64>,
    /// Where it is written.
    pub report: PathBuf,
}

/// Kinds that the summary names one by one.
const NAMED: [&str; 4] = ["missing", "duplicated", "money_difference_vnd", "stock_negative"];

impl Verdict {
    /// Differences of one kind; -1 where the accounting does not know it, which is no 0.
    pub fn count(&self, kind: &str) -> i64 {
        self.counts.get(kind).copied().unwrap_or(-1)
    }

    /// Differences of every kind the summary does not name, summed.
    pub fn others(&self) -> i64 {
        self.counts.iter().filter(|(kind, _)| !NAMED.contains(&kind.as_str())).map(|(_, count)| count.abs()).sum()
    }
}

/// Waits until everything has arrived, and has the books compared.
pub async fn settle(
    options: &Options,
    market: &MarketStatus,
    people: &People,
    children: &Children,
    show: &Show,
) -> anyhow::Result<Verdict> {
    show.says("waiting for the last webhook, poll and figure");
    let status = |word: &str| market.by_status.get(word).copied().unwrap_or(0);
    let expected = [
        (OrderState::Delivered, status("TO_CONFIRM_RECEIVE") + status("COMPLETED")),
        (OrderState::Cancelled, status("CANCELLED")),
        (OrderState::Returned, status("TO_RETURN")),
    ];
    wait_until("every order has come in and every fact is told", || async {
        let counts: OrderCounts = people.operator.get("orders/counts").await?;
        let health: IntakeFigures = people.operator.get("health/intake").await?;
        let ours = |state| counts.by_state.iter().find(|(known, _)| *known == state).map_or(0, |(_, n)| *n);
        let all_in = expected.iter().all(|(state, n)| ours(*state) == *n);
        Ok(all_in && health.webhooks_waiting == 0 && health.tasks_waiting == 0 && health.outbox_waiting == 0)
    })
    .await?;
    wait_until("every fact told is in the figures", || async {
        let freshness: Freshness = people.operator.get("health/analytics").await?;
        Ok(freshness.facts_waiting == 0 && freshness.days_stale == 0)
    })
    .await?;
    compare(options, people, children, show).await
}

/// What the accounting writes, as far as it matters here.
#[derive(Deserialize)]
struct Written {
    counts: BTreeMap<String, i64>,
}

async fn compare(options: &Options, people: &People, children: &Children, show: &Show) -> anyhow::Result<Verdict> {
    show.says("comparing the books, order by order");
    let folder = children.data().join("books");
    std::fs::create_dir_all(&folder)?;
    let journal = children.client().get(children.sandbox_base.join("control/journal/orders")?);
    std::fs::write(folder.join("journal.ndjson"), journal.send().await?.error_for_status()?.bytes().await?)?;
    for (name, export) in [
        ("orders.ndjson", "exports/orders.ndjson"),
        ("ledger.ndjson", "exports/ledger.ndjson"),
        ("figures.json", "exports/figures.json"),
    ] {
        std::fs::write(folder.join(name), people.operator.download(export).await?)?;
    }
    let report = folder.join("verdict.json");
    let mut accountant = Command::new("python3");
    accountant.arg(&options.accounting);
    for (flag, name) in [
        ("--journal", "journal.ndjson"),
        ("--orders", "orders.ndjson"),
        ("--ledger", "ledger.ndjson"),
        ("--figures", "figures.json"),
    ] {
        accountant.arg(flag).arg(folder.join(name));
    }
    let said =
        accountant.arg("--summary").arg(&report).output().context("could not run python3, which compares the books")?;
    std::fs::write(folder.join("verdict.txt"), &said.stdout)?;
    anyhow::ensure!(
        matches!(said.status.code(), Some(0 | 1)),
        "the books could not be compared: {}",
        String::from_utf8_lossy(&said.stderr)
    );
    let mut written: Written =
        serde_json::from_slice(&std::fs::read(&report)?).context("could not read the verdict")?;
    let (money, grams) = compare_accounts(people, &std::fs::read(folder.join("figures.json"))?).await?;
    written.counts.extend([("accounts_difference_vnd".to_owned(), money), ("accounts_difference_g".to_owned(), grams)]);
    Ok(Verdict { counts: written.counts, report: folder.join("verdict.txt") })
}

/// By how many đồng and grams the accountant's ledger and the figures differ, both of all time.
async fn compare_accounts(people: &People, figures: &[u8]) -> anyhow::Result<(i64, i64)> {
    #[derive(Deserialize)]
    struct Figures {
        revenue_vnd: i64,
        sold_g: i64,
    }
    #[derive(Deserialize)]
    struct Sold {
        /// Of a line; the sums at the end have none.
        order_id: Option<String>,
        state: String,
        gross_vnd: i64,
        quantity_g: i64,
    }
    let figures: Figures = serde_json::from_slice(figures).context("could not read the figures")?;
    let ledger = people.operator.download("exports/accounts/sold.ndjson?from=2000-01-01&to=2999-12-31").await?;
    let (mut money, mut grams) = (-figures.revenue_vnd, -figures.sold_g);
    for line in std::str::from_utf8(&ledger)?.lines() {
        let sold: Sold = serde_json::from_str(line).context("could not read the accountant's ledger")?;
        if sold.order_id.is_some() && sold.state == "delivered" {
            money += sold.gross_vnd;
            grams += sold.quantity_g;
        }
    }
    Ok((money, grams))
}
