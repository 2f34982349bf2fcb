//! What a request tells about where it comes from: an address to count attempts under, and a device its owner knows again.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, header, request::Parts},
};
use contract::Caller;

use crate::App;

/// Where a request comes from.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Of the caller, or of the outermost thing in front of us that is not ours; unknown in a test without a socket.
    pub address: Option<String>,
    /// In few words, such as `Chrome, Android`.
    pub device: String,
    /// Ours, or the caller's own.
    pub request_id: Option<String>,
}

/// The longest request id of a caller's own that is believed.
const REQUEST_ID_MAX: usize = 128;

impl Visitor {
    /// Whoever sent this request.
    pub fn of(parts: &Parts, app: &App) -> Self {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let text = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        Self {
            address: address(&parts.headers, peer, app.proxies).map(|address| address.to_canonical().to_string()),
            device: device(text(header::USER_AGENT.as_str()).unwrap_or_default()),
            request_id: text("x-request-id").map(|id| id.chars().take(REQUEST_ID_MAX).collect()),
        }
    }

    /// The same caller, and from where they ask.
    pub fn tell(self, caller: Caller) -> Caller {
        Caller { address: self.address, request_id: self.request_id, ..caller }
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts, app))
    }
}

/// What stands left of our own proxies' entries in `X-Forwarded-For` is the caller's to write and is not believed.
fn address(headers: &HeaderMap, peer: Option<IpAddr>, proxies: usize) -> Option<IpAddr> {
    let Some(nearest) = proxies.checked_sub(1) else { return peer };
    let values = headers.get_all("x-forwarded-for").into_iter().filter_map(|value| value.to_str().ok());
    let forwarded: Vec<&str> = values.flat_map(|value| value.split(',')).map(str::trim).collect();
    let named = forwarded.iter().rev().nth(nearest).and_then(|address| address.parse().ok());
    named.or(peer)
}

/// Browser and system as people call them. The order matters: most browsers name themselves after others, too.
fn device(agent: &str) -> String {
    let named =
        |words: &[(&str, &'static str)]| words.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    let browser = named(&[
        ("coc_coc_browser", "Cốc Cốc"),
        ("Zalo", "Zalo"),
        ("FBAN", "Facebook"),
        ("FBAV", "Facebook"),
        ("Edg", "Edge"),
        ("OPR", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = named(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    let program = || agent.split(['/', ' ']).next().unwrap_or_default().chars().take(40).collect();
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(one), None) => one.to_owned(),
        (None, _) => program(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_our_own_proxies_are_believed_about_the_address() {
        let peer: IpAddr = "192.0.2.9".parse().expect("an address");
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", HeaderValue::from_static("203.0.113.66, 198.51.100.7"));
        headers.append("x-forwarded-for", HeaderValue::from_static("192.0.2.8"));
        for (proxies, expected) in
            [(0, "192.0.2.9"), (1, "192.0.2.8"), (2, "198.51.100.7"), (3, "203.0.113.66"), (4, "192.0.2.9")]
        {
            assert_eq!(address(&headers, Some(peer), proxies).map(|a| a.to_string()).as_deref(), Some(expected));
        }
    }

    #[test]
    fn a_device_is_named_as_its_owner_would() {
        let cases = [
            (
                "Mozilla/5.0 (Linux; Android 13; SM-A042F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0 Mobile Safari/537.36",
                "Chrome, Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Version/17.4 Mobile Safari/604.1",
                "Safari, iPhone",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/124.0 Safari/537.36 Edg/124.0",
                "Edge, Windows",
            ),
            ("curl/8.5.0", "curl"),
            ("", ""),
        ];
        for (agent, name) in cases {
            assert_eq!(device(agent), name);
        }
    }
}
