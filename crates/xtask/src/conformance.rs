//! The conformance suite once more in WebAssembly, byte for byte as it comes out natively.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::process::{self, Workspace};
use crate::wasm;

/// The suite, and an example whose policy is in a file of its own. The names stand in the
/// reports, and so are relative to the root.
const SUITES: [&str; 2] = ["tests/cases", "examples/policy-tests"];

/// Runs the suite in Node with the package that browsers get.
const SCRIPT: &str = "crates/wasm/tests/conformance.cjs";

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    if !process::answers(workspace.command("node", ["--version"])) {
        bail!(
            "there is no `node`, in which the suite runs as WebAssembly\n  help: install Node.js \
             20 or later"
        );
    }
    let target = process::target_directory(workspace)?;
    let folder = target.join("conformance");
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot create `{}`", folder.display()))?;
    let native = folder.join("native.json");
    let in_node = folder.join("node.json");
    run_natively(workspace, &native)?;
    let package = package(workspace, &target)?;
    let mut command = workspace.command("node", [SCRIPT]);
    command.args([&package, &native, &in_node]);
    process::run(command)?;
    compare(&native, &in_node)
}

/// Builds the package for Node from the library as it is built for WebAssembly.
fn package(workspace: &Workspace, target: &Path) -> Result<std::path::PathBuf> {
    wasm::build(workspace)?;
    let library = target
        .join(wasm::TARGET)
        .join("debug")
        .join("can_invoke_wasm.wasm");
    let package = target.join("conformance").join("package");
    let mut bindgen = Bindgen::new();
    bindgen.input_path(&library).typescript(false);
    bindgen
        .nodejs(true)
        .and_then(|bindgen| bindgen.generate(&package))
        .with_context(|| format!("cannot make a package from `{}`", library.display()))?;
    Ok(package)
}

fn run_natively(workspace: &Workspace, report: &Path) -> Result<()> {
    process::run(workspace.cargo(["build", "--locked", "--package", "can-invoke"]))?;
    let arguments = [
        "run",
        "--locked",
        "--quiet",
        "--package",
        "can-invoke",
        "--",
        "test",
        SUITES[0],
        SUITES[1],
        "--explain",
        "full",
        "--format",
        "json",
    ];
    let written =
        process::output(workspace.cargo(arguments)).context("the suite does not hold natively")?;
    std::fs::write(report, written).with_context(|| format!("cannot write `{}`", report.display()))
}

fn compare(native: &Path, in_node: &Path) -> Result<()> {
    let read = |path: &Path| {
        std::fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))
    };
    let (native_bytes, node_bytes) = (read(native)?, read(in_node)?);
    if let Some(line) = first_difference(&native_bytes, &node_bytes) {
        bail!(
            "the answers of the two differ from line {line} on\n  help: compare `{}` with `{}`",
            native.display(),
            in_node.display()
        );
    }
    println!(
        "the suite comes out the same natively and in WebAssembly: {} bytes of JSON",
        native_bytes.len()
    );
    Ok(())
}

/// The first line, counted from one, in which two texts differ.
fn first_difference(one: &[u8], other: &[u8]) -> Option<usize> {
    if one == other {
        return None;
    }
    let lines = |text: &'_ [u8]| text.split(|byte| *byte == b'\n').count();
    let same = one
        .split(|byte| *byte == b'\n')
        .zip(other.split(|byte| *byte == b'\n'))
        .take_while(|(left, right)| left == right)
        .count();
    Some((same + 1).min(lines(one).max(lines(other))))
}

#[cfg(test)]
mod tests {
    use super::first_difference;

    #[test]
    fn the_first_line_that_differs_is_named() {
        assert_eq!(first_difference(b"a\nb\n", b"a\nb\n"), None);
        assert_eq!(first_difference(b"a\nb\n", b"a\nc\n"), Some(2));
        assert_eq!(first_difference(b"a\n", b"a\nb\n"), Some(2));
        assert_eq!(first_difference(b"", b"a"), Some(1));
    }
}
