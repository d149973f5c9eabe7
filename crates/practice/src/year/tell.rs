//! How an event becomes reports: who tells, when it was found, in which words, how far off.

use std::fmt::Write as _;

use super::calendar::{Seconds, local, moment, rfc3339, weekday};
use super::{ACTORS, CALM, Event, NO_POSITION, SyntheticReport, Visit, Year, degrees};
use crate::rng::Rng;

const TAILS_THINGS: &[&str] = &[
    "",
    "",
    "",
    "",
    " Foto finns.",
    " Återkommande problem.",
    " Städat på plats.",
    " Åtgärd behövs.",
    " Felanmält.",
    " Samma ställe som förra veckan.",
];
const TAILS_PEOPLE: &[&str] = &[
    "",
    "",
    "",
    "",
    "",
    " Tillsagda, gick vidare.",
    " Återkommande problem.",
    " Vi tittar till platsen igen.",
    " Inget ytterligare.",
    " Lugnt efter en halvtimme.",
    " Boende har hört av sig.",
];
const CALM_TEXTS: &[&str] = &[
    "Lugnt vid {p}.",
    "Rond utan iakttagelse, {p}.",
    "Inget att rapportera vid {p}.",
    "Lugnt, några förbipasserande vid {p}.",
];

/// When a report says that something happened.
struct Found {
    since: Option<Seconds>,
    at: Seconds,
}

impl Year {
    /// One to three reports of an event, never more than the year has room for.
    pub(super) fn tell(&mut self, event: &Event) {
        self.events += 1;
        let kind = &self.kinds[event.kind];
        let is_fire = kind.code.starts_with("fire.");
        let first = self.rng.weighted(
            ACTORS
                .iter()
                .map(|actor| if is_fire && actor.name == "rescue" { 0.5 } else { actor.share }),
        );
        let mut actors = vec![first];
        if self.rng.chance(self.settings.duplicates) {
            actors.push(self.other_than(&actors));
            if self.rng.chance(0.12) {
                actors.push(self.other_than(&actors));
            }
        }
        let has_unknown_time = self.rng.chance(self.kinds[event.kind].unknown);
        for (order, actor) in actors.into_iter().enumerate() {
            if self.planned >= self.settings.count {
                return;
            }
            let kind = self.told_kind(event.kind, order);
            let found = self.found(event, (actor, order), has_unknown_time);
            self.write(event, (actor, kind), &found);
        }
    }

    fn other_than(&mut self, taken: &[usize]) -> usize {
        let weight = |index: usize| if taken.contains(&index) { 0.0 } else { ACTORS[index].share };
        self.rng.weighted((0..ACTORS.len()).map(weight))
    }

    /// A second reporter now and then chooses another code of the same family.
    fn told_kind(&mut self, kind: usize, order: usize) -> usize {
        if order == 0 || !self.rng.chance(0.15) {
            return kind;
        }
        let near_family = family(self.kinds[kind].code);
        let is_near =
            |index: &usize| *index != kind && near_family == family(self.kinds[*index].code);
        let near: Vec<usize> = (0..self.kinds.len()).filter(is_near).collect();
        if near.is_empty() { kind } else { *self.rng.one_of(&near) }
    }

    fn found(
        &mut self,
        event: &Event,
        (actor, order): (usize, usize),
        has_unknown_time: bool,
    ) -> Found {
        let time = event.moment;
        let found = match ACTORS[actor].name {
            "caretaker" if has_unknown_time => morning_find(time, &mut self.rng),
            "municipal" | "guard" if has_unknown_time => Found {
                since: Some(time - self.rng.between(3_600.0, 39_600.0) as Seconds),
                at: time + self.rng.between(1_800.0, 28_800.0) as Seconds,
            },
            _ if order > 0 => {
                let shift = (self.rng.gauss() * 900.0 + 420.0).clamp(-3_600.0, 7_200.0);
                Found { since: None, at: time + shift as Seconds }
            }
            _ => Found { since: None, at: time },
        };
        let last = self.end() - 1 - self.rng.below(3_600) as Seconds;
        Found { at: found.at.min(last).max(found.since.unwrap_or(i64::MIN)), ..found }
    }

