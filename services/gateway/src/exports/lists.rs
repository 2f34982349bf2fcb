//! Every list as a table, its rows page by page.

mod as_file;
mod cells;
mod columns;
mod wanted;

pub(super) use as_file::as_file;
pub(crate) use as_file::kind_of_list;
pub(super) use cells::{grade, instant, maybe, product, text};
use columns::columns_of;
pub(crate) use columns::{LISTS, OF_A_COOPERATIVE};
pub(crate) use wanted::Wanted;

use contract::{
    Ask, Caller, Page, PageRequest, SERVICES,
    accounts::FindPeople,
    analytics::FindFarmgatePrices,
    audit::{AuditEntry, FindAudit},
    code,
    intake::{FindOrders, FindStock, GetLedger, MovementView, StockView},
    onboarding::{
        CooperativeView, FindConsents, FindCooperatives, FindHouseholds, FindLots, FindPapers, FindPlots,
        FindRevisions, GetCooperative, GetLot, LotView, PaperFile, RevisionView, UnionMembershipView,
    },
    syndication::{FindChannelAccounts, FindListings, ListingView},
};
use futures::{Stream, StreamExt, TryStreamExt, stream, stream::BoxStream};
use sheets::Cell;

use super::{ask_patiently, every};
use crate::{App, problem::Problem};

const ROWS: u32 = 200;
const MOVEMENTS: u32 = 1_000;

/// Rows of a table, a page of them at a time.
pub(crate) type Rows = BoxStream<'static, Result<Vec<Vec<Cell>>, Problem>>;

/// One thing of a list, with its rows. It may have several, or none.
struct Thing {
    /// By which a service knows it again.
    id: String,
    rows: Vec<Vec<Cell>>,
}

/// The things of a list, a page of them at a time.
type Things = BoxStream<'static, Result<Vec<Thing>, Problem>>;

/// A list as a table.
pub(crate) struct List {
    pub(crate) columns: &'static [&'static str],
    pub(crate) rows: Rows,
}

impl List {
    /// The names of its columns as a header.
    pub(super) fn headers(&self) -> Vec<String> {
        self.columns.iter().map(|column| (*column).to_owned()).collect()
    }
}

/// Opens a list. Its first page is asked for at once, so that a refusal is known before anything is written.
pub(crate) async fn open(app: &App, caller: &Caller, name: &str, wanted: &Wanted) -> Result<List, Problem> {
    let things = things(app, caller, name, wanted).await?;
    let rows = things.map_ok(|things| things.into_iter().flat_map(|thing| thing.rows).collect()).boxed();
    Ok(List { columns: columns_of(name)?, rows })
}

async fn things(app: &App, caller: &Caller, name: &str, wanted: &Wanted) -> Result<Things, Problem> {
    let (app, caller, wanted) = (app.clone(), caller.clone(), wanted.clone());
    match name {
        "cooperatives" => {
            let find = wanted.cooperatives()?;
            let ask = move |page| FindCooperatives { page, ..find.clone() };
            listed(app, caller, ask, |it| it.cooperative_id.to_string(), cells::cooperative).await
        }
        "papers" => papers(app, caller, wanted).await,
        "households" => {
            let ask = move |page| FindHouseholds { page, ..wanted.households() };
            listed(app, caller, ask, |it| it.household_id.to_string(), cells::household).await
        }
        "plots" => {
            let ask = move |page| FindPlots { page, text: wanted.text.clone(), household_id: None };
            listed(app, caller, ask, |it| it.plot_id.to_string(), cells::plot).await
        }
        "union_memberships" => unions(app, caller).await,
        "lots" => {
            let ask = move |page| FindLots { page, ..wanted.lots() };
            listed(app, caller, ask, |it| it.lot.lot_id.to_string(), cells::lot).await
        }
        "harvests" => harvests(app, caller, wanted).await,
        "revisions" => revisions(app, caller, wanted).await,
        "listings" | "offers" => {
            let find = wanted.listings()?;
            let ask = move |page| FindListings { page, ..find.clone() };
            let cells = if name == "offers" { cells::offers } else { cells::listing };
            listed(app, caller, ask, |it| it.listing_id.to_string(), cells).await
        }
        "rules" => rules(app, caller, wanted).await,
        "orders" => {
            let find = wanted.orders()?;
            let ask = move |page| FindOrders { page, ..find.clone() };
            listed(app, caller, ask, |_| String::new(), cells::order).await
        }
        "stock" => {
            let ask = |page| FindStock { page, ..FindStock::default() };
            listed(app, caller, ask, |_| String::new(), cells::stock).await
        }
        "movements" => Ok(bare(movements(app, caller).await?)),
        "consents" => {
            let ask = |page| FindConsents { page };
            listed(app, caller, ask, |_| String::new(), cells::consent).await
        }
        "farmgate_prices" => {
            let ask = |page| FindFarmgatePrices { page };
            listed(app, caller, ask, |it| it.key.clone(), cells::farmgate_price).await
        }
        "people" => {
            let ask = move |page| FindPeople { page, text: wanted.text.clone(), person_id: None };
            listed(app, caller, ask, |_| String::new(), cells::person).await
        }
        _ => Ok(bare(audit(app, caller, wanted)?)),
    }
}

