//! The real binary, as an owner starts it: what it serves, what it checks, and what it survives.
#![cfg(unix)]

mod check;
mod durability;
mod process;
mod replay;
mod sealed;
mod serve;
mod verify;
mod www;
