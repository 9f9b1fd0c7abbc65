//! `scoring`: rules, bands, fit, grades, stages.

mod condition;
mod fit;
mod rule;

pub use condition::{Condition, Wanted};
pub use fit::{AddressKind, Fit, FitRule, Grades};
pub use rule::{After, FormStep, GroupId, Limit, Per, Percent, Rule, RuleId, SignalKind, UtmCondition};

use crate::{json::Each, object, time::Span};
use alloc::{string::String, vec::Vec};

object! {
    /// How points come about and what they mean.
    pub section Scoring {
        /// How long until a contribution is worth half, where its rule says nothing. Absent: points do not fade.
        half_life: Option<Span> = "halfLife",
        /// The most that interest can be. Absent: no bound.
        max_points: Option<u32> = "maxPoints",
        /// Rules on behaviour.
        rules: Each<Rule> = "rules",
        /// Groups of rules that have a cap together.
        groups: Each<Group> = "groups",
        /// Where interest becomes lukewarm, warm, hot.
        bands: Option<Bands> = "bands",
        /// Rules on what the visitor told us.
        fit: Fit = "fit",
        /// What makes an mql, sql, pql.
        stages: Stages = "stages",
        /// Which answers about budget, authority, need and timescale pass.
        bant: BantRules = "bant",
    }
}

object! {
    /// Rules that can have so many points together and no more.
    pub thing Group {
        /// Its name, unique.
        id: String = "id",
        /// The most that its rules' points add up to.
        max_points: u32 = "maxPoints",
    }
}

object! {
    /// What the answers in the fields `bant.…` must be. Where nothing is said, every answer passes but `no`, `none` and `false`.
    pub section BantRules {
        /// `bant.budget`
        budget: Option<Condition> = "budget",
        /// `bant.authority`
        authority: Option<Condition> = "authority",
        /// `bant.need`
        need: Option<Condition> = "need",
        /// `bant.timescale`
        timescale: Option<Condition> = "timescale",
    }
}

object! {
    /// Interest from which a band begins; below `lukewarm` is cold.
    pub thing Bands checked by wrong {
        /// Default 15.
        lukewarm: u32 = "lukewarm",
        /// Default 35.
        warm: u32 = "warm",
        /// Default 60.
        hot: u32 = "hot",
    }
}

impl Bands {
    /// Those that hold where the config says nothing.
    pub const STANDARD: Bands = Bands { lukewarm: 15, warm: 35, hot: 60 };

    #[inline(always)]
    fn wrong(&self) -> Option<&'static str> {
        (self.lukewarm >= self.warm || self.warm >= self.hot).then_some("bands must rise: lukewarm below warm below hot")
    }
}

object! {
    /// What makes each stage. A stage that is not described is never reached.
    pub section Stages {
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
