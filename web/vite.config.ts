import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** The two Latin fonts are asked for together with the page, so that text does not change its shape later. */
const preloadFonts = (): Plugin => ({
  name: "preload-fonts",
  transformIndexHtml: {
    order: "post",
    handler: (_html, { bundle }) =>
      Object.keys(bundle ?? {})
        .filter((file) => /(inter|geist-mono)-latin-wght-normal.*\.woff2$/.test(file))
        .map((file) => ({
          tag: "link",
          injectTo: "head" as const,
          attrs: { rel: "preload", as: "font", type: "font/woff2", crossorigin: true, href: `/${file}` },
        })),
  },
});

/** Compressed once, as well as it can be; the server sends these. */
const compress = (): Plugin => ({
  name: "compress",
  writeBundle({ dir = "" }, bundle) {
    for (const file of Object.keys(bundle).filter((name) => /\.(js|css)$/.test(name))) {
      const content = readFileSync(path.join(dir, file));
      writeFileSync(path.join(dir, `${file}.br`), brotliCompressSync(content));
      writeFileSync(path.join(dir, `${file}.gz`), gzipSync(content, { level: 9 }));
    }
  },
});

/** The toasts' styles come from our own sheet: the Content Security Policy lets no script write a style element. */
const withoutInjectedStyles = (): Plugin => ({
  name: "without-injected-styles",
  transform(code, id) {
    if (!/\/sonner\/dist\/index\.mjs/.test(id)) return null;
    return { code: code.replace(/^__insertCSS\(.*\);$/m, ""), map: null };
  },
});

export default defineConfig({
  plugins: [react(), tailwindcss(), preloadFonts(), withoutInjectedStyles(), compress()],
  build: { target: "es2022", modulePreload: { polyfill: false } },
});
