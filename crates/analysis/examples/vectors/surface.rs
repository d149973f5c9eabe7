//! Cases of maps: Gi*, exact local excess and kernel density.

use analysis::density::{Kernel, Weighted, density};
use analysis::excess::local_excess;
use analysis::gi_star;
use analysis::near::{Grid, Neighbourhood, sums_at_points};
use domain::crs::Plane;
use serde_json::Value;

use super::case::{Case, Outcome, Within, list, number, numbers, points, whole};

fn grid(value: &Value) -> Outcome<Grid> {
    Ok(Grid {
        west_m: number(&value["x0"])?,
        south_m: number(&value["y0"])?,
        cell_m: number(&value["cell"])?,
        columns: whole(&value["nx"])? as usize,
        rows: whole(&value["ny"])? as usize,
    })
}

/// Sums over the neighbourhoods of the case's grid or, without one, of its points.
fn around(case: &Case<'_>, values: &[f64]) -> Outcome<Vec<Neighbourhood>> {
    let band = number(&case.params()["band"])?;
    if let Some(cells) = case.params().get("grid") {
        let grid = grid(cells)?;
        if grid.len() != values.len() {
            return Err(format!("{} cells, {} values", grid.len(), values.len()));
        }
        return Ok(grid.sums(values, band));
    }
    let at: Vec<Plane> = points(&case.input()["xy"])?;
    if at.len() != values.len() {
        return Err(format!("{} points, {} values", at.len(), values.len()));
    }
    Ok(sums_at_points(&at, values, band))
}

pub(crate) fn gi_star(case: &mut Case<'_>) -> Outcome {
    if case.params()["binary"] != true || case.params()["star"] != true {
        return Err("only binary weights with the cell itself".into());
    }
    let values = numbers(&case.input()["y"])?;
    let around = around(case, &values)?;
    let cells = gi_star::gi_star(&values, &around);
    let of = |pick: fn(&gi_star::GiStar) -> f64| cells.iter().map(pick).collect::<Vec<f64>>();
    let members: Vec<f64> = around.iter().map(|near| f64::from(near.members)).collect();
    let p = Within { abs: 1e-12, rel: case.tolerance("p_rel", 1e-6) };
    case.expect("z", &of(|cell| cell.z), Within::abs(case.tolerance("z_abs", 1e-8)));
    case.expect("n_neighbours_with_self", &members, Within::EXACT);
    case.expect("p_two_sided", &of(|cell| cell.p), p);
    case.expect("q_bh", &of(|cell| cell.q), p);
    let expected = list(&case.expected()["gi_bin"])?;
    if expected.len() != cells.len() {
        return Err("not one class a cell".into());
    }
    case.looked_at("gi_bin", cells.len());
    for (i, (cell, want)) in cells.iter().zip(expected).enumerate() {
        let is_close = [0.01, 0.05, 0.10].iter().any(|limit| (cell.q - limit).abs() < 1e-9);
        if want.as_i64() != Some(i64::from(cell.class)) && !is_close {
            case.fail(format!("gi_bin[{i}] is {}, expected {want}", cell.class));
            break;
        }
    }
    Ok(())
}

pub(crate) fn local_poisson(case: &mut Case<'_>) -> Outcome {
    let counts = numbers(&case.input()["y"])?;
    let exposure = numbers(&case.input()["exposure"])?;
    let observed: Vec<u64> =
        around(case, &counts)?.iter().map(|near| near.sum.round() as u64).collect();
    let near: Vec<f64> = around(case, &exposure)?.iter().map(|near| near.sum).collect();
    let events = counts.iter().sum::<f64>().round() as u64;
    let cells = local_excess(&observed, &near, events, exposure.iter().sum());
    let of = |pick: fn(&analysis::excess::LocalExcess) -> f64| {
        cells.iter().map(pick).collect::<Vec<f64>>()
    };
    let p = Within { abs: case.tolerance("p_abs", 1e-12), rel: case.tolerance("p_rel", 1e-8) };
    let q = of(|cell| cell.q);
    case.expect("observed", &of(|cell| cell.observed as f64), Within::EXACT);
    case.expect("expected", &of(|cell| cell.expected), Within::rel(1e-9));
    case.expect("ratio", &of(|cell| cell.ratio), Within::rel(1e-9));
    case.expect("p_poisson", &of(|cell| cell.p_poisson), p);
    case.expect("p_binomial", &of(|cell| cell.p), p);
    case.expect("q_bh_binomial", &q, Within::abs(case.tolerance("q_abs", 1e-9)));
    let below = q.iter().filter(|q| **q < 0.05).count();
    case.expect("n_q_below_05", &[below as f64], Within::EXACT);
    Ok(())
}

pub(crate) fn kde_quartic(case: &mut Case<'_>) -> Outcome {
    let grid = grid(&case.params()["grid"])?;
    let bandwidth = number(&case.params()["bandwidth"])?;
    let at = points(&case.input()["points"])?;
    let weights = match case.input().get("weights") {
        Some(weights) if case.params()["weights"] == true => numbers(weights)?,
        _ => vec![1.0; at.len()],
    };
    if weights.len() != at.len() {
        return Err("not one weight a point".into());
    }
    let points: Vec<Weighted> =
        at.into_iter().zip(&weights).map(|(at, weight)| Weighted { at, weight: *weight }).collect();
    let share = case.tolerance("rel_to_max", 1e-9);
    for (key, kernel) in [
        ("quartic_per_unit_area", Kernel::Quartic),
        ("epanechnikov_per_unit_area", Kernel::Epanechnikov),
    ] {
        let field = density(&points, bandwidth, kernel, &grid);
        let most = field.iter().copied().fold(0.0, f64::max);
        case.expect(key, &field, Within::abs(share * most));
    }
    case.expect("total_weight", &[weights.iter().sum()], Within::rel(1e-12));
    Ok(())
}
