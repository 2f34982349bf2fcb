//! Personal data at rest: sealed under a key of their producer's own for one column of one row, and found again by a keyed hash.
//!
//! To seal one more column: [`Vault::keys_to_seal`], [`ProducerKeys::seal`], and [`ProducerKeys::keep`] once the producer's row is
//! there; [`Vault::open`] reads it. Beside it lie what [`Vault::index`] makes of it, where it must be found, and its last three
//! digits, where it is shown.

use std::{collections::HashMap, sync::Arc, time::Duration};

use contract::{Refusal, code};
use hmac::{Hmac, KeyInit, Mac};
use host::{
    Sealer, Secret,
    keys::{DataKey, KeyProvider, Wrapped},
};
use ids::{Cooperative, Household, Id};
use mailbox::Stop;
use moka::future::Cache;
use scoped::{Database, Scoped};
use sha2::Sha256;
use uuid::Uuid;

use super::producer_keys::{self, KeyRow};

/// Unwrapped keys that are kept at hand, and for how long.
const AT_HAND: u64 = 20_000;
const AT_HAND_FOR: Duration = Duration::from_mins(5);

/// Somebody whose data have a key of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Producer {
    /// The table they stand in.
    pub table: &'static str,
    pub id: Uuid,
    /// The cooperative whose rows theirs are.
    pub tenant: Id<Cooperative>,
}

impl Producer {
    /// Somebody who acts or acted for a cooperative. The first one's id is the cooperative's own.
    pub(crate) fn representative(id: Uuid, tenant: Id<Cooperative>) -> Self {
        Self { table: "cooperative", id, tenant }
    }

    /// A cooperative's bank account.
    pub(crate) fn bank(id: Uuid, tenant: Id<Cooperative>) -> Self {
        Self { table: "bank", id, tenant }
    }

    /// A household of a cooperative.
    pub(crate) fn household(id: Id<Household>, tenant: Id<Cooperative>) -> Self {
        Self { table: "household", id: id.uuid(), tenant }
    }

    /// What is sealed for this place opens in no other.
    fn place(&self, column: &str) -> String {
        format!("onboarding|{}|{}|{column}|{}", self.tenant.uuid(), self.table, self.id)
    }
}

/// Seals personal data and makes keyed hashes. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Vault {
    provider: Arc<dyn KeyProvider>,
    /// By place and wrapped key, so that a key that was swapped or destroyed is never found here.
    at_hand: Cache<(String, Vec<u8>), Sealer>,
    blind_index_key: Arc<Secret<[u8; 32]>>,
}

/// The keys of some producers.
#[derive(Debug, Default)]
pub(crate) struct ProducerKeys {
    keys: HashMap<Uuid, Sealer>,
    new: Vec<(Producer, Wrapped)>,
}

impl ProducerKeys {
    /// Seals `clear` for a column of its producer's row, and writes it in hex.
    pub(crate) fn seal(&self, producer: &Producer, column: &str, clear: &str) -> anyhow::Result<String> {
        let key = self.keys.get(&producer.id).ok_or_else(|| anyhow::anyhow!("a producer has no key"))?;
        Ok(hex::encode(key.seal(&producer.place(column), clear.as_bytes())))
    }

    /// Opens what was sealed for that column.
    pub(crate) fn open(&self, producer: &Producer, column: &str, sealed: &[u8]) -> anyhow::Result<Secret<String>> {
        let key = self.keys.get(&producer.id).ok_or_else(|| anyhow::anyhow!("a producer has no key"))?;
        Ok(Secret::new(String::from_utf8(key.open(&producer.place(column), sealed)?)?))
    }

    /// Keeps the keys that are new, once their producers' rows are there.
    pub(crate) async fn keep(&self, tx: &Scoped) -> Result<(), Stop> {
        producer_keys::add(tx, &self.new).await
    }
}

