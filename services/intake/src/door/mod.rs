//! The webhook door: verify over the raw bytes, record, commit, and only then say yes. Nothing else happens before the
//! answer: no business logic, no broker, no outgoing call.

mod record;

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use host::{Sealer, Shutdown};
use ids::{Channel, Id};
use marketplaces::{PushRefusal, RawPush, Registry};
use scoped::Database;
use tokio::sync::Notify;

use crate::store::raw_webhooks::{self, Entry};
use record::{Recorder, Unrecorded};

/// The largest webhook that is read, in bytes.
const BODY_MAX: usize = 256 * 1024;
/// How long a webhook may wait for its commit before the sender is asked to come again.
const PATIENCE: Duration = Duration::from_secs(2);

/// The door. Cheap to clone. It needs Postgres and nothing else.
#[derive(Clone)]
pub struct Door {
    marketplaces: Registry,
    sealer: Sealer,
    recorder: Arc<Recorder>,
}

impl Door {
    /// A door whose recorder works until the shutdown begins. Bodies are kept sealed: a marketplace may put a buyer's name
    /// into them. `recorded` is told of each batch.
    pub fn open(
        database: Database,
        marketplaces: Registry,
        sealer: Sealer,
        recorded: Arc<Notify>,
        shutdown: &Shutdown,
    ) -> Self {
        Self { marketplaces, sealer, recorder: Arc::new(Recorder::start(database, recorded, shutdown)) }
    }

    /// `POST /webhooks/{channel}/{shop}`, and `GET` for those who look first whether the address is ours. Where a marketplace has one address for all shops, `{shop}` is `app`; the shop is
    /// read from the verified body.
    pub fn router(self) -> Router {
        Router::new()
            .route("/webhooks/{channel}/{shop}", post(receive).get(greet))
            .layer(DefaultBodyLimit::max(BODY_MAX))
            .with_state(self)
    }
}

/// Somebody looks, before pushing, whether this address is ours.
async fn greet(
    State(door): State<Door>,
    Path((channel, addressed_to)): Path<(String, String)>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Response {
    let known = channel.parse::<Channel>().ok().and_then(|channel| door.marketplaces.marketplace(channel));
    let Some(pushes) = known.and_then(marketplaces::Marketplace::sends_pushes) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match pushes.greet(&addressed_to, &asked) {
        // As text and nothing else: it holds what somebody asked with.
        Some(answer) => ([(header::X_CONTENT_TYPE_OPTIONS, "nosniff")], answer).into_response(),
        None => StatusCode::UNAUTHORIZED.into_response(),
    }
}

async fn receive(
    State(door): State<Door>,
    Path((channel, addressed_to)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let channel = channel.parse::<Channel>().ok();
    let pushes = channel
        .and_then(|channel| door.marketplaces.marketplace(channel))
        .and_then(|marketplace| Some((marketplace.channel(), marketplace.sends_pushes()?)));
    let Some((channel, pushes)) = pushes else {
        return StatusCode::NOT_FOUND.into_response();
    };
    // A header that is not text counts as one that is wrong, not as one that is missing.
    let headers: Vec<(&str, &str)> =
        headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap_or(""))).collect();
    let push = match pushes.verify(&RawPush { body: &body, headers: &headers, addressed_to: &addressed_to }) {
        Ok(push) => push,
        Err(refusal) => {
            door.recorder.count_rejected();
            tracing::warn!(%channel, %refusal, "a webhook was not let in");
            let status = match refusal {
                PushRefusal::NoSignature | PushRefusal::WrongSignature => StatusCode::UNAUTHORIZED,
                PushRefusal::Unreadable => StatusCode::BAD_REQUEST,
            };
            return status.into_response();
        }
    };
    let id = Id::generate();
    let entry = Entry {
        id,
        channel,
        shop_id: push.shop_id,
        kind: push.kind,
        channel_order_id: push.channel_order_id,
        dedupe_key: push.dedupe_key,
        sealed_body: door.sealer.seal(&raw_webhooks::body_place(id), &body),
    };
    match tokio::time::timeout(PATIENCE, door.recorder.record(entry)).await {
        Ok(Ok(())) => StatusCode::OK.into_response(),
        Ok(Err(Unrecorded)) | Err(_) => (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")]).into_response(),
    }
}
