//! What is kept of one person: masked, and shown in full once to whoever says why; their consents; what they asked for.

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use contract::{
    Role, code,
    onboarding::{
        ConsentChannel, ConsentStanding, FileSubjectRequest, GetPersonalFile, PersonalField, PersonalFile, Producer,
        Purpose, RecordConsent, RequestKind, RevealPersonalData, RevealReason, Revealed,
    },
};
use mailbox::Unanswered;
use serde::Deserialize;

use super::{SEE, faults, requests};
use crate::{
    portal::{
        fields::Fields,
        format::Reader,
        frame::{Frame, Visit, render},
        parts::{Badge, Shape},
        routes::{self, Link},
    },
    problem::Problem,
    text::Language,
};

#[derive(Debug, Template)]
#[template(path = "personal/file.html")]
pub(crate) struct Page {
    frame: Frame,
    here: String,
    code: String,
    erased: Option<String>,
    /// Slug, label, masked.
    fields: Vec<(&'static str, String, String)>,
    /// A number that is shown this once, and what is said with it.
    shown: Option<(String, String, String)>,
    reasons: Vec<Choice>,
    purposes: Vec<Choice>,
    words: String,
    consents: Vec<Consent>,
    channels: Vec<Choice>,
    said: Vec<String>,
    reveals: Vec<String>,
    requests: Vec<requests::Row>,
    kinds: Vec<Choice>,
    request_words: String,
    /// Whether the reader may write consents down.
    writes: bool,
}

/// Slug, words, whether it was chosen.
type Choice = (&'static str, String, bool);

/// One purpose.
#[derive(Debug)]
struct Consent {
    slug: &'static str,
    title: String,
    text: String,
    badge: Badge,
    version: u32,
    is_given: bool,
}

impl Consent {
    fn new(to: Reader, standing: &ConsentStanding) -> Self {
        let (title, text) = match to.language {
            Language::Vietnamese => standing.text_vi.clone(),
            Language::English => standing.text_en.clone(),
        };
        let (shape, key) = match standing.given {
            Some(true) => (Shape::Done, "consent-given"),
            Some(false) => (Shape::Off, "consent-withdrawn"),
            None => (Shape::Waiting, "consent-never"),
        };
        Self {
            slug: standing.purpose.slug(),
            title,
            text,
            badge: Badge { shape, words: to.say(key) },
            version: standing.version,
            is_given: standing.given == Some(true),
        }
    }
}

impl Page {
    pub(crate) fn new(
        frame: Frame,
        role: Role,
        file: PersonalFile,
        form: &Fields,
        shown: Option<(PersonalField, Revealed)>,
    ) -> Self {
        let to = frame.to;
        let choice = |family: &str, slug: &'static str, chosen: &str| (slug, to.word(family, slug), slug == chosen);
        let said = file.said.iter().map(|said| {
            let key = if said.given { "consent-said-given" } else { "consent-said-withdrawn" };
            let what = to.say_with(
                key,
                [("purpose", to.word("purpose", said.purpose.slug()).into()), ("version", said.version.into())],
            );
            let (channel, by) = (to.word("consent-channel", said.channel.slug()), to.word("role", &said.by_role));
            [to.moment(said.at), what, channel, said.proof.clone(), by]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" · ")
        });
        let reveals = file.reveals.iter().map(|reveal| {
            let (field, reason) =
                (to.word("personal-field", reveal.field.slug()), to.word("reveal-reason", reveal.reason.slug()));
            [to.moment(reveal.at), to.word("role", &reveal.by_role), field, reason, reveal.words.clone()].join(" · ")
        });
        let shown = shown.map(|(field, revealed)| {
            let value = revealed.value.unwrap_or_else(|| to.say("personal-none"));
            (to.word("personal-field", field.slug()), value, to.counted("personal-left", revealed.left.into()))
        });
        Self {
            here: routes::personal_file(file.person),
            erased: file.erased_at.map(|at| to.say_with("personal-erased", [("at", to.moment(at).into())])),
            fields: file
                .fields
                .iter()
                .map(|(field, masked)| (field.slug(), to.word("personal-field", field.slug()), masked.clone()))
                .collect(),
            shown,
            reasons: RevealReason::ALL.map(|it| choice("reveal-reason", it.slug(), form.one("reason"))).into(),
            purposes: Purpose::ALL.map(|it| choice("purpose", it.slug(), form.one("purpose"))).into(),
            words: form.one("words").to_owned(),
            consents: file.consents.iter().map(|standing| Consent::new(to, standing)).collect(),
            channels: channels(role, file.producer)
                .map(|it| choice("consent-channel", it.slug(), form.one("channel")))
                .collect(),
            said: said.collect(),
            reveals: reveals.collect(),
            requests: file.requests.iter().map(|request| requests::Row::new(to, request)).collect(),
            kinds: RequestKind::ALL.map(|it| choice("request-kind", it.slug(), form.one("kind"))).into(),
            request_words: form.one("request_words").to_owned(),
            writes: role != Role::Operator,
            code: file.code,
            frame,
        }
    }
}

/// How somebody may have said it: only a manager speaks for themselves here, about their own cooperative's file.
fn channels(role: Role, producer: Producer) -> impl Iterator<Item = ConsentChannel> {
    let speaks = role == Role::CooperativeManager && matches!(producer, Producer::Cooperative(_));
    ConsentChannel::ALL.into_iter().filter(move |channel| speaks || *channel != ConsentChannel::Portal)
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Done {
    #[serde(default)]
    done: String,
}

/// The producer of a path: the id of a cooperative, of a household, or of who acted for a cooperative before.
fn producer(text: &str) -> Result<Producer, Problem> {
    let household = || text.parse().map(Producer::Household);
    let former = || text.parse().map(Producer::Former);
    let found = text.parse().map(Producer::Cooperative).or_else(|_| household()).or_else(|_| former());
    found.map_err(|_| Problem::new(code::NOT_FOUND, "that is no producer's id"))
}

pub(crate) async fn show(
    visit: Visit,
    Path(producer_id): Path<String>,
    Query(Done { done }): Query<Done>,
) -> Result<Response, Problem> {
    visit.only(SEE)?;
    let file = visit.ask(&GetPersonalFile { producer: producer(&producer_id)? }).await?;
    let words = match done.as_str() {
        "consent" => Some(visit.to.say("consent-saved")),
        "request" => Some(visit.to.say("request-filed")),
        _ => None,
    };
    let frame = visit.frame(file.name.clone()).done(words);
    render(&Page::new(frame, visit.role(), file, &Fields::default(), None))
}

/// A number is shown, a consent is written down, or a request is.
pub(crate) async fn act(visit: Visit, Path(producer_id): Path<String>, form: Fields) -> Result<Response, Problem> {
    visit.only(SEE)?;
    let producer = producer(&producer_id)?;
    let done = match form.one("do") {
        "reveal" => return reveal(&visit, producer, &form).await,
        "consent-give" => consent(&visit, producer, &form, true).await.map(|()| "consent"),
        "consent-withdraw" => consent(&visit, producer, &form, false).await.map(|()| "consent"),
        _ => request(&visit, producer, &form).await.map(|()| "request"),
    };
    match done {
        Ok(done) => {
            let link = Link::to(routes::personal_file(producer)).with("done", done).to_string();
            Ok(Redirect::to(&link).into_response())
        }
        Err(unanswered) => again(&visit, producer, &form, unanswered).await,
    }
}

/// The number stands in the answer to this very request and nowhere else; nothing on the way may keep it.
async fn reveal(visit: &Visit, producer: Producer, form: &Fields) -> Result<Response, Problem> {
    let (field, reason) = (typed(PersonalField::ALL, form.one("field")), typed(RevealReason::ALL, form.one("reason")));
    let reason = reason.ok_or_else(|| Problem::of_field("reason", "missing"))?;
    let field = field.ok_or_else(|| Problem::of_field("field", "missing"))?;
    let purpose = typed(Purpose::ALL, form.one("purpose")).filter(|_| !reason.is_law());
    let ask = RevealPersonalData { producer, field, reason, words: form.one("words").to_owned(), purpose };
    let revealed = match visit.ask(&ask).await {
        Ok(revealed) => revealed,
        Err(unanswered) => return again(visit, producer, form, unanswered).await,
    };
    let file = visit.ask(&GetPersonalFile { producer }).await?;
    let frame = visit.frame(file.name.clone());
    let mut page = render(&Page::new(frame, visit.role(), file, &Fields::default(), Some((field, revealed))))?;
    page.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(page)
}

/// The page with what was typed and what is wrong with it.
async fn again(visit: &Visit, producer: Producer, form: &Fields, why: Unanswered) -> Result<Response, Problem> {
    let Unanswered::Refused(refusal) = why else { return Err(why.into()) };
    let (status, words) = match refusal.code.as_str() {
        code::INVALID => (StatusCode::UNPROCESSABLE_ENTITY, faults(visit.to, &refusal)),
        code::CONSENT_MISSING => (StatusCode::CONFLICT, visit.to.say("personal-consent-missing")),
        code::TOO_MANY_REVEALS => (StatusCode::TOO_MANY_REQUESTS, visit.to.say("personal-too-many")),
        _ => return Err(Unanswered::Refused(refusal).into()),
    };
    let file = visit.ask(&GetPersonalFile { producer }).await?;
    let frame = visit.frame(file.name.clone()).not_done(Some(words));
    Ok((status, render(&Page::new(frame, visit.role(), file, form, None))?).into_response())
}

async fn consent(visit: &Visit, producer: Producer, form: &Fields, given: bool) -> Result<(), Unanswered> {
    let ask = RecordConsent {
        producer,
        purpose: typed(Purpose::ALL, form.one("purpose")).unwrap_or(Purpose::Verification),
        given,
        version: form.one("version").parse().unwrap_or_default(),
        language: visit.to.language.code().to_owned(),
        channel: typed(ConsentChannel::ALL, form.one("channel")).unwrap_or(ConsentChannel::Assistant),
        proof: form.one("proof").to_owned(),
        proof_file: None,
    };
    visit.command(form.one("key"), &ask).await
}

async fn request(visit: &Visit, producer: Producer, form: &Fields) -> Result<(), Unanswered> {
    let ask = FileSubjectRequest {
        producer,
        kind: typed(RequestKind::ALL, form.one("kind")).unwrap_or(RequestKind::Complaint),
        words: form.one("request_words").to_owned(),
        received_on: None,
    };
    visit.command(form.one("key"), &ask).await.map(|_| ())
}

/// The member of a list that a form names.
fn typed<T: Slugged, const N: usize>(all: [T; N], slug: &str) -> Option<T> {
    all.into_iter().find(|it| it.slug_of() == slug)
}

/// What forms name by a word.
trait Slugged: Copy {
    fn slug_of(self) -> &'static str;
}

macro_rules! slugged {
    ($($type:ty),+) => { $(impl Slugged for $type { fn slug_of(self) -> &'static str { self.slug() } })+ };
}
slugged!(PersonalField, RevealReason, Purpose, ConsentChannel, RequestKind);
