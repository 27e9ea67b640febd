// A STAND-IN, so that the adapter runs before your SDK is in: delete it then. It is no SDK: it knows two calls and one
// way for each to end well, and the suites say so.

export const VERSION = '0.0.0';

export class StandInError extends Error {}

export class ConnectionError extends StandInError {}

export class BadAnswer extends StandInError {}

export class ApiError extends StandInError {
  /**
   * @param {number} status
   * @param {{type?: string, message?: string}} error
   */
  constructor(status, error) {
    super(error.message ?? `status ${status}`);
    this.status = status;
    this.type = error.type ?? null;
  }
}

export class Client {
  /** @param {{baseUrl?: string, apiKey?: string}} options */
  constructor({ baseUrl = 'http://127.0.0.1:8080', apiKey }) {
    this.baseUrl = baseUrl;
    this.apiKey = apiKey;
  }

  /** @param {object} request */
  async createMessage(request) {
    const response = await this.post(request);
    return parsed(await response.text());
  }

  /** @param {object} request */
  async *streamMessage(request) {
    const response = await this.post({ ...request, stream: true });
    /** @type {string[]} */
    let pieces = [];
    for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      pieces.push(text);
      if (!text.includes('\n')) continue;
      const lines = pieces.join('').split('\n');
      pieces = [lines.pop() ?? ''];
      for (const line of lines) if (line.startsWith('data: ')) yield parsed(line.slice('data: '.length));
    }
  }

  /** @param {object} body */
  async post(body) {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${this.apiKey}` };
    let response;
    try {
      response = await fetch(`${this.baseUrl}/v1/messages`, { method: 'POST', headers, body: JSON.stringify(body) });
    } catch (error) {
      throw new ConnectionError(String(error));
    }
    if (response.ok) return response;
    const { error } = parsed(await response.text());
    throw new ApiError(response.status, error ?? {});
  }
}

/** @param {string} text */
function parsed(text) {
  try {
    const value = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {}
  throw new BadAnswer('the answer is no JSON object');
}
