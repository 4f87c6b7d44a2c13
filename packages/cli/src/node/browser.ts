/** Opens a URL with the platform's opener: a program and an argument, never a shell (CVE-2025-6514). */
export async function openInBrowser(platform: string, url: string): Promise<void> {
  const { spawn } = await import('node:child_process')
  const [program, ...parameters] = opener(platform)
  await new Promise<void>((resolve, reject) => {
    const child = spawn(program, [...parameters, url], { stdio: 'ignore', detached: true, shell: false })
    child.once('error', reject)
    child.once('spawn', () => {
      child.unref()
      resolve()
    })
  })
}

function opener(platform: string): readonly [string, ...string[]] {
  if (platform === 'darwin') return ['open']
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler']
  return ['xdg-open']
}
