//! The contract from outside: what was once written is still read, and the document names everything there is.

mod document;
mod golden;

use serde_json::Value;

/// Every message of the document: its channel (without the house's name), its type, and its example.
fn messages() -> Vec<(String, String, Value)> {
    let document = contract::asyncapi();
    let mut found = Vec::new();
    for (channel, body) in document["channels"].as_object().expect("the document has channels") {
        for (message, body) in body["messages"].as_object().expect("a channel has messages") {
            found.push((channel.clone(), message.clone(), body["examples"][0]["payload"].clone()));
        }
    }
    found
}

/// `order_changed.v1` of `intake.order_changed.v1`: how the sample's file is called.
fn sample_name(channel: &str) -> String {
    let tokens: Vec<&str> = channel.split('.').collect();
    tokens[tokens.len().saturating_sub(2)..].join(".")
}
