//! An Excel file comes in: checked first, then all of it or nothing.
