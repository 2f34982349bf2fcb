//! Photographs and PDFs of papers.

#![no_main]

libfuzzer_sys::fuzz_target!(init: fuzz::watch(), |bytes: &[u8]| fuzz::scan(bytes));
