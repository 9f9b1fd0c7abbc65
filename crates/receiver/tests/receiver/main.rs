//! The receiver's tests, one binary: everything through the router or a socket, with a real database file.

mod common;
mod cors;
mod export;
mod inbox;
mod ingest;
mod sealed;
mod serve;
mod store;
