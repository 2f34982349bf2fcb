//! A workbook's rows become typed rows, or faults that name sheet, row, column, reason and remedy. A CSV file is a workbook
//! with one of its sheets.
//!
//! An upload goes three ways: it cannot be read at all ([`NotReadable`], nothing was looked at), some rows have faults
//! (the caller imports nothing and hands back a [`marked_copy`]), or every row is sound. No upload may harm the
//! process: it is weighed before calamine opens it, read cell by cell within limits, and a panic while reading is a
//! refusal.
//!
//! To add a kind of workbook:
//! 1. write its [`Layout`] as a constant beside the action that imports it, from [`Column::TEXT`];
//! 2. offer `template(&[LAYOUT])` for download;
//! 3. [`read`] the upload, take each row through a [`RowReader`], and add the faults that only the domain can see;
//! 4. import if [`Faults::is_empty`], else keep the faults and offer the [`marked_copy`].

mod bombs;
mod container;
mod csv;
mod fault;
mod garbled;
mod header;
mod layout;
mod long;
mod marked;
mod parse;
mod read;
mod refusal;
mod row;
mod table;
mod template;
mod value;
mod workbook;

pub use fault::{Complaint, Fault, Faults};
pub use garbled::Garbled;
pub use layout::{Column, Kind, Layout};
pub use long::{LongWorkbook, NotStreamed};
pub use marked::{FAULT_COLUMN, NotMarked, marked_copy};
pub use read::{SheetRows, read};
pub use refusal::{Limit, Looks, NotReadable};
pub use row::{Row, RowReader, RowWriter};
pub use table::{Cell, harmless, table};
pub use template::{NotWritten, template};