/// Rows that belong to nothing one would ask for again.
fn bare(rows: Rows) -> Things {
    rows.map_ok(|rows| vec![Thing { id: String::new(), rows }]).boxed()
}

async fn listed<T, R>(
    app: App,
    caller: Caller,
    ask: impl Fn(PageRequest) -> T + Send + 'static,
    id: fn(&R) -> String,
    cells: fn(R) -> Vec<Vec<Cell>>,
) -> Result<Things, Problem>
where
    T: Ask<Answer = Page<R>>,
    R: Send + 'static,
{
    let pages = every(app, caller, ROWS, ask).await?;
    let thing = move |it: R| Thing { id: id(&it), rows: cells(it) };
    Ok(pages.map_ok(move |page| page.into_iter().map(thing).collect()).boxed())
}

/// What rules may stand at: shops for all listings, and listings.
async fn rules(app: App, caller: Caller, wanted: Wanted) -> Result<Things, Problem> {
    let thing = |id: String| Thing { id, rows: Vec::new() };
    let shops = ask_patiently(&app, &caller, &FindChannelAccounts {}).await?;
    let shops: Vec<Thing> = shops.into_iter().map(|shop| thing(shop.account_id.to_string())).collect();
    let find = wanted.listings()?;
    let listings = every(app, caller, ROWS, move |page| FindListings { page, ..find.clone() }).await?;
    let listings = listings.map_ok(move |page: Vec<ListingView>| {
        page.into_iter().map(|listing| thing(listing.listing_id.to_string())).collect()
    });
    Ok(stream::iter([Ok(shops)]).chain(listings).boxed())
}

/// The memberships in unions of the cooperative that takes them out, on either side.
async fn unions(app: App, caller: Caller) -> Result<Things, Problem> {
    let Some(cooperative_id) = caller.scope.cooperative() else { return Err(not_allowed(&caller)) };
    let file = ask_patiently(&app, &caller, &GetCooperative { cooperative_id }).await?;
    let thing = |it: UnionMembershipView| Thing { id: it.membership_id.to_string(), rows: vec![cells::union(it)] };
    let things: Vec<Thing> = file.unions.into_iter().map(thing).collect();
    Ok(stream::iter([Ok(things)]).boxed())
}

/// The papers of each cooperative, under its code.
async fn papers(app: App, caller: Caller, wanted: Wanted) -> Result<Things, Problem> {
    if !FindPapers::admits(&caller) {
        return Err(not_allowed(&caller));
    }
    let state = wanted.paper_state()?;
    let find = move |page| FindCooperatives { page, ..FindCooperatives::default() };
    let cooperatives = every(app.clone(), caller.clone(), ROWS, find).await?;
    let each = cooperatives.map_ok(|rows: Vec<CooperativeView>| stream::iter(rows.into_iter().map(Ok::<_, Problem>)));
    let papers = each.try_flatten().and_then(move |cooperative| {
        let (app, caller) = (app.clone(), caller.clone());
        async move {
            let id = Some(cooperative.cooperative_id);
            let ask = move |page| FindPapers { cooperative_id: id, state, ends_within: None, page };
            let pages = every(app, caller, ROWS, ask).await?;
            Ok(pages.map_ok(move |papers: Vec<PaperFile>| {
                let thing = |it: PaperFile| Thing {
                    id: it.paper_id.to_string(),
                    rows: vec![cells::paper(&cooperative.code, it)],
                };
                papers.into_iter().map(thing).collect::<Vec<_>>()
            }))
        }
    });
    Ok(papers.try_flatten().boxed())
}

