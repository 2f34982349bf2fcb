//! Pictures: decoded within limits, turned the right way up, made no larger than a paper needs, and written anew.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder};

use crate::ScanFault;

/// Pixels to a side.
const SIDE_MAX: u32 = 8_192;
/// A header of 65 bytes can ask for a gigabyte; no decoder gets more than this.
const MEMORY_MAX: u64 = 256 * 1024 * 1024;
/// At this size the small print of an A4 page is still read: 200 dots to the inch.
const KEPT_SIDE_MAX: u32 = 2_400;
const QUALITY: u8 = 82;

/// What kind of picture the first bytes say it is.
pub(crate) fn format_of(bytes: &[u8]) -> Option<ImageFormat> {
    let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some(ImageFormat::Jpeg),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(ImageFormat::Png),
        _ if is_webp => Some(ImageFormat::WebP),
        _ => None,
    }
}

/// The picture as a JPEG of our own, without anything that was beside it in the file.
pub(crate) fn anew(bytes: &[u8], format: ImageFormat) -> Result<Vec<u8>, ScanFault> {
    let mut limits = Limits::no_limits();
    (limits.max_image_width, limits.max_image_height) = (Some(SIDE_MAX), Some(SIDE_MAX));
    limits.max_alloc = Some(MEMORY_MAX);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().map_err(fault_of)?;
    let (width, height) = decoder.dimensions();
    // Not every decoder keeps to every limit, so it is looked at once more.
    if width > SIDE_MAX || height > SIDE_MAX || decoder.total_bytes() > MEMORY_MAX {
        return Err(ScanFault::TooManyPixels);
    }
    decoder.set_limits(limits).map_err(fault_of)?;
    let orientation = decoder.orientation().map_err(fault_of)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(fault_of)?;
    if width > KEPT_SIDE_MAX || height > KEPT_SIDE_MAX {
        // Not `resize`: it would take more memory than the picture, for rows of floats on the way.
        picture = picture.thumbnail(KEPT_SIDE_MAX, KEPT_SIDE_MAX);
    }
    picture.apply_orientation(orientation);
    let mut written = Vec::new();
    on_paper(&picture).write_with_encoder(JpegEncoder::new_with_quality(&mut written, QUALITY)).map_err(fault_of)?;
    Ok(written)
}

/// What can be seen through is seen on white, as on paper.
fn on_paper(picture: &DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return DynamicImage::ImageRgb8(picture.to_rgb8());
    }
    let mut seen = picture.to_rgba8();
    for pixel in seen.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0;
        let over_white = |channel: u8| {
            let (channel, alpha) = (u16::from(channel), u16::from(alpha));
            u8::try_from((channel * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        };
        pixel.0 = [over_white(red), over_white(green), over_white(blue), 255];
    }
    DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(seen).to_rgb8())
}

