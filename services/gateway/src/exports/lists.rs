//! Every list as a table: columns with stable names, rows page by page.

mod cells;

pub(super) use cells::{grade, instant, maybe, product, text};

use contract::{
    Ask, Caller, Page, PageRequest, SERVICES,
    accounts::FindPeople,
    audit::{AuditEntry, FindAudit},
    code,
    intake::{FindOrders, FindStock, GetLedger, MovementView, StockView},
    onboarding::{FindCooperatives, FindHouseholds, FindLots, GetLot, LotFile, LotView},
    syndication::FindListings,
};
use futures::{StreamExt, TryStreamExt, stream, stream::BoxStream};
use sheets::Cell;

use super::{ask_patiently, every};
use crate::{App, problem::Problem};

const ROWS: u32 = 200;
const MOVEMENTS: u32 = 1_000;

/// Rows of a table, a page of them at a time.
pub(crate) type Rows = BoxStream<'static, Result<Vec<Vec<Cell>>, Problem>>;

/// A list as a table.
pub(crate) struct List {
    pub(crate) columns: &'static [&'static str],
    pub(crate) rows: Rows,
}

/// Lists by name, with their columns.
pub(crate) const LISTS: [(&str, &[&str]); 13] = [
    (
        "cooperatives",
        &[
            "cooperative_code",
            "name",
            "tax_code",
            "commune_code",
            "commune",
            "address",
            "state",
            "may_sell",
            "households",
            "lots",
            "declared_g",
        ],
    ),
    (
        "households",
        &["household_code", "name", "personal_id_masked", "phone_masked", "commune_code", "commune", "joined_on"],
    ),
    ("papers", &["cooperative_code", "scheme", "number", "issuer", "issued_on", "valid_to", "product", "stars"]),
    (
        "lots",
        &[
            "lot_code",
            "public_code",
            "product",
            "grade",
            "season",
            "picked_from",
            "picked_to",
            "sell_by",
            "declared_g",
            "households",
            "revisions",
            "booked_g",
            "committed_g",
        ],
    ),
    (
        "harvests",
        &["lot_code", "household_code", "picked_on", "quantity_entered", "unit_entered", "quantity_g", "weighed_by"],
    ),
    (
        "revisions",
        &[
            "lot_code",
            "revision",
            "at",
            "source",
            "by",
            "reason",
            "declared_g",
            "grade",
            "picked_from",
            "picked_to",
            "sell_by",
        ],
    ),
    (
        "listings",
        &[
            "sku",
            "title",
            "product",
            "grade",
            "pack",
            "pack_g",
            "gross_g",
            "price_vnd",
            "active",
            "available_g",
            "description",
        ],
    ),
    (
        "offers",
        &[
            "sku",
            "channel",
            "state",
            "channel_item_id",
            "confirmed_stock",
            "confirmed_price_vnd",
            "confirmed_at",
            "reason_code",
            "channel_words",
        ],
    ),
    (
        "orders",
        &[
            "order_id",
            "channel",
            "shop_id",
            "channel_order_id",
            "state",
            "placed_at",
            "changed_at",
            "line_no",
            "sku",
            "name",
            "product",
            "grade",
            "packs",
            "unit_price_vnd",
            "line_vnd",
            "quantity_g",
            "short_g",
        ],
    ),
    (
        "stock",
        &[
            "lot_code",
            "product",
            "grade",
            "sell_by",
            "declared_g",
            "on_hand_g",
            "reserved_g",
            "sold_g",
            "off_platform_g",
            "own_use_g",
            "waste_g",
        ],
    ),
    (
        "movements",
        &[
            "lot_code",
            "movement_id",
            "at",
            "kind",
            "quantity_g",
            "buyer",
            "price_vnd_per_kg",
            "order_id",
            "undoes",
            "on_hand_g",
            "reserved_g",
        ],
    ),
    ("people", &["name", "login", "roles", "state", "has_second_factor", "seen_at"]),
    (
        "audit",
        &["service", "seq", "at", "actor", "role", "scope", "action", "objects", "outcome", "address", "request_id"],
    ),
];

/// What a cooperative takes out of the house.
pub(crate) const OF_A_COOPERATIVE: [&str; 12] = [
    "cooperatives",
    "households",
    "papers",
    "lots",
    "harvests",
    "revisions",
    "listings",
    "offers",
    "orders",
    "stock",
    "movements",
    "people",
];

