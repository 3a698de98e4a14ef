import { readFile } from 'node:fs/promises';
import type { JobDetail } from '@roadstead/contract';
import { openBrowser, type Stack, type StackHost, untilJobEnds, waitFor } from '@roadstead/testing';
import type { Locator, Page } from 'playwright-core';
import { signIn } from '../sign-in.js';
import { type CommitOptions, type Driver, type FileToSend, type RunOptions, untilKnown } from './driver.js';

/** The verbs as a person does them: from the page of the thing, by its words. */
export class PageDriver implements Driver {
  readonly name = 'page';

  private constructor(
    private readonly stack: Stack,
    private readonly page: Page,
  ) {}

  /** Opens a browser and signs in. */
  static async open(stack: Stack) {
    const browser = await openBrowser({ baseUrl: stack.url });
    const { page } = browser;
    await signIn(browser, stack.admin);
    return { driver: new PageDriver(stack, page), browser };
  }

  async type(host: StackHost, containerName: string, line: string) {
    const id = (await host.engine.docker('inspect', '--format', '{{.Id}}', containerName)).trim();
    await untilKnown(this.stack, host, id);
    await this.page.goto(`/containers/detail/?host=${host.id}&id=${id}&tab=terminal`);
    await this.page.getByRole('button', { name: 'Open terminal' }).click();
    const screen = this.page.locator('.xterm-rows');
    await waitFor(async () => /[#$]/.test((await screen.textContent()) ?? ''), 'the prompt');
    await this.page.keyboard.type(`${line}; exit`);
    await this.page.keyboard.press('Enter');
    await this.page.getByText('The command has ended (exit code 0).').waitFor();
  }

  async run(host: StackHost, image: string, { name, command = [], port, tty }: RunOptions) {
    await this.openForm(`/run/?image=${encodeURIComponent(image)}&host=${host.id}`);
    await this.page.getByLabel('Name (optional)').fill(name);
    await this.page.getByLabel('Command (optional)').fill(command.map((word) => `'${word}'`).join(' '));
    if (port !== undefined) await this.page.getByLabel('Published ports (optional)').fill(String(port));
    if (tty) {
      await this.page.getByText('Process, labels and terminal').click();
      await this.page.getByRole('checkbox', { name: 'Terminal' }).check();
      await this.page.getByRole('checkbox', { name: 'Keep standard input open' }).check();
    }
    await this.page.getByRole('button', { name: 'Run on 1 host' }).click();
    const job = await this.untilSucceeded();
    await this.main.getByText(`${name} runs on ${host.name}.`).waitFor();
    return job;
  }

  async commit(host: StackHost, containerName: string, { reference, author, message, changes }: CommitOptions) {
    const id = (await host.engine.docker('inspect', '--format', '{{.Id}}', containerName)).trim();
    await this.page.goto(`/containers/detail/?host=${host.id}&id=${id}`);
    await this.page.getByRole('button', { name: 'Commit…' }).click();
    const dialog = this.page.getByRole('dialog');
    await dialog.getByLabel('Name (optional)').fill(reference ?? '');
    await dialog.getByLabel('Author (optional)').fill(author ?? '');
    await dialog.getByLabel('Message (optional)').fill(message ?? '');
    await dialog.getByLabel('Changes (optional)').fill(changes?.join('\n') ?? '');
    await dialog.getByRole('button', { name: 'Commit', exact: true }).click();
    return this.untilSucceeded();
  }

  async tag(host: StackHost, source: string, target: string) {
    const dialog = await this.openVerb(host, [source], 'Tag…');
    await dialog.getByLabel('New name').fill(target);
    await dialog.getByRole('button', { name: 'Tag on 1 host' }).click();
    return this.untilSucceeded();
  }

  async push(host: StackHost, reference: string) {
    await this.beginPush(host, reference);
    return this.untilSucceeded();
  }

  async pushInVain(host: StackHost, reference: string) {
    await this.beginPush(host, reference);
    const job = await this.untilEnded();
    await this.main.getByText('Failed').first().waitFor();
    await this.main
      .getByText(job.error?.message ?? '')
      .first()
      .waitFor();
    return job;
  }

  async pull(host: StackHost, reference: string) {
    await this.page.goto(`/pull/?host=${host.id}`);
    await this.page.getByLabel('Reference', { exact: true }).fill(reference);
    await this.page.getByRole('button', { name: 'Pull on 1 host' }).click();
    return this.untilSucceeded();
  }

  /** Takes off one name; other names of the image are kept. The preview and the outcome are to say so. */
  async remove(host: StackHost, reference: string) {
    const dialog = await this.openVerb(host, [reference], 'Remove…');
    await dialog.getByText(/Untags .*\./).waitFor();
    for (const name of await dialog.locator('fieldset label:has(code)').all()) {
      if ((await name.textContent())?.trim() !== reference) await name.click();
    }
    await dialog.getByText(`Untags ${reference}`).first().waitFor();
    await dialog.getByRole('button', { name: 'Remove from 1 host' }).click();
    const job = await this.untilSucceeded();
    const { untagged, deleted } = job.result as { untagged: string[]; deleted: string[] };
    for (const line of [...untagged, ...deleted]) {
      await this.main.getByRole('listitem').filter({ hasText: line }).first().waitFor();
    }
    return job;
  }

  async build(host: StackHost, dockerfile: string, tag: string) {
    await this.openForm(`/build/?host=${host.id}`);
    await this.page.locator('.cm-content').fill(dockerfile);
    await this.page.getByLabel('Names', { exact: true }).fill(tag);
    await this.page.getByRole('button', { name: 'Build on 1 host' }).click();
    const job = await this.untilSucceeded();
    const states = job.progress?.steps?.map(({ state }) => state) ?? [];
    await this.untilShown('li [data-step]', 'data-state', states);
    return job;
  }

  async import(host: StackHost, file: FileToSend, reference: string) {
    await this.openForm(`/import/?host=${host.id}`);
    await this.uploadFile(file);
    await this.page.getByLabel('Name (optional)').fill(reference);
    await this.page.getByRole('button', { name: 'Import on 1 host' }).click();
    return this.untilSucceeded();
  }

  async importFrom(host: StackHost, url: string, reference: string) {
    await this.openForm(`/import/?host=${host.id}`);
    await this.page.getByRole('button', { name: 'URL', exact: true }).click();
    await this.page.getByRole('textbox', { name: 'URL' }).fill(url);
    await this.page.getByLabel('Name (optional)').fill(reference);
    await this.page.getByRole('button', { name: 'Import on 1 host' }).click();
    return this.untilSucceeded();
  }

  async save(host: StackHost, references: string[]) {
    const dialog = await this.openVerb(host, references, 'Save…');
    for (const reference of references) await dialog.getByText(reference, { exact: true }).waitFor();
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      dialog.getByRole('link', { name: 'Download' }).click(),
    ]);
    return readFile(await download.path());
  }

