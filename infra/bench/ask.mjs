/**
 * Asks the REST API, as an admin.
 * @param {import('@roadstead/testing').Stack} stack
 * @param {string} path
 * @returns {Promise<any>} the answer; of a question that the control plane gave up as too wide, what it says of that
 * @throws Error with what was answered, whatever else went wrong
 */
export async function ask(stack, path) {
  const response = await fetch(`${stack.url}/api/v1${path}`, {
    headers: { authorization: `Bearer ${stack.admin.token}` },
  });
  const text = await response.text();
  if (!response.ok && !text.includes('question.too-wide'))
    throw new Error(`${path} was answered with ${response.status}: ${text}`);
  return JSON.parse(text);
}
