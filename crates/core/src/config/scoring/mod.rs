//! `scoring`: rules, bands, fit, grades, stages.

mod fit;
mod rule;

pub use fit::{AddressKind, Fit, FitRule, FitTest, Grades};
pub use rule::{After, Condition, Limit, Per, Percent, Rule, RuleId, SignalKind, UtmCondition};

use crate::{
    json::{Cursor, Each, FromNode, Node},
    object,
    time::Span,
};
use alloc::{string::String, vec::Vec};

object! {
    /// How points come about and what they mean.
    pub container Scoring {
        /// How long until a contribution is worth half, where its rule says nothing. Absent: points do not fade.
        half_life: Option<Span> = "halfLife",
        /// The most that interest can be. Absent: no bound.
        max_points: Option<u32> = "maxPoints",
        /// Rules on behaviour.
        rules: Each<Rule> = "rules",
        /// Where interest becomes lukewarm, warm, hot.
        bands: Bands = "bands",
        /// Rules on what the visitor told us.
        fit: Fit = "fit",
        /// What makes an mql, sql, pql.
        stages: Stages = "stages",
    }
}

/// Interest from which a band begins; below `lukewarm` is cold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bands {
    /// Default 15.
    pub lukewarm: u32,
    /// Default 35.
    pub warm: u32,
    /// Default 60.
    pub hot: u32,
}

impl Default for Bands {
    fn default() -> Self {
        Bands { lukewarm: 15, warm: 35, hot: 60 }
    }
}

object! {
    thing BandParts {
        lukewarm: u32 = "lukewarm",
        warm: u32 = "warm",
        hot: u32 = "hot",
    }
}

impl FromNode for Bands {
    fn from_node(node: &Node, cursor: &mut Cursor) -> Option<Self> {
        let BandParts { lukewarm, warm, hot } = crate::json::read::<BandParts>(node, cursor)?;
        if lukewarm < warm && warm < hot {
            return Some(Bands { lukewarm, warm, hot });
        }
        cursor.issue(node.at, "bands must rise: lukewarm below warm below hot");
        None
    }
}

object! {
    /// What makes each stage. A stage that is not described is never reached.
    pub container Stages {
        /// Marketing-qualified.
        mql: Option<StageRule> = "mql",
        /// Sales-qualified.
        sql: Option<StageRule> = "sql",
        /// Product-qualified.
        pql: Option<StageRule> = "pql",
    }
}

object! {
    /// Conditions of a stage; all of them.
    pub thing StageRule {
        /// Interest at least.
        interest: Option<u32> = "interest",
        /// Fit at least.
        fit: Option<i32> = "fit",
        /// These fields have been filled in.
        fields: Vec<String> = "fields",
        /// These custom signals have been seen.
        signals: Vec<String> = "signals",
    }
}
