import 'reflect-metadata'
import { isIP } from 'node:net'
import { AsnConvert } from '@peculiar/asn1-schema'
import { GeneralName, GeneralSubtree, GeneralSubtrees, NameConstraints } from '@peculiar/asn1-x509'
import * as x509 from '@peculiar/x509'
import { PERMITTED_DOMAINS, PERMITTED_RANGES } from './permitted.ts'

/** A certificate and its private key, both PEM. */
export interface Credentials {
  readonly cert: string
  readonly key: string
}

/** What a certificate is made with besides its names. */
export interface Making {
  /** Milliseconds since the Unix epoch. */
  readonly now: number
  /** 32 hexadecimal digits that no other certificate has (RFC 5280 §4.1.2.2). */
  readonly serial: string
}

const DAY = 86_400_000
const KEY = { name: 'ECDSA', namedCurve: 'P-256' } as const
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' } as const

/** How long the authority is good, in ms. */
export const AUTHORITY_LIFETIME = 825 * DAY
/** How long a certificate of a server is good, in ms: it is made anew at each start. */
const LEAF_LIFETIME = 90 * DAY

/** A certificate authority that can vouch for names and addresses of closed networks only (RFC 5280 §4.2.1.10). */
export async function makeAuthority({ now, serial }: Making, owner: string): Promise<Credentials> {
  const keys = await crypto.subtle.generateKey(KEY, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: positive(serial),
    name: [{ CN: [`mcp-auth-test-server development CA (${owner})`] }],
    notBefore: new Date(now - DAY),
    notAfter: new Date(now + AUTHORITY_LIFETIME),
    signingAlgorithm: SIGNING,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      new x509.Extension(NAME_CONSTRAINTS, true, AsnConvert.serialize(constraints())),
    ],
  })
  return { cert: `${certificate.toString('pem')}\n`, key: await privatePem(keys.privateKey) }
}

/** A certificate of a server for `hosts`, vouched for by `authority`. */
export async function makeLeaf(
  authority: Credentials,
  hosts: readonly string[],
  { now, serial }: Making,
): Promise<Credentials> {
  const issuer = new x509.X509Certificate(authority.cert)
  const signingKey = await crypto.subtle.importKey('pkcs8', fromPem(authority.key), KEY, false, ['sign'])
  const keys = await crypto.subtle.generateKey(KEY, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: positive(serial),
    issuer: issuer.subject,
    subject: [{ CN: ['mcp-auth-test-server'] }],
    notBefore: new Date(now - DAY),
    notAfter: new Date(Math.min(now + LEAF_LIFETIME, issuer.notAfter.getTime())),
    signingAlgorithm: SIGNING,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        hosts.map((value) => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value })),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  })
  return { cert: `${certificate.toString('pem')}\n${authority.cert}`, key: await privatePem(keys.privateKey) }
}

/** When the authority ends, in ms since the Unix epoch. Throws for what is no certificate. */
export function endOf({ cert }: Credentials): number {
  return new x509.X509Certificate(cert).notAfter.getTime()
}

const NAME_CONSTRAINTS = '2.5.29.30'

function constraints(): NameConstraints {
  const names = [
    ...PERMITTED_DOMAINS.map((dNSName) => new GeneralName({ dNSName })),
    ...PERMITTED_RANGES.map(({ address, prefix }) => new GeneralName({ iPAddress: `${address}/${prefix}` })),
  ]
  return new NameConstraints({
    permittedSubtrees: new GeneralSubtrees(names.map((base) => new GeneralSubtree({ base }))),
  })
}

/** A serial number must not be negative: the first bit is cleared. */
function positive(serial: string): string {
  return (Number.parseInt(serial.slice(0, 1), 16) & 7).toString(16) + serial.slice(1)
}

async function privatePem(key: Parameters<typeof crypto.subtle.exportKey>[1]): Promise<string> {
  return `${x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`
}

function fromPem(text: string): ArrayBuffer {
  return x509.PemConverter.decodeFirst(text)
}
