//! Photographs and PDFs of papers, made harmless before anybody keeps or opens them.
//!
//! What a file is, its bytes say, never its name. A picture is decoded within limits and written anew, so that nothing of
//! the old file is left but what one sees: no place, no camera, no second file behind the first. A PDF cannot be written
//! anew here; [`check`] refuses what is plainly more than pages, and whoever hands it out does so as a download only.
//!
//! Pure: no IO, no clock. It takes memory and time, so run it where few run at once.

mod pdf;
mod picture;

/// The largest file that is looked at.
pub const BYTES_MAX: usize = 10 * 1024 * 1024;

/// What a checked scan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaType {
    /// A picture, whatever it was before.
    Jpeg,
    /// A PDF.
    Pdf,
}

impl MediaType {
    /// Every kind of scan that is kept.
    pub const ALL: [Self; 2] = [Self::Jpeg, Self::Pdf];

    /// As HTTP names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Pdf => "application/pdf",
        }
    }

    /// The kind with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A scan that may be kept and shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// What it is.
    pub media_type: MediaType,
    /// A picture written anew, or the PDF as it was.
    pub bytes: Vec<u8>,
}

/// Why a file is not taken as a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScanFault {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// More than [`BYTES_MAX`].
    #[error("the file has more than 10 MiB")]
    TooLarge,
    /// Neither JPEG, PNG, WebP nor PDF, whatever its name says.
    #[error("the file is neither JPEG, PNG, WebP nor PDF")]
    Kind,
    /// Too wide, too high, or too much to hold in memory.
    #[error("the picture has more than 8192 pixels to a side, or too many in all")]
    TooManyPixels,
    /// It cannot be decoded to its end.
    #[error("the file is damaged")]
    Damaged,
    /// A PDF that needs a password.
    #[error("the PDF is locked")]
    Locked,
    /// A PDF that holds scripts, other files, forms or things that start by themselves.
    #[error("the PDF holds more than pages")]
    MoreThanPages,
}

impl ScanFault {
    /// Stable, `snake_case`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "scan_empty",
            Self::TooLarge => "scan_too_large",
            Self::Kind => "scan_kind",
            Self::TooManyPixels => "scan_too_many_pixels",
            Self::Damaged => "scan_damaged",
            Self::Locked => "scan_locked",
            Self::MoreThanPages => "scan_more_than_pages",
        }
    }
}

/// Looks at a file, and makes a picture anew.
pub fn check(bytes: &[u8]) -> Result<Checked, ScanFault> {
    if bytes.is_empty() {
        return Err(ScanFault::Empty);
    }
    if bytes.len() > BYTES_MAX {
        return Err(ScanFault::TooLarge);
    }
    if bytes.starts_with(b"%PDF-") {
        pdf::check(bytes)?;
        return Ok(Checked { media_type: MediaType::Pdf, bytes: bytes.to_vec() });
    }
    let format = picture::format_of(bytes).ok_or(ScanFault::Kind)?;
    Ok(Checked { media_type: MediaType::Jpeg, bytes: picture::anew(bytes, format)? })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_file_is_what_its_bytes_say() {
        let cases: [(&[u8], ScanFault); 6] = [
            (b"", ScanFault::Empty),
            (b"GIF89a\x01\x00\x01\x00", ScanFault::Kind),
            (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", ScanFault::Kind),
            (b"PK\x03\x04", ScanFault::Kind),
            (b"<html>%PDF-1.4", ScanFault::Kind),
            (b"\xff\xd8\xff\xe0 no more", ScanFault::Damaged),
        ];
        for (bytes, fault) in cases {
            assert_eq!(check(bytes), Err(fault), "{}", String::from_utf8_lossy(bytes));
        }
        assert_eq!(check(&vec![0xff; BYTES_MAX + 1]), Err(ScanFault::TooLarge));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(start in 0..4_usize, rest in proptest::collection::vec(any::<u8>(), 0..600)) {
            let starts: [&[u8]; 4] = [b"%PDF-1.7\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x10\x00\x00\x00WEBPVP8 "];
            check(&[starts[start], &rest].concat()).ok();
        }
    }
}
