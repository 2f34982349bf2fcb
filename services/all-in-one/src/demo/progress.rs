//! The live display: bars with rates at a terminal, a line now and then elsewhere.

use std::{
    io::IsTerminal,
    sync::Mutex,
    time::{Duration, Instant},
};

use contract::{analytics::Figures, intake::IntakeFigures};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::sell::MarketStatus;

/// How often a line is written where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(10);

/// What a person sees while a season plays.
pub struct Show {
    all: MultiProgress,
    word: ProgressBar,
    placed: ProgressBar,
    ended: ProgressBar,
    at_terminal: bool,
    last_line: Mutex<Option<Instant>>,
}

impl Show {
    /// Nothing is shown yet.
    pub fn new() -> Self {
        let all = MultiProgress::new();
        let bar = |name: &str| {
            let style = ProgressStyle::with_template("{prefix:<10} {bar:32} {pos:>6}/{len:<6} {per_sec:>9}  {msg}");
            let bar = all.add(ProgressBar::new(0)).with_prefix(name.to_owned());
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        };
        let word = all.add(ProgressBar::new_spinner());
        let (placed, ended) = (bar("ordered"), bar("ended"));
        Self { word, placed, ended, at_terminal: std::io::stderr().is_terminal(), last_line: Mutex::new(None), all }
    }

    /// What is being done now.
    pub fn says(&self, what: &str) {
        self.word.set_message(what.to_owned());
        self.word.enable_steady_tick(Duration::from_millis(120));
        self.line(what);
    }

    /// Something worth keeping on the screen.
    pub fn notes(&self, what: &str) {
        if self.at_terminal {
            self.all.println(what).ok();
        }
        self.line(what);
    }

    /// How many offers are live.
    pub fn offers(&self, live: u64, listings: u64) {
        self.word.set_message(format!("publishing listings: {live} of {listings} are live"));
    }

    /// How far the season is.
    pub fn season(
        &self,
        market: &MarketStatus,
        packed: usize,
        intake: Option<&IntakeFigures>,
        figures: Option<&Figures>,
    ) {
        let day = market.business_now.format("%d/%m/%Y");
        self.word.set_message(format!("{day}  packing {packed} parcels"));
        self.placed.set_length(market.planned);
        self.placed.set_position(market.placed + market.unmet);
        self.ended.set_length(market.placed);
        self.ended.set_position(market.placed - market.open);
        if let Some(intake) = intake {
            self.placed.set_message(format!(
                "{} webhooks, {} waiting, {} orders by polling",
                intake.webhooks_received, intake.webhooks_waiting, intake.orders_found_by_polling
            ));
        }
        if let Some(total) = figures.and_then(|figures| figures.rows.first()) {
            let price = total.mean_price_vnd_per_kg.unwrap_or_default();
            self.ended.set_message(format!("{} sold, {price} a kg", amounts::Quantity::grams(total.sold_g)));
        }
        let Ok(mut last) = self.last_line.lock() else { return };
        if !self.at_terminal && last.is_none_or(|last| last.elapsed() > LINE_EVERY) {
            *last = Some(Instant::now());
            eprintln!("{day}: {} of {} ordered, {} open, packing {packed}", market.placed, market.planned, market.open);
        }
    }

    fn line(&self, what: &str) {
        if !self.at_terminal {
            eprintln!("{what}");
        }
    }

    /// Takes the bars away.
    pub fn clear(&self) {
        self.all.clear().ok();
    }
}
