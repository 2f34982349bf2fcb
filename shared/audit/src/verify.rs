//! Is a trail what it was?

use std::collections::VecDeque;

use host::Files;
use scoped::{Access, Database, DbErr};
use serde::Serialize;

use crate::{
    anchors::{self, Anchor, AnchorFault},
    chain::Stored,
};

/// What was found when a trail was read from its beginning.
#[derive(Debug, Serialize)]
pub struct Verified {
    /// Whose trail.
    pub service: &'static str,
    /// Entries read.
    pub entries: u64,
    /// Anchors compared.
    pub anchors: u64,
    /// Where it is not what it was; the first hundred places.
    pub broken: Vec<Broken>,
}

/// A place where a trail is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Broken {
    /// The entry does not have the hash it must have: a field was changed.
    Changed {
        /// Which entry.
        seq: i64,
    },
    /// The entry does not follow the one before it: entries were taken out, put in or exchanged.
    Unchained {
        /// Which entry.
        seq: i64,
    },
    /// The trail ends elsewhere than it says: its newest entries were taken off.
    Shortened {
        /// Where it should end.
        seq: i64,
    },
    /// The object store remembers another hash here: the trail was written anew, or is shorter than it was.
    Rewritten {
        /// Which entry.
        seq: i64,
    },
}

/// Why a trail could not be read.
#[derive(Debug, thiserror::Error)]
pub enum VerifyFault {
    /// Postgres failed.
    #[error("could not read the audit trail")]
    Database(#[from] DbErr),
    /// The anchors could not be read.
    #[error(transparent)]
    Anchors(#[from] AnchorFault),
}

const AT_ONCE: i64 = 5_000;
const BROKEN_MAX: usize = 100;

/// Reads a service's trail and its anchors. May run beside everything else.
pub async fn verify(database: &Database, files: &Files) -> Result<Verified, VerifyFault> {
    let mut anchors: VecDeque<Anchor> = anchors::all(files, database.service()).await?.into();
    let anchors_compared = anchors.len() as u64;
    let tx = database.begin(&contract::Caller::service(database.service()), Access::Read).await?;
    // What is appended meanwhile is left for the next time.
    let head = anchors::head(&tx).await?;
    let mut broken = Vec::new();
    let (mut last_seq, mut last_hash, mut entries) = (0, vec![0; 32], 0);
    loop {
        let sql = "select * from audit_entry where seq > $1 and seq <= $2 order by seq limit $3";
        let rows: Vec<Stored> = tx.all(sql, [last_seq.into(), head.seq.into(), AT_ONCE.into()]).await?;
        let Some(newest) = rows.last().map(|row| row.seq) else { break };
        for row in rows {
            entries += 1;
            if row.reckoned_hash() != row.hash {
                broken.push(Broken::Changed { seq: row.seq });
            }
            if row.seq != last_seq + 1 || row.previous != last_hash {
                broken.push(Broken::Unchained { seq: row.seq });
            }
            while let Some(anchor) = anchors.pop_front_if(|anchor| anchor.seq <= row.seq) {
                if anchor.seq != row.seq || anchor.hash != hex::encode(&row.hash) {
                    broken.push(Broken::Rewritten { seq: anchor.seq });
                }
            }
            (last_seq, last_hash) = (row.seq, row.hash);
        }
        if newest == head.seq {
            break;
        }
    }
    tx.commit().await?;
    if (last_seq, &last_hash) != (head.seq, &head.hash) {
        broken.push(Broken::Shortened { seq: head.seq });
    }
    // An anchor beyond the end may have been kept since we looked at it; one from before may not be.
    broken.extend(
        anchors.iter().filter(|anchor| anchor.at < head.now).map(|anchor| Broken::Rewritten { seq: anchor.seq }),
    );
    broken.truncate(BROKEN_MAX);
    Ok(Verified { service: database.service(), entries, anchors: anchors_compared, broken })
}
