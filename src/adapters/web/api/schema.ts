/** The pieces that descriptions of the API are made of (JSON Schema). */

export const text = { type: 'string' };
export const count = { type: 'integer', minimum: 0 };
export const moment = { type: 'string', format: 'date-time', description: 'ISO 8601 with offset' };
export const orNull = (schema: object): object => ({ anyOf: [schema, { type: 'null' }] });
export const listOf = (items: object): object => ({ type: 'array', items });
export const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
export const object = (properties: Record<string, object>, optional: readonly string[] = []): object => ({
  type: 'object',
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  properties,
});
export const listing = (name: string): object =>
  object({ items: listOf(ref(name)), total: count, nextCursor: text }, ['nextCursor']);
