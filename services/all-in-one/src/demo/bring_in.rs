//! People come in, files come in, shops are connected, and listings become live offers.

use std::{path::Path, time::Duration};

use anyhow::Context;
use contract::{
    Page,
    imports::{ImportKind, ImportState, ImportStatus},
    onboarding::CooperativeView,
    syndication::OfferCounts,
};
use futures::future::try_join_all;
use ids::{Cooperative, Id, Import};
use serde::Deserialize;
use serde_json::json;

use super::{
    Options,
    api::Session,
    children::{Children, draw},
    progress::Show,
};

/// Who is signed in.
pub struct People {
    /// Keeps the house running.
    pub operator: Session,
    /// Looks after the province.
    pub official: Session,
    /// Runs a cooperative, one for each.
    pub managers: Vec<Manager>,
    accounts: Vec<(String, String, String)>,
}

/// Somebody who runs a cooperative.
pub struct Manager {
    /// Whose.
    pub cooperative_id: Id<Cooperative>,
    /// The cooperative's name.
    pub cooperative: String,
    /// Signed in.
    pub session: Session,
    /// Its shop at the practice marketplace.
    pub shop_id: u32,
}

impl People {
    /// Says where the portal is and how to get in.
    pub fn introduce(&self, children: &Children) {
        println!("\nThe portal stays open at {}  (end it with Ctrl-C)", children.base);
        println!("The practice marketplace is at {}\n", children.sandbox_base);
        for (who, login, password) in &self.accounts {
            println!("  {who:<12} {login:<32} {password}");
        }
    }
}

/// Signs people in, and takes the season's files the way the portal does.
pub async fn bring_in(options: &Options, children: &Children, show: &Show) -> anyhow::Result<People> {
    let base = &children.base;
    let operator = Session::sign_in(base, Children::operator_login(), &children.operator_password).await?;
    let official_login = "so-cong-thuong@chophien.example".to_owned();
    let official_password = add_person(
        &operator,
        &official_login,
        "Cán bộ Sở Công Thương",
        "provincial_official",
        json!({"kind": "province"}),
    )
    .await?;
    let official = Session::sign_in(base, &official_login, &official_password).await?;

    take_file(&official, ImportKind::Cooperatives, &options.season.join("hop-tac-xa.xlsx"), show).await?;
    let cooperatives: Page<CooperativeView> = official.get("cooperatives?size=200").await?;
    let ids: Vec<_> = cooperatives.rows.iter().map(|view| view.cooperative_id).collect();
    let decision = json!({ "cooperative_ids": ids, "decision": "verify" });
    let _: serde_json::Value = official.post("cooperatives/decisions", &decision).await?;
    take_file(&official, ImportKind::Harvest, &options.season.join("thu-hoach.xlsx"), show).await?;
    take_file(&official, ImportKind::FarmgatePrices, &options.season.join("gia-tai-vuon.xlsx"), show).await?;
    wait_until("the listings' cooperatives and lots are known", || async {
        let status = check_file(&operator, ImportKind::Listings, &options.season.join("gian-hang.xlsx")).await?;
        Ok(status.rows_faulty == 0 && status.state == ImportState::Checked)
    })
    .await?;
    take_file(&operator, ImportKind::Listings, &options.season.join("gian-hang.xlsx"), show).await?;

    let mut accounts = vec![
        ("operator".to_owned(), Children::operator_login().to_owned(), children.operator_password.clone()),
        ("official".to_owned(), official_login, official_password),
    ];
    let mut managers = Vec::new();
    for (shop_id, view) in (14_701_711..).zip(cooperatives.rows) {
        let login = format!("{}@chophien.example", view.code.to_lowercase());
        let scope = json!({ "kind": "cooperative", "of": view.cooperative_id });
        let password = add_person(&operator, &login, &view.name, "cooperative_manager", scope).await?;
        let session = Session::sign_in(base, &login, &password).await?;
        if managers.is_empty() {
            accounts.push(("cooperative".to_owned(), login, password));
        }
        managers.push(Manager { cooperative_id: view.cooperative_id, cooperative: view.name, session, shop_id });
    }
    Ok(People { operator, official, managers, accounts })
}

async fn add_person(
    operator: &Session,
    login: &str,
    name: &str,
    role: &str,
    scope: serde_json::Value,
) -> anyhow::Result<String> {
    let password = draw(16);
    let person = json!({
        "login": login, "name": name, "password": password, "grants": [{ "role": role, "scope": scope }],
    });
    let _: serde_json::Value = operator.post("people", &person).await?;
    Ok(password)
}

