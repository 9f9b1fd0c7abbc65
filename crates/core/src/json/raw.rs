//! JSON that is kept as text.

use super::{Cursor, Decode, Encode, Node, Writer};
use alloc::string::String;

/// JSON that is not looked into here: compact, in one line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Raw(pub String);

impl Decode for Raw {
    fn decode(&mut self, node: &Node, _: &mut Cursor) -> bool {
        let mut out = Writer::default();
        out.node(node);
        self.0 = out.finish();
        true
    }
}

impl Encode for Raw {
    fn encode(&self, out: &mut Writer) {
        out.word(&self.0);
    }
}
