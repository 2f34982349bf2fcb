//! Where listings may be filed, and what is asked of them there.

use crate::{
    Answer, AttributeWanted, BrandPage, Category, CategoryLimits, Shop, ShowsCatalogue,
    shopee::{Shopee, ask::Question, catalogue, errors, wire},
};

const BRANDS_PER_PAGE: &str = "100";
const LIMITS: &str = "product/get_item_limit";

impl ShowsCatalogue for Shopee {
    fn categories<'a>(&'a self, shop: &'a Shop, parent_id: Option<&'a str>) -> Answer<'a, Vec<Category>> {
        Box::pin(async move {
            let query = vec![("language", "vi".to_owned())];
            let told: wire::Categories = self.ask(Question::about(shop, "product/get_category", query)).await?;
            let all = told.category_list.into_iter().map(catalogue::category);
            Ok(all.filter(|category| parent_id.is_none() || category.parent_id.as_deref() == parent_id).collect())
        })
    }

    fn attributes<'a>(&'a self, shop: &'a Shop, category_id: &'a str) -> Answer<'a, Vec<AttributeWanted>> {
        Box::pin(async move {
            let query = vec![("category_id_list", category_id.to_owned()), ("language", "vi".to_owned())];
            let told: wire::AttributeTrees =
                self.ask(Question::about(shop, "product/get_attribute_tree", query)).await?;
            Ok(told.list.into_iter().flat_map(|tree| tree.attribute_tree).map(catalogue::attribute).collect())
        })
    }

    fn brands<'a>(
        &'a self,
        shop: &'a Shop,
        category_id: &'a str,
        page: Option<&'a str>,
    ) -> Option<Answer<'a, BrandPage>> {
        Some(Box::pin(async move {
            let query = vec![
                ("category_id", category_id.to_owned()),
                ("offset", page.unwrap_or("0").to_owned()),
                ("page_size", BRANDS_PER_PAGE.to_owned()),
                ("status", "1".to_owned()),
            ];
            let told = self.ask(Question::about(shop, "product/get_brand_list", query)).await?;
            Ok(catalogue::brands(told))
        }))
    }

    fn limits_of<'a>(&'a self, shop: &'a Shop, category_id: &'a str) -> Option<Answer<'a, CategoryLimits>> {
        Some(Box::pin(async move {
            let query = vec![("category_id", category_id.to_owned())];
            let told = self.ask(Question::about(shop, LIMITS, query)).await?;
            catalogue::limits(&told).map_err(|words| errors::unreadable(LIMITS, words))
        }))
    }
}
