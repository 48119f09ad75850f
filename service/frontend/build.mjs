// Bundles the modules of src/ and draws the outline of the world, both into the static files of the service.
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { geoGraticule10, geoNaturalEarth1, geoPath } from "d3-geo";
import { build } from "esbuild";
import { feature, mesh } from "topojson-client";

const here = path.dirname(fileURLToPath(import.meta.url));
const target = path.join(here, "../parley/web/static/built");

// As in parley/web/charts/world.py: one unit of the projection is 100 units of the drawing, the centre is at 275,143.
const WIDTH = 550;
const HEIGHT = 286;

async function outline() {
  const file = path.join(here, "node_modules/world-atlas/countries-110m.json");
  const world = JSON.parse(await readFile(file, "utf8"));
  const projection = geoNaturalEarth1().scale(100).translate([WIDTH / 2, HEIGHT / 2]).precision(0.3);
  const draw = geoPath(projection).digits(1);
  const land = draw(feature(world, world.objects.land));
  const borders = draw(mesh(world, world.objects.countries, (a, b) => a !== b));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}">
<style>
.sea{fill:#eef1f0}.land{fill:#dcd7ca}path{fill:none;stroke-linejoin:round}
.grid{stroke:#cfd6d6;stroke-width:.3}.border{stroke:#fbfaf6;stroke-width:.5}
@media (prefers-color-scheme:dark){.sea{fill:#1b2023}.land{fill:#38352e}.grid{stroke:#2a3135}.border{stroke:#171613}}
</style>
<path class="sea" d="${draw({ type: "Sphere" })}"/>
<path class="grid" d="${draw(geoGraticule10())}"/>
<path class="land" d="${land}"/>
<path class="border" d="${borders}"/>
</svg>
`;
}

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
const sources = (await readdir(path.join(here, "src"))).filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"));
await build({
  entryPoints: sources.map((name) => path.join(here, "src", name)),
  outdir: target,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "linked",
  loader: { ".svg": "dataurl", ".woff": "dataurl", ".woff2": "dataurl", ".ttf": "dataurl", ".eot": "empty" },
  logLevel: "warning",
});
await writeFile(path.join(target, "world.svg"), await outline());
