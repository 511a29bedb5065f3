import createClient, { type Client } from "openapi-fetch";
import { setTimeout as sleep } from "node:timers/promises";
import type { components, paths } from "./api.js";

type Schemas = components["schemas"];

export type Line = Schemas["Lines"][number];
export type Money = Schemas["Money"];
export type NewOrder = Schemas["NewOrder"];
export type Order = Schemas["Order"];
export type PlacedOrder = Schemas["PlacedOrder"];
export type Product = Schemas["Product"];
export type Quote = Schemas["Quote"];
type Problem = Schemas["Problem"];

/** What a storefront tells its buyer about an order. */
export type Outcome =
  | { kind: "confirmed"; order: PlacedOrder; replayed: boolean }
  | { kind: "pending"; order: PlacedOrder; replayed: boolean }
  | { kind: "declined"; orderId: string; orderToken: string; reason: string }
  | { kind: "outOfStock"; shortages: Schemas["OutOfStock"]["shortages"] }
  | { kind: "priceChanged"; total: Money }
  | { kind: "rejected"; orderId: string; reason: Schemas["OrderRejected"]["code"] }
  | { kind: "unknownProducts"; skus: string[] };

/** A problem for which a storefront has no answer of its own. */
export class UnexpectedProblem extends Error {
  constructor(readonly problem: Problem) {
    super(`${problem.status} ${problem.code}: ${problem.detail} (request ${problem.instance})`);
  }
}

/** A shop as its buyers see it. */
export class Storefront {
  private static readonly attemptsMax = 5;
  private static readonly pauseMs = 200;

  private readonly api: Client<paths>;

  constructor(url: string) {
    this.api = createClient<paths>({ baseUrl: url });
  }

  /** All products that contain these words, page by page. */
  async *products(words: string): AsyncGenerator<Product> {
    let cursor: string | null = null;
    do {
      const query: { q: string; limit: number; cursor?: string } = { q: words, limit: 2 };
      if (cursor !== null) {
        query.cursor = cursor;
      }
      const { data, error } = await this.api.GET("/v1/products", { params: { query } });
      if (error) {
        throw new UnexpectedProblem(error);
      }
      yield* data.data;
      cursor = data.next;
    } while (cursor !== null);
  }

  /** How much of each SKU an order may still take. */
  async available(...sku: string[]): Promise<Map<string, number>> {
    const { data, error } = await this.api.GET("/v1/availability", { params: { query: { sku } } });
    if (error) {
      throw new UnexpectedProblem(error);
    }
    return new Map(data.data.map((level) => [level.sku, level.available]));
  }

  async quote(lines: Line[]): Promise<Quote> {
    const { data, error } = await this.api.POST("/v1/quotes", { body: { lines } });
    if (error) {
      throw new UnexpectedProblem(error);
    }
    return data;
  }

  /**
   * Places an order. Where it is unknown whether it was stored, or the shop takes no more for the
   * moment, the same key is sent again: that never makes two orders.
   */
  async order(key: string, order: NewOrder): Promise<Outcome> {
    for (let attempt = 1; ; attempt++) {
      const { data, error, response } = await this.api.POST("/v1/orders", {
        params: { header: { "Idempotency-Key": key } },
        body: order,
      });
      if (data) {
        const replayed = response.headers.get("Idempotent-Replayed") === "true";
        return { kind: response.status === 202 ? "pending" : "confirmed", order: data, replayed };
      }
      switch (error.code) {
        case "payment_declined":
          return {
            kind: "declined",
            orderId: error.order,
            orderToken: error.orderToken,
            reason: error.detail,
          };
        case "out_of_stock":
          return { kind: "outOfStock", shortages: error.shortages };
        case "price_changed":
          return { kind: "priceChanged", total: error.total };
        case "payment_unresolved":
        case "cancelled":
          return { kind: "rejected", orderId: error.order, reason: error.code };
        case "unknown_sku":
          return { kind: "unknownProducts", skus: error.skus };
        case "overloaded":
        case "unavailable":
        case "outcome_unknown":
          if (attempt === Storefront.attemptsMax) {
            throw new UnexpectedProblem(error);
          }
          await sleep(retryAfterMs(response) ?? Storefront.pauseMs * attempt);
          break;
        default:
          throw new UnexpectedProblem(error);
      }
    }
  }

  /** Places an order and waits for what becomes of it: the same key tells how it stands now. */
  async orderAndWait(key: string, order: NewOrder, patienceMs: number): Promise<Outcome> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const outcome = await this.order(key, order);
      if (outcome.kind !== "pending" || Date.now() > deadline) {
        return outcome;
      }
      await sleep(Storefront.pauseMs);
    }
  }

  /** Follows an order until it is as wanted. */
  async follow(
    { id, orderToken }: Pick<PlacedOrder, "id" | "orderToken">,
    wanted: (order: Order) => boolean,
    patienceMs: number,
  ): Promise<Order> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const { data, error } = await this.api.GET("/v1/orders/{id}", {
        params: { path: { id } },
        headers: { Authorization: `Bearer ${orderToken}` },
      });
      if (error) {
        throw new UnexpectedProblem(error);
      }
      if (wanted(data)) {
        return data;
      }
      if (Date.now() > deadline) {
        throw new Error(`order ${id} is still ${data.status}, its payment ${data.paymentStatus}`);
      }
      await sleep(Storefront.pauseMs);
    }
  }
}

function retryAfterMs(response: Response): number | undefined {
  const seconds = Number(response.headers.get("Retry-After") ?? NaN);
  return Number.isNaN(seconds) ? undefined : seconds * 1000;
}
