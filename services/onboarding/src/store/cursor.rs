//! Pages by key: a page begins behind the last key of the one before, and the key is opaque on its way.

use contract::{FieldFault, PageRequest, Refusal};
use mailbox::Stop;

/// The key a page begins behind; empty for the first one.
pub(super) fn after(page: &PageRequest) -> Result<String, Stop> {
    let Some(after) = &page.after else { return Ok(String::new()) };
    let key = hex::decode(after).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    key.ok_or_else(|| {
        let field = FieldFault { field: "page.after".to_owned(), code: "not_a_cursor".to_owned() };
        Refusal::of_fields(vec![field]).into()
    })
}

/// The page of at most `size` rows, and how to ask for the next, from rows of which one more was asked for.
pub(super) fn page<T>(mut rows: Vec<T>, size: u32, key: impl Fn(&T) -> String) -> (Vec<T>, Option<String>) {
    let size = size as usize;
    if rows.len() <= size {
        return (rows, None);
    }
    rows.truncate(size);
    let next = rows.last().map(|row| hex::encode(key(row)));
    (rows, next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_begins_behind_the_last_row() {
        let key = |row: &&str| (*row).to_owned();
        let (rows, next) = page(vec!["a", "b", "c"], 2, key);
        assert_eq!(rows, ["a", "b"]);
        let request = PageRequest { size: 2, after: next };
        assert_eq!(after(&request).expect("a cursor"), "b");
        assert_eq!(page(vec!["c"], 2, key), (vec!["c"], None));
        assert!(after(&PageRequest { size: 2, after: Some("xyz".to_owned()) }).is_err());
    }
}
