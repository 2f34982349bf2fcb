//! The `payload` of product calls: XML or JSON, read into the same tree.

use serde_json::{Map, Value};

use super::envelope::Refusal;

/// Deeper nesting is not read.
const DEPTH_MAX: usize = 16;

/// Reads a payload; what it holds below `Request`.
pub fn read(text: &str) -> Result<Value, Refusal> {
    let bad = || Refusal::new("ISV", "E005", "E005: Invalid Request Format");
    let text = text.trim_start_matches('\u{feff}').trim();
    let mut tree: Value = if text.starts_with('<') {
        Xml { rest: text }.document().ok_or_else(bad)?
    } else {
        serde_json::from_str(text).map_err(|_| bad())?
    };
    match tree.get_mut("Request") {
        Some(request) => Ok(request.take()),
        None => Err(bad()),
    }
}

/// An element that may be there several times: none, one, or an array of them.
pub fn list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(values) => values.iter().collect(),
        one => vec![one],
    }
}

/// A text or a number as text; empty if there is neither.
pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// Elements, texts, character references and CDATA: as much of XML as sellers write. Attributes are passed over.
struct Xml<'a> {
    rest: &'a str,
}

impl<'a> Xml<'a> {
    fn document(mut self) -> Option<Value> {
        self.skip_prologue()?;
        let (name, value) = self.element(0)?;
        self.skip_prologue()?;
        self.rest.is_empty().then(|| Value::Object(Map::from_iter([(name, value)])))
    }

    fn skip_prologue(&mut self) -> Option<()> {
        loop {
            self.rest = self.rest.trim_start();
            if self.rest.starts_with("<?") {
                self.up_to("?>")?;
            } else if self.rest.starts_with("<!--") {
                self.up_to("-->")?;
            } else {
                return Some(());
            }
        }
    }

    /// Everything before `end`, which is passed over too.
    fn up_to(&mut self, end: &str) -> Option<&'a str> {
        let (before, after) = self.rest.split_once(end)?;
        self.rest = after;
        Some(before)
    }

    fn element(&mut self, depth: usize) -> Option<(String, Value)> {
        self.rest = self.rest.strip_prefix('<')?;
        let head = self.up_to(">")?;
        let (head, is_empty) = head.strip_suffix('/').map_or((head, false), |head| (head, true));
        let name = head.split_whitespace().next()?.to_owned();
        if is_empty {
            return Some((name, Value::String(String::new())));
        }
        if depth == DEPTH_MAX {
            return None;
        }
        let value = self.content(depth)?;
        (self.up_to(">")?.trim() == name).then_some((name, value))
    }

    /// What stands between a head and its `</`.
    fn content(&mut self, depth: usize) -> Option<Value> {
        let (mut text, mut fields) = (String::new(), Map::new());
        loop {
            if let Some(rest) = self.rest.strip_prefix("</") {
                self.rest = rest;
                return Some(if fields.is_empty() { Value::String(text) } else { Value::Object(fields) });
            } else if let Some(rest) = self.rest.strip_prefix("<![CDATA[") {
                self.rest = rest;
                text += self.up_to("]]>")?;
            } else if self.rest.starts_with("<!--") {
                self.up_to("-->")?;
            } else if self.rest.starts_with('<') {
                let (name, value) = self.element(depth + 1)?;
                match fields.get_mut(&name) {
                    None => drop(fields.insert(name, value)),
                    Some(Value::Array(several)) => several.push(value),
                    Some(first) => *first = Value::Array(vec![first.take(), value]),
                }
            } else {
                let end = self.rest.find('<')?;
                let (plain, rest) = self.rest.split_at(end);
                text += &unescaped(plain)?;
                self.rest = rest;
            }
        }
    }
}

fn unescaped(text: &str) -> Option<String> {
    let mut parts = text.split('&');
    let mut plain = parts.next()?.to_owned();
    for part in parts {
        let (name, after) = part.split_once(';')?;
        plain.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => {
                let number = name.strip_prefix('#')?;
                let code = match number.strip_prefix('x') {
                    Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                    None => number.parse().ok()?,
                };
                char::from_u32(code)?
            }
        });
        plain += after;
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn xml_and_json_say_the_same() {
        let xml = r#"<?xml version="1.0" encoding="UTF-8"?><Request><!-- oranges --><Product><Attributes a="1">
            <name>Cam s&#xE0;nh &amp; mật</name><description><![CDATA[<b>Ngon</b>]]></description></Attributes><Skus>
            <Sku><SellerSku>A</SellerSku><price>1</price></Sku><Sku><SellerSku>B</SellerSku><price/></Sku></Skus></Product></Request>"#;
        let read = read(xml).expect("good XML");
        assert_eq!(read["Product"]["Attributes"]["name"], "Cam sành & mật");
        assert_eq!(read["Product"]["Attributes"]["description"], "<b>Ngon</b>");
        let skus = json!([{ "SellerSku": "A", "price": "1" }, { "SellerSku": "B", "price": "" }]);
        assert_eq!(read["Product"]["Skus"]["Sku"], skus);
        let text = json!({ "Request": { "Product": { "Skus": { "Sku": [{ "SellerSku": "A" }] } } } }).to_string();
        assert_eq!(list(&super::read(&text).expect("good JSON")["Product"]["Skus"]["Sku"]).len(), 1);
    }

    #[test]
    fn what_is_neither_is_refused_and_never_read_for_ever() {
        let deep = format!("<Request>{}", "<a>".repeat(100_000));
        for bad in ["", "{}", "<Request>", "<Request></Other>", "<Request>a & b</Request>", "<Other></Other>", &deep] {
            assert!(read(bad).is_err(), "{}", &bad[..bad.len().min(40)]);
        }
    }
}
