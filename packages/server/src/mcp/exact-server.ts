import {
  isJSONRPCResultResponse,
  type JSONRPCMessage,
  type JSONRPCRequest,
  type JSONRPCResultResponse,
  ProtocolError,
  ProtocolErrorCode,
  type Result,
  Server,
  type ServerContext,
  type Transport,
} from '@modelcontextprotocol/server'

/** Marks the data of an error with the code it goes out under. Symbols are in no JSON. */
const CODE = Symbol('code')

type Handler = (request: JSONRPCRequest, ctx: ServerContext) => Promise<Result>

/** An error that keeps its code. The SDK sends -32002, which it takes for a missing resource, as -32602 in every revision. */
export class ExactError extends ProtocolError {
  constructor(code: number, message: string, data: Readonly<Record<string, unknown>>) {
    super(code, message, { ...data, [CODE]: code })
  }
}

/** The SDK's server, which sends {@link ExactError}s as they are, and of an error that is none of the protocol's no detail. */
export class ExactServer extends Server {
  /** Told of what must never happen. */
  onfailure: ((error: unknown) => void) | undefined

  /**
   * Takes the result of a request, in place of the transport: the response that the SDK would make of it costs a good part of the call, and so
   * does the error that it makes of each connection's end. With the result this server has ended.
   */
  onresult: ((message: JSONRPCResultResponse) => void) | undefined

  override async connect(transport: Transport): Promise<void> {
    const send = transport.send.bind(transport)
    transport.send = async (message, options) => {
      if (this.onresult === undefined || !isJSONRPCResultResponse(message)) return send(exact(message), options)
      this.onresult(message)
      this.onclose?.()
    }
    await super.connect(transport)
  }

  protected override _wrapHandler(method: string, handler: Handler): Handler {
    const wrapped = super._wrapHandler(method, handler)
    return async (request, ctx) => {
      try {
        return await wrapped(request, ctx)
      } catch (error) {
        if (error instanceof ProtocolError) throw error
        this.onfailure?.(error)
        throw new ProtocolError(ProtocolErrorCode.InternalError, 'the server failed: this is its own bug')
      }
    }
  }
}

function exact(message: JSONRPCMessage): JSONRPCMessage {
  if (!('error' in message)) return message
  const { error } = message
  const { data } = error
  const code = typeof data === 'object' && data !== null ? (data as { readonly [CODE]?: number })[CODE] : undefined
  return code === undefined ? message : { ...message, error: { ...error, code } }
}
