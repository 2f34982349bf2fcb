//! Files as they are handed in.

#![no_main]

libfuzzer_sys::fuzz_target!(init: fuzz::watch(), |bytes: &[u8]|  fuzz::upload(bytes) );
