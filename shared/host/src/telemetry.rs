//! Tracing and metrics of a process.

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// For a person at a terminal.
    Text,
    /// One JSON object a line, for a log store.
    Json,
}

/// Starts the log on standard error. `filter` is in the syntax of `RUST_LOG`. Later calls do nothing.
pub fn start(format: LogFormat, filter: &str) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let registry = tracing_subscriber::registry().with(filter);
    let started = match format {
        LogFormat::Text => registry.with(fmt::layer().with_writer(std::io::stderr).compact()).try_init(),
        LogFormat::Json => registry.with(fmt::layer().with_writer(std::io::stderr).json()).try_init(),
    };
    // Err means that a test in the same process was first.
    started.ok();
}

/// Starts collecting metrics; the handle renders them for Prometheus. `None` where the process collects already.
pub fn collect_metrics() -> Option<PrometheusHandle> {
    PrometheusBuilder::new().install_recorder().ok()
}
