//! Writes the seeds that are made by code into a folder for each target, for the engine to begin with; `--targets` prints the
//! names of the targets.

use std::{fs, io, path::PathBuf};

fn main() -> io::Result<()> {
    let argument = std::env::args().nth(1).unwrap_or_else(|| "--targets".to_owned());
    if argument == "--targets" {
        for (name, _) in fuzz::TARGETS {
            println!("{name}");
        }
        return Ok(());
    }
    for (target, name, bytes) in fuzz::seeds::made() {
        let folder = PathBuf::from(&argument).join(target);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(name), bytes)?;
    }
    Ok(())
}
