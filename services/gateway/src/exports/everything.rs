//! Everything a cooperative has, as one ZIP that is written while it is read: nothing of it is kept anywhere.

use std::{collections::HashSet, fmt::Write as _, io::Write as _};

use axum::body::Body;
use bytes::Bytes;
use contract::{
    Caller, PageRequest,
    imports::{FindImports, ImportKind, ImportState},
    onboarding::{FindPapers, GetCooperative, OpenScan, PaperFile},
};
use futures::{StreamExt, TryStreamExt, stream};
use host::{calendar::day, files::FileFault};
use sheets::{Cell, harmless};
use uuid::Uuid;
use zip::{
    CompressionMethod, ZipWriter,
    write::{SimpleFileOptions, StreamWriter},
};

use super::{
    ask_patiently, every,
    lists::{LISTS, OF_A_COOPERATIVE, Wanted, open},
    written::{Chunks, Sink, body, csv, json, records},
};
use crate::{App, problem::Problem, text::Language};

/// Papers that are asked for at once.
const PAPERS: u32 = 200;
/// Where it is written which files are not in the ZIP.
const MISSING: &str = "missing.csv";
/// The kinds of files a cooperative hands in.
const HANDED_IN: [ImportKind; 3] = [ImportKind::Cooperatives, ImportKind::Harvest, ImportKind::Listings];

/// The ZIP; with the files as they were handed in where `with_files`, which hold personal numbers as they were typed.
pub(crate) async fn everything(app: App, caller: Caller, with_files: bool) -> Result<Body, Problem> {
    let own = caller.scope.cooperative();
    let own = own.ok_or_else(|| Problem::new(contract::code::NOT_ALLOWED, "the role is in no cooperative"))?;
    let file = ask_patiently(&app, &caller, &GetCooperative { cooperative_id: own }).await?;
    let file = serde_json::to_vec_pretty(&file).map_err(Problem::failed)?;
    Ok(body(async move |sink: Sink| {
        let zip = ZipWriter::new_stream(sink.clone());
        let mut package = Package { app, caller, zip, sink, missing: Vec::new() };
        package.entry("README.txt", read_me(with_files).as_bytes()).await?;
        package.entry("cooperative.json", &file).await?;
        package.lists().await?;
        package.scans().await?;
        if with_files {
            package.handed_in().await?;
        }
        Box::pin(package.end()).await
    }))
}

/// A ZIP on its way.
struct Package {
    app: App,
    caller: Caller,
    zip: ZipWriter<StreamWriter<Sink>>,
    sink: Sink,
    /// Files that the store has no more: under which name they would be here, and whose they are.
    missing: Vec<Vec<Cell>>,
}

