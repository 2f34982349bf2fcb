//! The smallest service that takes files: a shelf of things with a name and a number, in onboarding's schema.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use bytes::Bytes;
use contract::{
    Caller, Role, Scope,
    imports::{
        CheckImport, FindImport, ImportCount, ImportKind, ImportState, ImportStatus, ImportTemplate, MarkedCopy,
        TakeImport,
    },
};
use futures::future::BoxFuture;
use host::{Files, Sealer};
use ids::{Id, Import};
use imports::{Imports, Plan, Progress, Workbook};
use mailbox::{Asker, Conversation, Stop, Unanswered};
use scoped::{Database, Scoped};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use sheets::{Cell, Column, Complaint, Faults, Kind, Layout, RowReader, RowWriter, SheetRows};
use testkit::{World, until};
use tokio::sync::Semaphore;

pub static LAYOUTS: [Layout; 1] = [Layout {
    sheet: "Kệ",
    columns: &[
        Column { header: "Tên", required: true, ..Column::TEXT },
        Column { header: "Số", required: true, kind: Kind::Whole, ..Column::TEXT },
    ],
}];

/// What a test can do to the workbook.
#[derive(Debug)]
pub struct Shelf {
    /// A row is looked at for each permit.
    pub looks: Semaphore,
    /// Taking stops in the middle, after half of the rows are written, and never goes on.
    pub hangs: AtomicBool,
    /// Taking fails in the middle, after half of the rows are written.
    pub fails: AtomicBool,
    /// Checking panics.
    pub panics: AtomicBool,
}

impl Default for Shelf {
    fn default() -> Self {
        let no = || AtomicBool::new(false);
        Self { looks: Semaphore::new(Semaphore::MAX_PERMITS), hangs: no(), fails: no(), panics: no() }
    }
}

struct Things {
    shelf: Arc<Shelf>,
    things: Vec<(String, i64)>,
}

/// The workbook, handed to `Imports`.
pub struct ShelfWorkbook(pub Arc<Shelf>);

impl Workbook for ShelfWorkbook {
    fn kind(&self) -> ImportKind {
        ImportKind::Harvest
    }

    fn layouts(&self) -> &'static [Layout] {
        &LAYOUTS
    }

    fn rows<'a>(
        &'a self,
        _tx: &'a Scoped,
        _sheet: usize,
        of: &'a [String],
    ) -> BoxFuture<'a, Result<Vec<(String, RowWriter)>, Stop>> {
        let row = |name: &String| (name.clone(), RowWriter::new(&LAYOUTS[0]).with("Tên", name).with("Số", "1"));
        Box::pin(async move { Ok(of.iter().map(row).collect()) })
    }

    fn check<'a>(
        &'a self,
        _tx: &'a Scoped,
        sheets: &'a [SheetRows],
        faults: &'a mut Faults,
        progress: &'a Progress,
    ) -> BoxFuture<'a, Result<Box<dyn Plan>, Stop>> {
        Box::pin(async move {
            assert!(!self.0.panics.load(Ordering::Relaxed), "the shelf was told to panic");
            let mut things = Vec::new();
            for row in &sheets[0].rows {
                self.0.looks.acquire().await.expect("it is never closed").forget();
                progress.row_done();
                let mut reader = RowReader::new(row, faults);
                let (name, number) = (reader.text("Tên"), reader.whole("Số"));
                if number == Some(13) {
                    let words = ("Số này không may mắn.", "Chọn số khác.");
                    reader.add_fault("Số", Complaint::new("unlucky", words, ("Unlucky.", "Choose another.")));
                }
                if let (true, Some(name), Some(number)) = (reader.is_sound(), name, number) {
                    things.push((name, number));
                }
            }
            Ok(Box::new(Things { shelf: Arc::clone(&self.0), things }) as Box<dyn Plan>)
        })
    }
}

impl Plan for Things {
    fn counts(&self) -> Vec<ImportCount> {
        let added = u32::try_from(self.things.len()).expect("a few");
        vec![ImportCount { what: "things".to_owned(), added, changed: 0, unchanged: 0 }]
    }

    fn take(self: Box<Self>, tx: &Scoped) -> BoxFuture<'_, Result<(), Stop>> {
        Box::pin(async move {
            for (at, (name, number)) in self.things.iter().enumerate() {
                if at * 2 >= self.things.len() && self.shelf.hangs.load(Ordering::Relaxed) {
                    std::future::pending::<()>().await;
                }
                if at * 2 >= self.things.len() && self.shelf.fails.load(Ordering::Relaxed) {
                    return Err(anyhow::anyhow!("the shelf was told to fail").into());
                }
                tx.run("insert into shelf (name, number) values ($1, $2)", [name.as_str().into(), (*number).into()])
                    .await?;
            }
            Ok(())
        })
    }
}

/// A house with a shelf.
pub struct House {
    pub world: World,
    pub shelf: Arc<Shelf>,
    pub files: Files,
    pub owner: DatabaseConnection,
    asker: Asker,
    _folder: tempfile::TempDir,
}

#[derive(Clone)]
struct App(Imports);

impl AsRef<Imports> for App {
    fn as_ref(&self) -> &Imports {
        &self.0
    }
}

