// Opens the API's explorer in a headless Chromium and holds it to what is promised of it: it shows every operation of
// the contract, sends a request, asks nobody but this server, and breaks no rule of its content security policy.
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const [url, executablePath] = process.argv.slice(2);
if (url === undefined || executablePath === undefined) {
  console.error("usage: node explorer.js URL CHROMIUM");
  process.exit(64);
}
const origin = new URL(url).origin;

const contract = await (await fetch(`${origin}/openapi.yaml`)).text();
const operations = contract.match(/^ {6}operationId: \w+$/gm).map((line) => line.split(": ")[1]);

const PATIENCE_MS = 180_000; // on a machine that does other things besides

const outside = [];
const complaints = [];
const browser = await chromium.launch({
  timeout: PATIENCE_MS,
  executablePath,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
  ],
});
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.on("request", (request) => {
    if (!request.url().startsWith(origin) && !request.url().startsWith("data:")) {
      outside.push(request.url());
    }
  });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      complaints.push(`${message.type()}: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error}`));
  await page.addInitScript(() =>
    document.addEventListener("securitypolicyviolation", (violation) =>
      console.error(`policy: ${violation.effectiveDirective} ${violation.blockedURI}`),
    ),
  );

  const response = await page.goto(`${origin}/docs`);
  assert.equal(response.status(), 200);
  const policy = response.headers()["content-security-policy"] ?? "";
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe-eval|https?:|\*/);

  await page.locator(".opblock").first().waitFor();
  const shown = await page
    .locator(".opblock")
    .evaluateAll((blocks) => blocks.map((block) => block.id.split("-").pop()));
  assert.deepEqual([...shown].sort(), [...operations].sort());

  const products = page.locator("#operations-products-findProducts");
  await products.locator(".opblock-summary-control").click();
  await products.locator("button.execute").click();
  await products.locator(".live-responses-table .response-col_status", { hasText: "200" }).waitFor();

  assert.deepEqual(outside, [], "no request leaves this server");
  assert.deepEqual(complaints, [], "no error, no warning, no violation of the policy");
  console.log(`ok  the explorer shows ${shown.length} operations, sends a request and asks nobody else`);
} catch (failure) {
  console.error([...outside, ...complaints].join("\n"));
  throw failure;
} finally {
  await browser.close();
}
