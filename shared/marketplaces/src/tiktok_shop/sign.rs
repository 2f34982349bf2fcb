//! The signature of our calls. Section 5.2.

use crate::signing;

/// The `sign` of a call: over its path, every parameter in the order of their names, and the bytes of its body unless
/// they are a form with files; the secret stands around it and is the key, too.
pub(super) fn call(app_secret: &str, path: &str, parameters: &[(String, String)], body: &[u8]) -> String {
    let mut sorted: Vec<_> = parameters.iter().collect();
    sorted.sort_unstable();
    let mut base = format!("{app_secret}{path}");
    for (name, value) in sorted {
        base.push_str(name);
        base.push_str(value);
    }
    hex::encode(signing::signature(app_secret, &[base.as_bytes(), body, app_secret.as_bytes()]))
}
