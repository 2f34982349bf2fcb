//! What pages load besides themselves: style, the small scripts and htmx, each under an address that changes with it.

use std::{collections::BTreeMap, sync::LazyLock};

use axum::{
    Router,
    body::Body,
    extract::Path,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::{App, problem::Problem};

/// Our own.
#[derive(RustEmbed)]
#[folder = "assets/"]
#[allow_missing = true]
struct Own;

/// From the stack that set-up brings. Pages work without it, so a build before set-up is still a product.
#[derive(RustEmbed)]
#[folder = "../../.stack/django_htmx/static/django_htmx/"]
#[include = "htmx-4.min.js"]
#[include = "ext/hx-sse-4.min.js"]
#[allow_missing = true]
struct Htmx;

struct Asset {
    bytes: Bytes,
    hash: String,
}

static ASSETS: LazyLock<BTreeMap<String, Asset>> = LazyLock::new(|| {
    let own = Own::iter().filter_map(|path| Some((path.clone(), Own::get(&path)?)));
    let htmx = Htmx::iter().filter_map(|path| Some((path.clone(), Htmx::get(&path)?)));
    own.chain(htmx)
        .map(|(path, file)| {
            let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
            let hash = hex::encode(&Sha256::digest(&file.data)[..6]);
            (name, Asset { bytes: Bytes::from(file.data.into_owned()), hash })
        })
        .collect()
});

/// Where a file is, by its bare name such as `htmx-4.min.js`; empty where this build does not have it.
pub fn asset_url(name: &str) -> String {
    ASSETS.get(name).map(|asset| format!("/assets/{}/{name}", asset.hash)).unwrap_or_default()
}

pub(crate) fn router() -> Router<App> {
    Router::new().route("/assets/{hash}/{name}", get(show_asset))
}

async fn show_asset(Path((hash, name)): Path<(String, String)>) -> Result<Response, Problem> {
    let asset = ASSETS.get(&name).ok_or_else(|| Problem::new(contract::code::NOT_FOUND, "there is no such file"))?;
    // A page from before an update asks for the file of then; today's is the best there is, but not to be kept.
    let keep = if hash == asset.hash { "public, max-age=31536000, immutable" } else { "no-cache" };
    let kind = mime_guess::from_path(&name).first_or_octet_stream();
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_str(kind.as_ref()).map_err(Problem::failed)?),
        (header::CACHE_CONTROL, HeaderValue::from_static(keep)),
    ];
    Ok((StatusCode::OK, headers, Body::from(asset.bytes.clone())).into_response())
}
