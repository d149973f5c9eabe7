//! Cases of counts: rates, evaluations, adjusted p values, interrupted series and hit rates.

use analysis::change::{Difference, Pair, Spans, ratio_of_ratios, wdd};
use analysis::displacement::quotients;
use analysis::hauer::{Reference, after, before};
use analysis::multiple_testing::{Adjustment, adjust, fisher};
use analysis::prediction::{Tally, accuracy};
use analysis::rates::{Rate, Variance, compare, e_test, score_interval, score_test, shrink};
use analysis::series::{Model, interrupted};
use serde_json::Value;

use super::case::{Case, Outcome, Within, list, number, numbers, whole, wholes};

pub(crate) fn empirical_bayes(case: &mut Case<'_>) -> Outcome {
    let events = numbers(&case.input()["events"])?;
    let exposure = numbers(&case.input()["exposure"])?;
    let within = Within::rel(case.tolerance("rel", 1e-9));
    case.expect("rate", &shrink(&events, &exposure), within);
    Ok(())
}

pub(crate) fn eb_before_after(case: &mut Case<'_>) -> Outcome {
    let input = case.input();
    let reference = Reference {
        mean_per_period: number(&input["mu_per_period"])?,
        phi: number(&input["phi"])?,
    };
    let counts = wholes(&input["before"])?;
    let within = Within { abs: 1e-12, rel: case.tolerance("rel", 1e-9) };
    let start = before(reference, &counts);
    case.expect("weight", &[start.weight], within);
    case.expect("eb_before", &[start.expected], within);
    case.expect("eb_before_var", &[start.variance], within);
    let Some(later) = input.get("after") else { return Ok(()) };
    let trend = number(&input["trend_ratio_from_controls"])?;
    let found = after(reference, &counts, &wholes(later)?, trend);
    case.expect("expected_after", &[found.expected], within);
    case.expect("expected_after_var", &[found.variance], within);
    case.expect("theta", &[found.theta], within);
    case.expect("theta_var", &[found.theta_variance], within);
    case.expect("naive_ratio", &[found.naive_ratio], within);
    Ok(())
}

fn pair(value: &Value) -> Outcome<Option<Pair>> {
    if value.is_null() {
        return Ok(None);
    }
    let counts = wholes(value)?;
    match counts[..] {
        [before, after] => Ok(Some(Pair::new(before, after))),
        _ => Err("not a count before and after".into()),
    }
}

pub(crate) fn evaluation(case: &mut Case<'_>) -> Outcome {
    let input = case.input();
    let units = numbers(&case.params()["time_units_pre_post"])?;
    let [before, after] = units[..] else { return Err("not two lengths".into()) };
    let spans = Spans { before, after };
    let treated = pair(&input["treated"])?.ok_or("no treated area")?;
    let control = pair(&input["control"])?.ok_or("no control area")?;
    let ring = pair(&input["buffer"])?;
    let ring_control = pair(&input["buffer_control"])?;
    let within = Within { abs: case.tolerance("abs", 1e-7), rel: case.tolerance("rel", 1e-7) };
    let rr = ratio_of_ratios(treated, control, 1.0);
    let interval = rr.interval(0.05);
    case.expect("did_rate_ratio", &[rr.ratio], within);
    case.expect("did_log_se", &[rr.log_se], within);
    case.expect("did_ci95", &[interval.low, interval.high], within);
    case.expect("did_percent_change", &[100.0 * (rr.ratio - 1.0)], within);
    let local = wdd(treated, control, spans, 1.0);
    let moved = ring.zip(ring_control).map(|(ring, control)| wdd(ring, control, spans, 1.0));
    check_wdd(case, local, moved, within);
    let found = quotients(treated, control, ring);
    case.expect("gross_effect", &[found.gross_effect], within);
    case.expect("net_effect", &[found.net_effect], within);
    case.expect("success_measure", &[found.success_measure], within);
    if let (Some(buffer), Some(wdq), Some(total)) =
        (found.buffer_measure, found.wdq, found.total_net_effect)
    {
        let is_readable = f64::from(u8::from(found.is_wdq_readable()));
        case.expect("buffer_measure", &[buffer], within);
        case.expect("wdq", &[wdq], within);
        case.expect("total_net_effect", &[total], within);
        case.expect("wdq_may_be_read", &[is_readable], Within::EXACT);
    }
    Ok(())
}

fn check_wdd(case: &mut Case<'_>, local: Difference, moved: Option<Difference>, within: Within) {
    let total = moved.map_or(local, |moved| local.plus(moved));
    let interval = total.interval(0.10);
    case.expect("wdd_local", &[local.events], within);
    case.expect("wdd_local_se", &[local.se], within);
    if let Some(moved) = moved {
        case.expect("wdd_displacement", &[moved.events], within);
        case.expect("wdd_displacement_se", &[moved.se], within);
    }
    case.expect("wdd_total", &[total.events], within);
    case.expect("wdd_se", &[total.se], within);
    case.expect("wdd_z", &[total.events / total.se], within);
    case.expect("wdd_ci90", &[interval.low, interval.high], within);
}

pub(crate) fn multiple_testing(case: &mut Case<'_>) -> Outcome {
    let within = Within::abs(case.tolerance("abs", 1e-10));
    if case.params().get("columns").is_some() {
        let known = ["a", "b", "c", "d", "p_two_sided", "p_greater", "p_less", "R_p_two_sided"];
        for row in case.table(&known)? {
            let cell = |column: &str| row.number(column).map(|n| n as u64);
            let test = fisher([cell("a")?, cell("b")?], [cell("c")?, cell("d")?]);
            for (column, got) in [
                ("p_two_sided", test.two_sided),
                ("R_p_two_sided", test.two_sided),
                ("p_greater", test.greater),
                ("p_less", test.less),
            ] {
                if let Some(expected) = row.get(column) {
                    case.near(column, got, expected, within);
                }
            }
        }
        return Ok(());
    }
    let p = numbers(&case.input()["p"])?;
    for (key, how) in [
        ("bh", Adjustment::BenjaminiHochberg),
        ("by", Adjustment::BenjaminiYekutieli),
        ("holm", Adjustment::Holm),
        ("bonferroni", Adjustment::Bonferroni),
    ] {
        case.expect(key, &adjust(&p, how), within);
    }
    Ok(())
}

