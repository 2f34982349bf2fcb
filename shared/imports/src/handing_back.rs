//! Files that go back to an owner: the template to fill in, and the upload with its faults marked.
//!
//! Both go through the object store, never through the broker; making one twice stores it once.

use contract::{
    Caller, Refusal, code,
    imports::{ImportFault, ImportKind, ImportState, ImportTemplate, MarkedCopy, StoredFile},
};
use mailbox::Stop;
use scoped::Access;
use sheets::{Layout, NotMarked};

use crate::{Imports, store};

/// Puts an empty file of this kind into the store.
pub async fn import_template<A>(app: &A, _: &Caller, ask: ImportTemplate) -> Result<StoredFile, Stop>
where
    A: AsRef<Imports> + Sync,
{
    let imports = app.as_ref();
    let layouts = layouts(imports, ask.kind)?;
    let template = tokio::task::spawn_blocking(move || sheets::template(layouts)).await.map_err(anyhow::Error::new)?;
    keep(imports, template.map_err(anyhow::Error::new)?).await
}

/// Puts a copy of a checked file, with its faults marked, into the store.
pub async fn marked_copy<A>(app: &A, caller: &Caller, ask: MarkedCopy) -> Result<StoredFile, Stop>
where
    A: AsRef<Imports> + Sync,
{
    let imports = app.as_ref();
    let layouts = layouts(imports, ask.kind)?;
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
    let faults: Vec<_> = found.faults.into_iter().map(as_found).collect();
    let marking = tokio::task::spawn_blocking(move || sheets::marked_copy(&upload, layouts, &faults));
    match marking.await.map_err(anyhow::Error::new)? {
        Ok(copy) => keep(imports, copy).await,
        Err(NotMarked::NotReadable(_)) => {
            Err(Refusal::new(code::CONFLICT, "the file cannot be read, so no row of it can be marked").into())
        }
        Err(error @ NotMarked::NotWritten(_)) => Err(anyhow::Error::new(error).into()),
    }
}

fn layouts(imports: &Imports, kind: ImportKind) -> Result<&'static [Layout], Stop> {
    imports.workbook(kind).map(|workbook| workbook.layouts()).ok_or_else(|| Stop::not_found("kind of file"))
}

async fn keep(imports: &Imports, bytes: Vec<u8>) -> Result<StoredFile, Stop> {
    let file = imports.files().keep(bytes.into()).await.map_err(anyhow::Error::new)?;
    Ok(StoredFile { file })
}

fn as_found(fault: ImportFault) -> sheets::Fault {
    sheets::Fault {
        sheet: fault.sheet,
        row: fault.row,
        column: fault.column,
        value: fault.value,
        code: fault.code,
        reason: fault.reason,
        remedy: fault.remedy,
        reason_en: fault.reason_en,
        remedy_en: fault.remedy_en,
    }
}
