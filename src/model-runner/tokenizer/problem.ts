/** A tokenizer that cannot be used as it lies; the message is a sentence for the user that says what to do. */
export class TokenizerProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TokenizerProblem';
  }
}
