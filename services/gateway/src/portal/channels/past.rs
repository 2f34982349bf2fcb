//! What a shop sold before it came here: asked for by its days, and how far that has come.

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{NaiveDate, TimeDelta};
use contract::{
    FieldFault, Refusal, code,
    intake::{BackfillOrders, BackfillStanding, BackfillView, FindBackfill},
    syndication::ChannelAccountView,
};
use host::calendar;
use ids::{ChannelAccount, Id};
use mailbox::Unanswered;
use serde::Deserialize;

use super::Known;
use crate::{
    portal::{
        fields::Fields,
        format::Reader,
        frame::{Frame, Visit, render},
        routes::{self, Link},
    },
    problem::Problem,
};

/// How far back the form reaches before anybody has typed: a season.
const DAYS: i64 = 90;

/// What was just done.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    done: Option<String>,
}

#[derive(Debug, Template)]
#[template(path = "channels/past.html")]
pub(crate) struct Page {
    frame: Frame,
    action: String,
    /// The marketplace can be asked.
    may_ask: bool,
    from: String,
    until: String,
    today: String,
    fault: Option<String>,
    last: Option<Last>,
}

/// What was last asked for.
#[derive(Debug)]
struct Last {
    days: String,
    /// How it stands, in a sentence.
    standing: String,
    /// Days that are in, of how many; `None` once all are.
    progress: Option<(i64, i64)>,
    found: String,
    /// Days that the marketplace would not tell of, and its words.
    skipped: Option<(String, String)>,
}

impl Page {
    pub(crate) fn new(frame: Frame, account_id: Id<ChannelAccount>, standing: &BackfillStanding) -> Self {
        let to = frame.to;
        let today = calendar::day(to.now);
        Self {
            action: routes::shop_past(account_id),
            may_ask: standing.may_ask,
            from: (today - TimeDelta::days(DAYS)).to_string(),
            until: today.to_string(),
            today: today.to_string(),
            fault: None,
            last: standing.last.as_ref().map(|last| Last::new(to, last)),
            frame,
        }
    }

    /// The same page with what was typed, and what is wrong with it.
    #[must_use]
    pub(crate) fn refused(self, (from, until): (&str, &str), refusal: &Refusal) -> Self {
        let to = self.frame.to;
        let code = refusal.fields.first().map_or("other", |fault| fault.code.as_str());
        let key = format!("fault-{}", code.replace('_', "-"));
        let fault = Some(to.language.find(&key).unwrap_or_else(|| to.say("fault-other")));
        Self { from: from.to_owned(), until: until.to_owned(), fault, ..self }
    }
}

impl Last {
    fn new(to: Reader, last: &BackfillView) -> Self {
        let days = (last.to - last.from).num_days() + 1;
        let done = (last.next - last.from).num_days();
        let standing = match last.ended_at {
            Some(at) => to.say_with("past-ended", [("time", to.moment(at).into())]),
            None if last.late => to.say("past-late"),
            None => to.say_with("past-under-way", [("done", done.into()), ("days", days.into())]),
        };
        let found = [("seen", to.count(last.seen).into()), ("changed", to.count(last.changed).into())];
        let skipped =
            last.skipped_because.clone().map(|because| (to.counted("past-skipped", last.skipped_days.into()), because));
        Self {
            days: to.say_with("past-days", [("from", to.day(last.from).into()), ("to", to.day(last.to).into())]),
            standing,
            progress: last.ended_at.is_none().then_some((done, days)),
            found: to.say_with("past-found", found),
            skipped,
        }
    }
}

pub(in crate::portal) async fn show(
    visit: Visit,
    Path(account_id): Path<Id<ChannelAccount>>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    visit.only_who_may::<BackfillOrders>()?;
    let (shop, standing) = known(&visit, account_id).await?;
    let done = asked.done.filter(|_| standing.last.as_ref().is_some_and(|last| last.ended_at.is_none()));
    let mut frame = frame(&visit, &shop).done(done.map(|_| visit.to.say("past-begins")));
    frame.again_after = standing.last.as_ref().and_then(|last| last.ended_at.is_none().then_some(5));
    render(&Page::new(frame, account_id, &standing))
}

pub(in crate::portal) async fn ask(
    visit: Visit,
    Path(account_id): Path<Id<ChannelAccount>>,
    form: Fields,
) -> Result<Response, Problem> {
    visit.only_who_may::<BackfillOrders>()?;
    let (shop, standing) = known(&visit, account_id).await?;
    let typed = (form.one("from"), form.one("to"));
    let refusal = match read(typed) {
        Ok((from, to)) => {
            let ask = BackfillOrders { channel: shop.channel, shop_id: shop.shop_id.clone(), from, to };
            match visit.command(form.key()?, &ask).await {
                Ok(()) => {
                    let link = Link::to(routes::shop_past(account_id)).with("done", "asked");
                    return Ok(Redirect::to(&link.to_string()).into_response());
                }
                Err(Unanswered::Refused(refusal)) if refusal.code == code::INVALID => refusal,
                Err(other) => return Err(other.into()),
            }
        }
        Err(refusal) => refusal,
    };
    let page = Page::new(frame(&visit, &shop), account_id, &standing).refused(typed, &refusal);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&page)?).into_response())
}

fn read((from, to): (&str, &str)) -> Result<(NaiveDate, NaiveDate), Refusal> {
    let day = |field: &str, typed: &str| {
        let fault = FieldFault { field: field.to_owned(), code: "day_unreadable".to_owned() };
        typed.parse().map_err(|_| Refusal::of_fields(vec![fault]))
    };
    Ok((day("from", from)?, day("to", to)?))
}

fn frame(visit: &Visit, shop: &ChannelAccountView) -> Frame {
    let name = format!("{} {}", shop.channel.name(), shop.shop_id);
    visit.frame(visit.to.say_with("past-title", [("shop", name.into())]))
}

async fn known(
    visit: &Visit,
    account_id: Id<ChannelAccount>,
) -> Result<(ChannelAccountView, BackfillStanding), Problem> {
    let shops = Known::of(visit).await?.shops;
    let shop = shops.into_iter().find(|shop| shop.account_id == account_id);
    let shop = shop.ok_or_else(|| Problem::new(code::NOT_FOUND, "there is no such shop"))?;
    let ask = FindBackfill { channel: shop.channel, shop_id: shop.shop_id.clone() };
    let standing = visit.ask(&ask).await?;
    Ok((shop, standing))
}
