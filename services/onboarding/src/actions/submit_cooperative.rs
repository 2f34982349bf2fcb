//! A cooperative hands itself in to the province.

use contract::onboarding::SubmitCooperative;
use mailbox::Stop;
use scoped::Scoped;

use crate::{
    App,
    actions::review_cooperative::{by_name, impossible},
    store::{
        cooperatives,
        standings::{self, Change},
    },
};

pub(crate) async fn submit_cooperative(app: &App, tx: &Scoped, ask: SubmitCooperative) -> Result<(), Stop> {
    let known = cooperatives::lock(tx, &[ask.cooperative_id]).await?;
    let known = known.into_iter().next().ok_or_else(|| Stop::not_found("cooperative"))?;
    let at = app.calendar.now();
    let standing = known.standing.submit(at).map_err(|why| impossible(&known.code, why))?;
    let change = standing.map(|standing| Change { cooperative_id: known.cooperative_id, standing, said: None });
    standings::stand(tx, change.into_iter().collect(), &by_name(tx, ""), at).await
}