/// Lots one by one, for what belongs to each.
async fn each_lot(
    app: App,
    caller: Caller,
    wanted: Wanted,
) -> Result<impl Stream<Item = Result<LotView, Problem>> + Send + use<>, Problem> {
    if !GetLot::admits(&caller) {
        return Err(not_allowed(&caller));
    }
    let lots = every(app, caller, ROWS, move |page| FindLots { page, ..wanted.lots() }).await?;
    Ok(lots.map_ok(|lots: Vec<LotView>| stream::iter(lots.into_iter().map(Ok::<_, Problem>))).try_flatten())
}

async fn harvests(app: App, caller: Caller, wanted: Wanted) -> Result<Things, Problem> {
    let lots = each_lot(app.clone(), caller.clone(), wanted).await?;
    let files = lots.and_then(move |view| {
        let (app, caller) = (app.clone(), caller.clone());
        async move { ask_patiently(&app, &caller, &GetLot { lot_id: view.lot.lot_id }).await }
    });
    Ok(bare(files.map_ok(cells::harvests).boxed()))
}

async fn revisions(app: App, caller: Caller, wanted: Wanted) -> Result<Things, Problem> {
    let lots = each_lot(app.clone(), caller.clone(), wanted).await?;
    let revisions = lots.and_then(move |view| {
        let (app, caller, lot_id) = (app.clone(), caller.clone(), view.lot.lot_id);
        async move {
            let pages = every(app, caller, ROWS, move |page| FindRevisions { lot_id, page }).await?;
            Ok(pages.map_ok(move |rows: Vec<RevisionView>| {
                rows.into_iter().map(|row| cells::revision(&view.lot.lot_code, row)).collect::<Vec<_>>()
            }))
        }
    });
    Ok(bare(revisions.try_flatten().boxed()))
}

async fn movements(app: App, caller: Caller) -> Result<Rows, Problem> {
    if !GetLedger::admits(&caller) {
        return Err(not_allowed(&caller));
    }
    let lots = every(app.clone(), caller.clone(), ROWS, |page| FindStock { page, ..FindStock::default() }).await?;
    let lots = lots.map_ok(|lots: Vec<StockView>| stream::iter(lots.into_iter().map(Ok::<_, Problem>))).try_flatten();
    let ledgers = lots.and_then(move |lot| {
        let (app, caller, lot_id) = (app.clone(), caller.clone(), lot.lot_id);
        async move {
            let pages = every(app, caller, MOVEMENTS, move |page| GetLedger { lot_id, page }).await?;
            Ok(pages.map_ok(move |rows: Vec<MovementView>| {
                rows.into_iter().map(|row| cells::movement(&lot.lot_code, row)).collect::<Vec<_>>()
            }))
        }
    });
    Ok(ledgers.try_flatten().boxed())
}

fn audit(app: App, caller: Caller, wanted: Wanted) -> Result<Rows, Problem> {
    if !FindAudit::admits(&caller) {
        return Err(not_allowed(&caller));
    }
    let services = SERVICES.into_iter().filter(|it| wanted.service.as_deref().is_none_or(|service| service == *it));
    let services: Vec<_> = services.map(Ok::<_, Problem>).collect();
    let trails = stream::iter(services).and_then(move |service| {
        let (app, caller, text) = (app.clone(), caller.clone(), wanted.text.clone());
        async move {
            let ask = move |page| FindAudit { service: service.to_owned(), page, text: text.clone() };
            let pages = every(app, caller, ROWS, ask).await?;
            Ok(pages.map_ok(move |rows: Vec<AuditEntry>| {
                rows.into_iter().map(|entry| cells::audited(service, entry)).collect::<Vec<_>>()
            }))
        }
    });
    Ok(trails.try_flatten().boxed())
}

fn not_allowed(caller: &Caller) -> Problem {
    Problem::new(code::NOT_ALLOWED, format!("{} may not ask for this list", caller.role.slug()))
}