impl Vault {
    /// A vault whose keys are wrapped by this provider. The key of the blind index is another one, so that whoever has one
    /// cannot use it as the other.
    pub fn new(provider: Arc<dyn KeyProvider>, blind_index_key: Secret<[u8; 32]>) -> Self {
        let at_hand = Cache::builder().max_capacity(AT_HAND).time_to_live(AT_HAND_FOR).build();
        Self { provider, at_hand, blind_index_key: Arc::new(blind_index_key) }
    }

    /// The keys of producers whose data are to be sealed; who has none gets one. Refused where somebody was erased.
    pub(crate) async fn keys_to_seal(&self, tx: &Scoped, producers: &[Producer]) -> Result<ProducerKeys, Stop> {
        let rows = producer_keys::lock(tx, producers).await?;
        if rows.iter().any(|row| row.wrapped.is_none()) {
            return Err(Refusal::new(code::ERASED, "the data of a producer were erased").into());
        }
        let mut keys = self.opened(producers, rows).await?;
        let missing: Vec<Producer> = producers.iter().filter(|it| !keys.contains_key(&it.id)).copied().collect();
        let drawn: Vec<_> = missing.iter().map(|producer| (producer.place("key"), DataKey::draw())).collect();
        let wrapped = if drawn.is_empty() { Vec::new() } else { self.wrapped(&drawn).await? };
        keys.extend(missing.iter().zip(&drawn).map(|(producer, (_, key))| (producer.id, key.sealer())));
        Ok(ProducerKeys { keys, new: missing.into_iter().zip(wrapped).collect() })
    }

    /// The keys of producers whose data are to be read. Who was erased has none.
    pub(crate) async fn keys_to_open(&self, tx: &Scoped, producers: &[Producer]) -> Result<ProducerKeys, Stop> {
        let rows = producer_keys::find(tx, producers).await?;
        Ok(ProducerKeys { keys: self.opened(producers, rows).await?, new: Vec::new() })
    }

    /// Opens one value of a producer.
    pub(crate) async fn open(
        &self,
        tx: &Scoped,
        producer: &Producer,
        column: &str,
        sealed: &[u8],
    ) -> Result<Secret<String>, Stop> {
        Ok(self.keys_to_open(tx, &[*producer]).await?.open(producer, column, sealed)?)
    }

    async fn wrapped(&self, drawn: &[(String, DataKey)]) -> anyhow::Result<Vec<Wrapped>> {
        let wrapped = self.provider.wrap(drawn).await?;
        anyhow::ensure!(wrapped.len() == drawn.len(), "{} of {} keys were wrapped", wrapped.len(), drawn.len());
        Ok(wrapped)
    }

    async fn opened(&self, producers: &[Producer], rows: Vec<KeyRow>) -> anyhow::Result<HashMap<Uuid, Sealer>> {
        let places: HashMap<Uuid, String> = producers.iter().map(|it| (it.id, it.place("key"))).collect();
        let mut keys = HashMap::with_capacity(rows.len());
        let (mut wrapped, mut owners) = (Vec::new(), Vec::new());
        for row in rows {
            let (Some(bytes), Some(key_id)) = (row.wrapped, row.wrapped_by) else { continue };
            let Some(place) = places.get(&row.producer_id) else { continue };
            let at = (place.clone(), bytes);
            if let Some(sealer) = self.at_hand.get(&at).await {
                keys.insert(row.producer_id, sealer);
            } else {
                owners.push(row.producer_id);
                wrapped.push((at.0, Wrapped { key_id, bytes: at.1 }));
            }
        }
        if wrapped.is_empty() {
            return Ok(keys);
        }
        let unwrapped = self.provider.unwrap(&wrapped).await?;
        anyhow::ensure!(
            unwrapped.len() == wrapped.len(),
            "{} of {} keys were unwrapped",
            unwrapped.len(),
            wrapped.len()
        );
        for ((id, (place, wrapped)), key) in owners.into_iter().zip(wrapped).zip(unwrapped) {
            let sealer = key.sealer();
            self.at_hand.insert((place, wrapped.bytes), sealer.clone()).await;
            keys.insert(id, sealer);
        }
        Ok(keys)
    }

    /// The blind index of a number, in hex: equal for equal numbers, and telling nothing else.
    pub(crate) fn index(&self, number: &str) -> String {
        self.hash("index", &[number])
    }