#[derive(Deserialize)]
struct Started {
    import_id: Id<Import>,
}

async fn check_file(session: &Session, kind: ImportKind, file: &Path) -> anyhow::Result<ImportStatus> {
    let bytes = std::fs::read(file).with_context(|| format!("could not read {}", file.display()))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let started: Started = session.upload(&format!("imports/{}?file_name={name}", kind.slug()), bytes).await?;
    follow(session, kind, started.import_id, &[ImportState::Checked, ImportState::Refused]).await
}

/// Hands in a file, waits for its check, and takes it, as a person would.
async fn take_file(session: &Session, kind: ImportKind, file: &Path, show: &Show) -> anyhow::Result<()> {
    show.says(&format!("bringing in {}", file.display()));
    let checked = check_file(session, kind, file).await?;
    if let Some(fault) = checked.faults.first() {
        anyhow::bail!(
            "{} has {} rows with faults; the first: sheet {}, row {}, column {}: {} {}",
            file.display(),
            checked.rows_faulty,
            fault.sheet,
            fault.row,
            fault.column,
            fault.reason,
            fault.remedy
        );
    }
    let path = format!("imports/{}/{}/take", kind.slug(), checked.import_id);
    let _: serde_json::Value = session.post(&path, &json!({ "skip_faulty": false })).await?;
    let taken = follow(session, kind, checked.import_id, &[ImportState::Taken, ImportState::Refused]).await?;
    anyhow::ensure!(taken.state == ImportState::Taken, "{} was not taken", file.display());
    Ok(())
}

async fn follow(
    session: &Session,
    kind: ImportKind,
    import_id: Id<Import>,
    ends: &[ImportState],
) -> anyhow::Result<ImportStatus> {
    for _ in 0..600 {
        let status: ImportStatus = session.get(&format!("imports/{}/{import_id}", kind.slug())).await?;
        if ends.contains(&status.state) {
            return Ok(status);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    anyhow::bail!("the import {import_id} did not end within a minute")
}

/// Each cooperative connects its shop; then every listing becomes a live offer. Tells how many.
pub async fn connect_and_publish(people: &People, children: &Children, show: &Show) -> anyhow::Result<u64> {
    show.says("connecting shops");
    try_join_all(people.managers.iter().map(|manager| connect(manager, children))).await?;
    show.says("publishing listings");
    let mut live = 0;
    wait_until("every listing is a live offer", || {
        let counts = people.operator.get::<OfferCounts>("offers/counts");
        async {
            let counts = counts.await?;
            anyhow::ensure!(counts.rejected == 0, "{} offers were rejected by the marketplace", counts.rejected);
            show.offers(counts.live, counts.listings);
            Ok(counts.listings > 0 && counts.live == counts.listings && counts.unconfirmed == 0)
        }
    })
    .await?;
    live += people.operator.get::<OfferCounts>("offers/counts").await?.live;
    Ok(live)
}

/// The owner's way through the marketplace's consent page and back.
async fn connect(manager: &Manager, children: &Children) -> anyhow::Result<()> {
    #[derive(Deserialize)]
    struct Link {
        link: String,
    }
    let shop = json!({ "shop_id": manager.shop_id, "name": manager.cooperative });
    children.tell_control("shops", &shop).await?;
    let redirect = children.base.join("channels/shopee/callback")?;
    let link: Link =
        manager.session.post("channel-accounts/shopee/consent", &json!({ "redirect": redirect.as_str() })).await?;
    let mut page: url::Url = link.link.parse()?;
    page.query_pairs_mut().append_pair("shop_id", &manager.shop_id.to_string()).append_pair("approve", "1");
    let answer = children.client().get(page).send().await?;
    let back = answer.headers().get("location").and_then(|location| location.to_str().ok());
    let back: url::Url = back.context("the marketplace's consent page did not send the owner back")?.parse()?;
    let query: std::collections::HashMap<_, _> = back.query_pairs().into_owned().collect();
    let part = |name: &str| query.get(name).cloned().with_context(|| format!("the way back lacks `{name}`"));
    let consent = json!({ "state": part("state")?, "code": part("code")?, "shop_id": part("shop_id")? });
    let _: serde_json::Value = manager.session.post("channel-accounts/shopee/consent/finish", &consent).await?;
    Ok(())
}

/// Waits for a condition, at most two minutes.
pub async fn wait_until<F, Fut>(what: &str, mut condition: F) -> anyhow::Result<()>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = anyhow::Result<bool>>,
{
    for _ in 0..600 {
        if condition().await? {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    anyhow::bail!("waited two minutes in vain until {what}")
}
