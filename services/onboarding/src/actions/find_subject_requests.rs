//! What do people ask of those who keep their data?

use contract::{
    Page,
    onboarding::{FindSubjectRequests, SubjectRequestView},
};
use mailbox::Stop;
use scoped::Scoped;

use crate::{App, store::subject_requests};

pub(crate) async fn find_subject_requests(
    app: &App,
    tx: &Scoped,
    ask: FindSubjectRequests,
) -> Result<Page<SubjectRequestView>, Stop> {
    subject_requests::find(tx, &ask, app.calendar.today()).await
}
