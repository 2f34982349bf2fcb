//! What is sent along with a request that writes: enough to have its effect, about the things it is aimed at.

use serde_json::{Value, json};

use super::{ground::Things, routes::Route};

/// What a request carries.
#[derive(Debug, Clone)]
pub enum Body {
    Nothing,
    Json(Value),
    Form(Vec<(&'static str, String)>),
}

/// Routes without a parameter that yet name a thing in their body.
pub fn names_a_thing(route: &Route) -> bool {
    let with = |thing: &Things| format!("{:?}", of(route, thing, &Things::default(), 0));
    let (one, other) = (Things::all_of('1'), Things::all_of('2'));
    route.parameters().any(|name| one.ids.contains_key(name)) || with(&one) != with(&other)
}

/// The body for a route, aimed at these things, by somebody who has others of their own; `n` makes what must be new new.
pub fn of(route: &Route, at: &Things, own: &Things, n: usize) -> Body {
    let id = |name: &str| at.ids[name].clone();
    let text = |text: &str| text.to_owned();
    if route.reads() {
        return Body::Nothing;
    }
    if route.is_api() {
        let listing = json!({
            "sku": format!("SKU-{n}"), "title": "Cam sành Hà Giang loại một", "product": at.product, "grade": at.grade,
            "description": "Cam sành hái tại vườn, quả đều, vỏ mỏng, ngọt thanh.", "pack_name": "Hộp 5 kg", "pack_g": 5000,
            "gross_g": 5400, "price_vnd": 150_000, "lots": [id("lot_id")], "active": true,
        });
        let changed = |mut listing: Value| {
            // All that is not theirs in it is the listing itself.
            listing["sku"] = at.sku.clone().into();
            listing["lots"] = json!([own.named("lot_id")]);
            listing
        };
        let plot = |household: &str, code: &str| {
            json!({"household_id": household, "code": code, "name": "Vườn thử", "product": "cam_sanh", "commune_code": "01156",
                "area": "2,5", "area_unit": "sào"})
        };
        let cooperative = json!({
            "name": "Hợp tác xã thử tường", "tax_code": "0100109106", "representative": "Vàng Thị Mỷ", "representative_id": null,
            "phone": null, "commune_code": at.commune, "hamlet": null, "founded_on": null,
        });
        return match route.name().strip_prefix(&route.method).map_or("", |rest| rest.trim_start_matches(" /api/v1")) {
            "/channel-accounts/{channel}/consent" => Body::Json(json!({"redirect": "http://127.0.0.1/back"})),
            "/channel-accounts/{channel}/consent/finish" => Body::Json(
                json!({"state": format!("state-{}", at.mark), "code": "code", "shop_id": format!("shop-{}", at.mark)}),
            ),
            // Without its representative's number: whoever may register is told so, each time anew.
            "/cooperatives" => Body::Json(json!({"code": "HTX99", "form": {
                "name": "Hợp tác xã mới", "tax_code": "5199999937", "representative": "Vàng Thị Mỷ", "commune_code": "01156",
            }})),
            "/cooperatives/decisions" => {
                Body::Json(json!({"cooperative_ids": [id("cooperative_id")], "decision": "verify", "name": "Lan"}))
            }
            "/cooperatives/{cooperative_id}/review" => Body::Json(json!({"name": "Lan", "step": "take_up"})),
            "/cooperatives/{cooperative_id}" => Body::Json(json!({"version": 1, "form": cooperative})),
            "/delegations/{delegation_id}" => Body::Json(json!({
                "assistant_login": "nobody@example.vn", "errands": ["file"], "starts_on": "2025-10-01", "ends_on": "2025-12-31",
            })),
            "/delegations/{delegation_id}/decision" => Body::Json(json!({"decision": "end"})),
            // What is missing in them is told to whoever may write, each time anew.
            "/households" => {
                Body::Json(json!({"code": "", "name": "", "commune_code": "01156", "joined_on": "2024-01-01"}))
            }
            "/households/{household_id}" => Body::Json(json!({"version": 0, "form":
                {"code": "HO01", "name": "Ai đó", "commune_code": "01156", "joined_on": "2024-01-01"}})),
            "/households/{household_id}/membership" => Body::Json(json!("take_back")),
            // The household is nobody's: whoever may write is told so, each time anew.
            "/plots" => Body::Json(plot(&id("household_id"), "")),
            "/plots/{plot_id}" => Body::Json(json!({"version": 0, "form": plot(&id("household_id"), "TH-1")})),
            "/imports/{kind}/{import_id}/take" => Body::Json(json!({"skip_faulty": false})),
            "/listings" => Body::Json(listing),
            "/listings/{listing_id}" => Body::Json(json!({"seen_version": 1, "form": changed(listing)})),
            "/offers/{offer_id}/drift" => Body::Json(json!({"keep": "ours"})),
            "/rules" => Body::Json(json!({"account_id": id("account_id"), "of": {"listings": [id("listing_id")]},
                "set": [{"kind": "stock", "by": "shared"}]})),
            "/rules/prices" => {
                Body::Json(json!({"listing_ids": [id("listing_id")], "price": {"by": "fixed", "price_vnd": 150_000}}))
            }
            "/offers/retry" => Body::Json(json!({"offer_ids": [id("offer_id")]})),
            "/orders/cancel" => Body::Json(json!({"order_ids": [id("order_id")]})),
            "/orders/ship" => Body::Json(json!({"order_ids": [id("order_id")], "hold_s": 60})),
            "/people" => Body::Json(json!({
                "login": format!("somebody-{n}@example.vn"), "name": "Ai đó", "password": "bốn từ không ai đoán",
                "grants": [{"role": "cooperative_member", "scope": {"kind": "cooperative", "of": id("cooperative_id")}}],
            })),
            "/sessions" => Body::Json(json!({"login": format!("nobody-{n}@example.vn"), "password": "chưa từng có"})),
            "/sessions/current/second-factor" => Body::Json(json!({"code": "000000"})),
            "/stock/{lot_id}/removals" => Body::Json(json!({"removal": "waste", "quantity_g": 1})),
            _ => Body::Nothing,
        };
    }
    let mut form = vec![("key", format!("key-{n}"))];
    form.extend(match route.pattern.as_str() {
        "/orders/selected" => vec![("do", text("cancel")), ("order_id", id("order_id"))],
        "/orders/cancel" => vec![("order_id", id("order_id"))],
        "/listings/selected" => vec![("listing_id", id("listing_id"))],
        "/offers/{offer_id}/drift" => vec![("keep", text("ours"))],
        "/offers/retry" => vec![("offer_id", id("offer_id"))],
        "/listings/change" => {
            vec![
                ("listing_id", id("listing_id")),
                ("by", text("fixed")),
                ("price", text("150.000")),
                ("shop", text("")),
            ]
        }
        // No change of theirs is known here; one that is not there is refused like another's.
        "/listings/undo" => vec![("change_id", format!("chg_{}", "0".repeat(32)))],
        "/listings/{listing_id}/rules/{account_id}" | "/shops/{account_id}/rules" => {
            vec![("kind", text("stock")), ("by", text("shared"))]
        }
        "/listings/new" | "/listings/{listing_id}" => vec![
            ("sku", if route.parameters().count() == 0 { format!("SKU-{n}") } else { at.sku.clone() }),
            ("seen_version", text("1")),
            ("title", text("Cam sành Hà Giang loại một")),
            ("description", text("Cam sành hái tại vườn, quả đều, vỏ mỏng, ngọt thanh.")),
            ("product", at.product.clone()),
            ("grade", at.grade.clone()),
            ("pack_name", text("Hộp 5 kg")),
            ("pack_g", text("5")),
            ("gross_g", text("5,4")),
            ("price_vnd", text("150.000")),
            ("lots", id("lot_id")),
            ("active", text("on")),
        ],
        "/shops/{account_id}/items" => vec![("do", text("read"))],
        "/shops/{account_id}/past-orders" => vec![("from", text("2026-01-01")), ("to", text("2026-01-02"))],
        "/shops/{account_id}/items/join" => vec![("item", text("1")), ("listing_id", id("listing_id"))],
        "/stock/{lot_id}/removals" => {
            vec![("removal", text("waste")), ("quantity", text("1")), ("take_back", text("no"))]
        }
        "/official/cooperatives/decide" => vec![("do", text("verify")), ("cooperative_id", id("cooperative_id"))],
        "/official/cooperatives/{cooperative_id}" => vec![("do", text("take-up")), ("version", text("1"))],
        "/people/invite" => vec![
            ("person_id", format!("per_{n:032x}")),
            ("name", text("Ai đó")),
            ("login", format!("invited-{n}@example.vn")),
            ("role", text("cooperative_member")),
            ("cooperative", id("cooperative_id")),
        ],
        // No day before the first one ends it; whoever may is told so, each time anew.
        "/cooperative/unions" => {
            vec![("do", text("end")), ("membership_id", id("membership_id")), ("left_on", text("2000-01-01"))]
        }
        "/people/{person_id}" => vec![("do", text("let-in"))],
        "/role" => vec![("grant", text("0"))],
        "/language" => vec![("language", text("vi"))],
        "/sign-in" => vec![("login", format!("nobody-{n}@example.vn")), ("password", text("chưa từng có"))],
        _ => Vec::new(),
    });
    Body::Form(form)
}
