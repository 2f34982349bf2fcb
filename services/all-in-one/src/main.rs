//! The one binary.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let command = chophien::Command::parse();
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(chophien::obey(command)),
        Err(error) => {
            eprintln!("chophien: could not start: {error}");
            ExitCode::FAILURE
        }
    }
}
