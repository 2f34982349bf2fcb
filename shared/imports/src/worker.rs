//! The worker: one file at a time, checked or taken, and resumed where a worker died.

use std::{collections::BTreeMap, fmt, sync::Arc, time::Duration};

use contract::imports::{ImportFault, ImportKind};
use host::{Files, Shutdown};
use mailbox::Stop;
use scoped::{Access, Database};
use sheets::{Faults, NotReadable, SheetRows};
use tokio::sync::{Notify, oneshot};

use crate::{
    Progress, Workbook,
    store::{self, Claimed, Findings},
};

/// A file that failed so often is refused.
const ATTEMPTS_MAX: i32 = 5;
/// How long a worker that says nothing is believed to be alive.
const CLAIM_SECONDS: i32 = 15;
/// How often a worker tells how far it is.
const HEARTBEAT: Duration = Duration::from_millis(250);
/// The transaction that wakes the worker commits a moment later, so it looks soon, and then ever less often.
const SOON: Duration = Duration::from_millis(10);
const POLL: Duration = Duration::from_secs(1);

/// The files a service takes, and the worker behind them. Cheap to clone.
#[derive(Clone)]
pub struct Imports(Arc<Inner>);

struct Inner {
    database: Database,
    files: Files,
    workbooks: BTreeMap<&'static str, Arc<dyn Workbook>>,
    woken: Notify,
}

impl Imports {
    /// Takes these kinds of files into this database.
    pub fn new(database: Database, files: Files, workbooks: Vec<Arc<dyn Workbook>>) -> Self {
        let workbooks = workbooks.into_iter().map(|workbook| (workbook.kind().slug(), workbook)).collect();
        Self(Arc::new(Inner { database, files, workbooks, woken: Notify::new() }))
    }

    /// Works until the shutdown begins. Any number of replicas may.
    pub fn start(&self, shutdown: &Shutdown) {
        let (imports, token) = (self.clone(), shutdown.token());
        shutdown.spawn(async move {
            let mut pause = SOON;
            while !token.is_cancelled() {
                match imports.work_once().await {
                    Ok(true) => {
                        pause = SOON;
                        continue;
                    }
                    Ok(false) => pause = (pause * 2).min(POLL),
                    Err(stop) => {
                        tracing::warn!(service = imports.0.database.service(), %stop, "could not look for files");
                        pause = POLL;
                    }
                }
                tokio::select! {
                    () = token.cancelled() => {}
                    () = imports.0.woken.notified() => pause = SOON,
                    () = tokio::time::sleep(pause) => {}
                }
            }
        });
    }

    pub(crate) fn takes(&self, kind: ImportKind) -> bool {
        self.0.workbooks.contains_key(kind.slug())
    }

    /// What takes this kind of file here.
    pub(crate) fn workbook(&self, kind: ImportKind) -> Option<&Arc<dyn Workbook>> {
        self.0.workbooks.get(kind.slug())
    }

    pub(crate) fn database(&self) -> &Database {
        &self.0.database
    }

    pub(crate) fn files(&self) -> &Files {
        &self.0.files
    }

    pub(crate) fn wake(&self) {
        self.0.woken.notify_one();
    }

    /// Works on one file, if one waits.
    async fn work_once(&self) -> Result<bool, Stop> {
        let tx = self.0.database.begin_as_service().await?;
        let claimed = store::claim(&tx, CLAIM_SECONDS).await?;
        tx.commit().await?;
        let Some(claimed) = claimed else { return Ok(false) };
        if claimed.attempts > ATTEMPTS_MAX {
            // Its workers died without a word, time after time.
            self.fail(&claimed, &anyhow::anyhow!("every worker that took it up has died")).await?;
            return Ok(true);
        }
        let progress = Arc::new(Progress::default());
        let heart = Heart::start(self.clone(), &claimed, Arc::clone(&progress));
        // A task of its own, so that a workbook that panics fails its file and not the worker.
        let (imports, job) = (self.clone(), claimed.clone());
        let worked = tokio::spawn(async move { imports.work(&job, &progress).await }).await;
        heart.stop().await;
        match worked.unwrap_or_else(|panic| Err(anyhow::Error::new(panic).into())) {
            Ok(()) => {}
            Err(Stop::Refused(refusal)) => {
                let reason = "Tệp này không nhận được.";
                self.refuse(&claimed, of_file(&refusal.code, (reason, MEND.0), (&refusal.detail, MEND.1))).await?;
            }
            Err(Stop::Failed(error)) => self.fail(&claimed, &error).await?,
        }
        Ok(true)
    }

    async fn work(&self, claimed: &Claimed, progress: &Progress) -> Result<(), Stop> {
        let Some(workbook) = self.0.workbooks.get(claimed.kind.slug()) else {
            return Err(anyhow::anyhow!("nobody here takes {}", claimed.kind.slug()).into());
        };
        let sheets = match self.read(claimed, workbook).await? {
            Ok(sheets) => sheets,
            Err(not_readable) => {
                let (reason, reason_en) = (not_readable.in_vietnamese(), not_readable.to_string());
                let fault = of_file(not_readable.code(), (&reason, MEND.0), (&reason_en, MEND.1));
                return self.refuse(claimed, fault).await;
            }
        };
        let tx = self.0.database.begin_as_service().await?;
        store::note_opened(&tx, claimed.import_id, sheets.iter().map(|sheet| sheet.rows.len()).sum()).await?;
        tx.commit().await?;
        if claimed.taking {
            self.take(claimed, workbook.as_ref(), &sheets, progress).await
        } else {
            self.check(claimed, workbook.as_ref(), &sheets, progress).await
        }
    }

