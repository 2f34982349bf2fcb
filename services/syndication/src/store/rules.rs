//! Rules of shops: those that hold, and what was changed about them.

mod placed;

pub(crate) use placed::{PlacedRule, placed};

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use contract::syndication::{ChangeView, Rule, RuleKind, RuleView};
use ids::{Change, ChannelAccount, Cooperative, Id, Listing};
use scoped::{DbErr, FromQueryResult, Scoped};
use sea_orm::JsonValue;
use serde::Serialize;
use uuid::Uuid;

use super::{rows_as_json, unknown_word};
use crate::domain::rule::{Place, SetRule};

const COLUMNS: &str = "account_id, listing_id, kind, rule, set_by, set_at";

/// A rule that is another now than it was before; a place without a shop is a listing's own price, which lies with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RuleChange {
    pub(crate) place: Place,
    pub(crate) before: Option<Rule>,
    pub(crate) after: Option<Rule>,
}

/// What was changed in one go, by whom.
#[derive(Debug, Clone)]
pub(crate) struct Go<'a> {
    pub(crate) change_id: Id<Change>,
    pub(crate) cooperative_id: Id<Cooperative>,
    pub(crate) made_by: &'a str,
    pub(crate) made_at: DateTime<Utc>,
}

/// The rules of these cooperatives' shops: those for all listings under `None`, and those of these listings.
pub(crate) async fn of(
    tx: &Scoped,
    cooperatives: &[Id<Cooperative>],
    listings: &[Id<Listing>],
) -> Result<HashMap<Option<Id<Listing>>, Vec<SetRule>>, DbErr> {
    let cooperatives: Vec<Uuid> = cooperatives.iter().map(|id| id.uuid()).collect();
    let listings: Vec<Uuid> = listings.iter().map(|id| id.uuid()).collect();
    let mut values = vec![cooperatives.into(), listings.into()];
    let own = tx.own(&mut values, "cooperative_id");
    let sql = format!(
        "select {COLUMNS} from channel_rule
        where cooperative_id = any($1::uuid[]) and (listing_id is null or listing_id = any($2::uuid[])) and {own}
        order by account_id, listing_id, kind"
    );
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    let mut rules: HashMap<_, Vec<SetRule>> = HashMap::new();
    for row in rows {
        let set = row.set_rule()?;
        rules.entry(set.listing_id).or_default().push(set);
    }
    Ok(rules)
}

/// The rules that hold in some of these shops, of some of these listings or of all.
pub(crate) async fn in_shops(
    tx: &Scoped,
    shops: &[Id<ChannelAccount>],
    listings: &[Id<Listing>],
) -> Result<HashMap<Place, Rule>, DbErr> {
    let shops: Vec<Uuid> = shops.iter().map(|id| id.uuid()).collect();
    let listings: Vec<Uuid> = listings.iter().map(|id| id.uuid()).collect();
    let mut values = vec![shops.into(), listings.into()];
    let own = tx.own(&mut values, "cooperative_id");
    let sql = format!(
        "select {COLUMNS} from channel_rule
        where account_id = any($1::uuid[]) and (listing_id is null or listing_id = any($2::uuid[])) and {own}"
    );
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    let placed = |row: Row| {
        let set = row.set_rule()?;
        let kind = set.rule.kind();
        Ok((Place { account_id: Some(set.account_id), listing_id: set.listing_id, kind }, set.rule))
    };
    rows.into_iter().map(placed).collect()
}

/// As people look at them.
pub(crate) async fn views(tx: &Scoped, listing: Option<Id<Listing>>) -> Result<Vec<RuleView>, DbErr> {
    let mut values = vec![listing.map(Id::uuid).into()];
    let own = tx.own(&mut values, "cooperative_id");
    let sql = format!(
        "select {COLUMNS} from channel_rule where (listing_id is null or listing_id = $1) and {own}
        order by account_id, listing_id, kind"
    );
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    let view = |row: Row| {
        row.set_rule().map(|set| RuleView {
            account_id: set.account_id,
            listing_id: set.listing_id,
            rule: set.rule,
            set_by: set.set_by,
            set_at: set.set_at,
        })
    };
    rows.into_iter().map(view).collect()
}

/// Sets and clears rules, and keeps what was changed. Three statements, however many they are.
pub(crate) async fn save(tx: &Scoped, go: &Go<'_>, changes: &[RuleChange]) -> Result<(), DbErr> {
    let rows = (0_i64..).zip(changes).map(|(ordinal, change)| ChangeRow::of(go, ordinal, change));
    let rows: Vec<ChangeRow> = rows.collect::<Result<_, _>>()?;
    for sql in [include_str!("rules/clear.sql"), include_str!("rules/set.sql"), include_str!("rules/keep_change.sql")] {
        tx.run(sql, [rows_as_json(&rows)?]).await?;
    }
    Ok(())
}

