//! The long run: many chunks of the mix, with seeds of their own, written down one by one so that it goes on where it stopped.

use std::process::ExitCode;

pub(crate) fn main() -> ExitCode {
    ExitCode::FAILURE
}
