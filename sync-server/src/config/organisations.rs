//! `organisations.toml`: who takes part, on what ground, and in which functions.

use domain::role::Role;

use super::catalogue::REPORTERS;
use super::checks::{code, date, is_date, refers};
use super::{Agreement, Configuration, Organisation};
use crate::fields::Fields;

const KINDS: &[&str] = &[
    "municipality",
    "body",
    "administration",
    "company",
    "police",
    "rescue_service",
    "health",
    "guard_company",
    "civil_society",
    "region",
];

/// Read all three tables.
pub(super) fn read(fields: &Fields<'_>, areas: &[String], to: &mut Configuration) {
    let codes = organisations(fields, areas, to);
    agreements(fields, areas, to);
    functions(fields, &codes, &to.organisations);
}

fn organisations(fields: &Fields<'_>, areas: &[String], to: &mut Configuration) -> Vec<String> {
    let (mut codes, mut parents) = (Vec::new(), Vec::new());
    for table in fields.tables("organisation") {
        let organisation = Organisation {
            code: code(&table, &mut codes),
            name: table.required("name"),
            kind: table.one_of("kind", KINDS),
            roles: roles(&table),
            collective: table.optional("collective").unwrap_or(false),
            tile_order: table.optional_one_of("tile_order", REPORTERS).unwrap_or_default(),
            areas: table.optional("areas").unwrap_or_default(),
            agreement_required: table.optional("agreement_required").unwrap_or(false),
            trained: table.optional("trained").unwrap_or(false),
            note: table.optional("note"),
        };
        let organisation = with_order(organisation);
        let parent: Option<String> = table.optional("parent");
        for area in &organisation.areas {
            refers(&table, "areas", (area, areas));
        }
        table.done();
        if to.organisations.iter().any(|other| other.name == organisation.name) {
            table.fault("name", format!("`{}` is there already", organisation.name));
        }
        parents.push((organisation.code.clone(), parent, table));
        to.organisations.push(organisation);
    }
    for (code, parent, table) in &parents {
        let Some(parent) = parent else { continue };
        refers(table, "parent", (parent, &codes));
        if is_own_ancestor(code, &parents) {
            table.fault("parent", "goes round in a circle");
        }
    }
    let municipalities = to.organisations.iter().filter(|org| org.kind == "municipality").count();
    if municipalities != 1 {
        fields.fault("organisation", format!("one municipality is needed, not {municipalities}"));
    }
    codes
}

/// Without an order of its own an organisation has the one of its kind.
fn with_order(organisation: Organisation) -> Organisation {
    if !organisation.tile_order.is_empty() {
        return organisation;
    }
    let tile_order = match organisation.kind.as_str() {
        "guard_company" => "guard",
        "company" => "caretaker",
        "police" => "police",
        "municipality" | "body" | "administration" => "municipal",
        _ => "reporter",
    };
    Organisation { tile_order: tile_order.to_owned(), ..organisation }
}

fn is_own_ancestor(code: &str, parents: &[(String, Option<String>, Fields<'_>)]) -> bool {
    let parent_of = |code: &str| {
        parents.iter().find(|(own, _, _)| own == code).and_then(|(_, parent, _)| parent.as_deref())
    };
    let mut above = parent_of(code);
    for _ in 0..parents.len() {
        match above {
            Some(parent) if parent == code => return true,
            Some(parent) => above = parent_of(parent),
            None => return false,
        }
    }
    false
}

fn roles(table: &Fields<'_>) -> Vec<Role> {
    let mut roles = Vec::new();
    for role in table.required::<Vec<String>>("roles") {
        match role.parse() {
            Ok(role) => roles.push(role),
            Err(error) => table.fault("roles", format!("{error}")),
        }
    }
    roles
}

fn agreements(fields: &Fields<'_>, areas: &[String], to: &mut Configuration) {
    let organisations: Vec<String> = to.organisations.iter().map(|org| org.code.clone()).collect();
    let mut codes = Vec::new();
    for table in fields.tables("agreement") {
        let what = "a date \"YYYY-MM-DD\" is expected";
        let agreement = Agreement {
            code: code(&table, &mut codes),
            organisation: table.required("organisation"),
            purpose: table.required("purpose"),
            areas: table.required("areas"),
            valid_from: table.checked("valid_from", what, |date: &String| is_date(date)),
            valid_to: date(&table, "valid_to"),
            reference: table.optional("reference"),
        };
        refers(&table, "organisation", (&agreement.organisation, &organisations));
        for area in &agreement.areas {
            refers(&table, "areas", (area, areas));
        }
        if agreement.valid_to.as_ref().is_some_and(|last| *last < agreement.valid_from) {
            table.fault("valid_to", "lies before valid_from");
        }
        table.done();
        to.agreements.push(agreement);
    }
}

fn functions(fields: &Fields<'_>, codes: &[String], organisations: &[Organisation]) {
    let (mut known, mut deputies) = (Vec::new(), Vec::new());
    for function in fields.tables("function") {
        code(&function, &mut known);
        let _: String = function.required("name");
        let place: String = function.required("organisation");
        refers(&function, "organisation", (&place, codes));
        for body in function.optional::<Vec<String>>("member_of").unwrap_or_default() {
            let is_body = |org: &Organisation| org.code == body && org.kind == "body";
            if !organisations.iter().any(is_body) {
                function.fault("member_of", format!("there is no body `{body}`"));
            }
        }
        let role: String = function.required("role");
        let has_role = organisations
            .iter()
            .find(|org| org.code == place)
            .is_some_and(|org| org.roles.iter().any(|known| known.as_str() == role));
        if !has_role {
            function.fault("role", format!("`{role}` is not among the roles of `{place}`"));
        }
        let _: String = function.required("mandate");
        let deputy: Option<String> = function.optional("deputy");
        let _ = (date(&function, "valid_from"), date(&function, "valid_to"));
        function.done();
        deputies.extend(deputy.map(|deputy| (function, deputy)));
    }
    for (function, deputy) in &deputies {
        refers(function, "deputy", (deputy, &known));
    }
}
