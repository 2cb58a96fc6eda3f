/** Each line of a streamed answer parsed, as it arrives: what an `application/x-ndjson` export holds. */
export async function* readLines<Item = unknown>(response: Response): AsyncGenerator<Item, void> {
  if (!response.body) return;
  let rest = "";
  const text = response.body.pipeThrough(new TextDecoderStream());
  for await (const piece of text as unknown as AsyncIterable<string>) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line) yield JSON.parse(line) as Item;
  }
  if (rest) yield JSON.parse(rest) as Item;
}
