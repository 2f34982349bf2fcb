//! Where files are kept: a folder on this machine or that all machines share, or a bucket that speaks S3.

use std::{
    convert::Infallible,
    fmt, fs,
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

use anyhow::Context;
use clap::Args;
use object_store::{
    ClientOptions, RetryConfig,
    aws::{AmazonS3, AmazonS3Builder},
    prefix::PrefixStore,
};
use url::Url;

use crate::{Files, Secret};

/// Where files are kept, as settings.
#[derive(Debug, Clone, Args)]
pub struct FileStore {
    /// Where files lie: a folder that every service can reach, or a bucket, as `s3://bucket` or `s3://bucket/prefix`. Without it,
    /// the folder `files` of the data.
    #[arg(long, env = "PHIEN_FILES", value_name = "FOLDER or s3://BUCKET")]
    files: Option<Place>,
    /// Who keeps the bucket, where it is not Amazon: such as `https://minio.example:9000`. A plain `http` is for a machine of
    /// one's own only.
    #[arg(long, env = "PHIEN_FILES_S3_ENDPOINT", value_name = "URL")]
    files_s3_endpoint: Option<Url>,
    /// The region of the bucket.
    #[arg(long, env = "PHIEN_FILES_S3_REGION", default_value = "ap-southeast-1", value_name = "NAME")]
    files_s3_region: String,
    /// File with two lines: the id of the access key of the bucket, and its secret.
    #[arg(long, env = "PHIEN_FILES_S3_KEY_FILE", value_name = "FILE")]
    files_s3_key_file: Option<PathBuf>,
}

/// One place for files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A folder.
    Folder(PathBuf),
    /// A bucket, and the path below which all lies.
    Bucket {
        /// Its name.
        name: String,
        /// Without slashes around it; empty for the whole bucket.
        prefix: String,
    },
}

impl FromStr for Place {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        let Some(bucket) = text.strip_prefix("s3://") else { return Ok(Self::Folder(text.into())) };
        let (name, prefix) = bucket.split_once('/').unwrap_or((bucket, ""));
        Ok(Self::Bucket { name: name.to_owned(), prefix: prefix.trim_matches('/').to_owned() })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "the folder {}", folder.display()),
            Self::Bucket { name, prefix } => write!(f, "the bucket s3://{name}/{prefix}"),
        }
    }
}

impl FileStore {
    /// The place that is meant, which is this folder where none is given.
    pub fn place(&self, or_folder: &Path) -> Place {
        self.files.clone().unwrap_or_else(|| Place::Folder(or_folder.to_owned()))
    }

    /// Opens the store, in this folder where no place is given. Fails where the folder cannot be made, the key cannot be read, or
    /// the bucket does not answer to it.
    pub async fn open(&self, or_folder: &Path) -> anyhow::Result<Files> {
        let place = self.place(or_folder);
        let files = match &place {
            Place::Folder(folder) => Files::in_folder(folder).map_err(anyhow::Error::from),
            Place::Bucket { name, prefix } => self.bucket(name, prefix).await,
        };
        files.with_context(|| format!("could not use {place} for files"))
    }

    async fn bucket(&self, name: &str, prefix: &str) -> anyhow::Result<Files> {
        let key_file =
            self.files_s3_key_file.as_deref().context("a bucket needs its key: name it with --files-s3-key-file")?;
        let (id, secret) = read_key(key_file)?;
        let plain = self.files_s3_endpoint.as_ref().is_some_and(|endpoint| endpoint.scheme() == "http");
        let mut bucket = AmazonS3Builder::new()
            .with_bucket_name(name)
            .with_region(&self.files_s3_region)
            .with_access_key_id(id)
            .with_secret_access_key(secret.expose())
            .with_retry(RetryConfig {
                max_retries: 3,
                retry_timeout: Duration::from_secs(20),
                ..RetryConfig::default()
            })
            .with_client_options(ClientOptions::new().with_timeout(Duration::from_secs(30)).with_allow_http(plain));
        if let Some(endpoint) = &self.files_s3_endpoint {
            bucket = bucket.with_endpoint(endpoint.as_str().trim_end_matches('/'));
        }
        let bucket: PrefixStore<AmazonS3> = PrefixStore::new(bucket.build()?, prefix);
        let files = Files::new(bucket);
        files.answers().await?;
        Ok(files)
    }
}