impl House {
    /// A house whose desk answers; with a worker, or without one.
    pub async fn new(works: bool) -> Self {
        let world = World::new().await;
        let owner = sea_orm::Database::connect(world.owner_url().await).await.expect("the owner gets in");
        let shelf = "create table onboarding.shelf (
                name text not null, number bigint not null, scope text not null default current_setting('phien.scope'));
            grant select, insert on onboarding.shelf to phien_onboarding";
        owner.execute_unprepared(shelf).await.expect("a shelf");
        let folder = tempfile::tempdir().expect("a folder");
        let files = Files::in_folder(folder.path()).expect("a store").sealed(Sealer::new(&[5; 32]));
        let shelf = Arc::new(Shelf::default());
        let imports = imports_on(world.database("onboarding"), &files, &shelf);
        Conversation::new(App(imports.clone()), world.database("onboarding"), world.broker.clone())
            .answers::<CheckImport>(imports::check_import)
            .answers::<FindImport>(imports::find_import)
            .answers::<TakeImport>(imports::take_import)
            .undertakes::<ImportTemplate>(imports::import_template)
            .undertakes::<MarkedCopy>(imports::marked_copy)
            .start(&world.shutdown)
            .await
            .expect("the desk opens");
        if works {
            imports.start(&world.shutdown);
        }
        let asker = Asker::new(world.broker.clone());
        let house = Self { world, shelf, files, owner, asker, _folder: folder };
        // Until its desk is open, nobody answers at all.
        until("the desk is open", || async {
            matches!(house.status(&operator(), Id::generate()).await, Err(Unanswered::Refused(_)))
        })
        .await;
        house
    }

    /// Hands in a file with these things.
    pub async fn hand_in(&self, caller: &Caller, things: &[(&str, &str)]) -> Id<Import> {
        let rows = things.iter().map(|(name, number)| vec![text(name), text(number)]);
        let rows: Vec<Vec<Cell>> = rows.collect();
        let bytes = sheets::table("Kệ", &["Tên", "Số"], &rows).expect("a workbook");
        self.hand_in_bytes(caller, bytes).await
    }

    /// Hands in a file with these bytes.
    pub async fn hand_in_bytes(&self, caller: &Caller, bytes: Vec<u8>) -> Id<Import> {
        let file = self.files.keep(Bytes::from(bytes)).await.expect("kept");
        let ask = CheckImport { kind: ImportKind::Harvest, file, file_name: "kệ.xlsx".to_owned() };
        let key = Id::<Import>::generate().to_string();
        self.asker.ask(&caller.clone().with_key(key), &ask).await.expect("an import")
    }

    pub async fn status(&self, caller: &Caller, import_id: Id<Import>) -> Result<ImportStatus, Unanswered> {
        self.asker.ask(caller, &FindImport { kind: ImportKind::Harvest, import_id }).await
    }

    /// Waits until the import is in this state.
    pub async fn until(&self, caller: &Caller, import_id: Id<Import>, state: ImportState) -> ImportStatus {
        until(&format!("the import is {state:?}"), || async {
            self.status(caller, import_id).await.is_ok_and(|status| status.state == state)
        })
        .await;
        self.status(caller, import_id).await.expect("an import")
    }

    pub async fn take(&self, caller: &Caller, import_id: Id<Import>, skip_faulty: bool) -> Result<(), Unanswered> {
        let key = Id::<Import>::generate().to_string();
        let ask = TakeImport { kind: ImportKind::Harvest, import_id, skip_faulty };
        self.asker.ask(&caller.clone().with_key(key), &ask).await
    }

    /// The template as it is handed out.
    pub async fn template(&self, caller: &Caller) -> Bytes {
        let stored = self.asker.ask(caller, &ImportTemplate { kind: ImportKind::Harvest }).await.expect("a template");
        self.files.read(&stored.file).await.expect("in the store")
    }

    /// The marked copy of an import's file.
    pub async fn marked(&self, caller: &Caller, import_id: Id<Import>) -> Result<Bytes, Unanswered> {
        let stored = self.asker.ask(caller, &MarkedCopy { kind: ImportKind::Harvest, import_id }).await?;
        Ok(self.files.read(&stored.file).await.expect("in the store"))
    }

    /// Things on the shelf.
    pub async fn things(&self) -> i64 {
        self.world.number("onboarding", "select count(*) as n from shelf").await
    }

    /// Things on the shelf that were put there in this scope.
    pub async fn things_of(&self, scope: &str) -> i64 {
        self.world.number("onboarding", &format!("select count(*) as n from shelf where scope = '{scope}'")).await
    }

    /// Nobody is believed to be at work on a file any more.
    pub async fn forget_claims(&self) {
        self.owner.execute_unprepared("update onboarding.import set claimed_until = null").await.expect("forgotten");
    }
}

pub fn imports_on(database: Database, files: &Files, shelf: &Arc<Shelf>) -> Imports {
    Imports::new(database, files.clone(), vec![Arc::new(ShelfWorkbook(Arc::clone(shelf)))])
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

/// Somebody who looks after the province.
pub fn official() -> Caller {
    Caller::person(Id::generate(), Role::ProvincialOfficial, Scope::Province)
}

/// Somebody who runs a cooperative of their own.
pub fn manager() -> Caller {
    Caller::person(Id::generate(), Role::CooperativeManager, Scope::Cooperative(Id::generate()))
}

/// Somebody who keeps the house running.
pub fn operator() -> Caller {
    Caller::person(Id::generate(), Role::Operator, Scope::System)
}

/// The code of a refusal.
pub fn refused<T: std::fmt::Debug>(answer: Result<T, Unanswered>) -> String {
    match answer {
        Err(Unanswered::Refused(refusal)) => refusal.code,
        other => panic!("not refused: {other:?}"),
    }
}
