//! Serving and asking over HTTP/1.1, the same way in every process.

use std::{net::SocketAddr, time::Duration};

use axum::Router;
use tokio::net::TcpListener;

use crate::Shutdown;

/// Why a port could not be opened.
#[derive(Debug, thiserror::Error)]
#[error(
    "could not listen on {address}: {source}. Is another process using it? Choose another with the matching setting"
)]
pub struct PortTaken {
    address: SocketAddr,
    source: std::io::Error,
}

/// Opens a port. Port 0 takes any free one.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, PortTaken> {
    TcpListener::bind(address).await.map_err(|source| PortTaken { address, source })
}

/// Serves until the shutdown begins, then finishes the requests under way.
pub fn serve(listener: TcpListener, router: Router, shutdown: &Shutdown) {
    let ended = shutdown.token();
    shutdown.spawn(async move {
        let served = axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
            .with_graceful_shutdown(async move { ended.cancelled().await })
            .await;
        if let Err(error) = served {
            tracing::error!(%error, "the server has ended");
        }
    });
}

/// A client with limits on time and without redirects: 3 s to connect, 10 s in all.
///
/// # Panics
/// Where the process has no randomness or no memory for it.
pub fn client() -> reqwest::Client {
    // Err means that it was installed before.
    rustls::crypto::ring::default_provider().install_default().ok();
    reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(3))
        .timeout(Duration::from_secs(10))
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("nothing in these settings can be refused")
}