pub(crate) fn rate_tests(case: &mut Case<'_>) -> Outcome {
    let input = case.input();
    let alpha = number(&case.params()["alpha"])?;
    if (alpha - 0.05).abs() > 1e-12 && case.expects("garwood_ci95_rate1") {
        case.remark(format!("alpha {alpha}"));
    }
    let one = Rate::new(whole(&input["count1"])?, number(&input["exposure1"])?);
    let two = Rate::new(whole(&input["count2"])?, number(&input["exposure2"])?);
    let p = Within::abs(case.tolerance("p_abs", 1e-6));
    let ends = Within::rel(case.tolerance("ci_rel", 1e-6));
    let score_ends = Within::rel(case.tolerance("score_ci_rel", 1e-4));
    let test = compare(one, two, alpha);
    let score = score_interval(one, two, alpha);
    let (rate1, rate2) = (one.garwood(alpha), two.garwood(alpha));
    case.expect("e_test_score_p", &[e_test(one, two, Variance::Score)], p);
    case.expect("e_test_wald_p", &[e_test(one, two, Variance::Wald)], p);
    case.expect("exact_cond_midp", &[test.mid_p], p);
    case.expect("exact_p", &[test.exact], p);
    case.expect("exact_p_greater", &[test.greater], p);
    case.expect("exact_p_less", &[test.less], p);
    case.expect("exact_ci95_ratio", &[test.interval.low, test.interval.high], ends);
    case.expect("garwood_ci95_rate1", &[rate1.low, rate1.high], ends);
    case.expect("garwood_ci95_rate2", &[rate2.low, rate2.high], ends);
    case.expect("rate_ratio", &[test.ratio], Within::rel(1e-9));
    if case.expects("score_ci95_ratio") {
        case.expect("score_ci95_ratio", &[score.low, score.high], score_ends);
    }
    if case.expects("score_p") {
        case.expect("score_p", &[score_test(one, two)], p);
    }
    Ok(())
}

pub(crate) fn its(case: &mut Case<'_>) -> Outcome {
    let params = case.params();
    let columns: Vec<&str> = list(&params["columns"])?.iter().filter_map(Value::as_str).collect();
    let model = Model {
        start: whole(&params["intervention_index"])? as usize,
        period: number(&params["period"])?,
        harmonics: whole(&params["harmonics"])? as usize,
        has_slope: columns.contains(&"slope"),
    };
    let mut expected_columns = vec!["const".to_owned(), "t".into(), "step".into()];
    expected_columns.extend(model.has_slope.then(|| "slope".to_owned()));
    for k in 1..=model.harmonics {
        expected_columns.extend([format!("sin{k}"), format!("cos{k}")]);
    }
    if columns != expected_columns {
        return Err(format!("unknown columns {columns:?}"));
    }
    let counts = wholes(&case.input()["y"])?;
    let lags = whole(&params["hac_maxlags"])? as usize;
    let fit = interrupted(&counts, model, lags).ok_or("no fit")?;
    let errors = Within::rel(case.tolerance("se_rel", 1e-5));
    let sums = Within::rel(case.tolerance("sums_rel", 1e-6));
    let coefficients = Within::abs(case.tolerance("coef_abs", 1e-6));
    let hac = Within::rel(case.tolerance("hac_se_rel", 1e-4));
    let step = [fit.step_interval95.low, fit.step_interval95.high];
    case.expect("coef", &fit.coefficients, coefficients);
    case.expect("se_poisson", &fit.se_poisson, errors);
    case.expect("dispersion_pearson", &[fit.dispersion], errors);
    case.expect("se_quasi", &fit.se_quasi, errors);
    case.expect("se_hac", &fit.se_hac, hac);
    case.expect("deviance", &[fit.deviance], sums);
    case.expect("step_rate_ratio", &[fit.step_ratio], errors);
    case.expect("step_ci95_quasi_t", &step, errors);
    case.expect("counterfactual_post_sum", &[fit.counterfactual_sum], sums);
    case.expect("fitted_post_sum", &[fit.fitted_sum], sums);
    case.expect("observed_post_sum", &[fit.observed_sum as f64], sums);
    Ok(())
}

pub(crate) fn prediction_accuracy(case: &mut Case<'_>) -> Outcome {
    let cells: Vec<Tally> = list(&case.input()["cells"])?
        .iter()
        .map(|row| {
            let cell = |i: usize| row[i].as_i64().ok_or("not a whole number");
            Ok(Tally { key: (cell(0)?, cell(1)?), early: whole(&row[2])?, late: whole(&row[3])? })
        })
        .collect::<Outcome<_>>()?;
    let all = whole(&case.params()["cells_in_study_area"])?;
    let within = Within::rel(case.tolerance("rel", 1e-9));
    for expected in list(case.expected())? {
        let found = accuracy(&cells, whole(&expected["k"])? as usize, all);
        for (key, got) in [
            ("k", found.k as f64),
            ("hits", found.hits as f64),
            ("hit_rate", found.hit_rate),
            ("area_share", found.area_share),
            ("pai", found.pai),
            ("pei", found.pei),
        ] {
            case.near(key, got, &expected[key], within);
        }
    }
    Ok(())
}
