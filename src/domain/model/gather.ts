/** Lists by key, grown one by one: a copy of the list at each step would take the square of its length. */

/** Puts a value behind those that a key has. */
export function addTo<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const known = lists.get(key);
  if (known) known.push(value);
  else lists.set(key, [value]);
}
