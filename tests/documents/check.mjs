// Checks of documents that need node: markdownlint over the examples and the project's pages, and the real mermaid
// parser over every diagram of the examples. Files can be named as arguments; `.ci/run` names none.
//
// Not here: what a brief says and whether it is fresh (`cargo test`).

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

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

if (briefs.length === 0) {
    problems.push("examples/ holds no brief");
}
if (named.length === 0 && diagrams.length === 0) {
    problems.push("the examples hold no diagram");
}
for (const problem of problems) {
    console.error(problem);
}
console.log(`${documents.length} documents, ${diagrams.length} diagrams, ${problems.length} problems`);
process.exit(problems.length > 0 ? 1 : 0);
