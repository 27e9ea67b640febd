//! The two ends of the protocol.

use std::fs::File;
use std::io::{self, BufRead, Write};
use std::sync::{Mutex, PoisonError};

use vai::Object;

/// The standard output that the process was started with.
pub struct Output(Mutex<File>);

impl Output {
    /// Keeps standard output for the protocol, and sends what others print to standard error.
    #[cfg(unix)]
    pub fn take() -> io::Result<Self> {
        let kept = rustix::io::dup(rustix::stdio::stdout())?;
        rustix::stdio::dup2_stdout(rustix::stdio::stderr())?;
        Ok(Self(Mutex::new(File::from(kept))))
    }

    /// Writes to standard output; elsewhere than on Unix others can write there, too.
    #[cfg(windows)]
    pub fn take() -> io::Result<Self> {
        use std::os::windows::io::AsHandle;
        Ok(Self(Mutex::new(File::from(io::stdout().as_handle().try_clone_to_owned()?))))
    }

    /// Writes one line at once.
    pub fn write(&self, answer: Object) {
        let line = format!("{}\n", serde_json::Value::Object(answer));
        let mut output = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Without a reader there is nobody to tell.
        if output.write_all(line.as_bytes()).is_err() {
            std::process::exit(1);
        }
    }
}

/// The requests, until the input ends. Only LF ends a line.
pub fn input() -> impl Iterator<Item = Vec<u8>> {
    let lines = io::stdin().lock().split(b'\n').map_while(Result::ok);
    lines.filter(|line| !line.trim_ascii().is_empty())
}
