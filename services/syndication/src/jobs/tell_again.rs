//! What a channel confirmed long ago is told again: pushes get lost there, too, and people change things in their shops
//! by hand.

use mailbox::Stop;

use crate::{app::App, store::offers};

/// So few at a time that the channels hardly notice.
const AT_MOST: i64 = 100;

pub(super) async fn tell_again(app: &App) -> Result<(), Stop> {
    let now = (app.now)();
    let tx = app.database.begin_as_service().await?;
    let mut offers = offers::lock_long_confirmed(&tx, AT_MOST, now).await?;
    for offer in &mut offers {
        offer.tell_again(now);
    }
    offers::save(&tx, &mut offers).await?;
    Ok(tx.commit().await?)
}
