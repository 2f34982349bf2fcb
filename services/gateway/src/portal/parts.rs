//! Small things many pages are made of: badges, chips of a filter, the way to the next page.

use contract::PageRequest;

use super::{format::Reader, routes::Link};

/// A state as words and a shape, never by colour alone.
#[derive(Debug, Clone)]
pub(crate) struct Badge {
    pub(crate) shape: Shape,
    pub(crate) words: String,
}

/// What a state means to whoever looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// It is as it should be.
    Done,
    /// Somebody else is at it.
    Waiting,
    /// It waits for the reader.
    Yours,
    /// It went wrong.
    Bad,
    /// It is over, or switched off.
    Off,
}

impl Shape {
    /// The class that draws it.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Done => "is-done",
            Self::Waiting => "is-waiting",
            Self::Yours => "is-yours",
            Self::Bad => "is-bad",
            Self::Off => "is-off",
        }
    }
}

/// One choice of a filter, with how many there are.
#[derive(Debug, Clone)]
pub(crate) struct Chip {
    pub(crate) words: String,
    pub(crate) count: Option<String>,
    pub(crate) link: String,
    pub(crate) is_chosen: bool,
}

/// Where a list goes on. Lists are read by cursor, so the way back is the browser's own, or to the beginning.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pager {
    pub(crate) first: Option<String>,
    pub(crate) next: Option<String>,
    pub(crate) sizes: Vec<(u32, String, bool)>,
}

/// Sizes a page may have.
const SIZES: [u32; 3] = [25, 50, 100];

/// The page a list's query asks for.
pub(crate) fn page_request(after: Option<String>, size: Option<u32>) -> PageRequest {
    let size = size.filter(|size| SIZES.contains(size)).unwrap_or(SIZES[0]);
    PageRequest { size, after: after.filter(|after| !after.is_empty()) }
}

impl Pager {
    /// The pager of a list; `link` carries its filters, and neither `after` nor `size`.
    pub(crate) fn new(link: &Link, asked: &PageRequest, next: Option<&str>, rows: usize) -> Self {
        let sized = |size: u32| if size == SIZES[0] { link.clone() } else { link.clone().with("size", size) };
        let is_long = next.is_some() || asked.after.is_some() || rows > SIZES[0] as usize;
        let sizes = SIZES.iter().map(|size| (*size, sized(*size).to_string(), *size == asked.size));
        Self {
            first: asked.after.as_ref().map(|_| sized(asked.size).to_string()),
            next: next.map(|next| sized(asked.size).with("after", next).to_string()),
            sizes: if is_long { sizes.collect() } else { Vec::new() },
        }
    }

    /// All of the list is on this page.
    pub(crate) fn is_needless(&self) -> bool {
        self.first.is_none() && self.next.is_none() && self.sizes.is_empty()
    }
}

impl Chip {
    /// A chip; a count of `None` is not shown.
    pub(crate) fn new(to: Reader, words: String, count: Option<u64>, link: &Link, is_chosen: bool) -> Self {
        Self { words, count: count.map(|count| to.count(count)), link: link.to_string(), is_chosen }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_on_one_page_needs_no_pager_and_a_longer_one_keeps_its_filters() {
        let link = Link::to("/orders").with("show", "all");
        assert!(Pager::new(&link, &page_request(None, None), None, 3).is_needless());
        let pager = Pager::new(&link, &page_request(Some("c1".into()), Some(50)), Some("c2"), 50);
        assert_eq!(pager.first.as_deref(), Some("/orders?show=all&size=50"));
        assert_eq!(pager.next.as_deref(), Some("/orders?show=all&size=50&after=c2"));
        assert_eq!(page_request(Some(String::new()), Some(7)), PageRequest::first(25));
    }
}
