export const prerender = true
// A page is a document: what little script there is, is in static/.
export const csr = false
export const trailingSlash = 'always'
