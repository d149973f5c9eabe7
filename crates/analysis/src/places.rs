//! The list of exposed places: plain counts first, ranked by a rate that small places cannot win by
//! luck. Only places, never persons.

use serde::Serialize;

use crate::finding::{Basis, Finding, Method, Need, Quantity};
use crate::rates::shrink;
use crate::words::Words;

/// Events from which a place is listed with its number.
pub const LEAST_EVENTS: u64 = 3;
/// Days with an event from which a place is listed.
pub const LEAST_DAYS: u64 = 2;
/// Events in 12 weeks from which a place is called recurring.
pub const RECURRING: u64 = 5;
/// Visits from which a rate by visits is given.
pub const LEAST_VISITS: f64 = 20.0;

/// What was counted at one place or cell in one window of 4, 12 or 52 weeks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Counted {
    /// The place's own number; orders equals.
    pub place: u64,
    /// Events.
    pub events: u64,
    /// Different days with an event.
    pub days: u64,
    /// Different organisations that reported.
    pub organisations: u64,
    /// Visits in the window, where presence is known.
    pub visits: Option<f64>,
}

/// One line of the place list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Listed {
    /// The place's own number.
    pub place: u64,
    /// Events in the window.
    pub events: u64,
    /// Different days with an event.
    pub days: u64,
    /// Different organisations that reported.
    pub organisations: u64,
    /// Events a week, shrunken towards the mean of all places: the rank.
    pub per_week: f64,
    /// Whether the place is *återkommande*: at least 5 events in 12 weeks.
    pub is_recurring: bool,
    /// Events per 100 visits, shrunken; the words where nobody is known to have been there.
    pub per_100_visits: Result<f64, Words>,
}

/// The place list of a window.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlaceList {
    /// The places with enough to be shown, the highest shrunken rate first.
    pub places: Vec<Listed>,
    /// Places with too little to be shown by number.
    pub below_least: u64,
    /// Share of all events at places that the first ten hold.
    pub top_ten_share: f64,
}

/// Ranks places by their shrunken rate (Marshall 1991) over `weeks` weeks. Every place belongs
/// into `counted`, those without events too: they are what the rates are shrunken towards.
///
/// Formula: m + A/(A + m/b)(r − m), A = max(0, s² − m/b̄), r = n/b; b = weeks, or visits where
/// presence is known.
///
/// Units: events a week; events per 100 visits.
///
/// Reference: Marshall 1991.
///
/// Least data: a place is shown from 3 events on 2 days, and there must be one such place; a rate
/// by visits from 20 visits.
pub fn place_list(counted: &[Counted], weeks: f64) -> Finding<PlaceList> {
    let mut places = counted.to_vec();
    places.sort_by_key(|place| place.place);
    let all: u64 = places.iter().map(|place| place.events).sum();
    let is_shown = |place: &Counted| place.events >= LEAST_EVENTS && place.days >= LEAST_DAYS;
    let most =
        places.iter().filter(|place| place.days >= LEAST_DAYS).map(|place| place.events).max();
    let basis = Basis::new(Method::PlaceList, all, weeks).with("places", places.len() as f64);
    let days = places.iter().map(|place| place.days).max().unwrap_or(0);
    let needs = [
        Need::new(Quantity::Days, days as f64, LEAST_DAYS as f64),
        Need::new(Quantity::Events, most.unwrap_or(0) as f64, LEAST_EVENTS as f64)
            .at_the_pace_of(weeks),
    ];
    Finding::settle(basis, &needs, || {
        let by_week = by_exposure(&places, |_| weeks);
        let by_visit = by_exposure(&places, |place| place.visits.unwrap_or(0.0));
        let mut listed: Vec<Listed> = places
            .iter()
            .zip(by_week.iter().zip(&by_visit))
            .filter(|(place, _)| is_shown(place))
            .map(|(place, (per_week, per_visit))| list(place, weeks, *per_week, *per_visit))
            .collect();
        listed.sort_by(|a, b| {
            b.per_week
                .total_cmp(&a.per_week)
                .then(b.events.cmp(&a.events))
                .then(b.days.cmp(&a.days))
                .then(a.place.cmp(&b.place))
        });
        let top: u64 = listed.iter().take(10).map(|place| place.events).sum();
        let below_least = places.iter().filter(|place| place.events > 0).count() - listed.len();
        let words = listed
            .iter()
            .filter(|place| place.is_recurring)
            .map(|place| Words::Recurring {
                events: place.events,
                days: place.days,
                weeks: weeks.round() as u32,
            })
            .take(10)
            .chain([Words::Drawn { events: all, weeks: weeks.round() as u32 }])
            .collect();
        let list = PlaceList {
            places: listed,
            below_least: below_least as u64,
            top_ten_share: top as f64 / all as f64,
        };
        (list, words)
    })
}

fn by_exposure(places: &[Counted], exposure: impl Fn(&Counted) -> f64) -> Vec<f64> {
    let exposure: Vec<f64> = places.iter().map(exposure).collect();
    let events: Vec<f64> = places
        .iter()
        .zip(&exposure)
        .map(|(place, b)| if *b > 0.0 { place.events as f64 } else { 0.0 })
        .collect();
    shrink(&events, &exposure)
}

fn list(place: &Counted, weeks: f64, per_week: f64, per_visit: f64) -> Listed {
    let is_visited = place.visits.is_some_and(|visits| visits >= LEAST_VISITS);
    Listed {
        place: place.place,
        events: place.events,
        days: place.days,
        organisations: place.organisations,
        per_week,
        is_recurring: weeks <= 12.0 && place.events >= RECURRING,
        per_100_visits: if is_visited {
            Ok(per_visit * 100.0)
        } else {
            Err(Words::NoKnownPresence)
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(place: u64, events: u64, days: u64, visits: Option<f64>) -> Counted {
        Counted { place, events, days, organisations: 1, visits }
    }

    #[test]
    fn two_events_or_one_day_are_not_a_place_on_the_list() {
        let short = [place(1, 2, 2, None), place(2, 9, 1, None), place(3, 0, 0, None)];
        assert!(place_list(&short, 12.0).value().is_none());
        let enough = [place(1, 3, 2, None), place(2, 9, 1, None), place(3, 0, 0, None)];
        let finding = place_list(&enough, 12.0);
        let list = finding.value().unwrap();
        assert_eq!((list.places.len(), list.below_least), (1, 1));
    }

    #[test]
    fn few_visits_give_words_and_not_a_rate() {
        let places = [place(1, 6, 4, Some(19.0)), place(2, 6, 4, Some(20.0)), place(3, 6, 4, None)];
        let finding = place_list(&places, 12.0);
        let listed = &finding.value().unwrap().places;
        let rate = |i: u64| listed.iter().find(|p| p.place == i).unwrap().per_100_visits.clone();
        assert_eq!(rate(1), Err(Words::NoKnownPresence));
        assert!(rate(2).is_ok() && rate(3).is_err());
    }

    #[test]
    fn equals_are_listed_in_one_order_whatever_the_input() {
        let mut places: Vec<Counted> = (0..9).map(|i| place(i, 5 + i / 3, 3, None)).collect();
        let first = place_list(&places, 12.0);
        places.reverse();
        assert_eq!(first, place_list(&places, 12.0));
        assert!(first.value().unwrap().places[0].is_recurring);
    }
}