    /// Equal for rows that are equal in every part, in hex.
    pub(crate) fn fingerprint(&self, parts: &[&str]) -> String {
        self.hash("fingerprint", parts)
    }

    fn hash(&self, purpose: &str, parts: &[&str]) -> String {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(self.blind_index_key.expose()).expect("HMAC takes keys of any length");
        for part in std::iter::once(&purpose).chain(parts) {
            // With its length, so that "ab" + "c" is not "a" + "bc".
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        hex::encode(mac.finalize().into_bytes())
    }
}

/// Wraps the keys that an older key has wrapped with the newest one, a batch at a time, and tells how many there were. Once it is
/// through, the older keys can be taken out of the provider.
pub async fn rewrap(database: &Database, provider: &dyn KeyProvider) -> Result<u64, Stop> {
    let newest = provider.newest().await.map_err(anyhow::Error::from)?;
    let mut rewrapped = 0;
    loop {
        let tx = database.begin_as_service().await?;
        let rows = producer_keys::wrapped_by_others(&tx, &newest).await?;
        if rows.is_empty() {
            tx.rollback().await?;
            return Ok(rewrapped);
        }
        let places: Vec<String> = rows.iter().map(|(producer, _)| producer.place("key")).collect();
        let old: Vec<_> = places.iter().cloned().zip(rows.iter().map(|(_, wrapped)| wrapped.clone())).collect();
        let clear: Vec<_> = places.into_iter().zip(provider.unwrap(&old).await.map_err(anyhow::Error::from)?).collect();
        let new = provider.wrap(&clear).await.map_err(anyhow::Error::from)?;
        rewrapped +=
            producer_keys::replace(&tx, &rows.iter().map(|(it, _)| it.id).zip(new).collect::<Vec<_>>()).await?;
        tx.commit().await?;
    }
}

#[cfg(test)]
mod tests {
    use host::keys::FileKeys;

    use super::*;

    fn vault(key: u8) -> Vault {
        let folder = tempfile::tempdir().expect("a folder");
        let provider = FileKeys::open(&folder.path().join("keys")).expect("made");
        Vault::new(Arc::new(provider), Secret::new([key; 32]))
    }

    #[test]
    fn hashes_depend_on_key_purpose_and_every_part() {
        let one = vault(1);
        assert_eq!(one.index("002299063014"), one.index("002299063014"));
        let others = [
            vault(2).index("002299063014"),
            one.fingerprint(&["002299063014"]),
            one.index("002299063015"),
            one.fingerprint(&["00", "2299063014"]),
        ];
        for (at, hash) in others.iter().enumerate() {
            assert_ne!(*hash, one.index("002299063014"), "{at}");
            assert!(!others[..at].contains(hash), "{at}");
        }
    }

    #[test]
    fn what_is_sealed_for_one_column_of_one_row_of_one_cooperative_opens_nowhere_else() {
        let tenant = Id::generate();
        let here = Producer::household(Id::generate(), tenant);
        let key = DataKey::draw().sealer();
        // The same key for everybody: it is the place that is looked at.
        let with_key =
            |producer: &Producer| ProducerKeys { keys: HashMap::from([(producer.id, key.clone())]), new: vec![] };
        let sealed = hex::decode(with_key(&here).seal(&here, "phone", "+84900000434").expect("sealed")).expect("hex");
        let opened = with_key(&here).open(&here, "phone", &sealed).expect("it opens");
        assert_eq!(opened.expose(), "+84900000434");
        let elsewhere = [
            (here, "personal_id"),
            (Producer { tenant: Id::generate(), ..here }, "phone"),
            (Producer { table: "cooperative", ..here }, "phone"),
            (Producer { id: Uuid::now_v7(), ..here }, "phone"),
        ];
        for (producer, column) in elsewhere {
            assert!(with_key(&producer).open(&producer, column, &sealed).is_err(), "{producer:?} {column}");
        }
        assert!(ProducerKeys::default().open(&here, "phone", &sealed).is_err(), "erased");
    }
}
