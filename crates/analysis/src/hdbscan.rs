//! Clusters of uneven density (HDBSCAN, Campello et al. 2013), for comparison with other software.
//! Takes time by the square of the points; the product's own finder is DBSCAN.

use std::collections::HashMap;

use domain::crs::Plane;

use crate::clusters::{Labels, by_first_appearance};

/// One merge of the single-linkage tree: two nodes, their distance, and the points below.
struct Merge {
    left: usize,
    right: usize,
    distance: f64,
    size: usize,
}

/// One line of the condensed tree: `child` left cluster `parent` at density `lambda`.
struct Fall {
    parent: usize,
    child: usize,
    lambda: f64,
    size: usize,
}

/// Labels by excess of mass. `least_points` counts the point itself, `least_size` is the smallest
/// cluster; the whole set is never one cluster.
///
/// Formula: mutual reachability max(core a, core b, d); stability Σ (λ − λ of birth).
///
/// Units: metres in the plane.
///
/// Reference: Campello, Moulavi & Sander 2013; McInnes & Healy 2017.
///
/// Least data: none: for comparison only.
pub fn hdbscan(points: &[Plane], least_size: usize, least_points: usize) -> Labels {
    if points.len() < 2 {
        return vec![None; points.len()];
    }
    let merges = single_linkage(points, least_points);
    let falls = condense(&merges, points.len(), least_size.max(2));
    let chosen = choose(&falls, points.len());
    by_first_appearance(&label(&falls, &chosen, points.len()))
}

/// Distance to the `least_points`-th neighbour, the point itself counted as the first.
fn core_distances(points: &[Plane], least_points: usize) -> Vec<f64> {
    let rank = least_points.clamp(1, points.len()) - 1;
    points
        .iter()
        .map(|p| {
            let mut all: Vec<f64> = points.iter().map(|q| p.distance_m(*q)).collect();
            *all.select_nth_unstable_by(rank, f64::total_cmp).1
        })
        .collect()
}

/// The minimum spanning tree of the mutual reachability distances (Prim), as merges by distance.
fn single_linkage(points: &[Plane], least_points: usize) -> Vec<Merge> {
    let core = core_distances(points, least_points);
    let n = points.len();
    let mut best = vec![(f64::INFINITY, 0_usize); n];
    let mut is_in = vec![false; n];
    let mut edges = Vec::with_capacity(n - 1);
    let mut current = 0;
    for _ in 1..n {
        is_in[current] = true;
        let mut next: Option<usize> = None;
        for j in (0..n).filter(|j| !is_in[*j]).collect::<Vec<_>>() {
            let reach = points[current].distance_m(points[j]).max(core[current]).max(core[j]);
            if reach < best[j].0 {
                best[j] = (reach, current);
            }
            if next.is_none_or(|k| best[j].0 < best[k].0) {
                next = Some(j);
            }
        }
        let Some(j) = next else { break };
        edges.push((best[j].0, best[j].1, j));
        current = j;
    }
    edges.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut parent: Vec<usize> = (0..2 * n).collect();
    let mut size = vec![1; 2 * n];
    let mut merges = Vec::with_capacity(n - 1);
    for (distance, a, b) in edges {
        let (left, right) = (root(&mut parent, a), root(&mut parent, b));
        let node = n + merges.len();
        parent[left] = node;
        parent[right] = node;
        size[node] = size[left] + size[right];
        merges.push(Merge { left, right, distance, size: size[node] });
    }
    merges
}

fn root(parent: &mut [usize], mut node: usize) -> usize {
    while parent[node] != node {
        parent[node] = parent[parent[node]];
        node = parent[node];
    }
    node
}

