//! A manager puts a scan to a paper, in place of the one before. The door has checked and kept it.

use contract::{FieldFault, Refusal, code, onboarding::AttachScan};
use mailbox::Stop;
use scoped::Scoped;

use crate::{App, store::paper_files};

const MEDIA_TYPES: [&str; 2] = ["image/jpeg", "application/pdf"];
const HASH_LENGTH: usize = 64;

pub(crate) async fn attach_scan(_: &App, tx: &Scoped, ask: AttachScan) -> Result<(), Stop> {
    let file = &ask.scan.file;
    let is_name = file.len() == HASH_LENGTH && file.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if !is_name || !MEDIA_TYPES.contains(&ask.scan.media_type.as_str()) {
        return Err(Refusal::of_fields(vec![FieldFault { field: "scan".into(), code: "scan_kind".into() }]).into());
    }
    let mut record = paper_files::lock(tx, ask.paper_id).await?;
    if !record.standing.may_change() {
        return Err(Refusal::new(code::CONFLICT, "it was verified; a new paper renews it").into());
    }
    if record.scan.as_ref() == Some(&ask.scan) {
        return Ok(());
    }
    record.scan = Some(ask.scan);
    record.version += 1;
    Ok(paper_files::save(tx, &record).await?)
}
