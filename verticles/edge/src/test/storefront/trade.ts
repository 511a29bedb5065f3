import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { BackOffice } from "./backoffice.js";
import { type NewOrder, type Outcome, type PlacedOrder, Storefront } from "./storefront.js";

const PATIENCE_MS = 60_000;

const [url, tokenFile] = process.argv.slice(2);
if (url === undefined || tokenFile === undefined) {
  console.error("usage: node trade.js URL ADMIN_TOKEN_FILE");
  process.exit(64);
}
const shop = new Storefront(url);
const office = new BackOffice(url, (await readFile(tokenFile, "utf8")).trim());
const run = Date.now().toString(36);
const sku = (name: string) => `${name}-${run}`;
const pounds = (pence: number) => ({ amount: pence, currency: "GBP" });

function order(token: string, quantity: number, total: number): NewOrder {
  return {
    lines: [{ sku: sku("LANTERN"), quantity }],
    email: "guest@example.org",
    payment: { method: "card", token },
    expectedTotal: pounds(total),
    shippingAddress: { name: "A. Guest", line1: "1 High Street", city: "London", country: "GB" },
  };
}

function placed(outcome: Outcome): PlacedOrder {
  assert(outcome.kind === "confirmed" || outcome.kind === "pending", outcome.kind);
  return outcome.order;
}

async function step(what: string, does: () => Promise<void>): Promise<void> {
  await does();
  console.log(`ok  ${what}`);
}

await step("the back office puts three products on sale and receives stock", async () => {
  for (const [name, pence] of [["LANTERN", 255], ["HEART", 1999], ["CUP", 150]] as const) {
    await office.sell(sku(name), `${name} of ${run}`, pounds(pence));
    await office.receive(sku(name), 100, `first-${sku(name)}`);
  }
});

await step("a buyer finds them, page by page", async () => {
  const found = [];
  for await (const product of shop.products(run)) {
    found.push(product.sku);
  }
  assert.deepEqual(found, [sku("CUP"), sku("HEART"), sku("LANTERN")]);
  assert.deepEqual([...(await shop.available(sku("CUP")))], [[sku("CUP"), 100]]);
});

await step("a quote says what six cost", async () => {
  const quote = await shop.quote([{ sku: sku("LANTERN"), quantity: 6 }]);
  assert.deepEqual(quote.total, pounds(1530));
});

await step("an order is confirmed, and captured a little later", async () => {
  const outcome = await shop.order(`ok-${run}`, order("tok_ok", 6, 1530));
  const captured = (now: { paymentStatus: string }) => now.paymentStatus === "captured";
  const now = await shop.follow(placed(outcome), captured, PATIENCE_MS);
  assert.equal(now.status, "confirmed");
  assert.deepEqual(now.total, pounds(1530));
});

await step("the same key gives the same order", async () => {
  const outcome = await shop.order(`ok-${run}`, order("tok_ok", 6, 1530));
  assert(outcome.kind === "confirmed" && outcome.replayed);
  assert.equal(outcome.order.lines[0]?.quantity, 6);
});

await step("what is not there is out of stock, with what is left", async () => {
  const outcome = await shop.orderAndWait(`many-${run}`, order("tok_ok", 95, 24225), PATIENCE_MS);
  assert(outcome.kind === "outOfStock", outcome.kind);
  assert.deepEqual(outcome.shortages, [{ sku: sku("LANTERN"), requested: 95, available: 94 }]);
});

await step("a declined payment names the order and opens it", async () => {
  const declined = order("tok_declined", 1, 255);
  const outcome = await shop.orderAndWait(`declined-${run}`, declined, PATIENCE_MS);
  assert(outcome.kind === "declined", outcome.kind);
  const { orderId: id, orderToken } = outcome;
  const rejected = (now: { status: string }) => now.status === "rejected";
  await shop.follow({ id, orderToken }, rejected, PATIENCE_MS);
});

await step("staff reads where an order goes", async () => {
  assert.equal((await office.address("Guest@Example.org"))?.city, "London");
});

await step("a price that changed is told before anything is stored", async () => {
  const outcome = await shop.order(`price-${run}`, order("tok_ok", 1, 254));
  assert.deepEqual(outcome, { kind: "priceChanged", total: pounds(255) });
});

await step("a product that nobody sells is named", async () => {
  const unknown = { ...order("tok_ok", 1, 255), lines: [{ sku: sku("NOTHING"), quantity: 1 }] };
  const outcome = await shop.order(`unknown-${run}`, unknown);
  assert.deepEqual(outcome, { kind: "unknownProducts", skus: [sku("NOTHING")] });
});

await step("an order whose payment is in doubt is 202, and is confirmed in the end", async () => {
  const outcome = await shop.order(`doubt-${run}`, order("tok_timeout_then_ok", 1, 255));
  assert.equal(outcome.kind, "pending");
  assert.equal(placed(outcome).status, "pending");
  const confirmed = (now: { status: string }) => now.status === "confirmed";
  await shop.follow(placed(outcome), confirmed, PATIENCE_MS);
});