/// Walks the tree from the top; parts smaller than `least_size` fall out as single points.
/// Clusters are numbered from `n`, the root first.
fn condense(merges: &[Merge], n: usize, least_size: usize) -> Vec<Fall> {
    let size = |node: usize| if node < n { 1 } else { merges[node - n].size };
    let mut falls = Vec::new();
    let mut next = n + 1;
    let mut open = vec![(n + merges.len() - 1, n)];
    while let Some((node, cluster)) = open.pop() {
        let merge = &merges[node - n];
        let lambda = if merge.distance > 0.0 { 1.0 / merge.distance } else { f64::INFINITY };
        let sides = [merge.left, merge.right];
        let is_split = sides.iter().all(|side| size(*side) >= least_size);
        for side in sides {
            if is_split {
                falls.push(Fall { parent: cluster, child: next, lambda, size: size(side) });
                if side >= n {
                    open.push((side, next));
                }
                next += 1;
            } else if size(side) >= least_size {
                open.push((side, cluster));
            } else {
                let mut below = vec![side];
                while let Some(node) = below.pop() {
                    if node < n {
                        falls.push(Fall { parent: cluster, child: node, lambda, size: 1 });
                    } else {
                        below.extend([merges[node - n].left, merges[node - n].right]);
                    }
                }
            }
        }
    }
    falls
}

/// The clusters with the greatest excess of mass, none inside another.
fn choose(falls: &[Fall], n: usize) -> Vec<usize> {
    let mut birth: HashMap<usize, f64> = HashMap::from([(n, 0.0)]);
    let mut children: HashMap<usize, Vec<usize>> = HashMap::new();
    for fall in falls.iter().filter(|fall| fall.child >= n) {
        birth.insert(fall.child, fall.lambda);
        children.entry(fall.parent).or_default().push(fall.child);
    }
    let mut mass: HashMap<usize, f64> = birth.keys().map(|cluster| (*cluster, 0.0)).collect();
    for fall in falls {
        let born = birth.get(&fall.parent).copied().unwrap_or(0.0);
        if let Some(sum) = mass.get_mut(&fall.parent) {
            let gain = fall.lambda - born;
            *sum += if gain.is_nan() { 0.0 } else { gain * fall.size as f64 };
        }
    }
    let mut clusters: Vec<usize> = birth.into_keys().filter(|cluster| *cluster > n).collect();
    clusters.sort_unstable_by(|a, b| b.cmp(a));
    let mut is_chosen: HashMap<usize, bool> = HashMap::new();
    for cluster in &clusters {
        let below: f64 =
            children.get(cluster).into_iter().flatten().filter_map(|child| mass.get(child)).sum();
        let own = mass.get(cluster).copied().unwrap_or(0.0);
        is_chosen.insert(*cluster, below <= own);
        mass.insert(*cluster, below.max(own));
    }
    let mut chosen = Vec::new();
    let mut open = children.get(&n).cloned().unwrap_or_default();
    while let Some(cluster) = open.pop() {
        if is_chosen.get(&cluster) == Some(&true) {
            chosen.push(cluster);
        } else {
            open.extend(children.get(&cluster).into_iter().flatten());
        }
    }
    chosen
}

/// Every point below a chosen cluster belongs to it; the others are noise.
fn label(falls: &[Fall], chosen: &[usize], n: usize) -> Labels {
    let parent: HashMap<usize, usize> =
        falls.iter().map(|fall| (fall.child, fall.parent)).collect();
    let names: HashMap<usize, u32> = chosen.iter().copied().zip(0..).collect();
    (0..n)
        .map(|point| {
            let mut node = point;
            while let Some(above) = parent.get(&node) {
                if let Some(name) = names.get(above) {
                    return Some(*name);
                }
                node = *above;
            }
            None
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_heaps_and_a_stray_point_are_told_apart() {
        let heap =
            |x: f64| (0..12).map(move |i| Plane::new(x + f64::from(i % 4), f64::from(i / 4)));
        let mut points: Vec<Plane> = heap(0.0).chain(heap(100.0)).collect();
        points.push(Plane::new(50.0, 900.0));
        let labels = hdbscan(&points, 5, 5);
        assert!(labels[..12].iter().all(|label| *label == Some(0)));
        assert!(labels[12..24].iter().all(|label| *label == Some(1)));
        assert_eq!(labels[24], None);
    }
}
