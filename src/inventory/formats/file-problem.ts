/** Why an inventory file is not taken: where in it, what was found, and what was expected. */
export class FileProblem extends Error {
  override readonly name = 'FileProblem';
}