/// What was changed in one go.
pub(crate) async fn changes_of(tx: &Scoped, change: Id<Change>) -> Result<Vec<RuleChange>, DbErr> {
    let mut values = vec![change.into()];
    let own = tx.own(&mut values, "cooperative_id");
    let sql = format!("select * from rule_change where change_id = $1 and {own} order by ordinal");
    let rows: Vec<ChangeRow> = tx.all(&sql, values).await?;
    let change = |row: ChangeRow| {
        let view = row.view()?;
        let place = Place { account_id: view.account_id, listing_id: view.listing_id, kind: view.kind };
        Ok(RuleChange { place, before: view.before, after: view.after })
    };
    rows.into_iter().map(change).collect()
}

/// What was changed, the newest first, with where each row stands in its go.
pub(crate) async fn history(
    tx: &Scoped,
    listing: Option<Id<Listing>>,
    after: Option<(Id<Change>, i64)>,
    rows: u32,
) -> Result<Vec<(i64, ChangeView)>, DbErr> {
    let mut values = vec![i64::from(rows).into()];
    let mut conditions = vec![tx.own(&mut values, "cooperative_id")];
    if let Some(listing) = listing {
        values.push(listing.into());
        conditions.push(format!("(listing_id is null or listing_id = ${})", values.len()));
    }
    if let Some((change, ordinal)) = after {
        values.extend([change.into(), ordinal.into()]);
        let (change, ordinal) = (values.len() - 1, values.len());
        conditions.push(format!("(change_id < ${change} or (change_id = ${change} and ordinal > ${ordinal}))"));
    }
    let sql = format!(
        "select * from rule_change where {} order by change_id desc, ordinal limit $1",
        conditions.join(" and ")
    );
    let rows: Vec<ChangeRow> = tx.all(&sql, values).await?;
    rows.into_iter().map(|row| Ok((row.ordinal, row.view()?))).collect()
}

#[derive(FromQueryResult)]
struct Row {
    account_id: Id<ChannelAccount>,
    listing_id: Option<Id<Listing>>,
    rule: JsonValue,
    set_by: String,
    set_at: DateTime<Utc>,
}

impl Row {
    fn set_rule(self) -> Result<SetRule, DbErr> {
        Ok(SetRule {
            account_id: self.account_id,
            listing_id: self.listing_id,
            rule: read(self.rule)?,
            set_by: self.set_by,
            set_at: self.set_at,
        })
    }
}

#[derive(FromQueryResult, Serialize)]
struct ChangeRow {
    change_id: Uuid,
    ordinal: i64,
    account_id: Option<Uuid>,
    listing_id: Option<Uuid>,
    cooperative_id: Uuid,
    kind: String,
    before: Option<JsonValue>,
    after: Option<JsonValue>,
    made_by: String,
    made_at: DateTime<Utc>,
}

impl ChangeRow {
    fn of(go: &Go<'_>, ordinal: i64, change: &RuleChange) -> Result<Self, DbErr> {
        let written = |rule: &Option<Rule>| {
            rule.as_ref().map(serde_json::to_value).transpose().map_err(|error| DbErr::Json(error.to_string()))
        };
        Ok(Self {
            change_id: go.change_id.uuid(),
            ordinal,
            account_id: change.place.account_id.map(Id::uuid),
            listing_id: change.place.listing_id.map(Id::uuid),
            cooperative_id: go.cooperative_id.uuid(),
            kind: change.place.kind.slug().to_owned(),
            before: written(&change.before)?,
            after: written(&change.after)?,
            made_by: go.made_by.to_owned(),
            made_at: go.made_at,
        })
    }

    fn view(self) -> Result<ChangeView, DbErr> {
        Ok(ChangeView {
            change_id: Id::from_uuid(self.change_id),
            listing_id: self.listing_id.map(Id::from_uuid),
            account_id: self.account_id.map(Id::from_uuid),
            kind: RuleKind::from_slug(&self.kind).ok_or_else(|| unknown_word("kind of rule", &self.kind))?,
            before: self.before.map(read).transpose()?,
            after: self.after.map(read).transpose()?,
            at: self.made_at,
            by: self.made_by,
        })
    }
}

fn read(rule: JsonValue) -> Result<Rule, DbErr> {
    serde_json::from_value(rule).map_err(|error| DbErr::Json(error.to_string()))
}
