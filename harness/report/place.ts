/** Results by what played where, `<id> <cell>`: with `--repeat` there are several for each. */
export function byPlace<T extends { id: string; cell: string }>(results: readonly T[]): Map<string, T[]> {
  return Map.groupBy(results, ({ id, cell }) => `${id} ${cell}`);
}
