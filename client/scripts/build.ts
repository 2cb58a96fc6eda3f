import { execFileSync } from "node:child_process";
import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import packageJson from "../package.json" with { type: "json" };

// Makes `dist/`, a package of its own: the compiled client, and of the shared contract the types alone.

const root = path.resolve(import.meta.dirname, "..");
const dist = path.join(root, "dist");
const zod = JSON.parse(readFileSync(path.join(root, "../shared/package.json"), "utf8")).dependencies.zod;

rmSync(dist, { recursive: true, force: true });
execFileSync("tsc", ["-p", path.join(root, "tsconfig.build.json")], { stdio: "inherit" });
for (const file of globSync("shared/**/*.js", { cwd: dist })) rmSync(path.join(dist, file));
for (const file of globSync("**/*.{js,d.ts}", { cwd: dist })) {
  const target = path.join(dist, file);
  const text = readFileSync(target, "utf8").replaceAll(
    /(["'])@sluice\/shared\/([\w-]+)\1/g,
    (_, quote: string, room: string) => {
      const leaf = room === "contract" ? "index.js" : "contract.js";
      const to = path.relative(path.dirname(target), path.join(dist, "shared/src", room, leaf));
      return `${quote}${to}${quote}`;
    },
  );
  writeFileSync(target, text.replaceAll(/(from "\.[^"]*)\.ts"/g, '$1.js"'));
}

const { name, version, description, license, type, peerDependencies, peerDependenciesMeta } = packageJson;
const entry = (file: string) => ({ types: `./client/src/${file}.d.ts`, default: `./client/src/${file}.js` });
writeFileSync(
  path.join(dist, "package.json"),
  `${JSON.stringify(
    {
      ...{ name, version, description, license, type },
      exports: { ".": entry("index"), "./query": entry("query") },
      dependencies: { zod },
      ...{ peerDependencies, peerDependenciesMeta },
    },
    null,
    2,
  )}\n`,
);
cpSync(path.join(root, "README.md"), path.join(dist, "README.md"));
cpSync(path.join(root, "../LICENSE"), path.join(dist, "LICENSE"));
