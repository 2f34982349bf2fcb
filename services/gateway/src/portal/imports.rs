//! An Excel file on its way in: handed in, checked, its faults shown, and then taken by one of two clear choices.

use askama::Template;
use axum::{
    extract::{
        Multipart, Path, Query,
        multipart::{MultipartError, MultipartRejection},
    },
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use bytes::Bytes;
use contract::{
    PageRequest, Role, code,
    imports::{
        CheckImport, FindImport, FindImports, ImportCount, ImportFault, ImportKind, ImportState, ImportStatus,
        TakeImport,
    },
};
use futures::future::join_all;
use ids::{Id, Import};
use serde::Deserialize;

use super::{
    fields::Fields,
    format::Reader,
    frame::{Frame, Visit, render},
    parts::{Badge, Shape},
    routes::{self, Link},
};
use crate::{problem::Problem, text::Language};

/// More than this a page does not list; the marked file has all of them.
const FAULTS_SHOWN: usize = 100;
/// A browser without script looks again after so many seconds.
const LOOK_AGAIN: u32 = 2;
const FILE_NAME_LENGTH_MAX: usize = 200;
/// Files the list names; enough to find the one of this morning.
const RECENT: u32 = 8;

/// Kinds of files a role hands in, in the order a season needs them. The services judge again.
pub(super) const fn kinds_of(role: Role) -> &'static [ImportKind] {
    match role {
        Role::CooperativeManager => &[ImportKind::Cooperatives, ImportKind::Harvest, ImportKind::Listings],
        Role::ProvincialOfficial => &[ImportKind::Cooperatives, ImportKind::Harvest, ImportKind::FarmgatePrices],
        Role::Operator => &ImportKind::ALL,
        Role::Assistant => &[ImportKind::Cooperatives, ImportKind::Harvest],
        Role::Anonymous
        | Role::CooperativeMember
        | Role::Household
        | Role::CommuneOfficial
        | Role::Integrator
        | Role::Service => &[],
    }
}

fn kind_of(slug: &str) -> Result<ImportKind, Problem> {
    ImportKind::from_slug(slug).ok_or_else(|| Problem::new(code::NOT_FOUND, "there is no such kind of file"))
}

#[derive(Debug, Template)]
#[template(path = "imports/list.html")]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    pub(crate) kinds: Vec<Kind>,
    pub(crate) recent: Vec<Recent>,
}

/// A file that was handed in.
#[derive(Debug)]
pub(crate) struct Recent {
    pub(crate) link: String,
    pub(crate) file_name: String,
    pub(crate) kind: String,
    pub(crate) badge: Badge,
    pub(crate) rows: String,
    pub(crate) when: String,
}

/// A kind of file that may be handed in.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) slug: &'static str,
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) action: String,
    pub(crate) template: String,
}

#[derive(Debug, Template)]
#[template(path = "imports/import.html")]
pub(crate) struct ImportPage {
    pub(crate) frame: Frame,
    pub(crate) file_name: String,
    pub(crate) state: State,
    pub(crate) rows_done: u32,
    pub(crate) rows_total: u32,
    pub(crate) rows: String,
    pub(crate) counts: Vec<Count>,
    pub(crate) faults: Vec<ImportFault>,
    pub(crate) in_english: bool,
    pub(crate) faults_title: String,
    pub(crate) faults_more: Option<String>,
    pub(crate) marked: String,
    pub(crate) again: Kind,
    pub(crate) take: String,
    pub(crate) take_words: String,
    /// Nothing would be left to take without the rows with faults.
    pub(crate) nothing_left: bool,
    pub(crate) skip: String,
    pub(crate) skip_words: String,
    pub(crate) next: (String, String),
}

/// What the page is about just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Working,
    Ready,
    Faulty,
    ConfirmSkip,
    Refused,
    Taken,
}

/// How many of a thing.
#[derive(Debug)]
pub(crate) struct Count {
    pub(crate) what: String,
    pub(crate) added: String,
    pub(crate) changed: String,
    pub(crate) unchanged: String,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// Nothing was chosen to hand in.
    #[serde(default)]
    nothing: bool,
    /// The question whether to leave rows out is being asked.
    #[serde(default)]
    skip: bool,
}

pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let frame = visit.frame(visit.to.say("imports-title"));
    let not_done = asked.nothing.then(|| visit.to.say("import-nothing-chosen"));
    let (recent, is_whole) = recent(&visit, RECENT).await;
    let incomplete = (!is_whole).then(|| visit.to.say("imports-recent-incomplete"));
    render(&Page::new(frame.not_done(not_done).not_done(incomplete), visit.role(), &recent))
}

/// Keeps the file and lets it be checked.
pub(super) async fn hand_in(
    visit: Visit,
    Path(kind): Path<String>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let kind = kind_of(&kind)?;
    visit.only_who_may::<CheckImport>()?;
    let form = form.map_err(|rejection| unreadable(rejection.status(), rejection.body_text()))?;
    let handed = HandedIn::read(form).await.map_err(|error| unreadable(error.status(), error.body_text()))?;
    if handed.bytes.is_empty() {
        return Ok(Redirect::to(&Link::to(routes::IMPORTS).with("nothing", true).to_string()).into_response());
    }
    let file = visit.app.files.keep(handed.bytes).await?;
    let check = CheckImport { kind, file, file_name: handed.file_name };
    let import_id = visit.command(&handed.key, &check).await?;
    Ok(Redirect::to(&routes::import(kind, import_id)).into_response())
}

/// Up to `size` files of each kind that one's role hands in, the newest first, and whether every service has answered.
pub(super) async fn recent(visit: &Visit, size: u32) -> (Vec<ImportStatus>, bool) {
    let finds = kinds_of(visit.role()).iter().map(|kind| FindImports { kind: *kind, page: PageRequest::first(size) });
    let answers = join_all(finds.map(async |find| visit.ask(&find).await)).await;
    let is_whole = answers.iter().all(Result::is_ok);
    let mut files: Vec<ImportStatus> = answers.into_iter().flatten().flat_map(|page| page.rows).collect();
    files.sort_by_key(|file| std::cmp::Reverse(file.created_at));
    (files, is_whole)
}

fn unreadable(status: StatusCode, detail: String) -> Problem {
    Problem::new(if status == StatusCode::PAYLOAD_TOO_LARGE { "too_large" } else { code::UNREADABLE }, detail)
}

/// The parts of the form.
#[derive(Default)]
struct HandedIn {
    key: String,
    file_name: String,
    bytes: Bytes,
}

impl HandedIn {
    async fn read(mut form: Multipart) -> Result<Self, MultipartError> {
        let mut handed = Self::default();
        while let Some(field) = form.next_field().await? {
            match field.name() {
                Some("key") => handed.key = field.text().await?,
                Some("file") => {
                    let name = field.file_name().unwrap_or_default();
                    handed.file_name = name.chars().take(FILE_NAME_LENGTH_MAX).collect();
                    handed.bytes = field.bytes().await?;
                }
                _ => {}
            }
        }
        Ok(handed)
    }
}

pub(super) async fn show_import(
    visit: Visit,
    Path((kind, import_id)): Path<(String, Id<Import>)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let status = visit.ask(&FindImport { kind: kind_of(&kind)?, import_id }).await?;
    let title = visit.to.word("import-kind", status.kind.slug());
    render(&ImportPage::new(visit.frame(title), &status, asked.skip))
}

/// Takes the rows. Pressed too early or twice, it just leads back to how far the file is.
pub(super) async fn take(
    visit: Visit,
    Path((kind, import_id)): Path<(String, Id<Import>)>,
    form: Fields,
) -> Result<Response, Problem> {
    let kind = kind_of(&kind)?;
    let take = TakeImport { kind, import_id, skip_faulty: form.one("skip_faulty") == "yes" };
    visit.command(form.key()?, &take).await?;
    Ok(Redirect::to(&routes::import(kind, import_id)).into_response())
}

impl Page {
    pub(crate) fn new(frame: Frame, role: Role, recent: &[ImportStatus]) -> Self {
        let to = frame.to;
        let kinds = kinds_of(role).iter().map(|kind| Kind::new(to, *kind)).collect();
        let recent = recent.iter().take(RECENT as usize).map(|file| Recent::new(to, file)).collect();
        Self { frame, kinds, recent }
    }
}

