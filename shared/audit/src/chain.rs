//! The hash that ties an entry to the one before it. Postgres reckons the same in `audit_append`; that the two agree, a test
//! says.

use chrono::{DateTime, Utc};
use scoped::FromQueryResult;
use sha2::{Digest, Sha256};

/// An entry as it is stored.
#[derive(Debug, FromQueryResult)]
pub(crate) struct Stored {
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub actor: String,
    pub role: String,
    pub scope: String,
    pub on_behalf_of: String,
    pub action: String,
    pub objects: Vec<String>,
    pub outcome: String,
    pub digest: String,
    pub address: String,
    pub request_id: String,
    pub previous: Vec<u8>,
    pub hash: Vec<u8>,
}

impl Stored {
    /// SHA-256 of the hash before and every field, each with its length in bytes.
    pub fn reckoned_hash(&self) -> Vec<u8> {
        let parts = [
            &self.seq.to_string(),
            &self.at.timestamp_micros().to_string(),
            &self.actor,
            &self.role,
            &self.scope,
            &self.on_behalf_of,
            &self.action,
            &self.objects.join(","),
            &self.outcome,
            &self.digest,
            &self.address,
            &self.request_id,
        ];
        let mut hash = Sha256::new().chain_update(&self.previous);
        for part in parts {
            hash.update(format!("{}:{part}", part.len()));
        }
        hash.finalize().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_counts_and_none_runs_into_the_next() {
        let entry = || Stored {
            seq: 1,
            at: DateTime::UNIX_EPOCH,
            actor: "per_1".into(),
            role: "operator".into(),
            scope: "system".into(),
            on_behalf_of: String::new(),
            action: "add_person".into(),
            objects: vec!["per_2".into()],
            outcome: "done".into(),
            digest: "ab".into(),
            address: "192.0.2.1".into(),
            request_id: "r".into(),
            previous: vec![0; 32],
            hash: Vec::new(),
        };
        let changes: [fn(&mut Stored); 13] = [
            |_| (),
            |e| e.seq = 2,
            |e| e.at += chrono::TimeDelta::microseconds(1),
            |e| e.actor.push('x'),
            |e| e.role.push('x'),
            |e| e.scope.push('x'),
            |e| e.on_behalf_of.push('x'),
            |e| e.action = "add_perso".into(),
            |e| e.objects = vec!["nper_2".into()],
            |e| e.outcome.push('x'),
            |e| e.digest.push('x'),
            |e| e.address.push('x'),
            |e| e.previous[0] = 1,
        ];
        let hashes: std::collections::HashSet<Vec<u8>> = changes
            .into_iter()
            .map(|change| {
                let mut entry = entry();
                change(&mut entry);
                entry.reckoned_hash()
            })
            .collect();
        assert_eq!(hashes.len(), 13);
    }
}