fn read_key(file: &Path) -> anyhow::Result<(String, Secret)> {
    let text = fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()))?;
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    match (lines.next(), lines.next(), lines.next()) {
        (Some(id), Some(secret), None) => Ok((id.to_owned(), Secret::new(secret.to_owned()))),
        _ => anyhow::bail!("{} must have two lines: the id of the access key, and its secret", file.display()),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use clap::Parser;
    use hyper_util::{
        rt::{TokioExecutor, TokioIo},
        server::conn::auto::Builder,
    };
    use s3s::{auth::SimpleAuth, service::S3ServiceBuilder};
    use s3s_fs::FileSystem;
    use tempfile::TempDir;

    use super::*;
    use crate::Sealer;

    #[derive(Debug, Parser)]
    struct Flags {
        #[command(flatten)]
        store: FileStore,
    }

    fn flags(words: &[&str]) -> FileStore {
        Flags::parse_from([&["chophien"], words].concat()).store
    }

    /// A bucket called `phien` on a server that looks at signatures, and a file with a key to it.
    struct Kept {
        folder: TempDir,
        endpoint: String,
    }

    impl Kept {
        async fn new(secret: &str) -> Self {
            let folder = tempfile::tempdir().expect("a folder");
            fs::create_dir_all(folder.path().join("buckets/phien")).expect("a bucket");
            fs::write(folder.path().join("key"), format!("phien-files\n{secret}\n")).expect("a key");
            let mut server = S3ServiceBuilder::new(FileSystem::new(folder.path().join("buckets")).expect("a server"));
            server.set_auth(SimpleAuth::from_single("phien-files", "the secret of the bucket"));
            let server = server.build();
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
            let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
            tokio::spawn(async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let server = server.clone();
                    tokio::spawn(async move {
                        let connection = Builder::new(TokioExecutor::new());
                        let answered = connection.serve_connection(TokioIo::new(stream), server);
                        drop(answered.await);
                    });
                }
            });
            Self { folder, endpoint }
        }

        async fn open(&self, place: &str) -> anyhow::Result<Files> {
            drop(rustls::crypto::ring::default_provider().install_default());
            let key_file = self.folder.path().join("key").display().to_string();
            let words = ["--files", place, "--files-s3-endpoint", &self.endpoint, "--files-s3-key-file", &key_file];
            flags(&words).open(Path::new("unused")).await
        }
    }

    #[tokio::test]
    async fn a_bucket_keeps_files_as_a_folder_does() {
        let kept = Kept::new("the secret of the bucket").await;
        let files = kept.open("s3://phien/ha-giang/").await.expect("it answers").sealed(Sealer::new(&[7; 32]));
        let clear = Bytes::from_static(b"002299000001");
        let name = files.keep(clear.clone()).await.expect("kept");
        assert_eq!(files.keep(clear.clone()).await.expect("kept once"), name);
        assert_eq!(files.read(&name).await.expect("read"), clear);
        let lies_there =
            fs::read(kept.folder.path().join("buckets/phien/ha-giang").join(&name)).expect("below its prefix");
        assert!(!lies_there.windows(clear.len()).any(|window| window == clear), "it lies there in clear");
        for text in ["first", "second"] {
            files.keep_first("audit/intake/1.json", text.into()).await.expect("there is one");
        }
        assert_eq!(files.list("audit/intake").await.expect("listed"), ["audit/intake/1.json"]);
        assert_eq!(files.read_path("audit/intake/1.json").await.expect("read"), "first");
        files.forget(&name).await.expect("it was there");
        files.read(&name).await.expect_err("it is gone");
    }

    #[tokio::test]
    async fn a_bucket_that_does_not_answer_to_the_key_is_known_at_once() {
        let kept = Kept::new("another secret").await;
        let fault = kept.open("s3://phien").await.expect_err("the signature is wrong");
        assert!(fault.to_string().contains("s3://phien"), "{fault:#}");
        let fault = flags(&["--files", "s3://phien"]).open(Path::new("unused")).await.expect_err("there is no key");
        assert!(format!("{fault:#}").contains("--files-s3-key-file"), "{fault:#}");
    }

    #[test]
    fn a_place_is_a_folder_unless_it_says_s3() {
        assert_eq!(flags(&[]).place(Path::new("here")), Place::Folder("here".into()));
        assert_eq!(flags(&["--files", "/srv/s3"]).place(Path::new("here")), Place::Folder("/srv/s3".into()));
        let bucket = Place::Bucket { name: "phien".to_owned(), prefix: "a/b".to_owned() };
        assert_eq!(flags(&["--files", "s3://phien/a/b/"]).place(Path::new("here")), bucket);
    }
}
