//! The signature of our calls. Section 4.2.

use crate::signing;

/// The `sign` of a call: over its path and every parameter in the order of their names. There is none that is empty, for
/// programs differ on whether those are signed.
pub(super) fn call(app_secret: &str, path: &str, parameters: &[(&str, String)]) -> String {
    let mut sorted: Vec<_> = parameters.iter().collect();
    sorted.sort_unstable();
    let mut base = path.to_owned();
    for (name, value) in sorted {
        base.push_str(name);
        base.push_str(value);
    }
    hex::encode_upper(signing::signature(app_secret, &[base.as_bytes()]))
}
