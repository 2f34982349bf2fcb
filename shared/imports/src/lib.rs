//! An Excel file comes in: checked first, then all of it or nothing.
//!
//! A file waits in the object store and has a row in `import`. A worker checks it in a transaction of its owner's scope and
//! keeps the faults; when the owner says so, the worker checks it again and takes it, in one transaction that also notes it
//! as taken. So a file is in or it is not, whatever dies in between, and taking the same file again changes nothing.
//!
//! To add a kind of file:
//! 1. its [`contract::imports::ImportKind`];
//! 2. a [`Workbook`] with its layouts in the service that takes it;
//! 3. a line in that service's [`Imports::new`], and these in its conversation: [`check_import`], [`find_import`],
//!    [`find_imports`], [`take_import`], [`import_rows`]; and with `undertakes`, because files are not in the database: [`import_template`], [`marked_copy`].

mod actions;
mod handing_back;
mod store;
mod workbook;
mod worker;

pub use actions::{check_import, find_import, find_imports, ids_of, import_rows, only_who_may, take_import};
pub use handing_back::{import_template, marked_copy};
pub use workbook::{Plan, Progress, Workbook};
pub use worker::Imports;