impl Package {
    /// One entry, which is sent as it flows.
    async fn flow(&mut self, name: &str, mut chunks: Chunks) -> Result<(), Problem> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        self.zip.start_file(name, options).map_err(Problem::failed)?;
        while let Some(chunk) = chunks.try_next().await? {
            self.zip.write_all(&chunk).map_err(Problem::failed)?;
            self.sink.send().await?;
        }
        Ok(())
    }

    async fn entry(&mut self, name: &str, bytes: &[u8]) -> Result<(), Problem> {
        let whole = bytes.to_vec().into();
        self.flow(name, stream::iter([Ok(whole)]).boxed()).await
    }

    /// The bytes of a file. One that the store has no more is written down as missing; while the store is away, nothing is.
    async fn stored(&mut self, file: &str, name: &str, belongs_to: &str) -> Result<Option<Bytes>, Problem> {
        match self.app.files.read(file).await {
            Ok(bytes) => Ok(Some(bytes)),
            Err(fault @ FileFault::Missing { .. }) => {
                tracing::error!(%fault, "a file cannot be taken out with everything");
                self.missing.push([name, belongs_to].map(|text| Cell::Text(text.to_owned())).to_vec());
                Ok(None)
            }
            Err(fault) => Err(fault.into()),
        }
    }

    async fn lists(&mut self) -> Result<(), Problem> {
        let all = Wanted::everything();
        for name in OF_A_COOPERATIVE {
            // A list is asked for twice: an entry of a ZIP ends before the next one begins, and neither is gathered.
            let list = open(&self.app, &self.caller, name, &all).await?;
            self.flow(&format!("csv/{name}.csv"), csv(list.headers(), list.rows)).await?;
            let list = open(&self.app, &self.caller, name, &all).await?;
            self.flow(&format!("json/{name}.ndjson"), json(list)).await?;
        }
        Ok(())
    }

    /// Scans of papers by the hash of their bytes, and which paper each shows. That they were opened is in the audit trail.
    async fn scans(&mut self) -> Result<(), Problem> {
        let mut index = String::from("\u{feff}file,paper_id,scheme,number\n");
        let mut written = HashSet::new();
        let ask = |page| FindPapers { page, ..FindPapers::default() };
        let mut papers = std::pin::pin!(every(self.app.clone(), self.caller.clone(), PAPERS, ask).await?);
        while let Some(page) = papers.try_next().await? {
            let page: Vec<PaperFile> = page;
            for paper in page.into_iter().filter(|paper| paper.scan.is_some()) {
                let keyed = self.caller.clone().with_key(Uuid::now_v7().to_string());
                let scan = ask_patiently(&self.app, &keyed, &OpenScan { paper_id: paper.paper_id }).await?;
                let extension = if scan.media_type == "application/pdf" { "pdf" } else { "jpg" };
                let name = format!("scans/{}.{extension}", scan.file);
                let paper_id = paper.paper_id.to_string();
                if written.insert(scan.file.clone())
                    && let Some(bytes) = self.stored(&scan.file, &name, &paper_id).await?
                {
                    self.entry(&name, &bytes).await?;
                }
                let number = harmless(&paper.form.number).into_owned();
                let row = [name, paper_id, paper.form.scheme.slug().into(), number];
                index.push_str(&String::from_utf8_lossy(&records(&[row.to_vec()])?));
            }
        }
        self.entry("scans/index.csv", index.as_bytes()).await
    }

    /// Files as they were handed in, by the day they came and the place they have among all.
    async fn handed_in(&mut self) -> Result<(), Problem> {
        for kind in HANDED_IN {
            let mut find = FindImports { kind, page: PageRequest::first(200) };
            let mut number = 0_u32;
            loop {
                let page = ask_patiently(&self.app, &self.caller, &find).await?;
                for import in page.rows.iter().filter(|import| import.state != ImportState::Refused) {
                    number += 1;
                    let name = format!("files/{}/{}-{number:04}", kind.slug(), day(import.created_at));
                    let Some(bytes) = self.stored(&import.file, &name, &import.import_id.to_string()).await? else {
                        continue;
                    };
                    // A workbook is a ZIP; whatever else was taken is text.
                    let extension = if bytes.starts_with(b"PK") { "xlsx" } else { "csv" };
                    self.entry(&format!("{name}.{extension}"), &bytes).await?;
                }
                match page.next {
                    Some(next) => find.page.after = Some(next),
                    None => break,
                }
            }
        }
        Ok(())
    }

    /// What is missing, if anything is, and the end of the ZIP.
    async fn end(mut self) -> Result<(), Problem> {
        if !self.missing.is_empty() {
            let rows = std::mem::take(&mut self.missing);
            let headers = ["file", "belongs_to"].map(str::to_owned).to_vec();
            self.flow(MISSING, csv(headers, stream::iter([Ok(rows)]).boxed())).await?;
        }
        self.zip.finish().map_err(Problem::failed)?;
        self.sink.send().await
    }
}

/// What is in the ZIP, in both languages: every file, and every column of every table.
fn read_me(with_files: bool) -> String {
    let mut text = String::new();
    for language in Language::ALL {
        for key in ["everything-readme", "everything-readme-own", "everything-readme-scans"] {
            text.extend([&language.say(key), "\n"]);
        }
        let files = if with_files { "everything-readme-files" } else { "everything-readme-no-files" };
        text.extend([&language.say(files), "\n", &language.say("everything-readme-missing"), "\n"]);
        for (name, columns) in LISTS.iter().filter(|(name, _)| OF_A_COOPERATIVE.contains(name)) {
            // Writing into a text does not fail.
            let title = language.word("export-list", name);
            writeln!(text, "\ncsv/{name}.csv, json/{name}.ndjson: {title}").ok();
            for column in *columns {
                writeln!(text, "  {column}: {}", language.word("export-column", column)).ok();
            }
        }
        text.push_str("\n\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readme_names_every_table_and_column_in_both_languages() {
        let text = read_me(true);
        for name in OF_A_COOPERATIVE {
            assert_eq!(text.matches(&format!("csv/{name}.csv")).count(), 2, "{name}");
        }
        assert!(!text.contains('⟦'), "{text}");
        assert!(text.contains("lot_code: Mã lô") && text.contains("lot_code: Lot code"));
    }
}
