// What nearly every command reads, so that the bundle has it in one file with the program itself: each further file costs a
// start more than what is in it. Only the build imports this (`scripts/build.mjs`).
import './errors.ts'
import './profiles/store.ts'
import './terminal/nearest.ts'
import './terminal/plain.ts'
import './version.ts'
