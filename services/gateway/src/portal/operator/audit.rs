//! What people did, service by service, for the operator who has to find out.

use askama::Template;
use axum::{extract::Query, response::Response};
use contract::{
    Page as Rows, PageRequest, Role, SERVICES,
    audit::{AuditEntry, FindAudit},
};
use serde::Deserialize;

use crate::{
    portal::{
        frame::{Frame, Visit, render},
        parts::{Chip, Pager, page_request},
        routes::{self, Link},
    },
    problem::Problem,
};

/// What a list's URL says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    service: String,
    #[serde(default)]
    text: String,
    after: Option<String>,
    size: Option<u32>,
}

impl Asked {
    /// Whose trail; that of accounts where none is named.
    fn service(&self) -> &'static str {
        SERVICES.into_iter().find(|service| *service == self.service).unwrap_or("accounts")
    }
}

fn trail(service: &str, text: &str) -> Link {
    Link::to(routes::AUDIT).with("service", service).with("text", text)
}

#[derive(Debug, Template)]
#[template(path = "operator/audit.html")]
pub(crate) struct Page {
    frame: Frame,
    chips: Vec<Chip>,
    service: &'static str,
    text: String,
    entries: Vec<Row>,
    pager: Pager,
}

#[derive(Debug)]
struct Row {
    seq: u64,
    at: String,
    actor: String,
    /// Everything this actor did in this service.
    link: String,
    role: String,
    on_behalf_of: Option<String>,
    action: String,
    objects: Vec<String>,
    is_done: bool,
    outcome: String,
    address: String,
}

impl Page {
    pub(crate) fn new(frame: Frame, asked: &Asked, page: &PageRequest, found: Rows<AuditEntry>) -> Self {
        let (to, chosen) = (frame.to, asked.service());
        let chip = |service: &'static str| {
            Chip::new(to, to.word("service", service), None, &trail(service, &asked.text), service == chosen)
        };
        let pager = Pager::new(&trail(chosen, &asked.text), page, found.next.as_deref(), found.rows.len());
        let row = |entry: AuditEntry| Row {
            seq: entry.seq,
            at: to.moment(entry.at),
            link: trail(chosen, &entry.actor).to_string(),
            actor: entry.actor,
            role: to.word("role", &entry.role),
            on_behalf_of: entry.on_behalf_of,
            action: entry.action,
            objects: entry.objects,
            is_done: entry.outcome == "done",
            outcome: if entry.outcome == "done" { to.say("audit-done") } else { entry.outcome },
            address: entry.address.unwrap_or_default(),
        };
        Self {
            chips: SERVICES.into_iter().map(chip).collect(),
            service: chosen,
            text: asked.text.clone(),
            entries: found.rows.into_iter().map(row).collect(),
            pager,
            frame,
        }
    }
}

pub(in crate::portal) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    visit.only(&[Role::Operator])?;
    let page = page_request(asked.after.clone(), asked.size);
    let ask = FindAudit { service: asked.service().to_owned(), page: page.clone(), text: Some(asked.text.clone()) };
    let found = visit.ask(&ask).await?;
    render(&Page::new(visit.frame(visit.to.say("audit-title")), &asked, &page, found))
}
