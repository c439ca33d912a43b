// Checks of documents that need node: markdownlint over the examples and the project's pages, the real mermaid parser
// over every diagram of the examples, and mermaid and graphviz over the pictures that `quorate trees show` prints.
// Files can be named as arguments, and then only they are checked; `.ci/run` names none.
//
// Not here: what a brief says and whether it is fresh (`cargo test`).

import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { instance } from "@viz-js/viz";
import { JSDOM } from "jsdom";
import { lint } from "markdownlint/sync";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const config = JSON.parse(readFileSync(join(here, "markdownlint.json"), "utf8"));

// Mermaid looks for a browser's window before it parses.
const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;
globalThis.Element = window.Element;
const { default: mermaid } = await import("mermaid");

const markdownIn = (folder) =>
    readdirSync(join(root, folder), { recursive: true })
        .filter((name) => name.endsWith(".md"))
        .map((name) => join(root, folder, name))
        .sort();

const named = process.argv.slice(2);
const briefs = named.length > 0 ? named : markdownIn("examples");
const pages = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"];
const documents = named.length > 0 ? named : [...briefs, ...pages.map((page) => join(root, page))];

const problems = [];
const shown = (file) => relative(root, file);

for (const [file, found] of Object.entries(lint({ files: documents, config }))) {
    for (const problem of found) {
        const detail = problem.errorDetail ? ` (${problem.errorDetail})` : "";
        problems.push(`${shown(file)}:${problem.lineNumber}: ${problem.ruleNames.join("/")}: ${problem.ruleDescription}${detail}`);
    }
}

const HEADING = /^(#+) (.*)$/;
const FENCE = /^(\s*)(`{3,})(\w*)\s*$/;
const diagrams = [];
for (const file of documents) {
    let fence = null;
    readFileSync(file, "utf8").split("\n").forEach((line, index) => {
        const mark = FENCE.exec(line);
        if (fence === null && mark) {
            fence = { mark: mark[2], language: mark[3], line: index + 1, text: [] };
        } else if (fence !== null && mark && mark[2].length >= fence.mark.length && mark[3] === "") {
            if (fence.language === "mermaid") {
                diagrams.push({ file, line: fence.line, text: fence.text.join("\n") });
            }
            fence = null;
        } else if (fence !== null) {
            fence.text.push(line);
        } else {
            const heading = HEADING.exec(line);
            // markdownlint has no rule for this one of ours: headings carry no numbers.
            if (heading && briefs.includes(file) && /^\d+(\.\d+)*[.)]?\s/.test(heading[2])) {
                problems.push(`${shown(file)}:${index + 1}: a heading begins with a number`);
            }
        }
    });
    if (fence !== null) {
        problems.push(`${shown(file)}:${fence.line}: a code block that is never closed`);
    }
}

for (const { file, line, text } of diagrams) {
    try {
        await mermaid.parse(text);
    } catch (error) {
        problems.push(`${shown(file)}:${line}: mermaid cannot read this diagram: ${String(error.message ?? error).trim()}`);
    }
}

// Pictures of all decisions, bare and with the paths of two datasets whose names a careless label trips over.
const pictures = [];
if (named.length === 0) {
    const folder = mkdtempSync(join(tmpdir(), "quorate-"));
    const answers = join(folder, "hostile.toml");
    const names = ['"]); end; x --> y', "a|b {c} <d> #e \\\\ `f` %% ->"];
    const datasets = names.map((name) => `[[dataset]]\nname = ${JSON.stringify(name)}\n`);
    writeFileSync(answers, `quorate = 1\n[system]\nname = "]\\"}"\n${datasets.join("")}`);
    const viz = await instance();
    const show = (...words) =>
        execFileSync("cargo", ["run", "--quiet", "--", "trees", "show", ...words], { cwd: root, encoding: "utf8" });
    for (const name of readdirSync(join(root, "decision-trees", "trees")).sort()) {
        const decision = name.replace(/\.toml$/, "");
        for (const file of [[], [answers]]) {
            const shown = `trees show ${[decision, ...file].join(" ")}`;
            pictures.push(shown);
            try {
                await mermaid.parse(show(decision, ...file, "--format", "mermaid"));
            } catch (error) {
                problems.push(`${shown}: mermaid cannot read it: ${String(error.message ?? error).trim()}`);
            }
            const read = viz.render(show(decision, ...file, "--format", "dot"), { format: "plain" });
            // What is left are warnings about the metrics of fonts.
            for (const { message } of read.errors.filter(({ level }) => level !== "warning")) {
                problems.push(`${shown}: graphviz cannot read it: ${message}`);
            }
        }
    }
    rmSync(folder, { recursive: true });
}

if (briefs.length === 0) {
    problems.push("examples/ holds no brief");
}
if (named.length === 0 && diagrams.length === 0) {
    problems.push("the examples hold no diagram");
}
for (const problem of problems) {
    console.error(problem);
}
console.log(`${documents.length} documents, ${diagrams.length} diagrams, ${pictures.length} pictures, ${problems.length} problems`);
process.exit(problems.length > 0 ? 1 : 0);