  async load(host: StackHost, file: FileToSend) {
    await this.openForm(`/load/?host=${host.id}`);
    await this.uploadFile(file);
    await this.page.getByRole('button', { name: 'Load on 1 host' }).click();
    return this.untilSucceeded();
  }

  private get main(): Locator {
    return this.page.getByRole('main');
  }

  private async beginPush(host: StackHost, reference: string) {
    const dialog = await this.openVerb(host, [reference], 'Push…');
    await dialog.getByLabel('Name', { exact: true }).selectOption(reference);
    await dialog.getByRole('button', { name: 'Push', exact: true }).click();
  }

  /** As in a new tab: without what was typed for the last job. */
  private async openForm(path: string) {
    await this.page.evaluate(() => sessionStorage.clear());
    await this.page.goto(path);
  }

  private async uploadFile({ name, bytes }: FileToSend) {
    const file = { name, mimeType: 'application/x-tar', buffer: bytes };
    await this.page.locator('input[data-upload=file]').setInputFiles(file);
    await this.main.getByText('Uploaded').first().waitFor();
  }

  /** The dialog of a verb for images of one host, chosen in the list of its images. */
  private async openVerb(host: StackHost, images: string[], verb: string): Promise<Locator> {
    const [first = '', ...more] = images;
    // One image is looked for as it is named, several by their repository.
    const search = more.length === 0 ? first : first.slice(0, first.lastIndexOf(':'));
    await this.page.goto(`/images/?host=${host.id}&q=${encodeURIComponent(search)}`);
    const rows = this.page.getByRole('row').filter({ has: this.page.getByRole('link') });
    for (const image of images) {
      const row = more.length === 0 ? rows : rows.filter({ hasText: image });
      await row.getByRole('checkbox').check();
    }
    await this.page.getByRole('button', { name: verb }).click();
    return this.page.getByRole('dialog');
  }

  private async untilSucceeded(): Promise<JobDetail> {
    const job = await this.untilEnded();
    if (job.state !== 'succeeded') throw new Error(`Job ${job.id} ended ${job.state}: ${job.error?.message}`);
    await this.main.getByText('Succeeded').first().waitFor();
    await this.untilShown('li[data-phase]', 'data-phase', job.progress?.layers.map(({ phase }) => phase) ?? []);
    return job;
  }

  /** The job that the page went to after it was asked for. */
  private async untilEnded(): Promise<JobDetail> {
    await this.page.waitForURL(/\/jobs\/detail\/\?id=/);
    return untilJobEnds(this.stack, new URL(this.page.url()).searchParams.get('id') ?? '');
  }

  /** Each layer, or each step of a build, says in the page how it stands. */
  private async untilShown(items: string, attribute: string, states: readonly string[]) {
    const shown = () =>
      this.main.locator(items).evaluateAll((all, name) => all.map((each) => each.getAttribute(name)), attribute);
    await waitFor(
      async () => sameItems(await shown(), states),
      `${states.length} ${items} with their states in the page`,
    );
  }
}

function sameItems(some: readonly unknown[], others: readonly unknown[]): boolean {
  return [...some].sort().join() === [...others].sort().join();
}
