// The conformance suite in WebAssembly: asks the package what the native command was asked,
// and writes its report.
//
// Usage: node conformance.cjs PACKAGE NATIVE-REPORT REPORT

const fs = require("node:fs");
const path = require("node:path");

const [packageFolder, nativeReport, report] = process.argv.slice(2);
const engine = require(path.join(packageFolder, "can_invoke_wasm.js"));

// The same files under the same names, in the same order.
const native = JSON.parse(fs.readFileSync(nativeReport, "utf8"));
const tests = native.files.map(({ file }) => ({
  name: file,
  text: fs.readFileSync(file, "utf8"),
}));

// What they may name: the other documents beside them.
const isDocument = (name) => /\.(json|ya?ml)$/.test(name) && !/\.invoke-test\.\w+$/.test(name);
const folders = new Set(tests.map(({ name }) => path.posix.dirname(name)));
const files = [...folders].flatMap((folder) =>
  fs
    .readdirSync(folder)
    .filter(isDocument)
    .map((name) => path.posix.join(folder, name))
    .map((name) => ({ name, text: fs.readFileSync(name, "utf8") })),
);

const written = engine.test(JSON.stringify({ tests, files, full: true }));
fs.writeFileSync(report, written);

const { passed, failed } = JSON.parse(written);
console.log(`${passed} cases passed and ${failed} failed in Node ${process.version}`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