#[expect(clippy::needless_pass_by_value, reason = "it ends an error's way")]
fn fault_of(error: ImageError) -> ScanFault {
    match error {
        ImageError::Limits(_) => ScanFault::TooManyPixels,
        _ => ScanFault::Damaged,
    }
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage, Rgba, RgbaImage};

    use super::*;
    use crate::{Checked, MediaType, check};

    fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).expect("a picture is written");
        bytes.into_inner()
    }

    fn half_red(width: u32, height: u32) -> DynamicImage {
        let red_above = |_, y| if y < height / 2 { Rgb([255, 0, 0]) } else { Rgb([0, 0, 255]) };
        DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, red_above))
    }

    fn seen(bytes: &[u8]) -> RgbImage {
        let Checked { media_type, bytes } = check(bytes).expect("a picture");
        assert_eq!(media_type, MediaType::Jpeg);
        image::load_from_memory_with_format(&bytes, ImageFormat::Jpeg).expect("our own picture").to_rgb8()
    }

    /// A JPEG with a segment of EXIF: lying on its side, taken by somebody at a place.
    fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
        let mut tiff: Vec<u8> = b"MM\0\x2a\0\0\0\x08".to_vec();
        tiff.extend([0, 2]);
        tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
        tiff.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38]);
        tiff.extend([0, 0, 0, 0]);
        tiff.extend([0, 1, 0, 1, 0, 2, 0, 0, 0, 2, b'N', 0, 0, 0, 0, 0, 0, 0]);
        tiff.extend(b"GPS 22.82 104.98");
        let length = u16::try_from(2 + 6 + tiff.len()).expect("a short segment").to_be_bytes();
        [&jpeg[..2], &[0xff, 0xe1], &length, b"Exif\0\0", &tiff, &jpeg[2..]].concat()
    }

    #[test]
    fn every_kind_becomes_a_jpeg_that_shows_the_same() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let picture = seen(&written(&half_red(60, 40), format));
            assert_eq!(picture.dimensions(), (60, 40), "{format:?}");
            let [above, below] = [picture.get_pixel(30, 5).0, picture.get_pixel(30, 35).0];
            assert!(
                above[0] > 200 && above[2] < 60 && below[2] > 200 && below[0] < 60,
                "{format:?} {above:?} {below:?}"
            );
        }
    }

    #[test]
    fn where_it_was_taken_is_gone_and_it_stands_upright() {
        let photo = with_exif(&written(&half_red(60, 40), ImageFormat::Jpeg), 6);
        let place = b"GPS 22.82 104.98";
        assert!(photo.windows(place.len()).any(|window| window == place), "it was there");
        let checked = check(&photo).expect("a picture");
        for gone in [&place[..], b"Exif"] {
            assert!(!checked.bytes.windows(gone.len()).any(|window| window == gone));
        }
        let upright = seen(&photo);
        assert_eq!(upright.dimensions(), (40, 60), "turned by a quarter");
        assert!(upright.get_pixel(35, 30).0[0] > 200, "what was above is on the right");
    }

    #[test]
    fn a_header_of_65_bytes_that_asks_for_a_gigabyte_gets_none() {
        let header = |width: u32, height: u32| {
            let chunk = [b"IHDR", &width.to_be_bytes()[..], &height.to_be_bytes(), &[16, 6, 0, 0, 0]].concat();
            let mut crc = flate2::Crc::new();
            crc.update(&chunk);
            let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
            bytes.extend(chunk);
            bytes.extend(crc.sum().to_be_bytes());
            bytes.extend(b"\0\0\0\x08IDATx\x9c\x63\0\0\0\x01\0\x01");
            bytes.resize(65, 0);
            bytes
        };
        for (width, height) in [(16_000, 8_000), (8_193, 1), (8_192, 8_192), (u32::MAX >> 1, u32::MAX >> 1)] {
            assert_eq!(check(&header(width, height)), Err(ScanFault::TooManyPixels), "{width} × {height}");
        }
    }

    #[test]
    fn what_hangs_behind_a_picture_is_left_behind() {
        let hidden = b"<script>alert('x')</script>%PDF-1.4 PK\x03\x04";
        for format in [ImageFormat::Jpeg, ImageFormat::Png] {
            let polyglot = [&written(&half_red(20, 20), format)[..], hidden].concat();
            let checked = check(&polyglot).expect("a picture all the same");
            assert!(!checked.bytes.windows(8).any(|window| window == &hidden[..8]), "{format:?}");
        }
    }

    #[test]
    fn a_large_picture_is_made_as_small_as_a_paper_needs_and_glass_lies_on_white() {
        let large = seen(&written(&half_red(3_000, 1_500), ImageFormat::Png));
        assert_eq!(large.dimensions(), (2_400, 1_200));
        let glass = DynamicImage::ImageRgba8(RgbaImage::from_pixel(8, 8, Rgba([0, 0, 0, 0])));
        assert!(seen(&written(&glass, ImageFormat::Png)).get_pixel(4, 4).0.iter().all(|channel| *channel > 250));
    }
}
