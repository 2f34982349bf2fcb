//! Papers, as onboarding tells them, and what is to be seen of listings' claims.

use std::collections::HashMap;

use chrono::NaiveDate;
use contract::{
    ProductCode,
    onboarding::{PaperChanged, PaperScheme, PaperState},
    syndication::ClaimView,
};
use ids::{Cooperative, Id, Listing, Paper as PaperId};
use scoped::{DbErr, FromQueryResult, Scoped};
use uuid::Uuid;

use super::unknown_word;
use crate::domain::claim::Paper;

const NOTE: &str = "
    insert into paper (
        paper_id, version, first_paper_id, cooperative_id, commune_code, scheme, number, product, stars, valid_to, state)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    on conflict (paper_id) do update
    set version = excluded.version, commune_code = excluded.commune_code, number = excluded.number,
        product = excluded.product, stars = excluded.stars, valid_to = excluded.valid_to, state = excluded.state
    where paper.version < excluded.version";

/// In id order, like everybody who locks listings.
const MARK_CLAIMING: &str = "
    with claiming as (
        select listing_id from listing
        where listing_id in (select listing_id from listing_claim where first_paper_id = $1)
        order by listing_id for no key update
    )
    update listing set resolve_due = true from claiming where listing.listing_id = claiming.listing_id";

/// Keeps what was heard, unless something newer was heard before, and marks the listings that claim it.
pub(crate) async fn note(tx: &Scoped, fact: &PaperChanged) -> Result<(), DbErr> {
    let values = [
        fact.paper_id.into(),
        fact.version.into(),
        fact.first_paper_id.into(),
        fact.cooperative_id.into(),
        fact.commune_code.as_str().into(),
        fact.scheme.slug().into(),
        fact.number.as_str().into(),
        fact.product.map(ProductCode::as_str).map(str::to_owned).into(),
        fact.stars.map(i16::from).into(),
        fact.valid_to.into(),
        fact.state.slug().into(),
    ];
    if tx.run(NOTE, values).await? > 0 {
        tx.run(MARK_CLAIMING, [fact.first_paper_id.into()]).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Row {
    paper_id: Id<PaperId>,
    first_paper_id: Id<PaperId>,
    cooperative_id: Id<Cooperative>,
    scheme: String,
    product: Option<String>,
    state: String,
}

/// Every paper of these cooperatives that was heard of, within the caller's scope.
pub(crate) async fn of(tx: &Scoped, cooperatives: &[Id<Cooperative>]) -> Result<Vec<Paper>, DbErr> {
    let ids: Vec<Uuid> = cooperatives.iter().map(|id| id.uuid()).collect();
    let sql = "select paper_id, first_paper_id, cooperative_id, scheme, product, state from paper
        where cooperative_id = any($1::uuid[]) order by paper_id";
    let rows: Vec<Row> = tx.all(sql, [ids.into()]).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Paper {
                id: row.paper_id,
                first: row.first_paper_id,
                cooperative_id: row.cooperative_id,
                scheme: scheme_of(&row.scheme)?,
                product: row.product.as_deref().map(product_of).transpose()?,
                state: state_of(&row.state)?,
            })
        })
        .collect()
}

/// What is to be seen of the claims of these listings: of each row the paper that holds, or else the last one that did.
pub(crate) async fn claims_of(tx: &Scoped, ids: &[Id<Listing>]) -> Result<HashMap<Id<Listing>, Vec<ClaimView>>, DbErr> {
    #[derive(FromQueryResult)]
    struct Claim {
        listing_id: Id<Listing>,
        first_paper_id: Id<PaperId>,
        needed: bool,
        scheme: String,
        number: String,
        stars: Option<i16>,
        valid_to: Option<NaiveDate>,
        state: String,
    }
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let sql = "select distinct on (listing_id, claim.first_paper_id) listing_id, claim.first_paper_id, needed, scheme,
            number, stars, valid_to, state
        from listing_claim as claim
        join paper on paper.first_paper_id = claim.first_paper_id and paper.cooperative_id = claim.cooperative_id
        where listing_id = any($1::uuid[])
        order by listing_id, claim.first_paper_id, (state = 'verified') desc, valid_to desc nulls first, paper_id desc";
    let rows: Vec<Claim> = tx.all(sql, [ids.into()]).await?;
    let mut claims: HashMap<_, Vec<ClaimView>> = HashMap::new();
    for row in rows {
        claims.entry(row.listing_id).or_default().push(ClaimView {
            paper_id: row.first_paper_id,
            needed: row.needed,
            scheme: scheme_of(&row.scheme)?,
            number: row.number,
            stars: row.stars.and_then(|stars| u8::try_from(stars).ok()),
            valid_to: row.valid_to,
            state: state_of(&row.state)?,
        });
    }
    Ok(claims)
}

fn scheme_of(slug: &str) -> Result<PaperScheme, DbErr> {
    PaperScheme::from_slug(slug).ok_or_else(|| unknown_word("kind of paper", slug))
}

fn state_of(slug: &str) -> Result<PaperState, DbErr> {
    PaperState::from_slug(slug).ok_or_else(|| unknown_word("state of a paper", slug))
}

fn product_of(code: &str) -> Result<ProductCode, DbErr> {
    ProductCode::parse(code).ok_or_else(|| unknown_word("product", code))
}
