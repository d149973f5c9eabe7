//! The parts. The interface comes before everything that carries it inside; then those that wait for
//! windows and browsers most of their time run beside those that keep the compiler busy.

use std::process::Command;

use super::{Lane, Outcome, Part};
use crate::machine::{self, Need};
use crate::project::{Profile, Project};
use crate::soak;
use crate::steps::{self, Failed};
use crate::third_party;

/// All of them, in the order they are run.
pub(super) const ALL: &[Part] = &[
    Part {
        name: "format",
        what: "every Rust file looks as rustfmt writes it",
        needs: &[],
        after: &[],
        lane: Lane::Watched,
        run: format,
    },
    Part {
        name: "ui",
        what: "the interface: types, lint and format, tests, build",
        needs: &[Need::Node],
        after: &[],
        lane: Lane::Watched,
        run: interface,
    },
    Part {
        name: "build",
        what: "every program and every test compiles",
        needs: &[Need::Node, Need::Server, Need::App],
        after: &["ui"],
        lane: Lane::Watched,
        run: build,
    },
    Part {
        name: "app",
        what: "the real window: tapped, killed and started again",
        needs: &[Need::Node, Need::Server, Need::App, Need::Window, Need::Browser],
        after: &["ui", "build"],
        lane: Lane::Waiting,
        run: window,
    },
    Part {
        name: "demo",
        what: "the demonstration from nothing and again: it fills, serves, counts right and ends",
        needs: &[Need::Node, Need::Server, Need::App],
        after: &["ui", "build"],
        lane: Lane::Waiting,
        run: demo,
    },
    Part {
        name: "e2e",
        what: "the interface in Chromium: alone, and against the real server",
        needs: &[Need::Node, Need::Server, Need::Browser],
        after: &["ui", "build"],
        lane: Lane::Waiting,
        run: browser,
    },
    Part {
        name: "figures",
        what: "Analys, Platser and the map in Chromium: real data where they are beside the checkout, and too little",
        needs: &[Need::Node, Need::Server, Need::Browser],
        after: &["ui", "build"],
        lane: Lane::Waiting,
        run: figures,
    },
    Part {
        name: "simulator",
        what: "a thousand worlds of a thousand steps: no report is lost, doubled or stuck",
        needs: &[Need::Server, Need::App],
        after: &["ui", "build"],
        lane: Lane::Leftover,
        run: simulator,
    },
    Part {
        name: "rust",
        what: "all Rust tests: rules, scenarios, the map of crates, generated files",
        needs: &[Need::Server, Need::App, Need::Pages],
        after: &["build"],
        lane: Lane::Watched,
        run: rust,
    },
    Part {
        name: "clippy",
        what: "the lints, warnings denied",
        needs: &[Need::Server, Need::App],
        after: &[],
        lane: Lane::Watched,
        run: clippy,
    },
    Part {
        name: "mobile",
        what: "types and lints of the Rust that Android and iOS run",
        needs: &[Need::Node, Need::Server],
        after: &["ui"],
        lane: Lane::Watched,
        run: super::mobile::check,
    },
    Part {
        name: "doc",
        what: "the documentation builds without a warning",
        needs: &[Need::Server, Need::App],
        after: &[],
        lane: Lane::Watched,
        run: doc,
    },
    Part {
        name: "deny",
        what: "licences, sources and unwanted packages; the list of other people's work",
        needs: &[Need::Server],
        after: &[],
        lane: Lane::Watched,
        run: deny,
    },
    Part {
        name: "vectors",
        what: "the analysis against reference values, when they are beside the checkout",
        needs: &[],
        after: &[],
        lane: Lane::Watched,
        run: vectors,
    },
];

fn passed(command: &mut Command, title: &str) -> Result<Outcome, Failed> {
    steps::run(title, command).map(|_| Outcome::Passed)
}

fn format(project: &Project) -> Result<Outcome, Failed> {
    passed(&mut project.cargo(&["fmt", "--all", "--check"]), "Compare with rustfmt")
}

fn interface(project: &Project) -> Result<Outcome, Failed> {
    project.install_interface()?;
    // All of them, so that one round shows everything there is to mend.
    let scripts = ["check", "lint", "test", "build"];
    let run = |script| {
        let title = format!("Interface: npm run {script}");
        steps::run(&title, &mut project.npm(&["run", script])).map(drop)
    };
    let ended: Vec<Result<(), Failed>> = scripts.into_iter().map(run).collect();
    ended.into_iter().collect::<Result<(), Failed>>().map(|()| Outcome::Passed)
}

fn build(project: &Project) -> Result<Outcome, Failed> {
    project.build_interface()?;
    project.build_everything().map(|()| Outcome::Passed)
}

fn rust(project: &Project) -> Result<Outcome, Failed> {
    project.build_everything()?;
    let mut tests = project.tests(&["--no-fail-fast"]);
    if let Some(checker) = machine::page_checker(project) {
        tests.env("PAGE_CHECKER", checker);
    }
    passed(&mut tests, "Rust tests")
}

