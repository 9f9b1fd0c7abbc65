//! What is kept of a visitor: where their visits stand, and what they came to so far.

use limen_core::{
    config::Config,
    lead::{Band, Stage},
    replay::{Moment, Player, Visit},
    time::Millis,
    visit_log::{Act, Line},
};

/// Whose a line is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Whose {
    /// The visitor's of this name.
    Name(Box<str>),
    /// The one visitor's whose lines of the log at this place name nobody.
    Log(usize),
}

/// One visitor of the logs.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Who.
    pub whose: Whose,
    /// Their lines, outcomes included.
    pub lines: u64,
    /// Their visits: sessions that began, at least one.
    pub visits: u32,
    /// When their first line was.
    pub first_at: Millis,
    /// When their latest line was.
    pub last_at: Millis,
    /// What came of them under each config.
    pub runs: Vec<Run>,
    /// The place of their first line among all lines.
    pub(crate) first: u64,
    began: u32,
}

/// What came of a visitor under one config.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// Highest interest at the end of any moment, and when first.
    pub peak: u32,
    /// When first.
    pub peak_at: Millis,
    /// When each band was first reached: lukewarm, warm, hot.
    pub reached: [Option<Millis>; 3],
    /// The highest stage.
    pub stage: Stage,
    /// Campaigns that would have shown, in order.
    pub popups: Vec<Popup>,
    /// The last outcome, and the highest interest until then.
    pub outcome: Option<(bool, u32)>,
    visit: Visit,
}

/// A campaign that would have shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Popup {
    /// Its place in the config.
    pub campaign: usize,
    /// What set it off.
    pub trigger: &'static str,
    /// When.
    pub at: Millis,
    /// In which of the visitor's visits, from 1.
    pub visit: u32,
    /// Interest then.
    pub interest: u32,
}

impl Visitor {
    pub(crate) fn new(first: u64, at: Millis, configs: usize) -> Visitor {
        let runs = (0..configs).map(|_| Run::default()).collect();
        Visitor { whose: Whose::Log(0), lines: 0, visits: 1, first_at: at, last_at: at, runs, first, began: 0 }
    }

    /// The same, of this name. While lines are taken in the name stands with the visitor's place only, once.
    pub(crate) fn called(self, whose: Whose) -> Visitor {
        Visitor { whose, ..self }
    }

    /// Takes in lines, each with its own number of visits so far; one player a config.
    pub(crate) fn take<'l>(&mut self, players: &mut [Player<'_>], lines: impl Iterator<Item = &'l Line> + Clone) {
        let began = self.began;
        for (run, player) in self.runs.iter_mut().zip(players) {
            run.take(player, began, lines.clone());
        }
        for line in lines {
            self.lines += 1;
            self.first_at = self.first_at.min(line.at);
            self.last_at = self.last_at.max(line.at);
            self.began = self.began.saturating_add(u32::from(line.act == Act::SessionStart));
        }
        self.visits = self.began.max(1);
    }

    /// Decides on the last moment.
    pub(crate) fn end(&mut self, players: &mut [Player<'_>]) {
        for (run, player) in self.runs.iter_mut().zip(players) {
            let Run { visit, .. } = &mut *run;
            let mut visit = std::mem::take(visit);
            player.resume(&mut visit).settle(&mut |moment| run.note(moment, self.began));
            run.visit = visit;
        }
    }
}

impl Run {
    fn take<'l>(&mut self, player: &mut Player<'_>, mut began: u32, lines: impl Iterator<Item = &'l Line>) {
        let mut visit = std::mem::take(&mut self.visit);
        let mut playing = player.resume(&mut visit);
        for line in lines {
            if let Some(converted) = line.converted.filter(|_| line.act == Act::Outcome) {
                playing.settle(&mut |moment| self.note(moment, began));
                self.outcome = Some((converted, self.peak));
            }
            playing.take(line, &mut |moment| self.note(moment, began));
            began = began.saturating_add(u32::from(line.act == Act::SessionStart));
        }
        drop(playing);
        self.visit = visit;
    }

    fn note(&mut self, moment: Moment, began: u32) {
        let Moment { at, interest, band, stage, shown } = moment;
        if interest > self.peak {
            (self.peak, self.peak_at) = (interest, at);
        }
        for (reached, from) in self.reached.iter_mut().zip([Band::Lukewarm, Band::Warm, Band::Hot]) {
            if band as u8 >= from as u8 {
                reached.get_or_insert(at);
            }
        }
        if stage as u8 > self.stage as u8 {
            self.stage = stage;
        }
        if let Some((campaign, trigger)) = shown {
            self.popups.push(Popup { campaign, trigger, at, visit: began.max(1), interest });
        }
    }

    /// Where the visit stands: to be judged by a player of the same config.
    #[must_use]
    pub fn visit(&self) -> Visit {
        self.visit.clone()
    }

    /// The ids of the campaigns that would have shown.
    pub fn campaigns<'c>(&self, config: &'c Config) -> impl Iterator<Item = &'c str> {
        self.popups.iter().filter_map(|popup| config.campaigns.0.get(popup.campaign)).map(|(_, campaign)| campaign.id.as_str())
    }
}
