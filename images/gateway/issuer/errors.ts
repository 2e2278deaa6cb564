/** A refusal in the words of RFC 6749, section 5.2, and of the standards that add to them. */
export class OAuthError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, description: string, status = 400) {
    super(description);
    this.code = code;
    this.status = status;
  }

  get json(): { error: string; error_description: string } {
    return { error: this.code, error_description: this.message };
  }
}
