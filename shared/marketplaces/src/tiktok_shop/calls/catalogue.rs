//! Where listings may be filed, and what is asked of them there.

use crate::{
    Answer, AttributeWanted, BrandPage, Category, CategoryLimits, Shop, ShowsCatalogue,
    tiktok_shop::{TiktokShop, listings, wire},
};

/// Section 5.4: South-East Asia has the second tree.
const TREE: (&str, &str) = ("category_version", "v2");
const LOCALE: (&str, &str) = ("locale", "vi-VN");
const BRANDS_PER_PAGE: &str = "100";

fn query(pairs: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
}

impl ShowsCatalogue for TiktokShop {
    fn categories<'a>(&'a self, shop: &'a Shop, parent_id: Option<&'a str>) -> Answer<'a, Vec<Category>> {
        Box::pin(async move {
            let question = self.about(shop, "categories", &[], query(&[TREE, LOCALE])).await?;
            let told: wire::Categories = self.ask(question).await?;
            let all = told.categories.into_iter().map(listings::category);
            Ok(all.filter(|category| parent_id.is_none() || category.parent_id.as_deref() == parent_id).collect())
        })
    }

    fn attributes<'a>(&'a self, shop: &'a Shop, category_id: &'a str) -> Answer<'a, Vec<AttributeWanted>> {
        Box::pin(async move {
            let ids = [category_id];
            let question = self.about(shop, "category.attributes", &ids, query(&[TREE, LOCALE])).await?;
            let told: wire::Attributes = self.ask(question).await?;
            Ok(told.attributes.into_iter().filter_map(listings::attribute).collect())
        })
    }

    fn brands<'a>(
        &'a self,
        shop: &'a Shop,
        category_id: &'a str,
        page: Option<&'a str>,
    ) -> Option<Answer<'a, BrandPage>> {
        Some(Box::pin(async move {
            let mut parameters = query(&[TREE, ("category_id", category_id), ("page_size", BRANDS_PER_PAGE)]);
            parameters.extend(page.map(|page| ("page_token", page.to_owned())));
            let question = self.about(shop, "brands", &[], parameters).await?;
            Ok(listings::brands(self.ask(question).await?))
        }))
    }

    /// Section 5.4: the rules of a category speak of certificates and sizes, not of lengths.
    fn limits_of<'a>(&'a self, _: &'a Shop, _: &'a str) -> Option<Answer<'a, CategoryLimits>> {
        None
    }
}
