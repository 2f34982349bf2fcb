//! The same JSON in several styles: nobody may rely on spacing or on the order of keys.

use serde_json::Value;

/// Style 0 is compact; others have spaces, or their keys the other way round, or both.
pub fn text(value: &Value, style: u8) -> String {
    match style % 4 {
        0 => value.to_string(),
        1 => format!("{value:#}"),
        2 => turned_round(value, ""),
        _ => turned_round(value, " "),
    }
}

fn turned_round(value: &Value, space: &str) -> String {
    match value {
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| {
                format!("{}:{space}{}", Value::from(name.as_str()), turned_round(value, space))
            };
            format!("{{{}}}", fields.iter().rev().map(field).collect::<Vec<_>>().join(&format!(",{space}")))
        }
        Value::Array(values) => {
            let values: Vec<String> = values.iter().map(|value| turned_round(value, space)).collect();
            format!("[{}]", values.join(","))
        }
        single => single.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_style_says_the_same_in_another_way() {
        let value = json!({ "type": 1, "data": { "order_id": "57\"6", "lines": [1, { "a": null, "b": true }] } });
        let styles: Vec<String> = (0..4).map(|style| text(&value, style)).collect();
        for (place, style) in styles.iter().enumerate() {
            assert_eq!(serde_json::from_str::<Value>(style).expect("JSON"), value, "{style}");
            assert!(!styles[..place].contains(style), "{style}");
        }
    }
}
