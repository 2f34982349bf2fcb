//! A call as it came in, read whole before anything is judged: what marketplaces sign differs, and may be all of it.

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, Multipart, Request},
    http::{HeaderMap, Method, header::CONTENT_TYPE},
};

/// The largest body that is read.
const BYTES_MAX: usize = 32 * 1024 * 1024;

/// A call.
pub struct Call {
    /// How.
    pub method: Method,
    /// Where, without the query.
    pub path: String,
    /// The query, decoded, in the order it came.
    pub query: Vec<(String, String)>,
    /// The headers.
    pub headers: HeaderMap,
    /// The exact body.
    pub body: Bytes,
}

/// A body of fields.
#[derive(Default)]
pub struct Form {
    /// Texts, in the order they came.
    pub texts: Vec<(String, String)>,
    /// Files, by the name of their field.
    pub files: Vec<(String, Bytes)>,
}

impl Call {
    /// Reads all of it; `None` if there is too much.
    pub async fn read(request: Request) -> Option<Self> {
        let (parts, body) = request.into_parts();
        let body = axum::body::to_bytes(body, BYTES_MAX).await.ok()?;
        let query =
            url::form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
        let path = parts.uri.path().to_owned();
        Some(Self { method: parts.method, path, query, headers: parts.headers, body })
    }

    /// The first value of this name in the query that is not empty.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// A header that is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Is its body of this type?
    pub fn is_of_type(&self, content_type: &str) -> bool {
        self.header(CONTENT_TYPE.as_str()).is_some_and(|named| named.trim().starts_with(content_type))
    }

    /// The body's fields, whether it is a form with files or without. `None` if it cannot be read.
    pub async fn form(&self) -> Option<Form> {
        if !self.is_of_type("multipart/form-data") {
            let texts = url::form_urlencoded::parse(&self.body).into_owned().collect();
            return Some(Form { texts, files: Vec::new() });
        }
        let mut again = Request::new(Body::from(self.body.clone()));
        again.headers_mut().insert(CONTENT_TYPE, self.headers.get(CONTENT_TYPE)?.clone());
        // The limit was kept when the body was read.
        axum::extract::DefaultBodyLimit::disable().apply(&mut again);
        let mut parts = Multipart::from_request(again, &()).await.ok()?;
        let mut form = Form::default();
        while let Some(part) = parts.next_field().await.ok()? {
            let name = part.name()?.to_owned();
            if part.file_name().is_some() {
                form.files.push((name, part.bytes().await.ok()?));
            } else {
                form.texts.push((name, part.text().await.ok()?));
            }
        }
        Some(form)
    }
}

/// Is this the beginning of a JPEG or a PNG?
pub fn is_picture(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, 0xd8, 0xff]) || bytes.starts_with(b"\x89PNG\r\n\x1a\n")
}

/// Width and height of a JPEG or a PNG, as far as its head says.
pub fn size_of_picture(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |from: usize, length: usize| {
        let digits = bytes.get(from..from + length)?;
        Some(digits.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte)))
    };
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some((number(16, 4)?, number(20, 4)?));
    }
    let mut at = 2;
    // A JPEG is a row of segments: a mark, a length, and what the mark says.
    while *bytes.get(at)? == 0xff {
        let mark = *bytes.get(at + 1)?;
        if (0xc0..=0xcf).contains(&mark) && ![0xc4, 0xc8, 0xcc].contains(&mark) {
            return Some((number(at + 7, 2)?, number(at + 5, 2)?));
        }
        at += 2 + usize::try_from(number(at + 2, 2)?).ok()?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_of_a_picture_is_read_from_its_head() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([0, 0, 2, 88, 0, 0, 1, 244, 8, 2]);
        assert_eq!(size_of_picture(&png), Some((600, 500)));
        let jpeg = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc0, 0, 11, 8, 1, 244, 2, 88, 3];
        assert_eq!(size_of_picture(&jpeg), Some((600, 500)));
        assert_eq!(size_of_picture(&jpeg[..10]), None);
        assert_eq!(size_of_picture(b"GIF89a"), None);
    }
}
