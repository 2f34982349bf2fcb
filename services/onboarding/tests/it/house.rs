//! Onboarding, running in a world of its own at the beginning of the season.

use std::{path::Path, sync::Arc};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use contract::{
    Ask, Caller, Page, PageRequest, Role, Scope,
    imports::{CheckImport, FindImport, ImportCount, ImportFault, ImportKind, ImportState, ImportStatus, TakeImport},
    onboarding::{CooperativeView, FindCooperatives},
};
use host::{Calendar, Files, Sealer, Secret, keys::FileKeys};
use ids::{Cooperative, Id, Import};
use mailbox::{Asker, Unanswered};
use onboarding::App;
use testkit::{World, until};

pub const SEASON: &str = "ha-giang-2025-26";
pub const MISTAKES: &str = "loi";
pub const SEAL_KEY: [u8; 32] = [7; 32];

pub struct House {
    pub world: World,
    pub files: Files,
    pub calendar: Calendar,
    asker: Asker,
    pub folder: tempfile::TempDir,
}

/// The file with the keys that wrap producers' keys.
pub const PRODUCER_KEYS: &str = "secrets/producer-keys";

impl House {
    pub async fn new() -> Self {
        let house = Self::unopened().await;
        house.start().await;
        house
    }

    /// A house where nothing runs yet.
    pub async fn unopened() -> Self {
        let world = World::new().await;
        let folder = tempfile::tempdir().expect("a folder");
        let files = Files::in_folder(folder.path()).expect("a store").sealed(Sealer::new(&[5; 32]));
        let asker = Asker::new(world.broker.clone());
        Self { world, files, asker, calendar: Calendar::standing(at("2025-09-01T02:00:00Z")), folder }
    }

    /// Starts onboarding, once more if it runs already.
    pub async fn start(&self) {
        let keys = Arc::new(FileKeys::open(&self.folder.path().join(PRODUCER_KEYS)).expect("keys"));
        let app = App::new(
            self.world.database("onboarding"),
            self.world.broker.clone(),
            self.calendar.clone(),
            self.files.clone(),
            keys,
            Sealer::new(&SEAL_KEY),
            Secret::new([9; 32]),
        );
        onboarding::start(app, &self.world.shutdown).await.expect("onboarding starts");
        until("the desk is open", || async { self.ask(&official(), &FindCooperatives::default()).await.is_ok() }).await;
    }

    /// A house that has taken the season's producers, or its harvests as well.
    pub async fn with_season(kinds: &[ImportKind]) -> Self {
        let house = Self::new().await;
        for kind in kinds {
            house.take_whole(&official(), *kind, season_file(SEASON, *kind)).await;
        }
        house
    }

    pub async fn ask<T: Ask>(&self, caller: &Caller, ask: &T) -> Result<T::Answer, Unanswered> {
        let key = Id::<Import>::generate().to_string();
        self.asker.ask(&caller.clone().with_key(key), ask).await
    }

    pub async fn check(&self, caller: &Caller, kind: ImportKind, bytes: Vec<u8>) -> ImportStatus {
        let file = self.files.keep(Bytes::from(bytes)).await.expect("kept");
        let ask = CheckImport { kind, file, file_name: "tệp.xlsx".to_owned() };
        let import_id = self.ask(caller, &ask).await.expect("an import");
        self.until_idle(caller, kind, import_id).await
    }

    /// Takes a checked file.
    pub async fn take(&self, caller: &Caller, checked: &ImportStatus, skip_faulty: bool) -> ImportStatus {
        let ask = TakeImport { kind: checked.kind, import_id: checked.import_id, skip_faulty };
        self.ask(caller, &ask).await.expect("it may be taken");
        let taken = self.until_idle(caller, checked.kind, checked.import_id).await;
        assert_eq!(taken.state, ImportState::Taken, "{:?}", codes(&taken.faults));
        taken
    }

    /// Checks and takes a file that is sound.
    pub async fn take_whole(&self, caller: &Caller, kind: ImportKind, bytes: Vec<u8>) -> ImportStatus {
        let checked = self.check(caller, kind, bytes).await;
        assert_eq!(codes(&checked.faults), Vec::<String>::new());
        self.take(caller, &checked, false).await
    }

    async fn until_idle(&self, caller: &Caller, kind: ImportKind, import_id: Id<Import>) -> ImportStatus {
        let ask = FindImport { kind, import_id };
        let is_idle = |state| matches!(state, ImportState::Checked | ImportState::Taken | ImportState::Refused);
        until("the worker is done", || async {
            self.ask(caller, &ask).await.is_ok_and(|status| is_idle(status.state))
        })
        .await;
        self.ask(caller, &ask).await.expect("an import")
    }

    /// Every cooperative the caller sees.
    pub async fn cooperatives(&self, caller: &Caller) -> Vec<CooperativeView> {
        let ask = FindCooperatives { page: PageRequest::first(200), ..FindCooperatives::default() };
        let page: Page<CooperativeView> = self.ask(caller, &ask).await.expect("a page");
        page.rows
    }

    /// The one cooperative with this code.
    pub async fn cooperative(&self, code: &str) -> CooperativeView {
        let all = self.cooperatives(&official()).await;
        all.into_iter().find(|cooperative| cooperative.code == code).expect("a cooperative with this code")
    }

    pub async fn number(&self, sql: &str) -> i64 {
        self.world.number("onboarding", sql).await
    }
}

pub fn at(instant: &str) -> DateTime<Utc> {
    instant.parse().expect("an instant")
}

/// Somebody who looks after the province.
pub fn official() -> Caller {
    Caller::person(Id::generate(), Role::ProvincialOfficial, Scope::Province)
}

/// Somebody who runs this cooperative.
pub fn manager(cooperative: Id<Cooperative>) -> Caller {
    Caller::person(Id::generate(), Role::CooperativeManager, Scope::Cooperative(cooperative))
}

/// A file of one of the two sets that lie beside the system's tests.
pub fn season_file(set: &str, kind: ImportKind) -> Vec<u8> {
    let name = if kind == ImportKind::Cooperatives { "hop-tac-xa.xlsx" } else { "thu-hoach.xlsx" };
    std::fs::read(season_folder(set).join(name)).expect("the season's files are in the tree")
}

pub fn season_folder(set: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/seasons").join(set)
}

pub fn codes(faults: &[ImportFault]) -> Vec<String> {
    faults.iter().map(|fault| fault.code.clone()).collect()
}

/// What a file did, as (what, added, changed, unchanged).
pub fn counts(status: &ImportStatus) -> Vec<(&str, u32, u32, u32)> {
    let tuple = |count: &ImportCount| (count.added, count.changed, count.unchanged);
    status.takes.iter().map(|count| (count.what.as_str(), tuple(count))).map(|(w, (a, c, u))| (w, a, c, u)).collect()
}

/// The code of a refusal.
pub fn refused<T: std::fmt::Debug>(answer: Result<T, Unanswered>) -> String {
    match answer {
        Err(Unanswered::Refused(refusal)) => refusal.code,
        other => panic!("not refused: {other:?}"),
    }
}
