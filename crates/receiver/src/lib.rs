//! limen-receiver
