//! The Excel buttons of a list: the list as it is filtered, an empty file to fill in, and where a file is handed in.

use url::form_urlencoded;

use super::{
    frame::Frame,
    imports,
    routes::{self, Link},
};
use crate::exports::kind_of_list;

/// Filters that a list and its export have under the same names.
const FILTERS: [&str; 6] = ["text", "state", "season", "left", "offer_state", "service"];

/// The buttons of one list.
#[derive(Debug)]
pub(crate) struct Excel {
    pub(crate) export: String,
    /// An empty file, for whoever may hand one in.
    pub(crate) template: Option<String>,
    /// Why nobody hands this list in.
    pub(crate) why_not: Option<String>,
}

impl Frame {
    /// The buttons of the list that this page shows.
    pub(crate) fn excel(&self, list: &str) -> Excel {
        let query = self.here.split_once('?').map(|(_, query)| query).unwrap_or_default();
        let mut link = Link::to(routes::export_list(list));
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if let Some(name) = FILTERS.iter().find(|known| **known == name) {
                link = link.with(name, value);
            }
        }
        let kind = kind_of_list(list);
        let kinds = self.role.map(imports::kinds_of).unwrap_or_default();
        Excel {
            export: link.to_string(),
            template: kind.filter(|kind| kinds.contains(kind)).map(routes::import_template),
            why_not: if kind.is_none() { Some(self.to.word("export-why", list)) } else { None },
        }
    }

    /// The same where the page has an export of its own.
    pub(crate) fn excel_at(&self, list: &str, export: &str) -> Excel {
        Excel { export: export.to_owned(), ..self.excel(list) }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Uri;
    use contract::Role;

    use super::*;
    use crate::{portal::format::Reader, text::Language};

    #[test]
    fn a_list_is_exported_as_it_is_filtered_and_its_template_is_for_whoever_hands_it_in() {
        let to = Reader { language: Language::Vietnamese, now: chrono::DateTime::UNIX_EPOCH };
        let here = Uri::from_static("/listings?text=cam%20s%C3%A0nh&offer_state=rejected&after=x&size=50&done=kept");
        let of = |role| Frame::sample(to, role, "", &here).excel("listings");
        let mine = of(Role::CooperativeManager);
        assert_eq!(mine.export, "/api/v1/exports/lists/listings.xlsx?text=cam+s%C3%A0nh&offer_state=rejected");
        assert_eq!(mine.template.as_deref(), Some("/api/v1/imports/listings/template"));
        assert!(of(Role::ProvincialOfficial).template.is_none() && mine.why_not.is_none());
        assert!(Frame::sample(to, Role::Operator, "", &here).excel("audit").why_not.is_some());
    }
}
