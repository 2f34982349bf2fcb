//! A cooperative's bank account was replaced or taken away: every manager of it is told by a message, so that one who did not do it can
//! speak up at once, whoever is signed in as whom.

use contract::onboarding::BankAccountReplaced;
use mailbox::{Heard, Stop};
use scoped::Scoped;

use crate::{
    App, Message,
    store::{messages, people},
};

pub(crate) async fn tell_managers(app: &App, tx: &Scoped, heard: Heard<BankAccountReplaced>) -> Result<(), Stop> {
    let day = host::calendar::day(heard.fact.at).format("%d/%m/%Y");
    let text = format!(
        "Chợ Phiên: tài khoản ngân hàng của hợp tác xã đã được đổi hoặc gỡ bỏ ngày {day}. Nếu không phải bạn hay người của hợp tác xã làm, \
         hãy gọi người vận hành ngay, đổi mật khẩu và xem lại tài khoản tại {}.",
        app.public_url
    );
    // It waits in this transaction; the messenger looks for it within half a minute.
    for to in people::managers_of(tx, heard.fact.cooperative_id).await? {
        messages::add(tx, &app.sealer, &Message { to, text: text.clone() }).await?;
    }
    Ok(())
}
