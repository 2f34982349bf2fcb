//! What analytics hears, and what it answers.

use contract::{
    analytics::{AnalyticsHealth, FindFarmgatePrices, FindFigures},
    imports::{CheckImport, FindImport, FindImports, ImportRows, ImportTemplate, MarkedCopy, TakeImport},
    intake::OrderChanged,
    onboarding::{CooperativeChanged, LotDeclared},
};
use mailbox::Conversation;

use crate::{
    App,
    actions::{
        analytics_health::analytics_health, find_farmgate_prices::find_farmgate_prices, find_figures::find_figures,
        record_cooperative::record_cooperative, record_lot::record_lot, record_sale::record_sale,
    },
    as_told::AsTold,
};

pub(crate) fn conversation(app: App) -> Conversation<App> {
    let (database, broker) = (app.database.clone(), app.broker.clone());
    Conversation::new(app, database, broker)
        .hears::<AsTold<OrderChanged>>(record_sale)
        .hears::<AsTold<LotDeclared>>(record_lot)
        .hears::<AsTold<CooperativeChanged>>(record_cooperative)
        .answers::<FindFigures>(find_figures)
        .answers::<FindFarmgatePrices>(find_farmgate_prices)
        .answers::<CheckImport>(imports::check_import)
        .answers::<FindImport>(imports::find_import)
        .answers::<FindImports>(imports::find_imports)
        .answers::<ImportRows>(imports::import_rows)
        .answers::<TakeImport>(imports::take_import)
        .undertakes::<AnalyticsHealth>(analytics_health)
        .undertakes::<ImportTemplate>(imports::import_template)
        .undertakes::<MarkedCopy>(imports::marked_copy)
}
