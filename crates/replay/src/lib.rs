//! Replays visit logs of any size: what every visitor's score came to, which campaigns would have shown and when, and how well the score
//! foretells what became of them. What a line means and what a decision is stands in `limen-core`; here is only how many lines become
//! figures, with all cores and little memory.
//!
//! [`replay`] reads [`Source`]s block by block. Blocks are parsed side by side; then their lines go to the visitors' shards, each in the order
//! of the logs. Neither the order nor any figure depends on the number of threads.

mod block;
mod error;
mod figures;
mod forecast;
mod line;
mod run;
pub mod sample;
mod source;
mod verify;
mod visitor;

pub use error::{Error, LineIssue};
pub use figures::{Expectation, Figures};
pub use forecast::{Forecast, Quality};
pub use line::LONGEST_LINE;
pub use run::{Options, Replayed, replay};
pub use source::Source;
pub use verify::{Difference, verify};
pub use visitor::{Popup, Run, Visitor, Whose};
