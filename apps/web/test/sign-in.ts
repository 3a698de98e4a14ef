import type { Browser } from '@roadstead/testing';

/** Signs in through the page. Before somebody has, it asks who is there, and is told nobody: that 401 is meant to be. */
export async function signIn(
  { page, expecting }: Browser,
  { username, password }: { username: string; password: string },
  path = '/',
): Promise<void> {
  await expecting(/401/, async () => {
    await page.goto(path);
    await page.getByLabel('User name').fill(username);
    await page.getByRole('textbox', { name: 'Password' }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
  });
}
