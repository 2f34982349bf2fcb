//! Scans of papers at the door: checked and made harmless where few are at once, kept, and handed out so that a browser does
//! nothing with them but show them.

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use contract::{
    Ask, Caller, code,
    onboarding::{AttachScan, GetPaper, OpenScan, PaperState, Scan},
};
use ids::{Id, Paper};
use scans::{MediaType, ScanFault};
use uuid::Uuid;

use crate::{App, problem::Problem};

/// Scans that are looked at at once: each may take 256 MiB for a moment.
pub(crate) const AT_ONCE: usize = 2;

/// Nothing in a scan runs, loads or reaches out, whatever a browser makes of it.
const POLICY: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'");
/// Phones and desks are shared: each look asks anew, and is written down.
const CACHE: HeaderValue = HeaderValue::from_static("no-store");

/// Checks a scan, keeps it, and puts it to its paper.
pub(crate) async fn take_in(app: &App, caller: &Caller, paper_id: Id<Paper>, bytes: Bytes) -> Result<(), Problem> {
    // Before anything is decoded or kept: whose file no service would take costs no memory and fills no disk.
    if !AttachScan::admits(caller) {
        return Err(Problem::new(code::NOT_ALLOWED, format!("{} puts no scans to papers", caller.role.slug())));
    }
    let paper = app.asker.ask(caller, &GetPaper { paper_id }).await?;
    if !matches!(paper.state, PaperState::Draft | PaperState::Submitted | PaperState::Rejected) {
        return Err(Problem::new(code::CONFLICT, "the paper was verified; a new paper renews it"));
    }
    let checked = checked(app, bytes).await?;
    let (media_type, bytes) = (checked.media_type, checked.bytes);
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let file = app.files.keep(Bytes::from(bytes)).await?;
    let scan = Scan { file, media_type: media_type.name().to_owned(), bytes: length };
    Ok(app.asker.ask(caller, &AttachScan { paper_id, scan }).await?)
}

async fn checked(app: &App, bytes: Bytes) -> Result<scans::Checked, Problem> {
    let refused = |fault: ScanFault| Problem::of_field("scan", fault.code());
    let place = std::sync::Arc::clone(&app.scan_places).acquire_owned().await.map_err(Problem::failed)?;
    let checking = tokio::task::spawn_blocking(move || {
        let checked = scans::check(&bytes);
        drop(place);
        checked
    });
    // A decoder that panics over crafted bytes has said enough about them.
    checking.await.unwrap_or(Err(ScanFault::Damaged)).map_err(refused)
}

/// The scan of a paper, for whoever may see it. The service writes down who did.
pub(crate) async fn hand_out(app: &App, caller: &Caller, paper_id: Id<Paper>) -> Result<Response, Problem> {
    let caller = caller.clone().with_key(Uuid::now_v7().to_string());
    let scan = app.asker.ask(&caller, &OpenScan { paper_id }).await?;
    let media_type = MediaType::named(&scan.media_type);
    let media_type = media_type.ok_or_else(|| Problem::failed(anyhow::anyhow!("a scan is of an unknown kind")))?;
    let bytes = app.files.read(&scan.file).await?;
    answer(media_type, &paper_id.to_string(), bytes)
}

/// Checks a photograph or PDF and keeps it; its name in the object store.
pub(crate) async fn keep(app: &App, bytes: Bytes) -> Result<String, Problem> {
    let checked = checked(app, bytes).await?;
    Ok(app.files.keep(Bytes::from(checked.bytes)).await?)
}

/// What [`keep`] kept.
pub(crate) async fn shown(app: &App, file: &str, name: &str) -> Result<Response, Problem> {
    let bytes = app.files.read(file).await?;
    // What was kept was checked, and is one of the two.
    let media_type = if bytes.starts_with(b"%PDF") { MediaType::Pdf } else { MediaType::Jpeg };
    answer(media_type, name, bytes)
}

fn answer(media_type: MediaType, name: &str, bytes: Bytes) -> Result<Response, Problem> {
    let (disposition, extension) = match media_type {
        MediaType::Jpeg => ("inline", "jpg"),
        // A PDF is as it was handed in: no browser opens it in this house's name.
        MediaType::Pdf => ("attachment", "pdf"),
    };
    let disposition = format!("{disposition}; filename=\"{name}.{extension}\"");
    let headers: [(HeaderName, HeaderValue); 5] = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type.name())),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&disposition).map_err(Problem::failed)?),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CACHE_CONTROL, CACHE),
    ];
    Ok((headers, bytes).into_response())
}
