//! Files that go back to an owner: the template to fill in, and the upload with its faults marked.
//!
//! Both go through the object store, never through the broker; making one twice stores it once.

use std::sync::Arc;

use contract::{
    Caller, Refusal, code,
    imports::{ImportKind, ImportState, ImportTemplate, MarkedCopy, StoredFile},
};
use mailbox::Stop;
use scoped::Access;
use sheets::{Faults, NotMarked};

use crate::{Imports, Progress, Workbook, store};

/// Puts an empty file of this kind into the store.
pub async fn import_template<A>(app: &A, _: &Caller, ask: ImportTemplate) -> Result<StoredFile, Stop>
where
    A: AsRef<Imports> + Sync,
{
    let imports = app.as_ref();
    let layouts = workbook(imports, ask.kind)?.layouts();
    let template = tokio::task::spawn_blocking(move || sheets::template(layouts)).await.map_err(anyhow::Error::new)?;
    keep(imports, template.map_err(anyhow::Error::new)?).await
}

/// Puts a copy of a checked file, with its faults marked, into the store. It is checked once more: only the first faults were
/// kept, and a copy tells all of them.
pub async fn marked_copy<A>(app: &A, caller: &Caller, ask: MarkedCopy) -> Result<StoredFile, Stop>
where
    A: AsRef<Imports> + Sync,
{
    let imports = app.as_ref();
    let workbook = workbook(imports, ask.kind)?;
    let layouts = workbook.layouts();
    let tx = imports.database().begin(caller, Access::Read).await?;
    let found = store::find(&tx, ask.kind, ask.import_id, false).await?.ok_or_else(|| Stop::not_found("import"))?;
    // A file holds personal data as they were typed: whoever looks after the house sees how far it is, and not the file.
    let is_own = store::is_own(&tx, ask.import_id).await?;
    tx.rollback().await?;
    if !is_own {
        return Err(Stop::not_found("import"));
    }
    if matches!(found.state, ImportState::Queued | ImportState::Checking) {
        return Err(Refusal::new(code::CONFLICT, "the file is still being checked").into());
    }
    let upload = imports.files().read(&found.file).await.map_err(anyhow::Error::new)?;
    let reading = tokio::task::spawn_blocking(move || {
        let sheets = sheets::read(&upload, layouts);
        (upload, sheets)
    });
    let (upload, sheets) = reading.await.map_err(anyhow::Error::new)?;
    let unreadable = || Refusal::new(code::CONFLICT, "the file cannot be read, so no row of it can be marked");
    let sheets = sheets.map_err(|_| unreadable())?;
    let mut faults = Faults::keeping(Faults::MARKED_MAX);
    let tx = imports.database().begin(caller, Access::Read).await?;
    workbook.check(&tx, &sheets, &mut faults, &Progress::default()).await?;
    tx.rollback().await?;
    drop(sheets);
    let marking = tokio::task::spawn_blocking(move || sheets::marked_copy(&upload, layouts, faults.kept()));
    match marking.await.map_err(anyhow::Error::new)? {
        Ok(copy) => keep(imports, copy).await,
        Err(NotMarked::NotReadable(_)) => Err(unreadable().into()),
        Err(error @ NotMarked::NotWritten(_)) => Err(anyhow::Error::new(error).into()),
    }
}

fn workbook(imports: &Imports, kind: ImportKind) -> Result<&Arc<dyn Workbook>, Stop> {
    imports.workbook(kind).ok_or_else(|| Stop::not_found("kind of file"))
}

async fn keep(imports: &Imports, bytes: Vec<u8>) -> Result<StoredFile, Stop> {
    let file = imports.files().keep(bytes.into()).await.map_err(anyhow::Error::new)?;
    Ok(StoredFile { file })
}
