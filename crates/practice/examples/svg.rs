//! Prints the practice town as SVG: `cargo run -p practice --example svg -- [X Y WIDTH] > town.svg` (metres).

use std::fmt::Write as _;

use practice::shape::{Point, strip};
use practice::town::{Ground, Street, Town};

fn main() {
    let numbers: Vec<f64> = std::env::args().skip(1).filter_map(|it| it.parse().ok()).collect();
    let view = match numbers[..] {
        [x, y, width] => (x, y, width),
        _ => (0.0, 0.0, 8_000.0),
    };
    println!("{}", draw(&Town::new(1), view));
}

fn draw(town: &Town, (x, y, width): (f64, f64, f64)) -> String {
    let height = width * 0.75;
    let mut svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='1600' height='1200' \
         viewBox='{} {} {width} {height}' fill-rule='evenodd'>\
         <rect x='-30000' y='-30000' width='60000' height='60000' fill='#f1f0ec'/>",
        x - width / 2.0,
        -y - height / 2.0
    );
    for land in &town.lands {
        let color = match land.kind {
            "forest" => "#dbe5d6",
            "park" | "grass" | "cemetery" | "recreation_ground" => "#d3e7d0",
            "farmland" => "#f0eee1",
            "industrial" => "#ebe9ea",
            "sand" => "#f3ead2",
            _ => "#edebe7",
        };
        let d: String = land.rings.iter().map(|ring| path(ring) + "Z").collect();
        let _ = write!(svg, "<path d='{d}' fill='{color}'/>");
    }
    for lake in &town.lakes {
        let _ = write!(svg, "<path d='{}Z' fill='#c0d7e6'/>", path(&lake.shore));
    }
    let river = path(&strip(&town.river, 36.0));
    let _ = write!(svg, "<path d='{river}Z' fill='#c0d7e6' fill-rule='nonzero'/>");
    let brook = path(&town.brook);
    let _ = write!(svg, "<path d='{brook}' fill='none' stroke='#c0d7e6' stroke-width='5'/>");
    for site in town.sites.iter().filter(|site| site.ground == Ground::Square) {
        let _ = write!(svg, "<path d='{}Z' fill='#f8f7f4' stroke='#dddad4'/>", path(&site.ring));
    }
    for house in &town.houses {
        let _ = write!(
            svg,
            "<path d='{}Z' fill='#e1ded9' stroke='#d3cfc8' stroke-width='.6'/>",
            path(&house.ring)
        );
    }
    for ring in town.sites.iter().flat_map(|site| site.buildings()) {
        let _ = write!(
            svg,
            "<path d='{}Z' fill='#dcd7d0' stroke='#cbc6be' stroke-width='.6'/>",
            path(&ring)
        );
    }
    for street in &town.streets {
        stroke(&mut svg, street, (2.0, "#d4d1cb"));
    }
    for street in &town.streets {
        stroke(&mut svg, street, (0.0, "#fff"));
    }
    let rail = path(&town.railway);
    let _ = write!(svg, "<path d='{rail}' fill='none' stroke='#b5b2ad' stroke-width='4'/>");
    svg + "</svg>"
}

fn stroke(svg: &mut String, street: &Street, (more, color): (f64, &str)) {
    let (width, dash) = match street.kind {
        "trunk" => (20.0, ""),
        "primary" => (16.0, ""),
        "secondary" => (14.0, ""),
        "tertiary" => (12.0, ""),
        "footway" | "cycleway" if more > 0.0 => return,
        "footway" | "cycleway" => (2.5, "8 5"),
        _ => (9.0, ""),
    };
    let line = path(&street.line);
    let _ = write!(
        svg,
        "<path d='{line}' fill='none' stroke='{color}' stroke-width='{}' stroke-dasharray='{dash}' \
         stroke-linecap='round' stroke-linejoin='round'/>",
        width + more
    );
}

fn path(line: &[Point]) -> String {
    let mut out = String::new();
    for (index, point) in line.iter().enumerate() {
        let letter = if index == 0 { "M" } else { "L" };
        let _ = write!(out, "{letter}{:.1},{:.1}", point.x, -point.y);
    }
    out
}
