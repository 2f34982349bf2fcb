//! Rows of lists as cells, in the order of their columns.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use contract::{
    Grade, ProductCode,
    accounts::PersonView,
    analytics::FarmgatePriceView,
    audit::AuditEntry,
    intake::{MovementView, OrderView, StockView},
    onboarding::{
        ConsentNote, CooperativeView, HouseholdView, LotFile, LotView, PaperFile, PlotView, RevisionView,
        UnionMembershipView,
    },
    syndication::ListingView,
};
use sheets::Cell;

pub(in crate::exports) fn text(text: impl Into<String>) -> Cell {
    let text = text.into();
    if text.is_empty() { Cell::Blank } else { Cell::Text(text) }
}

pub(in crate::exports) fn maybe<T>(value: Option<T>, cell: impl FnOnce(T) -> Cell) -> Cell {
    value.map_or(Cell::Blank, cell)
}

pub(in crate::exports) fn instant(at: DateTime<Utc>) -> Cell {
    Cell::Text(at.to_rfc3339_opts(SecondsFormat::Secs, true))
}

const fn day(day: NaiveDate) -> Cell {
    Cell::Date(day)
}

fn truth(truth: bool) -> Cell {
    text(if truth { "yes" } else { "no" })
}

fn count(count: impl Into<u64>) -> Cell {
    Cell::Whole(i64::try_from(count.into()).unwrap_or(i64::MAX))
}

pub(in crate::exports) fn product(product: ProductCode) -> Cell {
    text(product.as_str())
}

pub(in crate::exports) fn grade(grade: Grade) -> Cell {
    text(grade.slug())
}

fn commune(code: &str) -> Cell {
    maybe(places::commune(code), |commune| text(commune.name))
}

pub(super) fn union(view: UnionMembershipView) -> Vec<Cell> {
    vec![
        text(view.union_code),
        text(view.union_name),
        text(view.member_code),
        text(view.member_name),
        day(view.joined_on),
        maybe(view.left_on, day),
    ]
}

pub(super) fn cooperative(view: CooperativeView) -> Vec<Vec<Cell>> {
    vec![vec![
        text(view.code),
        text(view.name),
        text(view.tax_code),
        text(view.commune_code.as_str()),
        commune(&view.commune_code),
        text(view.address_given),
        text(view.state.slug()),
        truth(view.may_sell),
        count(view.households),
        count(view.lots),
        Cell::Whole(view.declared_g),
    ]]
}

pub(super) fn paper(cooperative: &str, paper: PaperFile) -> Vec<Cell> {
    let form = paper.form;
    vec![
        text(cooperative),
        text(form.scheme.slug()),
        text(form.number),
        text(form.issuer),
        day(form.issued_on),
        maybe(form.valid_to, day),
        maybe(form.product, product),
        maybe(form.stars, count),
        maybe(form.score, count),
        text(paper.state.slug()),
        instant(paper.since),
        maybe(paper.reason, text),
        maybe(form.plot, text),
        text(form.plots.join(", ")),
        maybe(form.area_m2, Cell::Whole),
        maybe(form.facility, text),
        maybe(form.decision_no, text),
        maybe(form.decision_date, day),
        maybe(form.user_grant_no, text),
        maybe(form.standard, text),
        maybe(form.body, text),
        maybe(paper.verified_by, text),
        maybe(paper.verified_on, day),
        text(paper.paper_id.to_string()),
        maybe(paper.renews, |id| text(id.to_string())),
    ]
}

pub(super) fn household(view: HouseholdView) -> Vec<Vec<Cell>> {
    vec![vec![
        text(view.code),
        text(view.name),
        text(view.personal_id_masked),
        text(view.phone_masked),
        text(view.commune_code.as_str()),
        commune(&view.commune_code),
        day(view.joined_on),
        maybe(view.left_on, day),
    ]]
}

pub(super) fn plot(view: PlotView) -> Vec<Vec<Cell>> {
    let form = view.form;
    let code = form.planting_area.as_ref();
    vec![vec![
        text(form.code),
        text(view.household_code),
        text(form.name),
        product(form.product),
        text(form.commune_code.as_str()),
        commune(&form.commune_code),
        text(form.area),
        text(form.area_unit),
        Cell::Whole(view.area_m2),
        maybe(form.planted_year, |year| Cell::Whole(i64::from(year))),
        maybe(code, |code| text(code.code.as_str())),
        maybe(code, |code| text(code.market.as_str())),
        maybe(code, |code| day(code.issued_on)),
        maybe(code, |code| text(code.state.slug())),
    ]]
}

pub(super) fn lot(view: LotView) -> Vec<Vec<Cell>> {
    let lot = view.lot;
    vec![vec![
        text(lot.lot_code),
        text(view.public_code),
        product(lot.product),
        grade(lot.grade),
        text(lot.season),
        day(lot.picked_from),
        day(lot.picked_to),
        day(lot.sell_by),
        Cell::Whole(lot.quantity_g),
        count(lot.households),
        count(view.revisions),
        maybe(view.booked, |booked| Cell::Whole(booked.declared_g)),
        maybe(view.booked, |booked| Cell::Whole(booked.committed_g)),
    ]]
}

pub(super) fn harvests(file: LotFile) -> Vec<Vec<Cell>> {
    let code = file.lot.lot.lot_code;
    let row = |weighing: contract::onboarding::WeighingView| {
        vec![
            text(code.as_str()),
            text(weighing.household_code),
            maybe(weighing.plot, text),
            day(weighing.picked_on),
            text(weighing.quantity_entered),
            text(weighing.unit_entered),
            Cell::Whole(weighing.quantity_g),
            maybe(weighing.weighed_by, text),
        ]
    };
    file.weighings.into_iter().map(row).collect()
}

