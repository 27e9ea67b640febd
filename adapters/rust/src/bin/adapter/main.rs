//! Plugs the client into vai-conformance: requests come on standard input, answers go to standard output, a JSON object a
//! line. What the client does is passed on, and nothing is repaired.

mod answers;
mod calls;
mod clients;
mod lines;
mod session;
mod streams;

use std::process::ExitCode;
use std::sync::Arc;

use lines::Output;
use session::Session;

fn main() -> ExitCode {
    // First of all: from here on nobody but the protocol writes to standard output.
    let output = match Output::take() {
        Ok(output) => Arc::new(output),
        Err(error) => {
            eprintln!("standard output cannot be taken: {error}");
            return ExitCode::FAILURE;
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("no asynchronous runtime: {error}");
            return ExitCode::FAILURE;
        }
    };
    let session = Arc::new(Session::new(output));
    for line in lines::input() {
        runtime.spawn(Arc::clone(&session).handle(line));
    }
    // At the end of the input the work is over, whatever is in flight.
    runtime.shutdown_background();
    ExitCode::SUCCESS
}
