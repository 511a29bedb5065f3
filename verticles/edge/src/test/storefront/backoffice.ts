import createClient, { type Client } from "openapi-fetch";
import type { paths } from "./api.js";
import { type Money, UnexpectedProblem } from "./storefront.js";

/** The same shop as its staff sees it. */
export class BackOffice {
  private readonly api: Client<paths>;

  constructor(url: string, staffToken: string) {
    const headers = { Authorization: `Bearer ${staffToken}` };
    this.api = createClient<paths>({ baseUrl: url, headers });
  }

  async sell(sku: string, name: string, price: Money): Promise<void> {
    const { error } = await this.api.PUT("/v1/admin/products/{sku}", {
      params: { path: { sku } },
      body: { name, price, published: true },
    });
    if (error) {
      throw new UnexpectedProblem(error);
    }
  }

  async receive(sku: string, quantity: number, key: string): Promise<void> {
    const { error } = await this.api.POST("/v1/admin/stock/{sku}/receipts", {
      params: { path: { sku }, header: { "Idempotency-Key": key } },
      body: { quantity },
    });
    if (error) {
      throw new UnexpectedProblem(error);
    }
  }
}