    fn write(&mut self, event: &Event, (actor, kind): (usize, usize), found: &Found) {
        let (best, worst) = ACTORS[actor].accuracy;
        let share = self.rng.unit();
        let accuracy = ((best + (worst - best) * share * share) * 10.0).round() / 10.0;
        let point = self.moved(event.point, accuracy * 0.8);
        let has_position = !self.rng.chance(NO_POSITION);
        let usual = self.kinds[kind].severity;
        let severity = match self.rng.unit() {
            draw if draw < 0.16 => usual + 1,
            draw if draw < 0.32 => usual - 1,
            _ => usual,
        };
        let text = self.words(event, kind);
        let discovered = discovered(ACTORS[actor].name, &mut self.rng);
        let (lon, lat) = degrees(point);
        let id = self.new_id(found.at);
        let report = SyntheticReport {
            observed_at: rfc3339(found.at),
            observed_from: found.since.map(rfc3339),
            lon: has_position.then_some(lon),
            lat: has_position.then_some(lat),
            accuracy_m: has_position.then_some(accuracy),
            category: self.kinds[kind].code.to_owned(),
            severity: severity.clamp(1, 4),
            text,
            org: (*self.rng.one_of(ACTORS[actor].organisations)).to_owned(),
            actor: ACTORS[actor].name.to_owned(),
            place_name: has_position.then(|| event.name.clone()),
            discovered: discovered.to_owned(),
            truth_event: format!("e{:07}", self.events),
            synthetic: true,
            id,
        };
        self.keep(found.at, report);
    }

    /// A visit without anything to report is a report too.
    pub(super) fn tell_calm(&mut self, visit: &Visit) {
        self.events += 1;
        let place = self.world.places[visit.index].clone();
        let when = visit.moment + Seconds::from(visit.minutes) * 60;
        let point = self.moved(place.point, 12.0);
        let (lon, lat) = degrees(point);
        let name = self.rng.one_of(&place.words).clone();
        let text = self.rng.one_of(CALM_TEXTS).replace("{p}", &name);
        let report = SyntheticReport {
            id: self.new_id(when),
            observed_at: rfc3339(when),
            observed_from: None,
            lon: Some(lon),
            lat: Some(lat),
            accuracy_m: Some((self.rng.between(4.0, 15.0) * 10.0).round() / 10.0),
            category: CALM.to_owned(),
            severity: 0,
            text,
            org: visit.org.to_owned(),
            actor: ACTORS[0].name.to_owned(),
            place_name: Some(place.name),
            discovered: "patrol".to_owned(),
            truth_event: format!("e{:07}", self.events),
            synthetic: true,
        };
        self.keep(when, report);
    }

    fn keep(&mut self, when: Seconds, report: SyntheticReport) {
        self.planned += 1;
        self.waiting.insert((when, report.id.clone()), report);
    }

    /// People name a place in different ways.
    fn words(&mut self, event: &Event, kind: usize) -> String {
        let name = match event.place.map(|index| &self.world.places[index].words) {
            Some(words) if self.rng.chance(0.85) => self.rng.one_of(words).clone(),
            None if self.rng.chance(0.7) => event.name.clone(),
            _ => "platsen".to_owned(),
        };
        let texts: Vec<&str> = self.kinds[kind].texts.split('|').collect();
        let mut text = self.rng.one_of(&texts).replace("{p}", &name);
        let tails = match family(self.kinds[kind].code) {
            "vandalism" | "place" | "theft" | "fire" => TAILS_THINGS,
            _ => TAILS_PEOPLE,
        };
        text.push_str(tails[self.rng.below(tails.len())]);
        text
    }

    /// UUID version 7 (RFC 9562): milliseconds since 1970, then bits from the seed.
    fn new_id(&mut self, when: Seconds) -> String {
        let millis = when as u64 * 1_000 + self.rng.below(1_000) as u64;
        let high = (millis << 16) | 0x7000 | (self.rng.bits() & 0x0fff);
        let low = (self.rng.bits() >> 2) | (1 << 63);
        let hex = format!("{high:016x}{low:016x}");
        let mut out = String::new();
        for (index, digit) in hex.chars().enumerate() {
            if matches!(index, 8 | 12 | 16 | 20) {
                out.push('-');
            }
            let _ = write!(out, "{digit}");
        }
        out
    }
}

/// The family of a code: the word before the dot.
fn family(code: &str) -> &str {
    code.split('.').next().unwrap_or(code)
}

/// A caretaker finds it in the morning of the next working day; it was whole when the last one ended.
fn morning_find(time: Seconds, rng: &mut Rng) -> Found {
    let (day, second) = local(time);
    let mut found = if second < 7 * 3_600 { day } else { day + 1 };
    while weekday(found) > 4 {
        found += 1;
    }
    let mut left = if second < 16 * 3_600 { day - 1 } else { day };
    while weekday(left) > 4 {
        left -= 1;
    }
    Found {
        since: Some(moment(left, 16 * 3_600)),
        at: moment(found, 7 * 3_600 + rng.between(0.0, 9_000.0) as Seconds),
    }
}

fn discovered(actor: &str, rng: &mut Rng) -> &'static str {
    let draw = rng.unit();
    match actor {
        "guard" if draw < 0.8 => "patrol",
        "police" if draw < 0.6 => "police_report",
        "police" if draw < 0.8 => "patrol",
        "caretaker" | "municipal" if draw < 0.4 => "patrol",
        _ => "notified",
    }
}
