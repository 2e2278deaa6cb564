/** Reads the gzipped, base64-encoded JSON that an element of the page carries. */
export async function unpack<T>(elementId: string): Promise<T> {
  const text = document.getElementById(elementId)?.textContent;
  if (!text) throw new Error(`This report carries no "${elementId}". Render it anew with: npm run torture -- report`);
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  const json = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return (await new Response(json).json()) as T;
}
