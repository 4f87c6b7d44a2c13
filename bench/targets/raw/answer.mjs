/** Answers 200 with JSON. */
export function answerJson(response, headers, value) {
  const body = JSON.stringify(value)
  response.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

/** Answers an error without a body. */
export function refuse(response, status) {
  response.writeHead(status).end()
}