/// Opens a list. Its first page is asked for at once, so that a refusal is known before anything is written.
pub(crate) async fn open(app: &App, caller: &Caller, name: &str) -> Result<List, Problem> {
    let columns = LISTS.iter().find(|(known, _)| *known == name).map(|(_, columns)| *columns);
    let columns = columns.ok_or_else(|| Problem::new(code::NOT_FOUND, "there is no such list"))?;
    let (app, caller) = (app.clone(), caller.clone());
    let rows = match name {
        "cooperatives" => {
            rows(app, caller, |page| FindCooperatives { page, ..FindCooperatives::default() }, cells::cooperative)
                .await?
        }
        "papers" => {
            rows(app, caller, |page| FindCooperatives { page, ..FindCooperatives::default() }, cells::papers).await?
        }
        "households" => {
            rows(app, caller, |page| FindHouseholds { page, ..FindHouseholds::default() }, cells::household).await?
        }
        "lots" => rows(app, caller, |page| FindLots { page, ..FindLots::default() }, cells::lot).await?,
        "harvests" => of_each_lot(app, caller, cells::harvests).await?,
        "revisions" => of_each_lot(app, caller, cells::revisions).await?,
        "listings" => {
            rows(app, caller, |page| FindListings { page, ..FindListings::default() }, cells::listing).await?
        }
        "offers" => rows(app, caller, |page| FindListings { page, ..FindListings::default() }, cells::offers).await?,
        "orders" => rows(app, caller, |page| FindOrders { page, ..FindOrders::default() }, cells::order).await?,
        "stock" => rows(app, caller, |page| FindStock { page, ..FindStock::default() }, cells::stock).await?,
        "movements" => movements(app, caller).await?,
        "people" => rows(app, caller, |page| FindPeople { page, text: None, person_id: None }, cells::person).await?,
        _ => audit(app, caller)?,
    };
    Ok(List { columns, rows })
}

async fn rows<T, R>(
    app: App,
    caller: Caller,
    ask: impl Fn(PageRequest) -> T + Send + 'static,
    cells: fn(R) -> Vec<Vec<Cell>>,
) -> Result<Rows, Problem>
where
    T: Ask<Answer = Page<R>>,
    R: Send + 'static,
{
    let pages = every(app, caller, ROWS, ask).await?;
    Ok(pages.map(move |page| Ok(page?.into_iter().flat_map(cells).collect())).boxed())
}

/// What belongs to each lot: its file is asked for one by one.
async fn of_each_lot(app: App, caller: Caller, cells: fn(LotFile) -> Vec<Vec<Cell>>) -> Result<Rows, Problem> {
    if !GetLot::admits(&caller) {
        return Err(not_allowed(&caller));
    }
    let lots = every(app.clone(), caller.clone(), ROWS, |page| FindLots { page, ..FindLots::default() }).await?;
    let lots = lots.map_ok(|lots: Vec<LotView>| stream::iter(lots.into_iter().map(Ok::<_, Problem>))).try_flatten();
    let files = lots.and_then(move |view| {
        let (app, caller) = (app.clone(), caller.clone());
        async move { ask_patiently(&app, &caller, &GetLot { lot_id: view.lot.lot_id }).await }
    });
    Ok(files.map_ok(cells).boxed())
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

fn audit(app: App, caller: Caller) -> Result<Rows, Problem> {
    if !FindAudit::admits(&caller) {
        return Err(not_allowed(&caller));
    }
    let trails = stream::iter(SERVICES.map(Ok::<_, Problem>)).and_then(move |service| {
        let (app, caller) = (app.clone(), caller.clone());
        async move {
            let ask = move |page| FindAudit { service: service.to_owned(), page, text: None };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_has_names_of_its_own_and_a_cooperative_takes_all_but_the_houses() {
        for (name, columns) in LISTS {
            let distinct: std::collections::BTreeSet<_> = columns.iter().collect();
            assert_eq!(distinct.len(), columns.len(), "{name}");
        }
        let all: Vec<&str> = LISTS.iter().map(|(name, _)| *name).filter(|name| *name != "audit").collect();
        assert_eq!(all, OF_A_COOPERATIVE);
    }
}