pub(super) fn revision(lot_code: &str, revision: RevisionView) -> Vec<Cell> {
    vec![
        text(lot_code),
        count(revision.revision),
        instant(revision.at),
        text(revision.source.slug()),
        text(revision.by),
        text(revision.reason),
        Cell::Whole(revision.quantity_g),
        grade(revision.grade),
        day(revision.picked_from),
        day(revision.picked_to),
        day(revision.sell_by),
    ]
}

pub(super) fn listing(view: ListingView) -> Vec<Vec<Cell>> {
    let form = view.form;
    vec![vec![
        text(form.sku),
        text(form.title),
        product(form.product),
        grade(form.grade),
        text(form.pack_name),
        Cell::Whole(form.pack_g),
        Cell::Whole(form.gross_g),
        Cell::Money(form.price_vnd),
        truth(form.active),
        maybe(view.available_g, Cell::Whole),
        text(form.description),
    ]]
}

pub(super) fn offers(view: ListingView) -> Vec<Vec<Cell>> {
    let sku = view.form.sku;
    let row = |offer: contract::syndication::OfferView| {
        vec![
            text(sku.as_str()),
            text(offer.channel.slug()),
            text(offer.state.slug()),
            maybe(offer.channel_item_id, text),
            maybe(offer.confirmed_stock, Cell::Whole),
            maybe(offer.confirmed_price_vnd, Cell::Money),
            maybe(offer.confirmed_at, instant),
            maybe(offer.reason_code, text),
            maybe(offer.channel_words, text),
        ]
    };
    view.offers.into_iter().map(row).collect()
}

pub(super) fn order(view: OrderView) -> Vec<Vec<Cell>> {
    let order = view.order;
    let row = |line: contract::intake::OrderLine| {
        vec![
            text(order.order_id.to_string()),
            text(order.channel.slug()),
            text(order.shop_id.as_str()),
            text(order.channel_order_id.as_str()),
            text(order.state.slug()),
            instant(order.placed_at),
            instant(order.changed_at),
            Cell::Whole(line.line_no.into()),
            text(line.sku),
            text(line.name),
            maybe(line.product, product),
            maybe(line.grade, grade),
            Cell::Whole(line.quantity),
            Cell::Money(line.unit_price_vnd),
            Cell::Money(line.line_vnd),
            Cell::Whole(line.quantity_g),
            Cell::Whole(line.short_g),
        ]
    };
    order.lines.iter().cloned().map(row).collect()
}

pub(super) fn stock(lot: StockView) -> Vec<Vec<Cell>> {
    vec![vec![
        text(lot.lot_code),
        product(lot.product),
        grade(lot.grade),
        day(lot.sell_by),
        Cell::Whole(lot.declared_g),
        Cell::Whole(lot.on_hand_g),
        Cell::Whole(lot.reserved_g),
        Cell::Whole(lot.sold_g),
        Cell::Whole(lot.off_platform_g),
        Cell::Whole(lot.own_use_g),
        Cell::Whole(lot.waste_g),
    ]]
}

pub(super) fn consent(note: ConsentNote) -> Vec<Vec<Cell>> {
    let said = note.said;
    vec![vec![
        text(note.code),
        text(said.purpose.slug()),
        truth(said.given),
        count(said.version),
        text(said.channel.slug()),
        text(said.proof),
        truth(said.has_file),
        text(said.by_role),
        instant(said.at),
    ]]
}

pub(super) fn farmgate_price(view: FarmgatePriceView) -> Vec<Vec<Cell>> {
    vec![vec![
        day(view.week),
        text(view.commune_code.as_str()),
        commune(&view.commune_code),
        product(view.product),
        grade(view.grade),
        text(view.buyer),
        text(view.observer),
        Cell::Money(view.price_vnd_per_kg),
    ]]
}

pub(super) fn movement(lot_code: &str, row: MovementView) -> Vec<Cell> {
    vec![
        text(lot_code),
        text(row.movement_id.to_string()),
        instant(row.at),
        text(row.kind),
        Cell::Whole(row.quantity_g),
        maybe(row.buyer, |buyer| text(buyer.slug())),
        maybe(row.price_vnd_per_kg, Cell::Money),
        maybe(row.order_id, |id| text(id.to_string())),
        maybe(row.undoes, |id| text(id.to_string())),
        Cell::Whole(row.on_hand_g),
        Cell::Whole(row.reserved_g),
    ]
}

pub(super) fn person(view: PersonView) -> Vec<Vec<Cell>> {
    let roles: Vec<&str> = view.grants.iter().map(|grant| grant.role.slug()).collect();
    vec![vec![
        text(view.name),
        text(view.login),
        text(roles.join(" ")),
        text(view.state.slug()),
        truth(view.has_second_factor),
        maybe(view.seen_at, instant),
    ]]
}

pub(super) fn audited(service: &str, entry: AuditEntry) -> Vec<Cell> {
    vec![
        text(service),
        count(entry.seq),
        instant(entry.at),
        text(entry.actor),
        text(entry.role),
        text(entry.scope),
        text(entry.action),
        text(entry.objects.join(" ")),
        text(entry.outcome),
        maybe(entry.address, text),
        maybe(entry.request_id, text),
    ]
}
