//! A picture for each product: drawn, plain and honest, until cooperatives hand in photos of their own.

use contract::ProductCode;

const PICTURES: [(&str, &[u8]); 5] = [
    ("cam_sanh", include_bytes!("../assets/cam_sanh.png")),
    ("cam_vang", include_bytes!("../assets/cam_vang.png")),
    ("che_shan_tuyet", include_bytes!("../assets/che_shan_tuyet.png")),
    ("mat_ong_bac_ha", include_bytes!("../assets/mat_ong_bac_ha.png")),
    ("hong_khong_hat", include_bytes!("../assets/hong_khong_hat.png")),
];

/// The picture of a product, as PNG.
pub(crate) fn of(product: ProductCode) -> Option<&'static [u8]> {
    PICTURES.iter().find(|(code, _)| *code == product.as_str()).map(|(_, picture)| *picture)
}

/// The shorter side of the picture of a product, in pixels: a PNG says so in its header.
pub(crate) fn side_of(product: ProductCode) -> Option<u32> {
    let side = |at: usize| Some(u32::from_be_bytes(of(product)?.get(at..at + 4)?.try_into().ok()?));
    Some(side(16)?.min(side(20)?))
}

#[cfg(test)]
mod tests {
    use contract::PRODUCTS;

    use super::*;

    #[test]
    fn every_product_has_a_picture_that_marketplaces_take() {
        for product in PRODUCTS {
            let picture = of(ProductCode::parse(product.code).expect("a product")).expect("a picture");
            assert_eq!(&picture[..8], b"\x89PNG\r\n\x1a\n", "{}", product.code);
            let side = |at: usize| u32::from_be_bytes(picture[at..at + 4].try_into().expect("four bytes"));
            assert!(side(16) >= 500 && side(20) >= 500, "{}", product.code);
            assert!(picture.len() < 40_000, "{}", product.code);
        }
    }
}