impl Recent {
    fn new(to: Reader, file: &ImportStatus) -> Self {
        let (shape, word) = match file.state {
            ImportState::Queued | ImportState::Checking => (Shape::Waiting, "checking"),
            ImportState::Checked if file.rows_faulty > 0 => (Shape::Bad, "faulty"),
            ImportState::Checked => (Shape::Yours, "checked"),
            ImportState::Taking => (Shape::Waiting, "taking"),
            ImportState::Taken => (Shape::Done, "taken"),
            ImportState::Refused => (Shape::Bad, "refused"),
        };
        Self {
            link: routes::import(file.kind, file.import_id),
            file_name: file.file_name.clone(),
            kind: to.word("import-kind", file.kind.slug()),
            badge: Badge { shape, words: to.word("import-state", word) },
            rows: to.count(file.rows_total.into()),
            when: to.moment(file.created_at),
        }
    }
}

impl Kind {
    fn new(to: Reader, kind: ImportKind) -> Self {
        Self {
            slug: kind.slug(),
            name: to.word("import-kind", kind.slug()),
            about: to.word("import-about", kind.slug()),
            action: routes::import_kind(kind),
            template: routes::import_template(kind),
        }
    }
}

impl ImportPage {
    pub(crate) fn new(mut frame: Frame, status: &ImportStatus, asks_to_skip: bool) -> Self {
        let to = frame.to;
        let has_faults = !status.faults.is_empty();
        let state = match status.state {
            ImportState::Queued | ImportState::Checking | ImportState::Taking => State::Working,
            ImportState::Checked if !has_faults => State::Ready,
            ImportState::Checked if asks_to_skip => State::ConfirmSkip,
            ImportState::Checked => State::Faulty,
            ImportState::Refused => State::Refused,
            ImportState::Taken => State::Taken,
        };
        frame.again_after = (state == State::Working).then_some(LOOK_AGAIN);
        let sound = status.rows_total.saturating_sub(status.rows_faulty);
        let rows_of = |key: &str| {
            let values = [
                ("done", status.rows_done.into()),
                ("total", status.rows_total.into()),
                ("faulty", status.rows_faulty.into()),
                ("sound", sound.into()),
            ];
            to.say_with(key, values)
        };
        let working = match (status.state, status.rows_total) {
            (ImportState::Taking, _) => "import-taking",
            (_, 0) => "import-queued",
            _ => "import-checking",
        };
        let hidden = status.faults.len().saturating_sub(FAULTS_SHOWN);
        let here = routes::import(status.kind, status.import_id);
        let has_any = |count: &&ImportCount| count.added + count.changed + count.unchanged > 0;
        let brings_any = status.takes.iter().any(|count| has_any(&count));
        let counts = status.takes.iter().filter(|count| !brings_any || has_any(count));
        Self {
            file_name: status.file_name.clone(),
            state,
            rows_done: status.rows_done,
            rows_total: status.rows_total.max(1),
            rows: rows_of(working),
            counts: counts.map(|count| Count::new(to, count)).collect(),
            faults: status.faults.iter().take(FAULTS_SHOWN).cloned().collect(),
            in_english: to.language == Language::English,
            faults_title: rows_of("import-faults"),
            faults_more: (hidden > 0).then(|| to.say_with("import-faults-more", [("count", hidden.into())])),
            marked: routes::import_marked(status.kind, status.import_id),
            again: Kind::new(to, status.kind),
            take: routes::import_take(status.kind, status.import_id),
            take_words: rows_of("import-take"),
            nothing_left: sound == 0,
            skip: Link::to(here).with("skip", true).to_string(),
            skip_words: rows_of("import-skip-question"),
            next: next_of(to, status.kind),
            frame,
        }
    }
}

impl Count {
    fn new(to: Reader, count: &ImportCount) -> Self {
        let key = format!("import-what-{}", count.what.replace('_', "-"));
        Self {
            what: to.language.find(&key).unwrap_or_else(|| count.what.clone()),
            added: to.count(count.added.into()),
            changed: to.count(count.changed.into()),
            unchanged: to.count(count.unchanged.into()),
        }
    }
}

/// Where one looks at what has come in.
fn next_of(to: Reader, kind: ImportKind) -> (String, String) {
    let link = match kind {
        ImportKind::Cooperatives => routes::COOPERATIVES,
        ImportKind::Harvest => routes::STOCK,
        ImportKind::Listings => routes::LISTINGS,
        ImportKind::FarmgatePrices => routes::OFFICIAL,
    };
    (link.to_owned(), to.word("import-next", kind.slug()))
}
