//! Which lots were declared?

use contract::{
    Page,
    onboarding::{FindDeclaredLots, LotDeclared},
};
use mailbox::Stop;
use scoped::Scoped;

use crate::{App, store::lots};

pub(crate) async fn find_declared_lots(
    _app: &App,
    tx: &Scoped,
    ask: FindDeclaredLots,
) -> Result<Page<LotDeclared>, Stop> {
    lots::find(tx, &ask).await
}
