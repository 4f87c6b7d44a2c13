// Loaded into a server before its own code, with --expose-gc: tells over the channel how much of the heap is in use.
process.on('message', () => {
  globalThis.gc()
  globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  process.send(heapUsed + external)
})
