//! The browser shell of Limen.
