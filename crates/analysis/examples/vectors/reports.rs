//! Cases of reports: texts, weights of agreement, and the joining of double reports.

use std::collections::HashMap;

use super::case::{Case, Outcome, Within, list, number, text};
use super::generated;
use analysis::duplicates::suggest;
use analysis::fellegi_sunter::{Chances, Pattern, learn};
use analysis::text_similarity::{jaro_winkler, levenshtein, optimal_alignment, trigram_jaccard};

pub(crate) fn text_similarity(case: &mut Case<'_>) -> Outcome {
    let known = [
        "a",
        "b",
        "levenshtein",
        "jaro_winkler_rapidfuzz",
        "trigram_jaccard",
        "osa",
        "jaro_winkler_jellyfish",
    ];
    let near = Within::abs(case.tolerance("similarity_abs", 1e-9));
    for row in case.table(&known)? {
        let (a, b) = (row.text("a")?, row.text("b")?);
        for (column, got, within) in [
            ("levenshtein", levenshtein(a, b) as f64, Within::EXACT),
            ("osa", optimal_alignment(a, b) as f64, Within::EXACT),
            ("jaro_winkler_rapidfuzz", jaro_winkler(a, b, 0.7), near),
            ("jaro_winkler_jellyfish", jaro_winkler(a, b, 0.7), near),
            ("trigram_jaccard", trigram_jaccard(a, b), near),
        ] {
            if let Some(expected) = row.get(column) {
                case.near(&format!("{column} of `{a}`, `{b}`"), got, expected, within);
            }
        }
    }
    Ok(())
}

pub(crate) fn fellegi_sunter(case: &mut Case<'_>) -> Outcome {
    let fields: Vec<&str> =
        list(&case.params()["fields"])?.iter().map(text).collect::<Outcome<_>>()?;
    let patterns: Vec<Pattern> = list(&case.input()["patterns"])?
        .iter()
        .map(|row| {
            let agrees = fields
                .iter()
                .enumerate()
                .map(|(i, _)| Ok(number(&row[i])? == 1.0))
                .collect::<Outcome<_>>()?;
            Ok(Pattern { agrees, pairs: number(&row[fields.len()])? })
        })
        .collect::<Outcome<_>>()?;
    let start = start(text(&case.params()["init"])?, fields.len())?;
    let found = learn(&patterns, start);
    let near = Within::abs(case.tolerance("m_u_p_abs", 2e-3));
    for (key, chances) in [("m", &found.m), ("u", &found.u)] {
        case.looked_at(key, 0);
        for (field, chance) in fields.iter().zip(chances) {
            let expected = &case.expected()[key][*field];
            case.near(&format!("{key} of {field}"), *chance, expected, near);
        }
    }
    case.expect("p_match", &[found.p], near);
    let weights: Vec<f64> = patterns.iter().map(|pattern| found.weight(&pattern.agrees)).collect();
    let within = Within::abs(case.tolerance("weight_abs", 0.05));
    case.expect("log2_weight_per_pattern", &weights, within);
    Ok(())
}

/// Reads `jaro: m 0.9, u 0.1, p 0.1`.
fn start(init: &str, fields: usize) -> Outcome<Chances> {
    let chance = |letter: &str| {
        let mut words = init.split([' ', ',', ':']).skip_while(|word| *word != letter);
        words
            .nth(1)
            .and_then(|word| word.parse().ok())
            .ok_or_else(|| format!("no {letter} in `{init}`"))
    };
    Ok(Chances::start(fields, chance("m")?, chance("u")?, chance("p")?))
}

pub(crate) fn dedup_baseline(case: &mut Case<'_>) -> Outcome {
    let town = generated::town(case.folder(), text(&case.params()["command"])?)?;
    let reports = &town.reports;
    let is_true = |i: usize, j: usize| town.truth[i] == town.truth[j];
    let mut of_event: HashMap<&str, u64> = HashMap::new();
    for event in &town.truth {
        *of_event.entry(event).or_default() += 1;
    }
    let true_pairs: u64 = of_event.values().map(|n| n * (n - 1) / 2).sum();
    case.expect("true_pairs", &[true_pairs as f64], Within::EXACT);
    let rules = rules(text(&case.params()["rule"])?)?;
    let baseline = case.expected()["baseline"].as_object().ok_or("no baseline")?;
    case.looked_at("baseline", 0);
    let mut floor = 0.0_f64;
    for (name, expected) in baseline {
        let rule = rules.iter().find(|rule| rule.0 == *name).ok_or("a baseline without a rule")?;
        let found = town.plain_pairs((rule.1, rule.2));
        let hits = found.iter().filter(|(i, j)| is_true(*i, *j)).count();
        // The plain rule is recounted, so that the floor is known to be of the same data.
        case.near("predicted", found.len() as f64, &expected["predicted"], Within::EXACT);
        case.near("true_positive", hits as f64, &expected["true_positive"], Within::EXACT);
        floor = floor.max(number(&expected["f1"])?);
    }
    let found = suggest(reports, generated::kinship);
    let hits = found.iter().filter(|pair| is_true(pair.one, pair.other)).count() as f64;
    let (precision, recall) = (hits / found.len() as f64, hits / true_pairs as f64);
    let f1 = 2.0 * hits / (found.len() as f64 + true_pairs as f64);
    case.remark(format!(
        "precision {precision:.4} recall {recall:.4} F1 {f1:.4}, floor {floor:.4}"
    ));
    if f1 < floor {
        case.fail(format!("F1 {f1:.4} is below {floor}"));
    }
    Ok(())
}

/// Reads `(k, minutes) tight 1.5/30, medium 2.5/60, …`.
fn rules(rule: &str) -> Outcome<Vec<(String, f64, f64)>> {
    let list = rule.split("(k, minutes) ").nth(1).ok_or("no rules")?;
    list.split(", ")
        .map(|item| {
            let (name, numbers) = item.split_once(' ').ok_or("no name")?;
            let (k, minutes) = numbers.split_once('/').ok_or("no minutes")?;
            let number =
                |text: &str| text.trim().parse().map_err(|_| format!("not a rule: {item}"));
            Ok((name.to_owned(), number(k)?, number(minutes)?))
        })
        .collect()
}