    async fn read(
        &self,
        claimed: &Claimed,
        workbook: &Arc<dyn Workbook>,
    ) -> Result<Result<Vec<SheetRows>, NotReadable>, Stop> {
        let bytes = self.0.files.read(&claimed.file).await.map_err(anyhow::Error::new)?;
        let layouts = workbook.layouts();
        let reading = tokio::task::spawn_blocking(move || sheets::read(&bytes, layouts));
        Ok(reading.await.map_err(anyhow::Error::new)?)
    }

    async fn check(
        &self,
        claimed: &Claimed,
        workbook: &dyn Workbook,
        sheets: &[SheetRows],
        progress: &Progress,
    ) -> Result<(), Stop> {
        let tx = self.0.database.begin(&claimed.owner, Access::Read).await?;
        let mut faults = Faults::new();
        let takes = workbook.check(&tx, sheets, &mut faults, progress).await?.counts();
        tx.rollback().await?;
        let tx = self.0.database.begin_as_service().await?;
        store::end(&tx, claimed.import_id, "checking", "checked", Findings::new(faults, takes)).await?;
        Ok(tx.commit().await?)
    }

    /// Checks once more and takes, in one transaction of the owner's scope that also notes the file as taken.
    async fn take(
        &self,
        claimed: &Claimed,
        workbook: &dyn Workbook,
        sheets: &[SheetRows],
        progress: &Progress,
    ) -> Result<(), Stop> {
        let tx = self.0.database.begin(&claimed.owner, Access::Write).await?;
        let mut faults = Faults::new();
        let plan = workbook.check(&tx, sheets, &mut faults, progress).await?;
        let findings = Findings::new(faults.clone(), plan.counts());
        if !faults.is_empty() && !claimed.skip_faulty {
            // Sound when it was checked; what it leans on has changed since.
            tx.rollback().await?;
            let tx = self.0.database.begin_as_service().await?;
            store::end(&tx, claimed.import_id, "taking", "refused", findings).await?;
            return Ok(tx.commit().await?);
        }
        plan.take(&tx).await?;
        if store::end(&tx, claimed.import_id, "taking", "taken", findings).await? {
            Ok(tx.commit().await?)
        } else {
            // Another worker was quicker; what it took stands.
            Ok(tx.rollback().await?)
        }
    }

    async fn refuse(&self, claimed: &Claimed, fault: ImportFault) -> Result<(), Stop> {
        let from = if claimed.taking { "taking" } else { "checking" };
        let tx = self.0.database.begin_as_service().await?;
        store::end(&tx, claimed.import_id, from, "refused", Findings::of_the_file(fault)).await?;
        Ok(tx.commit().await?)
    }

    /// Tries again later, until it has been tried often enough.
    async fn fail(&self, claimed: &Claimed, error: &anyhow::Error) -> Result<(), Stop> {
        let (import, attempts) = (claimed.import_id, claimed.attempts);
        tracing::warn!(%import, attempts, error = format!("{error:#}"), "an import failed");
        if attempts >= ATTEMPTS_MAX {
            let in_vietnamese = ("Hệ thống đang gặp lỗi nên chưa đọc được tệp.", "Hãy tải tệp lên lại sau ít phút.");
            let in_english =
                ("The house has a fault and could not read the file.", "Upload it again in a few minutes.");
            return self.refuse(claimed, of_file("import_failed", in_vietnamese, in_english)).await;
        }
        let tx = self.0.database.begin_as_service().await?;
        store::put_off(&tx, import, 1 << attempts.clamp(0, ATTEMPTS_MAX)).await?;
        Ok(tx.commit().await?)
    }
}

impl fmt::Debug for Imports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.workbooks.keys()).finish()
    }
}

const MEND: (&str, &str) = (
    "Sửa tệp rồi tải lên lại, hoặc bắt đầu từ tệp mẫu.",
    "Mend the file and upload it again, or start from the template.",
);

/// A fault of the whole file.
fn of_file(code: &str, (reason, remedy): (&str, &str), (reason_en, remedy_en): (&str, &str)) -> ImportFault {
    ImportFault {
        sheet: String::new(),
        row: 0,
        column: String::new(),
        value: String::new(),
        code: code.to_owned(),
        reason: reason.to_owned(),
        remedy: remedy.to_owned(),
        reason_en: reason_en.to_owned(),
        remedy_en: remedy_en.to_owned(),
    }
}

/// Tells now and then how far a worker is, so that its owner sees it move and no other worker takes its file.
struct Heart {
    stop: oneshot::Sender<()>,
    beating: tokio::task::JoinHandle<()>,
}

impl Heart {
    fn start(imports: Imports, claimed: &Claimed, progress: Arc<Progress>) -> Self {
        let (stop, mut stopped) = oneshot::channel();
        let import_id = claimed.import_id;
        let beating = tokio::spawn(async move {
            // Only the wait is given up, never a statement: a cancelled one would poison its connection.
            while tokio::time::timeout(HEARTBEAT, &mut stopped).await.is_err() {
                let beat = async {
                    let tx = imports.0.database.begin_as_service().await?;
                    store::note_progress(&tx, import_id, progress.so_far(), CLAIM_SECONDS).await?;
                    Ok::<_, Stop>(tx.commit().await?)
                };
                if let Err(stop) = beat.await {
                    tracing::debug!(import = %import_id, %stop, "could not tell how far an import is");
                }
            }
        });
        Self { stop, beating }
    }

    async fn stop(self) {
        self.stop.send(()).ok();
        self.beating.await.ok();
    }
}
