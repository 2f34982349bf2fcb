//! What an owner may ask of a file: check it, say how far it is, take it.

use contract::{
    Ask, FieldFault, KeyScope, Page, Refusal, Role,
    accounts::Errand,
    code,
    imports::{
        CellKind, CheckImport, FindImport, FindImports, ImportKind, ImportRows, ImportState, ImportStatus, SheetColumn,
        SheetPart, SheetRow, TakeImport,
    },
};
use ids::{Id, Import};
use mailbox::Stop;
use scoped::Scoped;
use sheets::{Column, Kind};

use crate::{Imports, store};

const FILE_NAME_LENGTH_MAX: usize = 200;
/// Things whose rows are told at once.
const ROWS_OF_MAX: usize = 200;

/// Queues a file to be checked, and tells the id to ask for.
pub async fn check_import<A>(app: &A, tx: &Scoped, ask: CheckImport) -> Result<Id<Import>, Stop>
where
    A: AsRef<Imports> + Sync,
{
    let imports = app.as_ref();
    refuse_beyond(tx, ask.kind)?;
    let mut fields = Vec::new();
    let mut refuse =
        |field: &str, code: &str| fields.push(FieldFault { field: field.to_owned(), code: code.to_owned() });
    if !imports.takes(ask.kind) {
        refuse("kind", "kind_unknown");
    }
    if ask.file.len() != 64 || !ask.file.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        refuse("file", "not_a_file_name");
    }
    if ask.file_name.is_empty() || ask.file_name.chars().count() > FILE_NAME_LENGTH_MAX {
        refuse("file_name", "length");
    }
    if !fields.is_empty() {
        return Err(Refusal::of_fields(fields).into());
    }
    let import_id = store::add(tx, &ask).await?;
    imports.wake();
    Ok(import_id)
}

/// Refuses a file whose rows the caller could not write one by one: an assistant has errands, a program's key has words.
fn refuse_beyond(tx: &Scoped, kind: ImportKind) -> Result<(), Refusal> {
    let caller = tx.caller();
    let (errand, word) = match kind {
        ImportKind::Cooperatives => (Some(Errand::File), None),
        ImportKind::Harvest => (Some(Errand::Harvest), None),
        ImportKind::Listings => (Some(Errand::Goods), Some(KeyScope::ListingsWrite)),
        ImportKind::FarmgatePrices => (None, None),
    };
    let may = match caller.role {
        Role::Assistant => errand.is_some_and(|errand| caller.errands.contains(&errand)),
        Role::Integrator => word.is_none_or(|word| caller.key_scopes.contains(&word)),
        _ => true,
    };
    if may { Ok(()) } else { Err(Refusal::new(code::NOT_ALLOWED, format!("no errand or word for {}", kind.slug()))) }
}

/// Tells how things that are there stand in a file, to whoever may hand it in again.
pub async fn import_rows<A>(app: &A, tx: &Scoped, ask: ImportRows) -> Result<SheetPart, Stop>
where
    A: AsRef<Imports> + Sync,
{
    refuse_beyond(tx, ask.kind)?;
    let workbook = app.as_ref().workbook(ask.kind).ok_or_else(|| Stop::not_found("kind of file"))?;
    let sheet = usize::from(ask.sheet);
    let layout = workbook.layouts().get(sheet).ok_or_else(|| Stop::not_found("sheet"))?;
    if ask.of.len() > ROWS_OF_MAX {
        return Err(Refusal::of_fields(vec![FieldFault { field: "of".to_owned(), code: "length".to_owned() }]).into());
    }
    let rows = workbook.rows(tx, sheet, &ask.of).await?;
    let column = |column: &Column| SheetColumn {
        header: column.header.to_owned(),
        kind: match column.kind {
            Kind::Text => CellKind::Text,
            Kind::Date => CellKind::Date,
            Kind::Whole | Kind::Money => CellKind::Whole,
            Kind::Decimal => CellKind::Decimal,
        },
        choices: column.choices.iter().map(|choice| (*choice).to_owned()).collect(),
    };
    Ok(SheetPart {
        sheet: layout.sheet.to_owned(),
        columns: layout.columns.iter().map(column).collect(),
        rows: rows.into_iter().map(|(of, row)| SheetRow { of, cells: row.cells() }).collect(),
    })
}

/// Rows tell as much as the list they are of, and nobody more than that list would.
pub fn only_who_may<T: Ask>(tx: &Scoped) -> Result<(), Refusal> {
    if T::admits(tx.caller()) {
        return Ok(());
    }
    Err(Refusal::new(code::NOT_ALLOWED, format!("whoever may not {} may not have it as a file", T::NAME)))
}

/// The ids that a question about rows names.
pub fn ids_of<K: ids::Kind>(of: &[String]) -> Result<Vec<Id<K>>, Refusal> {
    let unknown = |_| Refusal::of_fields(vec![FieldFault { field: "of".to_owned(), code: "not_an_id".to_owned() }]);
    of.iter().map(|id| id.parse()).collect::<Result<_, _>>().map_err(unknown)
}

/// Tells how far an import is, and what is wrong with its file.
pub async fn find_import<A>(_app: &A, tx: &Scoped, ask: FindImport) -> Result<ImportStatus, Stop>
where
    A: AsRef<Imports> + Sync,
{
    store::find(tx, ask.kind, ask.import_id, false).await?.ok_or_else(|| Stop::not_found("import"))
}

/// Lists the files of a kind that the caller may see, the newest first, without their faults.
pub async fn find_imports<A>(_app: &A, tx: &Scoped, ask: FindImports) -> Result<Page<ImportStatus>, Stop>
where
    A: AsRef<Imports> + Sync,
{
    store::list(tx, ask.kind, &ask.page).await
}

/// Lets a worker take a checked file. Asking again for one that is in, or on its way in, is fine.
pub async fn take_import<A>(app: &A, tx: &Scoped, ask: TakeImport) -> Result<(), Stop>
where
    A: AsRef<Imports> + Sync,
{
    refuse_beyond(tx, ask.kind)?;
    let found = store::find(tx, ask.kind, ask.import_id, true).await?.ok_or_else(|| Stop::not_found("import"))?;
    match found.state {
        ImportState::Taking | ImportState::Taken => return Ok(()),
        ImportState::Queued | ImportState::Checking => {
            return Err(Refusal::new(code::CONFLICT, "the file is still being checked").into());
        }
        ImportState::Refused => {
            return Err(Refusal::new(code::CONFLICT, "the file was refused; hand it in anew").into());
        }
        ImportState::Checked => {}
    }
    if !found.faults.is_empty() && !ask.skip_faulty {
        let detail = format!("{} rows have faults", found.rows_faulty);
        return Err(Refusal::new(code::IMPORT_HAS_FAULTS, detail).into());
    }
    store::ask_to_take(tx, ask.import_id, ask.skip_faulty).await?;
    app.as_ref().wake();
    Ok(())
}
