//! `media_space/upload_image`: pictures are looked at and forgotten; only their ids stay.

use std::sync::Arc;

use axum::extract::{Multipart, State, multipart::MultipartRejection};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{
    caller::EitherLevel,
    envelope::{Answer, Refusal, Reply},
};
use crate::market::Market;

const PICTURES_MAX: usize = 9;
const BYTES_MAX: usize = 10 * 1024 * 1024;

/// `POST media_space/upload_image`: 1 to 9 JPEG or PNG files named `image`.
pub async fn upload_image(
    State(market): State<Arc<Market>>,
    _: EitherLevel,
    form: Result<Multipart, MultipartRejection>,
) -> Reply {
    let mut form = form.map_err(Refusal::parameter)?;
    let mut ids = Vec::new();
    while let Some(field) = form.next_field().await.map_err(Refusal::parameter)? {
        if field.name() != Some("image") {
            continue;
        }
        let bytes = field.bytes().await.map_err(Refusal::parameter)?;
        if ids.len() == PICTURES_MAX {
            return Err(Refusal::parameter(format_args!("there are more than {PICTURES_MAX} images")));
        }
        ids.push(image_id(&bytes)?);
    }
    let Some(first) = ids.first() else { return Err(Refusal::parameter("image is required")) };
    let list: Vec<Value> = ids
        .iter()
        .enumerate()
        .map(|(place, id)| json!({ "id": place, "error": "", "message": "", "image_info": info(id) }))
        .collect();
    let answer = Answer::with(json!({ "image_info": info(first), "image_info_list": list }));
    let mut state = market.state();
    for id in ids {
        state.books.keep_image(id);
    }
    Ok(answer)
}

/// Where a picture would be had. Nothing is there: the sandbox forgets pictures.
pub fn image_url(id: &str) -> String {
    format!("https://images.sandbox.invalid/file/{id}")
}

/// The same picture has the same id, however often it is sent.
fn image_id(bytes: &[u8]) -> Result<String, Refusal> {
    let known = bytes.starts_with(&[0xff, 0xd8, 0xff]) || bytes.starts_with(b"\x89PNG\r\n\x1a\n");
    if !known {
        return Err(Refusal::parameter("image must be JPG, JPEG or PNG"));
    }
    if bytes.len() > BYTES_MAX {
        return Err(Refusal::parameter("image is larger than 10 MB"));
    }
    Ok(format!("vn-11134207-{}", &hex::encode(Sha256::digest(bytes))[..24]))
}

fn info(id: &str) -> Value {
    json!({ "image_id": id, "image_url_list": [{ "image_url_region": "VN", "image_url": image_url(id) }] })
}
