//! Counts over time as bars. A bar that is withheld is not drawn as nothing: it has a mark of its own.

use domain::edition::BarFigure;
use domain::period::{iso_week, weekday};

use crate::document::{Inks, Language};
use crate::drawing::{Anchor, Drawing, Shape, tenth};

const HEIGHT: f64 = 92.0;
const TOP: f64 = 12.0;
const FOOT: f64 = 12.0;

/// Bars by week or month; the last is the period's own.
pub(crate) fn bars(lang: Language, ink: &Inks, (bars, width): (&[BarFigure], f64)) -> Drawing {
    let is_weekly = bars.windows(2).all(|pair| pair[1].from.days_since(pair[0].from) == 7)
        && bars.iter().all(|bar| weekday(bar.from) == 0);
    let most = bars.iter().filter_map(|bar| bar.count).max().unwrap_or(0).max(1);
    let step = width / bars.len().max(1) as f64;
    let floor = HEIGHT - FOOT;
    let every = bars.len().div_ceil(14).max(1);
    let mut shapes = Vec::new();
    let named = |bar: &BarFigure| {
        if is_weekly { iso_week(bar.from).1.to_string() } else { lang.short_month(bar.from) }
    };
    for (n, bar) in bars.iter().enumerate() {
        let (left, is_last) = (n as f64 * step, n + 1 == bars.len());
        let middle = tenth(left + step / 2.0);
        let label = |y: f64, text: String, fill: &str| Shape::Label {
            x: middle,
            y,
            text,
            size: 6.5,
            fill: fill.to_owned(),
            anchor: Anchor::Middle,
        };
        match bar.count {
            Some(count) => {
                let height = tenth(f64::from(count) / f64::from(most) * (floor - TOP));
                shapes.push(Shape::Rect {
                    x: tenth(left + step * 0.14),
                    y: tenth(floor - height),
                    width: tenth(step * 0.72),
                    height,
                    fill: if is_last { ink.accent.clone() } else { ink.line.clone() },
                });
                shapes.push(label(floor - height - 5.0, count.to_string(), &ink.text));
            }
            None => shapes.push(label(floor - 5.0, "–".to_owned(), &ink.soft)),
        }
        if (bars.len() - 1 - n).is_multiple_of(every) {
            shapes.push(label(HEIGHT - 5.0, named(bar), &ink.soft));
        }
    }
    shapes.push(Shape::Line {
        from: [0.0, floor],
        to: [tenth(width), floor],
        stroke: ink.line.clone(),
        pen: 0.6,
    });
    let told: Vec<String> = bars
        .iter()
        .map(|bar| {
            let count = bar.count.map_or_else(
                || lang.say("visas inte", "not shown").to_owned(),
                |count| count.to_string(),
            );
            format!("{} {count}", named(bar))
        })
        .collect();
    let caption = match is_weekly {
        true => lang.say("Händelser per vecka", "Incidents by week"),
        false => lang.say("Händelser per månad", "Incidents by month"),
    };
    Drawing {
        width: tenth(width),
        height: HEIGHT,
        caption: caption.to_owned(),
        alt: format!("{caption}: {}.", told.join(", ")),
        shapes,
    }
}
