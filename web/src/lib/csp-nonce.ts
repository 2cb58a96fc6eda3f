/** What the page's policy asks of style elements that scripts write; the server puts it into the page. */
export const cspNonce = (): string =>
  document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