fn simulator(project: &Project) -> Result<Outcome, Failed> {
    project.build_everything()?;
    soak::live(project, soak::CHECKED).map(|()| Outcome::Passed)
}

fn clippy(project: &Project) -> Result<Outcome, Failed> {
    let words = ["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"];
    passed(&mut project.cargo(&words), "Lint")
}

fn doc(project: &Project) -> Result<Outcome, Failed> {
    let mut cargo = project.cargo(&["doc", "--workspace", "--no-deps"]);
    cargo.env("RUSTDOCFLAGS", "-D warnings");
    passed(&mut cargo, "Build the documentation")
}

fn deny(project: &Project) -> Result<Outcome, Failed> {
    let mut deny = Command::new(machine::cargo_tool(project, "cargo-deny", "0.20.2")?);
    // Advisories are fetched from elsewhere, which is no business of a check that must not fail by chance.
    deny.args(["--all-features", "check", "bans", "licenses", "sources"])
        .current_dir(&project.root);
    let allowed = passed(&mut deny, "Licences, sources, bans");
    third_party::compare(project).and(allowed)
}

fn vectors(project: &Project) -> Result<Outcome, Failed> {
    let Some(folder) =
        project.shared().map(|it| it.join("vectors/analysis")).filter(|it| it.is_dir())
    else {
        return Ok(Outcome::Skipped("no reference values beside the checkout".to_owned()));
    };
    let words = ["run", "--release", "--package", "analysis", "--example", "vectors", "--"];
    passed(project.cargo(&words).arg(folder), "Analysis against reference values")
}

fn browser(project: &Project) -> Result<Outcome, Failed> {
    project.build_interface()?;
    project.build_everything()?;
    steps::run(
        "Build the interface with its stand-in server",
        &mut project.npm(&["run", "build:e2e"]),
    )?;
    let alone = steps::run("Every screen and theme in Chromium", &mut project.npm(&["run", "e2e"]));
    let mut real = Command::new("node");
    real.arg("e2e/real/all.mjs").current_dir(project.interface());
    real.env("CARGO_TARGET_DIR", &project.target);
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        // The pictures of the README show the demonstration's year, when it has been made.
        let year = project.target.join("demo-checked").join("server");
        if year.is_dir() {
            real.arg("--data").arg(year);
        }
        real.arg("--pictures").arg(project.root.join("docs").join("pictures"));
    }
    let real = steps::run("The interface against the real server", &mut real);
    alone.and(real).map(|_| Outcome::Passed)
}

fn figures(project: &Project) -> Result<Outcome, Failed> {
    project.build_interface()?;
    project.build_everything()?;
    let run = |script: &str, title: &str| {
        let mut real = Command::new("node");
        real.arg(script).current_dir(project.interface());
        real.env("CARGO_TARGET_DIR", &project.target);
        if let Some(shared) = project.shared() {
            real.env("LAGESBILD_SHARED", shared);
        }
        passed(&mut real, title)
    };
    let screens = run("e2e/real/analysis.mjs", "The screens of the analysis");
    screens.and(run("e2e/real/zurich.mjs", "67,245 reports taken in, counted and drawn"))
}

fn window(project: &Project) -> Result<Outcome, Failed> {
    if project.app().is_none() {
        return Ok(Outcome::Skipped("this checkout has no app".to_owned()));
    }
    project.build_interface()?;
    machine::cargo_tool(project, "tauri-driver", "2.1.0")?;
    project.build_everything()?;
    let window = project.tests(&["--test", "window", "--", "--nocapture", "--test-threads", "1"]);
    let mut tests = Command::new("xvfb-run");
    tests.arg("--auto-servernum").arg(window.get_program()).args(window.get_args());
    tests.current_dir(&project.root);
    let skipped =
        steps::listen("The real window, on a display without a screen", &mut tests, "skipped:")?;
    if skipped.is_empty() {
        return Ok(Outcome::Passed);
    }
    // Everything they need was installed or built just now.
    Err(Failed::because(format!("Tests of the window did not run. {}", skipped.join(" "))))
}

fn demo(project: &Project) -> Result<Outcome, Failed> {
    project.build_interface()?;
    project.build_everything()?;
    // Not the one that runs: building everything may have put a newer one in its place.
    let own = project.program("xtask", Profile::Dev);
    let demo = |title: &str, words: &[&str]| {
        let mut demo = Command::new(&own);
        demo.args(["demo", "--built", "--no-app", "--no-browser", "--seconds", "1"]);
        demo.args(["--listen", "127.0.0.1:0", "--folder"]).arg(project.target.join("demo-checked"));
        steps::run(title, demo.args(words))
    };
    demo("The demonstration from nothing", &["--reset"])?;
    demo("The demonstration again", &[]).map(|_| Outcome::Passed)
}
