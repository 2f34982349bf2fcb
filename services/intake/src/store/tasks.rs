//! What marketplaces are asked to do about orders.

use std::time::Duration;

use ids::{Channel, Cooperative, Id, Order};
use scoped::{DbErr, FromQueryResult, Scoped};
use uuid::Uuid;

use crate::store::unknown_word;

/// What a marketplace may be asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The parcel is packed.
    Ship,
    /// The goods cannot be had.
    CancelOutOfStock,
}

impl Kind {
    /// The word in the table.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Ship => "ship",
            Self::CancelOutOfStock => "cancel_out_of_stock",
        }
    }
}

/// Queues a task for each of these orders, to be done in `hold_s` seconds; one that was refused before is tried again.
pub async fn queue(tx: &Scoped, kind: Kind, orders: Vec<Uuid>, hold_s: u32) -> Result<u64, DbErr> {
    let mut values = vec![kind.slug().into(), orders.into(), f64::from(hold_s).into()];
    let own = tx.own(&mut values, "cooperative_id");
    let sql = format!(
        "insert into channel_task as task (order_id, kind, cooperative_id, channel, shop_id, next_attempt_at)
        select order_id, $1, cooperative_id, channel, shop_id, now() + make_interval(secs => $3)
        from orders where order_id = any($2::uuid[]) and {own}
        on conflict on constraint channel_task_key do update set state = 'queued', attempts = 0, channel_words = null, asked_at = now(),
            next_attempt_at = excluded.next_attempt_at, claimed_until = '-infinity' where task.state = 'refused'"
    );
    tx.run(&sql, values).await
}

/// Deletes a cooperative's tasks that are still held. Tells how many.
pub async fn take_back(tx: &Scoped, kind: Kind, cooperative_id: Id<Cooperative>) -> Result<u64, DbErr> {
    let sql = "delete from channel_task where cooperative_id = $1 and kind = $2 and state = 'queued' and attempts = 0
        and next_attempt_at > now()";
    tx.run(sql, [cooperative_id.into(), kind.slug().into()]).await
}

/// A task a worker has claimed.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// About which order.
    pub order_id: Id<Order>,
    /// Whose.
    pub cooperative_id: Id<Cooperative>,
    /// What is asked.
    pub kind: Kind,
    /// Of which marketplace.
    pub channel: Channel,
    /// For which shop.
    pub shop_id: String,
    /// How often it was claimed.
    pub attempts: i32,
}

/// Claims up to `at_most` tasks for a minute. A parcel of an order that its marketplace holds waits with it.
pub async fn claim(tx: &Scoped, at_most: i64) -> Result<Vec<Claimed>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        order_id: Id<Order>,
        cooperative_id: Id<Cooperative>,
        kind: String,
        channel: String,
        shop_id: String,
        attempts: i32,
    }
    let sql =
        "update channel_task as task set claimed_until = now() + interval '1 minute', attempts = task.attempts + 1
        from (select order_id, kind from channel_task
            where state = 'queued' and next_attempt_at <= now() and claimed_until <= now()
                and (kind <> 'ship' or not exists
                    (select from orders o where o.order_id = channel_task.order_id and o.on_hold))
            order by asked_at, order_id limit $1 for update skip locked) as next
        where task.order_id = next.order_id and task.kind = next.kind
        returning task.order_id, task.cooperative_id, task.kind, task.channel, task.shop_id, task.attempts";
    let rows: Vec<Row> = tx.all(sql, [at_most.into()]).await?;
    rows.into_iter()
        .map(|row| {
            let kind = [Kind::Ship, Kind::CancelOutOfStock]
                .into_iter()
                .find(|kind| kind.slug() == row.kind)
                .ok_or_else(|| unknown_word("channel_task.kind", &row.kind))?;
            Ok(Claimed {
                order_id: row.order_id,
                cooperative_id: row.cooperative_id,
                kind,
                channel: row.channel.parse().map_err(|_| unknown_word("channel", &row.channel))?,
                shop_id: row.shop_id,
                attempts: row.attempts,
            })
        })
        .collect()
}

/// How a task ended, or when it is tried again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The marketplace has done it.
    Done,
    /// The marketplace says no, in these words.
    Refused(String),
    /// Tried again after so long.
    Later(Duration),
    /// The marketplace was not asked, or wants to be left alone: the same, and it counts as no attempt.
    NotNow(Duration),
}

/// Notes how tasks ended.
pub async fn settle(tx: &Scoped, ended: &[(Claimed, Outcome)]) -> Result<(), DbErr> {
    if ended.is_empty() {
        return Ok(());
    }
    let (mut ids, mut kinds, mut states, mut words) = (vec![], vec![], vec![], vec![]);
    let (mut pauses, mut attempts) = (vec![], vec![]);
    for (task, outcome) in ended {
        let (state, said, pause, attempt) = match outcome {
            Outcome::Done => ("done", "", 0.0, task.attempts),
            Outcome::Refused(words) => ("refused", words.as_str(), 0.0, task.attempts),
            Outcome::Later(pause) => ("queued", "", pause.as_secs_f64(), task.attempts),
            Outcome::NotNow(pause) => ("queued", "", pause.as_secs_f64(), task.attempts - 1),
        };
        attempts.push(attempt);
        ids.push(task.order_id.uuid());
        kinds.push(task.kind.slug().to_owned());
        states.push(state.to_owned());
        words.push(said.to_owned());
        pauses.push(pause);
    }
    let sql = "update channel_task as task set state = ended.state, channel_words = nullif(ended.words, ''),
            next_attempt_at = now() + make_interval(secs => ended.pause), claimed_until = '-infinity',
            attempts = ended.attempts
        from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::float8[], $6::integer[])
            as ended (order_id, kind, state, words, pause, attempts)
        where task.order_id = ended.order_id and task.kind = ended.kind";
    tx.run(sql, [ids.into(), kinds.into(), states.into(), words.into(), pauses.into(), attempts.into()]).await?;
    Ok(())
}
