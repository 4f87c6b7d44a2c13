/** Reads a request's body and hands it on as text. */
export function readText(request, use) {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => use((chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)).toString()))
}
